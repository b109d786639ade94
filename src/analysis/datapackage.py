"""Read the dictionary from data/datapackage.json; refuse one that is inconsistent."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from analysis.allowed_values import DICTIONARY, ROOT
from analysis.dictionary import Column, DataError, Dictionary, Table, problem

FILE = "data/datapackage.json"
NEWER = (
    "it is of an older version: make a project with 'analysis new', and move texts/, "
    "coding/ and the rows of your tables into it"
)


class _Package(BaseModel):
    resources: Annotated[list[Table], Field(min_length=1)]


@cache
def read_dictionary(content: bytes) -> Dictionary:
    """The dictionary that the content of a Frictionless data package is.

    Raises
    ------
    DataError
        If it is no JSON, lacks what it must have (also a table or column that this
        version of the package uses), or refers to what it does not have.
    """
    try:
        about = json.loads(content.decode("utf-8"))
        tables = _Package.model_validate(about).resources
    except ValidationError as error:
        raise DataError(map(_described, error.errors(include_url=False))) from None
    except (ValueError, RecursionError) as error:
        raise DataError([f"{FILE}: allowed is JSON in UTF-8; found {error}"]) from None
    dictionary = Dictionary({table.name: table for table in tables}, about)
    problems = [*_repeated(tables), *_inconsistent(dictionary), *_older(dictionary)]
    if problems:
        raise DataError(problems)
    del about["resources"]
    return dictionary


def _described(error: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the whole"
    kind = type(error["input"]).__name__ if error["type"] == "missing" else ""
    kind = f"a {kind} without it" if kind else repr(error["input"])
    return problem(f"{FILE}, {place}", error["msg"], kind)


def _repeated(tables: list[Table]) -> Iterator[str]:
    names = [table.name for table in tables]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield problem(FILE, "each table once", repr(name))


def _inconsistent(dictionary: Dictionary) -> Iterator[str]:
    """Names of tables and columns that the dictionary refers to and does not have."""
    for table in dictionary.tables.values():
        used = [*table.key, *table.foreign, *table.hierarchies, *sum(table.ordered, ())]
        for name in dict.fromkeys(used):
            if name not in table.columns:
                place = f"{FILE}, {table.name}"
                yield problem(place, _any_of(table.columns), repr(name))
        for column in table.columns.values():
            place = f"{FILE}, {table.name}.{column.name}"
            faults = (*_unknown_tables(dictionary, table, column), *_faults(column))
            for allowed, found in (*faults, *_unlike(dictionary, table, column)):
                yield problem(place, allowed, found)


def _older(dictionary: Dictionary) -> Iterator[str]:
    """Tables and columns of this version that a dictionary lacks, in one line."""
    lacking = []
    for name, columns in _shipped().items():
        if name in dictionary.tables:
            had = dictionary.tables[name].columns
            lacking += [f"{name}.{column}" for column in columns if column not in had]
        else:
            lacking.append(name)
    if lacking:
        allowed = "every table and column that the notebooks use"
        yield problem(FILE, allowed, f"no {', '.join(lacking)}", advice=NEWER)


@cache
def _shipped() -> dict[str, list[str]]:
    """The columns of each table in the dictionary that `analysis new` copies."""
    path = ROOT / "data" / DICTIONARY
    resources = json.loads(path.read_bytes())["resources"] if path.is_file() else []
    return {
        table["name"]: [field["name"] for field in table["schema"]["fields"]]
        for table in resources
    }


Fault = tuple[str, str]  # what would be allowed, and what there is


def _unknown_tables(
    dictionary: Dictionary, table: Table, column: Column
) -> Iterator[Fault]:
    for name in (*table.foreign.get(column.name, ()), *column.keys_of):
        if name not in dictionary.tables:
            yield _any_of(dictionary.tables), repr(name)


def _faults(column: Column) -> Iterator[Fault]:
    codes = column.constraints.get("enum") or []
    if column.words and set(codes) != set(column.words):
        yield f"a title for each of {codes}", str(sorted(column.words))
    for code, titles in column.words.items():
        if titles.keys() != {"en", "vi"}:
            yield f"titles en and vi of {code}", str(sorted(titles))
    if pattern := column.constraints.get("pattern"):
        try:
            re.compile(pattern)
        except re.error as error:
            yield "a regular expression", f"{pattern!r} ({error})"


def _unlike(dictionary: Dictionary, table: Table, column: Column) -> Iterator[Fault]:
    if column.same_as:
        key, _, other = column.same_as.partition(".")
        owners = [dictionary.tables.get(name) for name in table.foreign.get(key, ())]
        if len(owners) != 1 or not owners[0] or other not in owners[0].columns:
            yield "a column of the one table that a key refers to", f"{key}.{other}"


def _any_of(names: Iterable[str]) -> str:
    return f"one of {', '.join(names)}"
