"""How high everything stands, once its order is known: close to what it is joined to."""

from collections import defaultdict
from dataclasses import dataclass

from analysis.networks.sizes import NODE_GAP, STOP_GAP, Column
from analysis.networks.threads import Threads

ROUNDS = 40
STRAIGHT = 3.0


@dataclass
class Pull:
    """What draws one thing in a column to a height: its weight and where to."""

    height: float
    weight: float


def middles(
    parts: Threads, columns: list[Column]
) -> tuple[dict[str, float], float]:
    """The middle of each node and stop, from the top; and the height of the whole.

    Column by column, each thing goes as near as the order and the gaps allow to the
    mean of what it is joined to in the other columns; stops more strongly, so that
    long edges run straight.
    """
    gaps = [_gaps(parts.columns[n], column) for n, column in enumerate(columns)]
    height = max(
        sum(column.depths.values()) + sum(gap)
        for column, gap in zip(columns, gaps, strict=True)
    )
    inner = {node: 0.0 for stops in parts.columns for node in stops}
    for column in columns:
        inner |= {n: t + column.heights[n] / 2 for n, t in column.tops.items()}
    joined = _joined(parts)
    head = parts.head
    tops: dict[str, float] = {}
    for n, column in enumerate(columns):
        room = height - sum(column.depths.values()) - sum(gaps[n])
        tops |= _stacked(parts.columns[n], column, gaps[n], [room / 2] * len(gaps[n]))
    members = defaultdict(list)
    for stop, name in head.items():
        members[name].append(stop)
    order = list(range(len(columns)))
    for turn in range(ROUNDS):
        for n in order if turn % 2 else order[::-1]:
            pulls = [
                _pull(name, members[name], joined, (tops, inner, head), tops[name])
                for name in parts.columns[n]
            ]
            room = height - sum(columns[n].depths.values()) - sum(gaps[n])
            offsets = _offsets(parts.columns[n], columns[n], gaps[n])
            slides = _isotonic(
                [p.height - o for p, o in zip(pulls, offsets, strict=True)],
                [p.weight for p in pulls],
            )
            slides = [min(max(slide, 0.0), room) for slide in slides]
            tops |= _stacked(parts.columns[n], columns[n], gaps[n], slides)
    return {stop: tops[head[stop]] + inner[stop] for stop in head}, height


def _gaps(names: list[str], column: Column) -> list[float]:
    """The gap above each thing of a column."""
    pairs = zip(names, names[1:], strict=False)
    rest = [
        NODE_GAP if column.depths[a] and column.depths[b] else STOP_GAP
        for a, b in pairs
    ]
    return [0.0, *rest] if names else []


def _offsets(names: list[str], column: Column, gaps: list[float]) -> list[float]:
    found, top = [], 0.0
    for name, gap in zip(names, gaps, strict=True):
        top += gap
        found.append(top)
        top += column.depths[name]
    return found


def _stacked(
    names: list[str], column: Column, gaps: list[float], slides: list[float]
) -> dict[str, float]:
    offsets = _offsets(names, column, gaps)
    return {n: o + s for n, o, s in zip(names, offsets, slides, strict=True)}


def _joined(parts: Threads) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    steps = {
        step for path in parts.paths.values() for step in zip(path, path[1:], strict=False)
    }
    for a, b in sorted(steps):
        weight = 1.0
        if " " in a and " " in b:
            weight = STRAIGHT * 2
        elif " " in a or " " in b:
            weight = STRAIGHT
        found[a].append((b, weight))
        found[b].append((a, weight))
    return found


def _pull(name, members, joined, known, now) -> Pull:
    tops, inner, head = known
    total = weight = 0.0
    for stop in members:
        for other, heavy in joined[stop]:
            if head[other] != name:
                total += heavy * (tops[head[other]] + inner[other] - inner[stop])
                weight += heavy
    return Pull(total / weight, weight) if weight else Pull(now, 0.01)


def _isotonic(values: list[float], weights: list[float]) -> list[float]:
    """The rising numbers nearest to `values`, by weighted squares.

    Examples
    --------
    >>> _isotonic([1, 3, 2, 4], [1, 1, 1, 1])
    [1.0, 2.5, 2.5, 4.0]
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, heavy, count = float(value), float(weight), 1
        while blocks and blocks[-1][0] >= mean:
            last_mean, last_heavy, last_count = blocks.pop()
            mean = (mean * heavy + last_mean * last_heavy) / (heavy + last_heavy)
            heavy, count = heavy + last_heavy, count + last_count
        blocks.append((mean, heavy, count))
    return [mean for mean, _, count in blocks for _ in range(count)]
