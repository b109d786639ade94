"""Check the questions that a text leaves unanswered: no row of the data answers them.

A question of unsaid.csv names the table in which an answer would stand, and filters:
`column=value`, several values parted by `|`, `*` being any value. A row that fits all
of them is an answer, and the question is refused.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from analysis.cells import TableRows, Tables
from analysis.dictionary import problem
from analysis.rows import Row


class Filter(NamedTuple):
    """A column, and the values of which a row must have one."""

    column: str
    values: tuple[str, ...]

    def fits(self, row: Row) -> bool:
        """Whether a row has one of the values; `*` is any but none."""
        cell = row[self.column]
        return cell is not None and ("*" in self.values or _text(cell) in self.values)


def check(tables: Tables) -> Iterator[str]:
    """Every question that a row answers, or whose filters can fit no row at all."""
    for place, question in tables["unsaid"].placed():
        filters = [_filter(text) for text in question["filters"].split()]
        asked = tables.get(question["table"])
        if asked is None:
            allowed = f"one of the tables {', '.join(tables)}"
            yield problem(place, allowed, repr(question["table"]), column="table")
        elif faults := list(wrong(filters, asked, tables)):
            for allowed, found in faults:
                yield problem(place, allowed, found, column="filters")
        else:
            for answer in _answers(filters, asked):
                allowed, found = "a question that no row answers", f"one at {answer}"
                yield problem(place, allowed, found, column="filters")


def _filter(text: str) -> Filter:
    column, _, values = text.partition("=")
    return Filter(column, tuple(values.split("|")) if values else ())


def _answers(filters: list[Filter], asked: TableRows) -> Iterator[str]:
    for answer, row in asked.placed():
        if all(one.fits(row) for one in filters):
            yield answer


def wrong(
    filters: list[Filter], asked: TableRows, tables: Tables
) -> Iterator[tuple[str, str]]:
    """What is allowed, and what was found, of each filter that can fit no row."""
    for column, values in filters:
        if column not in asked.table.columns or not values:
            yield f"column=value, of {', '.join(asked.table.columns)}", repr(column)
            continue
        known = set(asked.table.columns[column].constraints.get("enum", ()))
        for owner in asked.table.foreign.get(column, ()):
            key = tables[owner].table.key[0]
            known |= {row[key] for row in tables[owner].rows}
        for value in values:
            if known and value not in {"*", *known}:
                yield f"a value that {column} may have", repr(value)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
