"""What is attained of the aims of a term, against how much of the term has passed."""

import pandas as pd
from matplotlib.axes import Axes

from analysis import words
from analysis.charts.marks import (
    BAR,
    beside,
    key_of_looks,
    nothing_to_show,
    url,
    wrapped,
)
from analysis.charts.style import FILLED, PALE, figure_of
from analysis.labels import Labels
from analysis.rows import records

LETTERS = 44  # of a line of a label


def draw_pace(rows: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """A bar for what is attained of each aim, over the share of the term that passed.

    `rows` is what `measures.pace` returns. The share of the term is a band, as a term
    is known by its years only.
    """
    if not len(rows):
        return nothing_to_show(ax, labels.lang)
    for y, row in enumerate(records(rows)):
        reached = words.with_unit(
            words.number(row["reached_pct"], labels.lang), "percent", labels.lang
        )
        low, high = row["passed_low_pct"], row["passed_high_pct"]
        band = ax.barh(y, high - low, left=low, height=1.0, lw=0, zorder=1, **PALE)[0]
        band.set_gid(f"bound:{row['fact_ids']}")
        bar = ax.barh(y, row["reached_pct"], height=BAR / 2, zorder=2, **FILLED)[0]
        bar.set(
            gid="series:reached", url=url(row["fact_ids"], f"{row['aim']}: {reached}")
        )
        beside(ax, (row["reached_pct"], y), reached)
    ax.set_xlim(0, 100)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks(range(len(rows)), [wrapped(aim, LETTERS) for aim in rows["aim"]])
    ax.set_xlabel(words.phrase("axis_share", labels.lang))
    looks = {"pace_reached": FILLED, "pace_passed": PALE}
    key_of_looks(
        ax, {words.phrase(name, labels.lang): look for name, look in looks.items()}
    )
    figure_of(ax).set_figheight(1.1 + 0.45 * len(rows))
    return ax
