"""Methods by name: which measure stands for a kind, and how the answers are worded."""

import pandas as pd
import pytest

from analysis import argument, charts, findings, measures
from analysis.tables import load_tables

KINDS, CITY, PROVINCE = ["cadre_work", "working_rules"], "lao-cai-city-committee", "p"
COLUMNS = ["fact_id", "committee_id", "dimension_id", "status", "names", "is_heading"]
ROWS = [
    ("f-1", "c", "cadre_work", "ongoing", "nothing", False),
    ("f-2", "c", "cadre_work", "ongoing", "device", False),
    ("f-3", "c", "cadre_work", "done", "document", True),
    ("f-4", "c", "working_rules", "planned", "document", False),
    ("f-5", "p", "working_rules", "norm", "nothing", False),
]
NONE = pd.DataFrame(columns=["dimension_id", "committee_id", "text", "fact_ids"])


def methods(stated: pd.DataFrame = NONE) -> pd.DataFrame:
    reforms = pd.DataFrame(ROWS, columns=COLUMNS).assign(summary="as summarised")
    return measures.methods_by_name(reforms, stated, (KINDS, ["c", "p"]), "summary")


def test_the_most_concrete_measure_stands_for_its_kind_and_no_heading_does():
    actual = methods().set_index(["dimension_id", "committee_id"])
    assert actual["fact_ids"].tolist() == ["f-2", "", "f-4", "f-5"]
    strengths = ["by_name", "not_mentioned", "intended", "norm"]
    assert actual["strength"].tolist() == strengths


def test_a_stated_sentence_comes_first_and_is_by_name_if_it_rests_on_a_figure():
    row = ("cadre_work", "c", "A sentence.", "f-1 000-obs-01")
    actual = methods(pd.DataFrame([row], columns=NONE.columns)).iloc[0]
    assert (actual["text"], actual["status"]) == ("A sentence.", "ongoing")
    assert (actual["strength"], actual["fact_ids"]) == ("by_name", "f-1 000-obs-01")


def test_a_statement_on_several_committees_counts_for_each():
    rows = pd.DataFrame(ROWS[:1], columns=COLUMNS)
    subjects = pd.DataFrame(
        [("f-1", "c"), ("f-1", "p"), ("f-1", "place")],
        columns=["fact_id", "subject_id"],
    )
    about = measures.said_of(rows, subjects, ["p", "c"])
    assert sorted(about["committee_id"]) == ["c", "p"]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_each_studied_committee_has_its_methods_in_words(lang):
    study = load_tables(lang)
    stated = argument.methods(study)
    assert set(stated["committee_id"]) == set(study.keys("committees", is_studied=True))
    assert not stated["text"].str.contains("[{}]").any()
    kinds = study.keys("dimensions")
    reforms = measures.said_of(study.whole("reforms"), study.whole("subjects"), [CITY])
    rows = measures.methods_by_name(reforms, stated, (kinds, [CITY]), f"summary_{lang}")
    answer = findings.committee(rows, study.whole("shortcomings"), study.labels)
    assert answer.startswith(study.labels.place(CITY)) or lang == "vi"
    assert str(len(kinds)) in answer
    drawn = charts.draw_methods(rows, charts.canvas(), study.labels)
    assert len(drawn.patches) == len(kinds)


def test_nothing_coded_is_said_to_be_nothing():
    study = load_tables("en")
    none = methods().assign(strength="not_mentioned", committee_id=CITY)
    answer = findings.methods(none, study.labels)
    assert answer == findings.committee(none, none.head(0), study.labels)
