"""Two sheets on one text: locked, compared, settled, and shown in the study."""

from datetime import date
from pathlib import Path

import pytest
from coding_toys import TOY, TOY_ID, coded_sheet, small_project
from core_toys import change, table_rows

from analysis import findings, measures, tables
from analysis.dictionary import DataError
from coding.accept import accept
from coding.agreement import agreement
from coding.locking import lock
from coding.reliability import record
from coding.sheet import Sheet

DAY = date(2024, 3, 1)


pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def project(tmp_path) -> Path:
    """A project with two sheets, which differ in a dimension and in a passage."""
    project = small_project(tmp_path / "study")
    coded_sheet(project)
    second = coded_sheet(project, coder="second")
    second.put("reforms", "ref-01", {"dimension_id": "working_rules"})
    words = "cấp ủy tổ chức 12 cuộc đối thoại"
    start = TOY.index(words)
    second.put("reforms", None, second.row("ref-01"), (start, start + len(words)))
    return project


def locked(project: Path) -> Path:
    for coder in ("first", "second"):
        lock(project, TOY_ID, coder, DAY)
    return project


def test_sheets_are_compared_only_when_both_are_locked(project):
    with pytest.raises(DataError, match="run 'analysis lock tl_2024 --coder first'"):
        agreement(project, TOY_ID)
    assert lock(project, TOY_ID, "first", DAY) == (
        "locked: coding/tl_2024/first, 22 rows accepted, 7 still proposed"
    )
    with pytest.raises(DataError, match=r"second: allowed is a locked sheet"):
        agreement(project, TOY_ID)


def test_a_lock_is_for_good(project):
    locked(project)
    with pytest.raises(DataError, match=r"locked on 2024-03-01; a lock is for good"):
        lock(project, TOY_ID, "first", DAY)


def test_agreement_by_table_and_code(project):
    actual = agreement(locked(project), TOY_ID)
    units = actual.units.set_index("table")
    assert units.loc["reforms", ["first_units", "second_units"]].tolist() == [1, 2]
    assert units.loc["reforms", "recall_pct"] < units.loc["reforms", "precision_pct"]
    assert units.loc["mentions", "alpha"] == 1
    codes = actual.codes.set_index(["table", "code"])
    assert codes.loc[("reforms", "dimension"), "same_pct"] == 0
    assert codes.loc[("reforms", "status"), "same_pct"] == 100
    assert set(codes["verdict"]) == {"too few passages for a verdict"}
    columns = ("first", "second", "column", "first_has", "second_has")
    codes = ("responsibility_of_heads", "working_rules")
    assert [[row[name] for name in columns] for row in actual.disagreements] == [
        [
            "ref-01",
            "ref-01",
            "dimension_id",
            "responsibility_of_heads",
            "working_rules",
        ],
        ["", "ref-02", "passage", "no", "yes"],
    ]
    assert str(actual).splitlines()[-1] == "2 disagreements, 2 not ruled on"


def test_what_was_changed_after_the_lock_is_said_and_not_compared(project):
    locked(project)
    Sheet.open(project, TOY_ID).put(
        "reforms", "ref-01", {"dimension_id": "working_rules"}
    )
    actual = agreement(project, TOY_ID)
    assert len(actual.disagreements) == 2
    assert str(actual).startswith("first: changed after it was locked on 2024-03-01")
    path = project / "coding" / TOY_ID / "second" / "locked" / "reforms.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="other files than those that were locked"):
        agreement(project, TOY_ID)


def test_rulings_are_kept_and_go_into_the_study(project, monkeypatch):
    accept(locked(project), TOY_ID)
    agreement(project, TOY_ID)
    folder = project / "coding" / TOY_ID
    change(folder, "disagreements", 0, right="first", reason="members are assigned")
    with pytest.raises(DataError, match=r"disagreements.csv line 2: .* by which rule"):
        record(project, TOY_ID)
    change(folder, "disagreements", 0, rule="device")
    actual = record(project, TOY_ID)
    assert actual.disagreements[0]["reason"] == "members are assigned"
    assert table_rows(project / "data", "disagreements") == [
        {
            "first": "first-tl-ref-01",
            "second": "second-tl-ref-01",
            "about": "dimension",
            "right": "first",
            "rule": "device",
        }
    ]
    codings = table_rows(project / "data", "codings")
    assert [(row["unit_id"], row["fact_id"]) for row in codings] == [
        ("first-tl-ref-01", "tl-ref-01"),
        ("second-tl-ref-01", ""),
        ("second-tl-ref-02", ""),
    ]
    assert record(project, TOY_ID).disagreements == actual.disagreements
    monkeypatch.setenv("ANALYSIS_DATA", str(project / "data"))
    study = tables.load_tables()
    both = study.whole("codings")
    units = measures.agreement_on_units(both, study.whole("sources"))
    codes = measures.agreement_on_codes(measures.paired_units(both))
    assert findings.agreement(units, codes, "en").endswith(
        "find 1 and 2 measures, 1 of them the same: too few to say how far they agree."
    )


def test_two_coders_are_two(project):
    with pytest.raises(DataError, match="two coders; found 'first' twice"):
        agreement(project, TOY_ID, ("first", "first"))
