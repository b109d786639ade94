"""Programmes, schemes and resolutions of each term: what is counted and named."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import bare, key_of_looks, nothing_to_show, url, wrapped
from analysis.charts.style import EMPTY, FAINT, FILLED, MUTED, Look, figure_of
from analysis.labels import Labels
from analysis.rows import records

SQUARES = {"item_named": FILLED, "item_counted": EMPTY}
STEP, ROW, ACROSS = 0.105, 0.15, 7  # of squares: to the right, down, in a row
LINE = 0.125  # of a title
LEAST = 3  # terms for which there is room


def draw_terms(programmes: pd.DataFrame, ax: Axes, labels: Labels) -> Axes:
    """Each item of a term as a square, filled if it is named, hollow if only counted.

    A set of which no text gives the number or names an item is in words alone.

    `programmes` is what `measures.programmes_by_term` returns. The terms stand apart:
    what is counted changes from one to the next, so nothing joins them.
    """
    programmes = programmes.fillna({"term_id": ""})
    if not len(programmes):
        return nothing_to_show(ax, labels.lang)
    terms = list(programmes["term_id"].unique())
    depths = [
        _draw_term(ax, x, programmes[programmes["term_id"] == term], labels)
        for x, term in enumerate(terms)
    ]
    depth = max([*depths, 1.6])
    silent = programmes.loc[programmes["state"] == "not_mentioned", "term_id"]
    for x in map(terms.index, silent):
        band = Rectangle((x - 0.42, 0), 0.84, depth, fc="none", ec=FAINT, hatch="//")
        band.set_gid("series:not_mentioned")
        ax.add_patch(band)
        text = wrapped(words.phrase("not_mentioned", labels.lang), 10)
        paper = {"fc": "white", "ec": "none", "pad": 2}
        look: Look = {"color": MUTED, "fontsize": 8, "bbox": paper}
        ax.text(x, depth / 2, text, ha="center", va="center", **look)
    ax.set_xlim(-0.5, max(len(terms), LEAST) - 0.5)  # squares stay square
    ax.set_ylim(depth + 0.05, -0.1)
    unstated = words.phrase("term_unstated", labels.lang)
    titles = [words.years(term) or wrapped(unstated, 14) for term in terms]
    ax.set_xticks(range(len(terms)), titles)
    ax.xaxis.tick_top()
    for x in range(1, len(terms)):
        ax.axvline(x - 0.5, color=MUTED, lw=0.6, ls=(0, (2, 3)), gid="series:break")
    ax.set_yticks([])
    bare(ax)
    key_of_looks(ax, {words.phrase(k, labels.lang): v for k, v in SQUARES.items()})
    figure_of(ax).set_figheight(0.6 + 1.2 * depth)
    return ax


def _draw_term(ax: Axes, x: float, rows: pd.DataFrame, labels: Labels) -> float:
    """Draw the sets of one term, one below another; return how far down they go."""
    y, left = 0.05, x - 0.42
    for row in records(rows.dropna(subset=["instrument_id"])):
        label = labels[row["instrument_id"]]
        title = wrapped(label, 19)
        look: Look = {"fontsize": 7, "fontweight": "bold", "va": "top"}
        ax.text(left, y, title, in_layout=False, **look)
        y += LINE * (title.count("\n") + 1) + 0.05
        named = int(row["named"])
        total = max(row["counted"] or 0, named)
        for item in range(total):
            place = left + STEP * (item % ACROSS), y + ROW * (item // ACROSS)
            look = SQUARES["item_named" if item < named else "item_counted"]
            square = Rectangle(place, STEP * 0.78, ROW * 0.74, lw=0.7, **look)
            square.set_gid(f"series:{row['instrument_id']}")
            square.set_url(url(row["fact_ids"], label))
            ax.add_patch(square)
        if not total:
            look = {"color": MUTED, "fontsize": 7, "va": "top"}
            unnumbered = words.phrase("item_unnumbered", labels.lang)
            text = ax.text(left, y, unnumbered, **look)
            text.set_gid(f"series:{row['instrument_id']}")
            text.set_url(url(row["fact_ids"], label))
        y += ROW * max(1, -(-total // ACROSS)) + 0.14
    return y
