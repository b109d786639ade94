"""Every notebook says the same in both languages, and its figures can be read in both.

Each notebook is run once per language, its cells one after the other in this process;
what they show is compared, what they draw is measured.
"""

import calendar
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from core_toys import NOTEBOOKS
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from notebook_toys import results_of

from analysis import charts, explain, show, words

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Shown:
    """What the cells of one run show, in order, and the Axes that they draw."""

    items: list[Any]
    prose: list[str]
    drawn: list[Any] = field(default_factory=list)


def shown(path: Path, lang: str) -> Shown:
    items: list[Any] = []
    for value in results_of(path, lang=lang):
        is_chart = isinstance(value, show.Chart)
        items += [value.sentence, value.picture] if is_chart else [value]
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return Shown(items, ["".join(c["source"]) for c in cells if is_prose(c, lang)])


def is_prose(cell: dict, lang: str) -> bool:
    return cell["cell_type"] == "markdown" and lang in cell["metadata"]["tags"]


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def pair(request) -> tuple[Shown, Shown]:
    """A notebook in English and in Vietnamese; the pictures are not drawn."""
    drawn: list[Any] = []

    def not_rendered(axes: Any) -> str:
        drawn.append(axes)
        return ""

    results = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "svg", not_rendered)
        for lang in words.LANGUAGES:
            results.append(shown(request.param, lang))
            results[-1].drawn.extend(drawn)
            drawn.clear()
    return results[0], results[1]


def numbers(text: str, lang: str) -> Counter[str]:
    """The figures in a text, the way its language writes them undone."""
    group, point = (",", ".") if lang == "en" else (".", ",")
    results = FIGURE.findall(text)
    plain = [each.replace(group, "").replace(point, ".") for each in results]
    return Counter(
        f"{float(each):g}" if each.count(".") < 2 else each for each in plain
    )


def same_numbers(english: object, vietnamese: object) -> bool:
    """Whether two texts hold the same figures.

    What is quoted is the same text in both. A figure that one of them writes in
    letters, as in "Fifteen resolutions", may stand in digits in the other.
    """
    texts = str(english), str(vietnamese)
    if texts[0] == texts[1]:
        return True
    results = numbers(texts[0], "en"), numbers(texts[1], "vi")
    return in_letters(results[1] - results[0], texts[0]) and in_letters(
        results[0] - results[1], texts[1]
    )


def in_letters(figures: Counter[str], text: str) -> bool:
    words_of = re.findall(r"\w+", text.lower())
    spelt = Counter(f"{IN_LETTERS[word]}" for word in words_of if word in IN_LETTERS)
    return figures <= spelt


NAMES_OF_NUMBERS = """
one first một i
two second hai ii
three third ba iii
four fourth bốn iv
five fifth năm v
six sixth sáu vi
seven seventh bảy vii
eight eighth tám viii
nine ninth chín ix
ten tenth mười x
eleven eleventh xi
twelve twelfth xii
thirteen thirteenth xiii
fourteen fourteenth xiv
fifteen fifteenth xv
sixteen sixteenth xvi
"""
IN_LETTERS = {
    word: number
    for number, line in enumerate(NAMES_OF_NUMBERS.strip().splitlines(), 1)
    for word in line.split()
} | {"xxiii": 23}
MONTHS = calendar.month_name[1:]
IN_LETTERS |= {name.lower(): number for number, name in enumerate(MONTHS, 1)}


def of_kind(pair: tuple[Shown, Shown], kind: type) -> list[tuple[Any, Any]]:
    both = zip(pair[0].items, pair[1].items, strict=True)
    return [twins for twins in both if isinstance(twins[0], kind)]


def test_both_show_the_same_kinds_of_items_in_the_same_order(pair):
    kinds = [[type(item) for item in each.items] for each in pair]
    assert kinds[0] == kinds[1]
    assert show.Table in kinds[0]


def test_tables_have_the_same_facts_and_the_same_figures_cell_by_cell(pair):
    for english, vietnamese in of_kind(pair, show.Table):
        assert english.evidence == vietnamese.evidence, english.caption
        assert english.cells.shape == vietnamese.cells.shape, english.caption
        assert same_numbers(english.foot, vietnamese.foot), english.caption
        rows = [english.cells.to_numpy().tolist(), vietnamese.cells.to_numpy().tolist()]
        for number, twins in enumerate(zip(*rows, strict=True)):
            for name, *cells in zip(english.cells.columns, *twins, strict=True):
                where = (english.caption, name, number)
                assert same_numbers(*cells), (where, cells)


def test_sentences_and_descriptions_state_the_same_figures(pair):
    for english, vietnamese in of_kind(pair, str):
        assert same_numbers(english, vietnamese)
        assert english != vietnamese
    for english, vietnamese in of_kind(pair, show.Picture):
        assert same_numbers(english.alt, vietnamese.alt)


def test_drawings_have_the_same_marks(pair):
    for english, vietnamese in zip(*(each.drawn for each in pair), strict=True):
        assert marks(figure_of(english)) == marks(figure_of(vietnamese))


def test_what_is_explained_has_the_same_lines_and_sections(pair):
    for english, vietnamese in of_kind(pair, explain.Explanation):
        assert english.key == vietnamese.key
        for twins in zip(english.lines, vietnamese.lines, strict=True):
            assert same_numbers(*(text for _, text in twins))
        for twins in zip(english.sections, vietnamese.sections, strict=True):
            assert twins[0].title != twins[1].title
            assert len(twins[0].items) == len(twins[1].items)


# --- figures --------------------------------------------------------------------


def figure_of(axes: Any) -> Figure:
    return (axes if isinstance(axes, Axes) else axes[0]).figure


def marks(figure: Figure) -> Counter[str]:
    drawn = [mark for ax in figure.axes for mark in (*ax.lines, *ax.patches)]
    return Counter(str(mark.get_gid()) for mark in drawn if mark.get_gid())


def words_on(figure: Figure) -> list[tuple[str, Bbox]]:
    """Everything written on a figure, and where."""
    figure.draw_without_rendering()
    results: list[Text] = [text for key in figure.legends for text in key.get_texts()]
    for ax in figure.axes:
        results += [each for each in ax.get_children() if isinstance(each, Text)]
        if ax.axison:
            results += [ax.xaxis.label, ax.yaxis.label, *shown_ticks(ax)]
    results = [
        text for text in results if text.get_visible() and text.get_text().strip()
    ]
    return [
        (text.get_text(), text.get_window_extent()) for text in dict.fromkeys(results)
    ]


def shown_ticks(ax: Axes) -> list[Text]:
    return [
        label
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks()
        if axis.get_view_interval().min() <= tick.get_loc()
        and tick.get_loc() <= axis.get_view_interval().max()
        for label in (tick.label1, tick.label2)
    ]


def faults(figure: Figure) -> list[tuple[str, ...]]:
    """Words that leave the figure, and words that cover each other."""
    results = words_on(figure)
    width, height = figure.bbox.width, figure.bbox.height
    return [
        ("leaves the figure", text)
        for text, box in results
        if min(box.x0, box.y0) < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ] + [(results[a][0], "covers", results[b][0]) for a, b in overlaps(results)]


def overlaps(results: list[tuple[str, Bbox]]) -> np.ndarray:
    """The pairs that share more than 2 × 3 pixels."""
    ends = np.array([box.extents for _, box in results]).reshape(-1, 1, 4)
    low = np.maximum(ends[..., :2], ends[:, 0, :2])
    high = np.minimum(ends[..., 2:], ends[:, 0, 2:])
    return np.argwhere(np.triu((high - low > (2, 3)).all(axis=2), 1))


def test_words_that_cover_each_other_are_found():
    corners = [(0, 0, 9, 9), (5, 5, 20, 20), (8, 8, 12, 30)]
    actual = [(f"{corner}", Bbox.from_extents(corner)) for corner in corners]
    assert overlaps(actual).tolist() == [[0, 1], [1, 2]]


def in_both(pair: tuple[Shown, Shown]) -> list[Any]:
    return [axes for each in pair for axes in each.drawn]


def test_no_word_of_a_figure_is_cut_or_covered_on_a_page(pair):
    for axes in in_both(pair):
        marks = figure_of(axes).findobj(lambda mark: mark.get_gid())
        is_network = any(mark.get_gid().startswith("node:") for mark in marks)
        assert is_network or figure_of(axes).get_figwidth() == pytest.approx(7.2)
        assert not faults(figure_of(axes))
