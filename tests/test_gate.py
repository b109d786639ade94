"""The gate: each mismatch refuses by name."""

import pandas as pd
import pytest

from analysis import gate, words

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
UNDATED = {"as_of_start": None, "as_of_end": None, "as_of_precision": "none"}


def compared(second, first=None):
    """The one row of a comparison of two observations of toys."""
    rows = [OBSERVATION | (first or {}), OBSERVATION | {"fact_id": "b"} | second]
    frame = pd.DataFrame(rows, dtype=object)
    results = gate.comparisons(frame, INDICATORS, COMMITTEES)
    assert len(results) == 1
    return results.iloc[0]


@pytest.mark.parametrize(
    ("second", "refusals"),
    [
        ({"value": 6.0}, ""),
        ({"indicator_id": "j"}, "indicator"),
        ({"unit": "percent"}, "unit"),
        ({"source_id": "z"}, "definition"),
        ({"committee_id": "province"}, "level own_parent"),
        ({"committee_id": "twin"}, "own_parent"),
        ({"locality_id": "a-village"}, "area"),
        ({"locality_id": "city-area"}, ""),
        ({"committee_id": "other", "locality_id": "other-area"}, ""),
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
def test_like_is_compared_with_like_and_each_mismatch_refuses_by_name(second, refusals):
    row = compared(second)
    assert (row["refusals"], row["allowed"]) == (refusals, not refusals)
    assert row["fact_ids"] == "a b"


@pytest.mark.parametrize(
    ("both", "second", "refusals"),
    [
        ({"claim_set": "c"}, {}, "rivals"),
        ({"claim_set": "c"}, {"claim_set": "d"}, ""),
        (STATED, {"source_id": "z"}, ""),
        (UNDATED, {}, ""),
        (UNDATED | STATED, {"source_id": "z"}, "as_of"),
    ],
)
def test_rivals_definitions_and_dates_count_on_both_sides(both, second, refusals):
    assert compared(both | second, both)["refusals"] == refusals


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_key_has_its_words(lang):
    assert all(words.phrase(f"word_{key}", lang) for key in gate.CHECKS)
    assert all(words.phrase(f"column_{name}", lang) for name in gate.COLUMNS[:-1])
