"""The cascade in print: measured with the renderer, for reports of each committee."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox
from network_toys import CITY, REPORTS, cascade, drawn

from analysis import charts, networks, words
from analysis.charts.network import STATUS, VERBS
from analysis.charts.style import LEVELS
from analysis.networks.cascade import MOST

WIDEST = 600  # points: at 960 px, of which 896 are the figure's, a label has 11 px
POINT, END = 0.5, 1.5  # what rounding may take; how near dot ends a line


@pytest.fixture(params=REPORTS, ids="__".join)
def report(request):
    return cascade(*request.param)


def texts(report, *kinds: str) -> dict[str, list[Bbox]]:
    """Where the texts of some kinds are, in the points of the layout."""
    figure = report.ax.figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes: dict[str, list[Bbox]] = {}
    for text in report.ax.texts:
        kind, _, name = str(text.get_gid()).partition(":")
        if kind in kinds:
            box = text.get_window_extent(renderer)
            points = report.ax.transData.inverted().transform(box.get_points())
            boxes.setdefault(name, []).append(Bbox(points))
    return boxes


def rooms(report) -> dict[str, Bbox]:
    return {
        node: Bbox([(x - w / 2, y - h / 2), (x + w / 2, y + h / 2)])
        for node, (x, y, w, h) in report.layout.boxes.items()
    }


def is_within(inner: Bbox, outer: Bbox) -> bool:
    low, high = outer.get_points()
    return bool(
        (inner.get_points() >= low - POINT).all()
        and (inner.get_points() <= high + POINT).all()
    )


def test_it_has_few_boxes_at_page_width_with_letters_of_11_pixels(report):
    assert len(report.graph) <= MOST
    assert report.layout.width <= WIDEST
    sizes = [max(s for _, s in lines) for lines in report.layout.texts.values()]
    assert min(sizes) * 896 / report.layout.width >= 11


def test_boxes_are_apart_and_hold_their_text(report):
    boxes = rooms(report)
    for first, other in combinations(boxes.values(), 2):
        shared = Bbox.intersection(first, other)
        assert shared is None or min(shared.width, shared.height) <= POINT
    for node, places in texts(report, "issuer", "label", "note").items():
        assert all(is_within(place, boxes[node]) for place in places), node


def test_every_line_but_advice_leads_downward(report):
    for (u, v), points in report.layout.curves.items():
        is_advice = report.graph.edges[u, v]["verb"] == "advises"
        assert (points[0][1] > points[-1][1]) is not is_advice, (u, v)
        for (x, y), node in ((points[0], u), (points[-1], v)):
            box_x, box_y, width, height = report.layout.boxes[node]
            assert abs(x - box_x) <= width / 2 + END
            assert abs(y - box_y) <= height / 2 + END


def test_no_line_runs_through_a_box(report):
    for edge, points in report.layout.curves.items():
        line = traced(points)
        for node, room in rooms(report).items():
            if node not in edge:
                inside = (line > room.min + 2).all(axis=1)
                inside &= (line < room.max - 2).all(axis=1)
                assert not inside.any(), (edge, node)


def traced(points: list[tuple[float, float]]) -> np.ndarray:
    """Points on a Bézier curve."""
    ends, at = np.array(points), np.linspace(0, 1, 17)[:, None]
    pieces = zip(ends[:-1:3], ends[1::3], ends[2::3], ends[3::3], strict=True)
    return np.vstack(
        [
            (1 - at) ** 3 * a
            + 3 * (1 - at) ** 2 * at * b
            + 3 * (1 - at) * at**2 * c
            + at**3 * d
            for a, b, c, d in pieces
        ]
    )


def test_boxes_and_lines_lead_to_what_they_stand_for(report):
    leads = {str(patch.get_gid()): patch.get_url() for patch in report.ax.patches}
    for node, data in report.graph.nodes(data=True):
        address = f"entity:{data['kind']}/{node}"
        assert leads[f"node:{node}"].startswith((address, "claims:"))
    for *_, data in report.graph.edges(data=True):
        facts = data["fact_ids"].split()
        mark = leads[f"edge:{facts[0]}"]
        assert mark.startswith(f"claims:{'+'.join(facts)}?")
        assert mark == leads[f"tip:{facts[0]}"]


def test_statuses_and_verbs_differ_without_colour_and_are_in_the_key(report):
    assert len({str(dash) for dash in STATUS.values()}) == len(STATUS)
    assert len({look["lw"] for look in VERBS.values()}) == len(VERBS)
    assert len(set(LEVELS.values())) == len(LEVELS)
    lang = report.study.lang
    (key,) = report.ax.figure.legends
    shown_texts = [text.get_text() for text in key.get_texts()]
    for name in ("verb", "status"):
        used = {data[name] for *_, data in report.graph.edges(data=True)}
        assert {words.phrase(f"key_{value}", lang) for value in used} <= set(
            shown_texts
        )


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_falls_short_is_dotted_and_says_so(lang):
    report = cascade(CITY, "all", lang)
    short = words.phrase("tie_deficient_short", lang)
    notes = [text for text in report.ax.texts if text.get_text() == short]
    statuses = nx.get_edge_attributes(report.graph, "status").values()
    assert len(notes) == list(statuses).count("deficient") > 0


def test_the_whole_network_has_every_node_and_edge_drawn_from_above():
    report = drawn(CITY, "all", "en")
    assert set(report.layout.boxes) == set(report.graph)
    assert set(report.layout.curves) == set(report.graph.edges(keys=True))
    height = {node: box[1] for node, box in report.layout.boxes.items()}
    down = networks.downward(report.graph)
    assert all(height[u] > height[v] for u, v in down.edges)


def test_two_drawings_of_a_network_are_the_same():
    graph = cascade(CITY, "all", "en").graph
    turned = nx.DiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(data=True))))
    first, other = (networks.layout(each) for each in (graph, turned))
    assert first == other
    pictures = [charts.svg(charts.draw_network(graph, first, lang="en")) for _ in "ab"]
    assert pictures[0] == pictures[1]
