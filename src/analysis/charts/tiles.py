"""Counts drawn as tiles, bars and squares: what is mentioned, and what is named."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import (
    BLUE,
    FAINT,
    INK,
    INSIDE,
    MUTED,
    Look,
    bare,
    either,
    fits_column,
    is_column,
    key,
    records,
    set_height,
    settle,
    shade,
    url,
    wrapped,
)

DARK = 0.6
STATUS: dict[str, Look] = {
    "done": {"facecolor": BLUE, "edgecolor": BLUE},
    "ongoing": {"facecolor": "#9fd0ee", "edgecolor": BLUE},
    "planned": {"facecolor": "white", "edgecolor": BLUE, "hatch": "////"},
}


@fits_column
def draw_coverage(
    covered: pd.DataFrame,
    ax: Axes,
    *,
    names: Mapping[str, str],
    lang: str,
) -> Axes:
    """A tile with the count of each pair of `covered`, by its first two columns.

    What is not mentioned is an empty tile with a dash.
    """
    down, across = covered.columns[:2]
    rows, columns = (list(covered[c].unique()) for c in (down, across))
    most = max(covered["count"].max(skipna=True), 1)
    for row in records(covered):
        x, y = columns.index(row[across]), rows.index(row[down])
        told = not pd.isna(row["count"])
        depth = 0.15 + 0.75 * int(row["count"]) / most if told else 0
        tile = Rectangle((x - 0.48, y - 0.44), 0.96, 0.88, ec=FAINT, fc="white", lw=0.6)
        if told:
            tile.set(facecolor=shade(BLUE, depth), edgecolor="none")
        tile.set_gid(f"series:{row[down]}")
        ax.add_patch(tile)
        text = words.number(int(row["count"]), lang) if told else "–"
        said = f"{names[row[down]]} · {names[row[across]]}: {text}"
        tile.set_url(url(row["fact_ids"], said))
        colour = MUTED if not told else ("white" if depth > DARK else INK)
        ax.text(x, y, text, color=colour, fontsize=8, **INSIDE)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    headings = [wrapped(names[c], max(10, 64 // len(columns))) for c in columns]
    if is_column():
        headings = [wrapped(names[c], 24) for c in columns]
        ax.tick_params(axis="x", rotation=90)
    ax.set_xticks(range(len(columns)), headings)
    ax.set_yticks(range(len(rows)), [wrapped(names[r], either(44, 24)) for r in rows])
    ax.xaxis.tick_top()
    bare(ax)
    settle([ax])
    return ax


@fits_column
def draw_statuses(
    counts: pd.DataFrame,
    axes: Sequence[Axes],
    *,
    names: Mapping[str, str],
    lang: str,
) -> Sequence[Axes]:
    """One panel a committee: per dimension a bar of reforms done, ongoing, planned.

    `counts` has `dimension_id`, `committee_id`, `status`, `count`; the order of the
    dimensions and committees is that of their first rows. A dimension that the
    committee does not mention has a dash in place of a bar.
    """
    dimensions = list(counts["dimension_id"].unique())
    committees = list(counts["committee_id"].unique())
    totals = counts.groupby(["committee_id", "dimension_id"])["count"].sum()
    for ax, committee in zip(axes, committees, strict=True):
        mine = counts[counts["committee_id"] == committee]
        left = dict.fromkeys(dimensions, 0.0)
        for status, style in STATUS.items():
            for row in records(mine[mine["status"] == status]):
                if pd.isna(row["count"]) or not row["count"]:
                    continue
                y = dimensions.index(row["dimension_id"])
                bar = Rectangle(
                    (left[row["dimension_id"]], y - 0.36),
                    row["count"],
                    0.72,
                    lw=0.7,
                    **style,
                )
                bar.set_gid(f"series:{status}")
                count = words.number(row["count"], lang)
                what = words.phrase(f"status_{status}", lang)
                said = f"{names[row['dimension_id']]} · {what}: {count}"
                bar.set_url(url(row["fact_ids"], said))
                ax.add_patch(bar)
                left[row["dimension_id"]] += row["count"]
        for y, dimension in enumerate(dimensions):
            end = left[dimension]
            text = words.number(end, lang) if end else "–"
            look: Look = INSIDE | {"ha": "left", "fontsize": 7, "color": MUTED}
            ax.text(end + 0.2, y, text, **look)
        letters = either(18, 10) if len(committees) > 1 else either(60, 24)
        ax.set_title(wrapped(names[committee], letters))
        ax.set_xlim(0, max(totals.max() * 1.16, 1))
        ax.set_ylim(len(dimensions) - 0.5, -0.5)
        ax.set_xticks([])
        ax.set_yticks(range(len(dimensions)), [])
        bare(ax)
    axes[0].set_yticklabels([wrapped(names[d], either(34, 20)) for d in dimensions])
    shapes = {name: Rectangle((0, 0), 1, 1, **look) for name, look in STATUS.items()}
    told = {words.phrase(f"status_{name}", lang): box for name, box in shapes.items()}
    key(axes[0], told)
    settle(axes)
    return axes


SQUARES: dict[str, Look] = {
    "item_named": {"facecolor": BLUE, "edgecolor": BLUE},
    "item_counted": {"facecolor": "white", "edgecolor": BLUE},
}
STEP, ROW, ACROSS = 0.105, 0.15, 7
LINE = 0.125


@fits_column
def draw_terms(
    programmes: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """Each item of a term as a square, filled if it is named, hollow if only counted.

    `programmes` is what `measures.programmes_by_term` returns; `names` holds the
    name of each set. The terms stand apart: what is counted changes from one to the
    next, so nothing joins them.
    """
    terms = list(programmes["term_id"].unique())
    depths = [
        _draw_term(ax, x, programmes[programmes["term_id"] == term], names)
        for x, term in enumerate(terms)
    ]
    depth = max([*depths, 1.6])
    silent = programmes.loc[programmes["state"] == "not_mentioned", "term_id"]
    for x in map(terms.index, silent):
        band = Rectangle((x - 0.42, 0), 0.84, depth, fc="none", ec=FAINT, hatch="//")
        band.set_gid("series:not_mentioned")
        ax.add_patch(band)
        text = wrapped(words.phrase("not_mentioned", lang), either(10, 8))
        box = {"fc": "white", "ec": "none", "pad": 2}
        look: Look = {"color": MUTED, "fontsize": either(8, 6), "bbox": box}
        ax.text(x, depth / 2, text, ha="center", va="center", **look)
    ax.set_xlim(-0.5, len(terms) - 0.5)
    ax.set_ylim(depth + 0.05, -0.1)
    labels = [term.replace("-", "–") for term in terms]
    ax.set_xticks(range(len(terms)), labels, fontsize=either(8, 7))
    set_height(ax, 0.6 + 1.2 * depth)
    ax.xaxis.tick_top()
    for x in range(1, len(terms)):
        ax.axvline(x - 0.5, color=MUTED, lw=0.6, ls=(0, (2, 3)), gid="series:break")
    ax.set_yticks([])
    bare(ax)
    shapes = {name: Rectangle((0, 0), 1, 1, **look) for name, look in SQUARES.items()}
    key(ax, {words.phrase(name, lang): shape for name, shape in shapes.items()})
    return ax


def _draw_term(
    ax: Axes, x: float, rows: pd.DataFrame, names: Mapping[str, str]
) -> float:
    """Draw the sets of one term, one below another; return how far down they go."""
    y, left = 0.05, x - 0.42
    for row in records(rows.dropna(subset=["instrument_id"])):
        title = wrapped(names[row["instrument_id"]], either(19, 10))
        look: Look = {"fontsize": either(7, 6), "fontweight": "bold", "va": "top"}
        ax.text(left, y, title, in_layout=False, **look)
        y += LINE * either(1, 0.72) * (title.count("\n") + 1) + 0.05
        named = int(row["named"])
        total: int = (
            named if pd.isna(row["counted"]) else max(int(row["counted"]), named)
        )
        for item in range(total):
            look = SQUARES["item_named" if item < named else "item_counted"]
            place = left + STEP * (item % ACROSS), y + ROW * (item // ACROSS)
            square = Rectangle(place, STEP * 0.78, ROW * 0.74, lw=0.7, **look)
            square.set_gid(f"series:{row['instrument_id']}")
            square.set_url(url(row["fact_ids"], names[row["instrument_id"]]))
            ax.add_patch(square)
        y += ROW * -(-total // ACROSS) + 0.14
    return y
