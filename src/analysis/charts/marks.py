"""What all drawings share: the page, the palette, labels and the key."""

import textwrap
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.addresses import claims_reference

Row = dict[str, Any]
Look = dict[str, Any]
PAGE = 7.2
WIDE = 96  # letters that a line below a drawing holds
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


def canvas(height: float) -> Axes:
    """Axes of one page width and `height` inches.

    The figure belongs to no window, so nothing is shown until it is displayed.
    """
    return panels(height, 1)[0]


def panels(height: float, columns: int, rows: int = 1) -> list[Axes]:
    """Axes side by side over one page width, row by row."""
    mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
    figure = Figure(figsize=(PAGE, height), layout="constrained")
    return list(figure.subplots(rows, columns, squeeze=False).flat)


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of `frame`, each as column to cell."""
    rows: Any = frame.to_dict("records")
    return list(rows)


def key(ax: Axes, entries: Mapping[str, Artist]) -> None:
    """Say below the drawing what its marks mean: words to a mark of each kind."""
    ax.get_figure(root=True).legend(  # type: ignore[union-attr]
        entries.values(),
        entries.keys(),
        loc="outside lower center",
        ncols=min(len(entries), 4 if sum(map(len, entries)) < WIDE else 2),
        frameon=False,
        fontsize=7,
        handlelength=1.8,
        columnspacing=1.6,
    )


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
