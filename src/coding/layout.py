"""Which tables and columns a sheet has, and what a person fills in, by the dictionary.

A table with a `short` name has rows that a person codes. In the sheet it has the
columns of `sheet_columns` that apply to it, then its own without those derived.
"""

from dataclasses import dataclass
from functools import cached_property

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator

from analysis.cells import cell_schema
from analysis.dictionary import Column, Dictionary, Table
from coding.quotes import Quote

QUOTE = Quote._fields
STATES = ("proposed", "accepted", "rejected")
# The table of further passages, of figures, of links, and of those of whom facts speak.
EVIDENCE, NUMERALS, LINKS, SUBJECTS = "evidence", "numerals", "fact_links", "subjects"
SET_ASIDE = "set_aside"  # passages in which there is nothing to code


@dataclass(frozen=True)
class SheetTable:
    """One table as a sheet has it; `columns` by name, in the order of the file."""

    table: Table
    added: tuple[Column, ...]

    @property
    def name(self) -> str:
        """The name of the table, and of its file without ".csv"."""
        return self.table.name

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column of the file."""
        coded = (c for c in self.table.columns.values() if not c.derived)
        return {column.name: column for column in (*self.added, *coded)}

    @cached_property
    def coded(self) -> dict[str, Column]:
        """The columns that a person fills in."""
        machine = ("row", "state", *QUOTE)
        return {n: c for n, c in self.columns.items() if n not in machine}

    @cached_property
    def validators(self) -> dict[str, SchemaValidator]:
        """What checks the cells of each column but those of the quote."""
        return {
            name: SchemaValidator(cell_schema(column))
            for name, column in self.columns.items()
            if name not in QUOTE
        }

    @property
    def has_quote(self) -> bool:
        """Whether its rows are passages of the text."""
        return "quote" in self.columns

    @property
    def key(self) -> str:
        """The column of the key, which a person sees only in a table of entities."""
        return self.table.key[0]

    def owners(self, column: str) -> tuple[str, ...]:
        """The tables whose keys a column may hold."""
        described = self.columns[column]
        return described.keys_of or self.table.foreign.get(column, ())

    def is_list(self, column: str) -> bool:
        """Whether a column may hold several keys, separated by a space."""
        return bool(self.columns[column].keys_of) and not self.columns[column].or_text


class Layout:
    """The tables of a sheet by name, and by the letters of their rows' names."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        added = TypeAdapter(list[Column]).validate_python(
            dictionary.about["sheet_columns"]
        )
        by_name = {column.name: column for column in added}
        sheet_tables = TypeAdapter(list[Table]).validate_python(
            dictionary.about["sheet_tables"]
        )
        self.tables = {
            table.name: SheetTable(table, tuple(by_name[n] for n in self._added(table)))
            for table in (*dictionary.tables.values(), *sheet_tables)
            if table.short
        }
        self.by_short = {each.table.short: name for name, each in self.tables.items()}

    def _added(self, table: Table) -> list[str]:
        names = ["row", "state"]
        if "printed" in table.columns:
            names += QUOTE
        if table.name in self.with_subjects:
            names.append("subjects")
        if table.name == EVIDENCE:
            names.append("of")
        if table.name == NUMERALS:
            names.append("serves")
        return names

    @property
    def with_subjects(self) -> tuple[str, ...]:
        """The tables whose rows say of whom they are."""
        return self.dictionary.tables[SUBJECTS].columns["fact_id"].references

    def table_of(self, row: str) -> str | None:
        """The table of a row by its name, such as reforms of `ref-01`."""
        return self.by_short.get(row.partition("-")[0])
