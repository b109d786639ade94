"""The CSV files of a sheet: written in one form, read in any that a spreadsheet saves.

Read are UTF-8 with or without its mark, and UTF-16; commas, semicolons and tabs;
decimal commas; TRUE, WAHR, VRAI and the like; any ends of lines; empty columns and rows
at the end. What a spreadsheet has broken, such as a document's symbol turned into a
date, is not mended but reported.
"""

import csv
import io
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.cells import read_text
from analysis.dictionary import Column, DataError, problem
from coding.layout import SheetTable

DELIMITERS = (",", ";", "\t")
TRUE = ("true", "wahr", "vrai", "đúng")
FALSE = ("false", "falsch", "faux", "sai")
NUMBER = re.compile(r"-?\d+(?:,\d+|\.0+)?")
ENCODING = (
    "save the sheet as 'CSV UTF-8' (Excel), or with 'Unicode (UTF-8)' (LibreOffice)"
)
HEADER = "the first row must stay as it was; undo the change in the spreadsheet"


@dataclass(frozen=True)
class Line:
    """The cells of one row by column, and its line in the file."""

    number: int
    cells: dict[str, str]


def read_lines(path: Path, place: str, table: SheetTable) -> list[Line]:
    """Read the rows of one file of a sheet, none if there is no such file.

    Raises
    ------
    DataError
        If it is no CSV in UTF-8 or UTF-16, or its first row has not the columns of the
        table, each once. The message names `place`, the line, and what to do.
    """
    try:
        text = _decoded(path)
    except FileNotFoundError:
        return []
    except UnicodeError as error:
        raise DataError([_told(place, "UTF-8", error, ENCODING)]) from None
    except OSError as error:
        found = error.strerror or str(error)
        advice = "close the spreadsheet, and check the rights of the file"
        raise DataError(
            [_told(place, "a file that can be read", found, advice)]
        ) from None
    text = unicodedata.normalize("NFC", text)
    first = text.partition("\n")[0].strip()
    if re.fullmatch(r"sep=[,;\t]", first):
        text = text.partition("\n")[2]
        first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in _without_end(next(rows, []))]
        _check_names(names, place, table)
        return [
            Line(rows.line_num, _cells(cells, names, place, rows.line_num, table))
            for cells in rows
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        line = f"{place} line {rows.line_num}"
        advice = "save the sheet as CSV again; a quotation mark is doubled in it"
        raise DataError([_told(line, "CSV", error, advice)]) from None


def _told(
    place: str, allowed: str, found: object, advice: str, column: str = ""
) -> str:
    return f"{problem(place, allowed, found, column=column)}; {advice}"


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


def _check_names(names: list[str], place: str, table: SheetTable) -> None:
    """Refuse a first row that has not the columns of the table, each once."""
    wanted = list(table.columns)
    missing = [name for name in wanted if name not in names]
    unknown = [name for name in names if name not in table.columns]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    problems = [
        *(_told(place, f"each of {wanted}", "none such", HEADER, n) for n in missing),
        *(_told(place, f"one of {wanted}", repr(n), HEADER) for n in unknown),
        *(_told(place, "each column once", repr(n), HEADER) for n in twice),
    ]
    if problems:
        raise DataError(problems)


def _cells(
    cells: list[str], names: list[str], place: str, line: int, table: SheetTable
) -> dict[str, str]:
    cells = _without_end(cells)
    if len(cells) > len(names):
        advice = "a cell with a comma must stand in quotation marks; save as CSV again"
        where = f"{place} line {line}"
        raise DataError([_told(where, f"{len(names)} cells", len(cells), advice)])
    cells += [""] * (len(names) - len(cells))
    row = dict(zip(names, cells, strict=True))
    return {n: plain_cell(row[n], column) for n, column in table.columns.items()}


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


def write_atomically(path: Path, text: str) -> None:
    """Write a file as a whole, or leave it as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def replace_all(texts: Mapping[Path, str]) -> None:
    """Write several files, or after an error leave all as they were.

    A crash of the machine between two files leaves some old: the same call again writes
    them all.
    """
    kept = {path: path.read_bytes() if path.exists() else None for path in texts}
    try:
        for path, text in texts.items():
            if kept[path] != text.encode():
                write_atomically(path, text)
    except BaseException:
        for path, content in kept.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
        raise
