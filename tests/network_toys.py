"""The programme networks of the reports, as tests of drawing and page need them."""

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import networkx as nx
import numpy as np

from analysis import charts, findings, networks, show, tables
from analysis.networks.layout import Edge, Layout
from analysis.tables import Study

RELATIONS = "implements concretises contains applies_to prompted_by advises led_by"
CITY = "lao-cai-city-committee"
PROVINCE = "lao-cai-province-committee"
OTHER = "thai-nguyen-city-committee"
REPORTS = [
    (committee, term, lang)
    for committee, term in (
        (CITY, "all"),
        (PROVINCE, "all"),
        (OTHER, "all"),
        (CITY, "2020-2025"),
        (PROVINCE, "2020-2025"),
    )
    for lang in ("en", "vi")
]


@dataclass(frozen=True)
class Drawn:
    """One network with its layout and its picture."""

    study: Study
    graph: nx.MultiDiGraph
    layout: Layout
    ax: object


@cache
def whole(lang: str) -> tuple[Study, nx.MultiDiGraph]:
    study = tables.load_tables(lang)
    actors = networks.actors(
        *(study.labelled(name) for name in ("committees", "bodies", "localities"))
    )
    relations, instruments = study.whole("relations"), study.labelled("instruments")
    types = study.whole("relation_types")
    return study, networks.programme_network(relations, types, instruments, actors)


@cache
def drawn(committee_id: str, term_id: str, lang: str) -> Drawn:
    study, everything = whole(lang)
    graph = networks.of_committee(everything, committee_id, term_id, RELATIONS.split())
    layout = networks.layered(graph)
    ax = charts.draw_network(graph, layout, charts.network_canvas(layout), lang=lang)
    return Drawn(study, graph, layout, ax)


def picture(one: Drawn) -> show.Picture:
    """The figure as a notebook shows it."""
    edges = networks.edges_table(one.graph)
    columns = ["source", "type", "target", "basis"]
    told = show.table(one.study, edges, "edges_listed", of="relations", columns=columns)
    alt = findings.network(one.graph, one.study.lang)
    return show.network(one.study, one.graph, one.ax, alt, told).picture


def traced(points: list[tuple[float, float]]) -> np.ndarray:
    """Points on a Bézier curve, close enough to each other to be taken for it."""
    ends = np.array(points)
    at = np.linspace(0, 1, 17)[:-1, None]
    pieces = [
        (1 - at) ** 3 * a
        + 3 * (1 - at) ** 2 * at * b
        + 3 * (1 - at) * at**2 * c
        + at**3 * d
        for a, b, c, d in zip(
            ends[:-1:3], ends[1::3], ends[2::3], ends[3::3], strict=True
        )
    ]
    return np.vstack([*pieces, ends[-1:]])


def crossing_edges(layout: Layout) -> list[tuple[Edge, Edge]]:
    """Pairs of edges without a common node whose curves cross."""
    lines = {edge: traced(points) for edge, points in layout.curves.items()}
    return [
        (one, other)
        for one, other in combinations(sorted(lines), 2)
        if not {*one[:2]} & {*other[:2]} and do_cross(lines[one], lines[other])
    ]


def do_cross(one: np.ndarray, other: np.ndarray) -> bool:
    a, b, c, d = one[:-1, None], one[1:, None], other[None, :-1], other[None, 1:]
    apart = side(a, b, c) * side(a, b, d) < 0
    return bool((apart & (side(c, d, a) * side(c, d, b) < 0)).any())


def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """At which side of the line from `a` to `b` the point `c` lies."""
    along, away = b - a, c - a
    return along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0]
