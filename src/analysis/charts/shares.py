"""Shares of a whole, and results against their denominators, with their bounds."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import (
    BLUE,
    FAINT,
    INK,
    INSIDE,
    MUTED,
    Look,
    either,
    fits_column,
    is_column,
    key,
    records,
    set_height,
    settle,
    url,
    wrapped,
)

FILLS = (BLUE, "#3f8fc4", "#b9dcf2", "#e3f1fa")
REMAINDER: Look = {"fc": "white", "ec": MUTED, "hatch": "///"}
THICK, THIN = 0.27, 0.13  # half of a bar, on a page and in a column
DARK = 1.75  # the sum of red, green and blue below which white letters are read


@fits_column
def draw_distribution(
    shares: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """A bar for each distribution and reading; the unaccounted remainder is hatched."""
    keys = ["indicator_id", "reading"]
    half = THIN if is_column() else THICK
    groups = [rows for _, rows in shares.groupby(keys, sort=False)]
    for y, rows in enumerate(groups):
        left = lines = 0
        fills = iter(FILLS)
        for row in records(rows):
            is_rest = pd.isna(row["band_id"])
            rest = words.phrase("unaccounted", lang)
            name: str = rest if is_rest else names[row["band_id"]]
            band: Look = {"fc": next(fills, "white"), "ec": "white"}
            place = Rectangle(
                (100 * left / row["total"], y - half),
                100 * row["count"] / row["total"],
                2 * half,
            )
            place.set_gid("bound:unaccounted" if is_rest else "series:band")
            place.set(lw=0.8, **(REMAINDER if is_rest else band))
            ax.add_patch(place)
            count = words.number(row["count"], lang)
            said = f"{names[row['indicator_id']]} · {name}: {count}"
            place.set_url(url(row["fact_ids"], said))
            lines += _label_band(ax, place, count, name, lines)
            left += row["count"]
    first = [records(rows)[0] for rows in groups]
    ticks = [
        f"{wrapped(names[row['indicator_id']], either(60, 50))}\n"
        + words.phrase(f"reading_{row['reading']}", lang)
        for row in first
    ]
    if is_column():
        for y, text in enumerate(ticks):
            ax.text(0, y - THIN - 0.04, text, va="bottom", fontsize=7.5)
        set_height(ax, 0.6 + 1.45 * len(groups))
    ax.set_yticks(range(len(groups)), [] if is_column() else ticks)
    ax.set_ylim(len(groups) - 0.25, -0.55)
    ax.set_xlim(0, 100)
    ax.set_xlabel(words.phrase("share_of_total", lang))
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=0)
    return ax


def _label_band(ax: Axes, band: Rectangle, count: str, name: str, line: int) -> int:
    """Write the count inside a band and its name below; return the lines it took.

    In a column names stand in lines of their own, each from its band or up to it.
    """
    left, middle = band.get_x(), band.get_y() + band.get_height() / 2
    dark = sum(to_rgb(band.get_facecolor())) < DARK and not band.get_hatch()
    box = {"fc": "white", "ec": "none", "pad": 1.2} if band.get_hatch() else None
    ax.text(
        left + band.get_width() / 2,
        middle,
        count,
        color="white" if dark else INK,
        fontweight="bold",
        bbox=box,
        **INSIDE,
    )
    look: Look = {"va": "top", "fontsize": 6.5, "color": MUTED}
    if not is_column():
        below = wrapped(name, max(int(band.get_width() * 0.75), 8))
        ax.text(left, middle + 0.3, below, **look)
        return 0
    low, place = middle + band.get_height() / 2, left + 0.5
    top = low + 0.03 + 0.09 * line
    ends = left > 100 - len(name) * 1.6
    if ends:
        place = min(left + band.get_width(), 100)
    ax.text(place, top, name, ha="right" if ends else "left", **look)
    return 1


@fits_column
def draw_attainments(
    attained: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """Actual per hundred of the denominator, a row each, with a line at a hundred.

    `attained` is what `measures.attainments` returns; `names` holds the name of each
    indicator. A band shows the share of the term elapsed, as wide as its bounds; an
    open end of a result is an arrow; a hollow mark has a denominator of unclear role.
    """
    for y, row in enumerate(records(attained)):
        ends = row["ratio_low_pct"], row["ratio_high_pct"]
        low, high = (round(float(end), 1) for end in ends)
        text = words.figure(low, high, "percent", lang)
        leads = url(row["fact_ids"], f"{names[row['indicator_id']]}: {text}")
        if not pd.isna(row["elapsed_low_pct"]):
            low, high = row["elapsed_low_pct"], row["elapsed_high_pct"]
            band = Rectangle((low, y - 0.38), max(high - low, 0.8), 0.76, fc="#f7dfae")
            band.set(gid="bound:elapsed", url=leads)
            ax.add_patch(band)
        clear = row["denominator_role"] != "unclear"
        style: Look = {"mfc": BLUE if clear else "white", "color": BLUE, "url": leads}
        _draw_interval(ax, y, ends, style | {"gid": f"bound:{row['fact_id']}"})
        beside: Look = {"xytext": (6, 0), "textcoords": "offset points"}
        box: Look = {"fc": "white", "ec": "none", "pad": 0.4}
        end = float(np.nanmax(ends)), y
        ax.annotate(text, end, va="center", fontsize=7, bbox=box, **beside)
    ax.axvline(100, color=INK, lw=0.8, gid="series:whole", zorder=1)
    labels = [wrapped(names[one], either(40, 22)) for one in attained["indicator_id"]]
    ax.set_yticks(range(len(attained)), labels)
    ax.set_ylim(max(len(attained), 1) - 0.5, -0.5)
    ratios = attained[["ratio_low_pct", "ratio_high_pct"]].to_numpy(dtype=float)
    ax.set_xlim(0, max([120.0, *(either(1.18, 1.4) * ratios[~np.isnan(ratios)])]))
    ax.set_xlabel(wrapped(words.phrase("actual_per_target", lang), either(60, 30)))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    point: Look = {"marker": "o", "ls": "", "color": BLUE}
    shapes = {
        "attained": Line2D([], [], **point),
        "denominator_unclear": Line2D([], [], mfc="white", **point),
        "term_elapsed": Rectangle((0, 0), 1, 1, fc="#f7dfae"),
        "target_line": Line2D([], [], color=INK, lw=0.8),
    }
    key(ax, {words.phrase(name, lang): shape for name, shape in shapes.items()})
    settle([ax])
    return ax


def _draw_interval(ax: Axes, y: float, ends: tuple[float, float], style: Look) -> None:
    low, high = ends
    if low == high:
        ax.plot([low], [y], marker="o", ms=6, ls="", **style)
        return
    known = low if pd.isna(high) else high
    if pd.isna(low) or pd.isna(high):
        right = pd.isna(high)
        far = known * (1.12 if right else 0.88)
        arrow: Look = {
            "marker": 5 if right else 4,
            "markevery": [1],
            "ms": 7,
            "lw": 1.6,
        }
        ax.plot([known, far], [y, y], **arrow, **style)
        ax.plot([known], [y], marker="|", ms=8, mew=1.6, ls="", **style)
        return
    ax.plot([low, high], [y, y], marker="|", ms=8, mew=1.6, lw=1.6, **style)
