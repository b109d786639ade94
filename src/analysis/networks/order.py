"""The order of what stands in each column, with few crossings.

Graphviz's dot gives the first order; then each thing is moved to where in its column it
leaves the fewest crossings, until nothing gets better.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pygraphviz

from analysis.networks.sizes import NODE_GAP, STOP_GAP, Column
from analysis.networks.threads import Threads

POINT, ROUNDS = 72, 8
LENGTH = 1 / 300


def first_order(parts: Threads, columns: list[Column]) -> None:
    """Put what stands in the columns into the order that dot gives.

    Source: Gansner et al. (1993), IEEE Trans. Software Eng. 19, 214-230.
    """
    head = parts.head
    canvas = pygraphviz.AGraph(directed=True, strict=True)
    canvas.graph_attr.update(rankdir="LR", nodesep="0.06", ranksep="0.3")
    canvas.node_attr.update(shape="box", fixedsize="true", label="", width="0.5")
    canvas.edge_attr.update(arrowhead="none")
    for n, column in enumerate(columns):
        for name in parts.columns[n]:
            height = max(column.depths[name], 1) / POINT
            canvas.add_node(name, height=f"{height:.3f}")
        canvas.add_node(f"column {n}", style="invis", height="0.01")
        names = [*parts.columns[n], f"column {n}"]
        canvas.add_subgraph(names, name=f"rank {n}", rank="same")
        if n:
            canvas.add_edge(f"column {n - 1}", f"column {n}", style="invis")
    for a, b in sorted({(head[a], head[b]) for a, b in _steps(parts)}):
        if parts.column[a] != parts.column[b]:
            canvas.add_edge(a, b)
    canvas.layout(prog="dot")
    place = {
        name: float(canvas.get_node(name).attr["pos"].split(",")[1]) for name in head.values()
    }
    for names in parts.columns:
        names.sort(key=lambda name: (-place[name], name))


def _steps(parts: Threads) -> Iterator[tuple[str, str]]:
    """Each step of each edge, from left to right."""
    for path in parts.paths.values():
        for a, b in zip(path, path[1:], strict=False):
            yield (a, b) if parts.column[a] <= parts.column[b] else (b, a)


class Board:
    """Columns while they are being ordered, and the crossings between them.

    `sides` says of each pair joined within a column whether the arc between them
    stands left (-1) or right (1) of it.
    """

    def __init__(self, parts: Threads, columns: list[Column]):
        self.parts, self.columns = parts, columns
        self.stops = sorted(parts.head)
        index = {stop: n for n, stop in enumerate(self.stops)}
        weights = Counter(_steps(parts))
        self.sides: dict[tuple[str, str], int] = {}
        across: list[list[tuple[int, int, int]]] = [[] for _ in columns]
        for (a, b), weight in sorted(weights.items()):
            if parts.column[a] == parts.column[b]:
                self.sides.setdefault((min(a, b), max(a, b)), -1)
            else:
                across[parts.column[a]].append((index[a], index[b], weight))
        self.across = [np.array(rows, dtype=int).reshape(-1, 3) for rows in across]
        self.index = index
        self.within = {
            stop: np.array([index[s] for s, h in parts.head.items() if h == stop])
            for stop in parts.head.values()
        }
        self.middles = np.zeros(len(self.stops))
        for column in columns:
            for node, top in column.tops.items():
                self.middles[index[node]] = top + column.heights[node] / 2
        self.y = np.zeros(len(self.stops))
        for n in range(len(columns)):
            self.stack(n)

    def stack(self, n: int) -> None:
        """Say how high everything in column `n` stands, packed around the middle."""
        column, top = self.columns[n], -self.columns[n].height / 2
        for name in self.parts.columns[n]:
            members = self.within[name]
            self.y[members] = top + self.middles[members]
            depth = column.depths[name]
            top += depth + (NODE_GAP if depth else STOP_GAP)

    def around(self, n: int) -> float:
        """What column `n` costs: crossings left and right of it, and a little length."""
        return sum(self.between(g) for g in (n - 1, n))

    def whole(self) -> float:
        """What the whole drawing costs."""
        return sum(self.between(g) for g in range(-1, len(self.columns)))

    def between(self, g: int) -> float:
        """Crossings between the columns `g` and `g + 1`, and a little for length."""
        empty = np.zeros((0, 3), dtype=int)
        rows = self.across[g] if 0 <= g < len(self.across) else empty
        left, right, weight = self.y[rows[:, 0]], self.y[rows[:, 1]], rows[:, 2]
        turned = (left[:, None] - left) * (right[:, None] - right) < 0
        cost = float(weight @ turned @ weight) / 2
        cost += LENGTH * float(np.abs(left - right) @ weight)
        return cost + self._arcs(g, 1, left, weight) + self._arcs(g + 1, -1, right, weight)

    def _arcs(self, n: int, side: int, ends: np.ndarray, weight: np.ndarray) -> float:
        pairs = [
            pair for pair, where in self.sides.items()
            if where == side and self.parts.column[pair[0]] == n
        ]
        spans = [sorted((self.y[self.index[a]], self.y[self.index[b]])) for a, b in pairs]
        cost = 0.0
        for i, (top, bottom) in enumerate(spans):
            cost += float(weight[(ends > top) & (ends < bottom)].sum())
            cost += sum(a < top < b < bottom or top < a < bottom < b for a, b in spans[:i])
            cost += LENGTH * (bottom - top)
        return cost


def improve(board: Board) -> None:
    """Move things, and turn arcs to the other side, while that leaves less to pay."""
    before = np.inf
    for _ in range(ROUNDS):
        for n in range(len(board.columns)):
            _sift(board, n)
        for pair in board.sides:
            _turn(board, pair)
        now = board.whole()
        if now > before - 0.01:
            return
        before = now


def _turn(board: Board, pair: tuple[str, str]) -> None:
    n = board.parts.column[pair[0]]
    before = board.around(n)
    board.sides[pair] *= -1
    if board.around(n) >= before:
        board.sides[pair] *= -1


def _sift(board: Board, n: int) -> None:
    names = board.parts.columns[n]
    for name in list(names):
        start = names.index(name)
        best, where = board.around(n), start
        for place in range(len(names)):
            names.remove(name)
            names.insert(place, name)
            board.stack(n)
            cost = board.around(n)
            if cost < best - 1e-9:
                best, where = cost, place
        names.remove(name)
        names.insert(where, name)
        board.stack(n)
