"""Which facts of a sheet each figure serves, and as what.

A numeral may name the rows that it serves. Where it names none, it serves those
accepted facts in whose passage it lies and of which it equals a column; and as their
time those of the same paragraph that no nearer date serves.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.checks import ROLES_WITHOUT_FACT
from analysis.served import PERIODS, roles_served
from coding.layout import EVIDENCE, NUMERALS
from coding.quotes import Span

if TYPE_CHECKING:
    from coding.sheet import Sheet, SheetRow

# Roles of figures that date a fact also from outside its passage.
HORIZONS = ("horizon_year", "vision_year", "due_year")
DATING = ("year", "date", "period", "ordinal")
Served = dict[str, list[tuple[str, str]]]  # by numeral: the fact, and as what


def served(sheet: "Sheet", *, all_numerals: bool = False) -> Served:
    """The facts that each accepted numeral serves, by the names of rows, and as what.

    With `all_numerals` also those that numerals still proposed would serve. A fact that
    a numeral names without having its figure comes with "" in place of what it is.
    """
    numerals = [
        row
        for row in sheet.tables[NUMERALS]
        if row.span and (row["serves"] or row["role"] not in ROLES_WITHOUT_FACT)
        if row.state == "accepted" or (all_numerals and row.state == "proposed")
    ]
    facts = _facts(sheet)
    result: Served = {row.name: _named(row, facts) for row in numerals if row["serves"]}
    free = [row for row in numerals if not row["serves"]]
    by_line: defaultdict[int, list[SheetRow]] = defaultdict(list)
    for row in free:
        by_line[_line(sheet.text, row)].append(row)
    for name, (fact, spans) in facts.items():
        lines = dict.fromkeys(sheet.text.rfind("\n", 0, each.start) for each in spans)
        near = [row for line in lines for row in by_line[line]]
        first = by_line[_line(sheet.text, fact)]
        for numeral, code in _matches(near, first, fact, spans):
            result.setdefault(numeral, []).append((name, code))
    return result


def _line(text: str, row: "SheetRow") -> int:
    """Where the line ends that is before that of a row, -1 for the first."""
    return text.rfind("\n", 0, row.span.start) if row.span else -1


Facts = dict[str, tuple["SheetRow", list[Span]]]


def _facts(sheet: "Sheet") -> Facts:
    """The accepted facts of a sheet, with the places of their passages."""
    further: defaultdict[str, list[Span]] = defaultdict(list)
    for row in sheet.tables[EVIDENCE]:
        if row.state == "accepted" and row.span:
            further[row["of"]].append(row.span)
    return {
        row.name: (row, [row.span, *further[row.name]])
        for table in sheet.recorded.dictionary.facts
        for row in sheet.tables[table]
        if row.state == "accepted" and row.span
    }


def _named(numeral: "SheetRow", facts: Facts) -> list[tuple[str, str]]:
    """The facts that a numeral names, each with what it is of them."""
    pairs = []
    for name in numeral["serves"].split():
        fact = facts.get(name)
        codes = _codes(numeral, fact[0]) if fact else []
        pairs += [(name, code) for code in codes or [""]]
    return pairs


def _codes(numeral: "SheetRow", fact: "SheetRow") -> list[str]:
    return roles_served(numeral | {"printed": numeral["quote"]}, fact)


def _matches(
    near: list["SheetRow"],
    first: list["SheetRow"],
    fact: "SheetRow",
    spans: list[Span],
) -> Iterator[tuple[str, str]]:
    """The numerals that serve a fact: those within its passages, then the nearest.

    `near` are those in the lines of the passages, `first` those in that of the first.
    """
    codes = {row.name: _codes(row, fact) for row in near}
    within = [row for row in near if codes[row.name] and _distance(row, spans) == 0]
    yield from ((row.name, code) for row in within for code in codes[row.name])
    has = {_once(code, row) for row in within for code in codes[row.name]}
    around = [
        row
        for row in first
        if row["role"] in DATING and codes[row.name] and row not in within
    ]
    for row in sorted(around, key=lambda row: _distance(row, spans)):
        for code in codes[row.name]:
            if _once(code, row) not in has and _may_date(row, code, fact):
                has.add(_once(code, row))
                yield row.name, code


def _once(code: str, numeral: "SheetRow") -> tuple[str, str]:
    """What only one figure is of a fact; of horizons there may be several."""
    return code, numeral["value"] if code == "horizon" else ""


def _may_date(numeral: "SheetRow", code: str, fact: "SheetRow") -> bool:
    """Whether a figure may date a fact from afar: no year one of a longer period."""
    if numeral["role"] != "year" or numeral["value"] in map(fact.get, HORIZONS):
        return code != "before"
    ends = [(fact.get(first), fact.get(last)) for first, last in PERIODS]
    return code != "before" and all(first == last for first, last in ends if first)


def _distance(numeral: "SheetRow", spans: list[Span]) -> int:
    """The characters that part a numeral and the nearest passage; 0 if within it."""
    start, end = numeral.span or (0, 0)
    return min(max(0, span.start - start, end - span.end) for span in spans)
