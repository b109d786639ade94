import hashlib

import pytest
from core_toys import (
    TEXTS,
    change,
    copied_data,
    needs_texts,
    table_rows,
    write_rows,
)

from analysis import tables, verify

CLEARED = (
    "disagreements",
    "fact_links",
    "findings",
    "methods",
    "numeral_facts",
    "rulings",
    "subjects",
)
TEXT = "1. Năm 2021, thu ngân sách đạt 1.022 tỷ đồng, tăng 12,8%.\n"
SPAN = "đạt 1.022 tỷ đồng"


def at(words: str) -> dict[str, str]:
    start = TEXT.index(words)
    return {"start": str(start), "end": str(start + len(words)), "printed": words}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A study of one short text, with one observation and three numerals."""
    folder = copied_data(tmp_path)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    source = table_rows(folder, "sources")[0]
    name = source["source_id"]
    for path in folder.glob("*.csv"):
        rows = table_rows(folder, path.stem)
        if "source_id" in rows[0] and path.stem != "sources":
            write_header(folder, path.stem, rows[0])
    for table in CLEARED:
        write_header(folder, table, table_rows(folder, table)[0])
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    length = str(len(TEXT))
    write_rows(folder, "sources", [source | {"sha256": digest, "length": length}])
    blank = dict.fromkeys(HEADS["observations"], "")
    fact = blank | {
        "fact_id": "000-obs-01",
        "indicator_id": "budget-revenue",
        "modality": "reported",
        "value": "1022",
        "unit": "vnd_bn",
        "qualifier": "exact",
        "as_of_start": "2021",
        "as_of_precision": "year",
        "asserted_by": table_rows(folder, "bodies")[0]["body_id"],
        "section": "achievement",
        "source_id": name,
        **at(SPAN),
    }
    write_rows(folder, "observations", [fact])
    blank = dict.fromkeys(HEADS["numerals"], "") | {"form": "digits"}
    numerals = [
        ("000-num-01", "list_number", "", "1"),
        ("000-num-02", "year", "2021", "2021"),
        ("000-num-03", "value", "1022", "1.022"),
    ]
    numerals = [
        blank
        | {"numeral_id": key, "role": role, "value": value, "source_id": name}
        | at(printed)
        for key, role, value, printed in numerals
    ]
    write_rows(folder, "numerals", numerals)
    links = [("000-num-02", "as_of"), ("000-num-03", "value")]
    write_rows(
        folder,
        "numeral_facts",
        [
            {"numeral_id": key, "fact_id": "000-obs-01", "as": role, "note": ""}
            for key, role in links
        ],
    )
    return folder


HEADS: dict[str, list[str]] = {}


def write_header(folder, table, row) -> None:
    HEADS[table] = list(row)
    (folder / f"{table}.csv").write_text(",".join(row) + "\n", encoding="utf-8")


@pytest.fixture
def folder(data, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    name = table_rows(data, "sources")[0]["source_id"]
    (folder / f"{name}.txt").write_bytes(TEXT.encode())
    return folder


def verdict(folder) -> verify.Verdict:
    return verify.verify(tables.load_tables(), folder)


def problem(folder) -> str:
    found = verdict(folder).problems
    assert len(found) == 1, found
    return found[0]


def test_what_agrees_is_counted(folder):
    name = next(folder.iterdir()).stem
    found = verdict(folder)
    assert found.problems == []
    assert found.checked == {
        "texts": 1,
        "texts not at hand": 0,
        "spans": 4,
        "numerals": 2,
        "figures served": 2,
    }
    assert str(found).splitlines() == [
        "1 texts",
        "0 texts not at hand",
        "4 spans",
        "2 numerals",
        "2 figures served",
        f"incomplete: {name}: figures in no numeral: 2 ('12' at 51, '8' at 54)",
        "0 disagree",
    ]


def test_a_changed_word_is_reported(data, folder):
    change(data, "observations", 0, printed="đạt 1.022 triệu đồng")
    assert problem(folder) == (
        "observations 000-obs-01: printed 'đạt 1.022 triệu đồng', "
        "found 'đạt 1.022 tỷ đồng'"
    )


def test_a_numeral_that_reads_otherwise_is_reported(data, folder):
    change(data, "numerals", 2, value="1023")
    found = verdict(folder).problems
    assert found == [
        "numerals 000-num-03: '1.022' as value reads ('1022', None), "
        "the row has ('1023', None)",
        "numerals 000-num-03: '1.022' is not the value of 000-obs-01",
    ]


def test_a_changed_date_is_reported(data, folder):
    change(data, "observations", 0, as_of_start="2020")
    assert problem(folder) == (
        "numerals 000-num-02: '2021' is not the as_of of 000-obs-01"
    )


def test_a_year_agrees_with_a_day_in_it(data, folder):
    change(data, "observations", 0, as_of_start="2021-12-31", as_of_precision="day")
    assert verdict(folder).problems == []
    change(data, "observations", 0, as_of_start="2020-12-31")
    assert "'2021' is not the as_of of" in problem(folder)


def test_another_text_is_reported_with_both_hashes(folder):
    (path,) = folder.iterdir()
    path.write_bytes(TEXT.replace("2021", "2022").encode())
    digests = [
        hashlib.sha256(text.encode()).hexdigest()
        for text in (TEXT.replace("2021", "2022"), TEXT)
    ]
    assert problem(folder) == (
        f"{path.name}: another text than the one coded, sha256 found {digests[0]}; "
        f"allowed {digests[1]}"
    )


@pytest.mark.usefixtures("data")
def test_what_is_not_coded_is_incomplete_and_no_fault(data, folder):
    name = table_rows(data, "sources")[0]["source_id"]
    (path,) = folder.iterdir()
    more = TEXT + "Huyện ủy tổ chức 12 hội nghị chuyên đề.\n"
    path.write_bytes(more.encode())
    digest = hashlib.sha256(more.encode()).hexdigest()
    change(data, "sources", 0, sha256=digest, length=str(len(more)))
    write_rows(data, "numeral_facts", table_rows(data, "numeral_facts")[:1])
    change(data, "numerals", 2, role="name")
    found = verdict(folder)
    assert found.problems == []
    assert found.incomplete == [
        f"{name}: figures in no numeral: 3 ('12' at 51, '8' at 54, '12' at 75)",
        f"{name}: sentences without a code: 1 of 2",
    ]
    write_rows(data, "numerals", table_rows(data, "numerals")[:1])
    for table in ("numeral_facts", "observations"):
        write_header(data, table, table_rows(data, table)[0])
    assert verdict(folder).incomplete == [
        f"{name}: no fact; code its sheet, then 'analysis accept {name}'"
    ]


def test_a_figure_that_no_numeral_serves_is_incomplete(data, folder):
    write_header(data, "numeral_facts", table_rows(data, "numeral_facts")[0])
    for row in (1, 2):
        change(data, "numerals", row, role="name")
    assert verdict(folder).incomplete[0] == (
        "observations 000-obs-01: no numeral serves its figure"
    )


def test_a_project_without_texts_is_incomplete(data, tmp_path):
    for table in ("sources", "numerals", "numeral_facts", "observations"):
        write_header(data, table, table_rows(data, table)[0])
    found = verdict(tmp_path)
    assert found.problems == []
    assert found.incomplete == [
        "no text is coded yet; 'analysis import' begins with a document"
    ]
    (tmp_path / "x_2024.txt").write_text(TEXT, encoding="utf-8")
    assert verdict(tmp_path).incomplete == [
        "x_2024: not in the data; code its sheet, then 'analysis accept x_2024'"
    ]


def test_a_folder_without_the_texts_is_reported(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert problem(empty) == "empty: found none of the texts coded"


def test_the_exit_status_is_1_if_anything_disagrees(data, folder):
    printed = []
    assert verify.run_verify(folder, printed.append) == 0
    change(data, "observations", 0, value="1023")
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
    found = verdict(TEXTS)
    assert found.problems == []
    assert found.checked["texts"] == len(tables.load_tables().frames["sources"])
    assert not [line for line in found.incomplete if "figure" in line]
