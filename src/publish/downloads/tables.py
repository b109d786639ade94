"""Write tables as Excel files: typed values, labels, a codebook, the sources.

A table is a Frictionless resource, as `analysis.show` puts it into the output of a
notebook: raw values, and for columns of keys the `words` that readers see. No cell is a
formula, a link or a number made from a text.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from analysis import explain, words
from analysis.show.cells import parts
from analysis.tables import Study

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
CREATED = datetime(2000, 1, 1)  # fixed, so that equal tables give equal bytes
MOST_CHARACTERS = 32_767  # Excel's limit for the text of a cell
MOST_WIDTH = 60
CONTENTS = ("excel_table", "take_title", "excel_rows", "excel_note")
CODEBOOK = (
    *("excel_table", "excel_column", "take_title"),
    *("excel_description", "take_values"),
)
NUMBERS = ("integer", "number", "boolean")
Resource = Mapping[str, Any]


def tables_workbook(resources: Sequence[Resource], study: Study) -> bytes:
    """Return an Excel file of tables: contents, a sheet for each, codebook, sources.

    Raises
    ------
    ValueError
        If Excel cannot hold a table, or the data have no such facts.
    """
    named = {
        words.phrase("site_table", study.lang, number=number): resource
        for number, resource in enumerate(resources, 1)
    }
    contents = [
        (name, table["title"], len(table["data"]), table.get("foot", ""))
        for name, table in named.items()
    ]
    codebook = [
        (name, *meaning)
        for name, table in named.items()
        for meaning in _meanings(table, study)
    ]
    entries = explain.citation(study, fact_ids(resources), names_facts=False).entries
    sheets = {
        words.phrase("excel_contents", study.lang): _headed(contents, CONTENTS, study),
        **{name: labelled_frame(table) for name, table in named.items()},
        words.phrase("excel_codebook", study.lang): _headed(codebook, CODEBOOK, study),
        words.phrase("excel_sources", study.lang): _headed(
            zip(entries), ("excel_sources",), study
        ),
    }
    return workbook(sheets, resources[0]["title"], study.dictionary.about["title"])


def workbook(sheets: Mapping[str, pd.DataFrame], title: str, comments: str) -> bytes:
    """Return an Excel file with a sheet for each frame; equal frames, equal bytes.

    Raises
    ------
    ValueError
        If Excel cannot hold a frame: too many rows, or too long a text.
    """
    buffer = io.BytesIO()
    with pd.ExcelWriter(
        buffer, engine="xlsxwriter", engine_kwargs={"options": OPTIONS}
    ) as writer:
        about = {"title": title, "comments": comments, "created": CREATED}
        writer.book.set_properties(about)
        # The prefix keeps a text that looks like a formula a text when it is edited.
        style = {"text_wrap": True, "valign": "top", "quote_prefix": True}
        text_format = writer.book.add_format(style)
        for name, frame in sheets.items():
            widths = [_width(name, frame.iloc[:, n]) for n in range(frame.shape[1])]
            frame.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            for place, width in enumerate(widths):
                writer.sheets[name].set_column(place, place, width, text_format)
            writer.sheets[name].autofilter(0, 0, len(frame), max(len(widths) - 1, 0))
    return buffer.getvalue()


def _width(sheet: str, values: pd.Series) -> int:
    """The width of a column in characters, if Excel can hold its texts."""
    lengths = [len(value) for value in values if isinstance(value, str)]
    for row, value in enumerate(values, 2):
        if isinstance(value, str) and len(value) > MOST_CHARACTERS:
            msg = (
                f"sheet {sheet!r}, row {row}, column {values.name!r}: a cell of Excel "
                f"holds {MOST_CHARACTERS:,} characters at most, found {len(value):,}"
            )
            raise ValueError(msg)
    return min(max([*lengths, len(str(values.name)) + 2, 8]), MOST_WIDTH)


def labelled_frame(resource: Resource) -> pd.DataFrame:
    """Return the rows of a table, each column of keys followed by its labels.

    A column of numbers keeps its numbers only: a key in it, which says why there is no
    number, is found in the labels.
    """
    columns: dict[str, list[Any]] = {}
    for field in resource["schema"]["fields"]:
        name, labels = field["name"], field.get("words")
        values = [row.get(name) for row in resource["data"]]
        is_number = field["type"] in NUMBERS
        columns[name] = [
            None if is_number and isinstance(value, str) else value for value in values
        ]
        if labels:
            columns[f"{name}_label"] = [_label(value, labels) for value in values]
    return pd.DataFrame(columns, dtype=object)


def _label(value: Any, labels: Mapping[str, str]) -> str | None:
    """What readers see in place of one key or several; None for a number."""
    if not isinstance(value, str):
        return None
    keys = parts(value, labels)
    return " · ".join(labels[key] for key in keys) if keys else value


def fact_ids(resources: Iterable[Resource]) -> list[str]:
    """Return every fact on which the rows of tables rest, once."""
    cells = (row.get("fact_ids") for table in resources for row in table["data"])
    return sorted({fact for cell in cells if cell for fact in str(cell).split()})


def _meanings(resource: Resource, study: Study) -> Iterable[tuple[str, str, str, str]]:
    """Name, title, description and values of each column, for the codebook."""
    for field in resource["schema"]["fields"]:
        name, title, labels = field["name"], field["title"], field.get("words", {})
        values = "; ".join(f"{key} = {label}" for key, label in labels.items())
        yield name, title, _description(field, study), values
        if labels:
            in_words = words.phrase("take_label", study.lang, title=title)
            yield f"{name}_label", in_words, "", ""


def _description(field: Resource, study: Study) -> str:
    """What the dictionary says of the column of this name and title, or nothing."""
    for table in study.dictionary.tables.values():
        column = table.columns.get(field["name"])
        if column is not None:
            titles = column.heading(study.lang), column.title[study.lang]
            if field["title"] in titles:
                return column.description
    return ""


def _headed(rows: Iterable[Any], keys: Sequence[str], study: Study) -> pd.DataFrame:
    """Rows under titles in the language of the study."""
    titles = [words.phrase(key, study.lang) for key in keys]
    return pd.DataFrame(list(rows), columns=pd.Index(titles))
