"""Figures in arithmetic: how they are compared, and how a computation is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Literal, NamedTuple

from analysis import bounds
from analysis.bounds import Interval, order

Verdict = Literal["consistent", "inconsistent", "undecided"]
VERDICTS: tuple[Verdict, ...] = ("consistent", "inconsistent", "undecided")
ORDER = ("inconsistent", "undecided", "consistent")  # the most telling first


def near(interval: Interval) -> Interval:
    """The interval without its last digits, in which floating-point sums err."""
    ends = (interval.lower, interval.upper)
    lower, upper = (None if end is None else round(end, 9) for end in ends)
    opens = (interval.lower_open, interval.upper_open)
    return Interval(lower, upper, *opens, is_about=interval.is_about)


def rounded(value: float, slack: float = 0.5) -> Interval:
    """The numbers that `value` may stand for: `slack` of its last digit either way."""
    digits = len(f"{value:g}".partition(".")[2])
    reach = slack * 10.0**-digits
    return near(Interval(value - reach, value + reach, upper_open=True))


def total(intervals: Iterable[Interval]) -> Interval:
    """The sum of one or more intervals."""
    return near(reduce(add, intervals))


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


def term(interval: Interval | None) -> str:
    """An interval as one term of a computation: in brackets unless a number.

    Examples
    --------
    >>> term(Interval(8831, None, lower_open=True)), term(Interval(15, 17)), term(None)
    ('(> 8831)', '15–17', '?')
    """
    words = "?" if interval is None else str(interval)
    return f"({words})" if " " in words else words


def value_of(interval: Interval) -> float | str:
    """An interval as a phrase takes it: a number, or its bounds as text."""
    if interval.is_point and not interval.is_about and interval.lower is not None:
        return round(interval.lower, 2)
    return str(interval)


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


def equality(labels: Iterable[object]) -> str:
    """Labels with the sign of equality between them, crossed out unless all agree.

    Examples
    --------
    >>> equality([4, 4]), equality([4, 5, 4])
    ('4 = 4', '4 ≠ 5 ≠ 4')
    """
    words = [str(label) for label in labels]
    return (" = " if len(set(words)) == 1 else " ≠ ").join(words)
