"""Claims over time: points, ranges and open bounds, each with its source."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import words
from analysis.charts.marks import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    Look,
    Row,
    either,
    fits_column,
    is_column,
    key,
    panels,
    records,
    url,
    wrapped,
)

Span = tuple[float, float]


@fits_column
def draw_all_claims(
    claims: pd.DataFrame, *, names: Mapping[str, str], lang: str
) -> list[Axes]:
    """A panel for each indicator of `claims`, in their order, over the same years.

    `claims` is what `measures.claims_over_time` returns; `names` holds the name of
    each indicator and source.
    """
    groups = [rows for _, rows in claims.groupby("indicator_id", sort=False)]
    axes = panels(either(2, 2.2) * max(len(groups), 1) + 0.5, 1, max(len(groups), 1))
    frame = _years_of(claims), max(map(_undated, groups), default=0)
    for rows, ax in zip(groups, axes, strict=False):
        draw_claims(rows, ax, names=names, lang=lang, frame=frame)
    shapes = {
        "claim_point": Line2D([], [], marker="o", ls="", color=BLUE),
        "claim_bound": Line2D([], [], marker=r"$\uparrow$", ls="", color=BLUE, ms=8),
        "claim_range": Line2D([], [], marker="_", color=BLUE, lw=1.6),
        "claim_aim": Line2D([], [], marker="D", ls="", color=ORANGE, mfc="white"),
    }
    key(axes[0], {words.phrase(name, lang): shape for name, shape in shapes.items()})
    return axes


@fits_column
def draw_claims(
    claims: pd.DataFrame,
    ax: Axes,
    *,
    names: Mapping[str, str],
    lang: str,
    frame: tuple[Span, int] | None = None,
) -> Axes:
    """The claims of one indicator over time, each labelled with figure and source.

    A figure is a point, a range a bar, an open bound an arrow, an aim hollow; a claim
    that is said of several years has a line along them. Claims without a date stand
    apart, in a shaded field right of the years. Nothing joins two claims. `frame` is
    the years and the number of undated claims to leave room for.
    """
    (first, last), aside = frame or (_years_of(claims), _undated(claims))
    step = max(either(0.9, 1.05), 0.22 * (last - first))
    undated = 0
    for row in records(claims):
        span = _years(row)
        if span is None:
            undated += 1
            span = (last + step * undated,) * 2
        figure = words.figure(
            row["low"], row["high"], row["unit"], lang, qualifier=row["qualifier"]
        )
        said = f"{names[row['indicator_id']]}: {figure}; {names[row['source_id']]}"
        style: Look = {
            "color": BLUE if row["modality"] == "reported" else ORANGE,
            "gid": f"bound:{row['fact_ids']}",
            "url": url(row["fact_ids"], said),
        }
        _draw_claim(ax, row, span, style)
        told = wrapped(figure, 12) if is_column() else figure
        source = wrapped(names[row["source_id"]], either(26, 11))
        _label(ax, row, sum(span) / 2, f"{told}\n{source}")
    ticks = {float(y): str(y) for y in range(int(first), int(last) + 1)}
    end = last + step * (aside + 0.6 if aside else 0.6)
    if aside:
        edge = last + 0.45 * step
        ax.axvspan(edge, end, color="#f2f2f2", zorder=0, gid="series:undated")
        ticks[(edge + end) / 2] = words.phrase("no_date", lang)
    ax.set_xlim(first - 0.6 * step, end)
    ax.set_xticks(list(ticks), list(ticks.values()))
    low, high = ax.get_ylim()
    if low < high:
        ax.set_ylim(low - 0.15 * (high - low), high + either(0.6, 0.85) * (high - low))
    ax.yaxis.set_major_locator(MaxNLocator(4))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.number(y, lang)))
    ax.set_title(wrapped(names[claims["indicator_id"].iloc[0]], either(60, 38)))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def _undated(claims: pd.DataFrame) -> int:
    return int((claims["as_of_start"].isna() & claims["as_of_end"].isna()).sum())


def _years_of(claims: pd.DataFrame) -> Span:
    spans = [_years(row) for row in records(claims)]
    known = [year for span in spans if span for year in span]
    return (min(known), max(known)) if known else (2020.0, 2021.0)


def _years(row: Row) -> Span | None:
    known = [
        date for date in (row["as_of_start"], row["as_of_end"]) if not pd.isna(date)
    ]
    if not known:
        return None
    return _decimal_year(known[0]), _decimal_year(known[-1])


def _decimal_year(date: str) -> float:
    year, *rest = (int(part) for part in str(date).split("-"))
    return year + (rest[0] - 1) / 12 if rest else float(year)


def _draw_claim(ax: Axes, row: Row, span: Span, style: Look) -> None:
    low, high = row["low"], row["high"]
    middle = sum(span) / 2
    for level in {low, high} if span[0] != span[1] else ():
        if not pd.isna(level):
            ax.plot(span, [level, level], lw=1.2, alpha=0.5, **style)
    if low == high:
        aimed = row["modality"] == "aimed"
        hollow: Look = {"marker": "D", "mfc": "white"}
        shape = hollow if aimed else {"marker": "o"}
        ax.plot([middle], [low], ms=6, ls="", **shape, **style)
    elif pd.isna(low) and pd.isna(high):
        return
    elif pd.isna(low) or pd.isna(high):
        known = high if pd.isna(low) else low
        _draw_open(ax, (middle, known), style, up=pd.isna(high))
    else:
        ends: Look = {"marker": "_", "ms": 9, "mew": 1.6, "lw": 1.6}
        ax.plot([middle, middle], [low, high], **ends, **style)


def _draw_open(ax: Axes, place: Span, style: Look, *, up: bool) -> None:
    way = f"{style['gid']}:{'up' if up else 'down'}"
    end: Look = {"marker": "_", "ms": 9, "mew": 1.6} | style | {"gid": way}
    ax.plot(*([one] for one in place), **end)
    arrow: Look = {"arrowstyle": "<-", "lw": 1.5, "shrinkA": 0, "shrinkB": 0}
    arrow |= {"color": style["color"], "url": style["url"]}
    far = (0, 15 if up else -15)
    ax.annotate("", place, far, textcoords="offset points", arrowprops=arrow)


def _label(ax: Axes, row: Row, x: float, text: str) -> None:
    low, high = row["low"], row["high"]
    known = [end for end in (high, low) if not pd.isna(end)]
    ax.annotate(
        text,
        (x, known[0]) if known else (x, 0.06),
        xycoords="data" if known else ax.get_xaxis_transform(),
        xytext=(0, 19 if known and pd.isna(high) else 8),
        textcoords="offset points",
        ha="center",
        fontsize=either(6.3, 6),
        linespacing=1.1,
        color=INK,
    )
