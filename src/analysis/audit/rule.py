"""What a rule is, what it finds, and how it compares two figures.

Nothing here knows a fact or a place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, NamedTuple

from analysis import bounds
from analysis.audit.rows import figures, near, term
from analysis.bounds import Interval, order
from analysis.tables import Row, Study

Rows = Sequence[Row]
Verdict = Literal["consistent", "inconsistent", "undecided"]
VERDICTS: tuple[Verdict, ...] = ("consistent", "inconsistent", "undecided")
FAMILIES = ("parts", "ratios", "changes", "counts", "repeats", "times", "labels")


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


def rule(family: str) -> Callable[[Check], Check]:
    """Register a check in `RULES` under its own name."""

    def register(check: Check) -> Check:
        name = getattr(check, "__name__", "")
        RULES[name] = Rule(name, family, check)
        return check

    return register


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
        values = figures(rows)
        if not values or None in values:
            return no_figure(rows)
        return check(rows, *values, **context)

    return checked


# --- comparison ---------------------------------------------------------------


def agreement(a: Interval, b: Interval) -> Verdict:
    """Whether `a` must, cannot or may be what `b` states."""
    a, b = near(a), near(b)
    sequence = order(a, b)
    if sequence in ("less", "greater"):
        return "inconsistent"
    return "consistent" if sequence == "equal" or _within(a, b) else "undecided"


def _within(inner: Interval, outer: Interval) -> bool:
    """Whether every number of `inner` is one of `outer`; never if one is "about"."""
    if inner.is_about or outer.is_about:
        return False
    return _begins_within(inner, outer) and _begins_within(-inner, -outer)


def _begins_within(inner: Interval, outer: Interval) -> bool:
    if outer.lower is None:
        return True
    if inner.lower is None or inner.lower < outer.lower:
        return False
    return inner.lower > outer.lower or inner.lower_open or not outer.lower_open


Decision = Callable[[Interval, Interval], Verdict]
ORDER_SIGNS = {"less": "<", "greater": ">", "equal": "=", "undecided": "≟"}


@dataclass(frozen=True)
class Relation:
    """A relation that two figures should have.

    Attributes
    ----------
    decide
        The verdict on two figures.
    signs
        The sign between them if the relation holds, fails, or is undecided; if empty,
        the sign of their order.
    breach
        The verdict where it fails: "undecided" if that alone refutes nothing.
    """

    decide: Decision
    signs: str = ""
    breach: Verdict = "inconsistent"

    def sign(self, a: Interval, b: Interval) -> str:
        """The sign between two figures."""
        if not self.signs:
            return ORDER_SIGNS[order(a, b)]
        return self.signs[VERDICTS.index(self.decide(a, b))]


def in_order(*orders: bounds.Order) -> Decision:
    """Whether two figures must, cannot or may be in one of some orders."""

    def decide(a: Interval, b: Interval) -> Verdict:
        sequence = order(near(a), near(b))
        if sequence == "undecided":
            return "undecided"
        return "consistent" if sequence in orders else "inconsistent"

    return decide


EQUAL = Relation(agreement, "=≠≟")
ABOUT = Relation(agreement, "≈≠≟")
WITHIN = Relation(agreement, "∈∉≟")
AT_MOST = Relation(in_order("less", "equal"), "≤>≟")
AT_LEAST = Relation(in_order("greater", "equal"), "≥<≟")
BELOW = Relation(in_order("less"), "<≥≟")


class Expression(NamedTuple):
    """A figure together with the text that stands for it in the arithmetic."""

    text: str
    value: Interval


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


def required(
    rows: Rows, arithmetic: str, reason: str, /, *, holds: bool, **values: float | str
) -> Finding:
    """The finding on a condition: inconsistent where it does not hold."""
    verdict: Verdict = "consistent" if holds else "inconsistent"
    return finding(rows, arithmetic, verdict, f"{reason}_{verdict}", **values)


def expected(
    rows: Rows, arithmetic: str, reason: str, /, *, holds: bool, **values: float | str
) -> Finding:
    """The finding on a condition: undecided where it does not hold."""
    verdict: Verdict = "consistent" if holds else "undecided"
    return finding(rows, arithmetic, verdict, f"{reason}_{verdict}", **values)


def equation(left: str, computed: Interval, stated: Interval | None = None) -> str:
    """A computation, and what is stated behind it where the two differ.

    Examples
    --------
    >>> equation("25 + 28", bounds.point(53), bounds.point(53))
    '25 + 28 = 53'
    >>> equation("5840 − 4500", bounds.point(1340), bounds.of(None, 1300, None, "over"))
    '5840 − 4500 = 1340 > 1300'
    """
    words = str(computed)
    head = f"{left} {words}" if words[0] in "<>≤≥" else f"{left} = {words}"
    if stated is None or near(computed) == stated:
        return head
    if agreement(computed, stated) == "consistent" and str(stated)[0] in "<>≤≥":
        return f"{head} {stated}"
    relation = EQUAL if stated.is_point else WITHIN
    return f"{head} {relation.sign(computed, stated)} {term(stated)}"


def computed(
    rows: Rows, left: str, value: Interval, stated: Interval, reason: str
) -> Finding:
    """The finding on a value computed as `left` and what is stated of it."""
    verdict = agreement(value, stated)
    return finding(rows, equation(left, value, stated), verdict, f"{reason}_{verdict}")


def equality(labels: Iterable[object]) -> str:
    """Labels with the sign of equality between them, crossed out unless all agree.

    Examples
    --------
    >>> equality([4, 4]), equality([4, 5, 4])
    ('4 = 4', '4 ≠ 5 ≠ 4')
    """
    words = [str(label) for label in labels]
    return (" = " if len(set(words)) == 1 else " ≠ ").join(words)
