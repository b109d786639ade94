import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from study_toys import frame

from analysis import findings, gate, measures

BOTH = ["two_texts", "as_of"]


def figures(**members) -> pd.DataFrame:
    base = {"committee_id": "city", "modality": "reported", "unit": "count"}
    base |= {"lower": None, "upper": None, "qualifier": "exact", "source_id": "s"}
    base |= {"as_of_start": "2020", "as_of_end": "2023"}
    rows = [
        base | {"fact_id": "e", "indicator_id": "expelled", "value": 5.0},
        base | {"fact_id": "m", "indicator_id": "members", "value": 1000.0} | members,
    ]
    ends = dict.fromkeys(["value", "lower", "upper"], float)
    return pd.DataFrame(rows).astype(ends)


def all_rates(rows: pd.DataFrame, accept=(), who=("city",)) -> pd.DataFrame:
    reasons = {name: f"why {name}" for name in accept}
    compared = gate.rates(rows, ["expelled"], "members", reasons)
    return measures.rates(rows, compared, ["expelled"], "members", who)


def rates(rows: pd.DataFrame, accept=(), who=("city",)) -> pd.DataFrame:
    found = all_rates(rows, accept, who)
    names = "committee_id low high qualifier outcome mismatches fact_ids"
    return found[names.split()]


def test_a_rate_within_one_text_and_time_needs_no_leave():
    expected = frame(
        "committee_id low high qualifier outcome mismatches fact_ids",
        ("city", 5.0, 5.0, "exact", "computed", "", "e m"),
    )
    assert_frame_equal(rates(figures()), expected, check_dtype=False)


@pytest.mark.parametrize(
    ("members", "mismatches"),
    [
        ({"source_id": "t"}, "two_texts"),
        ({"as_of_end": "2025"}, "as_of"),
        ({"source_id": "t", "as_of_start": None}, "two_texts as_of"),
    ],
)
def test_a_mismatch_refuses_a_rate_and_is_named_when_accepted(members, mismatches):
    refused = rates(figures(**members))
    assert refused["outcome"].tolist() == ["refused"]
    assert refused["low"].isna().all()
    shown = rates(figures(**members), accept=mismatches.split())
    assert shown["outcome"].tolist() == ["computed"]
    assert shown["mismatches"].tolist() == refused["mismatches"].tolist()
    assert shown["mismatches"].tolist() == [mismatches]
    whole = all_rates(figures(**members), mismatches.split())
    assert whole["accepted"].tolist() == [
        "; ".join(f"why {name}" for name in mismatches.split())
    ]


def test_one_mismatch_accepted_does_not_let_another_through():
    other = figures(source_id="t", as_of_end="2025")
    assert rates(other, accept=["as_of"])["outcome"].tolist() == ["refused"]


def test_more_than_so_many_members_give_a_rate_below_a_bound_rounded_up():
    bound = {"value": None, "lower": 8831.0, "qualifier": "over"}
    found = rates(figures(**bound)).iloc[0]
    assert pd.isna(found["low"])
    assert (found["high"], found["qualifier"]) == (0.57, "under")
    assert found["high"] > 5 / 8831 * 1000


def test_a_committee_is_set_against_its_own_members_only():
    other = figures(committee_id="province")
    found = rates(other, accept=BOTH, who=("city", "province"))
    assert found["outcome"].tolist() == ["not_mentioned"] * 2
    assert found["fact_ids"].tolist() == ["e", "m"]


def test_what_is_no_mismatch_cannot_be_accepted():
    with pytest.raises(ValueError, match="'level' is never accepted"):
        rates(figures(), accept=["level"])


def test_both_times_and_texts_come_back_beside_the_rate():
    shown = {"source_id": "t", "as_of_start": None, "as_of_end": "2025"}
    found = all_rates(figures(**shown), BOTH).iloc[0]
    assert (found["event_as_of_start"], found["event_as_of_end"]) == ("2020", "2023")
    assert pd.isna(found["member_as_of_start"])
    assert (found["member_as_of_end"], found["member_source_id"]) == ("2025", "t")


def test_relations_stand_beside_facts_whose_words_they_share():
    relations = frame(
        "fact_id source_id start end",
        ("r1", "s", 0, 10),
        ("r2", "s", 10, 20),
        ("r3", "t", 12, 14),
        ("r4", "s", 30, 31),
    )
    facts = frame(
        "fact_id source_id start end", ("f1", "s", 9, 15), ("f2", "s", 11, 12)
    )
    found = measures.relations_beside(relations, facts)
    assert found["fact_ids"].tolist() == ["f1 r1", "f1 f2 r2"]
    assert found["start"].tolist() == [0, 10]


def test_no_facts_have_nothing_beside_them():
    columns = "fact_id source_id start end"
    found = measures.relations_beside(frame(columns, ("r", "s", 0, 1)), frame(columns))
    assert len(found) == 0


def test_the_sentence_counts_what_is_shown_over_a_mismatch():
    rows = pd.concat([rates(figures(source_id="t"), accept=BOTH), rates(figures())])
    said = findings.rates(rows, "en")
    assert said == (
        "Of 2 rates, 2 are shown, 1 of them from figures of two texts and 0 from "
        "figures of two times; 0 are refused, and for 0 a figure is not mentioned."
    )
