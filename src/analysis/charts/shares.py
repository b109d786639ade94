"""Shares of a whole, and results against their denominators, with their bounds."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import BLUE, FAINT, INK, MUTED, key, wrapped


def draw_distribution(
    shares: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """A bar for each distribution and reading; the unaccounted remainder is hatched."""
    groups = list(shares.groupby(["indicator_id", "reading"], sort=False))
    fills = [BLUE, "#5fa8d8", "#b9dcf2", "#e3f1fa"]
    for y, (_, rows) in enumerate(groups):
        left = 0.0
        named = rows[rows["band_id"].notna()]
        for fill, row in zip(fills, named.itertuples(index=False), strict=False):
            _segment(ax, (left, y), row, fill, names[row.band_id], lang)
            left += row.count
        rest = next(rows[rows["band_id"].isna()].itertuples(index=False))
        label = words.phrase("unaccounted", lang)
        _segment(ax, (left, y), rest, None, label, lang)
    ticks = [
        f"{names[d]}\n{words.phrase('reading_' + r, lang)}" for (d, r), _ in groups
    ]
    ax.set_yticks(range(len(groups)), ticks)
    ax.set_ylim(len(groups) - 0.45, -0.55)
    ax.set_xlim(0, 100)
    ax.set_xlabel(words.phrase("share_of_total", lang))
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=0)
    return ax


def _segment(
    ax: Axes,
    corner: tuple[float, float],
    row: object,
    fill: str | None,
    label: str,
    lang: str,
) -> None:
    left, y = corner
    count, total = int(row.count), int(row.total)  # type: ignore[attr-defined, operator]
    start, width = 100 * left / total, 100 * count / total
    style = (
        {"fc": fill, "ec": "white"}
        if fill
        else {"fc": "white", "ec": MUTED, "hatch": "///"}
    )
    bar = Rectangle((start, y - 0.27), width, 0.54, lw=0.8, **style)
    bar.set_gid("bound:unaccounted" if fill is None else "series:band")
    ax.add_patch(bar)
    light = fill in (BLUE, "#5fa8d8")
    box = {"fc": "white", "ec": "none", "pad": 1.2} if fill is None else None
    ax.text(
        start + width / 2,
        y,
        words.number(count, lang),
        ha="center",
        va="center",
        color="white" if light else INK,
        fontweight="bold",
        bbox=box,
    )
    lines = wrapped(label, max(int(width * 0.75), 8))
    ax.text(start, y + 0.3, lines, va="top", fontsize=6.5, color=MUTED)


def draw_attainments(
    attained: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """Actual per hundred of the denominator, a row each, with a line at a hundred.

    `attained` is what `measures.attainments` returns; `names` holds the name of each
    indicator. A band shows the share of the term elapsed, as wide as its bounds; an
    open end of a result is an arrow; a hollow mark has a denominator of unclear role.
    """
    for y, row in enumerate(attained.itertuples(index=False)):
        if not pd.isna(row.elapsed_low_pct):
            low, high = row.elapsed_low_pct, row.elapsed_high_pct
            band = Rectangle((low, y - 0.38), max(high - low, 0.8), 0.76, fc="#f7dfae")
            band.set_gid("bound:elapsed")
            ax.add_patch(band)
        ends = row.ratio_low_pct, row.ratio_high_pct
        clear = row.denominator_role != "unclear"
        style = {"mfc": BLUE if clear else "white", "color": BLUE}
        _draw_interval(ax, y, ends, style | {"gid": f"bound:{row.fact_id}"})
        told = [end if pd.isna(end) else round(float(end), 1) for end in ends]
        text = words.figure(*told, "percent", lang)
        ax.text(np.nanmax(ends) + 4, y, text, va="center", fontsize=7)
    ax.axvline(100, color=INK, lw=0.8, gid="series:whole", zorder=1)
    labels = [wrapped(names[one], 40) for one in attained["indicator_id"]]
    ax.set_yticks(range(len(attained)), labels)
    ax.set_ylim(len(attained) - 0.5, -0.5)
    ratios = attained[["ratio_low_pct", "ratio_high_pct"]].to_numpy(dtype=float)
    ax.set_xlim(0, max([120.0, *(1.18 * ratios[~np.isnan(ratios)])]))
    ax.set_xlabel(words.phrase("actual_per_target", lang))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    point = {"marker": "o", "ls": "", "color": BLUE}
    shapes = {
        "attained": Line2D([], [], **point),
        "denominator_unclear": Line2D([], [], mfc="white", **point),
        "term_elapsed": Rectangle((0, 0), 1, 1, fc="#f7dfae"),
        "target_line": Line2D([], [], color=INK, lw=0.8),
    }
    key(ax, {words.phrase(name, lang): shape for name, shape in shapes.items()})
    return ax


def _draw_interval(
    ax: Axes, y: float, ends: tuple[float, float], style: dict[str, str]
) -> None:
    low, high = ends
    if low == high:
        ax.plot([low], [y], marker="o", ms=6, ls="", **style)
        return
    known = low if pd.isna(high) else high
    if pd.isna(low) or pd.isna(high):
        right = pd.isna(high)
        far = known * (1.12 if right else 0.88)
        arrow = {"marker": 5 if right else 4, "markevery": [1], "ms": 7, "lw": 1.6}
        ax.plot([known, far], [y, y], **arrow, **style)
        ax.plot([known], [y], marker="|", ms=8, mew=1.6, ls="", **style)
        return
    ax.plot([low, high], [y, y], marker="|", ms=8, mew=1.6, lw=1.6, **style)
