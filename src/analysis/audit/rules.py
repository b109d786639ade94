"""What a rule is, what it sees of the tables, and what it finds.

A rule names the columns and kinds that it reads, so that a name the data do not
have is an error before anything is counted. Nothing here knows a fact or a place.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from analysis import bounds
from analysis.bounds import Interval
from analysis.rows import Index

Row = dict[str, Any]
Verdict = Literal["consistent", "inconsistent", "undecided"]
FAMILIES = ("parts", "ratios", "changes", "counts", "repeats", "times", "labels")
FIGURE = "fact_id value lower upper qualifier unit"
SPAN = "fact_id source_id start end"


@dataclass(frozen=True)
class Finding:
    """One check of one identity.

    Attributes
    ----------
    facts
        The facts whose figures, dates or labels stand in the arithmetic.
    arithmetic
        The computation as text, the same in every language.
    verdict
        Whether it holds, fails, or can be reversed by what is not stated.
    reason
        The key of the phrase that says why.
    values
        What fills the braces of that phrase.
    readings
        The computation under each rival reading.
    """

    facts: tuple[str, ...]
    arithmetic: str
    verdict: Verdict
    reason: str
    values: Mapping[str, float | str] = field(default_factory=dict)
    readings: tuple[str, ...] = ()


class Tables(Index):
    """The rows of the tables by their cells, and what many rules ask of them."""

    def __getitem__(self, table: str) -> list[Row]:
        """The rows of a table."""
        return self.records(table)

    @cached_property
    def figures(self) -> dict[str, Row]:
        """The observations by fact."""
        return self.by("observations", "fact_id")

    @cached_property
    def _keyed(self) -> dict[tuple[str, str], dict[Any, Any]]:
        return {}

    def by(self, table: str, column: str) -> dict[str, Row]:
        """The rows of a table by a column that is their key."""
        if (table, column) not in self._keyed:
            groups = self.groups(table, column).items()
            self._keyed[table, column] = {key: rows[-1] for key, rows in groups}
        return self._keyed[table, column]

    def with_table(self, table: str, frame: pd.DataFrame) -> "Tables":
        """These tables with one of them replaced; the rows of the others are kept."""
        other = Tables({**self.frames, table: frame})
        other._records = {t: rows for t, rows in self._records.items() if t != table}
        other._groups = {key: g for key, g in self._groups.items() if key[0] != table}
        return other

    def links(self, kind: str) -> Iterator[tuple[str, str]]:
        """The two ends of every link of a kind."""
        for row in self["fact_links"]:
            if row["type"] == kind:
                yield row["from"], row["to"]

    def linked(self, kind: str) -> dict[str, str]:
        """The far end of each link of a kind by its near end, the last if several."""
        if ("fact_links", kind) not in self._keyed:
            self._keyed["fact_links", kind] = dict(self.links(kind))
        return self._keyed["fact_links", kind]

    def figure_links(self, kind: str) -> Iterator[tuple[Row, Row]]:
        """The two observations of every link of a kind between observations."""
        for a, b in self.links(kind):
            if a in self.figures and b in self.figures:
                yield self.figures[a], self.figures[b]


def alike(rows: Iterable[Row], *columns: str) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by what stands in some columns, if only nothing."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in columns), []).append(row)
    return found


def later_alike(rows: Sequence[Row], *columns: str) -> Iterator[tuple[Row, Row]]:
    """Each row with each later one that has the same in some columns."""
    mates = {key: deque(found) for key, found in alike(rows, *columns).items()}
    for row in rows:
        own = mates[tuple(row[name] for name in columns)]
        own.popleft()
        for other in own:
            yield row, other


Check = Callable[[Tables], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A named check, its family, and the columns and kinds that it names."""

    name: str
    family: str
    check: Check
    columns: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def doc(self) -> str:
        """What the rule checks, in a sentence."""
        return (self.check.__doc__ or "").strip().split("\n")[0]

    @property
    def rests_on_figures(self) -> bool:
        """Whether the figures of observations stand in its arithmetic."""
        return "value" in self.columns.get("observations", ())


RULES: dict[str, Rule] = {}
figure = bounds.of_row


def rule(family: str, **reads: str) -> Callable[[Check], Check]:
    """Enter a check among `RULES`.

    `reads` holds, for each table, its columns separated by a space; a kind that the
    rule looks for stands behind its column, as in `type=part_of`.
    """
    columns: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, dict[str, tuple[str, ...]]] = {}
    for table, names in reads.items():
        parts = [name.partition("=") for name in names.split()]
        columns[table] = tuple(dict.fromkeys(name for name, _, _ in parts))
        kinds[table] = {n: tuple(k.split("|")) for n, _, k in parts if k}

    def enter(check: Check) -> Check:
        name = getattr(check, "__name__", "")
        RULES[name] = Rule(name, family, check, columns, kinds)
        return check

    return enter


def number(value: float) -> str:
    """A number as arithmetic shows it, with two decimals at most.

    Examples
    --------
    >>> number(53.0), number(43.9252), number(-0.58)
    ('53', '43.93', '−0.58')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def told(interval: Interval | None) -> str:
    """An interval as arithmetic shows it.

    Examples
    --------
    >>> told(Interval(8831, None, lower_open=True)), told(Interval(15, 17)), told(None)
    ('> 8831', '15–17', '?')
    """
    if interval is None or (interval.lower is None and interval.upper is None):
        return "?"
    if interval.lower is None and interval.upper is not None:
        return f"{'<' if interval.upper_open else '≤'} {number(interval.upper)}"
    assert interval.lower is not None
    if interval.lower == 0 and interval.lower_open and interval.upper is not None:
        return f"< {number(interval.upper)}"
    if interval.upper is None:
        return f"{'>' if interval.lower_open else '≥'} {number(interval.lower)}"
    ends = dict.fromkeys((number(interval.lower), number(interval.upper)))
    return "≈ " * interval.is_about + "–".join(ends)


def term(interval: Interval | None) -> str:
    """An interval as one term of a computation: in brackets unless a number."""
    words = told(interval)
    return f"({words})" if " " in words else words


def within(inner: Interval, outer: Interval) -> bool:
    """Whether every number of `inner` is one of `outer`; never if one is "about"."""
    if inner.is_about or outer.is_about:
        return False
    return _above(inner, outer) and _above(-inner, -outer)


def _above(inner: Interval, outer: Interval) -> bool:
    if outer.lower is None:
        return True
    if inner.lower is None or inner.lower < outer.lower:
        return False
    return inner.lower > outer.lower or inner.lower_open or not outer.lower_open


def near(interval: Interval) -> Interval:
    """The interval without the last digits, in which sums of decimals err."""
    ends = (interval.lower, interval.upper)
    lower, upper = (None if end is None else round(end, 9) for end in ends)
    opens = (interval.lower_open, interval.upper_open)
    return Interval(lower, upper, *opens, is_about=interval.is_about)


def verdict(computed: Interval, stated: Interval) -> Verdict:
    """Whether what is computed must, cannot or may be what is stated."""
    computed, stated = near(computed), near(stated)
    order = bounds.order(computed, stated)
    if order in ("less", "greater"):
        return "inconsistent"
    if order == "equal" or within(computed, stated):
        return "consistent"
    return "undecided"


def at_most(part: Interval, whole: Interval) -> Verdict:
    """Whether `part` must, cannot or may be no more than `whole`."""
    order = bounds.order(near(part), near(whole))
    if order == "undecided":
        return "undecided"
    return "inconsistent" if order == "greater" else "consistent"


def rounded(value: float, slack: float = 0.5) -> Interval:
    """The numbers that `value` may stand for: `slack` of its last digit either way."""
    digits = len(f"{value:g}".partition(".")[2])
    reach = slack * 10.0**-digits
    return near(Interval(value - reach, value + reach, upper_open=True))


SIGNS = {
    True: {"consistent": "=", "inconsistent": "≠", "undecided": "≟"},
    False: {"consistent": "∈", "inconsistent": "∉", "undecided": "≟"},
}


def equation(left: str, computed: Interval, stated: Interval | None = None) -> str:
    """A computation, and what is stated behind it where the two differ.

    Examples
    --------
    >>> equation("25 + 28", bounds.point(53), bounds.point(53))
    '25 + 28 = 53'
    >>> equation("5840 − 4500", bounds.point(1340), bounds.of(None, 1300, None, "over"))
    '5840 − 4500 = 1340 > 1300'
    """
    words = told(computed)
    head = f"{left} {words}" if words[0] in "<>≤≥" else f"{left} = {words}"
    if stated is None or computed == stated:
        return head
    found = verdict(computed, stated)
    behind = told(stated)
    if found == "consistent" and behind[0] in "<>≤≥":
        return f"{head} {behind}"
    return f"{head} {SIGNS[stated.is_point][found]} {term(stated)}"


def value_of(interval: Interval) -> float | str:
    """An interval as a phrase takes it: a number, or its bounds as text."""
    if interval.is_point and not interval.is_about and interval.lower is not None:
        return round(interval.lower, 2)
    return told(interval)
