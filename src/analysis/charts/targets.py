"""Goals over bands, and results against their denominators, with their bounds."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import (
    INSIDE,
    beside,
    interval,
    key,
    letters_on,
    ruled,
    url,
    wrapped,
)
from analysis.charts.style import BLUE, INK, MUTED, REMAINDER, SAND, Look, figure_of
from analysis.rows import Row, records

if TYPE_CHECKING:
    from analysis.tables import Labels

BANDS = (BLUE, "#3f8fc4", "#b9dcf2", "#e3f1fa")  # the better met, the darker
HALF = 0.27  # of a bar


def draw_distribution(shares: pd.DataFrame, ax: Axes, labels: "Labels") -> Axes:
    """A bar for each distribution and reading; the unaccounted remainder is hatched.

    `shares` is what `measures.distribution` returns; `labels` has the bands too.
    """
    groups = [
        rows for _, rows in shares.groupby(["indicator_id", "reading"], sort=False)
    ]
    for y, rows in enumerate(groups):
        left, fills = 0, iter(BANDS)
        for row in records(rows):
            look = REMAINDER
            if row["band_id"] is not None:
                look = {"fc": next(fills, "white"), "ec": "white"}
            _draw_band(ax, (left, y), row, look, labels)
            left += row["count"]
    first = [records(rows)[0] for rows in groups]
    ticks = [
        f"{wrapped(labels[row['indicator_id']], 60)}\n"
        + words.phrase(f"reading_{row['reading']}", labels.lang)
        for row in first
    ]
    ax.set_yticks(range(len(groups)), ticks)
    ax.set_ylim(len(groups) - 0.25, -0.55)
    ax.set_xlim(0, 100)
    ax.set_xlabel(words.phrase("share_of_total", labels.lang))
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=0)
    figure_of(ax).set_figheight(0.6 + 0.95 * max(len(groups), 1))
    return ax


def _draw_band(
    ax: Axes, place: tuple[int, int], row: Row, look: Look, labels: "Labels"
) -> None:
    """One band as a share of its total, its count inside and its name below."""
    left, y = 100 * place[0] / row["total"], place[1]
    is_rest = row["band_id"] is None
    rest = words.phrase("unaccounted", labels.lang)
    name = rest if is_rest else labels[row["band_id"]]
    width = 100 * row["count"] / row["total"]
    band = Rectangle((left, y - HALF), width, 2 * HALF, lw=0.8, **look)
    band.set_gid("bound:unaccounted" if is_rest else "series:band")
    count = words.number(row["count"], labels.lang)
    label = f"{labels[row['indicator_id']]} · {name}: {count}"
    band.set_url(url(row["fact_ids"], label))
    ax.add_patch(band)
    paper = {"fc": "white", "ec": "none", "pad": 1.2} if is_rest else None
    inside: Look = INSIDE | {"color": letters_on(band), "fontweight": "bold"}
    ax.text(left + width / 2, y, count, bbox=paper, **inside)
    below = wrapped(name, max(int(width * 0.75), 8))
    ax.text(left, y + 0.3, below, va="top", fontsize=6.5, color=MUTED)


def draw_attainments(attained: pd.DataFrame, ax: Axes, labels: "Labels") -> Axes:
    """Actual per hundred of the denominator, a row each, with a line at a hundred.

    `attained` is what `measures.attainments` returns. A band shows the share of the
    term elapsed, as wide as its bounds; an open end of a result is an arrow; a hollow
    mark has a denominator of unclear role.
    """
    lang = labels.lang
    for y, row in enumerate(records(attained)):
        ends = row["ratio_low_pct"], row["ratio_high_pct"]
        stated = [end for end in ends if end is not None]
        low, high = (None if end is None else round(end, 1) for end in ends)
        text = words.figure(low, high, "percent", lang)
        leads = url(row["fact_ids"], f"{labels[row['indicator_id']]}: {text}")
        if row["elapsed_low_pct"] is not None:
            start, end = row["elapsed_low_pct"], row["elapsed_high_pct"]
            band = Rectangle((start, y - 0.38), max(end - start, 0.8), 0.76, fc=SAND)
            band.set(gid="bound:elapsed", url=leads)
            ax.add_patch(band)
        is_clear = row["denominator_role"] != "unclear"
        look: Look = {"mfc": BLUE if is_clear else "white", "color": BLUE}
        look |= {"url": leads, "gid": f"bound:{row['fact_id']}"}
        interval(ax, y, ends, look, 0.12 * max(stated))
        beside(ax, (max(stated), y), text)
    ax.axvline(100, color=INK, lw=0.8, gid="series:whole", zorder=1)
    names = [wrapped(labels[key], 40) for key in attained["indicator_id"]]
    ax.set_yticks(range(len(attained)), names)
    ax.set_ylim(max(len(attained), 1) - 0.5, -0.5)
    ratios = attained[["ratio_low_pct", "ratio_high_pct"]].to_numpy(dtype=float)
    ax.set_xlim(0, max([120.0, *(1.18 * ratios[~np.isnan(ratios)])]))
    ax.set_xlabel(wrapped(words.phrase("actual_per_target", lang), 60))
    ruled(ax, "y")
    point: Look = {"marker": "o", "ls": "", "color": BLUE}
    shapes = {
        "attained": Line2D([], [], **point),
        "denominator_unclear": Line2D([], [], mfc="white", **point),
        "term_elapsed": Rectangle((0, 0), 1, 1, fc=SAND),
        "target_line": Line2D([], [], color=INK, lw=0.8),
    }
    key(ax, {words.phrase(name, lang): shape for name, shape in shapes.items()})
    figure_of(ax).set_figheight(1.4 + 0.34 * len(attained))
    return ax
