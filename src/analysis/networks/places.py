"""How high everything stands, once its order is known: close to what it is joined to.

Column by column, each thing goes as near as the order and the gaps allow to the mean of
what it is joined to; edges' stops more strongly, so that long edges run straight.
"""

from collections import defaultdict
from itertools import accumulate, pairwise

from analysis.networks.sizes import NODE_GAP, STOP_GAP, Column
from analysis.networks.threads import Threads

ROUNDS, STRAIGHT, FREE = 40, 3.0, 0.01


def middles(parts: Threads, columns: list[Column]) -> tuple[dict[str, float], float]:
    """The middle of each node and stop, from the top; and the height of the whole."""
    standing = Standing(parts, columns)
    order = range(len(columns))
    for turn in range(ROUNDS):
        for n in order if turn % 2 else reversed(order):
            standing.settle(n)
    return standing.middles(), standing.height


class Standing:
    """Things in columns, while they are being moved up and down."""

    def __init__(self, parts: Threads, columns: list[Column]) -> None:
        self.names = parts.columns
        self.head = parts.head
        self.inner = dict.fromkeys(self.head, 0.0)
        for column in columns:
            for node, top in column.tops.items():
                self.inner[node] = top + column.heights[node] / 2
        self.joined = _joined(parts)
        self.offsets = [
            _offsets(column, names)
            for column, names in zip(columns, parts.columns, strict=True)
        ]
        needs = [
            offsets[-1] + column.depths[names[-1]]
            for column, names, offsets in zip(
                columns, parts.columns, self.offsets, strict=True
            )
        ]
        self.height = max(needs)
        self.rooms = [self.height - need for need in needs]
        self.tops: dict[str, float] = {}
        for n, room in enumerate(self.rooms):
            self._stand(n, [room / 2] * len(self.names[n]))

    def middles(self) -> dict[str, float]:
        """The middle of each node and stop."""
        return {
            stop: self.tops[name] + self.inner[stop] for stop, name in self.head.items()
        }

    def settle(self, n: int) -> None:
        """Move what stands in column `n` to where it is drawn."""
        pulls = [self._pull(name) for name in self.names[n]]
        wanted = [
            top - offset
            for (top, _), offset in zip(pulls, self.offsets[n], strict=True)
        ]
        slides = isotonic(wanted, [weight for _, weight in pulls])
        self._stand(n, [min(max(slide, 0.0), self.rooms[n]) for slide in slides])

    def _stand(self, n: int, slides: list[float]) -> None:
        for name, offset, slide in zip(
            self.names[n], self.offsets[n], slides, strict=True
        ):
            self.tops[name] = offset + slide

    def _pull(self, name: str) -> tuple[float, float]:
        """The top to which one thing is drawn, and how strongly."""
        total = weight = 0.0
        for stop, other, heavy in self.joined[name]:
            top = self.tops[self.head[other]] + self.inner[other] - self.inner[stop]
            total += heavy * top
            weight += heavy
        return (total / weight, weight) if weight else (self.tops[name], FREE)


def _offsets(column: Column, names: list[str]) -> list[float]:
    """The top of each thing of a column, packed from 0."""
    steps = [
        column.depths[a]
        + (NODE_GAP if column.depths[a] and column.depths[b] else STOP_GAP)
        for a, b in pairwise(names)
    ]
    return list(accumulate(steps, initial=0.0))


def _joined(parts: Threads) -> dict[str, list[tuple[str, str, float]]]:
    """Each thing to the joints of its members: member, other end, weight."""
    head, nodes = parts.head, parts.inside
    found: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    steps = {step for path in parts.paths.values() for step in pairwise(path)}
    for a, b in sorted(steps):
        stops = (a not in nodes) + (b not in nodes)
        weight = (1.0, STRAIGHT, 2 * STRAIGHT)[stops]
        if head[a] != head[b]:
            found[head[a]].append((a, b, weight))
            found[head[b]].append((b, a, weight))
    return found


def isotonic(values: list[float], weights: list[float]) -> list[float]:
    """The rising numbers nearest to `values`, by weighted squares.

    Examples
    --------
    >>> isotonic([1.0, 3.0, 2.0, 4.0], [1.0, 1.0, 1.0, 1.0])
    [1.0, 2.5, 2.5, 4.0]
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, heavy, count = value, weight, 1
        while blocks and blocks[-1][0] >= mean:
            last_mean, last_heavy, last_count = blocks.pop()
            mean = (mean * heavy + last_mean * last_heavy) / (heavy + last_heavy)
            heavy, count = heavy + last_heavy, count + last_count
        blocks.append((mean, heavy, count))
    return [mean for mean, _, count in blocks for _ in range(count)]
