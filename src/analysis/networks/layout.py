"""Where boxes and lines of a network are: rows from above to below, laid out by dot.

Source: Gansner et al. (1993), IEEE Trans. Software Eng. 19, 214-230.
"""

from collections import defaultdict
from dataclasses import dataclass

import networkx as nx
import pygraphviz

from analysis.networks.cascade import rows
from analysis.networks.letters import breadth, lines

Box = tuple[float, float, float, float]
Point = tuple[float, float]

POINT = 72
SIZE, SMALL = 7.6, 6.2  # of letters: labels, notes
WIDE, PAD, LINE = 76.0, 3.0, 1.18  # of boxes
PAGE = 518.4
LETTERS = 110  # of a label, at most
ACROSS, MANY = (6, 5, 4), 60  # boxes in a row; beyond which one row length is tried


@dataclass(frozen=True)
class Layout:
    """Where boxes and lines are, in points from the lower left corner.

    Attributes
    ----------
    boxes
        Node to (centre x, centre y, width, height).
    texts
        Node to its lines: each with the size of its letters.
    curves
        Edge (source, target, or with its key) to the control points of a Bézier curve,
        from source to target.
    width, height
        Of the whole.
    """

    boxes: dict[str, Box]
    texts: dict[str, list[tuple[str, float]]]
    curves: dict[tuple[str, ...], list[Point]]
    width: float
    height: float


def layout(graph: nx.DiGraph | nx.MultiDiGraph) -> Layout:
    """Lay a graph out in rows: those of its nodes, or what is below what.

    Nodes have `label`, and those of a cascade `row`, `issuer` and `note`.

    A row of many boxes is broken, so that the whole is as wide as a page if it can be.
    """
    texts = {node: _lines(data) for node, data in sorted(graph.nodes(data=True))}
    best: Layout | None = None
    for across in ACROSS if len(graph) < MANY else ACROSS[:1]:
        drawn = _drawn(graph, texts, across)
        best = drawn if best is None or drawn.width < best.width else best
        if drawn.width <= PAGE:
            break
    assert best is not None
    return best


def _lines(data: dict[str, str]) -> list[tuple[str, float]]:
    """The lines of a box: who issues it, its label, what it names."""
    parts = (
        (data.get("issuer"), SMALL),
        (data["label"], SIZE),
        (data.get("note"), SMALL),
    )
    return [
        (line, size)
        for text, size in parts
        if text
        for line in lines(_short(text), (WIDE - 2 * PAD) / size)
    ]


def _short(text: str) -> str:
    """A text of at most so many letters, cut at a blank."""
    if len(text) <= LETTERS:
        return text
    return text[:LETTERS].rsplit(" ", 1)[0] + "…"


def _drawn(
    graph: nx.DiGraph | nx.MultiDiGraph,
    texts: dict[str, list[tuple[str, float]]],
    across: int,
) -> Layout:
    canvas = pygraphviz.AGraph(directed=True, strict=False)
    canvas.graph_attr.update(
        nodesep="0.06", ranksep="0.22", splines="true", ratio="compress", size="7.2,100"
    )
    canvas.node_attr.update(shape="box", fixedsize="true", label="")
    canvas.edge_attr.update(dir="none")
    for node, parts in texts.items():
        widest = max(breadth(line) * size for line, size in parts)
        width = max(WIDE, widest + 2 * PAD)
        height = sum(LINE * size for _, size in parts) + 2 * PAD
        canvas.add_node(node, width=width / POINT, height=height / POINT)
    row_of = nx.get_node_attributes(graph, "row") or rows(graph)
    for number, names in enumerate(_rows(graph, row_of, across)):
        canvas.add_node(f"row {number}", style="invis", width="0.01", height="0.01")
        canvas.add_subgraph(
            [*names, f"row {number}"], name=f"rank {number}", rank="same"
        )
        if number:
            canvas.add_edge(f"row {number - 1}", f"row {number}", style="invis")
    keyed = graph.edges(keys=True) if graph.is_multigraph() else graph.edges
    for number, edge in enumerate(sorted(keyed)):
        u, v = edge[:2]
        is_down = row_of[u] < row_of[v]
        ends = (u, v) if is_down else (v, u)
        canvas.add_edge(*ends, key=str(number))
    canvas.layout(prog="dot")
    return _read(canvas, sorted(keyed), texts)


def _rows(
    graph: nx.DiGraph | nx.MultiDiGraph, row_of: dict[str, int], across: int
) -> list[list[str]]:
    """The nodes of each row; what does not fit goes to a further row below it.

    What leads on to something stays in the last of them.
    """
    by_row: dict[int, list[str]] = defaultdict(list)
    for node, row in sorted(row_of.items()):
        by_row[row].append(node)
    broken = []
    for _, names in sorted(by_row.items()):
        names.sort(key=lambda node: (graph.out_degree(node) > 0, node))
        count = -(-len(names) // across)
        size = -(-len(names) // count)
        broken += [names[n : n + size] for n in range(0, len(names), size)]
    return broken


def _read(
    canvas: pygraphviz.AGraph,
    edges: list[tuple[str, ...]],
    texts: dict[str, list[tuple[str, float]]],
) -> Layout:
    """What dot has written into the graph, rounded to a tenth of a point."""
    boxes = {}
    for node in texts:
        placed = canvas.get_node(node).attr
        x, y = _point(placed["pos"])
        width, height = (POINT * float(placed[name]) for name in ("width", "height"))
        boxes[node] = x, y, round(width, 1), round(height, 1)
    keyed = {drawn[2]: drawn for drawn in canvas.edges(keys=True)}
    curves = {}
    for number, edge in enumerate(edges):
        drawn = keyed[str(number)]
        points = [_point(pair) for pair in canvas.get_edge(*drawn).attr["pos"].split()]
        curves[edge] = points if drawn[0] == edge[0] else points[::-1]
    _, _, width, height = map(float, canvas.graph_attr["bb"].split(","))
    return Layout(boxes, texts, curves, width, height)


def _point(text: str) -> Point:
    x, y = text.split(",")
    return round(float(x), 1), round(float(y), 1)
