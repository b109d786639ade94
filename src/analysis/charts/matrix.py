"""A matrix of words: what each committee or account says of each matter, in a box."""

from collections.abc import Sequence

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
from analysis.charts.style import EMPTY, INK, MUTED, PALE, PALEST, Look, figure_of
from analysis.labels import Labels
from analysis.rows import Row, records

LIGHT: Look = PALE | {"fc": PALEST}
DASHED: Look = EMPTY | {"ls": (0, (4, 2))}
DOTTED: Look = EMPTY | {"ec": MUTED, "ls": (0, (1, 1.5))}
LOOKS: dict[str, Look] = {
    "done": PALE,
    "ongoing": LIGHT,
    "planned": DASHED,
    "norm": DOTTED,
    "shortcoming": PALE,
    "cause": DASHED,
    "stated": PALE,
    "ours": DASHED,
}
ROLES = ("down", "across", "text", "look")
NAME, ACROSS = 28, 110  # letters: of the name of a row; of all boxes side by side
FEW, BLOCK = 5, 4  # columns side by side at most; in a block, if there are more
FEWEST = 2  # boxes with words
LINE, GAP = 0.122, 0.9  # inches of a line; lines between two rows


def draw_matrix(
    boxes: pd.DataFrame, ax: Axes, labels: Labels, columns: Sequence[str]
) -> Axes:
    """A box with words for each pair, its border and fill by what kind it is of.

    More columns than find room stand in blocks, one below another. A single box is no
    picture: there is nothing to show.

    Parameters
    ----------
    boxes
        What `measures.first_of_each` returns, with `fact_ids`, and `low` to `qualifier`
        where a figure belongs to the words. A pair without words is a dash.
    columns
        The columns of `boxes` that have, in this order, the row, the column, the words
        and the kind (a key of `LOOKS`) of each box.
    """
    if boxes[columns[2]].notna().sum() < FEWEST:
        return nothing_to_show(ax, labels.lang)
    rows = records(boxes.rename(columns=dict(zip(columns, ROLES, strict=True))))
    heads = list(dict.fromkeys(row["across"] for row in rows))
    size = BLOCK if len(heads) > FEW else len(heads)
    letters = ACROSS // size - 2
    titles = [wrapped(labels.place(head), letters) for head in heads]
    head_lines = max(title.count("\n") for title in titles) + 1
    y, ticks = 0.0, dict[float, str]()
    for start in range(0, len(heads), size):
        if start:
            y += head_lines + 1.5
            _write_heads(ax, titles[start : start + size], y - 0.4)
        block = [row for row in rows if row["across"] in heads[start : start + size]]
        y = _draw_rows(ax, block, (heads[start:], y, letters), ticks, labels)
    ax.set_yticks(list(ticks), list(ticks.values()), fontsize=7, linespacing=1.1)
    places = [n + 0.48 for n in range(size)]
    ax.set_xticks(places, titles[:size], fontsize=7, fontweight="bold")
    ax.xaxis.tick_top()
    ax.set_xlim(-0.02, size - 0.02)
    ax.set_ylim(y, -0.2)
    bare(ax)
    used = {row["look"] for row in rows}
    named = {words.phrase(f"word_{k}", labels.lang): k for k in LOOKS if k in used}
    key_of_looks(ax, {name: LOOKS[kind] for name, kind in named.items()})
    figure_of(ax).set_figheight(LINE * (y + head_lines) + 0.6)
    return ax


def _write_heads(ax: Axes, titles: Sequence[str], y: float) -> None:
    """Write the heads of a block that does not stand at the top."""
    look: Look = {"fontsize": 7, "fontweight": "bold", "ha": "center", "va": "bottom"}
    for number, title in enumerate(titles):
        ax.text(number + 0.48, y, title, **look)


def _draw_rows(
    ax: Axes,
    rows: list[Row],
    place: tuple[list[str], float, int],
    ticks: dict[float, str],
    labels: Labels,
) -> float:
    """Draw the rows of a block: its heads, top and letters; return where it ends."""
    heads, y, letters = place
    for down in dict.fromkeys(row["down"] for row in rows):
        name = wrapped(words.capitalised(labels.get(down, down)), NAME)
        boxes = [row for row in rows if row["down"] == down]
        texts = [wrapped(_text(row, labels.lang), letters) for row in boxes]
        height = max(text.count("\n") for text in (name, *texts)) + 1 + GAP
        ticks[y + height / 2] = name
        for row, text in zip(boxes, texts, strict=True):
            _draw_box(ax, (heads.index(row["across"]), y, height), text, row, labels)
        y += height + 0.25
    return y


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
    ax: Axes, place: tuple[int, float, float], text: str, row: Row, labels: Labels
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
