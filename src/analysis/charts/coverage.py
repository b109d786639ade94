"""What is reported and what is not mentioned: a tile of the count of each pair."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.marks import (
    count_tile,
    grid,
    heading,
    nothing_to_show,
)
from analysis.labels import Labels
from analysis.rows import records


def draw_coverage(covered: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
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
    heads = [heading(key, labels) for key in columns]
    grid(ax, heads, [labels[key] for key in rows])
    return ax
