"""A network in rows from above to below: a box a node, a curve a tie.

Everything is drawn in points at the size at which it is printed, so that text which
fits its box in the layout fits it on the page.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from analysis import words
from analysis.addresses import claims_reference, entity_reference
from analysis.charts.style import (
    BLUE,
    GREY,
    INK,
    LEVELS,
    MUTED,
    RED,
    TAN,
    Look,
    canvas,
    figure_of,
)

if TYPE_CHECKING:
    from analysis.networks.layout import Layout, Point

NEAR = 24  # points within which two words would cover each other
VERBS: dict[str, Look] = {
    "issues": {"color": GREY, "lw": 0.7},
    "carries": {"color": BLUE, "lw": 1.1},
    "advises": {"color": RED, "lw": 1.5},
    "beside": {"color": TAN, "lw": 0.6},
}
STATUS = {"reported": "-", "ordered": (0, (4, 2)), "deficient": (0, (1, 1.3))}
UPWARD = "advises"
CODED = {"done": "reported", "ongoing": "reported", "deficient": "deficient"}
LINE = 1.18  # of the size of letters
TIP, SIDE, KEY_LINE, KEY_COLUMNS, SMALL = 4.6, 4.0, 11.0, 4, 6.2


def draw_network(
    graph: nx.DiGraph | nx.MultiDiGraph, layout: "Layout", *, lang: str
) -> Axes:
    """Draw a network as `layout` places it; returns its Axes, as large as it needs.

    Documents have square corners, committees and bodies round ones, places no border;
    the tint names the level. A line is whole where a text reports it as done, dashed
    where it is ordered, dotted where it is said to fall short. Lines lead downward,
    but for advice. Boxes and lines lead to what they stand for.

    Parameters
    ----------
    graph
        What `networks.cascade` or `networks.of_committee` returns.
    """
    entries = _key(graph, lang)
    foot = KEY_LINE * -(-len(entries) // KEY_COLUMNS) + 2 * SIDE
    ax = canvas(1)
    figure = figure_of(ax)
    figure.set_layout_engine("none")
    width, height = layout.width + 2 * SIDE, layout.height + foot + SIDE
    figure.set_size_inches(width / 72, height / 72)
    ax.set_position((0, 0, 1, 1))
    ax.set_xlim(-SIDE, layout.width + SIDE)
    ax.set_ylim(-foot, layout.height + SIDE)
    ax.set_axis_off()
    for edge, points in sorted(layout.curves.items()):
        is_up = graph.edges[edge].get("direction") == "up"
        is_led = graph.edges[edge].get("type") == "led_by"
        way = points[::-1] if is_up or is_led else points
        _draw_tie(ax, way, _tie(graph, edge, lang), lang)
    for node, data in sorted(graph.nodes(data=True)):
        _draw_box(ax, layout, node, data)
    figure.legend(
        entries.values(),
        entries.keys(),
        loc="lower center",
        ncols=KEY_COLUMNS,
        frameon=False,
        fontsize=SMALL,
        handlelength=2.6,
        columnspacing=1.4,
        labelspacing=0.35,
        borderpad=0,
        borderaxespad=0.3,
    )
    return ax


def _tie(
    graph: nx.DiGraph | nx.MultiDiGraph, edge: tuple[str, ...], lang: str
) -> dict[str, str]:
    """The look, the name and the reference of a tie."""
    data = graph.edges[edge]
    facts = str(data.get("fact_ids", edge[-1])).split()
    verb = data.get("verb") or _verb(data)
    status = CODED.get(data.get("status", "done"), data["status"])
    status = status if status in STATUS else "ordered"
    names = {
        "source": graph.nodes[edge[0]]["label"],
        "target": graph.nodes[edge[1]]["label"],
        "verb": words.phrase(f"tie_{verb}", lang),
        "status": words.phrase(f"tie_{status}", lang),
    }
    wording = words.phrase("tie_worded", lang, **names)
    url = claims_reference(facts, wording)
    return {"verb": verb, "status": status, "fact": facts[0], "url": url}


def _verb(data: Mapping[str, Any]) -> str:
    if data["type"] in ("issued_by", UPWARD):
        return "issues" if data["type"] == "issued_by" else UPWARD
    return "carries" if "direction" in data else "beside"


def _draw_tie(
    ax: Axes, points: "list[Point]", tie: Mapping[str, str], lang: str
) -> None:
    look = VERBS[tie["verb"]]
    tip = np.array(points[-1])
    along = tip - np.array(points[-2])
    along = along / (np.hypot(*along) or 1)
    side = np.array([-along[1], along[0]])
    codes = [Path.MOVETO] + [Path.CURVE4] * (len(points) - 1)
    line = PathPatch(
        Path([*points[:-1], tuple(tip - 0.7 * TIP * along)], codes),
        fc="none",
        ec=look["color"],
        lw=look["lw"],
        ls=STATUS[tie["status"]],
        capstyle="butt",
        zorder=1,
    )
    corners = [tip, tip - TIP * along + 1.8 * side, tip - TIP * along - 1.8 * side]
    is_hollow = tie["verb"] == UPWARD
    head = Polygon(
        corners, fc="white" if is_hollow else look["color"], ec=look["color"], lw=0.7
    )
    head.set_zorder(1.5)
    for mark, name in ((line, "edge"), (head, "tip")):
        mark.set_gid(f"{name}:{tie['fact']}")
        mark.set_url(tie["url"])
        ax.add_patch(mark)
    if tie["status"] == "deficient":
        x, y = np.mean(points[-4:], axis=0)
        paper: Look = {"fc": "white", "ec": "none", "pad": 0.6}
        text = words.phrase("tie_deficient_short", lang)
        if any(
            np.hypot(*np.subtract(t.get_position(), (x, y))) < NEAR for t in ax.texts
        ):
            return  # one word serves lines that run side by side
        look = {"fontsize": 5.6, "color": INK, "ha": "center", "va": "center"}
        ax.text(x, y, text, bbox=paper, zorder=1.8, **look)


def _draw_box(ax: Axes, layout: "Layout", node: str, data: Mapping[str, Any]) -> None:
    x, y, width, height = layout.boxes[node]
    box = _box((x - width / 2, y - height / 2, width, height), data)
    members = data.get("members", [node])
    facts = str(data.get("fact_ids", "")).split()
    reference = entity_reference(data["kind"], node, data["label"])
    is_one = data["kind"] == "committee" or len(members) == 1 or not facts
    box.set_url(reference if is_one else claims_reference(facts, data["label"]))
    box.set_gid(f"node:{node}")
    ax.add_patch(box)
    lines = layout.texts[node]
    largest = max(size for _, size in lines)
    top = y + sum(LINE * size for _, size in lines) / 2
    name = "issuer"
    for size, part in groupby(lines, key=lambda line: line[1]):
        texts = [text for text, _ in part]
        name = "label" if size == largest else "note" if name == "label" else name
        depth = LINE * size * len(texts)
        ax.text(
            x,
            top - depth / 2,
            "\n".join(texts),
            ha="center",
            va="center",
            linespacing=1.0,
            fontsize=size,
            color=INK if size == largest else MUTED,
            zorder=3,
            gid=f"{name}:{node}",
            url=box.get_url(),
        )
        top -= depth


def _box(
    room: tuple[float, float, float, float], data: Mapping[str, Any]
) -> FancyBboxPatch:
    left, bottom, width, height = room
    is_body = data["kind"] in ("committee", "body")
    return FancyBboxPatch(
        (left, bottom),
        width,
        height,
        boxstyle=f"round,pad=0,rounding_size={5 if is_body else 0.4}",
        fc=LEVELS[data["layer"]],
        ec="none" if data["kind"] == "locality" else INK,
        lw=0.6,
        zorder=2,
    )


def _key(graph: nx.DiGraph | nx.MultiDiGraph, lang: str) -> dict[str, Artist]:
    """What each kind of line and box means, of those that are drawn."""
    keyed = graph.edges(keys=True) if graph.is_multigraph() else graph.edges
    ties = [_tie(graph, edge, lang) for edge in keyed]
    verbs, statuses = ({tie[name] for tie in ties} for name in ("verb", "status"))
    kinds = {"body" if k == "committee" else k for _, k in graph.nodes(data="kind")}
    layers = {layer for _, layer in graph.nodes(data="layer")}
    entries: dict[str, Artist] = {
        f"key_{verb}": _line_of(verb) for verb in VERBS if verb in verbs
    }
    entries |= {
        f"key_{status}": Line2D([], [], color=INK, lw=1, ls=dash)
        for status, dash in STATUS.items()
        if status in statuses
    }
    for kind in ("instrument", "body"):
        if kind in kinds:
            sample = {"kind": kind, "layer": "district"}
            entries[f"key_{kind}"] = _box((0, 0, 1, 1), sample)
    for layer in LEVELS:
        if layer in layers:
            kind = "locality" if layer == "places" else "instrument"
            sample = {"kind": kind, "layer": layer}
            entries[f"layer_{layer}"] = _box((0, 0, 1, 1), sample)
    return {words.phrase(name, lang): mark for name, mark in entries.items()}


def _line_of(verb: str) -> Line2D:
    """A line of the key, with its tip."""
    look, is_up = VERBS[verb], verb == UPWARD
    tip: Look = {"marker": "^" if is_up else "v", "markersize": 3.6, "markevery": [1]}
    fill = "white" if is_up else look["color"]
    return Line2D([0, 1], [0, 0], markerfacecolor=fill, **tip, **look)
