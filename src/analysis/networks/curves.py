"""The curves of edges, from side to side of boxes and through the stops between.

Heights grow downward here.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from analysis.networks.layout import Box, Edge, Point
from analysis.networks.sizes import INDENT, PORT_GAP, Column
from analysis.networks.threads import Threads

BEND, BULGE, LEAST, MOST, APART = 0.5, 0.05, 7.0, 15.0, 2.2
OUTSIDE = 1e6


@dataclass(frozen=True)
class Leg:
    """A piece of an edge: its two ends, and the side of its column each leaves from."""

    start: str
    last: str
    start_side: int
    last_side: int

    @property
    def is_arc(self) -> bool:
        """Whether both ends stand in one column."""
        return self.start_side == self.last_side


class Drawing:
    """What curves are drawn from: columns, boxes, and the middle of nodes and stops."""

    def __init__(
        self,
        parts: Threads,
        columns: list[Column],
        boxes: dict[str, Box],
        middles: dict[str, float],
    ) -> None:
        self.parts, self.columns = parts, columns
        self.boxes, self.middles = boxes, middles

    def curves(self, sides: dict[tuple[str, str], int]) -> dict[Edge, list[Point]]:
        """Each edge as the control points of a Bézier curve, from source to target.

        `sides` says of each pair within a column at which side its arc stands.
        """
        legs = {
            edge: [self._leg(a, b, sides) for a, b in pairwise(path)]
            for edge, path in self.parts.paths.items()
        }
        ports = self._ports([leg for found in legs.values() for leg in found])
        found = {edge: self._curve(pieces, ports) for edge, pieces in legs.items()}
        for u, v, key in self.parts.branches:
            found[u, v, key] = _branch(self.boxes[u], self.boxes[v])
        return found

    def _leg(self, a: str, b: str, sides: dict[tuple[str, str], int]) -> Leg:
        first, last = self.parts.column[a], self.parts.column[b]
        if first == last:
            side = sides[min(a, b), max(a, b)]
            return Leg(a, b, side, side)
        way = 1 if first < last else -1
        return Leg(a, b, way, -way)

    def _ports(self, legs: list[Leg]) -> dict[tuple[str, int, str], float]:
        """The height at which a line to another thing meets one side of a box."""
        wanted: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
        for leg in legs:
            for node, side, other in (
                (leg.start, leg.start_side, leg.last),
                (leg.last, leg.last_side, leg.start),
            ):
                wanted[node, side][other] = self._rank(node, other, is_arc=leg.is_arc)
        found = {}
        for (node, side), others in wanted.items():
            names = sorted(others, key=lambda other: (others[other], other))
            for name, y in zip(names, self._spread(node, len(names)), strict=True):
                found[node, side, name] = y
        return found

    def _rank(self, node: str, other: str, *, is_arc: bool) -> float:
        """What orders lines at a side; arcs lie outside, the longest innermost."""
        if not is_arc:
            return self.middles[other]
        away = self.middles[other] - self.middles[node]
        return (OUTSIDE if away > 0 else -OUTSIDE) - away

    def _spread(self, node: str, count: int) -> list[float]:
        """So many heights around the middle of a node; a stop has one."""
        middle = self.middles[node]
        if node not in self.boxes or count == 1:
            return [middle] * count
        room = self.boxes[node][3] - 2 * PORT_GAP
        gap = min(room / (count - 1), APART * PORT_GAP)
        return [middle + gap * (n - (count - 1) / 2) for n in range(count)]

    def _curve(
        self, legs: list[Leg], ports: dict[tuple[str, int, str], float]
    ) -> list[Point]:
        points: list[Point] = []
        for leg in legs:
            y_start = ports[leg.start, leg.start_side, leg.last]
            y_last = ports[leg.last, leg.last_side, leg.start]
            start = self._side(leg.start, leg.start_side), y_start
            last = self._side(leg.last, leg.last_side), y_last
            bend = (
                _arc(start, last, leg.start_side) if leg.is_arc else _wave(start, last)
            )
            points += [*_line(points[-1], start), *bend[1:]] if points else bend
        return points

    def _side(self, stop: str, side: int) -> float:
        column = self.columns[self.parts.column[stop]]
        indent = column.indents.get(stop, 0.0)
        return column.left + (column.width if side > 0 else indent)


def _wave(start: Point, last: Point) -> list[Point]:
    bend = BEND * (last[0] - start[0])
    return [start, (start[0] + bend, start[1]), (last[0] - bend, last[1]), last]


def _arc(start: Point, last: Point, side: int) -> list[Point]:
    out = min(LEAST + BULGE * abs(last[1] - start[1]), MOST) * 4 / 3
    x = side * max(side * start[0], side * last[0]) + side * out
    return [start, (x, start[1]), (x, last[1]), last]


def _line(start: Point, last: Point) -> list[Point]:
    """A straight piece, without its first point."""
    x, y = (last[0] - start[0]) / 3, (last[1] - start[1]) / 3
    return [(start[0] + x, start[1] + y), (last[0] - x, last[1] - y), last]


def _branch(upper: Box, lower: Box) -> list[Point]:
    """Down from the left corner of a box, then right to what stands nested below it."""
    x = upper[0] - upper[2] / 2 + INDENT / 2
    start, corner = (x, upper[1] + upper[3] / 2), (x, lower[1])
    last = lower[0] - lower[2] / 2, lower[1]
    return [start, *_line(start, corner), *_line(corner, last)]
