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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

TYPES = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "date": date,
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

    def annotation(self) -> Any:
        """The pydantic annotation and default that check one cell."""
        limits = self.constraints
        kind: Any = TYPES[self.type]
        if "enum" in limits:
            kind = Literal[tuple(limits["enum"])]
        elif "pattern" in limits:
            kind = Annotated[str, Field(pattern=f"^(?:{limits['pattern']})$")]
        elif {"minimum", "maximum"} & set(limits):
            ends = Field(ge=limits.get("minimum"), le=limits.get("maximum"))
            kind = Annotated[kind, ends]
        return (kind, ...) if limits.get("required") else (kind | None, None)


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
    def row_model(self) -> type[BaseModel]:
        """The pydantic model of a row."""
        cells = {name: column.annotation() for name, column in self.columns.items()}
        config = ConfigDict(extra="forbid", protected_namespaces=())
        model: type[BaseModel] = create_model(self.name, __config__=config, **cells)
        return model


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
    )


@dataclass
class Reading:
    """The rows of one table as read, each with its line, and what is wrong."""

    table: Table
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def complain(self, line: int, words: str) -> None:
        """Note a problem of one line."""
        self.problems.append(f"data/{self.table.path} line {line}: {words}")


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
        reading.complain(line, f"not UTF-8, found bytes {found!r}")
        return reading
    _check_nfc(text, reading)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if _check_header(next(rows, []), reading):
            for cells in rows:
                _read_row(cells, rows.line_num, reading)
    except csv.Error as error:
        reading.complain(rows.line_num, f"not CSV, {error}")
    _check_key(reading)
    return reading


def _check_nfc(text: str, reading: Reading) -> None:
    if unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", line):
            reading.complain(number, f"not in Unicode form NFC, found {line[:60]!r}")


def _check_header(found: list[str], reading: Reading) -> bool:
    wanted = list(reading.table.columns)
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    if missing:
        reading.complain(1, f"missing column {', '.join(missing)}; found {found}")
    if unknown:
        reading.complain(1, f"unknown column {', '.join(unknown)}; allowed {wanted}")
    if not missing and not unknown and found != wanted:
        reading.complain(1, f"columns out of order, found {found}; allowed {wanted}")
    return found == wanted


def _read_row(cells: list[str], line: int, reading: Reading) -> None:
    columns = reading.table.columns
    if len(cells) != len(columns):
        words = f"found {len(cells)} cells; allowed {len(columns)}"
        reading.complain(line, words)
        return
    given = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
    try:
        row = reading.table.row_model.model_validate(given)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            name = str(one["loc"][0])
            found = given.get(name, "")
            words = f"column {name}, {_allowed(columns[name], one)}, found {found!r}"
            reading.complain(line, words)
        return
    reading.rows.append(dict(row))
    reading.lines.append(line)


def _allowed(column: Column, error: Any) -> str:
    limits = column.constraints
    if error["type"] == "missing":
        return "a value is required"
    if "enum" in limits:
        return f"allowed is one of {limits['enum']}"
    if "pattern" in limits:
        return f"allowed is the form {limits['pattern']}"
    return f"allowed is {column.type} ({error['msg'][0].lower()}{error['msg'][1:]})"


def _check_key(reading: Reading) -> None:
    first: dict[tuple[Any, ...], int] = {}
    for row, line in zip(reading.rows, reading.lines, strict=True):
        key = tuple(row[name] for name in reading.table.key)
        if key in first:
            words = f"key {', '.join(map(str, key))} stands already in line"
            reading.complain(line, f"{words} {first[key]}; allowed is each key once")
        first.setdefault(key, line)


def check_package(readings: dict[str, Reading]) -> list[str]:
    """Every problem of the tables together: theirs alone, keys, and cross rules."""
    alone = [words for reading in readings.values() for words in reading.problems]
    if alone:
        return alone
    across = (
        _foreign_keys,
        _one_name_for_one_thing,
        _spans,
        _bounds,
        _claim_sets,
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
            for place, row in _placed(reading):
                if row[column] is not None and row[column] not in known:
                    yield (
                        f"{place}: column {column}, allowed is a key of "
                        f"{' or '.join(names)}, found {row[column]!r}"
                    )


def _one_name_for_one_thing(readings: dict[str, Reading]) -> Iterator[str]:
    actors = ("instruments", "committees", "bodies", "localities")
    for family in (FACT_TABLES, actors):
        first: dict[str, str] = {}
        for name in family:
            reading = readings[name]
            for place, row in _placed(reading):
                key = row[reading.table.key[0]]
                if key in first:
                    yield f"{place}: key {key!r} stands already at {first[key]}"
                first[key] = place


def _spans(readings: dict[str, Reading]) -> Iterator[str]:
    lengths = {row["source_id"]: row["length"] for row in readings["sources"].rows}
    for reading in readings.values():
        if "printed" not in reading.table.columns:
            continue
        for place, row in _placed(reading):
            if row["source_id"] is None:
                continue
            length = lengths[row["source_id"]]
            if not 0 <= row["start"] < row["end"] <= length:
                found = f"{row['start']} to {row['end']}"
                yield f"{place}: span out of range, allowed 0 to {length}, found {found}"
            if len(row["printed"].split()) > MOST_WORDS:
                found = len(row["printed"].split())
                yield f"{place}: printed, allowed {MOST_WORDS} words, found {found}"


def _bounds(readings: dict[str, Reading]) -> Iterator[str]:
    for name in ("observations", "events"):
        for place, row in _placed(readings[name]):
            lower, upper = row["lower"], row["upper"]
            if lower is not None and upper is not None and lower > upper:
                found = f"{lower:g} to {upper:g}"
                yield f"{place}: bounds reversed, allowed lower <= upper, found {found}"
            if row["value"] is not None and (lower is not None or upper is not None):
                found = f"value {row['value']:g} beside a bound"
                yield f"{place}: allowed is a value or bounds, found {found}"


def _claim_sets(readings: dict[str, Reading]) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    for reading in readings.values():
        if "claim_set" in reading.table.columns and reading.table.name != "rulings":
            for place, row in _placed(reading):
                if row["claim_set"] is not None:
                    members.setdefault(row["claim_set"], []).append(place)
    for name, places in members.items():
        if len(places) == 1:
            yield (
                f"{places[0]}: claim set {name!r} has one member; "
                "allowed are two or more rival rows"
            )
    for place, row in _placed(readings["rulings"]):
        if row["claim_set"] is not None and row["claim_set"] not in members:
            found = row["claim_set"]
            yield f"{place}: column claim_set, allowed is one in use, found {found!r}"


def _served_figures(readings: dict[str, Reading]) -> Iterator[str]:
    silent = {"list_number", "furniture", "name"}
    served = {row["numeral_id"] for row in readings["numeral_facts"].rows}
    for place, row in _placed(readings["numerals"]):
        if row["role"] not in silent and row["numeral_id"] not in served:
            yield f"{place}: a {row['role']} must serve a fact, found none"
        if row["role"] in silent and row["numeral_id"] in served:
            yield f"{place}: a {row['role']} serves no fact, found one"
