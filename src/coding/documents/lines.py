"""Lines to paragraphs: page furniture set aside, line breaks of the layout healed.

A line break is the layout's if the next word would not have fitted on the line, or if
no paragraph ends or begins so ("Nghị quyết số", then "05-NQ/TU"). Lengths may be in any
unit: points on a page, characters in a text file.
"""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

COLUMN = 0.15  # lines whose left edges differ by less of the longest are of one column
WIDE_GAP = 1.25  # times the usual distance of lines: a paragraph ends
FEWEST_PAGES = 2  # on which a running head is told from the text
ZONE = 3  # lines at the top and at the foot of a page that may be furniture
SPARE = 2  # letters, as widths are estimated: a space and one more
LONGEST_HEAD = 120  # characters of a running head

_END = re.compile(r"[.:;!?…][\"'”\u2019»)\]]*$")
# A list mark, a numbered heading or an address: "- ", "a) ", "1.2. ", "IV. ", "https:"
_MARK = re.compile(
    r"(?:https?:|[-–—+*•▪●○]\s|[a-zđ]\)|\d{1,3}(?:\.\d{1,3})*[.)/]\s|[IVX]+[.)]\s)"
)
# Words after which no paragraph ends; and words after which none ends before a number.
_OPEN_END = re.compile(
    r"(?:\(|(?<!\S)(?:của|và|các|những|với|theo|do|cho|về|để|là|hoặc|tại|từ|trong))$"
)
_BEFORE_NUMBER = re.compile(
    r"(?<!\S)(?:số|ngày|tháng|năm|quý|thứ|khóa|khoá|đạt|gần|hơn|trên|dưới|khoảng)$",
    re.IGNORECASE,
)
_CUT = re.compile(r"\w[-/]$")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:trang|page)?\s*[-–—]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–—]?"
    r"(?:\s*(?:/|of|trên)\s*\d+)?",
    re.IGNORECASE,
)

Column = tuple[float, float]  # left and right edge


@dataclass(frozen=True)
class Line:
    """One line of a layout: its text, its edges, and where it is.

    `place` is its height on the page, never 0, alike for lines at one height of several
    pages; `gap` is the distance from the line above, 0 for the first of a page.
    """

    text: str
    left: float = 0.0
    right: float = 0.0
    page: int = 0
    place: float = 0.0
    gap: float = 0.0


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], Counter[str]]:
    """Return the lines of the text itself, and how many of each kind were set aside.

    A page number is a line of a number alone at the top or the foot of a page; a
    running head or foot is a line that at least half of the pages, and two, have at the
    same height, but for its digits.
    """
    pages: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    if len(pages) < FEWEST_PAGES:
        return list(lines), Counter()
    edges = [
        (line, line.place if min(above, len(page) - 1 - above) < ZONE else 0)
        for page in pages.values()
        for above, line in enumerate(page)
    ]
    keys = {(_masked(line), edge, line.page) for line, edge in edges if edge}
    seen = Counter((text, edge) for text, edge, _ in keys)
    kept, aside = [], Counter[str]()
    for line, edge in edges:
        pages_with = seen[_masked(line), edge] if edge else 0
        if edge and _PAGE_NUMBER.fullmatch(line.text.strip()):
            aside["page numbers"] += 1
        elif (
            pages_with >= max(FEWEST_PAGES, len(pages) / 2)
            and len(line.text) < LONGEST_HEAD
        ):
            aside["running heads and feet"] += 1
        else:
            kept.append(line)
    return kept, aside


def paragraphs(lines: Sequence[Line], *, has_widths: bool) -> list[str]:
    """Return the paragraphs of a text, one string each; empty lines end one.

    With widths, a full line goes on in the next; without, only the words decide.
    """
    columns = _columns(lines) if has_widths else {}
    usual = statistics.median([line.gap for line in lines if line.gap > 0] or [0])
    groups: list[list[str]] = []
    above: Line | None = None
    for line in lines:
        if not line.text.strip():
            above = None
            continue
        if above is not None and _goes_on(above, line, columns.get(above), usual):
            groups[-1].append(line.text)
        else:
            groups.append([line.text])
        above = line
    return [_joined(parts) for parts in groups]


def healed(text: str) -> list[str]:
    r"""Return the paragraphs of a text whose line breaks may be the layout's.

    Examples
    --------
    >>> healed("Thực hiện Nghị quyết số\n05-NQ/TU.\nKết quả:\n- Một là")
    ['Thực hiện Nghị quyết số 05-NQ/TU.', 'Kết quả:', '- Một là']
    """
    return paragraphs([Line(line) for line in text.split("\n")], has_widths=False)


def _goes_on(above: Line, line: Line, column: Column | None, usual: float) -> bool:
    """Return whether a line goes on with the paragraph of the line above."""
    first, second = above.text.strip(), line.text.strip()
    if _is_open(above.text, second):
        return True
    is_apart = line.page == above.page and line.gap > usual * WIDE_GAP
    if is_apart or _is_heading(first) != _is_heading(second):
        return False
    is_ended, is_item = bool(_END.search(first)), bool(_MARK.match(second))
    if second[0].islower() and not (is_ended or is_item):
        return True
    if column is None or not _is_full(above, second, column):
        return False
    return not (is_ended and (is_item or _is_indented(line, column)))


def _is_open(above: str, below: str) -> bool:
    """Return whether no paragraph ends so: with a connective, or within a symbol."""
    first = above.strip()
    has_number = below[0].isdigit() and bool(_BEFORE_NUMBER.search(first))
    return has_number or bool(_OPEN_END.search(first)) or _is_cut(above)


def _is_full(above: Line, below: str, column: Column) -> bool:
    """Return whether the first word below had not fitted on the line above."""
    letter = (above.right - above.left) / max(len(above.text), 1)
    return above.right + letter * (len(below.split()[0]) + SPARE) > column[1]


def _is_indented(line: Line, column: Column) -> bool:
    letter = (line.right - line.left) / max(len(line.text), 1)
    return line.left > column[0] + 2 * letter


def _is_heading(text: str) -> bool:
    """Return whether a line is of words in capitals: no symbol like 05-NQ/TU."""
    return text.isupper() and " " in text and not text[0].isdigit()


def _is_cut(text: str) -> bool:
    """Return whether a line ends within a symbol: 05-NQ/ or 15-."""
    return bool(_CUT.search(text))


def _joined(parts: Sequence[str]) -> str:
    spaces = ["" if _is_cut(part) else " " for part in parts]
    pairs = zip(map(str.strip, parts), spaces, strict=True)
    return "".join(part + space for part, space in pairs).strip()


def _columns(lines: Sequence[Line]) -> dict[Line, Column]:
    """Return the usual left edge, and the right edge, of the column of each line."""
    longest = max((line.right - line.left for line in lines), default=0)
    step = max(longest * COLUMN, 1)
    lefts: dict[int, Counter[int]] = defaultdict(Counter)
    rights: dict[int, float] = defaultdict(float)
    for line in lines:
        first = int(line.left // step)
        for column in (first, first + 1):  # an indented line may be in the next
            lefts[column][round(line.left)] += 1
            rights[column] = max(rights[column], line.right)
    edges = {key: (lefts[key].most_common(1)[0][0], rights[key]) for key in lefts}
    return {line: edges[int(line.left // step)] for line in lines}


def _masked(line: Line) -> str:
    return _DIGITS.sub("0", " ".join(line.text.split()))
