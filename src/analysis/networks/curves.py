"""The curves of edges, from side to side of boxes and through the stops between."""

from collections import defaultdict
from collections.abc import Iterable

from analysis.networks.layout import Box, Edge, Point
from analysis.networks.sizes import INDENT, PORT_GAP, Column
from analysis.networks.threads import Threads

BEND, BULGE, LEAST, MOST = 0.5, 0.05, 7.0, 15.0
Sides = dict[tuple[str, str], int]


def curves(
    parts: Threads, columns: list[Column], boxes: dict[str, Box],
    stops: dict[str, float], sides: Sides,
) -> dict[Edge, list[Point]]:
    """Each edge as control points of a Bézier curve, heights growing downward."""
    routes = {
        edge: _legs(path, parts, sides) for edge, path in parts.paths.items()
    }
    ports = _ports(routes.values(), boxes, stops)
    found: dict[Edge, list[Point]] = {}
    for edge, legs in routes.items():
        points: list[Point] = []
        for a, b, side_a, side_b in legs:
            start = _end(a, side_a, b, ports, columns, parts, stops)
            last = _end(b, side_b, a, ports, columns, parts, stops)
            bit = _arc(start, last, side_a) if side_a == side_b else _wave(start, last)
            if points:
                points += _line(points[-1], bit[0])
            points += bit if not points else bit[1:]
        found[edge] = points
    for edge in parts.branches:
        found[edge] = _branch(boxes[edge[0]], boxes[edge[1]])
    return found


def _legs(path, parts, sides):
    """The legs of a path: from, to, and the side at which each end leaves its column."""
    found = []
    for a, b in zip(path, path[1:], strict=False):
        first, last = parts.column[a], parts.column[b]
        if first == last:
            side = sides[min(a, b), max(a, b)]
            found.append((a, b, side, side))
        else:
            way = 1 if first < last else -1
            found.append((a, b, way, -way))
    return found


def _ports(routes, boxes, stops):
    """The height at which a line to another thing meets the side of a box."""
    wanted: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    for legs in routes:
        for a, b, side_a, side_b in legs:
            is_arc = side_a == side_b
            wanted[a, side_a][b] = _rank(a, b, is_arc, stops)
            wanted[b, side_b][a] = _rank(b, a, is_arc, stops)
    found = {}
    for (node, side), others in wanted.items():
        if node not in boxes:
            continue
        _, y, _, height = boxes[node]
        names = sorted(others, key=lambda other: (others[other], other))
        room = height - 2 * PORT_GAP
        gap = min(room / (len(names) - 1), 2.2 * PORT_GAP) if len(names) > 1 else 0.0
        top = y - gap * (len(names) - 1) / 2
        found |= {(node, side, name): top + gap * n for n, name in enumerate(names)}
    return found


def _rank(node, other, is_arc, stops):
    """Where the other end stands; arcs lie outside, the farthest nearest the middle."""
    if not is_arc:
        return stops[other]
    away = stops[other] - stops[node]
    return (1e6 if away > 0 else -1e6) - away


def _end(stop, side, other, ports, columns, parts, stops) -> Point:
    column = columns[parts.column[stop]]
    indent = column.indents.get(stop, 0.0)
    x = column.left + (column.width if side > 0 else indent)
    return x, ports.get((stop, side, other), stops[stop])


def _wave(start: Point, last: Point) -> list[Point]:
    bend = BEND * (last[0] - start[0])
    return [start, (start[0] + bend, start[1]), (last[0] - bend, last[1]), last]


def _arc(start: Point, last: Point, side: int) -> list[Point]:
    out = min(LEAST + BULGE * abs(last[1] - start[1]), MOST) * 4 / 3
    edge = max(start[0], last[0]) if side > 0 else min(start[0], last[0])
    x = edge + side * out
    return [start, (x, start[1]), (x, last[1]), last]


def _line(start: Point, last: Point) -> list[Point]:
    third = (last[0] - start[0]) / 3, (last[1] - start[1]) / 3
    return [
        (start[0] + third[0], start[1] + third[1]),
        (last[0] - third[0], last[1] - third[1]),
        last,
    ]


def _branch(upper: Box, lower: Box) -> list[Point]:
    """Down from the left corner of a box, then right to what stands nested below it."""
    x = upper[0] - upper[2] / 2 + INDENT / 2
    start, corner = (x, upper[1] + upper[3] / 2), (x, lower[1])
    last = lower[0] - lower[2] / 2, lower[1]
    return [start, *_line(start, corner), *_line(corner, last)]
