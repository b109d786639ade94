"""The layered network: a column a layer, a box a node, a curve an edge.

Everything is drawn in points at the size at which it is printed, so that text which
fits its box in the layout fits it on the page.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path

from analysis import words
from analysis.charts.marks import wrapped
from analysis.charts.style import BLUE, GREEN, INK, MUTED, RED, Look, canvas, figure_of

if TYPE_CHECKING:
    from analysis.networks.layout import Layout

FAMILY_COLOUR = {"carry": BLUE, "upward": RED, "office": "#777777", "reach": GREEN}
FAMILY_WIDTH = {"carry": 0.8, "upward": 1.5, "office": 0.6, "reach": 0.8}
HOLLOW = ("office", "reach")
BASIS_LINE = {"stated": "-", "inferred": (0, (4, 2)), "expected": (0, (1, 1.6))}
PAPER, CREAM, STONE, BAND = "white", "#fdf3e1", "#e3e6e3", "#f5f5f5"
TERM_LIGHT, TERM_DARK = np.array([0.86, 0.78, 0.9]), np.array([0.27, 0.1, 0.38])
HEAD, FOOT, SIDE, TITLE, TAB, TIP = 36.0, 62.0, 4.0, 6.4, 2.0, 4.2
SWATCH, LETTER = 18.0, 3.2  # of the key, in points: a mark, and a letter beside it
ROWS, BODY = 6, {"committee": "body"}


def draw_network(
    graph: nx.MultiDiGraph, layout: "Layout", ax: Axes, *, lang: str
) -> Axes:
    """The layered network: a column a layer, a box a node, a curve an edge.

    Instruments have square corners, committees and bodies round ones, places a darker
    ground; a set known by its count has a broken border and says how many are not
    named. A tab on the left, darker from term to term, and years name the term. Edges
    of one family share colour, width and tip; inferred edges are dashed, expected
    dotted. Nodes and edges carry a reference to what they stand for.
    """
    ax.set_xlim(0, layout.width)
    ax.set_ylim(-FOOT, layout.height + HEAD)
    ax.set_axis_off()
    _draw_bands(ax, layout, lang)
    for edge, points in sorted(layout.curves.items()):
        _draw_edge(ax, points, graph.edges[edge], edge[2])
    shades = _shades(graph)
    for node in layout.boxes:
        _draw_node(ax, layout, node, graph.nodes[node], shades)
    _draw_key(ax, graph, shades, lang)
    return ax


def network_canvas(layout: "Layout") -> Axes:
    """Axes that are as large as `layout` with its headings and key."""
    ax = canvas(1)
    figure = figure_of(ax)
    figure.set_layout_engine("none")
    figure.set_size_inches(layout.width / 72, (layout.height + HEAD + FOOT) / 72)
    ax.set_position((0, 0, 1, 1))
    return ax


def _draw_bands(ax: Axes, layout: "Layout", lang: str) -> None:
    for name, (left, bottom, width, height) in layout.bands.items():
        corner = left - SIDE, bottom - SIDE
        band = Rectangle(
            corner, width + 2 * SIDE, height + 2 * SIDE, fc=BAND, ec="none"
        )
        band.set_zorder(0)
        ax.add_patch(band)
        letters = int((width + 3 * SIDE) / (0.68 * TITLE))
        ax.text(
            left + width / 2,
            layout.height + 2 * SIDE,
            wrapped(words.phrase(f"layer_{name}", lang), max(letters, 8)),
            ha="center",
            va="bottom",
            fontsize=TITLE,
            fontweight="bold",
            linespacing=1.05,
            color=MUTED,
        )


def _draw_edge(
    ax: Axes,
    points: list[tuple[float, float]],
    edge: Mapping[str, str],
    fact: str,
) -> None:
    family = edge["family"]
    colour = FAMILY_COLOUR[family]
    tip = np.array(points[-1])
    along = tip - np.array(points[-2])
    along = along / (np.hypot(*along) or 1)
    side = np.array([-along[1], along[0]])
    codes = [Path.MOVETO] + [Path.CURVE4] * (len(points) - 1)
    line = PathPatch(
        Path([*points[:-1], tuple(tip - 0.7 * TIP * along)], codes),
        fc="none",
        ec=colour,
        ls=BASIS_LINE[edge["basis"]],
        lw=FAMILY_WIDTH[family],
        capstyle="butt",
        zorder=1,
    )
    corners = [tip, tip - TIP * along + 1.7 * side, tip - TIP * along - 1.7 * side]
    head = PathPatch(
        Path([*corners, tip], closed=True),
        fc=PAPER if family in HOLLOW else colour,
        ec=colour,
        lw=0.6,
        joinstyle="miter",
        zorder=1.5,
    )
    for mark, name in ((line, "edge"), (head, "tip")):
        mark.set_gid(f"{name}:{fact}")
        mark.set_url(f"claims:{fact}")
        ax.add_patch(mark)


def _draw_node(
    ax: Axes,
    layout: "Layout",
    node: str,
    attributes: Mapping[str, object],
    shades: dict[str, str],
) -> None:
    x, y, width, height = layout.boxes[node]
    left, bottom = x - width / 2, y - height / 2
    box = _box((left, bottom, width, height), attributes)
    box.set_gid(f"node:{node}")
    box.set_url(f"thing:{attributes['kind']}/{node}")
    ax.add_patch(box)
    if shade := shades.get(str(attributes.get("term_id"))):
        tab = Rectangle((left, bottom), TAB, height, fc=shade, ec="none", zorder=2.5)
        tab.set_gid(f"tab:{node}")
        ax.add_patch(tab)
    note, lines = layout.notes.get(node, ""), layout.labels[node]
    row = 1.17 * layout.size
    look: Look = {"ha": "center", "va": "center", "linespacing": 1.0, "zorder": 3}
    look |= {"x": x + (TAB / 2 if shade else 0), "url": box.get_url()}
    ax.text(
        y=y + 0.43 * row * bool(note),
        s="\n".join(lines),
        fontsize=layout.size,
        gid=f"label:{node}",
        **look,
    )
    if note:
        ax.text(
            y=y - row * len(lines) / 2,
            s=note,
            fontsize=0.86 * layout.size,
            color=TERM_DARK,
            gid=f"note:{node}",
            **look,
        )


def _box(
    room: tuple[float, float, float, float], attributes: Mapping[str, object]
) -> FancyBboxPatch:
    left, bottom, width, height = room
    is_round = attributes["kind"] in ("committee", "body")
    is_place = attributes["kind"] == "locality"
    is_counted = attributes.get("identity") == "counted_only"
    return FancyBboxPatch(
        (left, bottom),
        width,
        height,
        boxstyle=f"round,pad=0,rounding_size={4 if is_round else 0.5}",
        fc=CREAM if is_round else STONE if is_place else PAPER,
        ec="none" if is_place else INK,
        lw=0.55,
        ls=(0, (3, 1.6)) if is_counted else "-",
        zorder=2,
    )


def _shades(graph: nx.MultiDiGraph) -> dict[str, str]:
    """A colour for each term in the graph, the later the darker."""
    terms = sorted({str(term) for _, term in graph.nodes(data="term_id") if term})
    parts = np.linspace(0, 1, len(terms)) if len(terms) > 1 else np.ones(1)
    mixed = [TERM_LIGHT + part * (TERM_DARK - TERM_LIGHT) for part in parts]
    hexes = ["#" + "".join(f"{round(255 * c):02x}" for c in mix) for mix in mixed]
    return dict(zip(terms, hexes, strict=False))


def _draw_key(
    ax: Axes, graph: nx.MultiDiGraph, shades: dict[str, str], lang: str
) -> None:
    """Below the drawing, what each kind of line, box and tab means."""
    tabs: dict[str, Artist] = {
        term.replace("-", "–"): Rectangle((0, 0), 1, 1, fc=shade, ec="none")
        for term, shade in shades.items()
    }
    parts = {
        "lines": (_key_of_lines(graph, lang), 0.04, 0.38),
        "boxes": (_key_of_boxes(graph, lang), 0.42, 0.34),
        "terms": (tabs, 0.76, 0.24),
    }
    figure = figure_of(ax)
    low, high = ax.get_ylim()
    for entries, left, share in parts.values():
        letters = int((share * ax.get_xlim()[1] - SWATCH) / LETTER)
        if entries:
            figure.legend(
                entries.values(),
                [wrapped(text, letters) for text in entries],
                loc="upper left",
                bbox_to_anchor=(left, (FOOT - 2 * SIDE) / (high - low)),
                ncols=1 + (len(entries) > ROWS),
                frameon=False,
                fontsize=6.2,
                handlelength=2.2,
                handleheight=0.9,
                columnspacing=1.2,
                labelspacing=0.3,
                borderpad=0,
                borderaxespad=0,
            )


def _key_of_lines(graph: nx.MultiDiGraph, lang: str) -> dict[str, Artist]:
    used = {family for *_, family in graph.edges(data="family")}
    entries: dict[str, Artist] = {}
    for family in (name for name in FAMILY_COLOUR if name in used):
        colour = FAMILY_COLOUR[family]
        entries[words.phrase(f"family_{family}", lang)] = Line2D(
            [0, 1],
            [0, 0],
            color=colour,
            lw=FAMILY_WIDTH[family],
            marker=">",
            markevery=[1],
            markersize=3.4,
            markerfacecolor=PAPER if family in HOLLOW else colour,
            markeredgewidth=0.6,
        )
    for basis in sorted({basis for *_, basis in graph.edges(data="basis")}):
        if basis != "stated":
            entries[words.phrase(f"basis_{basis}", lang)] = Line2D(
                [], [], color=INK, lw=0.9, ls=BASIS_LINE[basis]
            )
    return entries


def _key_of_boxes(graph: nx.MultiDiGraph, lang: str) -> dict[str, Artist]:
    kinds = {BODY.get(str(kind), str(kind)) for _, kind in graph.nodes(data="kind")}
    samples: dict[str, Artist] = {
        name: _box((0, 0, 1, 1), {"kind": name})
        for name in ("instrument", "body", "locality")
        if name in kinds
    }
    if "counted_only" in dict(graph.nodes(data="identity")).values():
        counted = {"kind": "instrument", "identity": "counted_only"}
        samples["counted"] = _box((0, 0, 1, 1), counted)
    return {words.phrase(f"key_{name}", lang): box for name, box in samples.items()}
