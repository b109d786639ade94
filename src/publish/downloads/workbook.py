"""Tables as Excel: numbers as numbers, a codebook, the sources; never a formula."""

import html
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from analysis import explain, words
from analysis.show import Table
from analysis.tables import Study
from publish.downloads.inert import is_formula

INERT = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
WIDEST = 60


@dataclass(frozen=True)
class ExcelFile:
    """An Excel file that was written: where, and how much."""

    path: Path
    told: str

    def __repr__(self) -> str:
        """How many rows stand where."""
        return self.told

    def _repr_html_(self) -> str:
        link, told = html.escape(self.path.as_posix()), html.escape(self.told)
        return f'<p class="download"><a href="{link}" download>{told}</a></p>'


def excel(study: Study, table: Table | pd.DataFrame, path: str | Path) -> ExcelFile:
    """Write a table to an Excel file, with its codebook and its sources.

    Parameters
    ----------
    table
        A table as it is shown, or a frame. Figures of a frame stay numbers; a shown
        table keeps the words and bounds that it shows.
    path
        The file, ending in .xlsx; one that is there is replaced.

    Raises
    ------
    ValueError
        If the name does not end in .xlsx, or Excel cannot hold the table: too many
        rows, or too long a text. Nothing is written then.
    """
    place = Path(path)
    if place.suffix != ".xlsx":
        msg = f"an Excel file ends in .xlsx, found {str(path)!r}"
        raise ValueError(msg)
    sheets = _sheets(study, table)
    caption = table.caption if isinstance(table, Table) else ""
    named = {words.phrase(name, study.lang): frame for name, frame in sheets.items()}
    content = book(named, caption, study.dictionary.about["title"])
    place.write_bytes(content)
    rows = words.number(len(sheets["excel_table"]), study.lang)
    told = words.phrase("excel_written", study.lang, rows=rows, path=place.name)
    return ExcelFile(place, told)


def book(sheets: Mapping[str, pd.DataFrame], title: str, comments: str) -> bytes:
    """An Excel file with a sheet for each frame; the same frames, the same bytes.

    Raises
    ------
    ValueError
        If Excel cannot hold a cell: too many rows, or too long a text.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, INERT | {"in_memory": True}) as made:
        made.set_properties(
            {"title": title, "comments": comments, "created": datetime(2000, 1, 1)}
        )
        text = {"text_wrap": True, "valign": "top"}
        styles = {
            "head": made.add_format(text | {"bold": True}),
            "text": made.add_format(text),
            "inert": made.add_format(text | {"quote_prefix": True}),
        }
        for name, frame in sheets.items():
            _write(made.add_worksheet(name), frame, styles)
    return out.getvalue()


def _sheets(study: Study, table: Table | pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The sheets: the table, what its columns mean, and what to cite."""
    if isinstance(table, Table):
        cells, facts = table.cells.reset_index(drop=True), table.evidence
        columns, of = [*table.columns] or list(map(str, cells.columns)), table.of
        if facts:
            title = words.phrase("column_evidence", study.lang)
            told = pd.Series([" ".join(row) for row in facts], name=title)
            cells, columns = pd.concat([cells, told], axis=1), [*columns, "fact_ids"]
    else:
        cells, columns, of = table, list(map(str, table.columns)), None
        facts = [str(row).split() for row in _facts(table)]
    *sources, _ = explain.citation(study, facts).entries
    data_set = explain.citation(study, []).entries  # its facts stand in the table
    codebook = pd.DataFrame([_meaning(study, name, of) for name in columns])
    codebook.columns = pd.Index([words.phrase(name, study.lang) for name in CODEBOOK])
    title = words.phrase("excel_sources", study.lang)
    return {
        "excel_table": cells,
        "excel_codebook": codebook,
        "excel_sources": pd.DataFrame({title: [*sources, *data_set]}),
    }


CODEBOOK = ("excel_column", "excel_title_vi", "excel_title_en", "excel_description")


def _facts(frame: pd.DataFrame) -> list[str]:
    name = next((n for n in ("fact_ids", "fact_id") if n in frame.columns), None)
    return frame[name].dropna().astype(str).tolist() if name else []


def _meaning(study: Study, name: str, of: str | None) -> tuple[str, str, str, str]:
    """A column as the dictionary, or the phrase list, tells of it."""
    tables = study.dictionary.tables
    promises = [tables[of]] if of else []
    for promise in [*promises, *tables.values()]:
        if name in promise.columns:
            known = promise.columns[name]
            return name, known.title["vi"], known.title["en"], known.description
    keys = [f"column_{name}", f"word_{name}"]
    key = next((key for key in keys if key in words.phrases()), None)
    twins = words.phrases()[key] if key else {"vi": "", "en": ""}
    return name, twins["vi"], twins["en"], ""


def _write(sheet: Worksheet, frame: pd.DataFrame, styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(frame.columns):
        texts = [str(name), *frame.iloc[:, place].map(str)]
        longest = max(len(text) for text in texts)
        sheet.set_column(place, place, min(longest + 2, WIDEST))
        _put(sheet, (0, place), str(name), styles["head"])
        for row, value in enumerate(frame.iloc[:, place], 1):
            is_risky = isinstance(value, str) and is_formula(value)
            _put(sheet, (row, place), value, styles["inert" if is_risky else "text"])
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _put(sheet: Worksheet, cell: tuple[int, int], value: Any, style: Any) -> None:
    """One cell: a number, a truth or a text; what is missing stays empty."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return
    if pd.api.types.is_bool(value):
        failed = sheet.write_boolean(*cell, bool(value), style)
    elif isinstance(value, Real) and math.isfinite(value):
        failed = sheet.write_number(*cell, float(value), style)
    else:
        failed = sheet.write_string(*cell, str(value), style)
    if failed:
        msg = f"Excel cannot hold row {cell[0] + 1}, column {cell[1] + 1}"
        raise ValueError(msg)
