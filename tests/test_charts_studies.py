"""Drawings and sentences of the studies of failings and tasks."""

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis import charts, findings, words
from analysis.addresses import read_reference

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


def test_marks_lead_to_the_claims_that_they_count():
    answers = charts.draw_answers(COUNTS, names=NAMES, lang="en", what="failing")
    assert leads(answers) == facts_of(COUNTS["fact_ids"])
    tasks = charts.draw_tasks(AGAINST, names=NAMES, lang="en")
    halves = [AGAINST[f"{half}_fact_ids"] for half in ("reported", "planned")]
    assert leads(tasks) == facts_of(*halves)
    times = charts.draw_times(TIMES, names=NAMES, lang="en")
    assert leads(times) == facts_of(TIMES["fact_ids"])


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
