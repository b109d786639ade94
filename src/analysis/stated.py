"""What we state ourselves, checked against the rows: findings and open questions.

In the text of a finding, `{fact}` stands for the figure of a fact with its bound,
`{fact:word}` writes a number under ten in words, and facts may be added and
subtracted: `{004-obs-45 - 004-bnd-04:word}`.

A question of unsaid.csv, which a text leaves open, names the table in which an answer
would stand, and filters: `column=value`, several values parted by `|`, `*` being any
value. A row that fits all of them is an answer, and the question is refused.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

from analysis.cells import TableRows, Tables
from analysis.dictionary import FACT_ID, problem
from analysis.rows import Row
from analysis.words import LANGUAGES

WITH_FIGURE = ("observations", "bands", "events", "mentions")
SIDES = ("facts", "others")
BOUNDS = {"lower", "upper"}
SCOPE = ("table", "column", "value")
# The cells that each comparison has beside its finding and position.
CELLS_OF = {
    "sums_to": {*SIDES},
    "more_than": {*SIDES},
    "share_of": {*SIDES, *BOUNDS},
    "before": {*SIDES},
    "each_is": {"facts", *SCOPE},
    "only_in": {"facts", "source_id", *SCOPE},
    "absent_from": {"source_id", *SCOPE},
}
CELLS = ("facts", "others", "lower", "upper", *SCOPE, "source_id")
PLACE = re.compile(r"\{([^{}]*)\}")
TERM = re.compile(rf"(?:^| ([+-]) )({FACT_ID})")
SUM = re.compile(rf"{FACT_ID}( [+-] {FACT_ID})*(:word)?")

Fault = tuple[str, str, str]  # column, what is allowed, what was found


@dataclass(frozen=True)
class Place:
    """A place for a figure: the facts that are added, and those that are subtracted."""

    added: tuple[str, ...]
    subtracted: tuple[str, ...] = ()
    in_words: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact of the place."""
        return self.added + self.subtracted


def parse(text: str) -> list[str | Place]:
    """The text cut at its places.

    Raises
    ------
    ValueError
        If a place is of no known form; the message is the place.

    Examples
    --------
    >>> parse("half of {004-obs-45}")
    ['half of ', Place(added=('004-obs-45',), subtracted=(), in_words=False)]
    >>> parse("{004-obs-45 - 004-bnd-04:word}")[0].facts
    ('004-obs-45', '004-bnd-04')
    """
    pieces = PLACE.split(text)
    parts = [_place(piece) if n % 2 else piece for n, piece in enumerate(pieces)]
    for part in parts:
        if isinstance(part, str) and ("{" in part or "}" in part):
            raise ValueError(part)
    return [part for part in parts if part]


def _place(text: str) -> Place:
    if not SUM.fullmatch(text):
        msg = f"{{{text}}}"
        raise ValueError(msg)
    terms = TERM.findall(text.removesuffix(":word"))
    return Place(
        tuple(fact for sign, fact in terms if sign != "-"),
        tuple(fact for sign, fact in terms if sign == "-"),
        text.endswith(":word"),
    )


def places(text: str) -> list[Place]:
    """The places of a text."""
    return [part for part in parse(text) if isinstance(part, Place)]


def check(tables: Tables) -> Iterator[str]:
    """Every problem of findings, their checks, methods by name and open questions."""
    figures = {row["fact_id"] for name in WITH_FIGURE for row in tables[name].rows}
    rules: dict[str, Callable[[Row], Iterable[Fault]]] = {
        "findings": lambda row: _wrong_places(row, figures),
        "methods": lambda row: chain(
            _wrong_places(row, figures), _wrong_measure(row, tables)
        ),
        "finding_checks": lambda row: chain(
            _wrong_cells(row), _wrong_scope(row, tables)
        ),
        "unsaid": lambda row: _wrong_question(row, tables),
    }
    for table, wrong in rules.items():
        for place, row in tables[table].placed():
            for column, allowed, found in wrong(row):
                yield problem(place, allowed, found, column=column)
    yield from _wrong_findings(tables)


def _wrong_findings(tables: Tables) -> Iterator[str]:
    """Findings that nothing checks, and ranks that two have."""
    checked = {row["finding_id"] for row in tables["finding_checks"].rows}
    ranks: dict[int, str] = {}
    for place, row in tables["findings"].placed():
        finding, rank = row["finding_id"], row["rank"]
        if finding not in checked:
            allowed = "a finding with a row in finding_checks.csv"
            yield problem(place, allowed, repr(finding), column="finding_id")
        if rank is not None and ranks.setdefault(rank, place) != place:
            found = f"{rank}, already at {ranks[rank]}"
            yield problem(place, "each rank once", found, column="rank")


def _wrong_measure(row: Row, tables: Tables) -> Iterator[Fault]:
    """A first fact that is no measure of the dimension, or not of the committee."""
    dimension, committee = row["dimension_id"], row["committee_id"]
    fact, *_ = row["facts"].split()
    measures, subjects = tables["reforms"].rows, tables["subjects"].rows
    if fact not in {m["fact_id"] for m in measures if m["dimension_id"] == dimension}:
        yield "facts", f"first a measure of {dimension}", repr(fact)
    elif fact not in {s["fact_id"] for s in subjects if s["subject_id"] == committee}:
        yield "facts", f"first a measure of {committee}", repr(fact)


def _wrong_places(row: Row, figures: set[str]) -> Iterator[Fault]:
    """Places that name no figure, or else that the two languages do not share."""
    faults: list[Fault] = []
    used: list[set[Place]] = []
    for lang in LANGUAGES:
        column = f"text_{lang}"
        try:
            named = places(row[column])
        except ValueError as error:
            allowed = "{fact}, or facts with + or - between them"
            faults.append((column, allowed, repr(str(error))))
            continue
        used.append({replace(place, in_words=False) for place in named})
        faults += [
            (column, f"a fact of {' or '.join(WITH_FIGURE)}", repr(fact))
            for fact in dict.fromkeys(fact for place in named for fact in place.facts)
            if fact not in figures
        ]
    yield from faults
    for place in set() if faults else used[0] ^ used[1]:
        unlike = f"a place of {place.added[0]!r} in one language only"
        yield "text_vi", "the places of text_en", unlike


def _wrong_cells(row: Row) -> Iterator[Fault]:
    """Cells that a comparison needs and has not, or has and does not use."""
    needed = CELLS_OF[row["comparison"]]
    for column in CELLS:
        is_filled = row[column] is not None
        if column in needed and not is_filled and column not in BOUNDS:
            yield column, f"a value, for {row['comparison']}", "''"
        if is_filled and column not in needed:
            yield column, f"no value, for {row['comparison']}", repr(row[column])
    if needed >= BOUNDS and row["lower"] is None and row["upper"] is None:
        yield "lower, upper", f"a bound, for {row['comparison']}", "neither"


def _wrong_scope(row: Row, tables: Tables) -> Iterator[Fault]:
    """A table, column or value that there is not."""
    if row["table"] is None or row["column"] is None or row["value"] is None:
        return
    asked: Any = tables.get(row["table"])
    if asked is None or "fact_id" not in asked.table.columns:
        fact_tables = (
            name for name in tables if "fact_id" in tables[name].table.columns
        )
        yield "table", f"one of {', '.join(fact_tables)}", repr(row["table"])
        return
    if row["source_id"] is not None and asked.table.kind != "fact":
        yield "table", "a table of facts, where there is a source", repr(row["table"])
    wanted = Filter(row["column"], tuple(row["value"].split()))
    for allowed, found in _wrong_filters([wanted], asked, tables):
        column = "column" if row["column"] not in asked.table.columns else "value"
        yield column, allowed, found


class Filter(NamedTuple):
    """A column, and the values of which a row must have one."""

    column: str
    values: tuple[str, ...]

    def fits(self, row: Row) -> bool:
        """Whether a row has one of the values; `*` is any but none."""
        cell = row[self.column]
        return cell is not None and ("*" in self.values or _text(cell) in self.values)


def _wrong_question(row: Row, tables: Tables) -> Iterator[Fault]:
    """A table or filters that no row can fit, or a row that answers the question."""
    asked = tables.get(row["table"])
    if asked is None:
        allowed = f"one of the tables {', '.join(tables)}"
        yield "table", allowed, repr(row["table"])
        return
    filters = [_filter(text) for text in row["filters"].split()]
    faults = list(_wrong_filters(filters, asked, tables))
    yield from (("filters", *fault) for fault in faults)
    for answer, fact in () if faults else asked.placed():
        if all(each.fits(fact) for each in filters):
            yield "filters", "a question that no row answers", f"one at {answer}"


def _filter(text: str) -> Filter:
    column, _, values = text.partition("=")
    return Filter(column, tuple(values.split("|")) if values else ())


def _wrong_filters(
    filters: list[Filter], asked: TableRows, tables: Tables
) -> Iterator[tuple[str, str]]:
    """What is allowed, and what was found, of each filter that can fit no row."""
    for column, values in filters:
        if column not in asked.table.columns or not values:
            yield f"column=value, of {', '.join(asked.table.columns)}", repr(column)
            continue
        allowed = set(asked.table.columns[column].constraints.get("enum", ()))
        for owner in asked.table.foreign.get(column, ()):
            key = tables[owner].table.key[0]
            allowed |= {row[key] for row in tables[owner].rows}
        for value in values:
            if allowed and value not in {"*", *allowed}:
                yield f"a value that {column} may have", repr(value)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
