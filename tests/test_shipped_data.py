"""The data of this repository alone: what their own coding must keep, and its size.

Anyone else's data are checked by `analysis verify`, in a project of their own.
"""

import csv
import re
import unicodedata
from itertools import pairwise

import frictionless
import pytest
from core_toys import DATA, needs_texts, runs_of_words, texts

from analysis import tables
from analysis.checks import MAX_PRINTED_WORDS

FILES = sorted(DATA.glob("*.csv"))
# Columns that hold a figure, and what a numeral that serves them is.
FIGURES = {
    "observations": ("value", "lower", "upper"),
    "bands": ("count",),
    "targets": ("claimed_percent",),
    "mentions": ("set_count", "ordinal", "ordinal2"),
}
# Wordings that are ours; names and titles are those of what they name.
OURS = re.compile(
    r"(summary|label|subject|question|readings|reason|definition|includes|excludes"
    r"|population|boundary|claimed_scope)_|note|rule|window_ground|symbol_ground"
)


@pytest.fixture(scope="module")
def study():
    return tables.load_tables()


def validated(folder) -> frictionless.Report:
    return frictionless.Package(str(folder / "datapackage.json")).validate()


def faults(report: frictionless.Report) -> list[str]:
    return [str(row) for row in report.flatten(["rowNumber", "fieldName", "note"])]


def test_an_independent_reader_finds_the_data_package_valid():
    report = validated(DATA)
    assert report.valid, faults(report)
    assert len(report.tasks) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_are_sorted_by_key_with_lf_in_nfc(path, study):
    raw = path.read_bytes()
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    key = study.dictionary.tables[path.stem].key
    keys = [tuple(row[name] for name in key) for row in rows]
    assert keys == sorted(keys)
    assert all(cell == cell.strip() for row in rows for cell in row.values())


@pytest.mark.parametrize("table", FIGURES)
def test_every_fact_with_a_figure_is_served_by_a_numeral(table, study):
    """A figure that no numeral of the text serves would be ours."""
    served = set(study.frames["numeral_facts"]["fact_id"])
    facts = study.frames[table]
    with_figure = facts[facts[list(FIGURES[table])].notna().any(axis="columns")]
    assert len(with_figure)
    assert sorted(set(with_figure["fact_id"]) - served) == []


def test_each_figure_of_an_observation_is_served_as_what_it_is(study):
    """The value, the lower and the upper end each have their own numeral."""
    links = study.frames["numeral_facts"]
    served = set(zip(links["fact_id"], links["as"], strict=True))
    facts = study.frames["observations"]
    missing = [
        (fact, column)
        for column in ("value", "lower", "upper")
        for fact in facts.loc[facts[column].notna(), "fact_id"]
        if not {(fact, column), (fact, "count"), (fact, "denominator")} & served
    ]
    assert missing == []


def test_a_numeral_lies_in_one_text_and_within_no_other_numeral(study):
    for name, rows in study.frames["numerals"].groupby("source_id"):
        spans = sorted(zip(rows["start"], rows["end"], strict=True))
        for (_, end), (start, _) in pairwise(spans):
            assert end <= start, name


@needs_texts
def test_what_a_measure_names_stands_in_its_paragraph(study):
    read = texts()
    for row in study.records("reforms"):
        text = read[row["source_id"]]
        end = text.index("\n", row["end"])
        paragraph = text[text.rfind("\n", 0, row["start"]) : end]
        assert (row["named"] or "") in " ".join(paragraph.split()), row["fact_id"]
        assert len((row["named"] or "").split()) <= MAX_PRINTED_WORDS


@needs_texts
def test_a_title_is_whole_and_as_printed(study):
    for row in study.records("sources"):
        lines = texts()[row["source_id"]].casefold().splitlines()
        assert row["title_vi"].casefold() in lines


def test_a_domain_has_one_name(study):
    """The labels of the codes are the titles of the table that defines them."""
    domains = study.frames["domains"].sort_values("position")
    codes = study.dictionary.tables["shortcomings"].columns["domain"].words
    assert list(codes) == domains["domain_id"].tolist()
    for lang in ("en", "vi"):
        labels = [code[lang] for code in codes.values()]
        assert labels == domains[f"title_{lang}"].tolist()


def test_a_fact_has_the_number_of_its_text(study):
    for table in study.dictionary.facts:
        rows = study.frames[table].dropna(subset=["source_id"])
        assert (rows["fact_id"].str[:4].str[:3] == rows["source_id"].str[:3]).all()


@needs_texts
def test_our_own_words_are_no_passages(study):
    """No wording of ours has eight words in a row from a text."""
    most = MAX_PRINTED_WORDS
    passages = set().union(*(runs_of_words(text, most) for text in texts().values()))
    copied = [
        (table, column, text)
        for table, frame in study.frames.items()
        for column in frame.columns
        if OURS.match(column)
        for text in frame[column].dropna()
        if runs_of_words(text, most) & passages
    ]
    assert copied == []


def test_a_count_is_coded_alike_in_every_table(study):
    sets = study.keyed("instruments")
    mentions = study.records("mentions")
    counted = [row for row in mentions if row["set_count"] is not None]
    assert len(counted) > 20
    for row in counted:
        assert row["set_count"] == sets[row["instrument_id"]]["set_count"], row
        for figure in study.records("observations", unit="count"):
            place = ("source_id", "start", "end")
            if figure["value"] and all(row[name] == figure[name] for name in place):
                assert figure["value"] == row["set_count"], row["fact_id"]


def test_a_printed_date_is_the_date_of_the_instrument(study):
    dated = study.keyed("instruments")
    for row in study.records("mentions"):
        if row["date"]:
            assert dated[row["instrument_id"]]["date"] == row["date"], row["fact_id"]
