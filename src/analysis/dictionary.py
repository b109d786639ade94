"""The data dictionary: what each table and column is, read from datapackage.json.

The file is a Frictionless data package. Beyond the standard a table has `title_vi`,
`kind` (entity, fact, link, numeral, ruling), `singular` (what one row is called in
addresses), `label` (the column, or the stem of the two columns, that names an
entity) and `summary` (the columns, or stems, that state a fact in a line). A column
has `title_vi`, `lang` (where its text is always in one language), `enum_titles` (the
labels of its codes) and `references` (the tables whose keys it may hold).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

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
    """

    name: str
    type: str
    title: Mapping[str, str]
    constraints: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    description: str = ""
    lang: str = ""

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
    """Read the dictionary from `path`, a Frictionless data package."""
    about = json.loads(path.read_text(encoding="utf-8"))
    tables = {item["name"]: _table(item) for item in about.pop("resources")}
    return Dictionary(tables, about)


def _table(resource: Mapping[str, Any]) -> Table:
    schema = resource["schema"]
    columns = {item["name"]: _column(item) for item in schema["fields"]}
    foreign = {
        key["fields"]: (key["reference"]["resource"],)
        for key in schema.get("foreignKeys", [])
    }
    several = {c.name: c.references for c in columns.values() if c.references}
    return Table(
        name=resource["name"],
        path=resource["path"],
        title={"en": resource["title"], "vi": resource["title_vi"]},
        columns=columns,
        key=tuple(schema["primaryKey"]),
        foreign=foreign | several,
        kind=resource.get("kind", ""),
        singular=resource.get("singular", ""),
        label=resource.get("label", ""),
        summary=tuple(resource.get("summary", ())),
    )


def _column(item: Mapping[str, Any]) -> Column:
    return Column(
        name=item["name"],
        type=item["type"],
        title={"en": item["title"], "vi": item["title_vi"]},
        constraints=item.get("constraints", {}),
        words=item.get("enum_titles", {}),
        references=tuple(item.get("references", ())),
        description=item.get("description", ""),
        lang=item.get("lang", ""),
    )
