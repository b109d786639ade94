"""What all drawings share: the page, the palette, labels and the key."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, Literal, ParamSpec, TypeVar, get_args

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.addresses import claims_reference

Row = dict[str, Any]
Look = dict[str, Any]
INSIDE: Look = {"ha": "center", "va": "center", "in_layout": False}  # of a mark
Asked = ParamSpec("Asked")
Drawn = TypeVar("Drawn")
Number = TypeVar("Number", int, float)
Width = Literal["page", "column"]
PAGE = 7.2
INCHES: dict[Width, float] = {"page": PAGE, "column": 3.5}
paper = SimpleNamespace(width=PAGE)  # what figures are drawn for now, in inches
MARK, LETTER = 29.0, 4.0  # points that a mark of the key takes, and a letter beside it
CLEAR, LINE, POINTS = 4.0, 8.4, 72.0  # points: between rows, of a line, of an inch
INK, MUTED, FAINT = "#1f1f1f", "#6a6a6a", "#e4e4e4"
BLUE, SKY, ORANGE, GREEN, RED = "#0072B2", "#56B4E9", "#E69F00", "#009E73", "#D55E00"
STYLE: Look = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": 8,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "hatch.linewidth": 0.7,
    "figure.dpi": 160,
    "svg.hashsalt": "analysis",
    "svg.fonttype": "path",
}


def fit(width: Width) -> None:
    """Draw from now on for a journal's `page` (18.3 cm) or `column` (8.9 cm).

    Words break sooner in a column, panels stand one below another, and a figure is as
    high as its words then need. Letters keep their size.

    Raises
    ------
    ValueError
        If `width` is neither.
    """
    if width not in INCHES:
        known = " or ".join(map(repr, get_args(Width)))
        msg = f"a figure is drawn for a {known}, not for {width!r}"
        raise ValueError(msg)
    paper.width = INCHES[width]


def is_column() -> bool:
    """Whether figures are drawn for a column now."""
    return bool(paper.width < PAGE)


def canvas(height: float) -> Axes:
    """Axes `height` inches high, as wide as `fit` says: at first a page.

    The figure belongs to no window, so nothing is shown until it is displayed.
    """
    return panels(height, 1)[0]


def in_column(axes: Axes | Sequence[Axes]) -> Axes | Sequence[Axes] | None:
    """The same drawing for a journal's column, or None if only a page holds it."""
    again = getattr(figure_of(axes), "again", None)
    if again is None or is_column():
        return None
    fit("column")
    try:
        drawn: Axes | Sequence[Axes] = again()
    finally:
        fit("page")
    return drawn


def fits_column(draw: Callable[Asked, Drawn]) -> Callable[Asked, Drawn]:
    """Mark a drawing that can be made for a column too; its figure knows how."""

    @wraps(draw)
    def drawn(*args: Asked.args, **named: Asked.kwargs) -> Drawn:
        axes = draw(*args, **named)

        def again() -> Drawn:
            return draw(*map(_anew, args), **named)

        figure_of(axes).again = again  # type: ignore[attr-defined]
        return axes

    return drawn


def _anew(value: Any) -> Any:
    """New Axes in place of Axes, as many; anything else as it is."""
    if isinstance(value, Axes):
        return canvas(figure_of(value).get_figheight())
    if isinstance(value, list) and value and isinstance(value[0], Axes):
        grid = value[0].get_gridspec()
        assert grid is not None
        return panels(figure_of(value).get_figheight(), grid.ncols, grid.nrows)
    return value


def figure_of(axes: Any) -> Figure:
    """The figure that Axes belong to, one or several of them."""
    first: Axes = axes if isinstance(axes, Axes) else axes[0]
    figure = first.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def panels(height: float, columns: int, rows: int = 1) -> list[Axes]:
    """Axes side by side over the whole width, row by row."""
    mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
    figure = Figure(figsize=(paper.width, height), layout="constrained")
    return list(figure.subplots(rows, columns, squeeze=False).flat)


def either(on_page: Number, in_column: Number) -> Number:
    """The number that suits the width that is drawn for now."""
    return in_column if is_column() else on_page


def set_height(ax: Axes, height: float) -> None:
    """In a column, make the figure `height` inches high."""
    if is_column():
        figure_of(ax).set_figheight(height)


def settle(axes: Sequence[Axes]) -> None:
    """In a column, make the figure so high that the words beside rows stand clear.

    What is needed is told from lines and letters: laying the figure out only to measure
    it costs as much as drawing it.
    """
    if not is_column():
        return
    figure = figure_of(axes)
    grid = axes[0].get_gridspec()
    stacked = grid.nrows if grid else 1
    needed = stacked * max(_rows_of(ax) + _around(ax) for ax in axes)
    for each in figure.legends:
        entries = len(each.get_texts())
        needed += 1.6 * LINE * -(-entries // each._ncols) + CLEAR  # type: ignore[attr-defined]
    figure.set_figheight(max(figure.get_figheight(), needed / POINTS))


def _rows_of(ax: Axes) -> float:
    """Points that the labels of the rows need, one below another."""
    labels = zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    rows = sorted((at, _height(text)) for at, text in labels if text.get_text())
    low, high = sorted(ax.get_ylim())
    parts = [
        ((one + two) / 2 + CLEAR) / (above - below)
        for (below, one), (above, two) in pairwise(rows)
    ]
    return float(max([0.0, *parts]) * (high - low))


def _around(ax: Axes) -> float:
    """Points that title, headings and the label below take."""
    headings = [_height(text) for text in ax.get_xticklabels()]
    titles = [_height(ax.title), _height(_left_title(ax)), _height(ax.xaxis.label)]
    return max([0.0, *headings]) + sum(titles) + 2 * CLEAR


def _left_title(ax: Axes) -> Text:
    return Text(text=ax.get_title("left"), fontsize=mpl.rcParams["axes.titlesize"])


def _height(text: Text) -> float:
    """Points that a text is high, as far as its lines and letters tell."""
    lines = text.get_text().splitlines()
    size = float(text.get_fontsize())
    if text.get_rotation():
        return 0.62 * size * max(map(len, lines), default=0)
    return 1.2 * size * len(lines)


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of `frame`, each as column to cell."""
    rows: Any = frame.to_dict("records")
    return list(rows)


def key(ax: Axes, entries: Mapping[str, Artist]) -> None:
    """Say below the drawing what its marks mean: words to a mark of each kind."""
    figure = figure_of(ax)
    figure.legend(
        entries.values(),
        entries.keys(),
        loc="outside lower center",
        ncols=_columns([len(one) for one in entries], POINTS * figure.get_figwidth()),
        frameon=False,
        fontsize=7,
        handlelength=1.8,
        columnspacing=1.6,
    )


def _columns(letters: Sequence[int], room: float) -> int:
    """How many columns fit into `room` points; a key goes down, then across."""
    for count in range(len(letters), 1, -1):
        rows = -(-len(letters) // count)
        firsts = range(0, len(letters), rows)
        widest = [max(letters[first : first + rows]) for first in firsts]
        if sum(MARK + LETTER * one for one in widest) <= room:
            return count
    return 1


def url(facts: object, said: str) -> str | None:
    """Where a mark leads that stands for `facts` (separated by a space); or nowhere.

    `said` is what the mark says, for those who cannot see it.
    """
    return claims_reference(str(facts).split(), said) or None


def wrapped(text: str, letters: int) -> str:
    """`text` in lines of at most so many letters."""
    return "\n".join(textwrap.wrap(text, letters, break_long_words=False))


def shade(colour: str, depth: float) -> tuple[float, ...]:
    """`colour` mixed with white: 0 is white, 1 the colour."""
    red, green, blue = mpl.colors.to_rgb(colour)
    return tuple(1 - depth * (1 - part) for part in (red, green, blue))


def bare(ax: Axes) -> None:
    """Take away the frame and the tick marks."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
