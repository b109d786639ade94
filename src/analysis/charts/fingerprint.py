"""A line that says what was drawn, read from the marks on the Axes."""

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from analysis import words
from analysis.charts.style import figure_of

OMITTED = ("Creator", "Date", "Format", "Type")


def fingerprint(axes: Axes | Sequence[Axes]) -> words.Line:
    """One line that says what is drawn on `axes`, read from the marks themselves.

    It changes when a mark moves in the data's units, or a label is worded anew; it
    does not change with fonts, colours or the size of the figure.

    Examples
    --------
    >>> from analysis.charts import canvas
    >>> ax = canvas(2)
    >>> line = ax.plot([1, 2], [3, 4], gid="series:a")
    >>> fingerprint(ax)
    drawn: 1 series, 0 labels; 45272b9158d3
    """
    drawn = [axes] if isinstance(axes, Axes) else axes
    marks = [
        (str(artist.get_gid()), _shape(artist))
        for ax in drawn
        for artist in (*ax.lines, *ax.patches, *ax.collections)
        if artist.get_gid()
    ]
    labels = [text for ax in drawn for text in _texts(ax)]
    keys = [
        key
        for figure in dict.fromkeys(ax.figure for ax in drawn)
        for key in figure.legends
    ]
    labels += [text.get_text() for key in keys for text in key.get_texts()]
    kinds = Counter(gid.split(":")[0] for gid, _ in marks)
    parts = [f"{count} {kind}" for kind, count in sorted(kinds.items())]
    parts += [f"{len(labels)} labels"]
    digest = hashlib.sha256(repr((sorted(marks), labels)).encode()).hexdigest()[:12]
    return words.Line(f"drawn: {', '.join(parts)}; {digest}")


def svg(axes: Axes | Sequence[Axes]) -> str:
    """The figure of `axes` as the text of an `svg` element, without a date.

    It is laid out and drawn once; `savefig` would draw it twice.
    """
    out = io.StringIO()
    FigureCanvasSVG(figure_of(axes)).print_svg(  # type: ignore[no-untyped-call]
        out, metadata=dict.fromkeys(OMITTED)
    )
    text = out.getvalue()
    return text[text.index("<svg") :]


def _shape(artist: Artist) -> tuple[tuple[str, ...], ...]:
    if isinstance(artist, Line2D):
        points: Any = artist.get_xydata()
    else:
        path = artist.get_path()  # type: ignore[attr-defined]
        points = artist.get_patch_transform().transform(path.vertices)  # type: ignore[attr-defined]
    return tuple(tuple(f"{number:.5g}" for number in point) for point in points)


def _texts(ax: Axes) -> list[str]:
    """The words on `ax`, but for numbers that the axis itself chose to show."""
    chosen = [axis for axis in (ax.xaxis, ax.yaxis) if _is_worded(axis) and ax.axison]
    ticks = [label for axis in chosen for label in axis.get_ticklabels()]
    others = [ax.xaxis.label, ax.yaxis.label, *ax.texts]
    titles = [ax.get_title(place) for place in ("left", "center", "right")]
    texts = [*titles, *(text.get_text() for text in (*ticks, *others))]
    return [" ".join(text.split()) for text in texts if text.strip()]


def _is_worded(axis: Axis) -> bool:
    return isinstance(axis.get_major_locator(), FixedLocator)
