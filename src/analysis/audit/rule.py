"""What a rule is, what it finds, and how it compares two figures.

Nothing here knows a fact or a place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple

from analysis.audit import lookup
from analysis.audit.arithmetic import (
    Expression,
    Relation,
    Verdict,
    agreement,
    equation,
    term,
)
from analysis.bounds import Interval
from analysis.rows import Row
from analysis.tables import Study

Rows = Sequence[Row]


@dataclass(frozen=True)
class Finding:
    """One check of one identity.

    Attributes
    ----------
    facts
        The facts whose figures, dates or labels are in the arithmetic.
    arithmetic
        The computation as text, the same in every language.
    verdict
        Whether it holds, fails, or depends on what is not stated.
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


Check = Callable[[Study], Iterator[Finding]]


class Rule(NamedTuple):
    """A named check and the family it belongs to."""

    name: str
    family: str
    check: Check


RULES: dict[str, Rule] = {}


def registered(check: Check) -> Check:
    """Register a check in `RULES` under its name; its module is its family."""
    name = getattr(check, "__name__", "")
    RULES[name] = Rule(name, check.__module__.rpartition(".")[2], check)
    return check


def finding(
    rows: Rows,
    arithmetic: str,
    verdict: Verdict,
    reason: str,
    /,
    **values: float | str,
) -> Finding:
    """A finding on some rows; `reason` is the key of its phrase without "audit_"."""
    facts = tuple(dict.fromkeys(row["fact_id"] for row in rows))
    return Finding(facts, arithmetic, verdict, f"audit_{reason}", values)


def no_figure(rows: Rows) -> Finding:
    """The finding where a row gives no figure that the computation needs."""
    return finding(rows, "?", "undecided", "no_figure")


def on_figures(check: Callable[..., Finding]) -> Callable[..., Finding]:
    """Call a check with some rows and the figures of those that have figures.

    If one of them gives none, or no row has any, that is the finding.
    """

    @wraps(check)
    def checked(*rows: Row, **context: Any) -> Finding:
        values = lookup.figures(rows)
        if not values or None in values:
            return no_figure(rows)
        return check(rows, *values, **context)

    return checked


Operand = Interval | Expression | None


def compare(  # two sides, their relation, and what is shown of it
    rows: Rows,
    left: Operand,
    relation: Relation,
    right: Operand,
    reason: str,
    /,
    **values: float | str,
) -> Finding:
    """The finding on two figures that should have a relation.

    Its reason is `reason` with the verdict; `values` fill the phrase.
    """
    if left is None or right is None:
        return no_figure(rows)
    (first, a), (second, b) = _expression(left), _expression(right)
    verdict = relation.decide(a, b)
    words = f"{first} {relation.sign(a, b)} {second}"
    if verdict == "inconsistent":
        verdict = relation.breach
    return finding(rows, words, verdict, f"{reason}_{verdict}", **values)


def _expression(operand: Interval | Expression) -> Expression:
    if isinstance(operand, Interval):
        return Expression(term(operand), operand)
    return operand


def required(rows: Rows, arithmetic: str, reason: str, /, *, holds: bool) -> Finding:
    """The finding on a condition: inconsistent where it does not hold."""
    verdict: Verdict = "consistent" if holds else "inconsistent"
    return finding(rows, arithmetic, verdict, f"{reason}_{verdict}")


def computed(
    rows: Rows, left: str, value: Interval, stated: Interval, reason: str
) -> Finding:
    """The finding on a value computed as `left` and what is stated of it."""
    verdict = agreement(value, stated)
    return finding(rows, equation(left, value, stated), verdict, f"{reason}_{verdict}")
