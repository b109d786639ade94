"""Write the whole data set: CSV, Stata, Excel, BibTeX, CSL-JSON, REFI-QDA codebook."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analysis import explain, words
from analysis.allowed_values import data_folder
from analysis.dictionary import Column, Table
from analysis.tables import Study
from publish.downloads.refi import codebook
from publish.downloads.stata import stata_file
from publish.downloads.tables import workbook

COPIED = ("*.csv", "*.json", "*.md", "LICENSE")
SEPARATOR = " | "


def dataset_files(study: Study) -> dict[str, bytes]:
    """Return the files of the data set, by name.

    They are the files of data/, byte for byte; `<table>.dta` for each table;
    `collection.xlsx`, `.bib` and `.json` (CSL); and `codebook.qdc` (REFI-QDA). Equal
    data give equal bytes.
    """
    cited = explain.collection(study)
    files = dict(_copied_files()) | {
        f"{name}.dta": stata_file(table, study.whole(name))
        for name, table in study.dictionary.tables.items()
    }
    return files | {
        "collection.xlsx": collection_workbook(study),
        "collection.bib": f"{cited.bibtex}\n".encode(),
        "collection.json": f"{cited.csl}\n".encode(),
        "codebook.qdc": codebook(study),
    }


def _copied_files() -> Iterator[tuple[str, bytes]]:
    """The tables, their dictionary and the prose about them, as in data/."""
    for pattern in COPIED:
        for path in sorted(data_folder().glob(pattern)):
            yield path.name, path.read_bytes()


def collection_workbook(study: Study) -> bytes:
    """Return one Excel file: codebook, citations, a sheet for each table.

    Raises
    ------
    ValueError
        If Excel cannot hold a cell: too many rows, or too long a text.
    """
    about = study.dictionary.about
    entries = {
        f"citation_{lang}": explain.collection(replace(study, lang=lang)).entries
        for lang in words.LANGUAGES
    }
    rows = [
        _codebook_row(table, column)
        for table in study.dictionary.tables.values()
        for column in table.columns.values()
    ]
    sheets = {
        "codebook": pd.DataFrame(rows),
        "citations": pd.DataFrame(entries),
        **study.frames,
    }
    return workbook(sheets, about["title"], about["title_vi"])


def _codebook_row(table: Table, column: Column) -> dict[str, str]:
    values = column.constraints.get("enum", ())
    labels = {
        lang: SEPARATOR.join(column.words[value][lang] for value in values)
        for lang in words.LANGUAGES
    }
    return {
        "table": table.name,
        "column": column.name,
        "type": column.type,
        "required": str(bool(column.constraints.get("required"))).lower(),
        "title_en": column.title["en"],
        "title_vi": column.title["vi"],
        "description": column.description,
        "values": SEPARATOR.join(values),
        "values_en": labels["en"],
        "values_vi": labels["vi"],
        "refers_to": SEPARATOR.join(table.foreign.get(column.name, ())),
    }
