"""A network as a figure, with what a page needs to explore it or to list it."""

from dataclasses import replace
from typing import Any

import networkx as nx

from analysis import networks, words
from analysis.addresses import claims_reference, entity_reference
from analysis.show.pictures import Chart, chart
from analysis.show.shown import Table
from analysis.tables import Study


def network(
    study: Study, graph: nx.MultiDiGraph, axes: Any, sentence: str, table: Table
) -> Chart:
    """The chart of `graph`, whose picture has its nodes, edges and labels too.

    `more.network` has `nodes` (`id`, `label`, `layer`, `term`, `committee`, `kind`),
    `edges` (`id`, `source`, `target`, `type`, `basis` and, where they carry a
    programme, `upper` and `lower`), and `words`: by attribute, the label of each of
    its values, in order.
    """
    nodes = [
        {
            "id": node,
            "label": attributes["label"],
            "layer": attributes["layer"],
            "term": attributes["term_id"],
            "committee": attributes["committee_id"],
            "kind": attributes["kind"],
        }
        for node, attributes in sorted(graph.nodes(data=True))
    ]
    edges = [
        _edge(u, v, key, attributes)
        for u, v, key, attributes in sorted(graph.edges(keys=True, data=True))
    ]
    labels = _words(study, nodes, edges)
    more = {"network": {"nodes": nodes, "edges": edges, "words": labels}}
    return chart(axes, sentence, table, more)


def cascade(graph: nx.DiGraph, axes: Any, sentence: str, table: Table) -> Chart:
    """The chart of a cascade, whose picture also has it as an indented list.

    `more.outline` has the boxes that nothing is above, in the order of their rows;
    each has `label`, `note`, `verb` and `status` (of the line from above it), the
    reference `leads`, and `below`, such boxes again. A box has its part below it where
    it comes first.
    """
    order = sorted(graph, key=lambda node: (graph.nodes[node]["row"], node))
    down = nx.DiGraph(
        (u, v) for u, v, verb in graph.edges(data="verb") if verb != "advises"
    )
    down.add_nodes_from(graph)
    seen: set[str] = set()

    def item(node: str, above: str | None) -> dict[str, Any]:
        data = graph.nodes[node]
        edge = graph.edges[above, node] if above else {}
        facts = str(edge.get("fact_ids") or data["fact_ids"]).split()
        leads = claims_reference(facts) or entity_reference(data["kind"], node)
        notes = [text for text in (data["issuer"], data["note"]) if text]
        shown = {"label": data["label"], "note": "; ".join(notes), "leads": leads}
        shown |= {"verb": edge.get("verb", ""), "status": edge.get("status", "")}
        following = (
            [] if node in seen else [key for key in order if down.has_edge(node, key)]
        )
        seen.add(node)
        return shown | {"below": [item(key, node) for key in following]}

    roots = [node for node in order if not down.in_degree(node)]
    outline = [item(key, None) for key in roots]
    titled = replace(table, caption=words.phrase("cascade_caption", table.lang))
    return chart(axes, sentence, titled, {"outline": outline})


def _edge(
    source: str, target: str, key: str, attributes: dict[str, str]
) -> dict[str, str]:
    edge = {"id": key, "source": source, "target": target}
    edge |= {"type": attributes["type"], "basis": attributes["basis"]}
    if "direction" in attributes and source != target:
        upper, lower = networks.above_and_below(source, target, attributes["direction"])
        edge |= {"upper": upper, "lower": lower}
    return edge


def _words(
    study: Study, nodes: list[dict[str, Any]], edges: list[dict[str, str]]
) -> dict[str, dict[str, str]]:
    layers = {node["layer"] for node in nodes}
    committees = study.names_for({node["committee"] for node in nodes} - {None})
    order = sorted(committees, key=lambda key: words.vietnamese_key(committees[key]))
    terms = sorted({node["term"] for node in nodes} - {None})
    return {
        "layer": {
            name: words.phrase(f"layer_{name}", study.lang)
            for name in networks.LAYERS
            if name in layers
        },
        "term": {term: words.years(term) for term in terms},
        "committee": {key: committees[key] for key in order},
        **{column: _worded(study, edges, column) for column in ("type", "basis")},
    }


def _worded(study: Study, edges: list[dict[str, str]], column: str) -> dict[str, str]:
    used = {edge[column] for edge in edges}
    labels = study.words_for("relations", column)
    return {value: label for value, label in labels.items() if value in used}
