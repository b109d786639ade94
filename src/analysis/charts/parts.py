"""Wholes cut into their parts, with what the parts leave over."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import INSIDE, letters_on, nothing_to_show, url
from analysis.charts.style import FILLS, MUTED, REMAINDER, figure_of
from analysis.labels import Labels
from analysis.rows import Row, records

SHORT = 38  # letters of a label, at most, where two columns of parts find room
NARROW, WHOLE = 4.0, 100.0  # the narrowest band with a number in it; a bar
LINE_INCHES = 0.17


def draw_parts(parts: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """A bar for each whole, cut into its parts; what they leave of it is hatched.

    `parts` is what `measures.parts_and_wholes` returns, with the words of each row in
    `label`. Every bar is as wide as its own whole, so bars are not to be compared. A
    figure with an open bound has no place on a bar and stands in words only.
    """
    if not len(parts):
        return nothing_to_show(ax, labels.lang)
    y = 0.0
    for _, rows in parts.groupby("whole_id", sort=False):
        whole, *others = records(rows)
        who = labels.place(whole["committee_id"])
        title = f"{who}: {words.row_figure(whole, labels.lang)} {whole['label']}"
        ax.text(0, y + 0.3, title, va="top", fontsize=8, fontweight="bold")
        fills = iter([{"fc": fill, "ec": "white"} for fill in FILLS] * len(others))
        for row in others:
            row["look"] = REMAINDER if row["role"] == "rest" else next(fills)
        y += 1.3
        _draw_bar(ax, whole, others, y, labels.lang)
        y = _write_parts(ax, others, y + 1.8, labels.lang) + 0.8
    ax.set_xlim(-0.3, 100.3)
    ax.set_ylim(y, 0)
    ax.set_axis_off()
    figure_of(ax).set_figheight(0.1 + LINE_INCHES * max(y, 3))
    return ax


def _write_parts(ax: Axes, parts: list[Row], y: float, lang: str) -> float:
    """Write the parts below their bar, two side by side where they are short."""
    is_short = all(len(str(row["label"])) <= SHORT for row in parts)
    half = -(-len(parts) // 2) if is_short else len(parts)
    for number, row in enumerate(parts):
        column, line = divmod(number, half)
        left, top = 50.0 * column, y + line
        text = f"{_label(row, lang)} ({words.row_figure(row, lang, 'share_')})"
        sample = Rectangle((left, top + 0.2), 1.8, 0.6, lw=0.6, **row["look"])
        ax.add_patch(sample)
        ax.text(left + 2.6, top + 0.16, text, va="top", fontsize=7)
    return y + half


def _label(row: Row, lang: str) -> str:
    is_rest = row["role"] == "rest"
    name = words.phrase("part_rest", lang) if is_rest else row["label"]
    return f"{name}: {words.row_figure(row, lang)}"


def _draw_bar(ax: Axes, whole: Row, parts: list[Row], y: float, lang: str) -> None:
    """Draw one whole with those of its parts that have a place on it."""
    frame = Rectangle((0, y), WHOLE, 1.4, fc="none", ec=MUTED, lw=0.7, zorder=3)
    frame.set(gid="series:whole", url=url(whole["fact_ids"], _label(whole, lang)))
    ax.add_patch(frame)
    left = 0.0
    for row in parts:
        if row["share_low"] is None or row["share_low"] != row["share_high"]:
            continue
        is_rest = row["role"] == "rest"
        width = min(row["share_low"], WHOLE - left)
        band = Rectangle((left, y), width, 1.4, lw=0.8, **row["look"])
        band.set_gid(f"bound:{row['whole_id']}" if is_rest else "series:part")
        band.set_url(url(row["fact_ids"], _label(row, lang)))
        ax.add_patch(band)
        if width >= NARROW:
            paper = {"fc": "white", "ec": "none", "pad": 1.0} if is_rest else None
            look = INSIDE | {"fontsize": 7.5, "color": letters_on(band), "zorder": 4}
            size = words.row_figure(row, lang)
            ax.text(left + width / 2, y + 0.7, size, bbox=paper, **look)
        left += width
