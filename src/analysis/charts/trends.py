"""Claims over time: figures at their dates, goals as lines across their terms."""

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis import words
from analysis.charts.marks import (
    key,
    number_scale,
    ruled,
    upright_interval,
    url,
    wrapped,
)
from analysis.charts.style import BLUE, INK, MUTED, ORANGE, SHADED, Look, panels_for
from analysis.labels import Labels
from analysis.rows import Row, records

Years = tuple[float, float]
COLUMNS = 2


def draw_claims(claims: pd.DataFrame, labels: Labels) -> list[Axes]:
    """A panel for each indicator, over the same years.

    `claims` is what `measures.claims_over_time` returns. A figure is a point, a range
    a bar, an open bound an arrow; a figure of several years has a line along them. A
    goal is a line across its term. Two figures are joined only where one sentence
    reports the change. Figures without a date are in a shaded strip at the right.
    Where there is nothing to show, there are no Axes.
    """
    groups = [rows for _, rows in claims.groupby("indicator_id", sort=False)]
    if not groups:
        return []
    axes = panels_for(len(groups), min(COLUMNS, len(groups)), 0.5)
    years = claims["start"].min(), claims["end"].max()
    for ax, rows in zip(axes, groups, strict=True):
        _draw_panel(ax, rows, labels, years)
    key(axes[0], _key_of(claims, labels.lang))
    return axes


def _key_of(claims: pd.DataFrame, lang: str) -> dict[str, Artist]:
    """The marks that the drawing of `claims` needs explained."""
    is_open = claims["low"].isna() != claims["high"].isna()
    arrow: Look = {"marker": "^", "ls": "", "color": BLUE, "ms": 5}
    shapes = {
        "claim_point": (True, Line2D([], [], marker="o", ls="", color=BLUE)),
        "claim_bound": (is_open.any(), Line2D([], [], **arrow)),
        "claim_change": (
            claims["earlier"].notna().any(),
            Line2D([], [], color=BLUE, lw=1.2),
        ),
        "claim_goal": (
            claims["role"].eq("goal").any(),
            Line2D([], [], color=ORANGE, lw=2, ls="--"),
        ),
    }
    return {
        words.phrase(name, lang): shape
        for name, (is_drawn, shape) in shapes.items()
        if is_drawn
    }


def _draw_panel(ax: Axes, claims: pd.DataFrame, labels: Labels, years: Years) -> None:
    first, last = years
    lang, step = labels.lang, 0.16 * (last - first)
    rows = [row for row in records(claims) if (row["low"], row["high"]) != (None, None)]
    ends = [row[end] for row in rows for end in ("low", "high") if row[end] is not None]
    low, high = min(ends), max(ends)
    arrow = 0.35 * (high - low or high)
    ax.set_xlim(first - 0.12 * (last - first), last + 0.12 * (last - first))
    ax.set_ylim(low - 1.1 * arrow, high + 1.6 * arrow)
    ticks = {float(year): str(year) for year in range(int(first), int(last) + 1)}
    undated = [row for row in rows if row["start"] is None]
    if undated:
        edge, end = last + 0.4 * step, last + (len(undated) + 0.6) * step
        ax.axvspan(edge, end, color=SHADED, zorder=0, gid="series:undated")
        ax.set_xlim(right=end)
        middle, frame = (edge + end) / 2, ax.get_xaxis_transform()
        look: Look = {"ha": "center", "va": "top", "fontsize": 6.3, "color": MUTED}
        text = wrapped(words.phrase("no_date", lang), 9)
        ax.text(middle, 0.98, text, transform=frame, **look)
    for place, row in enumerate(undated, 1):
        row["start"] = row["end"] = last + place * step
    for row in rows:
        _draw_claim(ax, row, labels, arrow, is_dated=row not in undated)
    _draw_changes(ax, rows)
    ax.set_xticks(list(ticks), list(ticks.values()), fontsize=7)
    number_scale(ax, 3, lang)
    title = labels[claims["indicator_id"].iloc[0]]
    ax.set_title(wrapped(words.capitalised(title), 44), fontsize=8)
    ruled(ax, "y")


def _draw_claim(
    ax: Axes, row: Row, labels: Labels, arrow: float, *, is_dated: bool
) -> None:
    figure = words.row_figure(row, labels.lang)
    text = f"{labels[row['indicator_id']]}: {figure}; {labels[row['source_id']]}"
    look: Look = {"gid": f"bound:{row['fact_ids']}", "url": url(row["fact_ids"], text)}
    span = row["start"], row["end"]
    if row["role"] == "goal":
        level = row["high"] if row["low"] is None else row["low"]
        ax.plot(span, [level] * 2, color=ORANGE, lw=2, ls="--", **look)
        _label(ax, (span[1], level), figure, "right")
        return
    look |= {"color": BLUE if is_dated else MUTED}
    if span[0] != span[1]:
        ax.plot(span, [row["high"] or row["low"]] * 2, lw=1, alpha=0.5, **look)
    top = upright_interval(ax, span[1], (row["low"], row["high"]), look, arrow)
    _label(ax, (span[1], top), figure, "center" if is_dated else "right")


def _draw_changes(ax: Axes, rows: list[Row]) -> None:
    """Join the two figures of which one sentence reports the change."""
    for row in rows:
        for other in rows:
            if row["earlier"] and row["earlier"] in other["fact_ids"].split():
                times = [other["end"], row["end"]]
                levels = [other["low"], row["low"]]
                ax.plot(times, levels, color=BLUE, lw=1.2, gid="series:change")


def _label(ax: Axes, place: tuple[float, float], text: str, side: str) -> None:
    look: Look = {"ha": side, "fontsize": 7, "color": INK}
    ax.annotate(text, place, (0, 5), textcoords="offset points", **look)
