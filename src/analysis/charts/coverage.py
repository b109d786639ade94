"""What is reported and what is not mentioned: tiles of counts, bars of statuses."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.marks import (
    bare,
    count_tile,
    heading,
    nothing_to_show,
    wrapped,
)
from analysis.charts.style import EMPTY, FILLED, HATCHED, PALE, figure_of
from analysis.rows import records

if TYPE_CHECKING:
    from analysis.labels import Labels

STATUS = {"done": FILLED, "ongoing": PALE, "planned": HATCHED, "norm": EMPTY}


def draw_coverage(covered: pd.DataFrame, ax: Axes, labels: "Labels") -> Axes:
    """A tile with the count of each pair of `covered`, by its first two columns.

    `covered` is what `measures.coverage` returns. What is not mentioned is an empty
    tile with a dash; where no pair is mentioned the drawing says so.
    """
    if not covered["count"].notna().any():
        return nothing_to_show(ax, labels.lang)
    down, across = covered.columns[:2]
    rows, columns = (list(covered[name].unique()) for name in (down, across))
    most = max(covered["count"].max(skipna=True), 1)
    for row in records(covered):
        row["gid"] = f"series:{row[down]}"
        row["label"] = f"{labels[row[down]]} · {heading(row[across], labels)}"
        place = columns.index(row[across]), rows.index(row[down])
        count_tile(ax, place, row, most, labels.lang)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    letters = max(10, 64 // len(columns))
    headings = [wrapped(heading(key, labels), letters) for key in columns]
    ax.set_xticks(range(len(columns)), headings)
    ax.set_yticks(range(len(rows)), [wrapped(labels[key], 44) for key in rows])
    ax.xaxis.tick_top()
    bare(ax)
    lines = max(heading.count("\n") for heading in headings)
    figure_of(ax).set_figheight(0.5 + 0.12 * lines + 0.27 * len(rows))
    return ax
