"""The CSV files of a sheet: written in one form, read in any that a spreadsheet saves.

Read are UTF-8 with or without its mark, and UTF-16; commas, semicolons and tabs;
decimal commas; TRUE, WAHR, VRAI and the like; any ends of lines; empty columns and rows
at the end. What a spreadsheet has broken, such as a document's symbol turned into a
date, is not mended but reported.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.advice import ENCODING
from analysis.cells import read_text
from analysis.dictionary import Column, DataError, problem

DELIMITERS = (",", ";", "\t")
TRUE = ("true", "wahr", "vrai", "đúng")
FALSE = ("false", "falsch", "faux", "sai")
NUMBER = re.compile(r"-?\d+(?:,\d+|\.0+)?")
# UTF-8 read as if it were Windows-1252; no Vietnamese word has these.
GARBLED = re.compile(
    r"(?:Ã[\u00a0-\u00bf]|á[º»][\w\u00a0-\u203a]|Ä\u2018|Æ[°¡]){1,8}\w*"
)
REOPEN = (
    "a spreadsheet opened the file in another encoding: take it back as it was, and "
    "open it by Data, From Text/CSV, with 65001: Unicode (UTF-8)"
)
Columns = Mapping[str, Column]
HEADER = "the first row must stay as it was; undo the change in the spreadsheet"


@dataclass(frozen=True)
class Line:
    """The cells of one row by column, and its line in the file."""

    number: int
    cells: dict[str, str]


def read_lines(path: Path, place: str, columns: Columns) -> list[Line]:
    """Read the rows of one file of a sheet, none if there is no such file.

    Raises
    ------
    DataError
        If it is no CSV in UTF-8 or UTF-16, or its first row has not these columns, each
        once. The message names `place`, the line, and what to do.
    """
    text = _text_of(path, place)
    if text is None:
        return []
    first = text.partition("\n")[0].strip()
    if re.fullmatch(r"sep=[,;\t]", first):
        text = text.partition("\n")[2]
        first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in _without_end(next(rows, []))]
        _check_names(names, place, columns)
        return [
            Line(rows.line_num, _cells(cells, names, place, rows.line_num, columns))
            for cells in rows
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        line = f"{place} line {rows.line_num}"
        advice = "save the sheet as CSV again; a quotation mark is doubled in it"
        raise DataError.of(line, "CSV", error, advice=advice) from None


def _text_of(path: Path, place: str) -> str | None:
    """The text of a file in NFC, None if there is no such file."""
    try:
        text = unicodedata.normalize("NFC", _decoded(path))
    except FileNotFoundError:
        return None
    except UnicodeError as error:
        raise DataError.of(place, "UTF-8", error, advice=ENCODING) from None
    except OSError as error:
        allowed, found = "a file that can be read", error.strerror or str(error)
        advice = "close the spreadsheet, and check the rights of the file"
        raise DataError.of(place, allowed, found, advice=advice) from None
    if garbled := GARBLED.search(text):
        where = f"{place} line {text.count(chr(10), 0, garbled.start()) + 1}"
        allowed, found = "Vietnamese letters", repr(garbled.group())
        raise DataError.of(where, allowed, found, advice=REOPEN)
    return text


def _decoded(path: Path) -> str:
    """The text of a file without the mark of its encoding."""
    try:
        text = read_text(path)
    except UnicodeDecodeError:
        content = path.read_bytes()
        if content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            raise
        text = content.decode("utf-16")
    return text.removeprefix("\ufeff")


def _without_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _check_names(names: list[str], place: str, columns: Columns) -> None:
    """Refuse a first row that has not these columns, each once."""
    wanted = list(columns)
    missing = [name for name in wanted if name not in names]
    unknown = [name for name in names if name not in columns]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    problems = [
        *((f"each of {wanted}", f"no {name}") for name in missing),
        *((f"one of {wanted}", repr(name)) for name in unknown),
        *(("each column once", repr(name)) for name in twice),
    ]
    if problems:
        raise DataError(problem(f"{place} line 1", *p, advice=HEADER) for p in problems)


def _cells(
    cells: list[str], names: list[str], place: str, line: int, columns: Columns
) -> dict[str, str]:
    cells = _without_end(cells)
    if len(cells) > len(names):
        advice = "a cell with a comma must stand in quotation marks; save as CSV again"
        where = f"{place} line {line}"
        raise DataError.of(where, f"{len(names)} cells", len(cells), advice=advice)
    cells += [""] * (len(names) - len(cells))
    row = dict(zip(names, cells, strict=True))
    return {n: plain_cell(row[n], column) for n, column in columns.items()}


def plain_cell(cell: str, column: Column) -> str:
    """A cell in the form of the tables: true, false, a point before decimals.

    Examples
    --------
    >>> one = {"name": "value", "title": "Value", "title_vi": "Giá trị"}
    >>> plain_cell("12,8", Column.model_validate(one | {"type": "number"}))
    '12.8'
    >>> plain_cell("WAHR", Column.model_validate(one | {"type": "boolean"}))
    'true'
    """
    cell = cell.strip()
    if column.type == "boolean" and cell.lower() in (*TRUE, *FALSE):
        return "true" if cell.lower() in TRUE else "false"
    if column.type in ("integer", "number") and NUMBER.fullmatch(cell):
        whole, _, decimals = cell.replace(",", ".").partition(".")
        return f"{whole}.{decimals}" if decimals.strip("0") else whole
    return cell


def csv_text(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV, in the form of the tables: commas, LF, no mark."""
    target = io.StringIO(newline="")
    names = list(columns)
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return target.getvalue()


def sheet_text(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV with the mark of UTF-8, without which Excel takes it for another."""
    return f"\ufeff{csv_text(columns, rows)}"
