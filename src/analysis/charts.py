"""Tidy tables and graphs onto Axes: the only place that draws.

A drawing takes its data, the Axes and the language, marks the Axes and returns it.
Every mark carries a group id ("series:…", "bound:…", "node:…", "edge:…"), from which
`fingerprint` tells what was really drawn. Colours keep apart for colour-blind eyes
(Okabe and Ito 2008); fills and hatches keep apart in grey.
"""

import hashlib
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from analysis import words

PAGE = 7.2
INK, MUTED, FAINT = "#1f1f1f", "#6a6a6a", "#e4e4e4"
BLUE, SKY, ORANGE, GREEN, RED = "#0072B2", "#56B4E9", "#E69F00", "#009E73", "#D55E00"
STATUS = {
    "done": {"facecolor": BLUE, "edgecolor": BLUE},
    "ongoing": {"facecolor": "#9fd0ee", "edgecolor": BLUE},
    "planned": {"facecolor": "white", "edgecolor": BLUE, "hatch": "////"},
}
FAMILY = {
    "implements": "carry",
    "concretises": "carry",
    "contains": "carry",
    "approves": "carry",
    "advises": "upward",
    "prompted_by": "upward",
    "reports_to": "upward",
    "issued_by": "office",
    "led_by": "office",
    "applies_to": "reach",
    "requires": "reach",
    "cites": "reach",
}
FAMILY_COLOUR = {"carry": BLUE, "upward": RED, "office": "#8a8a8a", "reach": GREEN}
BASIS_LINE = {"stated": "-", "inferred": (0, (4, 2)), "expected": (0, (1, 2))}
STYLE = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": 8,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "hatch.linewidth": 0.7,
    "figure.dpi": 160,
    "svg.hashsalt": "analysis",
}


def canvas(height: float) -> Axes:
    """Axes of one page width and `height` inches.

    The figure belongs to no window, so nothing is shown until it is displayed.
    """
    return panels(height, 1)[0]


def panels(height: float, columns: int, rows: int = 1) -> list[Axes]:
    """Axes side by side over one page width, row by row."""
    mpl.rcParams.update(STYLE)
    figure = Figure(figsize=(PAGE, height), layout="constrained")
    return list(figure.subplots(rows, columns, squeeze=False).flat)


def draw_coverage(
    covered: pd.DataFrame,
    ax: Axes,
    *,
    names: Mapping[str, str],
    lang: str,
) -> Axes:
    """A tile for each pair of `covered` (its first two columns), with its count;
    what is not mentioned is an empty tile with a dash.
    """
    down, across = covered.columns[:2]
    rows, columns = (list(covered[c].unique()) for c in (down, across))
    most = max(covered["count"].max(skipna=True), 1)
    for row in covered.itertuples(index=False):
        x, y = columns.index(row[1]), rows.index(row[0])
        told = not pd.isna(row.count)
        depth = 0.15 + 0.75 * int(row.count) / most if told else 0
        tile = Rectangle((x - 0.48, y - 0.44), 0.96, 0.88, ec=FAINT, fc="white", lw=0.6)
        if told:
            tile.set(facecolor=_shade(BLUE, depth), edgecolor="none")
        tile.set_gid(f"series:{row[0]}")
        ax.add_patch(tile)
        text = words.number(int(row.count), lang) if told else "–"
        colour = MUTED if not told else ("white" if depth > 0.45 else INK)
        ax.text(x, y, text, ha="center", va="center", color=colour, fontsize=8)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xticks(range(len(columns)), [_wrapped(names[c], 20) for c in columns])
    ax.set_yticks(range(len(rows)), [_wrapped(names[r], 44) for r in rows])
    ax.xaxis.tick_top()
    _bare(ax)
    return ax


def draw_statuses(
    counts: pd.DataFrame,
    axes: Sequence[Axes],
    *,
    names: Mapping[str, str],
    lang: str,
) -> Sequence[Axes]:
    """One panel a committee: per dimension a bar of reforms done, ongoing, planned.

    `counts` has `dimension_id`, `committee_id`, `status`, `count`; the order of the
    dimensions and committees is that of their first rows. A dimension that the
    committee does not mention has a dash in place of a bar.
    """
    dimensions = list(counts["dimension_id"].unique())
    committees = list(counts["committee_id"].unique())
    totals = counts.groupby(["committee_id", "dimension_id"])["count"].sum()
    for ax, committee in zip(axes, committees, strict=True):
        mine = counts[counts["committee_id"] == committee]
        left = dict.fromkeys(dimensions, 0.0)
        for status, style in STATUS.items():
            for row in mine[mine["status"] == status].itertuples(index=False):
                if pd.isna(row.count) or not row.count:
                    continue
                y = dimensions.index(row.dimension_id)
                bar = Rectangle(
                    (left[row.dimension_id], y - 0.36), row.count, 0.72, lw=0.7, **style
                )
                bar.set_gid(f"series:{status}")
                ax.add_patch(bar)
                left[row.dimension_id] += row.count
        for y, dimension in enumerate(dimensions):
            end = left[dimension]
            text = words.number(end, lang) if end else "–"
            ax.text(end + 0.2, y, text, va="center", fontsize=7, color=MUTED)
        ax.set_title(_wrapped(names[committee], 26))
        ax.set_xlim(0, max(totals.max() * 1.16, 1))
        ax.set_ylim(len(dimensions) - 0.5, -0.5)
        ax.set_xticks([])
        ax.set_yticks(range(len(dimensions)), [])
        _bare(ax)
    first = axes[0]
    first.set_yticklabels([_wrapped(names[d], 34) for d in dimensions])
    _key(
        first.figure,
        [
            (words.phrase(f"status_{status}", lang), Rectangle((0, 0), 1, 1, **style))
            for status, style in STATUS.items()
        ],
    )
    return axes


def draw_terms(
    programmes: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """Each item of a term as a square, filled if it is named, hollow if only counted.

    `programmes` is what `measures.programmes_by_term` returns. The terms stand apart:
    what is counted changes from one to the next, so nothing joins them.
    """
    terms = list(programmes["term_id"].unique())
    step, across = 0.105, 7
    for x, term in enumerate(terms):
        rows = programmes[programmes["term_id"] == term]
        y = 0.0
        if (rows["state"] == "not_mentioned").all():
            text = words.phrase("not_mentioned", lang)
            ax.text(x, 0.35, text, ha="center", va="center", color=MUTED, rotation=90)
            band = Rectangle(
                (x - 0.42, -0.3), 0.84, 4.2, fc="none", ec=FAINT, hatch="//"
            )
            band.set_gid("series:not_mentioned")
            ax.add_patch(band)
            continue
        for row in rows.itertuples(index=False):
            y = _draw_items(ax, row, (x - 0.42, y), (step, across), names, lang)
    ax.set_xlim(-0.5, len(terms) - 0.5)
    ax.set_ylim(4.0, -0.35)
    ax.set_xticks(range(len(terms)), [t.replace("-", "–") for t in terms])
    ax.xaxis.tick_top()
    for x in range(1, len(terms)):
        ax.axvline(x - 0.5, color=MUTED, lw=0.6, ls=(0, (2, 3)), gid="series:break")
    ax.set_yticks([])
    _bare(ax)
    squares = {
        "item_named": {"facecolor": BLUE, "edgecolor": BLUE},
        "item_counted": {"facecolor": "white", "edgecolor": BLUE},
    }
    _key(
        ax.figure,
        [
            (words.phrase(key, lang), Rectangle((0, 0), 1, 1, **style))
            for key, style in squares.items()
        ],
    )
    return ax


def _draw_items(
    ax: Axes,
    row: object,
    corner: tuple[float, float],
    grid: tuple[float, int],
    names: Mapping[str, str],
    lang: str,
) -> float:
    (x, y), (step, across) = corner, grid
    counted = getattr(row, "counted")  # noqa: B009
    named = int(getattr(row, "named"))  # noqa: B009
    total = named if pd.isna(counted) else max(int(counted), named)
    kind = getattr(row, "type")  # noqa: B009
    text = f"{words.number(total, lang)} {names[kind]}"
    ax.text(x, y, _wrapped(text, 18), va="top", fontsize=7.5, fontweight="bold")
    y += 0.16 + 0.17 * _wrapped(text, 18).count("\n") + 0.1
    for item in range(total):
        place = (x + step * (item % across), y + 0.21 * (item // across))
        fill = BLUE if item < named else "white"
        square = Rectangle(place, step * 0.78, 0.155, fc=fill, ec=BLUE, lw=0.7)
        square.set_gid(f"series:{kind}")
        ax.add_patch(square)
    return y + 0.21 * (1 + (max(total, 1) - 1) // across) + 0.12


def draw_distribution(
    shares: pd.DataFrame, ax: Axes, *, names: Mapping[str, str], lang: str
) -> Axes:
    """A bar for each distribution and reading; the unaccounted remainder is hatched."""
    groups = list(shares.groupby(["indicator_id", "reading"], sort=False))
    fills = [BLUE, "#5fa8d8", "#b9dcf2", "#e3f1fa"]
    for y, (_, rows) in enumerate(groups):
        left = 0.0
        named = rows[rows["band_id"].notna()]
        for fill, row in zip(fills, named.itertuples(index=False), strict=False):
            _segment(ax, (left, y), row, fill, names[row.band_id], lang)
            left += row.count
        rest = next(rows[rows["band_id"].isna()].itertuples(index=False))
        label = words.phrase("unaccounted", lang)
        _segment(ax, (left, y), rest, None, label, lang)
    ticks = [
        f"{names[d]}\n{words.phrase('reading_' + r, lang)}" for (d, r), _ in groups
    ]
    ax.set_yticks(range(len(groups)), ticks)
    ax.set_ylim(len(groups) - 0.45, -0.55)
    ax.set_xlim(0, 100)
    ax.set_xlabel(words.phrase("share_of_total", lang))
    ax.spines["left"].set_visible(False)
    ax.tick_params(length=0)
    return ax


def _segment(
    ax: Axes,
    corner: tuple[float, float],
    row: object,
    fill: str | None,
    label: str,
    lang: str,
) -> None:
    left, y = corner
    count, total = int(row.count), int(row.total)  # type: ignore[attr-defined, operator]
    start, width = 100 * left / total, 100 * count / total
    style = (
        {"fc": fill, "ec": "white"}
        if fill
        else {"fc": "white", "ec": MUTED, "hatch": "///"}
    )
    bar = Rectangle((start, y - 0.27), width, 0.54, lw=0.8, **style)
    bar.set_gid("bound:unaccounted" if fill is None else "series:band")
    ax.add_patch(bar)
    light = fill in (BLUE, "#5fa8d8")
    box = {"fc": "white", "ec": "none", "pad": 1.2} if fill is None else None
    ax.text(
        start + width / 2,
        y,
        words.number(count, lang),
        ha="center",
        va="center",
        color="white" if light else INK,
        fontweight="bold",
        bbox=box,
    )
    lines = _wrapped(label, max(int(width * 0.75), 8))
    ax.text(start, y + 0.3, lines, va="top", fontsize=6.5, color=MUTED)


def draw_attainments(
    attained: pd.DataFrame, ax: Axes, *, labels: list[str], lang: str
) -> Axes:
    """Actual per 100 of target, a row each; a line at 100 and one at the share of the
    term that had elapsed. An open end is an arrow.
    """
    for y, row in enumerate(attained.itertuples(index=False)):
        low, high = row.ratio_low_pct, row.ratio_high_pct
        _interval(ax, y, (low, high), {"gid": f"bound:{row.fact_id}", "color": BLUE})
        text = words.with_unit(
            words.bounded(*_tenths(low, high), lang), "percent", lang
        )
        end = high if not pd.isna(high) else low
        ax.text(end + 4, y, text, va="center", fontsize=7)
        if not pd.isna(row.term_elapsed):
            place = 100 * row.term_elapsed
            ax.plot(
                [place, place],
                [y - 0.33, y + 0.33],
                color=ORANGE,
                lw=2.2,
                gid="series:elapsed",
            )
    ax.axvline(100, color=INK, lw=0.8, gid="series:target")
    ax.set_yticks(range(len(attained)), [_wrapped(label, 44) for label in labels])
    ax.set_ylim(len(attained) - 0.5, -0.5)
    highest = np.nanmax(attained[["ratio_low_pct", "ratio_high_pct"]].to_numpy())
    ax.set_xlim(0, max(120.0, highest * 1.18))
    ax.set_xlabel(words.phrase("actual_per_target", lang))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    _key(
        ax.figure,
        [
            (
                words.phrase("attained", lang),
                Line2D([], [], marker="o", ls="", color=BLUE),
            ),
            (words.phrase("term_elapsed", lang), Line2D([], [], color=ORANGE, lw=2.2)),
            (words.phrase("target_line", lang), Line2D([], [], color=INK, lw=0.8)),
        ],
    )
    return ax


def _interval(
    ax: Axes, y: float, ends: tuple[float, float], style: dict[str, str]
) -> None:
    low, high = ends
    if low == high:
        ax.plot([low], [y], marker="o", ms=5.5, ls="", **style)
    elif pd.isna(high):
        ax.plot(
            [low, low * 1.12], [y, y], marker=5, markevery=[1], ms=7, lw=1.6, **style
        )
        ax.plot([low], [y], marker="|", ms=8, mew=1.6, ls="", **style)
    elif pd.isna(low):
        ax.plot(
            [high * 0.88, high], [y, y], marker=4, markevery=[0], ms=7, lw=1.6, **style
        )
        ax.plot([high], [y], marker="|", ms=8, mew=1.6, ls="", **style)
    else:
        ax.plot([low, high], [y, y], marker="|", ms=8, mew=1.6, lw=1.6, **style)


def draw_claims(
    claims: pd.DataFrame,
    ax: Axes,
    *,
    names: Mapping[str, str],
    lang: str,
) -> Axes:
    """The claims of one indicator over time: a point, a range, or an arrow where an
    end is open; a bar along the years that a claim is said of; hollow for an aim.

    Undated claims stand apart, right of the years. Nothing joins the claims of two
    sources; each is labelled with its figure and its source.
    """
    spans = [_years(row) for row in claims.itertuples(index=False)]
    known = [year for span in spans if span for year in span]
    first, last = (min(known), max(known)) if known else (2020.0, 2021.0)
    aside = last + max(1.0, 0.16 * (last - first))
    undated = 0
    for row, span in zip(claims.itertuples(index=False), spans, strict=True):
        start, end = span or (aside + 0.6 * undated, aside + 0.6 * undated)
        undated += span is None
        _draw_claim(ax, row, (start, end), (names, lang))
    ax.margins(x=0.12, y=0.3)
    ax.set_title(_wrapped(names[claims["indicator_id"].iloc[0]], 60))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def draw_all_claims(
    claims: pd.DataFrame, *, names: Mapping[str, str], lang: str
) -> list[Axes]:
    """A panel for each indicator of `claims`, in their order, as `draw_claims` has it."""
    groups = [rows for _, rows in claims.groupby("indicator_id", sort=False)]
    axes = panels(2.3 * max(len(groups), 1), 1, max(len(groups), 1))
    for rows, ax in zip(groups, axes, strict=False):
        draw_claims(rows, ax, names=names, lang=lang)
    shapes = {
        "claim_point": Line2D([], [], marker="o", ls="", color=BLUE),
        "claim_bound": Line2D([], [], marker=r"$\uparrow$", ls="", color=BLUE, ms=8),
        "claim_range": Line2D([], [], marker="_", color=BLUE, lw=1.6),
        "claim_aim": Line2D([], [], marker="D", ls="", color=ORANGE, mfc="white"),
    }
    _key(axes[0].figure, [(words.phrase(k, lang), mark) for k, mark in shapes.items()])
    return axes


def _years(row: object) -> tuple[float, float] | None:
    start, end = row.as_of_start, row.as_of_end  # type: ignore[attr-defined]
    if pd.isna(start) and pd.isna(end):
        return None
    start = end if pd.isna(start) else start
    end = start if pd.isna(end) else end
    return _decimal_year(str(start)), _decimal_year(str(end))


def _decimal_year(date: str) -> float:
    year, *rest = (int(part) for part in date.split("-"))
    month = rest[0] if rest else 7
    return year + (month - 1) / 12 if rest else float(year)


def _draw_claim(
    ax: Axes,
    row: object,
    span: tuple[float, float],
    said: tuple[Mapping[str, str], str],
) -> None:
    names, lang = said
    low, high = row.low, row.high  # type: ignore[attr-defined]
    aimed = row.modality == "aimed"  # type: ignore[attr-defined]
    middle = sum(span) / 2
    fact = row.fact_ids  # type: ignore[attr-defined]
    colour = ORANGE if aimed else BLUE
    style = {
        "color": colour,
        "mfc": "white" if aimed else colour,
        "gid": f"bound:{fact}",
    }
    if span[0] != span[1]:
        for level in {low, high} - {None}:
            if not pd.isna(level):
                ax.plot(
                    span,
                    [level, level],
                    color=colour,
                    lw=1.2,
                    alpha=0.55,
                    gid="series:span",
                )
    if low == high:
        ax.plot([middle], [low], marker="D" if aimed else "o", ms=6, ls="", **style)
    elif pd.isna(high):
        _arrow(ax, (middle, low), 14, colour, f"bound:{fact}")
    elif pd.isna(low):
        _arrow(ax, (middle, high), -14, colour, f"bound:{fact}")
    else:
        ax.plot(
            [middle, middle], [low, high], marker="_", ms=9, mew=1.6, lw=1.6, **style
        )
    figure = words.bounded(low, high, lang, qualifier=row.qualifier)  # type: ignore[attr-defined]
    text = words.with_unit(figure, row.unit, lang)  # type: ignore[attr-defined]
    level = high if not pd.isna(high) else low
    ax.annotate(
        f"{text}\n{names[row.source_id]}",  # type: ignore[attr-defined]
        (middle, level),
        xytext=(0, 17 if pd.isna(high) else 7),
        textcoords="offset points",
        ha="center",
        fontsize=6.5,
        linespacing=1.15,
        color=INK,
    )


def _arrow(
    ax: Axes, place: tuple[float, float], points: float, colour: str, gid: str
) -> None:
    ax.plot(*([end] for end in place), marker="_", ms=9, mew=1.6, color=colour, gid=gid)
    ax.annotate(
        "",
        place,
        xytext=(0, points),
        textcoords="offset points",
        arrowprops={
            "arrowstyle": "<|-",
            "color": colour,
            "lw": 1.4,
            "shrinkA": 0,
            "shrinkB": 0,
        },
        gid=gid,
    )


def draw_network(
    graph: nx.MultiDiGraph, layout: "Layout", ax: Axes, *, lang: str
) -> Axes:
    """The layered network: a column a layer, a box a node, a curve an edge.

    Instruments have square corners, committees and bodies round ones, places no box;
    a set known by its count has a broken border and says how many are not named.
    Edges of one family share a colour; inferred edges are dashed, expected dotted.
    """
    for name, x in layout.layers.items():
        width = 0.5 * max(box[2] for box in layout.boxes.values()) + 5
        band = Rectangle(
            (x - width, -8), 2 * width, layout.height + 16, fc="#f4f4f4", ec="none"
        )
        band.set_zorder(0)
        ax.add_patch(band)
        title = _wrapped(words.phrase(f"layer_{name}", lang), 16)
        ax.text(
            x,
            layout.height + 12,
            title,
            ha="center",
            va="bottom",
            fontsize=6.5,
            fontweight="bold",
            color=MUTED,
        )
    for (u, v, key), points in sorted(layout.curves.items()):
        known = graph.edges[u, v, key]
        family = FAMILY[known["type"]]
        style = {
            "color": FAMILY_COLOUR[family],
            "linestyle": BASIS_LINE[known["basis"]],
        }
        _curve(ax, points, style, f"edge:{key}")
    for node, box in layout.boxes.items():
        _box(ax, box, layout.labels[node], graph.nodes[node], node)
    ax.set_xlim(-6, layout.width + 6)
    ax.set_ylim(-10, layout.height + 32)
    ax.set_aspect("equal")
    ax.set_axis_off()
    used = {FAMILY[kind] for *_, kind in graph.edges(data="type")}
    lines = [
        (words.phrase(f"family_{family}", lang), Line2D([], [], color=colour, lw=1.4))
        for family, colour in FAMILY_COLOUR.items()
        if family in used
    ]
    bases = {basis for *_, basis in graph.edges(data="basis")} - {"stated"}
    lines += [
        (
            words.phrase(f"basis_{basis}", lang),
            Line2D([], [], color=INK, ls=BASIS_LINE[basis]),
        )
        for basis in sorted(bases)
    ]
    _key(ax.figure, lines)
    return ax


def network_canvas(layout: "Layout") -> Axes:
    """Axes of one page width, as high as `layout` needs."""
    return canvas(PAGE * (layout.height + 42) / (layout.width + 12) + 0.35)


def _curve(
    ax: Axes, points: list[tuple[float, float]], style: dict[str, object], gid: str
) -> None:
    codes = [Path.MOVETO] + [Path.CURVE4] * (len(points) - 1)
    line = PathPatch(Path(points, codes), fc="none", lw=0.75, alpha=0.85, **style)
    line.set_gid(gid)
    line.set_zorder(1)
    ax.add_patch(line)
    tip = np.array(points[-1])
    back = tip - np.array(points[-2])
    along = back / (np.hypot(*back) or 1)
    side = np.array([-along[1], along[0]])
    corners = [tip, tip - 6 * along + 2.3 * side, tip - 6 * along - 2.3 * side]
    ax.add_patch(Polygon(corners, fc=str(style["color"]), ec="none", zorder=1))


def _box(
    ax: Axes,
    box: tuple[float, float, float, float],
    lines: list[str],
    known: Mapping[str, object],
    node: str,
) -> None:
    x, y, width, height = box
    round_ = known["kind"] in ("committee", "body")
    counted = known.get("identity") == "counted_only"
    shape = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle=f"round,pad=0,rounding_size={5 if round_ else 0.6}",
        fc="#fdf3e1"
        if round_
        else ("#eef0ee" if known["kind"] == "locality" else "white"),
        ec=INK if known["kind"] != "locality" else "none",
        lw=0.6,
        ls=(0, (3, 1.5)) if counted else "-",
        zorder=2,
    )
    shape.set_gid(f"node:{node}")
    ax.add_patch(shape)
    ax.text(
        x,
        y,
        "\n".join(lines),
        ha="center",
        va="center",
        fontsize=5.8,
        linespacing=1.05,
        zorder=3,
    )


def fingerprint(axes: Axes | Sequence[Axes]) -> str:
    """One line that tells what is drawn on `axes`, read from the marks themselves.

    It changes when a mark moves in the data's units, or a label is worded anew; it
    does not change with fonts, colours or the size of the figure.

    Examples
    --------
    >>> ax = canvas(2)
    >>> line = ax.plot([1, 2], [3, 4], gid="series:a")
    >>> fingerprint(ax)
    'drawn: 1 series, 2 labels; 2a7d4b'
    """
    drawn = [axes] if isinstance(axes, Axes) else axes
    marks = [
        (str(artist.get_gid()), _shape(artist))
        for ax in drawn
        for artist in (*ax.lines, *ax.patches, *ax.collections)
        if artist.get_gid()
    ]
    labels = [text for ax in drawn for text in _texts(ax)]
    kinds = Counter(gid.split(":")[0] for gid, _ in marks)
    told = [f"{count} {kind}" for kind, count in sorted(kinds.items())]
    told += [f"{len(labels)} labels"]
    digest = hashlib.sha256(repr((sorted(marks), labels)).encode()).hexdigest()[:12]
    return f"drawn: {', '.join(told)}; {digest}"


def _shape(artist: Artist) -> tuple[tuple[float, ...], ...]:
    if isinstance(artist, Line2D):
        points = np.asarray(artist.get_xydata(), dtype=float)
    else:
        path = artist.get_path()  # type: ignore[attr-defined]
        points = artist.get_patch_transform().transform(path.vertices)  # type: ignore[attr-defined]
    return tuple(tuple(f"{number:.5g}" for number in point) for point in points)


def _texts(ax: Axes) -> list[str]:
    ticks = [*ax.get_xticklabels(), *ax.get_yticklabels()] if ax.axison else []
    others = [ax.title, ax.xaxis.label, ax.yaxis.label, *ax.texts]
    found = [text.get_text() for text in (*ticks, *others) if isinstance(text, Text)]
    return [" ".join(text.split()) for text in found if text.strip()]


def _key(figure: object, entries: list[tuple[str, Artist]]) -> None:
    labels, marks = zip(*entries, strict=True)
    figure.legend(  # type: ignore[attr-defined]
        marks,
        labels,
        loc="outside lower center",
        ncols=min(len(entries), 4),
        frameon=False,
        fontsize=7,
        handlelength=1.8,
        columnspacing=1.6,
    )


def _tenths(*ends: float) -> list[float]:
    return [end if pd.isna(end) else round(float(end), 1) for end in ends]


def _wrapped(text: str, letters: int) -> str:
    return "\n".join(textwrap.wrap(text, letters, break_long_words=False))


def _shade(colour: str, depth: float) -> tuple[float, ...]:
    red, green, blue = mpl.colors.to_rgb(colour)
    return tuple(1 - depth * (1 - part) for part in (red, green, blue))


def _bare(ax: Axes) -> None:
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
