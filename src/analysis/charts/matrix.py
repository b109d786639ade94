"""A matrix of words: what each committee or account says of each matter, in a box."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import (
    DASH,
    SILENT,
    bare,
    key_of_looks,
    nothing_to_show,
    url,
    wrapped,
)
from analysis.charts.style import BLUE, INK, MUTED, PALE_BLUE, Look, figure_of
from analysis.rows import Row, records

if TYPE_CHECKING:
    from analysis.labels import Labels

FULL: Look = {"fc": PALE_BLUE, "ec": BLUE}
LIGHT: Look = {"fc": "#eaf4fb", "ec": BLUE}
DASHED: Look = {"fc": "white", "ec": BLUE, "ls": (0, (4, 2))}
DOTTED: Look = {"fc": "white", "ec": MUTED, "ls": (0, (1, 1.5))}
LOOKS: dict[str, Look] = {
    "done": FULL,
    "ongoing": LIGHT,
    "planned": DASHED,
    "norm": DOTTED,
    "shortcoming": FULL,
    "cause": DASHED,
    "stated": FULL,
    "ours": DASHED,
}
ROLES = ("down", "across", "text", "look")
NAME, ACROSS = 28, 110  # letters: of the name of a row; of all boxes side by side
LINE, GAP = 0.122, 0.9  # inches of a line; lines between two rows


def draw_matrix(
    boxes: pd.DataFrame, ax: Axes, labels: "Labels", columns: Sequence[str]
) -> Axes:
    """A box with words for each pair, its border and fill by what kind it is of.

    Parameters
    ----------
    boxes
        What `measures.first_of_each` returns, with `fact_ids`, and `low` to `qualifier`
        where a figure belongs to the words. A pair without words is a dash.
    columns
        The columns of `boxes` that have, in this order, the row, the column, the words
        and the kind (a key of `LOOKS`) of each box.
    """
    if not len(boxes):
        return nothing_to_show(ax, labels.lang)
    rows = records(boxes.rename(columns=dict(zip(columns, ROLES, strict=True))))
    heads = list(dict.fromkeys(row["across"] for row in rows))
    letters = ACROSS // len(heads) - 2
    y, ticks = 0.0, {}
    for down in dict.fromkeys(row["down"] for row in rows):
        name = wrapped(labels.get(down, down), NAME)
        texts = {
            row["across"]: wrapped(_text(row, labels.lang), letters)
            for row in rows
            if row["down"] == down
        }
        height = max(text.count("\n") for text in (name, *texts.values())) + 1 + GAP
        ticks[y + height / 2] = name
        for row in (row for row in rows if row["down"] == down):
            place = heads.index(row["across"]), y, height
            _draw_box(ax, place, texts[row["across"]], row, labels)
        y += height + 0.25
    ax.set_yticks(list(ticks), list(ticks.values()), fontsize=7, linespacing=1.1)
    titles = [wrapped(labels.place(head), letters) for head in heads]
    places = [n + 0.48 for n in range(len(heads))]
    ax.set_xticks(places, titles, fontsize=7, fontweight="bold")
    ax.xaxis.tick_top()
    ax.set_xlim(-0.02, len(heads) - 0.02)
    ax.set_ylim(y, -0.2)
    bare(ax)
    used = {row["look"] for row in rows}
    named = {words.phrase(f"word_{k}", labels.lang): k for k in LOOKS if k in used}
    key_of_looks(ax, {name: LOOKS[kind] for name, kind in named.items()})
    head_lines = max(title.count("\n") for title in titles) + 1
    figure_of(ax).set_figheight(LINE * (y + head_lines) + 0.6)
    return ax


def _text(row: Row, lang: str) -> str:
    if row["text"] is None:
        return DASH
    text = str(row["text"]).rstrip(".")
    if row.get("low") is None and row.get("high") is None:
        return text
    ends = {"unit": row["unit"], "qualifier": row["qualifier"]}
    figure = words.figure(row["low"], row["high"], lang=lang, **ends)
    return text if figure in text else f"{text} ({figure})"


def _draw_box(
    ax: Axes, place: tuple[int, float, float], text: str, row: Row, labels: "Labels"
) -> None:
    x, y, height = place
    is_silent = row["text"] is None
    look = SILENT if is_silent else LOOKS[row["look"]]
    box = Rectangle((x, y), 0.96, height, lw=0.8, **look)
    if not is_silent:
        kind = words.phrase(f"word_{row['look']}", labels.lang)
        about = f"{kind}: {text}".replace("\n", " ")
        box.set(gid=f"series:{row['look']}", url=url(row["fact_ids"], about))
    ax.add_patch(box)
    style: Look = {"fontsize": 6.4, "va": "center", "linespacing": 1.15}
    style |= {"color": MUTED if is_silent else INK, "in_layout": False}
    ax.text(x + 0.03, y + height / 2, text, **style)
