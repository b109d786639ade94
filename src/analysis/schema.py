"""What each table promises, read from data/datapackage.json, and the check of it.

The dictionary is a Frictionless Table Schema, the only one there is. Beyond the
standard it carries `title_vi` beside each `title`, `enum_titles` (the words of an
enumeration in both languages) and `references` (a key that may stand in any of
several tables). Types and limits are checked by pydantic; keys and the rules that
cross tables are checked here. All problems are gathered before any is raised.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

TYPES: dict[str, Callable[..., CoreSchema]] = {
    "string": core_schema.str_schema,
    "integer": core_schema.int_schema,
    "number": partial(core_schema.float_schema, allow_inf_nan=False),
    "boolean": core_schema.bool_schema,
    "date": core_schema.date_schema,
}
FACT_TABLES = (
    "mentions",
    "relations",
    "observations",
    "targets",
    "bands",
    "reforms",
    "shortcomings",
    "events",
)
MOST_WORDS = 8
Row = dict[str, Any]


class DataError(ValueError):
    """The data break their dictionary; the message lists every problem, one a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Column:
    """One column of the dictionary."""

    name: str
    type: str
    title: dict[str, str]
    constraints: dict[str, Any] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    description: str = ""

    def check(self) -> CoreSchema:
        """What pydantic's core checks of a cell; an empty one is None if it may be."""
        cell = self._check_of_value()
        if self.constraints.get("required"):
            return cell
        return core_schema.with_default_schema(
            core_schema.nullable_schema(cell), default=None
        )

    def _check_of_value(self) -> CoreSchema:
        limits = self.constraints
        kind = TYPES[self.type]
        if "enum" in limits:
            return core_schema.literal_schema(limits["enum"])
        if "pattern" in limits:
            return kind(pattern=f"^(?:{limits['pattern']})$")
        ends = {"ge": limits.get("minimum"), "le": limits.get("maximum")}
        return kind(**{name: end for name, end in ends.items() if end is not None})


@dataclass(frozen=True)
class Table:
    """One table of the dictionary: its columns and keys."""

    name: str
    path: str
    title: dict[str, str]
    columns: dict[str, Column]
    key: tuple[str, ...]
    foreign: dict[str, tuple[str, ...]]

    @cached_property
    def row_check(self) -> SchemaValidator:
        """What turns the cells of a row into values.

        Made from pydantic's core itself: a model class for each table would cost more
        than all the rows.
        """
        cells = {
            name: core_schema.typed_dict_field(column.check())
            for name, column in self.columns.items()
        }
        row = core_schema.typed_dict_schema(cells, extra_behavior="forbid")
        return SchemaValidator(row)


@dataclass(frozen=True)
class Dictionary:
    """The data package: every table by name, and what describes the whole."""

    tables: dict[str, Table]
    about: dict[str, Any]


def read_dictionary(path: Path) -> Dictionary:
    """The dictionary that stands in `path`, a Frictionless data package."""
    about = json.loads(path.read_text(encoding="utf-8"))
    tables = {item["name"]: _table(item) for item in about.pop("resources")}
    return Dictionary(tables, about)


def _table(resource: Row) -> Table:
    promise = resource["schema"]
    columns = {item["name"]: _column(item) for item in promise["fields"]}
    foreign = {
        key["fields"]: (key["reference"]["resource"],)
        for key in promise.get("foreignKeys", [])
    }
    several = {c.name: c.references for c in columns.values() if c.references}
    return Table(
        name=resource["name"],
        path=resource["path"],
        title={"en": resource["title"], "vi": resource["title_vi"]},
        columns=columns,
        key=tuple(promise["primaryKey"]),
        foreign=foreign | several,
    )


def _column(item: Row) -> Column:
    return Column(
        name=item["name"],
        type=item["type"],
        title={"en": item["title"], "vi": item["title_vi"]},
        constraints=item.get("constraints", {}),
        words=item.get("enum_titles", {}),
        references=tuple(item.get("references", ())),
        description=item.get("description", ""),
    )


@dataclass
class Reading:
    """The rows of one table as read, each with its line, and what is wrong."""

    table: Table
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def complain(
        self, line: int, allowed: str, found: object, *, column: str = ""
    ) -> None:
        """Note a problem of one line, and of one column where it has one."""
        place = f"data/{self.table.path} line {line}"
        self.problems.append(_told(place, allowed, found, column=column))


def _told(place: str, allowed: str, found: object, *, column: str = "") -> str:
    where = f"{place}, column {column}" if column else place
    return f"{where}: allowed is {allowed}; found {found}"


def read_table(table: Table, folder: Path) -> Reading:
    """The rows of `table`, typed, with every problem of this table alone."""
    reading = Reading(table)
    try:
        text = (folder / table.path).read_bytes().decode("utf-8")
    except FileNotFoundError:
        reading.problems.append(f"data/{table.path}: no such file in {folder.name}/")
        return reading
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = error.object[error.start : error.start + 4]
        reading.complain(line, "UTF-8", f"bytes {found!r}")
        return reading
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if _check_header(next(rows, []), reading):
            for cells in rows:
                _read_row(cells, rows.line_num, reading)
    except csv.Error as error:
        reading.complain(rows.line_num, "CSV", f"{error}")
    _check_key(reading)
    return reading


def _check_header(found: list[str], reading: Reading) -> bool:
    wanted = list(reading.table.columns)
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    for name in missing:
        reading.complain(1, f"each of {wanted}", "none such", column=name)
    for name in unknown:
        reading.complain(1, f"one of {wanted}", repr(name), column=name)
    if not missing and not unknown and found != wanted:
        reading.complain(1, f"the columns {wanted}, each once in this order", found)
    return found == wanted


def _read_row(cells: list[str], line: int, reading: Reading) -> None:
    columns = reading.table.columns
    if len(cells) != len(columns):
        reading.complain(line, f"{len(columns)} cells", len(cells))
        return
    given = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
    is_nfc = _check_nfc(given, line, reading)
    try:
        row = reading.table.row_check.validate_python(given)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            name = str(one["loc"][0])
            allowed = _allowed(columns[name], one)
            reading.complain(line, allowed, repr(given.get(name, "")), column=name)
        return
    if is_nfc:
        reading.rows.append(row)
        reading.lines.append(line)


def _check_nfc(given: dict[str, str], line: int, reading: Reading) -> bool:
    if unicodedata.is_normalized("NFC", "\n".join(given.values())):
        return True
    broken = {
        name: word
        for name, cell in given.items()
        for word in cell.split()
        if not unicodedata.is_normalized("NFC", word)
    }
    for name, word in broken.items():
        reading.complain(line, "Unicode form NFC", ascii(word), column=name)
    return not broken


def _allowed(column: Column, error: Any) -> str:
    limits = column.constraints
    if error["type"] == "missing":
        return "a value, which is required"
    if "enum" in limits:
        return f"one of {limits['enum']}"
    if "pattern" in limits:
        return f"the form {limits['pattern']}"
    return f"{column.type} ({error['msg'][0].lower()}{error['msg'][1:]})"


def _check_key(reading: Reading) -> None:
    first: dict[tuple[Any, ...], int] = {}
    names = ", ".join(reading.table.key)
    for row, line in zip(reading.rows, reading.lines, strict=True):
        key = tuple(row[name] for name in reading.table.key)
        if key in first:
            found = f"{', '.join(map(str, key))}, which stands already in line"
            reading.complain(
                line, "each key once", f"{found} {first[key]}", column=names
            )
        first.setdefault(key, line)


def check_package(readings: dict[str, Reading]) -> list[str]:
    """Every problem of the tables: theirs alone, or if none, keys and cross rules."""
    alone = [words for reading in readings.values() for words in reading.problems]
    if alone:
        return alone
    across = (
        _foreign_keys,
        _one_name_for_one_thing,
        _spans,
        _bounds,
        _claim_sets,
        _sets_ruled_on,
        _served_figures,
    )
    return [words for rule in across for words in rule(readings)]


def _placed(reading: Reading) -> Iterator[tuple[str, Row]]:
    for row, line in zip(reading.rows, reading.lines, strict=True):
        yield f"data/{reading.table.path} line {line}", row


def _keys(readings: dict[str, Reading], name: str) -> set[str]:
    reading = readings[name]
    return {row[reading.table.key[0]] for row in reading.rows}


def _foreign_keys(readings: dict[str, Reading]) -> Iterator[str]:
    keys = {name: _keys(readings, name) for name in readings}
    for reading in readings.values():
        for column, names in reading.table.foreign.items():
            known = set[str]().union(*(keys[name] for name in names))
            allowed = f"a key of {' or '.join(names)}"
            for place, row in _placed(reading):
                if row[column] is not None and row[column] not in known:
                    yield _told(place, allowed, repr(row[column]), column=column)


def _one_name_for_one_thing(readings: dict[str, Reading]) -> Iterator[str]:
    actors = ("instruments", "committees", "bodies", "localities")
    for family in (FACT_TABLES, actors):
        first: dict[str, str] = {}
        for name in family:
            column = readings[name].table.key[0]
            for place, row in _placed(readings[name]):
                key = row[column]
                if key in first:
                    allowed = f"a key that no other of {', '.join(family)} has"
                    found = f"{key!r}, which stands at {first[key]}"
                    yield _told(place, allowed, found, column=column)
                first[key] = place


def _spans(readings: dict[str, Reading]) -> Iterator[str]:
    lengths = {row["source_id"]: row["length"] for row in readings["sources"].rows}
    for reading in readings.values():
        if "printed" in reading.table.columns:
            for place, row in _placed(reading):
                yield from _one_span(place, row, lengths)


def _one_span(place: str, row: Row, lengths: dict[str, int]) -> Iterator[str]:
    span = {name: row[name] for name in ("source_id", "start", "end", "printed")}
    empty = [name for name, cell in span.items() if cell is None]
    if empty:
        if len(empty) < len(span):
            allowed = f"all of {', '.join(span)}, or none"
            yield _told(place, allowed, f"no {', '.join(empty)}", column=empty[0])
        return
    length = lengths.get(row["source_id"], row["end"])
    if not 0 <= row["start"] < row["end"] <= length:
        found = f"{row['start']} to {row['end']}, out of range"
        yield _told(place, f"a span in 0 to {length}", found, column="start, end")
    if (count := len(row["printed"].split())) > MOST_WORDS:
        yield _told(place, f"{MOST_WORDS} words", count, column="printed")


def _bounds(readings: dict[str, Reading]) -> Iterator[str]:
    for name in ("observations", "events"):
        for place, row in _placed(readings[name]):
            lower, upper = row["lower"], row["upper"]
            if lower is not None and upper is not None and lower > upper:
                found = f"{lower:g} to {upper:g}, reversed"
                yield _told(place, "lower <= upper", found, column="lower, upper")
            if row["value"] is not None and (lower is not None or upper is not None):
                found = f"{row['value']:g} beside a bound"
                yield _told(place, "a value or bounds", found, column="value")


def _claim_sets(readings: dict[str, Reading]) -> Iterator[str]:
    for name, places in _members(readings).items():
        if len(places) == 1:
            allowed, found = "a set of two or more rival rows", f"{name!r} with one"
            yield _told(places[0], allowed, found, column="claim_set")


def _sets_ruled_on(readings: dict[str, Reading]) -> Iterator[str]:
    known = _members(readings)
    for place, row in _placed(readings["rulings"]):
        name = row["claim_set"]
        if name is not None and name not in known:
            yield _told(place, "a set that rows are in", repr(name), column="claim_set")


def _members(readings: dict[str, Reading]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for table in FACT_TABLES:
        for place, row in _placed(readings[table]):
            if name := row.get("claim_set"):
                members.setdefault(name, []).append(place)
    return members


def _served_figures(readings: dict[str, Reading]) -> Iterator[str]:
    silent = ("list_number", "furniture", "name")
    served = {row["numeral_id"] for row in readings["numeral_facts"].rows}
    for place, row in _placed(readings["numerals"]):
        is_silent, serves = row["role"] in silent, row["numeral_id"] in served
        if is_silent == serves:
            allowed = "no fact served" if is_silent else "a fact served"
            found = f"a {row['role']} that serves {'one' if serves else 'none'}"
            yield _told(place, allowed, found, column="role")
