"""Sets of resolutions as squares, with the names of their items below."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import (
    finish_list,
    key_of_looks,
    nothing_to_show,
    url,
    write_item,
    write_title,
)
from analysis.charts.style import EMPTY, FILLED, MUTED, Look
from analysis.rows import Row, records

if TYPE_CHECKING:
    from analysis.tables import Labels

LABEL: Look = {"fc": "white", "ec": MUTED, "ls": (0, (2, 1.5))}
LOOKS = {"item_named": FILLED, "item_counted": EMPTY, "item_label": LABEL}
ACROSS, STEP, ROW = 20, 3.4, 1.3  # of squares: in a row, to the right, down


def draw_sets(sets: pd.DataFrame, ax: Axes, labels: "Labels") -> Axes:
    """Each set as squares, filled where the item is named, with the names below.

    `sets` is what `measures.sets_named` returns. A label for some items of a set has
    a broken border and no square, as the texts do not say how many it holds.
    """
    if not len(sets):
        return nothing_to_show(ax, labels.lang)
    y = 0.0
    for row in records(sets):
        y = _draw_set(ax, row, y, labels)
    finish_list(ax, y, below=0.6)
    key_of_looks(ax, {words.phrase(k, labels.lang): v for k, v in LOOKS.items()})
    return ax


def _draw_set(ax: Axes, row: Row, y: float, labels: "Labels") -> float:
    """Draw one set from `y` downwards; return where it ends."""
    title, is_uncounted = labels[row["instrument_id"]], row["counted"] is None
    if is_uncounted:
        title = f"{title} ({words.phrase('count_unsaid', labels.lang)})"
    size = int(row["named"] if is_uncounted else row["counted"])
    y = write_title(ax, y, title) + 0.2
    for item in range(size):
        place = STEP * (item % ACROSS), y + ROW * (item // ACROSS)
        look = FILLED if item < row["named"] else EMPTY
        square = Rectangle(place, 0.76 * STEP, 1.0, lw=0.8, **look)
        square.set_gid(f"series:{row['instrument_id']}")
        square.set_url(url(row["fact_ids"], title))
        ax.add_patch(square)
    y += ROW * -(-size // ACROSS)
    ends = [y]
    columns = ((0, FILLED, row["named_ids"]), (50, LABEL, row["label_ids"]))
    for left, look, keys in columns:
        below = y
        for name in (keys or "").split():
            below = write_item(ax, (left, below), labels[name], look)
        ends.append(below)
    return max(ends) + 0.8
