"""The evidence: two coders compared, who says what of whom, what is in tension."""

import numpy as np
import pandas as pd
import pytest
from study_toys import Labels, frame, marks

from analysis import charts, findings, measures, words
from analysis.measures import reliability

# Krippendorff (2004), "Measuring the reliability of qualitative text analysis data":
# two observers, two categories, one continuum from 150 to 450
CONTINUUM = 300
CATEGORY_C = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
CATEGORY_K = [(30, 90), (150, 200)], [(30, 90), (150, 200)]


@pytest.mark.parametrize(
    ("spans", "observed", "expected"),
    [(CATEGORY_C, 0.0144, 0.0532), (CATEGORY_K, 0, 0.0490)],
)
def test_disagreement_on_units_is_that_of_the_published_example(
    spans, observed, expected
):
    sections = [reliability.sections_of(each, CONTINUUM) for each in spans]
    assert reliability.observed(*sections) == pytest.approx(observed, abs=5e-5)
    assert reliability.expected(*sections) == pytest.approx(expected, abs=5e-5)


# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", sections A and B
@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    [
        ("0100000010", "1110010000", 0.095),
        ("aabbdcccedda", "babbbccceddd", 0.692),
        ("aabb", "aabb", 1),
    ],
)
def test_nominal_alpha_is_that_of_the_published_examples(first, second, alpha):
    actual = reliability.nominal_alpha(np.array([*first]), np.array([*second]))
    assert actual == pytest.approx(alpha, abs=5e-4)


def coded(*units: tuple) -> pd.DataFrame:
    """Units of a coder, each from a start to an end, with the method seen in it."""
    rows = frame("coder start end dimension_id", *units)
    return rows.assign(
        unit_id=rows["coder"] + "-" + rows["start"].astype(str),
        fact_id="f",
        source_id="s",
        status="done",
    )


def test_units_of_one_coder_that_overlap_count_once():
    codings = coded(
        ("first", 0, 10, "d"), ("first", 5, 20, "d"), ("second", 0, 40, "d")
    )
    sources = frame("source_id length", ("s", 100))
    of_text, whole = measures.agreement_on_units(codings, sources).to_dict("records")
    assert {**of_text, "source_id": None} == {**whole, "source_id": None}
    assert (whole["first_units"], whole["second_units"]) == (2, 1)
    assert (whole["precision_pct"], whole["recall_pct"]) == (100, 50)
    assert whole["overlap_pct"] == pytest.approx(200 / 3)


def test_a_unit_is_paired_with_the_other_coders_that_covers_half_of_it():
    codings = coded(
        ("first", 0, 10, "a"),
        ("first", 20, 30, "b"),
        ("first", 50, 60, "c"),
        ("second", 0, 14, "a"),
        ("second", 12, 25, "z"),
        ("second", 56, 80, "c"),
    )
    pairs = measures.paired_units(codings)
    assert pairs["first_unit"].tolist() == ["first-0", "first-20"]
    assert pairs["second_dimension_id"].tolist() == ["a", "z"]


# --- the data ---------------------------------------------------------------


@pytest.fixture(scope="module")
def pairs(english):
    return measures.paired_units(english.whole("codings"))


def test_two_coders_agree_as_the_readme_says(english, pairs):
    codings = english.whole("codings")
    units = measures.agreement_on_units(codings, english.whole("sources"))
    whole = units.iloc[-1][["first_units", "second_units", "alpha"]]
    assert whole.tolist() == [268, 163, 0.23]
    codes = measures.agreement_on_codes(pairs).set_index("code")
    assert codes["alpha"].to_dict() == {"dimension": 0.76, "status": 0.84}
    for name in ("measures", "texts"):
        low, high = codes[f"{name}_low"], codes[f"{name}_high"]
        assert ((low < codes["alpha"]) & (codes["alpha"] < high)).all()
    text = findings.agreement(units, codes.reset_index(), "en")
    assert "268, the other 163 (alpha 0.23)" in text


def test_every_disagreement_is_settled_and_nothing_else(english, pairs):
    unlike = {
        (row.first_unit, row.second_unit, name)
        for row in pairs.itertuples()
        for name, first, second in (
            ("dimension", row.first_dimension_id, row.second_dimension_id),
            ("status", row.first_status, row.second_status),
        )
        if first != second
    }
    settled = english.whole("disagreements")
    listed = settled[["first", "second", "about"]].itertuples(index=False, name=None)
    assert set(listed) == unlike
    counts = measures.settled(settled, english.whole("codings"))
    names = ["first", "second", "neither"]
    assert counts[names].sum().sum() == len(settled)


# --- who says what of whom -----------------------------------------------------

STATED = frame(
    "fact_id source_id asserted_by",
    ("a", "s", "city-secretary"),
    ("b", "s", "province-office"),
    ("c", "s", "province-office"),
)
OF_WHOM = frame(
    "fact_id subject_id", ("a", "city"), ("b", "city"), ("c", "city"), ("c", "town")
)
BODIES = frame(
    "body_id committee_id", ("city-secretary", "city"), ("province-office", "province")
)
LABELS = Labels({"city": "the city", "town": "the town", "province-office": "Province"})


def test_a_committees_failings_may_be_named_by_others():
    named = measures.speakers(STATED, OF_WHOM, BODIES)
    rows = named[["asserted_by", "subject_id", "is_own", "count"]]
    assert rows.to_numpy().tolist() == [
        ["province-office", "city", False, 2],
        ["city-secretary", "city", True, 1],
        ["province-office", "town", False, 1],
    ]
    text = findings.failings_by_others(named, LABELS)
    assert "in the city at present, 2 come from the Province" in text
    assert "in the town is said by the Province alone" in text
    nobody = findings.failings_by_others(named[named["is_own"]], LABELS)
    assert nobody == words.phrase("finding_failings_own", "en")


def test_facts_are_named_by_their_summary_or_by_key_and_figure():
    figures = frame(
        "fact_id indicator_id qualifier value lower upper unit printed",
        ("o", "i", "exact", 7.0, None, None, "count", "bảy"),
        ("n", "i", "about", None, None, None, "count", "không còn"),
    )
    rows = {
        "observations": figures.astype(object),
        "reforms": frame("fact_id summary_en", ("r", "Does it.")),
        "bands": frame("fact_id total count label_en", ("b", "o", 3, "reached")),
        "relations": frame("fact_id", ("x",)),
    }
    assert measures.words_of_facts(rows, {"i": "goals"}, "en") == {
        "o": "goals: 7",
        "n": "goals: “không còn”",
        "r": "Does it",
        "b": "3 reached (goals: 7)",
    }


def test_statements_in_tension_of_two_texts_come_first():
    links = frame(
        "from to type",
        ("a", "b", "in_tension_with"),
        ("a", "z", "in_tension_with"),
        ("a", "b", "x"),
    )
    stated = frame("fact_id source_id", ("a", "s"), ("b", "s"), ("z", "t"))
    actual = measures.tensions(links, stated, {"a": "A", "b": "B", "z": "Z"})
    assert actual["other_statement"].tolist() == ["Z", "B"]
    assert actual["fact_ids"].tolist() == ["a z", "a b"]


# --- checks and pace ------------------------------------------------------------------

PACE = frame(
    "aim reached_pct passed_low_pct passed_high_pct fact_ids",
    ("ahead", 71.0, 50.0, 70.0, "a"),
    ("level", 55.0, 50.0, 70.0, "b"),
    ("behind", 27.0, 50.0, 70.0, "c"),
)


def test_pace_names_what_is_ahead_and_what_is_behind():
    text = findings.pace(PACE, "en")
    assert text.startswith("Ahead of the calendar: ahead (71%, when 50 to 70%")
    assert "Behind it: behind (27%," in text
    assert "level" not in text
    assert findings.pace(PACE[1:2], "en") == "What is reached keeps step with the term."


def test_each_aim_is_a_bar_over_the_share_of_the_term():
    ax = charts.draw_pace(PACE, charts.canvas(), Labels({}))
    kinds = [mark.get_gid() for mark in marks(ax)]
    assert kinds.count("series:reached") == len(PACE)
    assert {f"bound:{fact}" for fact in PACE["fact_ids"]} <= set(kinds)
    assert not charts.draw_pace(PACE[:0], charts.canvas(), Labels({})).patches


CHECKS = frame(
    "rule verdict fact_ids arithmetic reason",
    ("one", "inconsistent", "a b", "1 ≠ 2", "They differ."),
    ("one", "inconsistent", "b", "2 ≠ 3", "They differ."),
    ("two", "consistent", "c d e f", "3 = 3", "They agree."),
)


def test_a_check_is_named_by_what_it_compares_and_each_rule_is_named_once():
    names = {"a": "A", "b": "B", "c": "C", "d": "D", "e": "E", "f": "F"}
    checks = measures.compared(CHECKS, names)
    assert checks["statements"].tolist() == ["A; B", "B", "C; D; E; …"]
    assert findings.verdicts(checks, "en") == ("They differ. This is checked on: B.")
    assert findings.verdicts(checks[2:], "en").startswith("No reported figure")
