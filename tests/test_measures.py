import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from study_toys import frame, same

from analysis import measures

NA = pd.NA
PAIR = ["dimension_id", "committee_id"]


@pytest.fixture
def reforms():
    return frame(
        "fact_id committee_id dimension_id status",
        ("f-ref-03", "city", "cadres", "done"),
        ("f-ref-01", "city", "cadres", "planned"),
        ("f-ref-02", "city", "speech", "done"),
        ("f-ref-04", "province", "cadres", "ongoing"),
        ("f-ref-05", "city", "cadres", "done"),
    )


def test_ids_are_sorted_each_once():
    assert measures.counting.ids(["b a", "a", "c"]) == "a b c"


def test_statements_of_all_tables_leave_out_what_has_no_source():
    tables = {
        "reforms": frame("fact_id source_id committee_id", ("r1", "s", "city")),
        "relations": frame("fact_id source_id", ("l1", "s"), ("l2", None)),
    }
    same(
        measures.statements(tables),
        frame("fact_id source_id", ("r1", "s"), ("l1", "s")),
    )


@pytest.fixture
def covered(reforms):
    every = (["speech", "cadres", "rules"], ["province", "city"])
    return measures.coverage(reforms, *PAIR, every)


def test_coverage_keeps_the_order_and_tells_silence_from_zero(covered):
    expected = frame(
        "dimension_id committee_id count state fact_ids",
        ("speech", "province", NA, "not_mentioned", ""),
        ("speech", "city", 1, "reported", "f-ref-02"),
        ("cadres", "province", 1, "reported", "f-ref-04"),
        ("cadres", "city", 3, "reported", "f-ref-01 f-ref-03 f-ref-05"),
        ("rules", "province", NA, "not_mentioned", ""),
        ("rules", "city", NA, "not_mentioned", ""),
    ).astype({"count": "Int64"})
    same(covered, expected)


def test_coverage_of_nothing_is_silence(reforms):
    none = measures.coverage(
        reforms[:0], "dimension_id", "committee_id", (["speech"], ["city"])
    )
    expected = frame(
        "dimension_id committee_id count state fact_ids",
        ("speech", "city", NA, "not_mentioned", ""),
    ).astype({"count": "Int64"})
    same(none, expected)


def test_wide(covered):
    expected = frame(
        "dimension_id province city fact_ids",
        ("speech", NA, 1, "f-ref-02"),
        ("cadres", 1, 3, "f-ref-01 f-ref-03 f-ref-04 f-ref-05"),
    ).astype({"province": "Int64"})
    wide = measures.wide(covered, *PAIR, "count")
    same(wide[expected.columns], expected)
    cells = ["f-ref-02", "f-ref-01 f-ref-03 f-ref-05"]
    assert wide["city_fact_ids"].tolist() == cells


def test_with_bounds_makes_up_no_width():
    rows = frame(
        "fact_id value lower upper",
        ("point", 7.0, None, None),
        ("over", None, 8831.0, None),
        ("range", None, 15.0, 17.0),
        ("none", None, None, None),
    )
    expected = rows.assign(low=[7.0, 8831.0, 15.0, None], high=[7.0, None, 17.0, None])
    same(measures.with_bounds(rows), expected)


def test_programmes_by_term_name_what_is_counted_from_the_first_term_on():
    instruments = frame(
        "instrument_id type term_id identity set_count",
        ("p1", "programme", "2000-2005", "named", NA),
        ("set", "project", "2010-2015", "counted_only", 27),
        ("j1", "project", "2010-2015", "named", NA),
        ("j2", "project", "2010-2015", "named", NA),
        ("unsaid", "project", "2010-2015", "named", NA),
        ("r1", "resolution", "2010-2015", "named", NA),
        ("j3", "project", NA, "named", NA),
        ("vague", "project", NA, "counted_only", NA),
    )
    mentions = frame(
        "fact_id instrument_id",
        *[("m3", "set"), ("m1", "set"), ("m2", "p1"), ("m4", "j1"), ("m5", "j2")],
        *[("m6", "r1"), ("m7", "j3"), ("m8", "vague")],
    )
    relations = frame(
        "fact_id type source target",
        ("l1", "contains", "set", "j1"),
        ("l2", "implements", "j2", "p1"),
        ("l3", "contains", "p1", "elsewhere"),
    )
    terms = frame(
        "term_id", ("1995-2000",), ("2000-2005",), ("2005-2010",), ("2010-2015",)
    )
    rows = measures.programmes_by_term(instruments, mentions, relations, terms)
    actual = rows.astype(object).where(rows.notna(), None)
    columns = ["term_id", "instrument_id", "counted", "named", "items", "fact_ids"]
    assert [*actual[columns].itertuples(index=False, name=None)] == [
        ("2000-2005", "p1", None, 1, None, "m2"),
        ("2005-2010", None, None, None, None, ""),
        ("2010-2015", "j2", None, 1, None, "m5"),
        ("2010-2015", "set", 27, 1, "j1", "l1 m1 m3"),
        (None, "j3", None, 1, None, "m7"),
    ]
    assert actual["state"].tolist().index("not_mentioned") == 1


BANDS = (
    "fact_id distribution_id total count reading band_lower band_upper claim_set",
    ("b1", "goals", "whole", 7, "disjoint", 100.0, None, None),
    ("b2", "goals", "whole", 14, "disjoint", 70.0, 100.0, "rival"),
    ("b3", "goals", "whole", 14, "nested", 70.0, None, "rival"),
    ("b4", "goals", "whole", 5, "disjoint", None, 50.0, None),
)


def test_distribution_under_each_reading_leaves_a_remainder():
    totals = frame("fact_id indicator_id value", ("whole", "goals-count", 30.0))
    facts = [f"b{n} whole" for n in (1, 2, 4)]
    expected = frame(
        "reading band_id count share_low share_high fact_ids",
        ("disjoint", "b1", 7, 23.3, 36.7, facts[0]),
        ("disjoint", "b2", 14, 46.6, 60.0, facts[1]),
        ("disjoint", "b4", 5, 16.6, 30.0, facts[2]),
        ("disjoint", NA, 4, 13.3, 13.3, "b1 b2 b4 whole"),
        ("nested", "b1", 7, 23.3, 60.0, facts[0]),
        ("nested", "b3", 7, 23.3, 60.0, "b3 whole"),
        ("nested", "b4", 5, 16.6, 53.4, facts[2]),
        ("nested", NA, 11, 36.7, 36.7, "b1 b3 b4 whole"),
    ).astype({"band_id": "string", "count": "Int64"})
    actual = measures.distribution(frame(*BANDS), totals)
    same(actual[list(expected.columns)], expected)
    assert set(actual["total"]) == {30}
    assert len(measures.distribution(frame(*BANDS)[:0], totals)) == 0


OBSERVATIONS = (
    "fact_id indicator_id value lower upper qualifier unit as_of_end",
    ("actual", "roads", 71.0, None, None, "exact", "count", "2023-07-02"),
    ("aim", "roads", 100.0, None, None, "exact", "count", None),
    ("over", "homes", None, 90.0, None, "over", "count", "2023"),
    ("range", "roads", None, 50.0, 200.0, "exact", "count", None),
)
TERMS = ("term_id start_year end_year", ("2020-2025", 2020, 2025))
TARGETS = (
    "fact_id actual target denominator_role term_id term_elapsed",
    ("t1", "actual", "aim", "target", "2020-2025", None),
    ("t2", "over", "aim", "unclear", "2020-2025", 0.5),
    ("t3", None, "aim", "target", "2020-2025", None),
    ("t4", "actual", "range", "population", None, None),
    ("t5", "actual", "aim", "unclear", "2020-2025", None),
)


def attained(targets, observations) -> pd.DataFrame:
    return measures.attainments(targets, observations, frame(*TERMS))


def test_attainments_with_points_bounds_and_ranges():
    actual = attained(frame(*TARGETS), frame(*OBSERVATIONS))
    expected = frame(
        "fact_id indicator_id ratio_low ratio_high ratio_qualifier aim_low aim_high "
        "elapsed_low elapsed_high fact_ids",
        ("t2", "homes", 90.0, None, "over", 100, 100, 50, 50, "aim over t2"),
        ("t1", "roads", 71.0, 71.0, "exact", 100, 100, 49, 70, "actual aim t1"),
        ("t4", "roads", 35.5, 142.0, "exact", 50, 200, None, None, "actual range t4"),
    )
    same(actual[list(expected.columns)], expected)


def test_no_target_with_two_figures_gives_no_row():
    assert len(attained(frame(*TARGETS)[2:3], frame(*OBSERVATIONS))) == 0


@pytest.mark.parametrize("cells", [{"as_of_end": "2026-01-01"}, {"unit": "percent"}])
def test_no_share_of_the_term_for_a_day_outside_it_or_a_rate(cells):
    actual = attained(frame(*TARGETS)[:1], frame(*OBSERVATIONS).assign(**cells))
    assert actual["elapsed_low"].isna().all()


def test_goals_in_words_only_begin_with_what_falls_short():
    rows = [("a", "aimed"), ("b", "met"), ("c", "below"), ("d", "aimed")]
    aims = frame("fact_id status", *rows)
    actual = measures.without_figures(aims, frame("fact_id", ("d",)))
    assert actual["fact_id"].tolist() == ["c", "b", "a"]


def test_a_qualifier_that_its_columns_contradict_is_refused():
    wrong = frame(*OBSERVATIONS).assign(qualifier="over")
    with pytest.raises(ValueError, match="qualifier 'over' needs"):
        attained(frame(*TARGETS), wrong)


def test_rulings_on_a_set_a_fact_or_an_instrument():
    rulings = frame(
        "ruling_id claim_set facts",
        ("r1", "set-a", "000-obs-01 000-obs-02"),
        ("r2", None, "some-instrument 000-men-07"),
        ("r3", "set-b", None),
        ("r4", None, "000-obs-03"),
    )
    every = rulings.assign(
        fact_ids=["000-obs-01 000-obs-02", "000-men-07", "", "000-obs-03"]
    )
    for keys, wanted in {
        ("set-a",): [0],
        ("000-obs-02",): [0],
        ("some-instrument",): [1],
        ("set-b", "000-obs-03"): [2, 3],
        (): [],
    }.items():
        actual = measures.rulings_on(rulings, list(keys))
        same(actual, every.loc[wanted].reset_index(drop=True))
    none = measures.rulings_on(rulings[:0], ["set-a"])
    assert list(none.columns) == list(every.columns)


def test_no_measure_changes_what_it_is_given(reforms):
    before = reforms.copy()
    every = (["speech"], ["city"])
    covered = measures.coverage(reforms, *PAIR, every)
    measures.wide(covered, *PAIR, "count")
    assert_frame_equal(reforms, before)
