"""Arithmetic of figures that are known only within bounds.

A text that says "hơn 8.831" gives a lower bound and no value. An `Interval` keeps
what is known through sums, ratios, shares, rates and growth, and `order` says when
two figures cannot be told apart. Each operand is taken to vary on its own:
``a - a`` is not zero unless `a` is a point.
"""

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Order = Literal["less", "greater", "equal", "undecided"]


@dataclass(frozen=True)
class Interval:
    """All numbers between two ends; an end that is None is unbounded, so open.

    `is_about` marks a point that the source gives only roughly ("khoảng"). No
    width is invented for it, and whatever is computed from it is marked too.

    Raises
    ------
    ValueError
        If the ends are reversed, enclose nothing, or are not finite numbers.

    Examples
    --------
    >>> over = Interval(8831, None, lower_open=True)
    >>> print(over, over + 10, point(71) / point(100))
    (8831, …) (8841, …) 0.71
    """

    lower: float | None
    upper: float | None
    lower_open: bool = False
    upper_open: bool = False
    is_about: bool = False

    def __post_init__(self) -> None:
        if self.lower is None:
            object.__setattr__(self, "lower_open", True)
        if self.upper is None:
            object.__setattr__(self, "upper_open", True)
        known = [end for end in (self.lower, self.upper) if end is not None]
        if not all(map(math.isfinite, known)):
            msg = f"an end is a finite number, or None if unbounded; found {known}"
            raise ValueError(msg)
        if known != sorted(known):
            msg = f"reversed ends: lower {self.lower} is above upper {self.upper}"
            raise ValueError(msg)
        if self.is_point and (self.lower_open or self.upper_open):
            msg = f"no number lies between {self.lower} and {self.upper}, an end open"
            raise ValueError(msg)

    def __str__(self) -> str:
        """Return the usual notation: round brackets open, square ones closed."""
        if self.is_point:
            return f"about {self.lower}" if self.is_about else f"{self.lower}"
        left = "(" if self.lower_open else "["
        right = ")" if self.upper_open else "]"
        lower = "…" if self.lower is None else self.lower
        upper = "…" if self.upper is None else self.upper
        return f"{left}{lower}, {upper}{right}"

    @property
    def is_point(self) -> bool:
        """Whether the interval holds one number only."""
        return self.lower is not None and self.lower == self.upper

    def contains(self, number: float) -> bool:
        """Whether `number` lies between the ends.

        Examples
        --------
        >>> Interval(None, 50, upper_open=True).contains(50)
        False
        """
        above = self.lower is None or (
            number >= self.lower and not (self.lower_open and number == self.lower)
        )
        below = self.upper is None or (
            number <= self.upper and not (self.upper_open and number == self.upper)
        )
        return above and below

    def __neg__(self) -> "Interval":
        """Return the interval mirrored at zero."""
        return _spanning((End(-end.at, end.is_open) for end in _ends(self)), self)

    def __add__(self, other: "Interval | float") -> "Interval":
        """Return every sum of a number here and one in `other`."""
        other = _interval(other)
        pairs = zip(_ends(self), _ends(other), strict=True)
        sums = (End(a.at + b.at, a.is_open or b.is_open) for a, b in pairs)
        return _spanning(sums, self, other)

    def __sub__(self, other: "Interval | float") -> "Interval":
        """Return every difference of a number here and one in `other`."""
        return self + -_interval(other)

    def __mul__(self, other: "Interval | float") -> "Interval":
        """Return every product of a number here and one in `other`."""
        return _combined(self, _interval(other), operator.mul)

    def __truediv__(self, other: "Interval | float") -> "Interval":
        """Return every quotient of a number here and one in `other`.

        Raises
        ------
        ValueError
            If `other` contains zero.
        """
        other = _interval(other)
        if other.contains(0):
            msg = f"division by {other}, which contains zero"
            raise ValueError(msg)
        return _combined(self, other, _quotient)


@dataclass(frozen=True)
class End:
    """One end of an interval, infinite if unbounded."""

    at: float
    is_open: bool


def point(value: float) -> Interval:
    """Return the interval that holds `value` alone."""
    return Interval(value, value)


def of(
    value: float | None, lower: float | None, upper: float | None, qualifier: str
) -> Interval:
    """Return what the columns of a row say of a figure.

    An empty column is None or NaN. "exact" is a value or a closed range; "over",
    "nearly" and "under" are strict, "at_least" and "at_most" are not. "about" is
    its value, marked `is_about`, for the source gives no width.

    Raises
    ------
    ValueError
        If the qualifier is not one of these, needs a column that is empty, or
        leaves no room for one that is filled.

    Examples
    --------
    >>> print(of(None, 8831, None, "over"), of(None, None, 7, "nearly"))
    (8831, …) (…, 7)
    >>> print(of(None, 15, 17, "exact"), of(500, None, None, "about"))
    [15, 17] about 500
    """
    columns = {"value": value, "lower": lower, "upper": upper}
    filled = {
        name: number
        for name, number in columns.items()
        if number is not None and not math.isnan(number)
    }
    if qualifier not in _COLUMNS:
        msg = f"qualifier is one of {sorted(_COLUMNS)}, found {qualifier!r}"
        raise ValueError(msg)
    if set(filled) not in _COLUMNS[qualifier]:
        allowed = " or ".join("+".join(sorted(names)) for names in _COLUMNS[qualifier])
        found = ", ".join(f"{name} {number}" for name, number in filled.items())
        msg = f"qualifier {qualifier!r} needs {allowed}, found {found or 'nothing'}"
        raise ValueError(msg)
    if "value" in filled:
        return replace(point(filled["value"]), is_about=qualifier == "about")
    return Interval(
        filled.get("lower"),
        filled.get("upper"),
        lower_open=qualifier == "over",
        upper_open=qualifier in {"nearly", "under"},
    )


def of_row(row: Mapping[str, Any]) -> Interval | None:
    """Return the figure of a row, or None if it states none.

    The row has the columns `value`, `lower`, `upper` and `qualifier`, each None or
    NaN where it is empty.

    Examples
    --------
    >>> print(of_row({"value": None, "lower": 15, "upper": 17, "qualifier": "exact"}))
    [15, 17]
    """
    ends = row["value"], row["lower"], row["upper"]
    if row["qualifier"] is None or all(end is None or math.isnan(end) for end in ends):
        return None
    return of(*ends, row["qualifier"])


_COLUMNS: dict[str, list[set[str]]] = {
    "exact": [{"value"}, {"lower", "upper"}],
    "over": [{"lower"}, {"lower", "upper"}],
    "at_least": [{"lower"}, {"lower", "upper"}],
    "nearly": [{"upper"}, {"lower", "upper"}],
    "under": [{"upper"}, {"lower", "upper"}],
    "at_most": [{"upper"}, {"lower", "upper"}],
    "about": [{"value"}],
}


def order(a: Interval, b: Interval) -> Order:
    """Whether every number of `a` is less than, greater than or equal to `b`'s.

    "undecided" if the bounds allow more than one answer, and always if either is
    only "about" something.

    Examples
    --------
    >>> over_70, under_50 = of(None, 70, None, "over"), of(None, None, 50, "under")
    >>> order(over_70, under_50), order(over_70, point(80)), order(point(7), point(7))
    ('greater', 'undecided', 'equal')
    """
    if a.is_about or b.is_about:
        return "undecided"
    if a.is_point and a == b:
        return "equal"
    if _is_below(a, b):
        return "less"
    if _is_below(b, a):
        return "greater"
    return "undecided"


def difference(after: Interval, before: Interval) -> Interval:
    """Return `after` less `before`.

    Examples
    --------
    >>> print(difference(point(5840), point(4500)))
    1340
    """
    return after - before


def ratio(a: Interval, b: Interval) -> Interval:
    """Return `a` divided by `b`; a ValueError if `b` contains zero.

    Examples
    --------
    >>> print(ratio(point(9), point(4)))
    2.25
    """
    return a / b


def percentage(a: Interval, b: Interval) -> Interval:
    """Return `a` in percent of `b`; it may exceed 100, as a target may be exceeded.

    Examples
    --------
    >>> print(percentage(point(355), point(500)))
    71.0
    """
    return (a * 100) / b


def share_pct(part: Interval, whole: Interval) -> Interval:
    """Return the percent that a part makes up of its whole, from 0 to 100.

    The whole may be open: 53 out of more than 8,831 is less than 0.6 percent.

    Raises
    ------
    ValueError
        If `whole` contains zero, `part` lies wholly below zero, or no part fits
        into the whole.

    Examples
    --------
    >>> print(share_pct(point(50), of(None, 200, None, "over")))
    (0, 25.0)
    >>> print(share_pct(of(None, 30, None, "over"), point(50)))
    (60.0, 100]
    """
    share = percentage(part, whole)
    bounded = Interval(0, 100)
    if _is_below(share, bounded) or _is_below(bounded, share):
        msg = f"{part} is no part of {whole}: its share would be {share} percent"
        raise ValueError(msg)
    lower = max(_ends(share)[0], _ends(bounded)[0], key=lambda e: (e.at, e.is_open))
    upper = min(_ends(share)[1], _ends(bounded)[1], key=lambda e: (e.at, not e.is_open))
    return _spanning([lower, upper], share)


def rate_per_1000(events: Interval, population: Interval) -> Interval:
    """Return the number of `events` for each 1,000 of `population`.

    Examples
    --------
    >>> print(rate_per_1000(point(50), of(None, 8000, None, "over")))
    (0, 6.25)
    """
    return (events * 1000) / population


def annual_growth_pct(before: Interval, after: Interval, years: float) -> Interval:
    """Return the compound growth, in percent a year, from `before` to `after`.

    Raises
    ------
    ValueError
        If `years` is not above zero, `before` not wholly above zero, or `after`
        may be below zero.

    Examples
    --------
    >>> growth = annual_growth_pct(of(None, 100, None, "over"), point(121), 2)
    >>> growth.lower, round(growth.upper, 9)
    (-100.0, 10.0)
    """
    if years <= 0:
        msg = f"growth needs a number of years above zero, found {years}"
        raise ValueError(msg)
    if not _is_below(point(0), before) or _ends(after)[0].at < 0:
        msg = f"growth is defined between amounts above zero, found {before} to {after}"
        raise ValueError(msg)
    factors = _ends(after / before)
    rates = [End(_growth_pct(end.at, years), end.is_open) for end in factors]
    return _spanning(rates, before, after)


def _growth_pct(factor: float, years: float) -> float:
    """Return the percent a year of a growth by `factor` over `years`."""
    return 100 * (math.pow(factor, 1 / years) - 1)


def _interval(number: Interval | float) -> Interval:
    return number if isinstance(number, Interval) else point(number)


def _ends(interval: Interval) -> tuple[End, End]:
    """Return the lower and the upper end."""
    lower = -math.inf if interval.lower is None else interval.lower
    upper = math.inf if interval.upper is None else interval.upper
    return End(lower, interval.lower_open), End(upper, interval.upper_open)


def _spanning(ends: Iterable[End], *operands: Interval) -> Interval:
    """Return the interval from the least to the greatest of `ends`.

    Of two ends at one place the closed one counts: the number is reached.
    """
    ends = list(ends)
    lower = min(ends, key=lambda end: (end.at, end.is_open))
    upper = max(ends, key=lambda end: (end.at, not end.is_open))
    return Interval(
        lower.at if math.isfinite(lower.at) else None,
        upper.at if math.isfinite(upper.at) else None,
        lower_open=lower.is_open,
        upper_open=upper.is_open,
        is_about=any(operand.is_about for operand in operands),
    )


def _combined(
    a: Interval, b: Interval, operation: Callable[[float, float], float]
) -> Interval:
    """Return the interval of a product or quotient, from those of the ends."""
    lower, upper = _ends(b)
    if upper.at == 0:
        upper = End(-0.0, upper.is_open)  # a divisor that ends at 0 is below it
    found = []
    for x in _ends(a):
        for y in (lower, upper):
            if _is_reached_zero(x) or (
                operation is operator.mul and _is_reached_zero(y)
            ):
                found.append(End(0, is_open=False))
            elif not math.isnan(result := operation(x.at, y.at)):
                found.append(End(result, x.is_open or y.is_open))
    return _spanning(found, a, b)


def _is_reached_zero(end: End) -> bool:
    """Whether the end makes zero whatever it is multiplied with."""
    return end.at == 0 and not end.is_open


def _quotient(x: float, y: float) -> float:
    """Return x / y; next to zero it grows without bound, undefined is NaN."""
    if y != 0 and not (math.isinf(x) and math.isinf(y)):
        return 0 if math.isinf(y) else x / y
    if x == 0 or math.isinf(y):
        return math.nan
    return math.copysign(math.inf, x) * math.copysign(1, y)


def _is_below(a: Interval, b: Interval) -> bool:
    """Whether every number of `a` is less than every number of `b`."""
    if a.upper is None or b.lower is None:
        return False
    touches = a.upper == b.lower and (a.upper_open or b.lower_open)
    return a.upper < b.lower or touches
