"""The programme network in print: measured with the renderer, for each report of it."""

import os
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.transforms import Bbox
from network_toys import (
    CITY,
    OTHER,
    PROVINCE,
    REPORTS,
    crossing_edges,
    drawn,
    traced,
)

from analysis import words
from analysis.charts.network import BASIS_LINE, FAMILY_COLOUR, FAMILY_WIDTH, HOLLOW

# Pairs of edges that cross, at most; before this layout they were 12, 161, 7, 3, 131.
MOST = {
    (CITY, "all"): 12,
    (PROVINCE, "all"): 50,
    (OTHER, "all"): 10,
    (CITY, "2020-2025"): 4,
    (PROVINCE, "2020-2025"): 38,
}
A_PAGE = 7.25, 9.7  # inches: 18.4 by 24.6 cm
SMALLEST = 4.9  # points: the term below a label; labels are larger
POINT = 0.35  # what rounding may take


LAYOUTS = """
from network_toys import REPORTS, drawn
for report in REPORTS:
    print(drawn(*report).layout)
"""


@pytest.fixture(params=REPORTS, ids="__".join)
def report(request):
    return drawn(*request.param)


def extents(report, kind: str) -> dict[str, Bbox]:
    """Where the texts of a kind stand, in points."""
    figure = report.ax.figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    scale = 72 / figure.dpi
    found = {}
    for text in report.ax.texts:
        before, _, name = str(text.get_gid()).partition(":")
        if before == kind or (kind == "title" and not text.get_gid()):
            box = text.get_window_extent(renderer)
            found[name or text.get_text()] = Bbox(box.get_points() * scale)
    return found


def boxes(report) -> dict[str, Bbox]:
    to_page = report.ax.transData.transform
    scale = 72 / report.ax.figure.dpi
    return {
        node: Bbox(
            [
                to_page((x - wide / 2, y - tall / 2)) * scale,
                to_page((x + wide / 2, y + tall / 2)) * scale,
            ]
        )
        for node, (x, y, wide, tall) in report.layout.boxes.items()
    }


def do_overlap(one: Bbox, other: Bbox) -> bool:
    return (
        min(one.x1, other.x1) - max(one.x0, other.x0) > POINT
        and min(one.y1, other.y1) - max(one.y0, other.y0) > POINT
    )


def is_within(inner: Bbox, outer: Bbox) -> bool:
    return (
        inner.x0 >= outer.x0 - POINT
        and inner.x1 <= outer.x1 + POINT
        and inner.y0 >= outer.y0 - POINT
        and inner.y1 <= outer.y1 + POINT
    )


def test_rounding_that_differs_from_machine_to_machine_decides_nothing():
    made = [
        subprocess.run(
            [sys.executable, "-c", LAYOUTS],
            check=True,
            capture_output=True,
            cwd=Path(__file__).parent,
            env={**os.environ, "OPENBLAS_CORETYPE": processor},
        ).stdout
        for processor in ("", "Nehalem", "Haswell")
    ]
    assert made[0].count(b"Layout(") == len(REPORTS)
    assert made[0] == made[1] == made[2]


def test_it_fits_a_journal_page(report):
    width, height = report.ax.figure.get_size_inches()
    assert width <= A_PAGE[0]
    assert height <= A_PAGE[1]


def test_no_two_boxes_overlap(report):
    found = combinations(boxes(report).items(), 2)
    assert [(one, other) for (one, a), (other, b) in found if do_overlap(a, b)] == []


def test_no_text_leaves_its_box(report):
    rooms = boxes(report)
    for kind in ("label", "note"):
        for node, place in extents(report, kind).items():
            assert is_within(place, rooms[node]), (kind, node, place, rooms[node])


def test_a_note_stands_clear_of_its_label(report):
    labels = extents(report, "label")
    for node, place in extents(report, "note").items():
        assert not do_overlap(place, labels[node]), node


def test_titles_and_key_stand_on_the_page_and_clear_of_all_else(report):
    figure = report.ax.figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    scale = 72 / figure.dpi
    page = Bbox(figure.bbox.get_points() * scale)
    titles = extents(report, "title")
    keys = [
        Bbox(one.get_window_extent(renderer).get_points() * scale)
        for one in figure.legends
    ]
    assert len(titles) == len(report.layout.bands)
    others = [*titles.values(), *keys]
    assert all(is_within(one, page) for one in others)
    pairs = combinations([*others, *boxes(report).values()], 2)
    assert not any(do_overlap(one, other) for one, other in pairs)


def test_letters_are_large_enough_to_read(report):
    sizes = {text.get_fontsize() for text in report.ax.texts}
    assert min(sizes) >= SMALLEST
    labels = [t for t in report.ax.texts if str(t.get_gid()).startswith("label:")]
    assert min(text.get_fontsize() for text in labels) >= 5.8


def test_no_edge_runs_through_a_box(report):
    for edge, points in report.layout.curves.items():
        line = traced(points)
        for node, (x, y, wide, tall) in report.layout.boxes.items():
            inside = (abs(line[:, 0] - x) < wide / 2 - 1) & (
                abs(line[:, 1] - y) < tall / 2 - 1
            )
            assert not inside.any(), (edge, node)


def test_edges_begin_and_end_at_their_boxes(report):
    for (source, target, _), points in report.layout.curves.items():
        for (x, y), node in ((points[0], source), (points[-1], target)):
            box_x, box_y, wide, tall = report.layout.boxes[node]
            assert abs(x - box_x) <= wide / 2 + 0.1
            assert abs(y - box_y) <= tall / 2 + 0.1


@pytest.mark.parametrize(("committee", "term"), MOST)
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_few_edges_cross(committee, term, lang):
    crossing = crossing_edges(drawn(committee, term, lang).layout)
    assert len(crossing) <= MOST[committee, term]


def test_each_term_is_told_by_a_tab_and_in_years(report):
    terms = {node: term for node, term in report.graph.nodes(data="term_id") if term}
    tabs = {
        str(patch.get_gid()).partition(":")[2]: to_rgb(patch.get_facecolor())
        for patch in report.ax.patches
        if str(patch.get_gid()).startswith("tab:")
    }
    assert set(tabs) == set(terms)
    shades = {terms[node]: grey(colour) for node, colour in tabs.items()}
    in_time = [shades[term] for term in sorted(shades)]
    assert all(late < early - 0.05 for early, late in pairwise(in_time))
    notes = {n: text.replace("–", "-") for n, text in report.layout.notes.items()}
    assert notes.items() <= terms.items()
    assert set(terms.values()) == set(notes.values())


def grey(colour) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_families_and_bases_keep_apart_without_colour():
    looks = {
        family: (FAMILY_WIDTH[family], family in HOLLOW) for family in FAMILY_COLOUR
    }
    assert len(set(looks.values())) == len(looks)
    assert len({str(line) for line in BASIS_LINE.values()}) == len(BASIS_LINE)


def test_all_marks_lead_to_what_they_stand_for(report):
    led = {
        str(patch.get_gid()): patch.get_url()
        for patch in report.ax.patches
        if str(patch.get_gid()).partition(":")[0] in ("node", "edge", "tip")
    }
    kinds = dict(report.graph.nodes(data="kind"))
    for node, kind in kinds.items():
        assert led[f"node:{node}"] == f"thing:{kind}/{node}"
    for *_, fact in report.graph.edges(keys=True):
        assert led[f"edge:{fact}"] == led[f"tip:{fact}"] == f"claims:{fact}"
    assert len(led) == len(kinds) + 2 * report.graph.number_of_edges()


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_an_inferred_edge_is_broken_and_the_key_says_so(lang):
    report = drawn(PROVINCE, "all", lang)
    inferred = {
        f"edge:{key}"
        for *_, key, basis in report.graph.edges(keys=True, data="basis")
        if basis == "inferred"
    }
    broken = {
        patch.get_gid()
        for patch in report.ax.patches
        if str(patch.get_gid()).startswith("edge:") and patch.get_linestyle() != "-"
    }
    assert inferred
    assert broken == inferred
    told = [t.get_text() for key in report.ax.figure.legends for t in key.get_texts()]
    assert words.phrase("basis_inferred", lang) in told
