"""Marks that several drawings share: tiles, intervals, keys."""

import textwrap
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import words
from analysis.addresses import claims_reference
from analysis.charts.style import FAINT, INK, MUTED, Look, figure_of
from analysis.rows import Row

INSIDE: Look = {"ha": "center", "va": "center", "in_layout": False}  # of a mark
SILENT: Look = {"fc": "white", "ec": FAINT}  # a tile of what is not mentioned
DASH = "–"
NOTHING = "nothing"
FEW = 6  # columns whose heads find room side by side
SYMBOL_POINTS, LETTER_POINTS = 29.0, 4.0  # width of a symbol and a letter of the key
DARK = 1.75  # the sum of red, green and blue below which white letters are read
BAR, TILE = 0.72, (0.96, 0.88)  # of a row; of a cell


def nothing_to_show(ax: Axes, lang: str) -> Axes:
    """Say on `ax` that the texts say nothing, so that no drawing is ever empty.

    Whoever shows drawings leaves it out: the sentence beside it says the same.
    """
    ax.set_gid(NOTHING)
    text = words.phrase("nothing_to_show", lang)
    ax.set_axis_off()
    ax.text(0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes)
    figure_of(ax).set_figheight(0.8)
    return ax


def is_empty(axes: Axes | Sequence[Axes]) -> bool:
    """Tell whether nothing is drawn: no Axes, or only words that there is nothing."""
    each = [axes] if isinstance(axes, Axes) else axes
    return all(ax.get_gid() == NOTHING for ax in each)


def key(ax: Axes, entries: Mapping[str, Artist]) -> None:
    """Explain the marks below the drawing: words to a mark of each kind."""
    figure = figure_of(ax)
    lengths = [len(text) for text in entries]
    figure.legend(
        entries.values(),
        entries.keys(),
        loc="outside lower center",
        ncols=_columns_of_key(lengths, 72 * figure.get_figwidth()),
        frameon=False,
        fontsize=7,
        handlelength=1.8,
        columnspacing=1.6,
    )


def key_of_looks(ax: Axes, looks: Mapping[str, Look]) -> None:
    """Explain filled marks below the drawing: words to the look of each kind."""
    boxes = {text: Rectangle((0, 0), 1, 1, **look) for text, look in looks.items()}
    key(ax, boxes)


def _columns_of_key(lengths: Sequence[int], points: float) -> int:
    """How many columns fit into the width; a key goes down, then across."""
    for count in range(len(lengths), 1, -1):
        rows = -(-len(lengths) // count)
        firsts = range(0, len(lengths), rows)
        widest = [max(lengths[first : first + rows]) for first in firsts]
        if sum(SYMBOL_POINTS + LETTER_POINTS * letters for letters in widest) <= points:
            return count
    return 1


def url(facts: object, label: str) -> str | None:
    """The reference of a mark to its `facts` (separated by a space), if it has any.

    `label` says what the mark shows, for readers who do not see it.
    """
    return claims_reference(str(facts).split(), label) or None


def wrapped(text: str, letters: int) -> str:
    """`text` in lines of at most so many letters."""
    return "\n".join(textwrap.wrap(text, letters, break_long_words=False))


def bare(ax: Axes) -> None:
    """Remove the frame and the tick marks."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)


def ruled(ax: Axes, axis: str) -> None:
    """Rows without a frame, with pale lines across `axis` (x or y)."""
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis=axis, color=FAINT, lw=0.5)  # type: ignore[arg-type]
    ax.set_axisbelow(True)


def number_scale(ax: Axes, most: int, lang: str) -> None:
    """At most so many intervals on the upright axis, numbered as `lang` writes them."""
    ax.yaxis.set_major_locator(MaxNLocator(most))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: words.number(y, lang)))


def letters_on(patch: Rectangle) -> str:
    """The colour in which words are read on a filled patch."""
    is_dark = sum(mpl.colors.to_rgb(patch.get_facecolor())) < DARK
    return "white" if is_dark and not patch.get_hatch() else INK


# --- tiles ------------------------------------------------------------------


def tiles(
    ax: Axes, rows: Sequence[Row], heads: Mapping[str, str], names: Mapping[str, str]
) -> None:
    """A tile for each row, below the head of its column and beside its name.

    A row has `down` and `across` (keys of `names` and `heads`), the `text` in its tile,
    the `look` of the tile, the `fact_ids` that it leads to and, in `said`, what it
    shows. Heads that are too many for one line each stand aslant.
    """
    paper: Look = {"fc": "white", "ec": "none", "pad": 0.8}
    width, height = TILE
    for row in rows:
        x, y = [*heads].index(row["across"]), [*names].index(row["down"])
        corner = x - width / 2, y - height / 2
        box = Rectangle(corner, width, height, lw=0.6, **row["look"])
        box.set(gid=f"series:{row['down']}", url=url(row["fact_ids"], row["said"]))
        ax.add_patch(box)
        ax.text(
            x,
            y,
            row["text"],
            color=MUTED if row["text"] == DASH else letters_on(box),
            fontsize=7.5,
            bbox=paper if box.get_hatch() else None,
            **INSIDE,
        )
    is_aslant = len(heads) > FEW
    letters = 24 if is_aslant else max(10, 64 // len(heads))
    titles = [wrapped(head, letters) for head in heads.values()]
    ax.set_xlim(-0.5, len(heads) - 0.5)
    ax.set_ylim(len(names) - 0.5, -0.5)
    slant: Look = {"rotation": 50, "ha": "left", "rotation_mode": "anchor"}
    ax.set_xticks(range(len(heads)), titles, **(slant if is_aslant else {}))
    ax.set_yticks(range(len(names)), [wrapped(name, 44) for name in names.values()])
    ax.xaxis.tick_top()
    bare(ax)
    lines = max(title.count("\n") for title in titles)
    longest = max(len(line) for title in titles for line in title.split("\n"))
    above = 0.05 * longest if is_aslant else 0.12 * lines
    figure_of(ax).set_figheight(0.5 + above + 0.27 * len(names))


# --- intervals ----------------------------------------------------------------

POINT: Look = {"marker": "o", "ms": 6, "ls": ""}
RANGE: Look = {"marker": "|", "ms": 8, "mew": 1.6, "lw": 1.6}
END: Look = {"marker": "|", "ms": 8, "mew": 1.6, "ls": ""}
ARROW: Look = {"markevery": [1], "ms": 6, "lw": 1.6}
LEFT, RIGHT, UP, DOWN = 4, 5, 6, 7  # matplotlib's carets


def interval(
    ax: Axes, y: float, ends: tuple[float, float], look: Look, step: float
) -> float:
    """A point, a range, or an open bound with an arrow `step` long; where it ends."""
    lines = _lines_of(ends, step)
    for values, shape in lines:
        ax.plot(values, [y] * len(values), **shape, **look)
    return max((max(values) for values, _ in lines), default=0.0)


def upright_interval(
    ax: Axes, x: float, ends: tuple[float, float], look: Look, step: float
) -> float:
    """As `interval`, but standing upright at `x`."""
    upright = {"|": "_", LEFT: DOWN, RIGHT: UP, "o": "o"}
    lines = _lines_of(ends, step)
    for values, shape in lines:
        turned = {"marker": upright[shape["marker"]]}
        ax.plot([x] * len(values), values, **(shape | turned | look))
    return max((max(values) for values, _ in lines), default=float("nan"))


def _lines_of(ends: tuple[float, float], step: float) -> list[tuple[list[float], Look]]:
    """The lines of which an interval is drawn, each with its marker."""
    low, high = (None if pd.isna(end) else float(end) for end in ends)
    if low is not None and high is not None:
        return [([low], POINT)] if low == high else [([low, high], RANGE)]
    if low is not None:
        return [([low, low + step], ARROW | {"marker": RIGHT}), ([low], END)]
    if high is not None:
        far = max(high - step, 0.0)
        return [([high, far], ARROW | {"marker": LEFT}), ([high], END)]
    return []


def beside(ax: Axes, place: tuple[float, float], text: str) -> None:
    """Words to the right of a mark."""
    paper: Look = {"fc": "white", "ec": "none", "pad": 0.4}
    look: Look = {"va": "center", "fontsize": 6.8, "linespacing": 1.15, "bbox": paper}
    ax.annotate(text, place, (8, 0), textcoords="offset points", **look)
