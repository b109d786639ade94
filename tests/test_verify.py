"""Every span and figure of a small study read again from its text."""

import hashlib
import shutil

import pytest
from coding_toys import TOY, TOY_ID, small_project
from core_toys import TEXTS, change, needs_texts

from analysis import tables, verify
from coding.accept import accept


@pytest.fixture
def data(coded_project, elsewhere, monkeypatch):
    """The tables of one short text, its coded sheet accepted."""
    project = shutil.copytree(coded_project, elsewhere / "study")
    accept(project, TOY_ID)
    monkeypatch.setenv("ANALYSIS_DATA", str(project / "data"))
    return project / "data"


@pytest.fixture
def folder(data):
    return data.with_name("texts")


def empty(data, *columns: str) -> None:
    """Leave no row in the tables that have one of some columns, but for the sources."""
    for path in data.glob("*.csv"):
        header = path.read_text(encoding="utf-8").partition("\n")[0]
        if path.stem != "sources" and {*columns} & {*header.split(",")}:
            path.write_text(f"{header}\n", encoding="utf-8")


def verdict(folder) -> verify.Verdict:
    return verify.verify(tables.load_tables(), folder)


def problem(folder) -> str:
    results = verdict(folder).problems
    assert len(results) == 1, results
    return results[0]


def test_what_agrees_is_counted_and_what_is_not_coded_is_no_fault(folder):
    actual = verdict(folder)
    assert actual.problems == []
    assert str(actual).splitlines() == [
        "1 texts",
        "0 texts not at hand",
        "13 spans",
        "4 numerals",
        "4 figures served",
        "incomplete: tl_2024: figures in no numeral: 8 "
        "('3' at 210, '2023' at 274, '12' at 295 …)",
        "incomplete: tl_2024: sentences without a code: 1 of 8",
        "0 disagree",
    ]


@pytest.mark.parametrize(
    ("table", "cells", "message"),
    [
        (
            "observations",
            {"printed": "2.150 hội viên"},
            "observations tl-obs-01: printed '2.150 hội viên', found '2.150 đảng viên'",
        ),
        (
            "mentions",
            {"date": "2021-03-15"},
            "numerals tl-num-02: '14/3/2021' is not the date of tl-men-01",
        ),
    ],
)
def test_a_changed_word_or_date_is_reported(data, folder, table, cells, message):
    change(data, table, 0, **cells)
    assert problem(folder) == message


def test_a_numeral_that_reads_otherwise_is_reported(data, folder):
    change(data, "numerals", lambda row: row["value"] == "2150", value="2151")
    assert verdict(folder).problems == [
        "numerals tl-num-09: '2.150' as value reads ('2150', None), "
        "the row has ('2151', None)",
        "numerals tl-num-09: '2.150' is not the value of tl-obs-01",
    ]


def test_another_text_is_reported_with_both_hashes(folder):
    other = TOY.replace("2021", "2022")
    (folder / f"{TOY_ID}.txt").write_bytes(other.encode())
    actual, allowed = (hashlib.sha256(t.encode()).hexdigest() for t in (other, TOY))
    assert problem(folder) == (
        f"{TOY_ID}.txt: another text than the one coded, sha256 found {actual}; "
        f"allowed {allowed}"
    )


def test_a_text_without_a_fact_is_incomplete(data, folder):
    empty(data, "source_id", "fact_id", "from")
    assert verdict(folder).incomplete == [
        f"{TOY_ID}: no fact; code its sheet, then 'analysis accept {TOY_ID}'"
    ]


def test_a_figure_that_no_numeral_serves_is_incomplete(data, folder):
    empty(data, "numeral_id")
    assert verdict(folder).incomplete[0] == (
        "observations tl-obs-01: no numeral serves its figure"
    )


def test_a_project_without_texts_is_incomplete(tmp_path, monkeypatch):
    project = small_project(tmp_path / "empty", {"x_2024": TOY})
    monkeypatch.setenv("ANALYSIS_DATA", str(project / "data"))
    assert verdict(tmp_path).incomplete == [
        "no text is coded yet; 'analysis import' begins with a document"
    ]
    assert verdict(project / "texts").incomplete == [
        "x_2024: not in the data; code its sheet, then 'analysis accept x_2024'"
    ]


@pytest.mark.usefixtures("data")
def test_a_folder_without_the_texts_is_reported(tmp_path):
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    assert problem(nothing) == "nothing: found none of the texts coded"


def test_the_exit_status_is_1_if_anything_disagrees(data, folder):
    printed = []
    assert verify.run_verify(folder, printed.append) == 0
    change(data, "observations", 0, value="2151")
    assert verify.run_verify(folder, printed.append) == 1
    assert [text.splitlines()[-1] for text in printed] == ["0 disagree", "1 disagree"]


def test_texts_are_those_of_sources_dir_or_else_of_the_project(folder, monkeypatch):
    monkeypatch.setenv("SOURCES_DIR", str(folder))
    assert verify.run_verify(None, str) == 0
    monkeypatch.delenv("SOURCES_DIR")
    assert verify.run_verify(None, str) == 0  # texts/ beside data/
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(FileNotFoundError, match="the folder that SOURCES_DIR names"):
        verify.run_verify(None, str)


@needs_texts
def test_the_real_texts_agree():
    actual = verdict(TEXTS)
    assert actual.problems == []
    assert actual.checked["texts"] == len(tables.load_tables().frames["sources"])
    assert not [line for line in actual.incomplete if "figure" in line]
