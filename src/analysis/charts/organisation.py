"""Shares with their bases."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis import words
from analysis.charts.marks import (
    beside,
    interval,
    key,
    nothing_to_show,
    ruled,
    url,
    wrapped,
)
from analysis.charts.style import BLUE, Look, figure_of
from analysis.labels import Labels
from analysis.rows import records


def draw_shares(shares: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """Shares from 0 to 100, a row each; an open bound is an arrow.

    `shares` is what `measures.shares_with_bases` returns, with the words of each row
    in `label`. A filled mark has a count beside it, a hollow one has not. Rows of one
    committee stand together; shares of unlike populations are not to be compared.
    """
    if not len(shares):
        return nothing_to_show(ax, labels.lang)
    y, ticks = 0.0, {}
    for committee, rows in shares.groupby("committee_id", sort=False):
        name = labels.place(str(committee))
        ax.text(0, y, name, va="center", fontsize=7.5, fontweight="bold")
        y += 1
        for row in records(rows):
            figure = words.row_figure(row, labels.lang)
            is_counted = row["base_known"] == "base_counted"
            look: Look = {"mfc": BLUE if is_counted else "white", "color": BLUE}
            look["gid"] = f"bound:{row['fact_ids']}"
            look["url"] = url(row["fact_ids"], f"{row['label']}: {figure}")
            label = wrapped(row["label"], 62)
            more = 0.36 * label.count("\n")
            y += more
            end = interval(ax, y, (row["low"], row["high"]), look, 4)
            beside(ax, (end, y), figure)
            ticks[y] = label
            y += 1.1 + more
        y += 0.2
    ax.set_yticks(list(ticks), list(ticks.values()), fontsize=6.8)
    ax.set_ylim(y - 0.4, -0.7)
    ax.set_xlim(0, 126)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.set_xlabel(words.phrase("per_cent_of_base", labels.lang))
    ruled(ax, "x")
    point: Look = {"marker": "o", "ls": "", "color": BLUE}
    shapes = {
        "word_base_counted": Line2D([], [], **point),
        "base_not_counted": Line2D([], [], mfc="white", **point),
        "claim_bound": Line2D([], [], marker=5, ls="-", color=BLUE, ms=6),
    }
    key(ax, {words.phrase(name, labels.lang): shape for name, shape in shapes.items()})
    figure_of(ax).set_figheight(1.0 + 0.34 * len(shares))
    return ax
