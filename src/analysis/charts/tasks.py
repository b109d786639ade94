"""Each task of an instrument against each text, and the time to what carries it out."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis import words
from analysis.charts.marks import (
    DASH,
    SILENT,
    bare,
    interval,
    key_of_looks,
    ruled,
    tile,
    url,
    wrapped,
)
from analysis.charts.style import BLUE, HATCHED, INK, MUTED, PALE, Look, figure_of
from analysis.rows import Row, records

if TYPE_CHECKING:
    from analysis.tables import Labels

HALF = {"reported": PALE, "planned": HATCHED}
PAPER: Look = {"fc": "white", "ec": "none", "pad": 0.6}


def draw_tasks(against: pd.DataFrame, ax: Axes, labels: "Labels") -> Axes:
    """A row for each dimension of a task, a pair of tiles for each text.

    `against` is what `measures.against_tasks` returns. The left tile counts what is
    reported as done or ongoing, the right one what is planned; what is not mentioned
    is a dash.
    """
    lang = labels.lang
    pairs = list(dict.fromkeys(_pairs_of(against, "task", "dimension_id")))
    texts = list(dict.fromkeys(_pairs_of(against, "committee_id", "source_id")))
    tasks = [task for task, _ in pairs]
    tops = {pair: n + 0.35 * (pair[0] - tasks[0]) for n, pair in enumerate(pairs)}
    owners = [committee for committee, _ in texts]
    breaks = [len(set(owners[: n + 1])) - 1 for n in range(len(texts))]
    lefts = {
        text: n + 0.3 * gap
        for (n, gap), text in zip(enumerate(breaks), texts, strict=True)
    }
    height = max(tops.values()) + 1
    for row in records(against):
        x = lefts[row["committee_id"], row["source_id"]]
        y = tops[row["task"], row["dimension_id"]]
        _draw_halves(ax, row, (x, y), labels)
    for task in dict.fromkeys(tasks):
        rows = [tops[pair] for pair in pairs if pair[0] == task]
        text = words.phrase("task_number", lang, number=int(task))
        middle = (rows[0] + rows[-1]) / 2 + 0.5
        look: Look = {"ha": "right", "va": "center", "fontweight": "bold"}
        ax.text(-0.08, middle, text, fontsize=7, **look)
    names = [wrapped(labels[dimension], 32) for _, dimension in pairs]
    ax.set_yticks([top + 0.5 for top in tops.values()], names, fontsize=7.5)
    ax.tick_params(axis="y", pad=58)
    timing = dict(zip(against["source_id"], against["timing"], strict=True))
    heads = [
        wrapped(labels[source], 16)
        + f"\n({wrapped(words.phrase(f'timing_{timing[source]}', lang), 15)})"
        for _, source in texts
    ]
    ax.set_xticks([x + 0.46 for x in lefts.values()], heads, fontsize=5.9)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.05, max(lefts.values()) + 1)
    ax.set_ylim(height, -0.15)
    for owner in dict.fromkeys(owners):
        places = [x for (committee, _), x in lefts.items() if committee == owner]
        ends = places[0], places[-1] + 0.92
        rule: Look = {"color": INK, "lw": 1.2, "clip_on": False}
        ax.plot(ends, [-0.15, -0.15], gid="series:owner", **rule)
        name = wrapped(labels[str(owner)], 24 if len(places) > 1 else 16)
        look = {"ha": "center", "va": "top", "fontweight": "bold", "fontsize": 7}
        ax.text(sum(ends) / 2, height + 0.1, name, **look)
    bare(ax)
    key_of_looks(ax, {words.phrase(f"half_{k}", lang): v for k, v in HALF.items()})
    figure_of(ax).set_figheight(0.235 * height + 1.8)
    return ax


def _pairs_of(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, Any]]:
    first, second = (frame[column] for column in columns)
    return list(zip(first, second, strict=True))


def _draw_halves(
    ax: Axes, row: Row, place: tuple[float, float], labels: "Labels"
) -> None:
    x, y = place
    for offset, (name, look) in zip((0, 0.46), HALF.items(), strict=True):
        is_silent = row[name] is None
        text: str = DASH if is_silent else words.number(row[name], labels.lang)
        half = words.phrase(f"half_{name}", labels.lang)
        about = f"{labels[row['dimension_id']]} · {labels[row['source_id']]} · {half}"
        leads = url(row[f"{name}_fact_ids"], f"{about}: {text}")
        marks: Look = {"gid": f"series:{name}", "url": leads}
        box = (x + offset, y + 0.06, 0.44, 0.88)
        tile(ax, box, text, (SILENT if is_silent else look) | marks)


def draw_times(times: pd.DataFrame, ax: Axes, labels: "Labels") -> Axes:
    """Days from each dated instrument to what carries it out, a row a statement.

    `times` is what `measures.times_after` returns. A number is a point, a range a bar,
    a bar without an upper end an arrow; where nothing follows for the time it says so.
    """
    ends = times[["days_low", "days_high"]].to_numpy(dtype=float, na_value=np.nan)
    most = np.nanmax(ends) if np.isfinite(ends).any() else 1.0
    for y, row in enumerate(records(times)):
        _draw_time(ax, y, row, most, labels)
    names = [
        f"{wrapped(labels[row['upper']], 44)} ({row['upper_date']})\n"
        + wrapped(f"→ {labels[row['lower']]}", 56)
        for row in records(times)
    ]
    ax.set_yticks(range(len(times)), names, fontsize=6.5, linespacing=1.15)
    ax.set_ylim(len(times) - 0.5, -0.5)
    ax.set_xlim(-0.02 * most, 1.22 * most)
    ax.set_xlabel(wrapped(words.phrase("days_after", labels.lang), 60))
    ruled(ax, "y")
    figure_of(ax).set_figheight(0.36 * len(times) + 1.0)
    return ax


def _draw_time(ax: Axes, y: int, row: Row, most: float, labels: "Labels") -> None:
    """Draw one row; `most` is the longest time of all, in days."""
    low, high = row["days_low"], row["days_high"]
    ground = words.phrase(f"wait_{row['ground']}", labels.lang)
    pair = f"{labels[row['lower']]} – {labels[row['upper']]}"
    look: Look = {"gid": f"bound:{row['fact_ids']}"}
    if low is None and high is None:
        look |= {"color": MUTED, "url": url(row["fact_ids"], f"{pair}: {ground}")}
        ax.plot([0], [y], marker="x", ms=5, ls="", **look)
        _write_time(ax, (0.03 * most, y), ground, MUTED)
        return
    label = f"{words.bounded(low, high, labels.lang)}; {ground}"
    look |= {"color": BLUE, "url": url(row["fact_ids"], f"{pair}: {label}")}
    end = interval(ax, y, (low, high), look, 0.16 * most)
    is_long = end > 0.62 * most  # no room beside it: the words stand above it
    place = (0.03 * most, y - 0.27) if is_long else (end + 0.03 * most, y)
    _write_time(ax, place, label, INK)


def _write_time(ax: Axes, place: tuple[float, float], text: str, colour: str) -> None:
    ax.text(*place, text, va="center", fontsize=6.5, color=colour, bbox=PAPER)
