"""Graphs to tables: the edges, what depends on what, and how long it took."""

import networkx as nx
import pandas as pd

from analysis.bounds import days_between


def edges_table(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """The edges as rows, sorted by type, source and target.

    Returns
    -------
    DataFrame
        `source`, `type`, `target`, `basis`, `fact_ids`.
    """
    rows = [
        {
            "source": u,
            "type": attributes["type"],
            "target": v,
            "basis": attributes["basis"],
            "fact_ids": key,
        }
        for u, v, key, attributes in graph.edges(keys=True, data=True)
    ]
    columns = ["source", "type", "target", "basis", "fact_ids"]
    order = ["type", "source", "target", "fact_ids"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(order, ignore_index=True)


def downward(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """What carries the programme, from above to below.

    An edge leads from a set, plan or resolution to its parts, to what implements it,
    and to the places that it is for.
    """
    simple = nx.DiGraph()
    simple.add_nodes_from(graph.nodes(data=True))
    for u, v, key, direction in graph.edges(keys=True, data="direction"):
        if direction is None or u == v:
            continue
        upper, lower = above_and_below(u, v, direction)
        facts = simple.edges.get((upper, lower), {}).get("fact_ids", "")
        simple.add_edge(upper, lower, fact_ids=f"{facts} {key}".strip())
    return simple


def above_and_below(source: str, target: str, direction: str) -> tuple[str, str]:
    """The upper and the lower end of an edge that carries a programme down or up."""
    return (source, target) if direction == "down" else (target, source)


def chain(graph: nx.MultiDiGraph, node: str) -> tuple[set[str], set[str]]:
    """What stands above `node` and what below it, by the edges of `downward`."""
    down = downward(graph)
    return nx.ancestors(down, node), nx.descendants(down, node)


def what_carries(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """How far each instrument's work reaches, by the edges of `downward`.

    Returns
    -------
    DataFrame
        One row per instrument with something below it, the widest reach first:
        `node`, `reach` (nodes below), `depth` (steps of the longest chain below;
        missing if the edges run in a circle), `unnamed` (items counted but not
        named), `fact_ids` (the edges below it).
    """
    down = downward(graph)
    rows = []
    for node, attributes in down.nodes(data=True):
        below = nx.descendants(down, node)
        if attributes["kind"] != "instrument" or not below:
            continue
        part = down.subgraph({node, *below})
        acyclic = nx.is_directed_acyclic_graph(part)
        facts = {
            fact
            for *_, facts in part.edges(data="fact_ids")
            for fact in str(facts).split()
        }
        rows.append(
            {
                "node": node,
                "reach": len(below),
                "depth": nx.dag_longest_path_length(part) if acyclic else None,
                "unnamed": attributes["unnamed"],
                "fact_ids": " ".join(sorted(facts)),
            }
        )
    columns = ["node", "reach", "depth", "unnamed", "fact_ids"]
    frame = pd.DataFrame(rows, columns=columns).astype({"depth": "Int64"})
    return frame.sort_values(
        ["reach", "node"], ascending=[False, True], ignore_index=True
    )


def time_between(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """Days from an instrument to the one that carries it out, where both are dated.

    A date known to the year or month only gives a range of days; an undated
    instrument gives none and is shown as such.

    Returns
    -------
    DataFrame
        One row per edge of `implements` or `concretises` between instruments:
        `upper`, `lower`, `upper_date`, `lower_date`, `days_low`, `days_high`
        (missing where a date is), `fact_ids`.
    """
    rows = []
    for u, v, key, kind in graph.edges(keys=True, data="type"):
        if kind not in ("implements", "concretises"):
            continue
        ends = graph.nodes[v], graph.nodes[u]
        if any(end["kind"] != "instrument" for end in ends):
            continue
        upper, lower = (end["date"] for end in ends)
        is_dated = upper and lower
        low, high = days_between(upper, lower) if is_dated else (None, None)
        rows.append((v, u, upper, lower, low, high, key))
    names = ["upper", "lower", "upper_date", "lower_date", "days_low", "days_high"]
    frame = pd.DataFrame(rows, columns=[*names, "fact_ids"])
    whole = {"days_low": "Int64", "days_high": "Int64"}
    return frame.astype(whole).sort_values(["upper", "lower"], ignore_index=True)


def who_implements_whom(graph: nx.MultiDiGraph) -> pd.DataFrame:
    """Which level carries out what comes from which level.

    Returns
    -------
    DataFrame
        One row per pair of levels: `implementer_level`, `origin_level`, `count`
        (edges of `implements` and `concretises`), `fact_ids`.
    """
    rows = [
        (graph.nodes[u]["level"], graph.nodes[v]["level"], key)
        for u, v, key, kind in graph.edges(keys=True, data="type")
        if kind in ("implements", "concretises")
    ]
    names = ["implementer_level", "origin_level", "fact_ids"]
    groups = pd.DataFrame(rows, columns=names).groupby(names[:2], as_index=False)
    return groups.agg(
        count=("fact_ids", "size"), fact_ids=("fact_ids", lambda f: " ".join(sorted(f)))
    )
