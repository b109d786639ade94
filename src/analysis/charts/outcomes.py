"""Scores of provinces over the years: some as lines, all others as a band."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import key, number_scale, ruled, wrapped
from analysis.charts.style import BLUE, FAINT, INK, MUTED, RED, Look, panels_for
from analysis.rows import records

LOOKS: tuple[Look, ...] = (
    {"color": BLUE, "lw": 2, "marker": "o", "ms": 3},
    {"color": RED, "lw": 1.3, "ls": "--", "marker": "s", "ms": 2.5},
    {"color": INK, "lw": 1.3, "ls": ":", "marker": "^", "ms": 2.5},
)
OTHERS: Look = {"color": INK, "lw": 0.7}  # where they are too many to be told apart
BAND = (0.1, 0.5, 0.9)  # of all provinces: bottom, middle and top
COLUMNS = 2


def draw_outcomes(
    scored: pd.DataFrame,
    series: pd.DataFrame,
    names: Mapping[str, str],
    years: Mapping[int, str],
    lang: str,
) -> list[Axes]:
    """A panel for each index; a line stops where the method changes.

    Parameters
    ----------
    scored
        What `measures.scores` returns.
    series
        The indices, in their order: `series_id`, `label`.
    names
        The provinces drawn as lines: their names by key. Of more than three, the first
        is told apart from the others. Without one there is nothing to show, and no
        Axes.
    years
        Years to be marked, with words for each.
    """
    if not names:
        return []
    drawn = scored.loc[scored["series_id"].isin(series["series_id"]), "year"]
    within = range(drawn.min(), drawn.max())
    years = {year: years[year] for year in years if year in within}
    axes = panels_for(len(series), COLUMNS, 0.6)
    for ax, index in zip(axes, records(series), strict=True):
        _draw_index(ax, scored[scored["series_id"].eq(index["series_id"])], names, lang)
        _mark_years(ax, years)
        ax.set_title(wrapped(str(index["label"]), 46), fontsize=8, pad=9)
    others = words.phrase("outcome_others", lang)
    shapes: dict[str, Artist] = {
        others if look is OTHERS else name: Line2D([], [], **look)
        for name, look in zip(names.values(), _looks(len(names)), strict=True)
    }
    shapes[words.phrase("outcome_middle", lang)] = Line2D([], [], color=MUTED, lw=0.8)
    shapes[words.phrase("outcome_band", lang)] = Rectangle((0, 0), 1, 1, fc=FAINT)
    for number, text in _numbers(years).items():
        shapes[f"{number}: {text}"] = Line2D([], [], color=MUTED, lw=0.6, ls=":")
    key(axes[0], shapes)
    return axes


def _draw_index(
    ax: Axes, scored: pd.DataFrame, names: Mapping[str, str], lang: str
) -> None:
    for _, rows in scored.groupby("stretch"):
        by_year = rows.groupby("year")["score"]
        bottom, middle, top = (by_year.quantile(level) for level in BAND)
        look: Look = {"color": FAINT, "lw": 0, "gid": "series:band"}
        ax.fill_between(middle.index, bottom, top, **look)
        ax.plot(middle.index, middle, color=MUTED, lw=0.8, gid="series:middle")
        for (province, name), style in zip(
            names.items(), _looks(len(names)), strict=True
        ):
            scores = rows[rows["province_id"].eq(province)].sort_values("year")
            line: Look = {"label": name, "gid": f"series:{province}"}
            ax.plot(scores["year"], scores["score"], **style, **line)
    first, last = scored["year"].min(), scored["year"].max()
    ax.set_xlim(first - 0.6, last + 0.6)
    ticks = range(first, last + 1, 2)
    ax.set_xticks(ticks, [str(year) for year in ticks], fontsize=7)
    number_scale(ax, 4, lang)
    ruled(ax, "y")


def _looks(count: int) -> list[Look]:
    """The looks of so many provinces, their own first."""
    if count <= len(LOOKS):
        return [*LOOKS[:count]]
    return [LOOKS[0], *[OTHERS] * (count - 1)]


def _numbers(years: Mapping[int, str]) -> dict[int, str]:
    """The words for the marked years, numbered in their order."""
    return dict(enumerate(dict.fromkeys(text for _, text in sorted(years.items())), 1))


def _mark_years(ax: Axes, years: Mapping[int, str]) -> None:
    first, last = ax.get_xlim()
    numbers = {text: number for number, text in _numbers(years).items()}
    look: Look = {"ha": "center", "va": "bottom", "fontsize": 6.5, "color": INK}
    for year, text in years.items():
        if first < year < last:
            ax.axvline(year, color=MUTED, lw=0.6, ls=":", gid="series:year", zorder=0)
            place, frame = (year, 1.0), ax.get_xaxis_transform()
            ax.annotate(str(numbers[text]), place, xycoords=frame, **look)
