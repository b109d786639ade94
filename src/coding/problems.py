"""The rows of a sheet against the dictionary: what is allowed, found, to be done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pydantic_core import ValidationError

from analysis.advice import broken, nearest
from analysis.cells import allowed_form, cell_advice, refused_character
from analysis.checks import ROLES_WITHOUT_FACT, words_wanted
from analysis.dictionary import Column, problem
from coding import quotes, serving
from coding.layout import EVIDENCE, LINKS, NUMERALS, QUOTE, SheetTable
from coding.quotes import Quote, QuoteError, Span
from coding.sheet import Sheet, SheetRow
from reading import figures

MOST_KEYS = 6  # that an error names
OTHER_ROLE = "correct the value, or choose the role and form that the figure has"
FILL_IN = "fill it in, or reject the row"
FIGURE = re.compile(r"[\d.,/ -]+")  # a quote that a spreadsheet may have changed
MAY_LOOK_BROKEN = ("note", "url", "value")


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
        return problem(
            place, self.allowed, self.found, column=self.column, advice=self.advice
        )


def of_sheet(sheet: Sheet) -> list[Problem]:
    """What is wrong with the rows of a sheet that are not rejected."""
    problems = [*_not_served(sheet), *_misread(sheet), *_overlapping(sheet)]
    for name, rows in sheet.tables.items():
        check = _TableCheck(sheet, sheet.layout.tables[name])
        seen: set[str] = set()
        for row in rows:
            if row.name in seen:
                advice = "give the second of the two no name, the machine makes one"
                problems.append(
                    Problem(name, row.name, "row", "each name once", row.name, advice)
                )
            seen.add(row.name)
            if row.state != "rejected":
                problems += check.of_row(row)
    return problems


def of_accepted(sheet: Sheet) -> list[str]:
    """What is wrong with the accepted rows of a sheet, a line each with its place."""
    rows = {row.name: row for _, row in sheet.rows()}
    return [
        each.line(sheet.place(each.table, rows[each.row].line))
        for each in of_sheet(sheet)
        if rows[each.row].state == "accepted" or each.column in ("row", "state")
    ]


def _not_served(sheet: Sheet) -> Iterator[Problem]:
    """Rows that a numeral names though they have not its figure."""
    for numeral, pairs in serving.served(sheet).items():
        row = sheet.row(numeral)
        for name, code in pairs:
            if not code:
                allowed = f"accepted rows that have {row['value']} in a column"
                advice = "correct the figure in the row, or leave `serves` empty"
                yield Problem(NUMERALS, numeral, "serves", allowed, repr(name), advice)


def _misread(sheet: Sheet) -> Iterator[Problem]:
    """Numerals whose value is not what their print reads as, in their role."""
    for row in sheet.tables[NUMERALS]:
        if row.state == "rejected" or row["role"] in ROLES_WITHOUT_FACT:
            continue
        try:
            read = figures.figure(row["quote"], row["role"], row["form"])
        except ValueError as error:
            allowed, found = "a figure of this role and form", str(error)
            yield Problem(NUMERALS, row.name, "quote", allowed, found, OTHER_ROLE)
            continue
        for column, value in zip(("value", "value2"), read, strict=True):
            if row[column] != (value or ""):
                allowed = (
                    f"{value!r}, as {row['quote']!r} reads" if value else "nothing"
                )
                found = repr(row[column])
                yield Problem(NUMERALS, row.name, column, allowed, found, OTHER_ROLE)


def _overlapping(sheet: Sheet) -> Iterator[Problem]:
    """Numerals that share a character with one before them."""
    rows = [r for r in sheet.tables[NUMERALS] if r.span and r.state != "rejected"]
    rows.sort(key=lambda row: row.span or Span(0, 0))
    for before, row in pairwise(rows):
        if before.span and row.span and row.span.start < before.span.end:
            allowed = "a figure that no other numeral holds"
            found = f"{row['quote']!r}, within that of {before.name}"
            advice = "reject one of the two"
            yield Problem(NUMERALS, row.name, "quote", allowed, found, advice)


class _TableCheck:
    """The check of the rows of one table."""

    def __init__(self, sheet: Sheet, table: SheetTable) -> None:
        self.sheet, self.table = sheet, table
        self.keys = {name: self._keys(name) for name in table.columns}

    def _keys(self, column: str) -> dict[str, str]:
        """The keys that a column may hold, of the data and of the sheet.

        Beside each key is the row that is to be accepted before it may stand in an
        accepted one, or "".
        """
        keys: dict[str, str] = {}
        owners = self.table.owners(column)
        for owner in owners:
            described = self.sheet.layout.tables.get(owner)
            if described is not None:
                key = "row" if described.has_quote else described.key
                rows = self.sheet.tables[owner]
                keys |= {
                    row.get(key, ""): "" if row.state == "accepted" else row.name
                    for row in rows
                    if row.state != "rejected"
                }
            keys |= dict.fromkeys(self.sheet.recorded.keyed(owner), "")
        return keys

    def of_row(self, row: SheetRow) -> Iterator[Problem]:
        """Every problem of one row."""
        for name, column in self.table.columns.items():
            if name in QUOTE:
                continue
            cell = row[name]
            faults = [*self._form(cell, column)] or [*self._unknown_keys(row, name)]
            for allowed, advice in faults:
                yield self._problem(row, name, allowed, advice)
        is_named = self.table.name == "reforms" and row["names"]
        if is_named and (allowed := words_wanted(row)):
            yield self._problem(row, "named", allowed)
        yield from self._quote(row)
        yield from self._link(row)

    def _problem(
        self, row: SheetRow, column: str, allowed: str, advice: str = ""
    ) -> Problem:
        return Problem(
            self.table.name, row.name, column, allowed, repr(row[column]), advice
        )

    def _form(self, cell: str, column: Column) -> Iterator[tuple[str, str]]:
        """What the dictionary does not allow in a cell, or a spreadsheet has broken."""
        if sign := refused_character(cell):
            yield f"letters, digits, signs and blanks, not {sign!a}", "delete it"
            return
        if column.limits.required and not cell:
            yield "a value, which is required", FILL_IN
            return
        try:
            self.table.validators[column.name].validate_python(cell or None)
        except ValidationError as error:
            item = error.errors(include_url=False)[0]
            yield allowed_form(column, item), cell_advice(cell, column)
        else:
            if column.name not in MAY_LOOK_BROKEN and (advice := broken(cell)):
                yield "what was typed, as text", advice

    def _unknown_keys(self, row: SheetRow, column: str) -> Iterator[tuple[str, str]]:
        """Keys that there are not, or not yet: of a row that is not accepted."""
        owners, cell = self.table.owners(column), row[column]
        described = self.table.columns[column]
        if not owners or not cell or described.or_text:
            return
        for key in cell.split() if described.keys_of else [cell]:
            first = self.keys[column].get(key)
            if first is None:
                yield f"a key of {' or '.join(owners)}", self._advice(key, column)
            elif first and row.state == "accepted":
                yield "a row that is accepted", f"accept {first} too"

    def _advice(self, key: str, column: str) -> str:
        """The nearest key, or where a row of a new one is to be added."""
        like = nearest(key, self.keys[column])
        owners = [o for o in self.table.owners(column) if o in self.sheet.layout.tables]
        files = " or ".join(self.sheet.place(name) for name in owners)
        add = f"add a row for {key!r} to {files}" if files else ""
        keys = sorted(self.keys[column])
        if like:
            return f"nearest is {like!r}" + (f"; or {add}" if add else "")
        if not add and len(keys) <= MOST_KEYS:
            return f"there are: {', '.join(keys)}"
        return add or "look the key up in the table"

    def _quote(self, row: SheetRow) -> Iterator[Problem]:
        if not self.table.has_quote or row.span is not None:
            return
        if self.table.name == "relations" and not row["quote"]:
            return  # a relation that is expected has no words
        try:
            quotes.find(self.sheet.text, Quote(*(row[name] for name in QUOTE)))
        except QuoteError as error:
            advice = error.advice
            if FIGURE.fullmatch(row["quote"]) or broken(row["quote"]):
                advice += (
                    "; if a spreadsheet changed it, format the column as text first"
                )
            allowed = "words that stand once in the text"
            yield Problem(
                self.table.name, row.name, "quote", allowed, error.found, advice
            )

    def _link(self, row: SheetRow) -> Iterator[Problem]:
        """Links that go out from no row of this sheet, passages of no fact of it."""
        column = {LINKS: "from", EVIDENCE: "of"}.get(self.table.name)
        if column and row[column] in self.keys[column]:
            try:
                self.sheet.row(row[column])
            except KeyError:
                allowed = "the name of a row of this sheet"
                advice = "a link belongs to the sheet of the fact that it goes out from"
                yield self._problem(row, column, allowed, advice)
