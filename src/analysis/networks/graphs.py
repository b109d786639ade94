"""Tables to graphs: instruments, committees, bodies, localities, and their relations.

A node is a key of one of these tables; an edge is a coded relation and carries its
`fact_id`. Edges keep the direction in which they were stated, upward ones included.
What is counted but not named is one placeholder for each set.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import pandas as pd

LAYERS = (
    "central",
    "province",
    "bodies",
    "resolutions",
    "programmes",
    "projects",
    "below",
    "places",
)
HEIGHT = {"central": 0, "region": 0, "province": 1, "district": 2, "commune": 3}
LAYER_OF_TYPE = {
    "programme": "programmes",
    "action_programme": "programmes",
    "plan": "programmes",
    "rule_set": "programmes",
    "project": "projects",
    "investment_project": "projects",
    "model": "projects",
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


EDGE_ATTRIBUTES = ("type", "family", "direction", "basis", "source_id")


def actors(
    committees: pd.DataFrame, bodies: pd.DataFrame, localities: pd.DataFrame
) -> pd.DataFrame:
    """Committees, bodies and localities as the actors of a network.

    Each frame has its key, `level` and `label`; committees and bodies have
    `committee_id`.

    Returns
    -------
    DataFrame
        `actor_id`, `kind` (committee, body, locality), `level`, `committee_id`,
        `label`.
    """
    columns = ["actor_id", "kind", "level", "committee_id", "locality_id", "label"]
    parts = [
        committees.assign(actor_id=committees["committee_id"], kind="committee"),
        bodies.assign(actor_id=bodies["body_id"], kind="body"),
        localities.assign(actor_id=localities["locality_id"], kind="locality"),
    ]
    return pd.concat([part.reindex(columns=columns) for part in parts])


def programme_network(
    relations: pd.DataFrame,
    types: pd.DataFrame,
    instruments: pd.DataFrame,
    actors: pd.DataFrame,
) -> nx.MultiDiGraph:
    """The graph of coded relations.

    Parameters
    ----------
    relations
        `fact_id`, `source`, `target`, `type`, `basis`, `source_id`.
    types
        Of relations: `type`, `family`, `direction` (down, up or missing).
    instruments
        `instrument_id`, `type`, `level`, `term_id`, `identity`, `set_count`, `date`,
        `committee_id` and `label` in the language of the graph.
    actors
        Committees, bodies and localities: `actor_id`, `kind` (committee, body,
        locality), `level`, `committee_id`, `locality_id`, `label`.

    Returns
    -------
    MultiDiGraph
        Nodes with `label`, `kind`, `type`, `level`, `term_id`, `date`,
        `committee_id`, `set_count` and `unnamed` (items of a set counted but not
        named); edges keyed by `fact_id` with `type`, `family`, `direction`,
        `basis` and `source_id`; the graph has `types`, all that there are. Of
        what no edge joins only the committees are kept.
    """
    graph = nx.MultiDiGraph()
    things = instruments.rename(columns={"instrument_id": "node"}).assign(
        kind="instrument"
    )
    people = actors.rename(columns={"actor_id": "node"})
    for row in pd.concat([things, people], ignore_index=True).to_dict("records"):
        graph.add_node(row["node"], **_node(row))
    graph.graph["types"] = " ".join(types["type"])
    typed = relations.merge(types[["type", "family", "direction"]], "left", "type")
    for row in typed.to_dict("records"):
        kept = {name: row[name] for name in EDGE_ATTRIBUTES if pd.notna(row[name])}
        graph.add_edge(row["source"], row["target"], key=row["fact_id"], **kept)
    for node, data in graph.nodes(data=True):
        if data["set_count"] is not None:
            data["unnamed"] = data["set_count"] - _named_members(graph, node)
    kinds = nx.get_node_attributes(graph, "kind")
    alone = [node for node in nx.isolates(graph) if kinds[node] != "committee"]
    graph.remove_nodes_from(alone)
    return graph


def _node(row: Mapping[Any, Any]) -> dict[str, object]:
    return {key: _plain(row.get(key)) for key in ATTRIBUTES} | {"unnamed": 0}


def _plain(value: Any) -> object:
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) else value


def _layer(data: Mapping[str, object], focus: int) -> str:
    """The layer of a node, seen from a committee whose level has height `focus`."""
    if data["kind"] == "locality":
        return "places"
    height = HEIGHT.get(str(data["level"]), focus)
    if height < focus:
        return ("central", "province")[min(height, 1)]
    if height > focus:
        return "below"
    if data["kind"] in ("committee", "body"):
        return "bodies"
    return LAYER_OF_TYPE.get(str(data["type"]), "resolutions")


def _named_members(graph: nx.MultiDiGraph, node: str) -> int:
    return len(
        {
            part
            for _, part, kind in graph.out_edges(node, data="type")
            if kind == "contains" and graph.nodes[part]["identity"] == "named"
        }
    )


def of_committee(
    graph: nx.MultiDiGraph, committee_id: str, term_id: str, types: Iterable[str]
) -> nx.MultiDiGraph:
    """The part of the network that hangs on one committee's work in one term.

    Its own instruments (of the term; of every term if `term_id` is "all"), itself,
    its bodies and its place, whatever an edge of one of `types` joins to them, and
    what these instruments carry out further up. An instrument of its other terms is
    there only if another instrument leads to it. Each node gets its `layer`, one of
    `LAYERS`.

    Raises
    ------
    ValueError
        If a type is unknown, or nothing is left: the message names what was asked
        for.
    """
    wanted, known_types = set(types), str(graph.graph["types"]).split()
    if unknown := sorted(wanted - set(known_types)):
        msg = (
            f"no relation type {', '.join(unknown)}; allowed: {', '.join(known_types)}"
        )
        raise ValueError(msg)
    others, actors = _of_other_terms(graph, committee_id, term_id), _actors_of(graph)
    kept = [
        (u, v, key)
        for u, v, key, kind in graph.edges(keys=True, data="type")
        if kind in wanted and not ({u, v} & others and {u, v} & actors)
    ]
    chosen = graph.edge_subgraph(kept)
    place = graph.nodes[committee_id]["locality_id"] if committee_id in graph else None
    belonging = {
        node
        for node, data in chosen.nodes(data=True)
        if node in (committee_id, place)
        or (
            data["committee_id"] == committee_id
            and (data["kind"] == "body" or term_id in ("all", data["term_id"]))
        )
    }
    around = belonging | {
        n for node in belonging for n in nx.all_neighbors(chosen, node)
    }
    above = {
        parent
        for node in around
        if chosen.nodes[node]["kind"] == "instrument"
        for parent in _carried_out_by(chosen, node)
    }
    within = around | above
    edges = [
        (u, v, key)
        for u, v, key in chosen.edges(keys=True)
        if u in within and v in within and ({u, v} & (belonging | above))
    ]
    if not edges:
        msg = (
            f"no relation of {committee_id} in term {term_id} of the types "
            f"{', '.join(sorted(wanted))}"
        )
        raise ValueError(msg)
    part = nx.MultiDiGraph(chosen.edge_subgraph(edges))
    focus = HEIGHT[str(graph.nodes[committee_id]["level"])]
    layers = {node: _layer(data, focus) for node, data in part.nodes(data=True)}
    nx.set_node_attributes(part, layers, "layer")
    return part


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


def _carried_out_by(graph: nx.MultiDiGraph, node: str) -> set[str]:
    upward = nx.MultiDiGraph(
        (u, v)
        for u, v, kind in graph.edges(data="type")
        if kind in ("implements", "concretises")
    )
    return nx.descendants(upward, node) if node in upward else set()
