"""The rows of a sheet against the dictionary: what is allowed, found, to be done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator, ValidationError

from analysis.cells import allowed_form, cell_schema, refused_character
from analysis.dictionary import Column, problem
from coding import quotes, serving
from coding.known import nearest
from coding.layout import EVIDENCE, LINKS, NUMERALS, QUOTE, SheetTable
from coding.quotes import Quote, QuoteError

if TYPE_CHECKING:
    from coding.sheet import Sheet, SheetRow

MOST_KEYS = 6  # that an error names
# What spreadsheets make of a symbol or a date, and what to do about it.
BROKEN = {
    re.compile(r"-?\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE): (
        "a spreadsheet made a number of it: format the column as text and type it again"
    ),
    re.compile(
        r"\d{1,2}[-/ ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg)\w*"
        r"(?:[-/ ]\d{2,4})?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d\d",
        re.IGNORECASE,
    ): "a spreadsheet made a date of it: format the column as text and type it again",
    re.compile(r"#(?:NAME\?|VALUE!|REF!|N/A|DIV/0!)|Err:\d+"): (
        "a spreadsheet took it for a formula: make the column text and type it again"
    ),
}
DATE_SHAPE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{5}(?:[.,]\d+)?")
DATE_ADVICE = (
    "a spreadsheet turned the date round: format the column as text, and write it as "
    "2022-02-28"
)


@dataclass(frozen=True)
class Problem:
    """One problem of one cell: what is allowed there, what was found, what to do."""

    table: str
    row: str
    column: str
    allowed: str
    found: str
    advice: str = ""

    def line(self, place: str) -> str:
        """The problem as one line, at a place."""
        text = problem(place, self.allowed, self.found, column=self.column)
        return f"{text}; {self.advice}" if self.advice else text


def of_sheet(sheet: "Sheet") -> list[Problem]:
    """What is wrong with the rows of a sheet that are not rejected."""
    found: list[Problem] = [*_not_served(sheet)]
    for name, rows in sheet.tables.items():
        check = _TableCheck(sheet, sheet.layout.tables[name])
        seen: set[str] = set()
        for row in rows:
            if row.name in seen:
                advice = "give the second of the two no name, the machine makes one"
                found.append(
                    Problem(name, row.name, "row", "each name once", row.name, advice)
                )
            seen.add(row.name)
            if row.state != "rejected":
                found += check.of_row(row)
    return found


def _not_served(sheet: "Sheet") -> Iterator[Problem]:
    """Rows that a numeral names though they have not its figure."""
    for numeral, pairs in serving.served(sheet).items():
        row = sheet.row(numeral)
        for name, code in pairs:
            if not code:
                allowed = f"accepted rows that have {row['value']} in a column"
                advice = "correct the figure in the row, or leave `serves` empty"
                yield Problem(NUMERALS, numeral, "serves", allowed, repr(name), advice)


class _TableCheck:
    """The check of the rows of one table."""

    def __init__(self, sheet: "Sheet", table: SheetTable) -> None:
        self.sheet, self.table = sheet, table
        self.validators = {
            name: SchemaValidator(cell_schema(column))
            for name, column in table.columns.items()
            if name not in QUOTE
        }
        self.keys = {name: self._keys(name) for name in table.columns}

    def _keys(self, column: str) -> set[str]:
        """The keys that a column may hold, of the data and of the sheet."""
        keys: set[str] = set()
        for owner in self.table.owners(column):
            keys |= set(self.sheet.known.keyed(owner))
            described = self.sheet.layout.tables.get(owner)
            if described is None:
                continue
            key = "row" if described.has_quote else described.key
            rows = self.sheet.tables[owner]
            keys |= {row.get(key, "") for row in rows if row.state != "rejected"}
        if "sources" in self.table.owners(column):
            keys.add(self.sheet.source_id)
        return keys

    def of_row(self, row: "SheetRow") -> Iterator[Problem]:
        """Every problem of one row."""
        for name, column in self.table.columns.items():
            if name in QUOTE:
                continue
            cell = row[name]
            faults = [*self._broken(cell, column)] or [*self._form(cell, column)]
            faults = faults or [*self._unknown_keys(cell, name)]
            for allowed, advice in faults:
                yield Problem(
                    self.table.name, row.name, name, allowed, repr(cell), advice
                )
        yield from self._quote(row)
        yield from self._link(row)

    def _broken(self, cell: str, column: Column) -> Iterator[tuple[str, str]]:
        """What a spreadsheet has made of a cell."""
        if column.type == "number" or column.name in ("note", "url"):
            return
        for pattern, advice in BROKEN.items():
            if pattern.fullmatch(cell):
                yield "what was typed, as text", advice
        if (column.partial_date or column.type == "date") and DATE_SHAPE.fullmatch(
            cell
        ):
            yield "a date, such as 2023-07-04, 2023-07 or 2023", DATE_ADVICE

    def _form(self, cell: str, column: Column) -> Iterator[tuple[str, str]]:
        """What the dictionary does not allow in a cell."""
        if sign := refused_character(cell):
            yield f"letters, digits, signs and blanks, not {sign!a}", "delete it"
            return
        try:
            self.validators[column.name].validate_python(cell or None)
        except ValidationError as error:
            item = error.errors(include_url=False)[0]
            if not cell:
                yield "a value, which is required", "fill it in, or reject the row"
                return
            codes = [str(code) for code in column.limits.enum or ()]
            like = nearest(cell.replace("_", "-"), [c.replace("_", "-") for c in codes])
            advice = f"nearest is {like.replace('-', '_')!r}" if like else ""
            yield allowed_form(column, item), advice

    def _unknown_keys(self, cell: str, column: str) -> Iterator[tuple[str, str]]:
        owners = self.table.owners(column)
        if not owners or not cell:
            return
        described = self.table.columns[column]
        if described.or_text:
            return
        for key in cell.split() if described.keys_of else [cell]:
            if key not in self.keys[column]:
                yield f"a key of {' or '.join(owners)}", self._advice(key, column)

    def _advice(self, key: str, column: str) -> str:
        """The nearest key, or where a row of a new one is to be added."""
        like = nearest(key, self.keys[column])
        own = [o for o in self.table.owners(column) if o in self.sheet.layout.tables]
        files = " or ".join(self.sheet.place(name) for name in own)
        add = f"add a row for {key!r} to {files}" if files else ""
        known = sorted(self.keys[column])
        if like:
            return f"nearest is {like!r}" + (f"; or {add}" if add else "")
        if not add and len(known) <= MOST_KEYS:
            return f"there are: {', '.join(known)}"
        return add or "look the key up in the table"

    def _quote(self, row: "SheetRow") -> Iterator[Problem]:
        if not self.table.has_quote or row.span is not None:
            return
        if self.table.name == "relations" and not row["quote"]:
            return  # a relation that is expected has no words
        try:
            quotes.find(self.sheet.text, Quote(*(row[name] for name in QUOTE)))
        except QuoteError as error:
            advice = error.advice
            if row["quote"].isascii() and row["quote"].isdecimal():
                advice += (
                    "; a spreadsheet drops the 0 before a figure in columns of numbers"
                )
            allowed = "words that stand once in the text"
            yield Problem(
                self.table.name, row.name, "quote", allowed, error.found, advice
            )

    def _link(self, row: "SheetRow") -> Iterator[Problem]:
        """Links that go out from no row of this sheet, passages of no fact of it."""
        column = {LINKS: "from", EVIDENCE: "of"}.get(self.table.name)
        if column and row[column] in self.keys[column]:
            try:
                self.sheet.row(row[column])
            except KeyError:
                allowed = "the name of a row of this sheet"
                advice = "a link belongs to the sheet of the fact that it goes out from"
                found = repr(row[column])
                yield Problem(self.table.name, row.name, column, allowed, found, advice)
