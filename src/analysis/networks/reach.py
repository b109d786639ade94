"""Graphs to tables: ties, who carries out what, who leads whom, and chains."""

from collections import defaultdict
from collections.abc import Sequence

import networkx as nx
import pandas as pd

from analysis.networks.graphs import CARRY_OUT, LAYERS, downward
from analysis.rows import records

ROLES = {"led_by": "leads", "advises": "advises", "reports_to": "reports"}
STATUSES = ("deficient", "done", "ongoing", "ordered", "planned", "norm")


def edges_table(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """The edges as rows, sorted by type, source and target.

    Returns
    -------
    DataFrame
        `source`, `type`, `target`, `status`, `basis`, `fact_ids`.
    """
    columns = ["source", "type", "target", "status", "basis", "fact_ids"]
    rows = [
        {"source": u, "target": v, "fact_ids": key, **data}
        for u, v, key, data in graph.edges(keys=True, data=True)
    ]
    frame = pd.DataFrame(rows, columns=columns)
    order = ["type", "source", "target", "fact_ids"]
    return frame.sort_values(order, ignore_index=True)


def carried_out(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """Which document is carried out by whom or by which other document.

    Returns
    -------
    DataFrame
        One row per document and status: `upper` (the document), `issuer_ids`, `date`,
        `lower_ids` (what or who carries it out; keys separated by a space), `status`,
        `fact_ids`. First those with a document below them, then those said to fall
        short, then from the highest level down.
    """
    ties = [
        (v, data.get("status", "done"), u, key)
        for u, v, key, data in sorted(graph.edges(keys=True, data=True))
        if data["type"] in (*CARRY_OUT, "prompted_by") and "direction" in data
    ]
    rows = []
    for row in records(_gathered(ties, ["upper", "status"], "lower_ids")):
        issued = _issued(graph, row["upper"])
        row["issuer_ids"] = " ".join(issued) or None
        row["date"] = graph.nodes[row["upper"]]["date"]
        row["fact_ids"] = " ".join([row["fact_ids"], *issued.values()])
        rows.append(row)
    columns = ["upper", "issuer_ids", "date", "lower_ids", "status", "fact_ids"]
    rows.sort(key=lambda row: _order(graph, row))
    return pd.DataFrame(rows, columns=columns)


def _gathered(
    ties: Sequence[tuple[str, ...]], by: list[str], others: str
) -> pd.DataFrame:
    """The ties of one party in a row each: keys and facts, separated by a space."""
    frame = pd.DataFrame(ties, columns=[*by, others, "fact_ids"])
    keys = {others: lambda keys: " ".join(keys.unique()), "fact_ids": " ".join}
    return frame.groupby(by, sort=False, as_index=False).agg(keys)


def _issued(graph: nx.MultiDiGraph, document: str) -> dict[str, str]:
    """Who issues a document, and one statement that says so."""
    edges = sorted(graph.out_edges(document, keys=True, data="type"))
    return {v: key for _, v, key, kind in edges if kind == "issued_by"}


def _order(graph: nx.MultiDiGraph, row: dict[str, str]) -> tuple[object, ...]:
    kinds = {graph.nodes[key]["kind"] for key in row["lower_ids"].split()}
    layer = LAYERS.index(graph.nodes[row["upper"]]["layer"])
    is_carried = "instrument" in kinds
    return (
        not is_carried,
        row["status"] != "deficient",
        layer,
        STATUSES.index(row["status"]),
        row["upper"],
    )


def roles(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """Who leads, advises, directs or reports to whom.

    Returns
    -------
    DataFrame
        One row per party, role and status: `party`, `role` (leads, advises, requires,
        reports), `counterpart_ids` (keys separated by a space), `status`, `fact_ids`;
        those with most counterparts first.
    """
    kinds = nx.get_node_attributes(graph, "kind")
    ties = []
    for u, v, key, data in sorted(graph.edges(keys=True, data=True)):
        status = data.get("status", "done")
        if data["type"] in ROLES:
            party, other = (v, u) if data["type"] == "led_by" else (u, v)
            ties.append((party, ROLES[data["type"]], status, other, key))
        elif data["type"] == "requires" and kinds[u] != "instrument":
            ties.append((u, "requires", status, v, key))
    by = ["party", "role", "status"]
    rows = records(_gathered(ties, by, "counterpart_ids"))
    columns = ["party", "role", "counterpart_ids", "status", "fact_ids"]
    rows.sort(
        key=lambda row: (
            -row["counterpart_ids"].count(" "),
            *(row[name] for name in columns),
        )
    )
    return pd.DataFrame(rows, columns=columns)


def longest_chain(graph: nx.MultiDiGraph, committee_id: str) -> list[str]:
    """The longest chain of documents that the committee has a part in.

    It may begin with an issuer and end with whoever or whatever carries out the last
    document. Of several as long, the one that begins highest and ends lowest.
    """
    down, nodes = downward(graph), _nodes_of(graph, committee_id)
    for place in [node for node in nodes if graph.nodes[node]["kind"] == "locality"]:
        down.remove_edges_from(
            [(node, place) for node in nodes if down.has_edge(node, place)]
        )
    chains = [chain for node in sorted(down) for chain in _chains(down, [node])]
    mine = [chain for chain in chains if nodes & {*chain}]
    return max(mine, key=lambda chain: _rank(graph, chain), default=[])


def _nodes_of(graph: nx.MultiDiGraph, committee_id: str) -> set[str]:
    """The committee, its documents and bodies, and its place."""
    place = graph.nodes[committee_id]["locality_id"] if committee_id in graph else None
    return {
        node
        for node, data in graph.nodes(data=True)
        if committee_id in (node, data["committee_id"]) or node == place
    }


def _chains(down: nx.DiGraph, chain: list[str]) -> list[list[str]]:
    """Every chain that goes on from one, to its end."""
    is_over = len(chain) > 1 and down.nodes[chain[-1]]["kind"] != "instrument"
    following = [] if is_over else sorted(set(down.successors(chain[-1])) - {*chain})
    if not following:
        return [chain]
    return [longer for node in following for longer in _chains(down, [*chain, node])]


def _rank(graph: nx.MultiDiGraph, chain: list[str]) -> tuple[int, ...]:
    first, last = (LAYERS.index(graph.nodes[chain[n]]["layer"]) for n in (0, -1))
    vague = sum(graph.nodes[node]["type"] == "other" for node in chain)
    return len(chain), -first, last, -vague


def followed(graph: nx.MultiDiGraph, committee_id: str) -> tuple[list[str], list[str]]:
    """The documents from above that the committee carries out, and those followed.

    A document is followed if one of the committee's own carries it out.
    """
    kinds = nx.get_node_attributes(graph, "kind")
    nodes = _nodes_of(graph, committee_id)
    by: dict[str, set[str]] = defaultdict(set)
    for u, v, kind in graph.out_edges(nodes, data="type"):
        if kind in CARRY_OUT and v not in nodes:
            by[v].add(kinds[u])
    above = sorted(by)
    return above, [node for node in above if "instrument" in by[node]]
