"""Tables to graphs: instruments, committees, bodies, localities, and their relations.

A node is a key of one of these tables; an edge is a coded relation and carries its
`fact_id`. Edges keep the direction in which they were stated, and say which of their
ends is above the other. What is counted but not named is one placeholder for each set.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping

import networkx as nx
import pandas as pd

from analysis.rows import records
from analysis.tables import Study

TABLES = {
    "instrument": "instruments",
    "committee": "committees",
    "body": "bodies",
    "locality": "localities",
}
LAYERS = ("central", "province", "district", "below", "places")
LEVELS = {
    "central": 0,
    "region": 0,
    "province": 1,
    "district": 2,
    "commune": 3,
    "village": 3,
}
ATTRIBUTES = (
    "label",
    "kind",
    "type",
    "level",
    "term_id",
    "date",
    "committee_id",
    "locality_id",
    "identity",
    "set_count",
)


CARRY_OUT = ("implements", "concretises")
EDGE_ATTRIBUTES = (
    "type",
    "family",
    "direction",
    "status",
    "basis",
    "claim_set",
    "source_id",
)


def whole(study: Study) -> nx.MultiDiGraph:
    """The graph of every coded relation, its nodes named in the study's language."""
    nodes = {kind: study.labelled(table) for kind, table in TABLES.items()}
    types = study.whole("relation_types")
    return programme_network(study.whole("relations"), types, nodes)


def programme_network(
    relations: pd.DataFrame, types: pd.DataFrame, nodes: Mapping[str, pd.DataFrame]
) -> nx.MultiDiGraph:
    """The graph of coded relations.

    Parameters
    ----------
    relations, types
        Rows of `relations` and of `relation_types`.
    nodes
        The rows of the tables in `TABLES` by kind of node, with their `label` in the
        language of the graph.

    Returns
    -------
    MultiDiGraph
        Nodes with `label`, `kind`, `type`, `level`, `term_id`, `date`,
        `committee_id`, `place` (the name of a local committee's), `set_count` and
        `unnamed` (items of a set counted but not named); edges keyed by `fact_id` with
        `type`, `family`, `direction`, `status`, `basis`, `claim_set` and `source_id`;
        the graph has `types`, all that there are. Of what no edge joins only the
        committees are kept.
    """
    graph = nx.MultiDiGraph(types=" ".join(types["type"]))
    for kind, frame in nodes.items():
        for row in records(frame):
            data = {name: row.get(name) for name in ATTRIBUTES}
            graph.add_node(row[f"{kind}_id"], **data | {"kind": kind, "unnamed": 0})
    typed = relations.merge(types[["type", "family", "direction"]], "left", "type")
    for row in records(typed):
        kept = {name: row[name] for name in EDGE_ATTRIBUTES if row.get(name)}
        graph.add_edge(row["source"], row["target"], key=row["fact_id"], **kept)
    _direct(graph)
    _complete(graph)
    kinds = nx.get_node_attributes(graph, "kind")
    alone = [node for node in nx.isolates(graph) if kinds[node] != "committee"]
    graph.remove_nodes_from(alone)
    return graph


def _complete(graph: nx.MultiDiGraph) -> None:
    """Give committees the name of their place, and sets their items without a name."""
    labels = nx.get_node_attributes(graph, "label")
    for node, data in graph.nodes(data=True):
        is_local = data["kind"] == "committee" and data["level"] != "central"
        data["place"] = labels.get(data["locality_id"]) if is_local else None
        if data["set_count"] is not None:
            named = {
                part
                for _, part, kind in graph.out_edges(node, data="type")
                if kind == "contains" and graph.nodes[part]["identity"] == "named"
            }
            data["unnamed"] = data["set_count"] - len(named)


def _direct(graph: nx.MultiDiGraph) -> None:
    """Give edges their direction where the type alone does not say it.

    A document prompted by another is below it. A committee that carries out what it
    has itself issued is above it, as its issuer, and not below it. What a set names
    from a higher level is not below the set.
    """
    kinds = nx.get_node_attributes(graph, "kind")
    levels = {n: LEVELS.get(str(level), 9) for n, level in graph.nodes(data="level")}
    issued = {(v, u) for u, v, kind in graph.edges(data="type") if kind == "issued_by"}
    for u, v, data in graph.edges(data=True):
        if data["type"] == "prompted_by" and kinds[v] == "instrument":
            data["direction"] = "up"
        is_own = data["type"] in CARRY_OUT and (u, v) in issued
        is_higher = data["type"] == "contains" and levels[v] < levels[u]
        if is_own or is_higher:
            data.pop("direction", None)


def above_and_below(source: str, target: str, direction: str) -> tuple[str, str]:
    """The upper and the lower end of an edge that carries a programme down or up."""
    return (source, target) if direction == "down" else (target, source)


def downward(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """Who or what is directly above whom or what: from the upper end to the lower.

    Parallel edges become one, with their `fact_ids` (separated by a space), `types`
    and `statuses`.
    """
    simple = nx.DiGraph()
    simple.add_nodes_from(graph.nodes(data=True))
    for u, v, key, data in sorted(graph.edges(keys=True, data=True)):
        if "direction" not in data or u == v:
            continue
        ends = above_and_below(u, v, data["direction"])
        if not simple.has_edge(*ends):
            simple.add_edge(*ends, fact_ids="", types=[], statuses=[])
        edge = simple.edges[ends]
        edge["fact_ids"] = f"{edge['fact_ids']} {key}".strip()
        edge["types"].append(data["type"])
        edge["statuses"].append(data.get("status", "done"))
    return simple


def reached(down: nx.DiGraph, node: str, *, up: bool = False) -> set[str]:
    """What is below (or above) a node by chains of documents.

    A committee, a body or a place ends a chain: that it carries out one document and
    issues another does not make the second a part of the first.
    """
    step: Callable[[str], Iterable[str]] = down.predecessors if up else down.successors
    seen: set[str] = set()
    waiting = deque([node])
    while waiting:
        here = waiting.popleft()
        if here != node and down.nodes[here]["kind"] != "instrument":
            continue
        new = set(step(here)) - seen - {node}
        seen |= new
        waiting.extend(sorted(new))
    return seen


def of_committee(
    graph: nx.MultiDiGraph,
    committee_id: str,
    term_id: str,
    types: Iterable[str] | None = None,
) -> nx.MultiDiGraph:
    """The part of the network that belongs to one committee's work in one term.

    Its own documents (of the term; of every term if `term_id` is "all"), itself, its
    bodies and its place, whatever an edge joins to them, what is above these documents
    up to their issuers, and what they contain or apply to. A document of its other
    terms is there only if another document leads to it. Each node gets its `layer`,
    one of `LAYERS`.

    Parameters
    ----------
    types
        The types of edges that are wanted; all if not given.

    Raises
    ------
    ValueError
        If a type is unknown, or nothing is left: the message names what was asked
        for.
    """
    known_types = str(graph.graph["types"]).split()
    wanted = set(known_types if types is None else types)
    if unknown := sorted(wanted - set(known_types)):
        msg = (
            f"no relation type {', '.join(unknown)}; allowed: {', '.join(known_types)}"
        )
        raise ValueError(msg)
    others, actors = _of_other_terms(graph, committee_id, term_id), _actors_of(graph)
    chosen = graph.edge_subgraph(
        (u, v, key)
        for u, v, key, kind in graph.edges(keys=True, data="type")
        if kind in wanted and not ({u, v} & others and {u, v} & actors)
    )
    belonging = _belonging(chosen, graph, committee_id, term_id)
    within = belonging | _around(chosen, belonging)
    within |= _beyond(chosen, belonging, within - actors)
    edges = [
        (u, v, key)
        for u, v, key, kind in chosen.edges(keys=True, data="type")
        if {u, v} <= within
        and ({u, v} & belonging or _is_above(kind, {u, v} & actors, {u, v} - actors))
    ]
    if not edges:
        msg = (
            f"no relation of {committee_id} in term {term_id} of the types "
            f"{', '.join(sorted(wanted))}"
        )
        raise ValueError(msg)
    part = graph.copy()  # a view of few nodes would have them in no order
    part.remove_edges_from(set(graph.edges(keys=True)).difference(edges))
    part.remove_nodes_from([*nx.isolates(part)])
    nx.set_node_attributes(part, _layers(part, graph, committee_id), "layer")
    return part


def _is_above(kind: str, actors: set[str], documents: set[str]) -> bool:
    """Whether a tie of others says how documents hang together, or who issues them."""
    return bool(documents) and (not actors or kind not in CARRY_OUT)


def _belonging(
    chosen: nx.MultiDiGraph, graph: nx.MultiDiGraph, committee_id: str, term_id: str
) -> set[str]:
    """The committee, its place, its bodies, and its documents of the term."""
    place = graph.nodes[committee_id]["locality_id"] if committee_id in graph else None
    return {
        node
        for node, data in chosen.nodes(data=True)
        if node in (committee_id, place)
        or (
            data["committee_id"] == committee_id
            and (data["kind"] == "body" or term_id in ("all", data["term_id"]))
        )
    }


def _around(graph: nx.MultiDiGraph, nodes: Iterable[str]) -> set[str]:
    return {near for node in nodes for near in nx.all_neighbors(graph, node)}


def _beyond(
    graph: nx.MultiDiGraph, belonging: set[str], documents: set[str]
) -> set[str]:
    """What is above these documents, and what those for the committee's place hold."""
    down = downward(graph)
    above = {node for start in documents for node in reached(down, start, up=True)}
    inside = nx.DiGraph(
        (u, v)
        for u, v, types in down.edges(data="types")
        if {"contains", "approves"} & {*types}
    )
    for_it = {
        u
        for u, v, kind in graph.edges(data="type")
        if kind == "applies_to" and v in belonging
    }
    starts = documents & (belonging | for_it) & set(inside)
    return above | {node for start in starts for node in nx.descendants(inside, start)}


def _layers(
    part: nx.MultiDiGraph, graph: nx.MultiDiGraph, committee_id: str
) -> dict[str, str]:
    """The layer of each node; where its level is not stated, that of what it serves.

    A place has the lowest layer. What no level is stated of stands with what is above
    it, or else one level above the committee.
    """
    focus = LEVELS[str(graph.nodes[committee_id]["level"])]
    places = LAYERS.index("places")
    numbers = {
        node: places if data["kind"] == "locality" else LEVELS[str(data["level"])]
        for node, data in part.nodes(data=True)
        if data["kind"] == "locality" or str(data["level"]) in LEVELS
    }
    down = downward(part)
    for node in sorted(set(part) - set(numbers)):
        above = [
            numbers[parent] for parent in down.predecessors(node) if parent in numbers
        ]
        numbers[node] = max(above, default=max(focus - 1, 0))
    return {node: LAYERS[number] for node, number in numbers.items()}


def _of_other_terms(
    graph: nx.MultiDiGraph, committee_id: str, term_id: str
) -> set[str]:
    return {
        node
        for node, data in graph.nodes(data=True)
        if (data["kind"], data["committee_id"]) == ("instrument", committee_id)
        and term_id != "all"
        and data["term_id"] not in (None, term_id)
    }


def _actors_of(graph: nx.MultiDiGraph) -> set[str]:
    return {node for node, kind in graph.nodes(data="kind") if kind != "instrument"}
