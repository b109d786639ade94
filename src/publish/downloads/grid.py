"""A table of a document laid out: numbers to the right, columns as wide as they need.

Widths are counted in letters. No column is narrower than its longest word; what is left
of a line goes to the columns with the longest texts. A table that would be too narrow
on an upright page has smaller letters, or else lies on its side.
"""

from typing import Any

from publish.downloads import word
from publish.downloads.nodes import Node, raw, text_of

UPRIGHT, SMALL, LYING = 112, 136, 170  # letters that a line of a table holds
ROOM = 2  # letters between columns
LONG, READABLE = 60, 11  # letters of a text that is broken over lines; of a narrow one
WHOLE, TALL = 20, 1000  # letters of a word, of a text, that is broken only if longer


def laid_out(table: Node) -> list[Node]:
    """The table with its alignments and widths; on a page on its side if it must be."""
    name, caption, _, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for body in bodies for row in [*body[2], *body[3]])]
    columns = list(zip(*(row[1] for row in rows), strict=True))
    texts = [[text_of(cell[4]) for cell in column] for column in columns]
    needed = [max(_longest_word(t), min(_longest(t), READABLE)) + ROOM for t in texts]
    line = next((n for n in (UPRIGHT, SMALL) if sum(needed) <= n), LYING)
    widths = _widths(texts, line)
    forms = [
        [{"t": _alignment(column)}, {"t": "ColWidth", "c": width}]
        for column, width in zip(columns, widths, strict=True)
    ]
    made = {"t": "Table", "c": [name, caption, forms, head, bodies, foot]}
    is_tall = any(_longest(column) > TALL for column in texts)
    framed = [raw("#tall["), made, raw("]")] if is_tall else [made]
    if line == UPRIGHT:
        return framed
    if line == SMALL:
        return [raw("#small["), *framed, raw("]")]
    before, after = word.section(word.UPRIGHT), word.section(word.LYING)
    return [before, raw("#lying["), *framed, raw("]"), after]


def _alignment(column: tuple[Any, ...]) -> str:
    """To the right where the heads of a report say that the column holds figures."""
    is_figure = any("figure" in cell[0][1] for cell in column)
    return "AlignRight" if is_figure else "AlignLeft"


def _longest(texts: list[str]) -> int:
    return max(map(len, texts), default=0)


def _longest_word(texts: list[str]) -> int:
    longest = max((len(word) for text in texts for word in text.split()), default=0)
    return min(longest, WHOLE)


def _widths(texts: list[list[str]], line: int) -> list[float]:
    """The share of a line that each column takes; a short table leaves some of it."""
    whole = [_longest(column) + ROOM for column in texts]
    if sum(whole) <= line:
        return [width / line for width in whole]
    least = [_longest_word(column) + ROOM for column in texts]
    wishes = [
        min(wide, max(small, LONG)) - small
        for wide, small in zip(whole, least, strict=True)
    ]
    left = max(line - sum(least), 0) / (sum(wishes) or 1)
    shared = [small + left * wish for small, wish in zip(least, wishes, strict=True)]
    return [width / sum(shared) for width in shared]
