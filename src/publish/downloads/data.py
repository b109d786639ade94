"""The whole data set to take away: CSV, Stata, Excel, BibTeX and CSL-JSON.

The CSV files, their dictionary and what is written of them are those of data/, byte
for byte. In a Stata file every column stands as it is in the CSV; beside one with an
enumeration stands `<column>_label`, numbers whose labels are its words. `<table>.dta`
has English labels, `<table>_vi.dta` Vietnamese ones.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis import explain, words
from analysis.dictionary import Column, Table
from analysis.tables import Study, data_folder
from publish.downloads import discourse, stata, workbook

COPIED = ("*.csv", "*.json", "*.md", "LICENSE")
CODEBOOK = (
    "table",
    "column",
    "type",
    "required",
    "title_en",
    "title_vi",
    "description",
    "values",
    "values_en",
    "values_vi",
    "refers_to",
)
BETWEEN = " | "


def take_data(study: Study, out: Path) -> list[Path]:
    """Write the data set into the folder `out`; return the files, by name.

    Besides the files of data/: for each table `<table>.dta` and `<table>_vi.dta`;
    `collection.xlsx`, `collection.bib`, `collection.json`; and the discourse
    statements of `publish.downloads.discourse`. The same data give the same bytes.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = dict(_as_it_stands()) | dict(_stata_files(study))
    cited = explain.collection(study)
    files |= {
        "collection.xlsx": collection_book(study),
        "collection.bib": f"{cited.bibtex}\n".encode(),
        "collection.json": f"{cited.csl}\n".encode(),
    }
    files |= discourse.discourse_files(study)
    for name, content in files.items():
        (out / name).write_bytes(content)
    return [out / name for name in sorted(files)]


def _as_it_stands() -> Iterator[tuple[str, bytes]]:
    """The tables, their dictionary and what is written of them, as in data/."""
    for pattern in COPIED:
        for path in sorted(data_folder().glob(pattern)):
            yield path.name, path.read_bytes()


def _stata_files(study: Study) -> Iterator[tuple[str, bytes]]:
    endings: dict[words.Lang, str] = {"en": "", "vi": "_vi"}
    for name, table in study.dictionary.tables.items():
        frame = study.whole(name)
        coded = [each for each in table.columns.values() if each.words]
        twins = {f"{each.name}_label": frame[each.name] for each in coded}
        for lang, ending in endings.items():
            variables = list(_variables(table, lang))
            content = stata.stata(frame.assign(**twins), variables, table.title[lang])
            yield f"{name}{ending}.dta", content


def _variables(table: Table, lang: words.Lang) -> Iterator[stata.Variable]:
    """The columns of a table, and beside each enumeration that of its words."""
    truths = {False: words.phrase("no", lang), True: words.phrase("yes", lang)}
    for column in table.columns.values():
        title = column.title[lang]
        is_truth = column.type == "boolean"
        yield stata.Variable(column.name, title, truths if is_truth else {})
        if column.words:
            told = {value: twins[lang] for value, twins in column.words.items()}
            yield stata.Variable(f"{column.name}_label", title, told)


def collection_book(study: Study) -> bytes:
    """One Excel file: a codebook of every column, what to cite, a sheet for each table.

    Raises
    ------
    ValueError
        If Excel cannot hold a cell: too many rows, or too long a text.
    """
    about = study.dictionary.about
    cited = {
        f"citation_{lang}": explain.collection(replace(study, lang=lang)).entries
        for lang in words.LANGUAGES
    }
    sheets = {
        "codebook": pd.DataFrame(codebook_rows(study), columns=pd.Index(CODEBOOK)),
        "citations": pd.DataFrame(cited),
        **study.everything(),
    }
    return workbook.book(sheets, about["title"], about["title_vi"])


def codebook_rows(study: Study) -> list[tuple[str, ...]]:
    """Every column of every table, in the order of the dictionary, as `CODEBOOK`."""
    return [
        _codebook_row(table, column)
        for table in study.dictionary.tables.values()
        for column in table.columns.values()
    ]


def _codebook_row(table: Table, column: Column) -> tuple[str, ...]:
    values = column.constraints.get("enum", ())
    told = {
        lang: BETWEEN.join(column.words[value][lang] for value in values)
        for lang in words.LANGUAGES
    }
    return (
        table.name,
        column.name,
        column.type,
        "true" if column.constraints.get("required") else "false",
        column.title["en"],
        column.title["vi"],
        column.description,
        BETWEEN.join(values),
        told["en"],
        told["vi"],
        BETWEEN.join(table.foreign.get(column.name, ())),
    )
