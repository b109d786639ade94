"""Tables as Excel, read back by openpyxl."""

import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from downloads_toys import FACTS, FORMULAS, ROWS, resource
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.downloads.tables import tables_workbook, workbook

COLUMNS = [
    *("key_id", "key_id_label", "several", "several_label", "n", "n_label"),
    *("share_pct", "is_so", "note", "fact_ids"),
]
BOTH = " ".join(FACTS)
RAW = [
    ["a-1", "Đảng ủy A", "met late", "đạt · chậm", 7, None, 12.5, True, "plain", BOTH],
    ["b-2", "Đảng ủy B", "late", "chậm", -3, None, -0.25, False, None, FACTS[0]],
    [None, None, None, None, None, "không nêu", None, None, None, FACTS[1]],
]
SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]) | st.sampled_from(
    "=+-@\t\n\r\"',;|<>&%$#_{}~^\\[]*`?!/ \u00a0\u2028🙂ĐđƯợ"
)
Sheets = dict[str, list[list]]


def read_excel(content: bytes | Path) -> Sheets:
    book = openpyxl.load_workbook(
        io.BytesIO(content) if isinstance(content, bytes) else content
    )
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def of_texts(texts: list[str]) -> dict:
    return resource([[None, None, None, None, None, text, FACTS[0]] for text in texts])


def test_each_table_of_a_report_is_a_sheet_with_typed_values(english):
    second = resource(ROWS[:1], title="Another")
    sheets = read_excel(tables_workbook([resource(ROWS), second], english))
    assert list(sheets) == ["Contents", "Table 1", "Table 2", "Codebook", "Sources"]
    assert sheets["Contents"][1:] == [
        ["Table 1", "A toy", 3, "Nguồn: A"],
        ["Table 2", "Another", 1, "Nguồn: A"],
    ]
    head, *rows = sheets["Table 1"]
    assert head == COLUMNS
    assert rows == RAW
    assert [type(v) for v in rows[0]][4:8] == [int, type(None), float, bool]
    assert sheets["Table 2"][1:] == RAW[:1]


def test_the_codebook_explains_each_column(english):
    column = english.dictionary.tables["observations"].columns["printed"]
    content = resource(ROWS)
    content["schema"]["fields"][5] |= {"title": column.title["en"], "name": "printed"}
    for row in content["data"]:
        row["printed"] = row.pop("note")
    head, *rows = read_excel(tables_workbook([content], english))["Codebook"]
    assert head == ["Table", "Column", "Title", "Description", "Values"]
    assert [row[1] for row in rows] == [
        "printed" if name == "note" else name for name in COLUMNS
    ]
    assert rows[0] == [
        "Table 1",
        "key_id",
        "Cấp ủy",
        None,
        "b-2 = Đảng ủy B; a-1 = Đảng ủy A",
    ]
    assert rows[1][2] == "Cấp ủy, in words"
    assert {row[1]: row[3] for row in rows}["printed"] == column.description
    assert column.description


def test_the_sources_are_cited(english):
    sheets = read_excel(tables_workbook([resource(ROWS)], english))
    _, (source,), (data_set,) = sheets["Sources"]
    assert "Khánh Nga" in source
    assert english.dictionary.about["version"] in data_set
    assert FACTS[0] not in data_set


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(SIGNS, max_size=40), min_size=1, max_size=5))
def test_any_text_comes_back_and_is_no_formula(english, texts):
    content = tables_workbook([of_texts(texts)], english)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Table 1"]
    cells = list(sheet.columns)[COLUMNS.index("note")][1:]
    values = ["" if cell.value is None else cell.value for cell in cells]
    assert [value.replace("_x000D_", "\r") for value in values] == texts
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


def test_no_cell_is_a_formula_or_a_link():
    texts = [*FORMULAS, "http://x"]
    frame = pd.DataFrame({"=A1": texts, "text": "12"})
    content = workbook({"one": frame}, "A title", "")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["one"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    first, *rest = next(iter(sheet.iter_cols()))
    assert [first.value, *(cell.value for cell in rest)] == ["=A1", *texts]
    assert all(cell.quotePrefix for cell in rest)


def test_what_excel_cannot_hold_is_refused(english):
    with pytest.raises(ValueError, match=r"row 2, column 'note'.* 32,767 .* 32,768"):
        tables_workbook([of_texts(["x" * 32768])], english)


def test_a_notebook_does_not_load_what_only_publishing_needs():
    code = (
        "import sys; from publish.downloads.networks import network_files; "
        "names = ('typst', 'pypandoc', 'xlsxwriter'); "
        "print([name for name in names if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
