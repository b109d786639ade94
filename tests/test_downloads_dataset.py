"""The data set, read back by openpyxl and pyreadstat."""

import filecmp
import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import yaml
from core_toys import DATA, DICTIONARY, needs_texts, runs_of_words, table_rows, texts

from analysis import tables, words
from publish.downloads.dataset import dataset_files
from publish.downloads.stata import stata_file

CITATION = DATA.parent / "CITATION.cff"
TABLES = sorted(DICTIONARY.tables)
NUMBERS = ("integer", "number")
READABLE = {".bib", ".csv", ".gexf", ".graphml", ".json", ".md", ".qdc"}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for name, content in dataset_files(tables.load_tables()).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def workbook(dataset):
    return openpyxl.load_workbook(dataset / "collection.xlsx")


def value(cell: str, kind: str) -> object:
    """What a cell of a CSV file means; None where it is empty."""
    if not cell:
        return None
    if kind in NUMBERS:
        return float(cell)
    return cell == "true" if kind == "boolean" else cell


def test_the_files_of_the_data_are_the_same_byte_for_byte(dataset):
    """The package is as valid as that of the data is in `test_shipped_data`."""
    names = [path.name for path in DATA.iterdir() if path.is_file()]
    assert len(names) > len(TABLES)
    assert filecmp.cmpfiles(DATA, dataset, names, shallow=False)[0] == names


@pytest.mark.parametrize("name", TABLES)
def test_stata_reads_every_value_with_labels_in_both_languages(dataset, name):
    table, rows = DICTIONARY.tables[name], table_rows(DATA, name)
    frame, meta = pyreadstat.read_dta(str(dataset / f"{name}.dta"))
    assert len(frame) == len(rows)
    assert meta.file_label == both(table.title)[:80]
    expected = []
    for column in table.columns.values():
        stored = {"end": "end_"}.get(column.name, column.name)
        expected.append(stored)
        assert_cut(meta.column_names_to_labels[stored], both(column.title))
        given = [value(row[column.name], column.type) for row in rows]
        assert read_back(frame[stored], column) == given, column.name
        if column.type == "boolean":
            assert meta.variable_value_labels[stored] == {
                0: "no / không",
                1: "yes / có",
            }
        for lang in words.LANGUAGES if column.words else ():
            expected.append(f"{stored}_label_{lang}")
            assert meta.column_names_to_labels[expected[-1]] == column.title[lang]
            labels = meta.variable_value_labels[expected[-1]]
            texts = [label[lang] for label in column.words.values()]
            assert labels == dict(enumerate(texts, 1))
            read = [labels.get(number) for number in frame[expected[-1]]]
            assert read == [key and column.words[key][lang] for key in given]
    assert list(frame.columns) == expected


def both(texts) -> str:
    return f"{texts['en']} / {texts['vi']}"


def assert_cut(label: str, text: str) -> None:
    """Stata's labels have 80 characters at most."""
    assert label == (text if len(text) <= 80 else f"{text[:79]}…")


def read_back(values, column) -> list[object]:
    """Stata knows no empty text but the text without letters."""
    kinds = {"boolean": bool, "string": str, "date": str}
    kind = kinds.get(column.type, float)
    return [None if pd.isna(each) or each == "" else kind(each) for each in values]


def test_excel_has_a_sheet_for_each_table_with_every_value(workbook):
    assert workbook.sheetnames == ["codebook", "citations", *DICTIONARY.tables]
    for name, promise in DICTIONARY.tables.items():
        head, *rows = workbook[name].iter_rows(values_only=True)
        assert head == tuple(promise.columns)
        kinds = [column.type for column in promise.columns.values()]
        for read, row in zip(rows, table_rows(DATA, name), strict=True):
            given = [value(c, k) for c, k in zip(row.values(), kinds, strict=True)]
            assert list(read) == given


def test_the_codebook_tells_of_every_column_as_the_dictionary_does(workbook):
    head, *rows = workbook["codebook"].iter_rows(values_only=True)
    described = [dict(zip(head, row, strict=True)) for row in rows]
    about = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    fields = [
        (resource, field)
        for resource in about["resources"]
        for field in resource["schema"]["fields"]
    ]
    assert len(described) == len(fields)
    for row, (resource, field) in zip(described, fields, strict=True):
        limits = field.get("constraints", {})
        twins = field.get("enum_titles", {})
        values = limits.get("enum", [])
        assert (row["table"], row["column"]) == (resource["name"], field["name"])
        assert row["type"] == field["type"]
        assert (row["title_en"], row["title_vi"]) == (field["title"], field["title_vi"])
        assert (row["description"] or "") == field.get("description", "")
        assert row["required"] == str(limits.get("required", False)).lower()
        assert parts(row["values"]) == values
        assert parts(row["values_en"]) == [twins[each]["en"] for each in values]
        assert parts(row["values_vi"]) == [twins[each]["vi"] for each in values]


def parts(cell: str | None) -> list[str]:
    return cell.split(" | ") if cell else []


MARKUP = '<script>alert("1")</script> & \\ “ệ” ' + "ữ" * 3000


def test_signs_and_long_texts_come_through_stata(english, tmp_path):
    reforms = english.whole("reforms").assign(summary_en=MARKUP)
    content = stata_file(english.dictionary.tables["reforms"], reforms)
    (tmp_path / "reforms.dta").write_bytes(content)
    frame, _ = pyreadstat.read_dta(str(tmp_path / "reforms.dta"))
    assert set(frame["summary_en"]) == {MARKUP}


def test_bibtex_and_csl_hold_every_text_and_the_data_set(dataset):
    items = json.loads((dataset / "collection.json").read_text(encoding="utf-8"))
    sources = table_rows(DATA, "sources")
    *cited, data_set = items
    assert [item["id"] for item in cited] == [
        f"source-{s['source_id']}" for s in sources
    ]
    assert [item["title"] for item in cited] == [s["title_vi"] for s in sources]
    for name, column in (("URL", "url"), ("container-title", "outlet")):
        assert [item.get(name, "") for item in cited] == [s[column] for s in sources]
    assert data_set["type"] == "dataset"
    assert data_set["version"] == DICTIONARY.about["version"]
    bibtex = (dataset / "collection.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@misc\{([^,]+),$", bibtex, re.MULTILINE)
    assert keys == [item["id"] for item in items]
    titles = re.findall(r"^  title = \{\{(.*)\}\},?$", bibtex, re.MULTILINE)
    assert titles == [item["title"] for item in items]
    assert bibtex.count("{") == bibtex.count("}")


def test_the_data_are_cited_by_their_title_and_version():
    about, cited = DICTIONARY.about, yaml.safe_load(CITATION.read_text("utf-8"))
    data = cited["preferred-citation"]
    assert (data["title"], data["version"]) == (about["title"], about["version"])
    assert data["license"] == about["licenses"][0]["name"]
    assert data["date-released"] == cited["date-released"] == about["created"][:10]
    assert data["authors"] == cited["authors"]
    assert cited["version"] == about["version"]


@needs_texts
def test_no_file_holds_more_of_a_text_than_the_data(dataset):
    """A passage is nine words in a row; data/ has such only in names and titles."""
    rows = [row for name in TABLES for row in table_rows(DATA, name)]
    cells_shown = [cell for row in rows for cell in row.values()]
    allowed = set().union(*(runs_of_words(cell, 9) for cell in cells_shown))
    passages = set().union(*(runs_of_words(text, 9) for text in texts().values()))
    files = [path for path in dataset.iterdir() if path.suffix in READABLE]
    assert len(files) > len(READABLE)
    for path in files:
        runs = runs_of_words(path.read_text(encoding="utf-8"), 9)
        assert not (runs & passages) - allowed, path.name
