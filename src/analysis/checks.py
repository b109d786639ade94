"""Check the rows of every table against the dictionary, and tables against each other.

Cells are typed and checked by pydantic's core; keys and the rules across tables are
checked here. All problems are gathered before any is raised.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from analysis.dictionary import Column, Dictionary, Table

TYPES: dict[str, Callable[..., CoreSchema]] = {
    "string": core_schema.str_schema,
    "integer": core_schema.int_schema,
    "number": partial(core_schema.float_schema, allow_inf_nan=False),
    "boolean": core_schema.bool_schema,
    "date": core_schema.date_schema,
}
MAX_PRINTED_WORDS = 8
SPAN = ("source_id", "start", "end", "printed")
ACTORS = ("instruments", "committees", "bodies", "localities")
WITH_SUBJECTS = ("targets", "reforms", "shortcomings")
ROLES_WITHOUT_FACT = ("list_number", "furniture", "name")
Row = dict[str, Any]


class DataError(ValueError):
    """The data break their dictionary; the message has one line a problem."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def _problem(place: str, allowed: str, found: object, *, column: str = "") -> str:
    where = f"{place}, column {column}" if column else place
    return f"{where}: allowed is {allowed}; found {found}"


# --- one table ------------------------------------------------------------------


@dataclass
class TableRows:
    """The rows of one table as read, each with its line, and their problems."""

    table: Table
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def complain(
        self, line: int, allowed: str, found: object, *, column: str = ""
    ) -> None:
        """Record a problem of one line, and of one column where it has one."""
        place = f"data/{self.table.path} line {line}"
        self.problems.append(_problem(place, allowed, found, column=column))

    def placed(self) -> Iterator[tuple[str, Row]]:
        """Each row with its file and line."""
        for row, line in zip(self.rows, self.lines, strict=True):
            yield f"data/{self.table.path} line {line}", row


def read_table(table: Table, folder: Path) -> TableRows:
    """Read the rows of `table`, typed, with every problem of this table alone."""
    read = TableRows(table)
    try:
        text = (folder / table.path).read_bytes().decode("utf-8")
    except FileNotFoundError:
        read.problems.append(f"data/{table.path}: no such file in {folder.name}/")
        return read
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = error.object[error.start : error.start + 4]
        read.complain(line, "UTF-8", f"bytes {found!r}")
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


def _row_validator(table: Table) -> SchemaValidator:
    """What turns the cells of a row into values.

    It is built from pydantic's core: a model class for each table would take longer
    than reading all rows.
    """
    cells = {
        name: core_schema.typed_dict_field(_cell_schema(column))
        for name, column in table.columns.items()
    }
    return SchemaValidator(
        core_schema.typed_dict_schema(cells, extra_behavior="forbid")
    )


def _cell_schema(column: Column) -> CoreSchema:
    """How pydantic's core checks a cell; an empty one is None where it may be."""
    value = _value_schema(column)
    if column.constraints.get("required"):
        return value
    return core_schema.with_default_schema(
        core_schema.nullable_schema(value), default=None
    )


def _value_schema(column: Column) -> CoreSchema:
    limits = column.constraints
    schema = TYPES[column.type]
    if "enum" in limits:
        return core_schema.literal_schema(limits["enum"])
    if "pattern" in limits:
        return schema(pattern=f"^(?:{limits['pattern']})$")
    ends = {"ge": limits.get("minimum"), "le": limits.get("maximum")}
    return schema(**{name: end for name, end in ends.items() if end is not None})


def _check_header(found: list[str], read: TableRows) -> bool:
    wanted = list(read.table.columns)
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    for name in missing:
        read.complain(1, f"each of {wanted}", "none such", column=name)
    for name in unknown:
        read.complain(1, f"one of {wanted}", repr(name), column=name)
    if not missing and not unknown and found != wanted:
        read.complain(1, f"the columns {wanted}, each once in this order", found)
    return found == wanted


def _read_row(
    cells: list[str], line: int, read: TableRows, validator: SchemaValidator
) -> None:
    columns = read.table.columns
    if len(cells) != len(columns):
        read.complain(line, f"{len(columns)} cells", len(cells))
        return
    given = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
    is_nfc = _check_nfc(given, line, read)
    try:
        row = validator.validate_python(given)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            name = str(item["loc"][0])
            allowed = _allowed(columns[name], item)
            read.complain(line, allowed, repr(given.get(name, "")), column=name)
        return
    if is_nfc:
        read.rows.append(row)
        read.lines.append(line)


def _check_nfc(given: dict[str, str], line: int, read: TableRows) -> bool:
    if unicodedata.is_normalized("NFC", "\n".join(given.values())):
        return True
    broken = {
        name: word
        for name, cell in given.items()
        for word in cell.split()
        if not unicodedata.is_normalized("NFC", word)
    }
    for name, word in broken.items():
        read.complain(line, "Unicode form NFC", ascii(word), column=name)
    return not broken


def _allowed(column: Column, error: Mapping[str, Any]) -> str:
    limits = column.constraints
    if error["type"] == "missing":
        return "a value, which is required"
    if "enum" in limits:
        return f"one of {limits['enum']}"
    if "pattern" in limits:
        return f"the form {limits['pattern']}"
    return f"{column.type} ({error['msg'][0].lower()}{error['msg'][1:]})"


def _check_key(read: TableRows) -> None:
    first: dict[tuple[Any, ...], int] = {}
    names = ", ".join(read.table.key)
    for row, line in zip(read.rows, read.lines, strict=True):
        key = tuple(row[name] for name in read.table.key)
        if key in first:
            found = f"{', '.join(map(str, key))}, already in line {first[key]}"
            read.complain(line, "each key once", found, column=names)
        first.setdefault(key, line)


# --- across tables --------------------------------------------------------------

Tables = Mapping[str, TableRows]


def check_package(dictionary: Dictionary, tables: Tables) -> list[str]:
    """Every problem of single tables; if there is none, every one across tables."""
    if single := [text for read in tables.values() for text in read.problems]:
        return single
    facts = [tables[name] for name in dictionary.facts]
    return [
        *_foreign_keys(tables),
        *_keys_used_twice(facts),
        *_keys_used_twice([tables[name] for name in ACTORS]),
        *_spans(tables),
        *_bounds(tables),
        *_claim_sets(_members(facts)),
        *_sets_ruled_on(tables["rulings"], _members(facts)),
        *_served_figures(tables),
        *_without_subject(tables),
    ]


def _foreign_keys(tables: Tables) -> Iterator[str]:
    keys = {
        name: {row[read.table.key[0]] for row in read.rows}
        for name, read in tables.items()
    }
    for read in tables.values():
        for column, names in read.table.foreign.items():
            known = set[str]().union(*(keys[name] for name in names))
            allowed = f"a key of {' or '.join(names)}"
            for place, row in read.placed():
                if row[column] is not None and row[column] not in known:
                    yield _problem(place, allowed, repr(row[column]), column=column)


def _keys_used_twice(family: list[TableRows]) -> Iterator[str]:
    """Keys that two tables of a family have."""
    first: dict[str, str] = {}
    names = ", ".join(read.table.name for read in family)
    for read in family:
        column = read.table.key[0]
        for place, row in read.placed():
            key = row[column]
            if key in first:
                allowed = f"a key that no other of {names} has"
                found = f"{key!r}, already at {first[key]}"
                yield _problem(place, allowed, found, column=column)
            first[key] = place


def _spans(tables: Tables) -> Iterator[str]:
    lengths = {row["source_id"]: row["length"] for row in tables["sources"].rows}
    for read in tables.values():
        if "printed" in read.table.columns:
            for place, row in read.placed():
                yield from _check_span(place, row, lengths)


def _check_span(place: str, row: Row, lengths: Mapping[str, int]) -> Iterator[str]:
    empty = [name for name in SPAN if row[name] is None]
    if empty:
        if len(empty) < len(SPAN):
            allowed = f"all of {', '.join(SPAN)}, or none"
            yield _problem(place, allowed, f"no {', '.join(empty)}", column=empty[0])
        return
    length = lengths.get(row["source_id"], row["end"])
    if not 0 <= row["start"] < row["end"] <= length:
        found = f"{row['start']} to {row['end']}, out of range"
        yield _problem(place, f"a span in 0 to {length}", found, column="start, end")
    if (count := len(row["printed"].split())) > MAX_PRINTED_WORDS:
        yield _problem(place, f"{MAX_PRINTED_WORDS} words", count, column="printed")


def _bounds(tables: Tables) -> Iterator[str]:
    for name in ("observations", "events"):
        for place, row in tables[name].placed():
            lower, upper = row["lower"], row["upper"]
            if lower is not None and upper is not None and lower > upper:
                found = f"{lower:g} to {upper:g}, reversed"
                yield _problem(place, "lower <= upper", found, column="lower, upper")
            if row["value"] is not None and (lower is not None or upper is not None):
                found = f"{row['value']:g} beside a bound"
                yield _problem(place, "a value or bounds", found, column="value")


def _claim_sets(members: Mapping[str, list[str]]) -> Iterator[str]:
    for name, places in members.items():
        if len(places) == 1:
            allowed, found = "a set of two or more rival rows", f"{name!r} with one"
            yield _problem(places[0], allowed, found, column="claim_set")


def _sets_ruled_on(
    rulings: TableRows, members: Mapping[str, list[str]]
) -> Iterator[str]:
    for place, row in rulings.placed():
        if row["claim_set"] not in (None, *members):
            allowed, found = "a set that rows are in", repr(row["claim_set"])
            yield _problem(place, allowed, found, column="claim_set")


def _members(facts: list[TableRows]) -> dict[str, list[str]]:
    """The places of the rows of each claim set."""
    members: dict[str, list[str]] = {}
    for place, row in chain.from_iterable(read.placed() for read in facts):
        if name := row.get("claim_set"):
            members.setdefault(name, []).append(place)
    return members


def _served_figures(tables: Tables) -> Iterator[str]:
    """Numerals that serve no fact though they should, or one though they should not."""
    served = {row["numeral_id"] for row in tables["numeral_facts"].rows}
    for place, row in tables["numerals"].placed():
        is_silent = row["role"] in ROLES_WITHOUT_FACT
        serves = row["numeral_id"] in served
        if is_silent == serves:
            allowed = "no fact served" if is_silent else "a fact served"
            found = f"a {row['role']} that serves {'one' if serves else 'none'}"
            yield _problem(place, allowed, found, column="role")


def _without_subject(tables: Tables) -> Iterator[str]:
    """Statements of which the table of subjects does not say of whom they are."""
    named = {row["fact_id"] for row in tables["subjects"].rows}
    allowed = "a fact with a row in subjects.csv"
    for place, row in chain.from_iterable(
        tables[name].placed() for name in WITH_SUBJECTS
    ):
        if row["fact_id"] not in named:
            yield _problem(place, allowed, repr(row["fact_id"]), column="fact_id")
