"""What is reported and what is not mentioned: a tile of the count of each pair."""

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from analysis import words
from analysis.charts.marks import DASH, SILENT, nothing_to_show, tiles
from analysis.charts.style import BLUE
from analysis.labels import Labels
from analysis.rows import records


def draw_coverage(covered: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """A tile with the count of each pair of `covered`, by its first two columns.

    `covered` is what `measures.coverage` returns. A tile is the darker, the more it
    counts. What is not mentioned is an empty tile with a dash; where no pair is
    mentioned the drawing says so.
    """
    if not covered["count"].notna().any():
        return nothing_to_show(ax, labels.lang)
    down, across = covered.columns[:2]
    names = {key: labels[key] for key in covered[down].unique()}
    heads = {key: labels.place(key) for key in covered[across].unique()}
    most = max(covered["count"].max(), 1)
    rows = records(covered.rename(columns={down: "down", across: "across"}))
    for row in rows:
        row |= {"text": DASH, "look": SILENT}
        if row["count"] is not None:
            row["text"] = words.number(row["count"], labels.lang)
            row["look"] = {
                "fc": _shade(0.15 + 0.75 * row["count"] / most),
                "ec": "none",
            }
        pair = f"{names[row['down']]} · {heads[row['across']]}"
        row["said"] = f"{pair}: {row['text']}"
    tiles(ax, rows, heads, names)
    return ax


def _shade(depth: float) -> tuple[float, ...]:
    """Blue mixed with white: 0 is white, 1 blue."""
    return tuple(1 - depth * (1 - part) for part in mpl.colors.to_rgb(BLUE))
