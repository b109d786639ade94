"""The order of what stands in each column, with few crossings.

Graphviz's dot gives the first order; then each thing is moved to where in its column it
leaves the fewest crossings, until nothing gets better.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pygraphviz

from analysis.networks.sizes import NODE_GAP, STOP_GAP, Column
from analysis.networks.threads import Threads

POINT, ROUNDS = 72, 8
LENGTH = 1 / 300  # what a point of length costs, in crossings
CLEAR = 1e-9  # less than this may be rounding, which differs from machine to machine
NONE: npt.NDArray[np.int64] = np.zeros((0, 3), dtype=np.int64)
Numbers = npt.NDArray[np.float64]


def first_order(parts: Threads, columns: list[Column]) -> None:
    """Put what stands in the columns into the order that dot gives.

    Source: Gansner et al. (1993), IEEE Trans. Software Eng. 19, 214-230.
    """
    canvas = _ranks(parts, columns)
    head = parts.head
    for a, b in sorted({(head[a], head[b]) for a, b in _steps(parts)}):
        if parts.column[a] != parts.column[b]:
            canvas.add_edge(a, b)
    canvas.layout(prog="dot")
    for names in parts.columns:
        names.sort(key=lambda name: (-_height(canvas, name), name))


def _ranks(parts: Threads, columns: list[Column]) -> pygraphviz.AGraph:
    """A graph for dot with one rank a column, and no edges but from rank to rank."""
    canvas = pygraphviz.AGraph(directed=True, strict=True)
    canvas.graph_attr.update(rankdir="LR", nodesep="0.06", ranksep="0.3")
    canvas.node_attr.update(shape="box", fixedsize="true", label="", width="0.5")
    for n, column in enumerate(columns):
        for name in parts.columns[n]:
            height = max(column.depths[name], 1) / POINT
            canvas.add_node(name, height=f"{height:.3f}")
        canvas.add_node(f"column {n}", style="invis", height="0.01")
        names = [*parts.columns[n], f"column {n}"]
        canvas.add_subgraph(names, name=f"rank {n}", rank="same")
    for left, right in pairwise(range(len(columns))):
        canvas.add_edge(f"column {left}", f"column {right}", style="invis")
    return canvas


def _height(canvas: pygraphviz.AGraph, name: str) -> float:
    return float(canvas.get_node(name).attr["pos"].split(",")[1])


def _steps(parts: Threads) -> Iterator[tuple[str, str]]:
    """Each step of each edge, from left to right."""
    for path in parts.paths.values():
        for a, b in pairwise(path):
            yield (a, b) if parts.column[a] <= parts.column[b] else (b, a)


class Board:
    """Columns while they are being ordered, and what their crossings cost.

    Attributes
    ----------
    sides
        Pair of nodes joined within a column to the side of it at which the arc between
        them stands: left (-1) or right (1).
    """

    def __init__(self, parts: Threads, columns: list[Column]) -> None:
        self.parts, self.columns = parts, columns
        self.sides: dict[tuple[str, str], int] = {}
        stops = sorted(parts.head)
        self._index = {stop: n for n, stop in enumerate(stops)}
        self._across = self._read_steps()
        self._bent = {parts.column[a] for a, _ in self.sides}
        members: dict[str, list[int]] = {name: [] for name in parts.head.values()}
        for stop, name in parts.head.items():
            members[name].append(self._index[stop])
        self._members = {name: np.array(found) for name, found in members.items()}
        self._tops = [-column.height / 2 for column in columns]
        self._y = np.zeros(len(stops))
        self._inner = np.zeros(len(stops))
        for n, column in enumerate(columns):
            for node, top in column.tops.items():
                self._inner[self._index[node]] = top + column.heights[node] / 2
            self.stack(n)

    def _read_steps(self) -> list[npt.NDArray[np.int64]]:
        """By gutter: left end, right end and number of the edges that pass there."""
        across: list[list[tuple[int, int, int]]] = [[] for _ in self.columns]
        for (a, b), count in sorted(Counter(_steps(self.parts)).items()):
            n = self.parts.column[a]
            if n == self.parts.column[b]:
                self.sides[min(a, b), max(a, b)] = -1
            else:
                across[n].append((self._index[a], self._index[b], count))
        return [np.array(rows, dtype=np.int64).reshape(-1, 3) for rows in across]

    def stack(self, n: int) -> None:
        """Say how high everything in column `n` stands, packed around the middle."""
        column, top = self.columns[n], self._tops[n]
        for name in self.parts.columns[n]:
            members = self._members[name]
            self._y[members] = top + self._inner[members]
            depth = column.depths[name]
            top += depth + (NODE_GAP if depth else STOP_GAP)

    def around(self, n: int) -> float:
        """What column `n` costs: crossings on both sides, and a little for length."""
        return self._between(n - 1) + self._between(n)

    def whole(self) -> float:
        """What the whole drawing costs."""
        return sum(self._between(g) for g in range(-1, len(self.columns)))

    def _between(self, g: int) -> float:
        """The cost between columns `g` and `g + 1`, one of which may not exist."""
        rows = self._across[g] if 0 <= g < len(self._across) else NONE
        left, right, count = self._y[rows[:, 0]], self._y[rows[:, 1]], rows[:, 2]
        turned = (left[:, None] - left) * (right[:, None] - right) < 0
        crossed = float(count @ turned @ count) / 2
        length = float(np.abs(left - right) @ count)
        arcs = self._arcs(g, 1, left, count) + self._arcs(g + 1, -1, right, count)
        return crossed + LENGTH * length + arcs

    def _arcs(
        self, n: int, side: int, ends: Numbers, count: npt.NDArray[np.int64]
    ) -> float:
        """What the arcs at one side of column `n` cost, among edges that end there."""
        cost = 0.0
        spans = self._spans(n, side) if n in self._bent else []
        for i, (top, bottom) in enumerate(spans):
            cost += float(count[(ends > top) & (ends < bottom)].sum())
            cost += sum(_is_woven((top, bottom), other) for other in spans[:i])
            cost += LENGTH * (bottom - top)
        return cost

    def _spans(self, n: int, side: int) -> list[tuple[float, float]]:
        found = []
        for (a, b), where in self.sides.items():
            if where == side and self.parts.column[a] == n:
                ends = self._y[self._index[a]], self._y[self._index[b]]
                found.append((min(ends), max(ends)))
        return found


def _is_woven(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two spans overlap and neither holds the other."""
    first, second = sorted([one, other])
    return first[0] < second[0] < first[1] < second[1]


def improve(board: Board) -> None:
    """Move things, and turn arcs to the other side, while that costs less."""
    before = np.inf
    for _ in range(ROUNDS):
        for n in range(len(board.columns)):
            for name in list(board.parts.columns[n]):
                _sift(board, n, name)
        for pair in board.sides:
            _turn(board, pair)
        now = board.whole()
        if now > before - 0.01:
            return
        before = now


def _sift(board: Board, n: int, name: str) -> None:
    """Move one thing to where in its column it costs least."""
    names = board.parts.columns[n]
    where, best = names.index(name), board.around(n)
    for place in range(len(names)):
        _move(board, n, name, place)
        cost = board.around(n)
        if cost < best - CLEAR:
            where, best = place, cost
    _move(board, n, name, where)


def _move(board: Board, n: int, name: str, place: int) -> None:
    names = board.parts.columns[n]
    names.remove(name)
    names.insert(place, name)
    board.stack(n)


def _turn(board: Board, pair: tuple[str, str]) -> None:
    n = board.parts.column[pair[0]]
    before = board.around(n)
    board.sides[pair] *= -1
    if board.around(n) >= before - CLEAR:
        board.sides[pair] *= -1
