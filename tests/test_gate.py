"""The gate: each mismatch refuses by name."""

import pandas as pd
import pytest

from analysis import gate, tables, words

OBSERVATION = {
    "fact_id": "a",
    "indicator_id": "i",
    "committee_id": "city",
    "locality_id": None,
    "population_en": None,
    "boundary_en": None,
    "modality": "reported",
    "value": 5.0,
    "lower": None,
    "upper": None,
    "unit": "count",
    "qualifier": "exact",
    "as_of_start": "2021",
    "as_of_end": "2021",
    "as_of_precision": "year",
    "base": None,
    "claim_set": None,
    "source_id": "s",
}
INDICATORS = pd.DataFrame(
    {"indicator_id": ["i", "j"], "definition_status": ["unstated", "stated"]}
)
COMMITTEES = pd.DataFrame(
    [
        ("city", "district", "province", "city-area"),
        ("other", "district", "elsewhere", "other-area"),
        ("province", "province", None, "province-area"),
        ("twin", "district", "city", "twin-area"),
    ],
    columns=["committee_id", "level", "parent_id", "locality_id"],
)
STATED = {"indicator_id": "j"}


def compared(second, first=None):
    """The one row of a comparison of two observations of toys."""
    rows = [OBSERVATION | (first or {}), OBSERVATION | {"fact_id": "b"} | second]
    frame = pd.DataFrame(rows, dtype=object)
    results = gate.comparisons(frame, INDICATORS, COMMITTEES)
    assert len(results) == 1
    return results.iloc[0]


def test_like_with_like_is_compared():
    row = compared({"value": 6.0})
    assert (row["allowed"], row["refusals"]) == (True, "")
    assert row["fact_ids"] == "a b"


@pytest.mark.parametrize(
    ("second", "refusals"),
    [
        ({"indicator_id": "j"}, "indicator"),
        ({"unit": "percent"}, "unit"),
        ({"source_id": "z"}, "definition"),
        ({"committee_id": "province"}, "level own_parent"),
        ({"committee_id": "twin"}, "own_parent"),
        ({"locality_id": "a-village"}, "area"),
        ({"as_of_start": "2020"}, "as_of"),
        ({"as_of_precision": "window"}, "as_of"),
        ({"boundary_en": "the whole city"}, "boundary"),
        ({"population_en": "leaders"}, "population"),
        ({"modality": "aimed"}, "modality"),
        ({"base": "2019"}, "base"),
        ({"value": None}, "no_figure"),
        (
            {"source_id": "z", "as_of_end": "2022", "unit": "percent"},
            "unit definition as_of",
        ),
    ],
)
def test_each_mismatch_refuses_by_name(second, refusals):
    row = compared(second)
    assert row["refusals"] == refusals
    assert not row["allowed"]


def test_rival_readings_are_not_compared():
    assert compared({"claim_set": "c"}, {"claim_set": "c"})["refusals"] == "rivals"
    assert compared({"claim_set": "d"}, {"claim_set": "c"})["allowed"]


def test_stated_definition_holds_across_sources():
    assert compared(STATED | {"source_id": "z"}, STATED)["allowed"]


def test_own_area_is_the_committees_area():
    assert compared({"locality_id": "city-area"})["allowed"]
    two = compared({"committee_id": "other", "locality_id": "other-area"})
    assert two["allowed"]


def test_undated_figures_agree_within_one_source_only():
    none = {"as_of_start": None, "as_of_end": None, "as_of_precision": "none"}
    assert compared(none, none)["allowed"]
    across = compared(none | STATED | {"source_id": "z"}, none | STATED)
    assert across["refusals"] == "as_of"


# --- the data ----------------------------------------------------------------


def test_no_pair_of_all_figures_pools_levels():
    real = tables.load_tables().frames
    actual = gate.comparisons(
        real["observations"], real["indicators"], real["committees"]
    )
    levels = real["committees"].set_index("committee_id")["level"]
    level = real["observations"].set_index("fact_id")["committee_id"].map(levels)
    passed = actual[actual["allowed"]]
    assert len(passed) < len(actual)
    same = level[passed["first"]].to_numpy() == level[passed["second"]].to_numpy()
    assert same.all()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_key_has_its_words(lang):
    assert all(words.phrase(f"word_{key}", lang) for key in gate.CHECKS)
    assert all(words.phrase(f"column_{name}", lang) for name in gate.COLUMNS[:-1])
