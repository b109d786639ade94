import csv
import io
import json
import math
import subprocess
import sys

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from export_toys import FACTS, FORMULAS, HOSTILE, ROWS, resource
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import tables, words
from publish import downloads
from publish.downloads import inert, latex, stata
from publish.downloads.pandoc import pandoc
from publish.downloads.resource import Resource, read_resource
from publish.downloads.tables import csv_text, excel_book, stata_file, table_files

COLUMNS = [
    "key_id",
    "key_id_label",
    "several",
    "several_label",
    "n",
    "n_label",
    "share_pct",
    "is_so",
    "note",
    "fact_ids",
]
BOTH = " ".join(FACTS)
RAW = [
    ["a-1", "Đảng ủy A", "met late", "đạt · chậm", 7, None, 12.5, True, "plain", BOTH],
    ["b-2", "Đảng ủy B", "late", "chậm", -3, None, -0.25, False, None, FACTS[0]],
    [None, None, None, None, None, "không nêu", None, None, "", FACTS[1]],
]
SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]) | st.sampled_from(
    "=+-@\t\n\r\"',;|<>&%$#_{}~^\\[]*`?!/ \u00a0\u2028🙂ĐđƯợ"
)
TEXTS = st.text(SIGNS, max_size=40)


@pytest.fixture(scope="module")
def study():
    return tables.load_tables("en")


@pytest.fixture
def table() -> Resource:
    return read_resource(resource(ROWS))


def of_texts(texts: list[str]) -> Resource:
    rows = [[None, None, None, None, None, text, FACTS[0]] for text in texts]
    return read_resource(resource(rows))


def read_stata(content: bytes, tmp_path) -> tuple:
    path = tmp_path / "t.dta"
    path.write_bytes(content)
    return pyreadstat.read_dta(str(path))


# --- CSV ------------------------------------------------------------------------


def read_csv(table: Resource) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text(table), newline="")))


def test_a_table_comes_back_from_csv_value_by_value(table):
    head, *rows = read_csv(table)
    assert head == COLUMNS
    assert rows == [["" if v is None else told(v) for v in row] for row in RAW]


def told(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_texts_that_begin_like_a_formula_are_inert_and_numbers_are_not_touched():
    rows = [[None, None, -n, -0.5, None, text, ""] for n, text in enumerate(FORMULAS)]
    _, *found = read_csv(read_resource(resource(rows)))
    notes = [row[COLUMNS.index("note")] for row in found]
    assert notes == [f"'{text}" for text in FORMULAS]
    assert [row[COLUMNS.index("n")] for row in found] == [
        str(-number) for number in range(len(FORMULAS))
    ]
    assert {row[COLUMNS.index("share_pct")] for row in found} == {"-0.5"}


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_comes_back_from_csv(texts):
    _, *rows = read_csv(of_texts(texts))
    notes = [row[COLUMNS.index("note")] for row in rows]
    assert notes == [inert.inert(text) for text in texts]
    assert not any(inert.is_formula(note) for note in notes)
    assert [note.removeprefix("'") for note in notes] == [
        text.removeprefix("'") for text in texts
    ]


# --- Excel ----------------------------------------------------------------------


def read_excel(content: bytes) -> dict[str, list[list]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def test_a_table_comes_back_from_excel_with_its_types(table, study):
    (head, *rows), _, _ = read_excel(excel_book(table, study)).values()
    assert head == COLUMNS
    assert rows == RAW
    assert [type(v) for v in rows[0]][4:8] == [int, type(None), float, bool]


def test_the_codebook_has_each_column_with_title_and_values(table, study):
    _, (head, *rows), _ = read_excel(excel_book(table, study)).values()
    assert head == ["Column", "Title", "Description", "Values"]
    assert [row[0] for row in rows] == COLUMNS
    assert rows[0] == ["key_id", "Cấp ủy", "", "b-2 = Đảng ủy B; a-1 = Đảng ủy A"]
    assert rows[1][1] == "Cấp ủy, in words"


def test_the_codebook_tells_what_the_dictionary_says_of_a_column(study):
    known = study.dictionary.tables["observations"].columns["printed"]
    content = resource(ROWS)
    content["schema"]["fields"][5] |= {"title": known.title["en"], "name": "printed"}
    for row in content["data"]:
        row["printed"] = row.pop("note")
    _, (_, *rows), _ = read_excel(excel_book(read_resource(content), study)).values()
    told = {row[0]: row[2] for row in rows}
    assert told["printed"] == known.description
    assert known.description


def test_the_sources_go_along(table, study):
    *_, (_, foot, source, data_set) = read_excel(excel_book(table, study)).values()
    assert foot == ["Nguồn: A"]
    assert "Khánh Nga" in source[0]
    assert study.dictionary.about["version"] in data_set[0]
    assert FACTS[0] not in data_set[0]


@settings(max_examples=15, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_comes_back_from_excel_and_is_no_formula(study, texts):
    book = openpyxl.load_workbook(io.BytesIO(excel_book(of_texts(texts), study)))
    cells = list(book.worksheets[0].columns)[COLUMNS.index("note")][1:]
    found = ["" if cell.value is None else cell.value for cell in cells]
    assert [one.replace("_x000D_", "\r") for one in found] == texts
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


# --- Stata ----------------------------------------------------------------------


def test_a_table_comes_back_from_stata_with_its_labels(table, tmp_path):
    frame, known = read_stata(stata_file(table), tmp_path)
    assert list(frame.columns) == COLUMNS
    for name, values in zip(COLUMNS, zip(*RAW, strict=True), strict=True):
        labels = known.variable_value_labels.get(name)
        if name.endswith("_label"):
            found = [None if math.isnan(v) else labels[v] for v in frame[name]]
            assert found == list(values), name
        elif known.readstat_variable_types[name] == "string":
            assert frame[name].tolist() == ["" if v is None else v for v in values]
        else:
            found = [None if math.isnan(v) else v for v in frame[name]]
            assert found == list(values), name
    assert known.file_label == "A toy"
    assert known.column_names_to_labels["key_id"] == "Cấp ủy"
    assert known.variable_value_labels["is_so"] == {0: "no", 1: "yes"}
    assert known.variable_value_labels["key_id_label"] == {
        1: "Đảng ủy B",
        2: "Đảng ủy A",
    }


def test_names_are_such_as_stata_allows():
    given_names = ["in", "str3", "a-b", "a b", "1x", "x" * 40, "x" * 41, "_N", "phần"]
    assert stata.stata_names(given_names) == [
        "in_",
        "str3_",
        "a_b",
        "a_b_2",
        "_1x",
        "x" * 32,
        "x" * 30 + "_2",
        "_N_",
        "ph_n",
    ]


def test_long_titles_are_cut_and_long_texts_are_not(tmp_path):
    long = "Đ" * 3000
    content = resource([[None, None, None, None, None, long, ""]], title="t" * 99)
    frame, known = read_stata(stata_file(read_resource(content)), tmp_path)
    assert frame["note"].tolist() == [long]
    assert known.file_label == "t" * 79 + "…"


def test_labels_too_long_for_stata_stay_texts(tmp_path):
    content = resource([["a-1", None, None, None, None, None, ""]])
    content["schema"]["fields"][0]["words"]["a-1"] = "Đ" * 16_000
    frame, known = read_stata(stata_file(read_resource(content)), tmp_path)
    assert frame["key_id_label"].tolist() == ["Đ" * 16_000]
    assert "key_id_label" not in known.variable_value_labels


def test_a_value_without_a_word_is_refused():
    variable = stata.Variable("a", "A", {"x": "X"})
    with pytest.raises(ValueError, match="column 'a': no word for y"):
        stata.stata(pd.DataFrame({"a": ["x", "y"]}), [variable], "t")


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_comes_back_from_stata(tmp_path_factory, texts):
    frame, _ = read_stata(stata_file(of_texts(texts)), tmp_path_factory.mktemp("dta"))
    assert frame["note"].tolist() == texts


# --- LaTeX ----------------------------------------------------------------------


def read_latex(text: str) -> tuple[str, list[list[str]]]:
    """Caption and cells, as pandoc reads them."""
    blocks = json.loads(pandoc(text, "latex-smart", "json"))["blocks"]
    (found,) = found_tables(blocks)
    caption, head, bodies = found["c"][1][1], found["c"][3], found["c"][4]
    rows = [*head[1], *bodies[0][3]]
    return words_of(caption), [[words_of(cell[4]) for cell in row[1]] for row in rows]


def found_tables(node):
    if isinstance(node, dict) and node.get("t") == "Table":
        yield node
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list):
            yield from found_tables(child)


def words_of(node) -> str:
    """The text of a node of pandoc, read without the code of the package."""
    if isinstance(node, list):
        return "".join(words_of(child) for child in node)
    if node["t"] in ("Space", "SoftBreak", "LineBreak"):
        return " "
    content = node.get("c", "")
    if isinstance(content, str):
        return content
    if node["t"] in ("Span", "Link"):
        return words_of(content[1])
    return words_of(content)


def test_latex_shows_what_a_reader_of_the_report_sees(table):
    text = latex.latex_text(table)
    caption, cells = read_latex(text)
    assert caption == "A toy"
    assert cells == [
        ["Cấp ủy", "Several", "Number", "Share", "So", "Note"],
        ["Đảng ủy A", "đạt · chậm", "7", "12.5%", "yes", "plain"],
        ["Đảng ủy B", "chậm", "−3", "-0.2%".replace("-", "−"), "no", "–"],
        ["–", "–", "không nêu", "–", "–", "–"],
    ]
    for needed in (r"\toprule", r"\midrule", r"\bottomrule", r"\label{tab:toy-table}"):
        assert needed in text
    assert "Nguồn: A" in text


def test_bounds_of_a_figure_stand_in_its_words_alone():
    content = resource(ROWS)
    figure = ["figure", "low", "high", "qualifier", "unit"]
    content["schema"]["fields"] += [
        {"name": name, "title": name, "type": "string"} for name in figure
    ]
    _, cells = read_latex(latex.latex_text(read_resource(content)))
    assert cells[0][-1] == "figure"
    assert not {"low", "high", "qualifier", "unit"} & set(cells[0])


def test_a_long_table_goes_over_pages():
    texts = [f"row {number}" for number in range(40)]
    text = latex.latex_text(of_texts(texts))
    assert r"\begin{longtable}" in text
    _, cells = read_latex(text)
    assert [row[-1] for row in cells[1:]] == texts


def test_hostile_texts_come_back_from_latex():
    _, cells = read_latex(latex.latex_text(of_texts(HOSTILE)))
    assert [row[-1] for row in cells[1:]] == [" ".join(set_in(t)) for t in HOSTILE]


@settings(max_examples=10, deadline=None)
@example(["", "\t", " \u00a0"])
@given(st.lists(TEXTS, min_size=3, max_size=9))
def test_any_text_comes_back_from_latex(texts):
    _, cells = read_latex(latex.latex_text(of_texts(texts)))
    assert ["".join(row[-1].split()) for row in cells[1:]] == [
        "".join(set_in(text)) or "–" for text in texts
    ]


def set_in(text: str) -> list[str]:
    """The words of `text` as LaTeX sets them, with its apostrophes."""
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}").split()


# --- all forms ------------------------------------------------------------------


def test_the_same_table_gives_the_same_bytes_in_all_forms(table, study):
    made = [table_files(table, study) for _ in range(2)]
    assert made[0] == made[1]
    assert set(made[0]) == {"csv", "xlsx", "dta", "tex"}


def test_an_empty_table_has_all_forms(study, tmp_path):
    files = table_files(read_resource(resource([])), study)
    assert files["csv"].decode().split(",")[0] == "key_id"
    assert read_excel(files["xlsx"])["Table"] == [COLUMNS]
    frame, _ = read_stata(files["dta"], tmp_path)
    assert list(frame.columns) == COLUMNS
    assert read_latex(files["tex"].decode())[1] == [
        ["Cấp ủy", "Several", "Number", "Share", "So", "Note"]
    ]


def test_a_column_of_labels_takes_no_name_that_is_taken():
    content = resource(ROWS)
    content["schema"]["fields"][5] |= {"name": "key_id_label"}
    table = read_resource(content).with_labels()
    assert table.columns[:2] == ["key_id", "key_id_label_2"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            [None, None, "7", None, None, None, None],
            "row 1, column 'n': a value of type",
        ),
        ([None, None, True, None, None, None, None], "found True"),
        ([None, None, None, None, 1, None, None], "column 'is_so'"),
        ([None, None, None, None, None, "a\x00", None], r"found U\+0000"),
        ([None, None, None, None, None, "\ud800", None], r"found U\+D800"),
    ],
)
def test_a_value_that_breaks_the_schema_is_refused_by_name(row, message):
    with pytest.raises(ValueError, match=message) as error:
        read_resource(resource([row]))
    assert "table 'toy_table' row 1" in str(error.value)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_titles_of_the_codebook_are_in_the_language_of_the_report(lang):
    study = tables.load_tables(lang)
    table = read_resource(resource(ROWS, lang=lang))
    assert list(read_excel(excel_book(table, study))) == [
        words.phrase(name, lang)
        for name in ("excel_table", "excel_codebook", "excel_sources")
    ]


def test_what_is_late_is_loaded_by_name_and_the_rest_is_an_error():
    assert downloads.take_reports.__module__ == "publish.downloads.take"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = downloads.nothing


def test_notebooks_do_not_load_what_they_do_not_need():
    code = (
        "import sys; from publish import downloads; "
        "print([m for m in ('typst', 'pypandoc', 'rocrate') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
