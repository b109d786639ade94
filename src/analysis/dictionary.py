"""The data dictionary: what each table and column is, as data/datapackage.json says.

The file is a Frictionless data package. Beyond the standard a table has `title_vi`,
`kind` (entity, fact, link, numeral, ruling, office, unsaid, coding, finding),
`short` (three letters from which the
ids of its rows are made; only a table of which a person codes rows in a sheet has
them), `label` (the column, or the stem of the two columns, that names an entity),
`summary` (the columns, or stems, that state a fact in a line), `ordered` (pairs of
columns of which the first is not after the second) and `hierarchies` (columns that lead
to a row of the same table, and never back).

A column has `title_vi`, `lang` (where its text is always in one language),
`enum_titles` (the labels of its codes), `references` (the tables whose keys it may
hold), `keys_of` (the tables of which it holds a list of keys; with `or_text` keys may
stand in a text), `partial_date` (a year, month or day), `same_as` (a column of a row it
refers to, which it must equal: `indicator_id.unit`), `derived` (in a sheet the machine
fills it), `default` (what it has in a new row of a sheet) and `description_vi`.
`sheet_columns` of the package are the columns that a sheet has besides those of its
table, `sheet_tables` the tables that only a sheet has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

TWINS = ("_en", "_vi")  # endings of the two columns that say the same
FACT_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*-[a-z]{3}-[0-9]+"  # <text>-<table>-<number>
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

    @classmethod
    def of(cls, place: str, allowed: str, found: object, *, advice: str = "") -> Self:
        """The error of one problem; see `problem`."""
        return cls([problem(place, allowed, found, advice=advice)])


def problem(
    place: str, allowed: str, found: object, *, column: str = "", advice: str = ""
) -> str:
    """The line that describes one problem, and what to do about it.

    Examples
    --------
    >>> problem("data/x.csv line 2", "a year", "'1o'", column="year")
    "data/x.csv line 2, column year: allowed is a year; found '1o'"
    """
    where = f"{place}, column {_short(column)}" if column else place
    line = f"{where}: allowed is {_short(allowed)}; found {_short(str(found))}"
    return f"{line}; {advice}" if advice else line


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
LISTED = Field(strict=False)  # JSON has lists, and what is frozen has tuples
Names = Annotated[tuple[Name, ...], LISTED]


class Described(BaseModel, frozen=True, strict=True):
    """A part of the dictionary: never changed, and of no other type than stated."""


class Constraints(Described, extra="forbid", frozen=True):
    """Of the cells of a column, as in a Frictionless Table Schema."""

    required: bool = False
    unique: bool = False
    enum: Annotated[list[Text], Field(min_length=1)] | None = None
    pattern: Text | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None


class Titled(Described, frozen=True):
    """What has a name, and a title in each language."""

    name: Name
    title: dict[str, Text]

    @model_validator(mode="before")
    @classmethod
    def _in_both_languages(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return given | {
            "title": {"en": given.get("title"), "vi": given.get("title_vi")}
        }


class Column(Titled, frozen=True):
    """One column of a table; `words` has the labels of its codes by language."""

    type: Literal["string", "integer", "number", "boolean", "date"]
    description: str = ""
    description_vi: str = ""
    derived: bool = False
    default: str = ""
    lang: Literal["", "vi", "en"] = ""
    limits: Constraints = Field(Constraints(), alias="constraints")
    words: dict[str, dict[str, str]] = Field({}, alias="enum_titles")
    references: Names = ()
    keys_of: Names = ()
    or_text: bool = False
    partial_date: bool = False
    same_as: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")] | None = None

    @cached_property
    def constraints(self) -> dict[str, Any]:
        """The constraints that the column has, by name."""
        return self.limits.model_dump(exclude_unset=True)

    def heading(self, lang: str) -> str:
        """The title without the name of a language, for a table in that language.

        Examples
        --------
        >>> given = {"name": "name_vi", "type": "string", "title": "Name (Vietnamese)"}
        >>> Column.model_validate(given | {"title_vi": "Tên (Việt)"}).heading("en")
        'Name'
        """
        title = self.title[lang]
        return title.rpartition(" (")[0] if self.name.endswith(TWINS) else title

    def is_twin(self, lang: str) -> bool:
        """Whether the column has the same text in another language than `lang`."""
        return self.name.endswith(TWINS) and not self.name.endswith(f"_{lang}")


class Reference(Described, frozen=True):
    """The table, and the column there, that a key refers to."""

    resource: Name
    fields: Name


class ForeignKey(Described, frozen=True):
    """A column that holds keys of one other table."""

    fields: Name
    reference: Reference


class Schema(Described, frozen=True):
    """The columns and keys of a table."""

    fields: Annotated[tuple[Column, ...], Field(min_length=1, strict=False)]
    primaryKey: Annotated[Names, Field(min_length=1)]
    foreignKeys: Annotated[tuple[ForeignKey, ...], LISTED] = ()


class Table(Titled, frozen=True):
    """One table: its columns, its keys, and how its rows are named."""

    path: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.csv$")]
    schema_: Schema = Field(alias="schema")
    kind: str = ""
    short: Annotated[str, Field(pattern=r"^([a-z]{3})?$")] = ""
    label: str = ""
    summary: Names = ()
    ordered: Annotated[tuple[Annotated[tuple[Name, Name], LISTED], ...], LISTED] = ()
    hierarchies: Names = ()

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by name, in their order."""
        return {column.name: column for column in self.schema_.fields}

    @property
    def key(self) -> Names:
        """The columns of the primary key."""
        return self.schema_.primaryKey

    @cached_property
    def foreign(self) -> dict[str, Names]:
        """For each column that holds keys of other tables, those tables."""
        keys = self.schema_.foreignKeys
        several = {c.name: c.references for c in self.schema_.fields if c.references}
        return {key.fields: (key.reference.resource,) for key in keys} | several

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

    def find(self, column: str, of: str | None = None) -> Column | None:
        """The column of the table `of`, or else of the first table that has it."""
        names = ([of] if of else []) + list(self.tables)
        columns = (self.tables[name].columns.get(column) for name in names)
        return next(filter(None, columns), None)

    def language(self, column: str, of: str | None = None) -> str:
        """The language of the texts of a column where it is always the same, or ""."""
        described = self.find(column, of)
        if described is not None:
            return described.lang
        return column[-2:] if column.endswith(TWINS) else ""

    def owners(self, table: str, column: str) -> tuple[str, ...]:
        """The tables whose keys a column holds, by its references or its name."""
        described = self.tables[table]
        referred = described.columns[column].references or described.foreign.get(
            column, ()
        )
        return referred or tuple(
            name for name in self.entities if self.tables[name].key == (column,)
        )

    def columns_with(self, table: str, owner: str) -> list[str]:
        """The columns of `table` that hold keys of the table `owner`."""
        return self._columns[table].get(owner, [])

    @cached_property
    def _columns(self) -> Mapping[str, Mapping[str, list[str]]]:
        columns: dict[str, dict[str, list[str]]] = {name: {} for name in self.tables}
        for table, by_owner in columns.items():
            for column in self.tables[table].columns:
                for owner in self.owners(table, column):
                    by_owner.setdefault(owner, []).append(column)
        return columns
