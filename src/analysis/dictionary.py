"""The data dictionary: what each table and column is, read from datapackage.json.

The file is a Frictionless data package. Beyond the standard a table has `title_vi`,
`kind` (entity, fact, link, numeral, ruling), `singular` (what one row is called in
addresses), `label` (the column, or the stem of the two columns, that names an
entity), `summary` (the columns, or stems, that state a fact in a line), `ordered`
(pairs of columns of which the first is not after the second) and `hierarchies`
(columns that lead to a row of the same table, and never back). A column has
`title_vi`, `lang` (where its text is always in one language), `enum_titles` (the
labels of its codes), `references` (the tables whose keys it may hold), `keys_of` (the
tables of which it holds a list of keys; with `or_text` keys may stand in a text),
`partial_date` (a year, month or day) and `same_as` (a column of a row it refers to,
which it must equal: `indicator_id.unit`).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

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
TWINS = ("_en", "_vi")  # endings of the two columns that say the same
FILE = "data/datapackage.json"
MAX_PROBLEMS = 100
MAX_SHOWN = 200


class DataError(ValueError):
    """The data break their dictionary; the message has one line a problem."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        lines = self.problems[:MAX_PROBLEMS]
        if more := len(self.problems) - len(lines):
            lines.append(f"and {more} more problems")
        super().__init__("\n".join(lines))


def problem(place: str, allowed: str, found: object, *, column: str = "") -> str:
    """The line that describes one problem.

    Examples
    --------
    >>> problem("data/x.csv line 2", "a year", "'1o'", column="year")
    "data/x.csv line 2, column year: allowed is a year; found '1o'"
    """
    where = f"{place}, column {_short(column)}" if column else place
    return f"{where}: allowed is {_short(allowed)}; found {_short(str(found))}"


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    title
        Its title by language.
    constraints
        As in a Frictionless Table Schema: required, enum, pattern, minimum, maximum.
    words
        The label of each code of an enumeration, by language.
    references
        The tables whose keys the column may hold, where these are several.
    lang
        The language of its texts where it is always the same: "vi", "en" or "".
    keys_of, or_text
        The tables of which it holds a list of keys, or keys within a text.
    partial_date
        Whether it holds a year, a month or a day.
    same_as
        The column that refers to another row, and the column there which it equals.
    """

    name: str
    type: str
    title: Mapping[str, str]
    constraints: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    description: str = ""
    lang: str = ""
    keys_of: tuple[str, ...] = ()
    or_text: bool = False
    partial_date: bool = False
    same_as: tuple[str, str] | None = None

    def heading(self, lang: str) -> str:
        """The title without the name of a language, for a table in that language.

        Examples
        --------
        >>> Column("name_vi", "string", {"en": "Name (Vietnamese)"}).heading("en")
        'Name'
        """
        title = self.title[lang]
        return title.rpartition(" (")[0] if self.name.endswith(TWINS) else title

    def is_twin(self, lang: str) -> bool:
        """Whether the column has the same text in another language than `lang`."""
        return self.name.endswith(TWINS) and not self.name.endswith(f"_{lang}")


@dataclass(frozen=True)
class Table:
    """One table: its columns, its keys, and how its rows are named.

    Attributes
    ----------
    key
        The columns of the primary key.
    foreign
        For each column that holds keys of other tables, those tables.
    ordered
        Pairs of columns of which the first is not after the second.
    hierarchies
        Columns that lead to another row of this table, and never back.
    """

    name: str
    path: str
    title: Mapping[str, str]
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    foreign: Mapping[str, tuple[str, ...]]
    kind: str = ""
    singular: str = ""
    label: str = ""
    summary: tuple[str, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    hierarchies: tuple[str, ...] = ()

    def in_language(self, stem: str, lang: str) -> str:
        """The column `stem`, or that of its two twins which is in `lang`."""
        return stem if stem in self.columns else f"{stem}_{lang}"


@dataclass(frozen=True)
class Dictionary:
    """The data package: every table by name, and what describes the whole."""

    tables: Mapping[str, Table]
    about: Mapping[str, Any]

    @cached_property
    def entities(self) -> tuple[str, ...]:
        """The tables of committees, instruments, indicators and the like."""
        return self._of_kind("entity")

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The tables of facts, each row of which was read from a passage."""
        return self._of_kind("fact")

    def _of_kind(self, kind: str) -> tuple[str, ...]:
        return tuple(name for name, table in self.tables.items() if table.kind == kind)

    def owners(self, table: str, column: str) -> tuple[str, ...]:
        """The tables whose keys a column holds, by its references or its name."""
        own = self.tables[table]
        referred = own.columns[column].references or own.foreign.get(column, ())
        return referred or tuple(
            name for name in self.entities if self.tables[name].key == (column,)
        )

    def columns_with(self, table: str, owner: str) -> list[str]:
        """The columns of `table` that hold keys of the table `owner`."""
        columns = self.tables[table].columns
        return [name for name in columns if owner in self.owners(table, name)]


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
