"""Wholes with their parts, sets with their items, and figures with open bounds."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis import words
from analysis.charts.marks import (
    BLUE,
    FAINT,
    INK,
    INSIDE,
    MUTED,
    PAGE,
    Look,
    Row,
    bare,
    canvas,
    either,
    fits_column,
    is_column,
    key,
    panels,
    paper,
    records,
    set_height,
    settle,
    shade,
    url,
    wrapped,
)
from analysis.charts.tiles import draw_coverage

LINE, ACROSS, WIDE = 0.17, 20, 52
DARK, DEEP, NARROW, WHOLE = 1.75, 0.6, 4.0, 100.0
FILLS = (BLUE, "#8cc4e6", "#3f8fc4", "#d3e8f5")
REST: Look = {"fc": "white", "ec": MUTED, "hatch": "///"}
NAMED: Look = {"fc": BLUE, "ec": BLUE}
COUNTED: Look = {"fc": "white", "ec": BLUE}
LABEL: Look = {"fc": "white", "ec": MUTED, "ls": (0, (2, 1.5))}


def nothing_to_draw(ax: Axes, lang: str) -> Axes:
    """Say on `ax` that the texts say nothing, so that no drawing is ever empty."""
    text = words.phrase("nothing_to_show", lang)
    ax.set_axis_off()
    ax.text(0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes)
    return ax


def parts_canvas(parts: pd.DataFrame) -> Axes:
    """Axes as high as the wholes and parts of `parts` need."""
    lines = sum(_lines_of_whole(rows) for _, rows in parts.groupby("whole_id"))
    return canvas(0.1 + LINE * max(lines, 3))


def _lines_of_whole(rows: pd.DataFrame) -> float:
    return 3.9 + len(_columns_of(rows)[0])


def _columns_of(rows: pd.DataFrame) -> list[list[Row]]:
    """The parts in the lines below their bar: two side by side where they are short."""
    parts = [row for row in records(rows) if row["role"] != "whole"]
    if is_column() or any(len(str(row["label"])) > WIDE - 14 for row in parts):
        return [parts]
    half = -(-len(parts) // 2)
    return [parts[:half], parts[half:]]


@fits_column
def draw_parts(
    parts: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """A bar for each whole, cut into its parts; what they leave of it is hatched.

    `parts` is what `measures.parts_and_wholes` returns, with the words of each row in
    `label`; `names` holds the name of each committee. Every bar is as wide as its own
    whole, so bars are not to be set against each other. A figure with an open bound
    has no place on a bar and stands in words only.
    """
    if not len(parts):
        return nothing_to_draw(ax, lang)
    y = 0.0
    for _, rows in parts.groupby("whole_id", sort=False):
        whole = records(rows)[0]
        size = _figure(whole, lang)
        title = f"{names[whole['committee_id']]}: {size} {whole['label']}"
        y = _write_title(ax, y, title)
        looks = _draw_bar(ax, rows, y, lang)
        y += 1.8
        tops = []
        for column, placed in enumerate(_columns_of(rows)):
            top = y
            for row in placed:
                share = words.figure(
                    row["share_low"],
                    row["share_high"],
                    "percent",
                    lang,
                    qualifier=row["share_qualifier"],
                )
                text = f"{_said(row, lang)} ({share})"
                place = 50.0 * column, top
                top = _write_item(ax, place, text, looks[row["fact_ids"]])
            tops.append(top)
        y = max(tops) + 0.8
    _finish_list(ax, y)
    return ax


def _write_title(ax: Axes, y: float, text: str) -> float:
    """Write the name of a whole or a set from `y` on; return where it ends."""
    told = wrapped(text, either(len(text) + 1, 46))
    look: Look = {"fontsize": either(8, 7.5), "fontweight": "bold"}
    ax.text(0, y + 0.3, told, va="top", **look)
    return y + 1.3 + 0.85 * told.count("\n")


def _write_item(ax: Axes, place: tuple[float, float], text: str, look: Look) -> float:
    """Write one line of a list, with its mark; return where it ends."""
    left, y = place
    told = wrapped(text, either(len(text) + 1, 62))
    _swatch(ax, left, y + 0.5, look)
    said: Look = {"fontsize": either(7, 6.5), "linespacing": 1.15}
    ax.text(left + either(2.6, 5.6), y + 0.16, told, va="top", **said)
    return y + 1 + 0.7 * told.count("\n")


def _finish_list(ax: Axes, y: float, below: float = 0) -> None:
    """Show lines from 0 to `y`, with room `below` in inches for the key."""
    ax.set_xlim(-0.3, 100.3)
    ax.set_ylim(y, 0)
    ax.set_axis_off()
    set_height(ax, 0.1 + LINE * max(y, 3) + below)


def _said(row: Row, lang: str) -> str:
    is_rest = row["role"] == "rest"
    name = words.phrase("part_rest", lang) if is_rest else row["label"]
    return f"{name}: {_figure(row, lang)}"


def _figure(row: Row, lang: str) -> str:
    return words.figure(
        row["low"], row["high"], row["unit"], lang, qualifier=row["qualifier"]
    )


def _draw_bar(ax: Axes, rows: pd.DataFrame, y: float, lang: str) -> dict[str, Look]:
    """Draw one whole; return the look of each part by its facts."""
    left, looks, number = 0.0, {}, 0
    frame = Rectangle((0, y), WHOLE, 1.4, fc="none", ec=MUTED, lw=0.7, zorder=3)
    whole = records(rows)[0]
    frame.set(gid="series:whole", url=url(whole["fact_ids"], _said(whole, lang)))
    ax.add_patch(frame)
    for row in records(rows[rows["role"] != "whole"]):
        rest = row["role"] == "rest"
        fill: Look = {"fc": FILLS[number % len(FILLS)], "ec": "white"}
        looks[row["fact_ids"]] = REST if rest else fill
        number += 0 if rest else 1
        if row["share_low"] != row["share_high"]:
            continue
        width = min(row["share_low"], WHOLE - left)
        band = Rectangle((left, y), width, 1.4, lw=0.8, **looks[row["fact_ids"]])
        band.set_gid(f"bound:{row['whole_id']}" if rest else f"series:{row['role']}")
        band.set_url(url(row["fact_ids"], _said(row, lang)))
        ax.add_patch(band)
        if width >= NARROW * PAGE / paper.width:
            dark = sum(to_rgb(band.get_facecolor())) < DARK and not rest
            box = {"fc": "white", "ec": "none", "pad": 1.0} if rest else None
            ax.text(
                left + width / 2,
                y + 0.7,
                _figure(row, lang),
                fontsize=7.5,
                color="white" if dark else INK,
                bbox=box,
                zorder=4,
                **INSIDE,
            )
        left += width
    return looks


def _swatch(ax: Axes, left: float, middle: float, look: Look) -> None:
    """A small box that tells which mark the words beside it belong to."""
    wide = 1.8 * PAGE / paper.width
    ax.add_patch(Rectangle((left, middle - 0.3), wide, 0.6, lw=0.6, **look))


def sets_canvas(sets: pd.DataFrame) -> Axes:
    """Axes as high as the sets of `sets` need."""
    lines = sum(_lines_of_set(row) for row in records(sets))
    return canvas(0.15 + LINE * max(lines, 3))


def _lines_of_set(row: Row) -> float:
    squares = -(-_size(row) // ACROSS)
    return 2.3 + 1.3 * squares + max(len(keys) for keys in _keys(row))


def _size(row: Row) -> int:
    return int(row["named"] if pd.isna(row["counted"]) else row["counted"])


def _keys(row: Row) -> list[list[str]]:
    """The items named and the labels, for the two columns below the squares."""
    columns = (row["named_ids"], row["label_ids"])
    return [[] if pd.isna(one) else str(one).split() for one in columns]


@fits_column
def draw_sets(
    sets: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """Each set as squares, filled where the item is named, with the names below.

    `sets` is what `measures.sets_named` returns; `names` holds the name of each
    instrument. A label for some items of a set has a broken border and no square, as
    the texts do not say how many it holds.
    """
    if not len(sets):
        return nothing_to_draw(ax, lang)
    y = 0.0
    for row in records(sets):
        y = _draw_set(ax, row, y, names, lang)
    _finish_list(ax, y, below=0.6)
    looks = {"item_named": NAMED, "item_counted": COUNTED, "item_label": LABEL}
    shapes = {name: Rectangle((0, 0), 1, 1, **look) for name, look in looks.items()}
    key(ax, {words.phrase(name, lang): shape for name, shape in shapes.items()})
    return ax


def _draw_set(
    ax: Axes, row: Row, y: float, names: Mapping[str, str], lang: str
) -> float:
    """Draw one set from `y` downwards; return where it ends."""
    title = names[row["instrument_id"]]
    if pd.isna(row["counted"]):
        title = f"{title} ({words.phrase('count_unsaid', lang)})"
    y = _write_title(ax, y, title) + 0.2
    across = either(ACROSS, ACROSS // 2)
    step = 3.4 * ACROSS / across
    for item in range(_size(row)):
        place = step * (item % across), y + 1.3 * (item // across)
        look = NAMED if item < row["named"] else COUNTED
        square = Rectangle(place, 0.76 * step, 1.0, lw=0.8, **look)
        square.set_gid(f"series:{row['instrument_id']}")
        square.set_url(url(row["fact_ids"], title))
        ax.add_patch(square)
    y += 1.3 * -(-_size(row) // across)
    ends = [y]
    for left, look, listed in zip((0, 50), (NAMED, LABEL), _keys(row), strict=True):
        below = max(ends) if is_column() else y
        for name in listed:
            place = (0 if is_column() else left), below
            below = _write_item(ax, place, names[name], look)
        ends.append(below)
    return max(ends) + 0.8


@fits_column
def draw_tiles(
    covered: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """As `draw_coverage`; where no pair is mentioned it says so.

    What stands across and has no name in `names` is a column of a table: its title.
    """
    if not covered["count"].notna().any():
        return nothing_to_draw(ax, lang)
    across = covered[covered.columns[1]].unique()
    told = {
        one: words.phrase(f"column_{one}", lang) for one in across if one not in names
    }
    return draw_coverage(covered, ax, names={**names, **told}, lang=lang)


@fits_column
def draw_roles(
    counts: pd.DataFrame, *, names: Mapping[str, str], lang: str
) -> Sequence[Axes]:
    """A panel a committee: how often each kind of body is said to act, by role.

    `counts` is what `measures.roles_by_kind` returns; `names` holds the name of each
    committee and kind. A dash is not mentioned.
    """
    kinds = list(counts["type"].unique())
    roles = list(counts["role"].unique())
    titles = [words.phrase(f"column_{role}", lang) for role in roles]
    groups = list(counts.groupby("committee_id", sort=False))
    axes = panels(1.1 + 0.24 * max(len(kinds), 2), max(len(groups), 1))
    if not groups:
        nothing_to_draw(axes[0], lang)
    most = max([1, *counts["count"].dropna().astype(int)])
    for ax, (committee, rows) in zip(axes, groups, strict=False):
        for row in records(rows):
            x, y = roles.index(row["role"]), kinds.index(row["type"])
            said = f"{names[row['type']]} · {titles[x]}"
            _tile(ax, (x, y), row, most, lang).set_url(
                url(row["fact_ids"], f"{said}: {row['count']}")
            )
        ax.set_title(wrapped(names[str(committee)], either(26, 10)), fontsize=7)
        ax.set_xlim(-0.5, len(roles) - 0.5)
        ax.set_ylim(len(kinds) - 0.5, -0.5)
        ax.set_xticks(range(len(roles)), titles)
        ax.tick_params(axis="x", rotation=90, labelsize=7)
        ax.set_yticks(range(len(kinds)), [])
        bare(ax)
    if groups:
        axes[0].set_yticklabels(
            [wrapped(names[kind], either(34, 18)) for kind in kinds]
        )
        axes[0].tick_params(axis="y", labelsize=7)
        settle(axes)
    return axes


def _tile(
    ax: Axes, place: tuple[int, int], row: Row, most: int, lang: str
) -> Rectangle:
    x, y = place
    told = not pd.isna(row["count"])
    depth = 0.15 + 0.75 * int(row["count"]) / most if told else 0
    box = Rectangle((x - 0.46, y - 0.43), 0.92, 0.86, ec=FAINT, fc="white", lw=0.5)
    if told:
        box.set(facecolor=shade(BLUE, depth), edgecolor="none")
    box.set_gid(f"series:{row['role']}")
    ax.add_patch(box)
    text = words.number(int(row["count"]), lang) if told else "–"
    colour = MUTED if not told else ("white" if depth > DEEP else INK)
    ax.text(x, y, text, color=colour, fontsize=7, **INSIDE)
    return box


@fits_column
def draw_shares(
    shares: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """Shares from 0 to 100, a row each; an open bound is an arrow.

    `shares` is what `measures.shares_with_bases` returns, with the words of each row
    in `label`; `names` holds the name of each committee. A filled mark has a count
    beside it, a hollow one has not. Rows of one committee stand together; shares of
    unlike populations are not to be set against each other.
    """
    if not len(shares):
        return nothing_to_draw(ax, lang)
    y, ticks = 0.0, {}
    for committee, rows in shares.groupby("committee_id", sort=False):
        name = names[str(committee)]
        ax.text(0, y, name, va="center", fontsize=7.5, fontweight="bold")
        y += 1
        for row in records(rows):
            hollow = row["base_known"] != "base_counted"
            style: Look = {"mfc": "white" if hollow else BLUE, "color": BLUE}
            style["gid"] = f"bound:{row['fact_ids']}"
            text = f"{row['label']}: {_figure(row, lang)}"
            style["url"] = url(row["fact_ids"], text)
            said = wrapped(row["label"], 62)
            more = 0.36 * said.count("\n")
            if is_column():
                ax.text(0, y - 0.4, said, va="top", fontsize=6.2, linespacing=1.1)
                more = 0.9 * (1 + said.count("\n")) - 0.1
            y += more
            end = _draw_bounds(ax, y, (row["low"], row["high"]), style)
            _say(ax, (end, y), _figure(row, lang))
            ticks[y] = said
            y += 1.3 if is_column() else 1.1 + more
        y += 0.2
    if is_column():
        ticks = {}
        set_height(ax, 1.3 + 0.125 * y)
    ax.set_yticks(list(ticks), list(ticks.values()), fontsize=6.8)
    ax.set_ylim(y - 0.4, -0.7)
    ax.set_xlim(0, 126)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.set_xlabel(words.phrase("per_cent_of_base", lang))
    _rows_only(ax)
    point: Look = {"marker": "o", "ls": "", "color": BLUE}
    shapes = {
        "word_base_counted": Line2D([], [], **point),
        "base_not_counted": Line2D([], [], mfc="white", **point),
        "claim_bound": Line2D([], [], marker=5, ls="-", color=BLUE, ms=6),
    }
    key(ax, {words.phrase(name, lang): shape for name, shape in shapes.items()})
    return ax


@fits_column
def draw_rates(
    rates: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """Rates per thousand members, a row each, with the dates of both figures.

    `rates` is what `measures.rates` returns; `names` holds the name of each
    committee and indicator. Beside each stand the times of both figures and every
    mismatch between them in words; where no rate was computed it says why.
    """
    if not len(rates):
        return nothing_to_draw(ax, lang)
    most = rates[["low", "high"]].max().max()
    most = 1.0 if pd.isna(most) else float(most)
    y, ticks = 0.0, {}
    for committee, rows in rates.groupby("committee_id", sort=False):
        text = names[str(committee)]
        ax.text(0, y, text, va="center", fontsize=7.5, fontweight="bold")
        y += 1
        for row in records(rows):
            high = _height_of_rate(row)
            half = 0.0 if is_column() else 0.5 * (high - 1)
            y += half
            ticks[y] = wrapped(names[row["indicator_id"]], either(34, 18))
            style: Look = {"color": BLUE, "gid": f"bound:{row['fact_ids']}"}
            if row["outcome"] == "computed":
                size = words.bounded(
                    row["low"], row["high"], lang, qualifier=row["qualifier"]
                )
                said = f"{names[row['indicator_id']]}: {size}"
                style["url"] = url(row["fact_ids"], said)
                end = _draw_bounds(
                    ax, y, (row["low"], row["high"]), style, step=0.1 * most
                )
                _say(ax, (end, y), size)
                if is_column():
                    _say(ax, (0, y + 1.7), _behind(row, lang))
                else:
                    _say(ax, (1.38 * most, y), _behind(row, lang))
            else:
                _say(ax, (0, y), _why_none(row, lang))
            y += high if is_column() else 1 + half
        y += 0.2
    ax.set_yticks(list(ticks), list(ticks.values()), fontsize=either(8, 7))
    ax.set_ylim(y - 0.4, -0.7)
    ax.set_xlim(0, either(2.5, 1.9) * most)
    shown = [tick for tick in ax.get_xticks() if tick <= 1.1 * most]
    ax.set_xticks(shown[:: either(1, 2)])
    ax.set_xlabel(words.phrase("unit_per_thousand", lang), loc="left")
    _rows_only(ax)
    arrow = Line2D([], [], marker=4, ls="-", color=BLUE, ms=6)
    key(ax, {words.phrase("claim_bound", lang): arrow})
    settle([ax])
    return ax


def rates_canvas(rates: pd.DataFrame) -> Axes:
    """Axes as high as the rows of `rates` need."""
    lines = sum(_height_of_rate(row) for row in records(rates))
    return canvas(0.9 + 0.2 * max(lines + 1.2 * rates["committee_id"].nunique(), 3))


def _height_of_rate(row: Row) -> float:
    if row["outcome"] == "computed":
        return either(3, 4)
    return 1.0


def _why_none(row: Row, lang: str) -> str:
    if row["outcome"] == "refused":
        return words.phrase("word_refused", lang)
    return words.phrase("not_mentioned", lang)


def _behind(row: Row, lang: str) -> str:
    """The times of the two figures behind a rate, and each mismatch in words."""
    told = {}
    for side in ("event", "member"):
        ends = [row[f"{side}_{end}"] for end in ("as_of_start", "as_of_end")]
        known = dict.fromkeys(str(end) for end in ends if not pd.isna(end))
        told[side] = " – ".join(known) or words.phrase("no_date", lang)
    found: list[str] = row["mismatches"].split()
    named = "\n".join(words.phrase(f"word_{name}", lang) for name in found)
    return f"{words.phrase('rate_dates', lang, **told)}\n{named}".strip()


def _draw_bounds(
    ax: Axes, y: float, ends: tuple[float, float], style: Look, step: float = 4
) -> float:
    """A point, a range, or a line with an arrow to its open side; return its end."""
    low, high = ends
    if low == high:
        ax.plot([low], [y], marker="o", ms=5.5, ls="", **style)
        return float(low)
    if pd.isna(low) and pd.isna(high):
        return 0.0
    if pd.isna(low) or pd.isna(high):
        known = high if pd.isna(low) else low
        far = max(known - step, 0) if pd.isna(low) else known + step
        tip: Look = {"marker": 4 if pd.isna(low) else 5, "markevery": [1], "ms": 6}
        ax.plot([known, far], [y, y], lw=1.5, **tip, **style)
        ax.plot([known], [y], marker="|", ms=8, mew=1.6, ls="", **style)
        return float(max(known, far))
    ax.plot([low, high], [y, y], marker="|", ms=8, mew=1.6, lw=1.5, **style)
    return float(high)


def _say(ax: Axes, place: tuple[float, float], text: str) -> None:
    look: Look = {"va": "center", "fontsize": 6.8, "linespacing": 1.15}
    ax.annotate(text, place, (8, 0), textcoords="offset points", **look)


def _rows_only(ax: Axes) -> None:
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
