"""Read the dictionary from data/datapackage.json; refuse one that is inconsistent."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from analysis.dictionary import Column, DataError, Dictionary, Table, problem

FILE = "data/datapackage.json"


def read_dictionary(path: Path) -> Dictionary:
    """Read the dictionary from `path`, a Frictionless data package, and check it.

    Raises
    ------
    DataError
        If it is no JSON, lacks what it must have, or refers to what it does not have.
    """
    try:
        about = json.loads(path.read_bytes().decode("utf-8"))
        package = _Package.model_validate(about, strict=True)
    except ValidationError as error:
        raise DataError(map(_described, error.errors(include_url=False))) from None
    except (ValueError, RecursionError) as error:
        raise DataError([f"{FILE}: allowed is JSON in UTF-8; found {error}"]) from None
    tables = [_table(resource) for resource in package.resources]
    dictionary = Dictionary({table.name: table for table in tables}, about)
    if problems := [*_repeated(tables), *_inconsistent(dictionary)]:
        raise DataError(problems)
    del about["resources"]
    return dictionary


def _described(error: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the whole"
    found = type(error["input"]).__name__ if error["type"] == "missing" else ""
    found = f"a {found} without it" if found else repr(error["input"])
    return problem(f"{FILE}, {place}", error["msg"], found)


# --- the file -------------------------------------------------------------------

Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Reference(BaseModel):
    resource: Name
    fields: Name


class _ForeignKey(BaseModel):
    fields: Name
    reference: _Reference


class _Constraints(BaseModel, extra="forbid"):
    required: bool = False
    unique: bool = False
    enum: Annotated[list[Text], Field(min_length=1)] | None = None
    pattern: Text | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None


class _Field(BaseModel):
    name: Name
    type: Literal["string", "integer", "number", "boolean", "date"]
    title: Text
    title_vi: Text
    description: str = ""
    lang: Literal["", "vi", "en"] = ""
    constraints: _Constraints = _Constraints()
    enum_titles: dict[str, dict[str, str]] = {}
    references: list[Name] = []
    keys_of: list[Name] = []
    or_text: bool = False
    partial_date: bool = False
    same_as: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")] | None = None


class _Schema(BaseModel):
    fields: Annotated[list[_Field], Field(min_length=1)]
    primaryKey: Annotated[list[Name], Field(min_length=1)]
    foreignKeys: list[_ForeignKey] = []


class _Resource(BaseModel):
    name: Name
    path: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.csv$")]
    title: Text
    title_vi: Text
    kind: str = ""
    singular: str = ""
    label: str = ""
    summary: list[str] = []
    ordered: list[Annotated[list[Name], Field(min_length=2, max_length=2)]] = []
    hierarchies: list[Name] = []
    schema_: _Schema = Field(alias="schema")


class _Package(BaseModel):
    resources: Annotated[list[_Resource], Field(min_length=1)]


def _table(resource: _Resource) -> Table:
    schema = resource.schema_
    columns = {item.name: _column(item) for item in schema.fields}
    foreign = {key.fields: (key.reference.resource,) for key in schema.foreignKeys}
    several = {c.name: c.references for c in columns.values() if c.references}
    return Table(
        name=resource.name,
        path=resource.path,
        title={"en": resource.title, "vi": resource.title_vi},
        columns=columns,
        key=tuple(schema.primaryKey),
        foreign=foreign | several,
        kind=resource.kind,
        singular=resource.singular,
        label=resource.label,
        summary=tuple(resource.summary),
        ordered=tuple((first, last) for first, last in resource.ordered),
        hierarchies=tuple(resource.hierarchies),
    )


def _column(item: _Field) -> Column:
    key, _, other = (item.same_as or "").partition(".")
    return Column(
        name=item.name,
        type=item.type,
        title={"en": item.title, "vi": item.title_vi},
        constraints=item.constraints.model_dump(exclude_unset=True),
        words=item.enum_titles,
        references=tuple(item.references),
        description=item.description,
        lang=item.lang,
        keys_of=tuple(item.keys_of),
        or_text=item.or_text,
        partial_date=item.partial_date,
        same_as=(key, other) if item.same_as else None,
    )


# --- what it refers to ----------------------------------------------------------


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
        key, other = column.same_as
        owners = [dictionary.tables.get(name) for name in table.foreign.get(key, ())]
        if len(owners) != 1 or not owners[0] or other not in owners[0].columns:
            yield "a column of the one table that a key refers to", f"{key}.{other}"


def _any_of(names: Iterable[str]) -> str:
    return f"one of {', '.join(names)}"
