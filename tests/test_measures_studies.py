"""Failings and their remedies, tasks and what stands against them."""

import pandas as pd
import pytest
from study_toys import frame, same

from analysis import measures

NA = pd.NA


# --- failings and remedies ---------------------------------------------------

FAILINGS = frame(
    "fact_id committee_id source_id domain type is_past",
    ("s1", "city", "report", "land", "shortcoming", False),
    ("s2", "city", "report", "advice", "cause", False),
    ("s3", "city", "report", "land", "cause", False),
    ("s4", "province", "article", "land", "shortcoming", True),
)
REFORMS = frame(
    "fact_id committee_id source_id dimension_id status",
    ("r1", "city", "report", "rules", "planned"),
    ("r2", "city", "report", "cadres", "done"),
    ("r3", "province", "article", "rules", "planned"),
)
LINKS = frame(
    "from to type basis",
    ("r1", "s1", "answers", "ours"),
    ("r2", "s1", "answers", "stated"),
    ("r1", "s3", "answers", "ours"),
    ("r1", "r2", "part_of", "ours"),
    ("s2", "s1", "cause_of", "stated"),
    ("s3", "s1", "cause_of", "stated"),
    ("s3", "s4", "cause_of", "ours"),
    ("r3", "s1", "cause_of", "stated"),
)
SOURCES = frame("source_id genre", ("report", "report"), ("article", "article"))
COMMITTEES = frame("committee_id level", ("city", "district"), ("province", "province"))


@pytest.fixture
def answered():
    return measures.remedies(FAILINGS, REFORMS, LINKS)


def test_planned_sector_measures_may_answer_too():
    targets = frame(
        "fact_id committee_id source_id status locality_id",
        ("t1", "city", "report", "aimed", NA),
        ("t2", "city", "report", "aimed", NA),
    )
    links = pd.concat(
        [LINKS, frame("from to type basis", ("t1", "s2", "answers", "ours"))]
    )
    found = measures.answering(REFORMS, targets, links)
    assert found.columns.tolist() == REFORMS.columns.tolist()
    assert found["fact_id"].tolist() == ["r1", "r2", "r3", "t1"]
    assert found["status"].tolist()[-1] == "planned"
    answered = measures.remedies(FAILINGS, found, links).set_index("fact_id")
    assert answered.loc["s2", "answer"] == "ours"


def test_a_stated_remedy_weighs_more_than_our_reading(answered):
    expected = FAILINGS.assign(
        answer=["stated", "not_mentioned", "ours", "not_mentioned"],
        remedies=pd.array([2, NA, 1, NA], dtype="Int64"),
        remedy_status=["done planned", NA, "planned", NA],
        fact_ids=["r1 r2 s1", "s2", "r1 s3", "s4"],
    )
    same(answered, expected)


def test_remedies_that_answer_nothing_stated():
    expected = REFORMS.assign(
        answer=["ours", "stated", "not_mentioned"],
        failings=pd.array([2, 1, NA], dtype="Int64"),
        fact_ids=["r1 s1 s3", "r2 s1", "r3"],
    )
    same(measures.as_remedies(REFORMS, FAILINGS, LINKS), expected)


def test_links_to_failings_of_other_committees_do_not_count():
    found = measures.as_remedies(REFORMS, FAILINGS[3:], LINKS)
    assert found["answer"].tolist() == ["not_mentioned"] * 3


def test_answers_listed():
    expected = frame(
        "failing remedy status dimension_id basis fact_ids",
        ("s1", "r1", "planned", "rules", "ours", "s1 r1"),
        ("s1", "r2", "done", "cadres", "stated", "s1 r2"),
        ("s3", "r1", "planned", "rules", "ours", "s3 r1"),
    )
    same(measures.answers_listed(FAILINGS, REFORMS, LINKS), expected)


def test_causes_are_those_that_lead_from_one_failing_to_another(answered):
    expected = frame(
        "failing basis causes stated ours not_mentioned fact_ids",
        ("s1", "stated", 2, 0, 1, 1, "r1 s1 s2 s3"),
        ("s4", "ours", 1, 0, 1, 0, "r1 s3 s4"),
    )
    same(measures.causes_reported(answered, LINKS), expected)


def test_causes_of_none():
    none = measures.remedies(FAILINGS[:0], REFORMS, LINKS)
    assert len(measures.causes_reported(none, LINKS)) == 0


def test_answers_are_counted_within_like_texts_only(answered):
    rows = measures.grouped(answered, SOURCES, COMMITTEES)
    found = measures.answers_by(rows, "domain", ["advice", "cadres", "land"])
    expected = frame(
        "group key answer count fact_ids",
        ("article province", "advice", "stated", NA, ""),
        ("article province", "advice", "ours", NA, ""),
        ("article province", "advice", "not_mentioned", NA, ""),
        ("article province", "land", "stated", 0, ""),
        ("article province", "land", "ours", 0, ""),
        ("article province", "land", "not_mentioned", 1, "s4"),
        ("report district", "advice", "stated", 0, ""),
        ("report district", "advice", "ours", 0, ""),
        ("report district", "advice", "not_mentioned", 1, "s2"),
        ("report district", "land", "stated", 1, "r1 r2 s1"),
        ("report district", "land", "ours", 1, "r1 s3"),
        ("report district", "land", "not_mentioned", 0, ""),
    ).astype({"count": "Int64"})
    same(found, expected)
    wide = frame(
        "group key stated ours not_mentioned fact_ids",
        ("article province", "land", 0, 0, 1, "s4"),
        ("report district", "advice", 0, 0, 1, "s2"),
        ("report district", "land", 1, 1, 0, "r1 r2 s1 s3"),
    )
    same(measures.wide(found, ["group", "key"], "answer")[wide.columns], wide)


def test_answers_of_none_are_an_empty_table(answered):
    rows = measures.grouped(answered[:0], SOURCES, COMMITTEES)
    found = measures.answers_by(rows, "domain", ["land"])
    assert found.columns.tolist() == ["group", "key", "answer", "count", "fact_ids"]
    assert len(found) == 0
    assert len(measures.wide(found, ["group", "key"], "answer")) == 0


# --- tasks -------------------------------------------------------------------

LISTED = frame(
    "fact_id committee_id dimension_id status source_id start period_end task",
    ("a1", "province", "rules", "ongoing", "article", 50, NA, NA),
    ("a3", "province", "cadres", "planned", "article", 210, NA, 2),
    ("a2", "province", "rules", "planned", "article", 120, NA, 1),
    ("a4", "province", "rules", "ongoing", "article", 220, NA, NA),
    ("b1", "city", "cadres", "done", "old", 10, NA, NA),
    ("c1", "town", "rules", "done", "open", 10, 2015, NA),
    ("c2", "town", "cadres", "planned", "open", 20, NA, NA),
    ("c3", "town", "cadres", "planned", "late", 20, NA, 1),
).astype({"period_end": "Int64", "task": "Int64"})
SAYS = frame(
    "fact_id source target type source_id start end",
    ("l1", "province", "res", "implements", "article", 100, 109),
    ("l2", "plan", "res", "implements", "article", 121, 130),
    ("l3", "town", "res", "implements", "article", 211, 219),
    ("l4", "rule", "res", "concretises", "late", 5, 9),
    ("l5", "city", "none", "implements", "old", 1, 4),
    ("l6", "city", "res", "requires", "old", 1, 4),
)
TEXTS = frame(
    "source_id window_start window_end",
    ("article", "2022-12-31", "2023-12-31"),
    ("old", "2018", "2020-12-31"),
    ("open", "2022-02", "2025-06-30"),
    ("late", "2022-12", None),
    ("never", None, None),
)
DAY = "2022-11-17"


@pytest.fixture
def tasks():
    return measures.listed_tasks(LISTED, SAYS, "res")


@pytest.fixture
def timed():
    return measures.timings(TEXTS, DAY, ["article"])


def test_the_tasks_of_an_instrument_are_those_of_the_texts_that_implement_it(tasks):
    assert tasks[["fact_id", "task"]].to_numpy().tolist() == [["a2", 1], ["a3", 2]]


def test_an_instrument_without_a_list_is_refused():
    with pytest.raises(ValueError, match="no text lists numbered tasks under 'none'"):
        measures.listed_tasks(LISTED, SAYS, "none")


def test_a_text_is_before_or_after_only_if_its_window_says_so(timed):
    assert timed["timing"].tolist() == [
        "same",
        "before",
        "undecided",
        "after",
        "undecided",
    ]


def test_a_window_that_begins_on_the_day_is_undecided():
    found = measures.timings(TEXTS.assign(window_start=DAY), DAY, [])
    assert "after" not in set(found["timing"])
    found = measures.timings(TEXTS.assign(window_start="2022-11-18"), DAY, [])
    assert "after" in set(found["timing"])


def test_what_each_text_tells_against_each_task(tasks, timed):
    found = measures.against_tasks(tasks, LISTED, timed, ["town", "province", "city"])
    keys = "task dimension_id source_id committee_id timing reported planned "
    keys += "reported_fact_ids planned_fact_ids fact_ids"
    expected = frame(
        keys,
        (1, "rules", "open", "town", "undecided", 1, NA, "c1", "", "c1"),
        (1, "rules", "late", "town", "after", NA, NA, "", "", ""),
        (1, "rules", "article", "province", "same", 2, 1, "a1 a4", "a2", "a1 a2 a4"),
        (1, "rules", "old", "city", "before", NA, NA, "", "", ""),
        (2, "cadres", "open", "town", "undecided", NA, 1, "", "c2", "c2"),
        (2, "cadres", "late", "town", "after", NA, 1, "", "c3", "c3"),
        (2, "cadres", "article", "province", "same", NA, 1, "", "a3", "a3"),
        (2, "cadres", "old", "city", "before", 1, NA, "b1", "", "b1"),
    )
    same(found, expected.astype({"reported": "Int64", "planned": "Int64"}))


def test_reiteration_is_sure_only_where_time_is(tasks, timed):
    everyone = ["province", "city", "town"]
    found = measures.reiteration(tasks, LISTED, timed, everyone, DAY)
    expected = frame(
        "task dimension_id committee_id standing fact_ids",
        (1, "rules", "province", "already", "a1 a4"),
        (1, "rules", "city", "not_mentioned", ""),
        (1, "rules", "town", "already", "c1"),
        (2, "cadres", "province", "not_mentioned", ""),
        (2, "cadres", "city", "already", "b1"),
        (2, "cadres", "town", "planned", "c2 c3"),
    )
    same(found, expected)
    wide = frame(
        "task dimension_id province city town fact_ids",
        (1, "rules", "already", "not_mentioned", "already", "a1 a4 c1"),
        (2, "cadres", "not_mentioned", "already", "planned", "b1 c2 c3"),
    )
    down = ["task", "dimension_id"]
    found_wide = measures.wide(found, down, "committee_id", "standing")
    same(found_wide[wide.columns], wide)


def test_a_reform_that_may_be_later_is_no_reiteration(tasks, timed):
    later = LISTED.assign(period_end=LISTED["period_end"].replace(2015, 2022))
    found = measures.reiteration(tasks, later, timed, ["town"], DAY)
    assert found["standing"].tolist() == ["perhaps", "planned"]


def test_an_undated_act_gives_an_interval_or_nothing():
    instruments = frame(
        "instrument_id date existence",
        ("res", DAY, "issued"),
        ("plan", None, "planned"),
        ("rule", "2023-01", "issued"),
        ("none", None, "issued"),
    )
    found = measures.times_after(SAYS, instruments, LISTED, TEXTS)
    expected = frame(
        "upper upper_date lower ground days_low days_high source_id fact_ids",
        ("res", DAY, "rule", "dated", 45, 75, "late", "l4"),
        ("res", DAY, "plan", "planned", 44, NA, "article", "l2"),
        ("res", DAY, "town", "task", NA, NA, "article", "l3"),
        ("res", DAY, "province", "told", 0, 409, "article", "l1"),
    ).astype({"days_low": "Int64", "days_high": "Int64"})
    same(found, expected)
