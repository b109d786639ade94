"""Steps over the years: a point where the day is known, a bar where only bounds are."""

import pandas as pd
from matplotlib.axes import Axes

from analysis import words
from analysis.bounds import days_of
from analysis.charts.marks import interval, nothing_to_show, ruled, url, wrapped
from analysis.charts.style import BLUE, INK, MUTED, ORANGE, Look, figure_of
from analysis.labels import Labels
from analysis.rows import Row, records

COLOURS = {"issued": ORANGE, "names": BLUE, "done": BLUE, "ongoing": BLUE}
NAME = 46  # letters of the name of a step
AXES, MARGIN, LETTER = 330.0, 24.0, 4.1  # points: of the Axes, of an arrow, of a letter


def draw_timeline(steps: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """A row for each step, with the words of its kind beside it.

    `steps` is what `measures.steps` or `measures.rounds` returns: `key`, `kind`, `low`,
    `high`, `fact_ids`, and `device` where rows are grouped. `labels` has the keys
    and devices.
    """
    if not len(steps):
        return nothing_to_show(ax, labels.lang)
    rows = [row | _years(row) for row in records(steps)]
    ends = [end for row in rows for end in row["ends"] if end is not None]
    first, last = min(ends), max(ends)
    y, ticks, group = 0.0, {}, None
    for row in rows:
        if row.get("device") != group:
            group = row["device"]
            name = labels[group]
            head = words.capitalised(name)
            ax.text(first, y, head, va="center", fontsize=7.5, fontweight="bold")
            y += 0.9
        ticks[y] = wrapped(labels[row["key"]], NAME)
        _draw_step(ax, y, row, (first, last), labels)
        y += 1 + 0.3 * ticks[y].count("\n")
    if "issued" in set(steps["kind"]):
        (at,) = (row["ends"][0] for row in rows if row["kind"] == "issued")
        ax.axvline(at, color=ORANGE, lw=0.8, ls=(0, (3, 2)), zorder=0)
    ax.set_yticks(list(ticks), list(ticks.values()), fontsize=7)
    ax.set_ylim(y - 0.4, -0.6)
    span = max(last - first, 1.0)
    ax.set_xlim(first - 0.02 * span, first + _width(rows, first, labels.lang))
    years = range(int(first), int(last) + 2, max(1, round(span / 8)))
    ax.set_xticks([year for year in years if year <= last + 0.5])
    ruled(ax, "x")
    figure_of(ax).set_figheight(0.235 * y + 0.5)
    return ax


def _width(rows: list[Row], first: float, lang: str) -> float:
    """How many years the Axes must span for the words beside every step to fit."""
    widths = []
    for row in rows:
        low, high = row["ends"]
        letters = len(words.phrase(f"word_{row['kind']}", lang))
        share = min((MARGIN + LETTER * letters) / AXES, 0.8)
        widths.append(((high or low or first) - first + 0.5) / (1 - share))
    return max(widths)


def _years(row: Row) -> Row:
    """The ends of a step as years with their fraction."""
    days = [
        None if row[end] is None else days_of(row[end])[place]
        for place, end in enumerate(("low", "high"))
    ]
    ends = [
        None if d is None else d.year + (d.timetuple().tm_yday - 1) / 366 for d in days
    ]
    return {"ends": ends}


def _draw_step(
    ax: Axes, y: float, row: Row, span: tuple[float, float], labels: Labels
) -> None:
    low, high = row["ends"]
    text = words.phrase(f"word_{row['kind']}", labels.lang)
    look: Look = {
        "color": COLOURS.get(row["kind"], MUTED),
        "gid": f"bound:{row['key']}",
    }
    look["url"] = url(row["fact_ids"], f"{labels[row['key']]}: {text}")
    step = 0.06 * (span[1] - span[0] or 1.0)
    end = interval(ax, y, (low, high), look, step)
    style: Look = {"va": "center", "fontsize": 6.8, "color": INK}
    ax.annotate(text, (end, y), (7, 0), textcoords="offset points", **style)
