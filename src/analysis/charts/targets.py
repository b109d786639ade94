"""Goals over bands, and results against their denominators, with their bounds."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
from matplotlib.artist import Artist
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
    nothing_to_show,
    ruled,
    url,
    wrapped,
)
from analysis.charts.style import (
    BANDS,
    BLUE,
    INK,
    MUTED,
    REMAINDER,
    SAND,
    Look,
    figure_of,
)
from analysis.labels import Labels
from analysis.rows import Row, records

HALF = 0.27  # of a bar


def draw_distribution(shares: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """A bar for each distribution and reading; what is not placed is hatched.

    `shares` is what `measures.distribution` returns; `labels` has the bands too.
    """
    if not len(shares):
        return nothing_to_show(ax, labels.lang)
    groups = shares.groupby(["indicator_id", "reading"], sort=False)
    for y, (_, rows) in enumerate(groups):
        left, fills = 0, iter(BANDS)
        for row in records(rows):
            look = REMAINDER
            if row["band_id"] is not None:
                look = {"fc": next(fills, "white"), "ec": "white"}
            _draw_band(ax, (left, y), row, look, labels)
            left += row["count"]
    pairs = shares[["indicator_id", "reading"]].drop_duplicates()
    ax.set_yticks(range(len(groups)), _names(pairs.to_numpy().tolist(), labels))
    ax.set_ylim(len(groups) - 0.25, -0.55)
    ax.set_xlim(0, 100)
    ax.set_xlabel(words.phrase("share_of_total", labels.lang))
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=0)
    figure_of(ax).set_figheight(0.6 + 0.95 * len(groups))
    return ax


def _names(pairs: Sequence[Sequence[str]], labels: Labels) -> list[str]:
    """The name of each indicator, with its reading where there are several."""
    counts = Counter(indicator for indicator, _ in pairs)
    names = []
    for indicator, reading in pairs:
        words_of_reading = words.phrase(f"word_{reading}", labels.lang)
        more = f"\n({wrapped(words_of_reading, 30)})" if counts[indicator] > 1 else ""
        names.append(wrapped(labels[indicator], 30) + more)
    return names


def _draw_band(
    ax: Axes, place: tuple[int, int], row: Row, look: Look, labels: Labels
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


def draw_attainments(attained: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """Results in per cent of their goals, a row each, with a line at a hundred.

    `attained` is what `measures.attainments` returns. A band shows the share of the
    term elapsed, as wide as its bounds; an open end of a result is an arrow; a hollow
    mark has a goal of unclear role.
    """
    lang = labels.lang
    if not len(attained):
        return nothing_to_show(ax, lang)
    furthest = 0.0
    for y, row in enumerate(records(attained)):
        ends = row["ratio_low"], row["ratio_high"]
        text = words.row_figure(row, lang, "ratio_")
        leads = url(row["fact_ids"], f"{labels[row['indicator_id']]}: {text}")
        elapsed = [row[end] for end in ("elapsed_low", "elapsed_high")]
        if None not in elapsed:
            start, end = elapsed
            band = Rectangle((start, y - 0.38), max(end - start, 0.8), 0.76, fc=SAND)
            band.set(gid="bound:elapsed", url=leads)
            ax.add_patch(band)
        is_clear = row["denominator_role"] != "unclear"
        look: Look = {"mfc": BLUE if is_clear else "white", "color": BLUE}
        look |= {"url": leads, "gid": f"bound:{row['fact_id']}"}
        most = max(end for end in ends if end is not None)
        interval(ax, y, ends, look, 0.12 * most)
        beside(ax, (most, y), text)
        furthest = max(furthest, most)
    ax.axvline(100, color=INK, lw=0.8, gid="series:whole", zorder=1)
    names = [wrapped(labels[key], 40) for key in attained["indicator_id"]]
    ax.set_yticks(range(len(attained)), names)
    ax.set_ylim(len(attained) - 0.5, -0.5)
    ax.set_xlim(0, max(120.0, 1.18 * furthest))
    ax.set_xlabel(wrapped(words.phrase("actual_per_target", lang), 60))
    ruled(ax, "y")
    point: Look = {"marker": "o", "ls": "", "color": BLUE}
    shapes = {"attained": Line2D([], [], **point)}
    if attained["denominator_role"].eq("unclear").any():
        shapes["denominator_unclear"] = Line2D([], [], mfc="white", **point)
    shapes["target_line"] = Line2D([], [], color=INK, lw=0.8)
    entries: dict[str, Artist] = {
        words.phrase(name, lang): shape for name, shape in shapes.items()
    }
    if attained["elapsed_low"].notna().any():
        entries[words.phrase("term_elapsed", lang)] = Rectangle((0, 0), 1, 1, fc=SAND)
    key(ax, entries)
    figure_of(ax).set_figheight(1.2 + 0.34 * len(attained))
    return ax
