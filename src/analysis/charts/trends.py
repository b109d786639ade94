"""Claims over time: points, ranges and open bounds, each with its source."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import words
from analysis.charts.marks import (
    figure_text,
    key,
    ruled,
    upright_interval,
    url,
    wrapped,
)
from analysis.charts.style import BLUE, INK, ORANGE, SHADED, Look, panels
from analysis.rows import Row, records

if TYPE_CHECKING:
    from analysis.tables import Labels

Span = tuple[float, float]


def draw_all_claims(claims: pd.DataFrame, labels: "Labels") -> list[Axes]:
    """A panel for each indicator of `claims`, in their order, over the same years.

    `claims` is what `measures.claims_over_time` returns.
    """
    groups = [rows for _, rows in claims.groupby("indicator_id", sort=False)]
    count = max(len(groups), 1)
    axes = panels(2 * count + 0.5, 1, count)
    frame = _years_of(claims), max(map(_undated, groups), default=0)
    for rows, ax in zip(groups, axes, strict=False):
        draw_claims(rows, ax, labels, frame=frame)
    shapes = {
        "claim_point": Line2D([], [], marker="o", ls="", color=BLUE),
        "claim_bound": Line2D([], [], marker=r"$\uparrow$", ls="", color=BLUE, ms=8),
        "claim_range": Line2D([], [], marker="_", color=BLUE, lw=1.6),
        "claim_aim": Line2D([], [], marker="D", ls="", color=ORANGE, mfc="white"),
    }
    key(axes[0], {words.phrase(name, labels.lang): one for name, one in shapes.items()})
    return axes


def draw_claims(
    claims: pd.DataFrame,
    ax: Axes,
    labels: "Labels",
    *,
    frame: tuple[Span, int] | None = None,
) -> Axes:
    """The claims of one indicator over time, each labelled with figure and source.

    A figure is a point, a range a bar, an open bound an arrow, an aim hollow; a claim
    about several years has a line along them. Claims without a date stand in a shaded
    field right of the years. No line joins two claims. `frame` is the years and the
    number of undated claims to leave room for.
    """
    lang = labels.lang
    (first, last), undated = frame or (_years_of(claims), _undated(claims))
    step = max(0.9, 0.22 * (last - first))
    ends = [end for name in ("low", "high") for end in claims[name].dropna()]
    arrow = 0.3 * (max(ends) - min(ends) or max(ends)) if ends else 1.0
    aside = 0
    for row in records(claims):
        span = _years(row)
        if span is None:
            aside += 1
            span = (last + step * aside,) * 2
        figure, source = figure_text(row, lang), labels[row["source_id"]]
        look: Look = {
            "color": BLUE if row["modality"] == "reported" else ORANGE,
            "gid": f"bound:{row['fact_ids']}",
            "url": url(
                row["fact_ids"], f"{labels[row['indicator_id']]}: {figure}; {source}"
            ),
        }
        top = _draw_claim(ax, row, span, look, arrow)
        _label(ax, sum(span) / 2, top, f"{figure}\n{wrapped(source, 26)}")
    ticks = {float(year): str(year) for year in range(int(first), int(last) + 1)}
    end = last + step * (undated + 0.6 if undated else 0.6)
    if undated:
        edge = last + 0.45 * step
        ax.axvspan(edge, end, color=SHADED, zorder=0, gid="series:undated")
        ticks[(edge + end) / 2] = words.phrase("no_date", lang)
    ax.set_xlim(first - 0.6 * step, end)
    ax.set_xticks(list(ticks), list(ticks.values()))
    low, high = ax.get_ylim()
    if low < high:
        ax.set_ylim(low - 0.15 * (high - low), high + 0.6 * (high - low))
    ax.yaxis.set_major_locator(MaxNLocator(4))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.number(y, lang)))
    ax.set_title(wrapped(labels[claims["indicator_id"].iloc[0]], 60))
    ruled(ax, "y")
    return ax


def _undated(claims: pd.DataFrame) -> int:
    return int((claims["as_of_start"].isna() & claims["as_of_end"].isna()).sum())


def _years_of(claims: pd.DataFrame) -> Span:
    spans = [_years(row) for row in records(claims)]
    years = [year for span in spans if span for year in span]
    return (min(years), max(years)) if years else (2020.0, 2021.0)


def _years(row: Row) -> Span | None:
    dates = [row["as_of_start"], row["as_of_end"]]
    stated = [date for date in dates if date is not None]
    if not stated:
        return None
    return _decimal_year(stated[0]), _decimal_year(stated[-1])


def _decimal_year(date: str) -> float:
    year, *rest = (int(part) for part in str(date).split("-"))
    return year + (rest[0] - 1) / 12 if rest else float(year)


def _draw_claim(ax: Axes, row: Row, span: Span, look: Look, arrow: float) -> float:
    """Draw one claim; return the height of its top, or nan if it has no figure."""
    low, high = row["low"], row["high"]
    for level in {low, high} if span[0] != span[1] else ():
        if level is not None:
            ax.plot(span, [level, level], lw=1.2, alpha=0.5, **look)
    if low is None and high is None:
        return float("nan")
    is_point_aimed = low == high and row["modality"] == "aimed"
    shape: Look = {"marker": "D", "mfc": "white"} if is_point_aimed else {}
    middle = sum(span) / 2
    return upright_interval(ax, middle, (low, high), look | shape, arrow)


def _label(ax: Axes, x: float, top: float, text: str) -> None:
    is_empty = pd.isna(top)
    ax.annotate(
        text,
        (x, 0.06) if is_empty else (x, top),
        xycoords=ax.get_xaxis_transform() if is_empty else "data",
        xytext=(0, 8),
        textcoords="offset points",
        ha="center",
        fontsize=6.3,
        linespacing=1.1,
        color=INK,
    )
