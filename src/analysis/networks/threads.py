"""Which columns a layered drawing has, what stands nested in what, where edges pass.

An edge between columns that are not neighbours passes through the columns between them
by stops. Edges of one type that lead to the same node from afar share their stops, as
do those that lead from it: they are drawn as one bundle that branches.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import networkx as nx

from analysis.networks.graphs import LAYERS
from analysis.networks.layout import Edge

MANY_WITHIN = 6


@dataclass(frozen=True)
class Threads:
    """The parts of a layered drawing before anything has a place.

    Attributes
    ----------
    columns
        What stands in each used column: heads of nests, and stops of edges.
    nests
        Each head to itself and what it contains in its layer, as (node, depth).
    column
        Node or stop to the number of its column.
    paths
        Edge to the nodes and stops it passes, its two ends included, from source to
        target.
    branches
        Edges that a nest shows already: from a node to what stands nested in it.
    """

    columns: list[list[str]]
    nests: dict[str, list[tuple[str, int]]]
    column: dict[str, int]
    paths: dict[Edge, list[str]]
    branches: list[Edge]

    @property
    def inside(self) -> set[str]:
        """The nodes, as opposed to the stops of edges."""
        return {node for rows in self.nests.values() for node, _ in rows}

    @property
    def head(self) -> dict[str, str]:
        """Each node or stop to what it moves with."""
        own = {stop: stop for stops in self.columns for stop in stops}
        return own | {n: head for head, rows in self.nests.items() for n, _ in rows}


def threads(graph: nx.MultiDiGraph) -> Threads:
    """The threads of `graph`, whose nodes have a `layer`.

    A layer has one column; it has two if many of its edges stay within it: on the left
    then stands what they lead to.
    """
    branches = _branches(graph)
    nests = _nests(graph, branches)
    column = _columns(graph, nests, set(branches))
    columns: list[list[str]] = [[] for _ in range(max(column.values()) + 1)]
    for head in nests:
        columns[column[head]].append(head)
    shown = set(branches)
    rest = [edge for edge in sorted(graph.edges(keys=True)) if edge not in shown]
    paths = _paths(graph, rest, column)
    for path in paths.values():
        for stop in path[1:-1]:
            if stop not in column:
                column[stop] = int(stop.rsplit(" ", 1)[1])
                columns[column[stop]].append(stop)
    return Threads(columns, nests, column, paths, branches)


def _columns(
    graph: nx.MultiDiGraph, nests: dict[str, list[tuple[str, int]]], shown: set[Edge]
) -> dict[str, int]:
    """The number of each node's column."""
    head = {node: name for name, rows in nests.items() for node, _ in rows}
    layer = dict(graph.nodes(data="layer"))
    within: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges(keys=True):
        if layer[edge[0]] == layer[edge[1]] and edge not in shown:
            within[layer[edge[0]]].append(head[edge[1]])
    split = {name for name, ends in within.items() if len(ends) >= MANY_WITHIN}
    places = {
        node: (
            LAYERS.index(layer[node]),
            layer[node] in split and head[node] not in within[layer[node]],
        )
        for node in sorted(graph)
    }
    used = sorted(set(places.values()))
    return {node: used.index(place) for node, place in places.items()}


def _branches(graph: nx.MultiDiGraph) -> list[Edge]:
    """Edges to what a node of the same layer contains: one parent each, no circle."""
    layer = dict(graph.nodes(data="layer"))
    forest = nx.DiGraph()
    found = []
    for u, v, key in sorted(graph.edges(keys=True)):
        is_inside = graph.edges[u, v, key]["type"] == "contains"
        if not is_inside or layer[u] != layer[v] or u == v:
            continue
        is_first = v not in forest or not forest.in_degree(v)
        if is_first and not (v in forest and u in nx.descendants(forest, v)):
            forest.add_edge(u, v)
            found.append((u, v, key))
    return found


def _nests(
    graph: nx.MultiDiGraph, branches: list[Edge]
) -> dict[str, list[tuple[str, int]]]:
    parts: dict[str, list[str]] = defaultdict(list)
    for u, v, _ in branches:
        parts[u].append(v)
    inner = {v for _, v, _ in branches}

    def rows(node: str, depth: int) -> list[tuple[str, int]]:
        members = sorted(parts[node], key=lambda n: _order(graph, n))
        return [(node, depth), *(r for one in members for r in rows(one, depth + 1))]

    return {node: rows(node, 0) for node in sorted(graph) if node not in inner}


def _order(graph: nx.MultiDiGraph, node: str) -> tuple[bool, bool, str, str, str]:
    """Members without further edges first, so that few lines cross the stem."""
    known = graph.nodes[node]
    time = str(known.get("term_id") or "~"), str(known.get("date") or "~")
    has_parts = any(k == "contains" for *_, k in graph.out_edges(node, data="type"))
    return has_parts, graph.degree(node) > 1, *time, node


def _paths(
    graph: nx.MultiDiGraph, edges: list[Edge], column: dict[str, int]
) -> dict[Edge, list[str]]:
    """Each edge through its stops, named after the bundle that they belong to."""
    far = [(u, v, k) for u, v, k in edges if abs(column[u] - column[v]) > 1]
    ends = Counter(end for edge in far for end in edge[:2])
    twins: Counter[tuple[str, str, str]] = Counter()
    paths = {}
    for u, v, key in edges:
        step = 1 if column[u] < column[v] else -1
        kind = graph.edges[u, v, key]["type"]
        hub, way = (u, "from") if (ends[u], u) > (ends[v], v) else (v, "to")
        twins[u, v, kind] += 1
        bundle = f"{hub} {kind} {way} {step} {twins[u, v, kind]}"
        between = range(column[u] + step, column[v], step)
        paths[u, v, key] = [u, *(f"{bundle} {n}" for n in between), v]
    return paths
