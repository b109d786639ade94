"""The layered network: a column a layer, a box a node, a curve an edge."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from analysis import words
from analysis.charts.marks import (
    BLUE,
    INK,
    MUTED,
    PAGE,
    RED,
    canvas,
    key,
    wrapped,
)

if TYPE_CHECKING:
    from analysis.networks import Layout

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
FAMILY_COLOUR = {"carry": BLUE, "upward": RED, "office": "#8a8a8a", "reach": "#3fb58d"}
FAMILY_WIDTH = {"carry": 0.9, "upward": 1.6, "office": 0.6, "reach": 0.9}
BASIS_LINE = {"stated": "-", "inferred": (0, (4, 2)), "expected": (0, (1, 2))}


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
        title = wrapped(words.phrase(f"layer_{name}", lang), 16)
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
    for (u, v, fact), points in sorted(layout.curves.items()):
        known = graph.edges[u, v, fact]
        family = FAMILY[known["type"]]
        style: dict[str, object] = {
            "color": FAMILY_COLOUR[family],
            "linestyle": BASIS_LINE[known["basis"]],
            "lw": FAMILY_WIDTH[family],
        }
        _curve(ax, points, style, f"edge:{fact}")
    for node, box in layout.boxes.items():
        size = min(6.5, 10.0 * PAGE * 72 / layout.width)
        _box(ax, box, (layout.labels[node], size), graph.nodes[node], node)
    ax.set_xlim(-6, layout.width + 6)
    ax.set_ylim(-10, layout.height + 32)
    ax.set_aspect("equal")
    ax.set_axis_off()
    used = {FAMILY[kind] for *_, kind in graph.edges(data="type")}
    lines = {
        words.phrase(f"family_{family}", lang): Line2D(
            [], [], color=colour, lw=1.6 * FAMILY_WIDTH[family]
        )
        for family, colour in FAMILY_COLOUR.items()
        if family in used
    }
    bases = {basis for *_, basis in graph.edges(data="basis")} - {"stated"}
    lines |= {
        words.phrase(f"basis_{basis}", lang): Line2D(
            [], [], color=INK, ls=BASIS_LINE[basis]
        )
        for basis in sorted(bases)
    }
    key(ax, lines)
    return ax


def network_canvas(layout: "Layout") -> Axes:
    """Axes of one page width, as high as `layout` needs."""
    return canvas(PAGE * (layout.height + 42) / (layout.width + 12) + 0.35)


def _curve(
    ax: Axes, points: list[tuple[float, float]], style: dict[str, object], gid: str
) -> None:
    codes = [Path.MOVETO] + [Path.CURVE4] * (len(points) - 1)
    line = PathPatch(Path(points, codes), fc="none", alpha=0.85, **style)
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
    written: tuple[list[str], float],
    known: Mapping[str, object],
    node: str,
) -> None:
    x, y, width, height = box
    lines, size = written
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
        fontsize=size,
        linespacing=1.05,
        zorder=3,
    )
