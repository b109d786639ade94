"""Claims over time, and scores of provinces within one method."""

import pandas as pd
import pytest
from study_toys import frame, same

from analysis import measures

FIGURES = frame(
    "fact_id indicator_id value lower as_of_start as_of_end as_of_precision modality",
    ("late", "poverty", 0.8, None, None, "2023-07-04", "window", "reported"),
    ("early", "poverty", 1.4, None, "2021", "2021", "year", "reported"),
    ("undated", "poverty", None, 2.0, None, None, "none", "reported"),
    ("built", "roads", 9.0, None, None, "2023", "window", "reported"),
    ("again", "roads", 9.0, None, None, "2023", "window", "reported"),
    ("goal", "roads", 4.0, None, None, None, "none", "aimed"),
    ("aim", "rank", 1.0, None, "2030", "2030", "year", "aimed"),
    ("class", "rank", 2.0, None, "2014", "2014", "year", "reported"),
    ("term", "plans", 7.0, None, "2010", "2015", "period", "reported"),
    ("term2", "plans", 6.0, None, "2015", "2020", "period", "reported"),
    ("y1", "acts", 1.0, None, "2020", "2020", "year", "reported"),
    ("y2", "acts", 6.0, None, "2021", "2021", "year", "reported"),
    ("all", "acts", 7.0, None, "2021-10", "2021-12", "window", "reported"),
).assign(committee_id="city", locality_id=None, upper=None, qualifier="exact")
FIGURES = FIGURES.assign(unit="count", source_id="s").astype({"upper": float})
GOALS = frame(
    "target denominator_role term_id",
    ("goal", "target", "2020-2025"),
    ("aim", "unclear", "2020-2025"),
)
TERMS = frame("term_id start_year end_year", ("2020-2025", 2020, 2025))
LINKS = frame(
    "from to type",
    ("late", "early", "change_from"),
    ("y1", "all", "part_of"),
    ("y2", "all", "part_of"),
)


def claims(figures: pd.DataFrame) -> pd.DataFrame:
    return measures.claims_over_time(figures, GOALS, TERMS, LINKS)


def test_claims_are_of_two_dates_or_beside_a_goal_of_the_term():
    actual = claims(FIGURES)
    expected = frame(
        "fact_ids role start end low high earlier",
        ("again built", "figure", 2023, 2023, 9, 9, None),
        ("goal", "goal", 2020, 2025, 4, 4, None),
        ("y1", "figure", 2020, 2020, 1, 1, None),
        ("y2", "figure", 2021, 2021, 6, 6, None),
        ("early", "figure", 2021, 2021, 1.4, 1.4, None),
        ("late", "figure", 2023.5, 2023.5, 0.8, 0.8, "early"),
        ("undated", "figure", None, None, 2, None, None),
    )
    same(actual[list(expected.columns)], expected)
    assert actual["term_id"].dropna().tolist() == ["2020-2025"]


def test_one_date_without_a_goal_is_no_trend():
    assert len(claims(FIGURES[:1])) == 0


OUTCOMES = frame(
    "series_id province_id year score",
    *[
        ("papi", "city", year, score)
        for year, score in [(2016, 5), (2017, 7), (2018, 3)]
    ],
    *[("papi", "hill", year, 6) for year in (2016, 2017, 2018, 2019)],
    ("papi", "city", 2019, 6.5),
    ("pci", "hill", 2016, 50),
)
SCORED = measures.scores(OUTCOMES, frame("series_id year", ("papi", 2018)))
SERIES = frame("series_id survey label", ("papi", "PAPI", "A"), ("pci", "PCI", "B"))


def test_changes_end_where_the_method_changes():
    actual = measures.changes(SCORED, SERIES, "city")
    expected = frame(
        "index_name years first_score last_score first_rank last_rank is_latest",
        ("A", "2018–2019", 3, 6.5, 2, 1, True),
        ("A", "2016–2017", 5, 7, 2, 1, False),
    )
    same(actual[list(expected.columns)], expected)
    assert len(measures.changes(SCORED, SERIES, None)) == 0


COMMITTEES = frame(
    "committee_id locality_id is_studied",
    ("ward", "ward-place", False),
    ("town", "town-place", True),
    ("centre", "country", True),
)
PLACES = frame(
    "locality_id parent_id",
    ("ward-place", "north"),
    ("town-place", "south"),
    ("north", "country"),
    ("south", "country"),
    ("country", None),
)
PROVINCES = frame(
    "province_id name locality_id",
    ("n", "North", "north"),
    ("s", "South", "south"),
    ("w", "West", None),
)


@pytest.mark.parametrize(
    ("committee", "expected"),
    [("ward", ["North", "South"]), ("town", ["South"]), ("centre", [])],
)
def test_the_province_of_a_committee_stands_before_those_studied(committee, expected):
    actual = measures.provinces_of(committee, COMMITTEES, PLACES, PROVINCES)
    assert actual["name"].tolist() == expected
