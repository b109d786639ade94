"""The page: its width, palette and letters, and empty Axes to draw on."""

import io
from collections.abc import Sequence
from typing import Any, Literal, get_args

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

Look = dict[str, Any]
Width = Literal["page", "column"]

INCHES: dict[Width, float] = {"page": 7.2, "column": 3.5}
INK, MUTED, FAINT, SHADED = "#1f1f1f", "#6a6a6a", "#e4e4e4", "#f2f2f2"
BLUE, PALE_BLUE = "#0072B2", "#9fd0ee"
ORANGE, SAND, GREEN, RED = "#E69F00", "#f7dfae", "#009E73", "#D55E00"
PALEST, GREY, TAN = "#eaf4fb", "#8a8a8a", "#b0a48a"
FILLS = (BLUE, "#8cc4e6", "#3f8fc4", "#d3e8f5")  # parts of a whole, side by side
BANDS = (BLUE, "#3f8fc4", "#b9dcf2", "#e3f1fa")  # the better met, the darker
LEVELS = {  # boxes of a network
    "central": "#c3d2e2",
    "province": "#dbe5ee",
    "district": "#ffffff",
    "below": "#fbf2e0",
    "places": "#dfe4dc",
}
FILLED: Look = {"fc": BLUE, "ec": BLUE}
PALE: Look = {"fc": PALE_BLUE, "ec": BLUE}
EMPTY: Look = {"fc": "white", "ec": BLUE}
HATCHED: Look = EMPTY | {"hatch": "////"}
REMAINDER: Look = {"fc": "white", "ec": MUTED, "hatch": "///"}
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
    "svg.fonttype": "none",  # words stay words: to select, search, read aloud
    "text.parse_math": False,  # a label with $ is no formula
}


def fit(width: Width) -> None:
    """Draw from now on for a journal's `page` (18.3 cm) or `column` (8.9 cm).

    Letters keep their size, so a drawing with long labels may not suit a column.

    Raises
    ------
    ValueError
        If `width` is neither.
    """
    if width not in INCHES:
        allowed = " or ".join(map(repr, get_args(Width)))
        msg = f"a figure is drawn for a {allowed}, not for {width!r}"
        raise ValueError(msg)
    height = mpl.rcParams["figure.figsize"][1]
    mpl.rcParams["figure.figsize"] = (INCHES[width], height)


fit("page")


def canvas(height: float = 3) -> Axes:
    """Axes `height` inches high, as wide as `fit` says: at first a page.

    The figure belongs to no window, so nothing is shown until it is displayed.
    """
    return panels(height, 1)[0]


def panels(height: float, columns: int, rows: int = 1) -> list[Axes]:
    """Axes side by side over the whole width, row by row."""
    mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
    width = mpl.rcParams["figure.figsize"][0]
    figure = Figure(figsize=(width, height), layout="constrained")
    return list(figure.subplots(rows, columns, squeeze=False).flat)


def panels_for(count: int, columns: int, more: float) -> list[Axes]:
    """So many panels of one height, and `more` inches for what is around them."""
    rows = -(-count // columns)
    axes = panels(1.75 * rows + more, columns, rows)
    for ax in axes[count:]:
        ax.set_axis_off()
    return axes[:count]


def figure_of(axes: Any) -> Figure:
    """The figure that Axes belong to, one or several of them."""
    first: Axes = axes if isinstance(axes, Axes) else axes[0]
    figure = first.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def svg(axes: Axes | Sequence[Axes]) -> str:
    """The figure of `axes` as the text of an `svg` element, the same on each machine.

    Without a date, with fixed ids, and measured with the font that matplotlib ships.
    It is laid out and drawn once; `savefig` would draw it twice.
    """
    out = io.StringIO()
    unnamed = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    canvas = FigureCanvasSVG(figure_of(axes))
    canvas.print_svg(out, metadata=unnamed)  # type: ignore[no-untyped-call]
    text = out.getvalue()
    return text[text.index("<svg") :]
