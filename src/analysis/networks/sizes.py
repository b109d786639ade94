"""How large boxes are: columns share the width of the page so that none is too high."""

from collections import defaultdict
from dataclasses import dataclass, field

import networkx as nx

from analysis.networks import letters
from analysis.networks.threads import Threads

PAD_X, PAD_Y, LINE, INDENT = 2.9, 2.1, 1.17, 6.0
ROW_GAP, NODE_GAP, STOP_GAP, PORT_GAP = 1.6, 4.6, 3.4, 2.2
GUTTER, MARGIN, STEP = 16.0, 9.0, 1.5
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


def written(graph: nx.MultiDiGraph, parts: Threads, size: float) -> Written:
    """Label and number of unnamed items of each node, and its term as a note.

    What stands nested has no note where the head of the nest is of the same term.
    """
    head = parts.head
    term = {node: str(t or "") for node, t in graph.nodes(data="term_id")}
    texts, notes = {}, {}
    for node, known in sorted(graph.nodes(data=True)):
        more = f" +\N{NO-BREAK SPACE}{known['unnamed']}" if known["unnamed"] else ""
        texts[node] = f"{known['label']}{more}"
        is_told = head[node] != node and term[head[node]] == term[node]
        notes[node] = "" if is_told else term[node].replace("-", "–")
    return Written(texts, notes, size)


class Sizing:
    """The choice of widths for the columns of one page."""

    def __init__(self, parts: Threads, told: Written) -> None:
        self.parts, self.told = parts, told
        self.ports = _ports(parts)

    def columns(self, width: float, least: float) -> list[Column]:
        """The columns of a page of `width` points.

        Each is first as narrow as its longest word and `least` ems allow; then the
        highest one is made wider, again and again, as long as there is room and that
        lowers it. What is left goes between the columns. Where the words need more
        room than the page has, the page becomes wider.
        """
        count = len(self.parts.columns)
        made = [self._column(n, self._narrowest(n, least)) for n in range(count)]
        spare = width - 2 * MARGIN - GUTTER * (count - 1)
        spare -= sum(column.width for column in made)
        while True:
            n = max(range(count), key=lambda n: made[n].height)
            lower = self._lower(n, made[n], spare)
            if lower is None:
                break
            spare -= lower.width - made[n].width
            made[n] = lower
        gutter = GUTTER + max(spare, 0.0) / max(count - 1, 1)
        left = MARGIN
        for column in made:
            column.left = left
            left += column.width + gutter
        return made

    def _rows(self, n: int) -> list[tuple[str, int]]:
        nests = self.parts.nests
        return [row for head in self.parts.columns[n] for row in nests.get(head, [])]

    def _narrowest(self, n: int, least: float) -> float:
        """The least width: of the longest word or note, and `least` ems."""
        told = self.told
        needs = []
        for node, depth in self._rows(n):
            note = SMALL * letters.breadth(told.notes[node])
            ems = max(letters.longest_word(told.texts[node]), note, least)
            needs.append(ems * told.size + 2 * PAD_X + INDENT * depth)
        return max(needs)

    def _lower(self, n: int, column: Column, spare: float) -> Column | None:
        """Column `n` just so much wider that it is lower; None if there is no room."""
        width = column.width + STEP
        while width - column.width <= spare:
            wider = self._column(n, width)
            if wider.height < column.height - 0.1:
                return wider
            width += STEP
        return None

    def _column(self, n: int, width: float) -> Column:
        made = Column(width)
        for head in self.parts.columns[n]:
            top = 0.0
            for node, depth in self.parts.nests.get(head, []):
                indent = INDENT * depth
                made.lines[node] = self._lines(node, width - indent)
                made.heights[node] = self._height(node, len(made.lines[node]))
                made.tops[node], made.indents[node] = top, indent
                top += made.heights[node] + ROW_GAP
            made.depths[head] = max(top - ROW_GAP, 0.0)
        return made

    def _lines(self, node: str, width: float) -> list[str]:
        ems = (width - 2 * PAD_X) / self.told.size
        return letters.lines(self.told.texts[node], ems)

    def _height(self, node: str, count: int) -> float:
        """As high as the lines and the note, and as the lines that end at the box."""
        rows = count + (SMALL if self.told.notes[node] else 0)
        words = rows * LINE * self.told.size + 2 * PAD_Y
        return max(words, PORT_GAP * (self.ports[node] + 1))


def _ports(parts: Threads) -> dict[str, int]:
    """How many lines end at the busier side of each node."""
    found: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for path in parts.paths.values():
        for end, other in ((path[0], path[1]), (path[-1], path[-2])):
            found[end, parts.column[other] > parts.column[end]].add(other)
    most: dict[str, int] = defaultdict(int)
    for (node, _), others in found.items():
        most[node] = max(most[node], len(others))
    return most
