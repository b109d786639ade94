"""A table of a report as CSV and as Excel; with Stata and LaTeX, all its files."""

import csv
import re
from typing import Any

import pandas as pd

from analysis import explain, words
from analysis.tables import Study
from publish.downloads import latex, stata, workbook
from publish.downloads.inert import inert
from publish.downloads.resource import Field, Resource, Value

KINDS = {
    "string": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
}
CODEBOOK = ("excel_column", "take_title", "excel_description", "take_values")


def table_files(resource: Resource, study: Study) -> dict[str, bytes]:
    """The table by the ending of its file: csv, xlsx, dta, tex."""
    return {
        "csv": csv_text(resource).encode(),
        "xlsx": excel_book(resource, study),
        "dta": stata_file(resource),
        "tex": latex.latex_text(resource).encode(),
    }


def csv_text(resource: Resource) -> str:
    """The raw values as CSV, beside keys their words; what is not known is empty.

    A text that a spreadsheet could take for a formula gets an apostrophe before it.
    """
    table, lines = resource.with_labels(), _Lines()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(inert(name) for name in table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return "".join(lines.texts)


class _Lines:
    """Lines that end in a line feed; a writer of such quotes no carriage return."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, line: str) -> None:
        """Take a line that ends in both."""
        self.texts.append(line.removesuffix("\r\n") + "\n")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return inert(value) if isinstance(value, str) else repr(value)


def excel_book(resource: Resource, study: Study) -> bytes:
    """The table as an Excel file: raw values, a codebook, the sources to cite."""
    table = resource.with_labels()
    codebook = [_meaning(known, study) for known in table.fields]
    titles = [words.phrase(name, study.lang) for name in CODEBOOK]
    entries = explain.citation(study, resource.fact_ids, names_facts=False).entries
    cited = words.phrase("excel_sources", study.lang)
    sheets = {
        "excel_table": pd.DataFrame(
            list(table.rows), columns=pd.Index(table.columns), dtype=object
        ),
        "excel_codebook": pd.DataFrame(codebook, columns=pd.Index(titles)),
        "excel_sources": pd.DataFrame({cited: [resource.foot, *entries]}),
    }
    named = {words.phrase(name, study.lang): frame for name, frame in sheets.items()}
    about = study.dictionary.about["title"]
    return workbook.book(named, resource.title, about)


def stata_file(resource: Resource) -> bytes:
    """The table as a Stata file: keys as texts, their words as labelled numbers."""
    table = resource.with_labels()
    columns = {
        known.name: pd.Series(table.values(known.name), dtype=KINDS[known.type])
        for known in table.fields
    }
    variables = [
        stata.Variable(known.name, known.title, _labels(known, resource.lang))
        for known in table.fields
    ]
    return stata.stata(pd.DataFrame(columns), variables, resource.title)


def _labels(known: Field, lang: str) -> dict[Any, str]:
    """What the numbers of a column mean; nothing where Stata cannot hold that much."""
    if known.type == "boolean":
        return {False: words.phrase("no", lang), True: words.phrase("yes", lang)}
    room = sum(len(level.encode()) + 1 for level in known.levels)
    is_held = room <= stata.LONGEST_LABELS
    return {level: level for level in known.levels} if is_held else {}


def _meaning(known: Field, study: Study) -> tuple[str, str, str, str]:
    """A column with its title, the dictionary's words on it, and what its keys mean."""
    told = "; ".join(f"{value} = {word}" for value, word in known.words.items())
    return known.name, known.title, _description(known, study), told


def _description(known: Field, study: Study) -> str:
    """What the dictionary says of the column of this name and title, or nothing."""
    for table in study.dictionary.tables.values():
        column = table.columns.get(known.name)
        if column and _plain(column.title[study.lang]) == _plain(known.title):
            return column.description
    return ""


def _plain(title: str) -> str:
    """A title without what stands in brackets at its end."""
    return re.sub(r" \([^()]*\)$", "", title)
