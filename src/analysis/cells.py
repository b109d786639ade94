"""Read the rows of one table, and check each cell against the dictionary.

Cells are typed by pydantic's core. Every problem of a table is collected with its file,
line and column before any is raised.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from analysis import advice
from analysis.dictionary import MAX_PROBLEMS, Column, Table, problem
from analysis.rows import Row

# A cell is taken only in the one form that every reader of CSV understands alike.
PLAIN_FORMS = {
    "integer": (r"-?(0|[1-9][0-9]{0,17})", "a whole number, such as 1000"),
    "number": (
        r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?",
        "a number with a point before its decimals, such as 12.8",
    ),
    "boolean": (r"true|false", "true or false"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date, such as 2023-07-04"),
}
MAX_FILE_BYTES = 256 * 2**20
# Control characters, invisible formats (such as those that turn the direction of
# writing), surrogates, private characters, and those that Unicode does not assign.
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass
class TableRows:
    """The rows of one table as read, each with its line, and their problems."""

    table: Table
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def complain(
        self,
        line: int,
        allowed: str,
        found: object,
        *,
        column: str = "",
        advice: str = "",
    ) -> None:
        """Record a problem of one line, and of one column where it has one."""
        place = f"data/{self.table.path} line {line}"
        text = problem(place, allowed, found, column=column, advice=advice)
        self.problems.append(text)

    def placed(self) -> Iterator[tuple[str, Row]]:
        """Each row with its file and line."""
        for row, line in zip(self.rows, self.lines, strict=True):
            yield f"data/{self.table.path} line {line}", row


Tables = Mapping[str, TableRows]


def read_table(table: Table, folder: Path) -> TableRows:
    """Read the rows of `table`, typed, with every problem of this table alone."""
    read = TableRows(table)
    try:
        text = read_text(folder / table.path)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = error.object[error.start : error.start + 4]
        read.complain(line, "UTF-8", f"bytes {found!r}", advice=advice.ENCODING)
        return read
    except OSError as error:
        reason = error.strerror or str(error)
        read.problems.append(f"data/{table.path}: cannot be read: {reason}")
        return read
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    validator = _row_validator(table)
    try:
        if _check_header(next(rows, []), read):
            for cells in rows:
                _read_row(cells, rows.line_num, read, validator)
    except csv.Error as error:
        read.complain(rows.line_num, "CSV", f"{error}")
    _check_key(read)
    return read


def read_text(path: Path) -> str:
    """Read a file of data/, which must be a regular file of UTF-8.

    Raises
    ------
    OSError
        If there is no such file, it is no regular file, or it is larger than 256 MB.
    UnicodeDecodeError
        If it is not UTF-8.
    """
    size = path.stat().st_size
    if not path.is_file():
        msg = "not a regular file"
        raise OSError(msg)
    if size > MAX_FILE_BYTES:
        msg = f"{size} bytes; at most {MAX_FILE_BYTES} are read"
        raise OSError(msg)
    return path.read_bytes().decode("utf-8")


def _row_validator(table: Table) -> SchemaValidator:
    """What turns the cells of a row into values.

    It is built from pydantic's core: a model class for each table would take longer
    than reading all rows.
    """
    cells = {
        name: core_schema.typed_dict_field(cell_schema(column))
        for name, column in table.columns.items()
    }
    return SchemaValidator(
        core_schema.typed_dict_schema(cells, extra_behavior="forbid")
    )


def cell_schema(column: Column) -> CoreSchema:
    """How pydantic's core checks a cell; an empty one is None where it may be."""
    value = _value_schema(column)
    if column.constraints.get("required"):
        return value
    return core_schema.with_default_schema(
        core_schema.nullable_schema(value), default=None
    )


def _value_schema(column: Column) -> CoreSchema:
    limits = column.constraints
    if "enum" in limits:
        return core_schema.literal_schema(limits["enum"])
    if column.partial_date:
        return core_schema.no_info_plain_validator_function(partial_date)
    if column.type == "string":
        pattern = limits.get("pattern")
        return core_schema.str_schema(pattern=f"^(?:{pattern})$" if pattern else None)
    form, _ = PLAIN_FORMS[column.type]
    plain = core_schema.str_schema(pattern=f"^(?:{form})$")
    return core_schema.chain_schema([plain, _typed_schema(column)])


def _typed_schema(column: Column) -> CoreSchema:
    """The value of a cell in plain form, within the limits of its column."""
    ends = {
        name: column.constraints[limit]
        for name, limit in (("ge", "minimum"), ("le", "maximum"))
        if limit in column.constraints
    }
    match column.type:
        case "integer":
            return core_schema.int_schema(**ends)
        case "number":
            return core_schema.float_schema(allow_inf_nan=False, **ends)
        case "boolean":
            return core_schema.bool_schema()
    return core_schema.no_info_plain_validator_function(partial_date)


def partial_date(cell: str) -> str:
    """Return a year, month or day as it is, if the calendar has it.

    Examples
    --------
    >>> partial_date("2023"), partial_date("2023-07"), partial_date("2024-02-29")
    ('2023', '2023-07', '2024-02-29')
    >>> partial_date("2023-02-29")
    Traceback (most recent call last):
    ValueError: day is out of range for month
    """
    if not cell.isascii():
        msg = "digits other than 0 to 9"
        raise ValueError(msg)
    whole = {4: f"{cell}-01-01", 7: f"{cell}-01", 10: cell}.get(len(cell), "")
    if len(whole) != len("2023-07-04") or whole[4] + whole[7] != "--":
        msg = "not of the form 2023, 2023-07 or 2023-07-04"
        raise ValueError(msg)
    date.fromisoformat(whole)
    return cell


def _check_header(columns: list[str], read: TableRows) -> bool:
    wanted = list(read.table.columns)
    if len(columns) == 1 and columns[0].split(";") == wanted:
        read.complain(1, "commas", "semicolons", advice=advice.SEMICOLONS)
        return False
    missing = [name for name in wanted if name not in columns]
    expected = frozenset(wanted)
    unknown = [name for name in columns if name not in expected]
    for name in missing:
        read.complain(1, f"each of {wanted}", "none such", column=name)
    for name in islice(unknown, MAX_PROBLEMS):
        read.complain(1, f"one of {wanted}", repr(name), column=name)
    if not missing and not unknown and columns != wanted:
        read.complain(1, f"the columns {wanted}, each once in this order", columns)
    return columns == wanted


def _read_row(
    cells: list[str], line: int, read: TableRows, validator: SchemaValidator
) -> None:
    columns = read.table.columns
    if len(cells) != len(columns):
        read.complain(line, f"{len(columns)} cells", len(cells))
        return
    given = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
    is_clean = _check_characters(given, line, read)
    try:
        row = validator.validate_python(given)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            name = str(item["loc"][0])
            allowed = allowed_form(columns[name], item)
            cell = given.get(name, "")
            to_do = cell_advice(cell, columns[name])
            read.complain(line, allowed, repr(cell), column=name, advice=to_do)
        return
    if is_clean:
        read.rows.append(row)
        read.lines.append(line)


def _check_characters(given: Mapping[str, str], line: int, read: TableRows) -> bool:
    """Whether every cell is NFC, without characters that a reader cannot see."""
    text = "".join(given.values())
    if text.isascii() and text.isprintable():
        return True
    is_clean = True
    for name, cell in given.items():
        if not unicodedata.is_normalized("NFC", cell):
            word = next(
                word
                for word in cell.split()
                if not unicodedata.is_normalized("NFC", word)
            )
            read.complain(line, "Unicode form NFC", ascii(word), column=name)
            is_clean = False
        if refused := refused_character(cell):
            allowed = "letters, digits, signs and blanks"
            read.complain(line, allowed, ascii(refused), column=name)
            is_clean = False
    return is_clean


def refused_character(cell: str) -> str:
    """The first character of a cell that no reader could see, or nothing."""
    if cell.isprintable():
        return ""
    return next(
        (sign for sign in cell if unicodedata.category(sign) in REFUSED_CATEGORIES), ""
    )


def allowed_form(column: Column, error: Mapping[str, Any]) -> str:
    """What a column allows, where pydantic's core has refused a cell."""
    limits = column.constraints
    if error["type"] == "missing":
        return "a value, which is required"
    if "enum" in limits:
        return f"one of {limits['enum']}"
    if column.partial_date:
        return "a year, month or day of the calendar, such as 2023-07-04"
    if "pattern" in limits:
        return f"the form {limits['pattern']}"
    plain = PLAIN_FORMS[column.type][1] if column.type in PLAIN_FORMS else column.type
    if error["type"] in ("string_pattern_mismatch", "value_error"):
        return plain
    return f"{plain} ({error['msg'][0].lower()}{error['msg'][1:]})"


def cell_advice(cell: str, column: Column) -> str:
    """What to do about a cell that its column does not allow, or ""."""
    is_date = column.partial_date or column.type == "date"
    if advised := advice.broken(cell, is_date=is_date):
        return advised
    like = advice.nearest(cell, column.limits.enum or ()) if cell else ""
    return f"nearest is {like!r}" if like else ""


def _check_key(read: TableRows) -> None:
    """Refuse keys that are twice; a row that is twice and alike counts once.

    Git leaves such rows where two branches added the same one.
    """
    first: dict[tuple[Any, ...], tuple[int, Row]] = {}
    names = ", ".join(read.table.key)
    for row, line in zip(read.rows, read.lines, strict=True):
        key = tuple(row[name] for name in read.table.key)
        other_line, other = first.setdefault(key, (line, row))
        if other != row:
            unlike = [name for name in row if row[name] != other[name]]
            found = f"{', '.join(map(str, key))}, already in line {other_line}"
            to_do = f"they differ in {', '.join(unlike)}: keep one, or change one key"
            read.complain(line, "each key once", found, column=names, advice=to_do)
    kept = dict(first.values())
    read.rows, read.lines = list(kept.values()), list(kept)
