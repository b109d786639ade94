"""Wholes cut into their parts, with what the parts leave over."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import (
    INSIDE,
    finish_list,
    letters_on,
    nothing_to_show,
    url,
    write_item,
    write_title,
)
from analysis.charts.style import FILLS, MUTED, REMAINDER, Look
from analysis.labels import Labels
from analysis.rows import Row, records

SHORT = 38  # letters of a label, at most, where two columns of parts find room
NARROW, WHOLE = 4.0, 100.0  # the narrowest band with a number in it; a bar


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
        whole = records(rows)[0]
        size = words.row_figure(whole, labels.lang)
        who = labels.place(whole["committee_id"])
        y = write_title(ax, y, f"{who}: {size} {whole['label']}")
        looks = _draw_bar(ax, rows, y, labels.lang)
        y = _write_parts(ax, rows, y + 1.8, looks, labels.lang) + 0.8
    finish_list(ax, y)
    return ax


def _write_parts(
    ax: Axes, rows: pd.DataFrame, y: float, looks: dict[str, Look], lang: str
) -> float:
    """Write the parts below their bar, two side by side where they are short."""
    parts = [row for row in records(rows) if row["role"] != "whole"]
    is_short = all(len(str(row["label"])) <= SHORT for row in parts)
    half = -(-len(parts) // 2) if is_short else len(parts)
    bottom = y
    for column, placed in enumerate((parts[:half], parts[half:])):
        top = y
        for row in placed:
            share = words.figure(
                row["share_low"],
                row["share_high"],
                "percent",
                lang,
                qualifier=row["share_qualifier"],
            )
            text = f"{_label(row, lang)} ({share})"
            top = write_item(ax, (50.0 * column, top), text, looks[row["fact_ids"]])
        bottom = max(bottom, top)
    return bottom


def _label(row: Row, lang: str) -> str:
    is_rest = row["role"] == "rest"
    name = words.phrase("part_rest", lang) if is_rest else row["label"]
    return f"{name}: {words.row_figure(row, lang)}"


def _draw_bar(ax: Axes, rows: pd.DataFrame, y: float, lang: str) -> dict[str, Look]:
    """Draw one whole; return the look of each part by its facts."""
    left, looks, number = 0.0, {}, 0
    frame = Rectangle((0, y), WHOLE, 1.4, fc="none", ec=MUTED, lw=0.7, zorder=3)
    whole = records(rows)[0]
    frame.set(gid="series:whole", url=url(whole["fact_ids"], _label(whole, lang)))
    ax.add_patch(frame)
    for row in records(rows[rows["role"] != "whole"]):
        is_rest = row["role"] == "rest"
        fill: Look = {"fc": FILLS[number % len(FILLS)], "ec": "white"}
        looks[row["fact_ids"]] = REMAINDER if is_rest else fill
        number += 0 if is_rest else 1
        if row["share_low"] is None or row["share_low"] != row["share_high"]:
            continue
        width = min(row["share_low"], WHOLE - left)
        band = Rectangle((left, y), width, 1.4, lw=0.8, **looks[row["fact_ids"]])
        band.set_gid(f"bound:{row['whole_id']}" if is_rest else f"series:{row['role']}")
        band.set_url(url(row["fact_ids"], _label(row, lang)))
        ax.add_patch(band)
        if width >= NARROW:
            paper = {"fc": "white", "ec": "none", "pad": 1.0} if is_rest else None
            look = INSIDE | {"fontsize": 7.5, "color": letters_on(band), "zorder": 4}
            middle = left + width / 2, y + 0.7
            ax.text(*middle, words.row_figure(row, lang), bbox=paper, **look)
        left += width
    return looks
