"""How large boxes are: columns share the width of the page so that none is too high."""

from collections import defaultdict
from dataclasses import dataclass, field

import networkx as nx

from analysis.networks import letters
from analysis.networks.threads import Threads

PAD_X, PAD_Y, LINE, INDENT = 2.6, 2.2, 1.17, 6.0
ROW_GAP, NODE_GAP, STOP_GAP, PORT_GAP = 1.6, 5.0, 3.4, 2.2
GUTTER, MARGIN, STEP = 17.0, 9.0, 1.5
SMALL = 0.86


@dataclass
class Column:
    """The boxes of one column, before they have a place.

    Attributes
    ----------
    width
        Of the column.
    lines
        Node to the lines of its label.
    heights, tops, indents
        Of each node; its top below that of the nest, its indent from the left.
    depths
        Of each nest, and 0 of each stop.
    left
        Where the column begins.
    """

    width: float
    lines: dict[str, list[str]] = field(default_factory=dict)
    heights: dict[str, float] = field(default_factory=dict)
    tops: dict[str, float] = field(default_factory=dict)
    indents: dict[str, float] = field(default_factory=dict)
    depths: dict[str, float] = field(default_factory=dict)
    left: float = 0.0

    @property
    def height(self) -> float:
        """The least height that the column needs."""
        gaps = (NODE_GAP if depth else STOP_GAP for depth in self.depths.values())
        return sum(self.depths.values()) + sum(gaps)


@dataclass(frozen=True)
class Written:
    """What stands in the boxes: text and small note of each node, size of letters."""

    texts: dict[str, str]
    notes: dict[str, str]
    size: float


def written(graph: nx.MultiDiGraph, size: float) -> Written:
    """Label and number of unnamed items of each node; its term, if no label says it."""
    texts, notes = {}, {}
    for node, known in sorted(graph.nodes(data=True)):
        unnamed = known["unnamed"]
        texts[node] = f"{known['label']} +\N{NO-BREAK SPACE}{unnamed}".removesuffix(
            " +\N{NO-BREAK SPACE}0"
        )
        term = str(known.get("term_id") or "")
        is_said = term[:4] in str(known["label"])
        notes[node] = "" if is_said else term.replace("-", "–")
    return Written(texts, notes, size)


def columns(parts: Threads, told: Written, width: float) -> list[Column]:
    """The columns of a page of `width` points.

    Each is first as narrow as its longest word allows; then the highest one is made
    wider, again and again, as long as there is room and that lowers it. What is left
    goes between the columns. Where the words need more room than the page has, the
    page becomes wider.
    """
    ports = _ports(parts)
    made = [
        _column(parts, told, ports, n, _narrowest(parts, told, n))
        for n in range(len(parts.columns))
    ]
    spare = width - 2 * MARGIN - GUTTER * (len(made) - 1) - sum(c.width for c in made)
    while True:
        n = max(range(len(made)), key=lambda n: made[n].height)
        lower = _lower(parts, told, ports, n, made[n], spare)
        if lower is None:
            break
        spare -= lower.width - made[n].width
        made[n] = lower
    gutter = GUTTER + max(spare, 0) / max(len(made) - 1, 1)
    left = MARGIN
    for column in made:
        column.left = left
        left += column.width + gutter
    return made


def _lower(parts, told, ports, n, column, spare):
    width = column.width + STEP
    while width - column.width <= spare:
        wider = _column(parts, told, ports, n, width)
        if wider.height < column.height - 0.1:
            return wider
        width += STEP
    return None


def _narrowest(parts: Threads, told: Written, n: int) -> float:
    rows = [row for head in parts.columns[n] for row in parts.nests.get(head, [])]
    return max(
        letters.longest_word([told.texts[node]]) * told.size + 2 * PAD_X + INDENT * depth
        for node, depth in rows
    )


def _column(parts, told, ports, n, width) -> Column:
    made = Column(width)
    for head in parts.columns[n]:
        top = 0.0
        for node, depth in parts.nests.get(head, []):
            indent = INDENT * depth
            ems = (width - indent - 2 * PAD_X) / told.size
            lines = letters.lines(told.texts[node], ems)
            count = len(lines) + (SMALL if told.notes[node] else 0)
            height = max(
                count * LINE * told.size + 2 * PAD_Y, PORT_GAP * (ports[node] + 1)
            )
            made.lines[node], made.heights[node] = lines, height
            made.tops[node], made.indents[node] = top, indent
            top += height + ROW_GAP
        made.depths[head] = max(top - ROW_GAP, 0.0)
    return made


def _ports(parts: Threads) -> dict[str, int]:
    """How many lines end at the busier side of each node."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for path in parts.paths.values():
        for end, other in ((path[0], path[1]), (path[-1], path[-2])):
            side = parts.column[other] > parts.column[end]
            found[end, side].add(other)
    most: dict[str, int] = defaultdict(int)
    for (node, _), others in found.items():
        most[node] = max(most[node], len(others))
    return most
