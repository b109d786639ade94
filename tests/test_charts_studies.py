"""Drawings, networks and sentences of the studies of failings, tasks and likeness."""

import io
from itertools import pairwise

import networkx as nx
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle

from analysis import charts, findings, measures, networks, words
from analysis.addresses import read_reference
from publish import downloads

NA = pd.NA
NAMES = {
    "report": "Report",
    "district": "District",
    "province": "Province",
    "land": "Land",
    "advice": "Advice",
    "rules": "Rules",
    "cadres": "Cadres",
    "city": "City",
    "article": "An article",
    "old": "An old text",
    "res": "Resolution",
    "plan": "Plan",
    "rule": "Rule",
    "town": "Town",
    "a": "A",
    "b": "B",
    "c": "C",
    "t1": "Text one",
}


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


COUNTS = frame(
    "group key answer count fact_ids",
    ("report district", "land", "stated", 2, "s1 s2"),
    ("report district", "land", "ours", 1, "s3"),
    ("report district", "land", "not_mentioned", 0, ""),
    ("report district", "advice", "stated", NA, ""),
    ("report province", "land", "stated", NA, ""),
    ("report province", "advice", "not_mentioned", 4, "s4 s5 s6 s7"),
).astype({"count": "Int64"})
AGAINST = frame(
    "task dimension_id source_id committee_id timing reported planned "
    "reported_fact_ids planned_fact_ids fact_ids",
    (1, "rules", "article", "province", "same", 2, 1, "a1 a2", "a3", "a1 a2 a3"),
    (1, "rules", "old", "city", "before", NA, NA, "", "", ""),
    (2, "cadres", "article", "province", "same", NA, 3, "", "a4 a5 a6", "a4 a5 a6"),
    (2, "cadres", "old", "city", "before", 5, NA, "b1", "", "b1"),
).astype({"reported": "Int64", "planned": "Int64"})
TIMES = frame(
    "upper upper_date lower ground days_low days_high source_id fact_ids",
    ("res", "2022-11-17", "rule", "dated", 45, 45, "old", "l1"),
    ("res", "2022-11-17", "rule", "dated", 45, 75, "old", "l2"),
    ("res", "2022-11-17", "plan", "planned", 44, NA, "article", "l3"),
    ("res", "2022-11-17", "town", "task", NA, NA, "article", "l4"),
    ("res", "2022-11-17", "city", "told", 0, 1409, "article", "l5"),
).astype({"days_low": "Int64", "days_high": "Int64"})
DEEDS = frame(
    "fact_id committee_id dimension_id status source_id asserted_by",
    ("d1", "a", "rules", "done", "t1", "secretary"),
    ("d2", "a", "cadres", "planned", "t1", "secretary"),
    ("d3", "b", "rules", "ongoing", "t3", "press"),
    ("d4", "b", "cadres", "done", "t3", "press"),
    ("d5", "b", "cadres", "planned", "t3", "press"),
    ("d6", "c", "land", "planned", "t4", "chief"),
    ("d7", "x", "land", "done", "t4", "chief"),
)
LEVELS = frame(
    "committee_id level label",
    ("a", "district", "A"),
    ("b", "district", "B"),
    ("c", "province", "C"),
)
BODIES = frame(
    "body_id type label",
    ("secretary", "office_holder", "Secretary"),
    ("press", "press", "Author"),
    ("chief", "office_holder", "Chief"),
)
DIMENSIONS = frame(
    "dimension_id label", ("rules", "Rules"), ("cadres", "Cadres"), ("land", "Land")
)
ALIKE = measures.likeness(DEEDS, LEVELS, ["rules", "cadres", "land"])
WITHOUT = measures.likeness_without_each(DEEDS, LEVELS, ["rules", "cadres", "land"])
EVERY = NAMES | {"t3": "Text three", "t4": "Text four"}


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    return networks.discourse(DEEDS, BODIES, DIMENSIONS, LEVELS)


def all_axes(drawn) -> list[Axes]:
    return [drawn] if isinstance(drawn, Axes) else list(drawn)


def marks(drawn, kind: type, prefix: str) -> list:
    return [
        one
        for ax in all_axes(drawn)
        for one in (*ax.lines, *ax.patches)
        if isinstance(one, kind) and str(one.get_gid()).startswith(prefix)
    ]


def texts(drawn) -> list[str]:
    return [text.get_text() for ax in all_axes(drawn) for text in ax.texts]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_bars_of_answers_are_as_long_as_they_count(lang):
    axes = charts.draw_answers(COUNTS, names=NAMES, lang=lang, what="failing")
    bars = marks(axes, Rectangle, "series:")
    told = [(bar.get_gid(), bar.get_x(), bar.get_width()) for bar in bars]
    assert told == [
        ("series:stated", 0, 2),
        ("series:ours", 2, 1),
        ("series:not_mentioned", 0, 4),
    ]
    assert texts(axes) == ["3", "–", "–", "4"]


def leads(drawn) -> set[tuple[str, ...]]:
    """The claims that the marks of a drawing stand for."""
    urls = [one.get_url() for ax in all_axes(drawn) for one in (*ax.lines, *ax.patches)]
    found = [read_reference(url) for url in urls if url]
    assert all(one.said for one in found)
    return {one.facts for one in found if one.facts}


def facts_of(*columns: pd.Series) -> set[tuple[str, ...]]:
    return {tuple(facts.split()) for column in columns for facts in column if facts}


def test_marks_lead_to_the_claims_that_they_count(graph):
    answers = charts.draw_answers(COUNTS, names=NAMES, lang="en", what="failing")
    assert leads(answers) == facts_of(COUNTS["fact_ids"])
    tasks = charts.draw_tasks(AGAINST, names=NAMES, lang="en")
    halves = [AGAINST[f"{half}_fact_ids"] for half in ("reported", "planned")]
    assert leads(tasks) == facts_of(*halves)
    times = charts.draw_times(TIMES, names=NAMES, lang="en")
    assert leads(times) == facts_of(TIMES["fact_ids"])
    alike = charts.draw_likeness(ALIKE, names=EVERY, lang="en", by="view")
    assert leads(alike) == facts_of(ALIKE["fact_ids"])
    told = charts.draw_discourse(graph, networks.two_mode(graph), lang="en")
    assert leads(told) == {tuple(key.split()) for *_, key in graph.edges(keys=True)}


def test_speakers_and_dimensions_lead_to_their_pages(graph):
    ax = charts.draw_discourse(graph, networks.two_mode(graph), lang="en")
    found = [read_reference(one.get_url()) for one in marks(ax, FancyBboxPatch, "node")]
    assert {(one.table, one.key) for one in found} == {
        ("body", "secretary"),
        ("body", "press"),
        ("body", "chief"),
        ("dimension", "rules"),
        ("dimension", "cadres"),
        ("dimension", "land"),
    }


def test_nothing_answered_is_said_so():
    axes = charts.draw_answers(COUNTS[:0], names=NAMES, lang="en", what="remedy")
    assert texts(axes) == [words.phrase("nothing_to_show", "en")]


def test_what_is_answered_looks_otherwise_in_grey_too():
    axes = charts.draw_answers(COUNTS, names=NAMES, lang="en", what="failing")
    bars = marks(axes, Rectangle, "series:")
    looks = {bar.get_gid(): (bar.get_facecolor(), bar.get_hatch()) for bar in bars}
    assert len(set(looks.values())) == len(looks)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_tiles_of_tasks(lang):
    ax = charts.draw_tasks(AGAINST, names=NAMES, lang=lang)
    assert len(marks(ax, Rectangle, "series:reported")) == len(AGAINST)
    assert len(marks(ax, Rectangle, "series:planned")) == len(AGAINST)
    numbers = [text for text in texts(ax) if text.isdigit() or text == "–"]
    assert numbers == ["2", "1", "–", "–", "–", "3", "5", "–"]


def test_a_tile_of_what_is_not_mentioned_is_empty():
    ax = charts.draw_tasks(AGAINST, names=NAMES, lang="en")
    planned = marks(ax, Rectangle, "series:planned")
    assert [tile.get_hatch() is not None for tile in planned] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_times_are_points_bars_arrows_or_nothing(lang):
    ax = charts.draw_times(TIMES, names=NAMES, lang=lang)
    drawn = {
        line.get_gid(): [float(x) for x in line.get_xdata()]
        for line in marks(ax, Line2D, "bound:")
    }
    assert drawn["bound:l1"] == [45]
    assert drawn["bound:l2"] == [45, 75]
    assert drawn["bound:l3"][0] == 44
    assert drawn["bound:l3:end"] == [44]
    assert drawn["bound:l4"] == [0]
    assert drawn["bound:l5"] == [0, 1409]
    assert not any("0" in text for text in texts(ax)[3:4])


def test_times_of_tasks_alone_can_be_drawn():
    ax = charts.draw_times(TIMES[3:4], names=NAMES, lang="en")
    assert len(marks(ax, Line2D, "bound:")) == 1


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("by", ["view", "dropped"])
def test_overlap_is_drawn_with_its_bounds(lang, by):
    rows = ALIKE if by == "view" else WITHOUT
    axes = charts.draw_likeness(rows, names=EVERY, lang=lang, by=by)
    assert len(marks(axes, Line2D, "bound:")) == rows["low_pct"].notna().sum()
    points = marks(axes, Line2D, "series:")
    told = rows["told_pct"].dropna()
    assert [float(one.get_xdata()[0]) for one in points] == told.tolist()
    shaded = [ax.get_facecolor()[0] < 1 for ax in axes]
    assert shaded == [False, True, True]


def test_the_discourse_network_counts_what_each_speaker_states(graph):
    ties = networks.ties_table(graph)
    expected = frame(
        "speaker dimension_id weight done ongoing planned fact_ids",
        ("press", "cadres", 2, 1, 0, 1, "d4 d5"),
        ("chief", "land", 1, 0, 0, 1, "d6"),
        ("press", "rules", 1, 0, 1, 0, "d3"),
        ("secretary", "cadres", 1, 0, 0, 1, "d2"),
        ("secretary", "rules", 1, 1, 0, 0, "d1"),
    )
    pd.testing.assert_frame_equal(ties, expected, check_dtype=False)


def test_a_speaker_belongs_to_the_committee_spoken_of(graph):
    speakers = {
        n: known["level"]
        for n, known in graph.nodes(data=True)
        if known["kind"] == "speaker"
    }
    assert speakers == {
        "secretary": "district",
        "press": "district",
        "chief": "province",
    }


def test_levels_stand_on_opposite_sides(graph):
    layout = networks.two_mode(graph)
    xs = {node: box[0] for node, box in layout.boxes.items()}
    assert xs["chief"] < xs["rules"] == xs["land"] < xs["press"] == xs["secretary"]
    assert list(layout.layers) == ["speakers_province", "speakers_district", "concepts"]
    assert set(layout.curves) == set(graph.edges(keys=True))


def test_one_level_alone_stands_left():
    part = networks.discourse(DEEDS[:5], BODIES, DIMENSIONS, LEVELS)
    assert list(networks.two_mode(part).layers) == ["speakers_district", "concepts"]


def test_boxes_of_a_column_do_not_overlap(graph):
    boxes = networks.two_mode(graph).boxes.values()
    for x in {box[0] for box in boxes}:
        column = sorted((y, h) for bx, y, _, h in boxes if bx == x)
        for (low, under), (high, over) in pairwise(column):
            assert low + under / 2 <= high - over / 2


def test_crossings_are_counted_on_each_side():
    graph = nx.MultiDiGraph([("p", "x"), ("q", "y"), ("r", "x"), ("s", "y")])
    assert networks.crossings(graph, [["p", "q"], ["x", "y"], ["r", "s"]]) == 0
    assert networks.crossings(graph, [["p", "q"], ["y", "x"], ["r", "s"]]) == 2
    assert networks.crossings(graph, [["p", "q"], ["y", "x"], ["s", "r"]]) == 1


def test_the_order_leaves_few_crossings():
    facts = [
        (f"f{n}", "a", dimension, "done", "t", speaker)
        for n, (speaker, dimension) in enumerate(
            [("secretary", "land"), ("press", "rules"), ("chief", "cadres")]
        )
    ]
    columns = "fact_id committee_id dimension_id status source_id asserted_by"
    graph = networks.discourse(frame(columns, *facts), BODIES, DIMENSIONS, LEVELS)
    boxes = networks.two_mode(graph).boxes
    column = sorted(boxes, key=lambda node: (boxes[node][0], boxes[node][1]))
    assert networks.crossings(graph, [column[:3], column[3:], []]) == 0


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_ties_are_as_wide_as_they_weigh(graph, lang):
    ax = charts.draw_discourse(graph, networks.two_mode(graph), lang=lang)
    lines = {one.get_gid(): one for one in marks(ax, PathPatch, "edge:")}
    assert len(lines) == graph.number_of_edges()
    widths = [lines[f"edge:press:{one}"].get_linewidth() for one in ("cadres", "rules")]
    assert widths[0] > widths[1]
    broken = {gid for gid, one in lines.items() if one.get_linestyle() != "-"}
    assert broken == {"edge:chief:land", "edge:secretary:cadres"}


def test_the_discourse_network_can_be_taken_along(graph):
    files = downloads.network_files(graph)
    again = nx.read_gexf(io.BytesIO(files.gexf.encode()))
    assert set(again) == set(graph)
    weights = {
        known["fact_id"]: known["weight"] for *_, known in again.edges(data=True)
    }
    assert weights["d4 d5"] == 2


# --- sentences ---------------------------------------------------------------

FAILINGS = frame(
    "fact_id is_past answer",
    ("s1", False, "stated"),
    ("s2", False, "not_mentioned"),
    ("s3", False, "not_mentioned"),
    ("s4", False, "ours"),
    ("s5", True, "stated"),
    ("s6", True, "not_mentioned"),
)


def test_past_failings_are_told_apart():
    assert findings.answered(FAILINGS, "en") == (
        "4 failings and causes are stated and not said to be overcome: 1 have a remedy "
        "as stated, 1 one by our reading; for 2 no reform that answers them is "
        "mentioned. 2 more are said to be overcome; for 1 of them a reform is told "
        "that answers them."
    )


def test_occasions():
    rows = frame(
        "status answer",
        ("planned", "ours"),
        ("planned", "not_mentioned"),
        ("done", "stated"),
        ("ongoing", "not_mentioned"),
    )
    assert findings.occasions(rows, "en") == (
        "Of 2 planned reforms, 0 answer a failing as stated and 1 by our reading; for "
        "1 no failing that they answer is mentioned. Of 2 reforms done or ongoing, 1 "
        "answer one."
    )


def test_causes_answered():
    rows = frame(
        "failing basis causes stated ours not_mentioned",
        ("s1", "stated", 5, 1, 1, 3),
        ("s1", "ours", 2, 0, 0, 2),
    )
    assert findings.causes_answered(rows, "en") == (
        "Failings left open to which the texts give causes: 1; causes given: 5. Of "
        "these, 1 are answered as stated, 1 by our reading, 3 by no reform that is "
        "mentioned. Further pairs of cause and failing that are our reading: 2."
    )
    nothing = words.phrase("nothing_to_show", "vi")
    assert findings.causes_answered(rows[:0], "vi") == nothing


def test_tasks_and_standings():
    listed = frame("task dimension_id", (1, "rules"), (1, "cadres"), (2, "rules"))
    timed = frame(
        "source_id timing", ("x", "same"), ("y", "before"), ("z", "undecided")
    )
    assert findings.tasks(listed, timed, "en") == (
        "2 tasks hold 3 planned reforms in 2 dimensions. Other texts written before "
        "the date of the resolution: 1; after it: 0; undecided: 1."
    )
    standings = frame(
        "committee_id standing",
        ("a", "already"),
        ("b", "perhaps"),
        ("a", "not_mentioned"),
        ("b", "planned"),
    )
    told = findings.reiteration(standings, NAMES, "en")
    assert told.startswith("A: of 2 pairs of task and dimension, 1 meet a reform")
    assert "B: of 2 pairs" in told


def test_times_after():
    assert findings.times_after(TIMES, "en") == (
        "Of 5 pairs of a dated instrument and what carries it out, 1 give a number of "
        "days, 2 an interval, 1 a lower end only, 1 nothing."
    )


def test_likeness_is_told_with_its_bounds():
    pair = ALIKE[(ALIKE["first"] == "a") & (ALIKE["second"] == "b")]
    assert findings.likeness(pair, NAMES, "en") == (
        "A and B: as told they share 100% of the dimensions that either mentions, 50% "
        "where plans are left out, 25% where the status must agree too; the silences "
        "leave room for 67% to 100%."
    )


def test_what_a_single_text_changes():
    rows = frame(
        "first second dropped told_pct",
        ("a", "b", None, 50.0),
        ("a", "b", "t1", 50.0),
        ("a", "b", "t2", 37.5),
        ("a", "b", "t3", None),
        ("a", "c", None, 20.0),
        ("a", "c", "t1", 30.0),
    )
    assert findings.likeness_without_each(rows, "en") == (
        "Over 4 omissions of one text, the overlap as told stays the same in 1, falls "
        "by up to 12.5 points, rises by up to 10; in 1 a committee is left without a "
        "text."
    )


def test_discourse_is_told(graph):
    assert findings.discourse(graph, "en") == (
        "3 speakers and 3 dimensions are joined by 5 ties; 2 of them rest on plans "
        "only, and 1 dimensions have one speaker only. The loudest voice, Author, "
        "states 50% of the reforms."
    )
