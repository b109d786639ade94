"""Arithmetic of figures that are known only within bounds.

A text that says "hơn 8.831" gives a lower bound and no value. An `Interval` carries
its bounds through sums, differences, ratios and rates, and `order` is "undecided" when
they allow more than one answer. Operands vary independently: ``a - a`` is not zero
unless `a` is a point.
"""

import calendar
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NamedTuple

Order = Literal["less", "greater", "equal", "undecided"]
# The columns that a figure fills, by its qualifier.
COLUMNS: dict[str, tuple[set[str], ...]] = {
    "exact": ({"value"}, {"lower", "upper"}),
    "about": ({"value"},),
    "over": ({"lower"},),
    "at_least": ({"lower"},),
    "nearly": ({"upper"},),
    "at_most": ({"upper"},),
    "under": ({"upper"},),
}


@dataclass(frozen=True)
class Interval:
    """All numbers between two ends; an end that is None is unbounded, so open.

    What two intervals add, subtract, multiply or divide to is every result of a number
    in the one and a number in the other.

    `is_about` marks a point that the source gives only roughly ("khoảng"). No
    width is invented for it, and whatever is computed from it is marked too.

    Raises
    ------
    ValueError
        If the ends are reversed, enclose nothing, or are not finite numbers; of a
        division, if the divisor contains zero.

    Examples
    --------
    >>> over = Interval(8831, None, lower_open=True)
    >>> print(over, "|", over + 10, "|", point(71) / point(100))
    > 8831 | > 8841 | 0.71
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
        ends = [end for end in (self.lower, self.upper) if end is not None]
        if not all(map(math.isfinite, ends)):
            msg = f"an end is a finite number, or None if unbounded; found {ends}"
            raise ValueError(msg)
        if ends != sorted(ends):
            msg = f"reversed ends: lower {self.lower} is above upper {self.upper}"
            raise ValueError(msg)
        if self.is_point and (self.lower_open or self.upper_open):
            msg = f"no number lies between {self.lower} and {self.upper}, an end open"
            raise ValueError(msg)

    def __str__(self) -> str:
        """Return the figure as arithmetic shows it, with two decimals at most.

        Examples
        --------
        >>> print(Interval(None, 7), Interval(8831, None, lower_open=True))
        ≤ 7 > 8831
        >>> print(Interval(15, 17), point(43.925), replace(point(5), is_about=True))
        15–17 43.92 ≈ 5
        """
        if self.lower is None:
            sign = "<" if self.upper_open else "≤"
            return "?" if self.upper is None else f"{sign} {number(self.upper)}"
        if self.upper is None:
            return f"{'>' if self.lower_open else '≥'} {number(self.lower)}"
        if self.lower == 0 and self.lower_open:
            return f"< {number(self.upper)}"
        ends = dict.fromkeys((number(self.lower), number(self.upper)))
        return "≈ " * self.is_about + "–".join(ends)

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
        return _spanning((End(-end.at, end.is_open) for end in _ends(self)), self)

    def __add__(self, other: "Interval | float") -> "Interval":
        other = _interval(other)
        pairs = zip(_ends(self), _ends(other), strict=True)
        sums = (End(a.at + b.at, a.is_open or b.is_open) for a, b in pairs)
        return _spanning(sums, self, other)

    def __sub__(self, other: "Interval | float") -> "Interval":
        return self + -_interval(other)

    def __mul__(self, other: "Interval | float") -> "Interval":
        return _combined(self, _interval(other), operator.mul)

    def __truediv__(self, other: "Interval | float") -> "Interval":
        other = _interval(other)
        if other.contains(0):
            msg = f"division by {other}, which contains zero"
            raise ValueError(msg)
        return _combined(self, other, _quotient)


class End(NamedTuple):
    """One end of an interval, infinite if unbounded."""

    at: float
    is_open: bool


def number(value: float) -> str:
    """Return a number as arithmetic shows it, with two decimals at most.

    Examples
    --------
    >>> number(53.0), number(43.9252), number(-0.58)
    ('53', '43.93', '−0.58')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def point(value: float) -> Interval:
    """Return the interval that holds `value` alone."""
    return Interval(value, value)


def of(
    value: float | None, lower: float | None, upper: float | None, qualifier: str
) -> Interval:
    """Return the figure that the columns of a row give.

    An empty column is None or NaN. "exact" is a value or a closed range; "over",
    "nearly" and "under" are strict, "at_least" and "at_most" are not. "about" is
    its value, marked `is_about`, since the source gives no width.

    Raises
    ------
    ValueError
        If the qualifier is not one of these, or other columns than its own are filled.

    Examples
    --------
    >>> print(of(None, 8831, None, "over"), of(None, None, 7, "nearly"))
    > 8831 < 7
    >>> print(of(None, 15, 17, "exact"), of(500, None, None, "about"))
    15–17 ≈ 500
    """
    columns = {"value": value, "lower": lower, "upper": upper}
    filled = {
        name: end
        for name, end in columns.items()
        if end is not None and not math.isnan(end)
    }
    if qualifier not in COLUMNS:
        msg = f"qualifier is one of {sorted(COLUMNS)}, found {qualifier!r}"
        raise ValueError(msg)
    if set(filled) not in COLUMNS[qualifier]:
        allowed = " or ".join("+".join(sorted(names)) for names in COLUMNS[qualifier])
        given = ", ".join(f"{name} {end}" for name, end in filled.items())
        msg = f"qualifier {qualifier!r} needs {allowed}, found {given or 'nothing'}"
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
    """Return the figure of a row, by its `value`, `lower`, `upper` and `qualifier`.

    An empty cell is None or NaN. The result is None if the row gives no figure.
    """
    ends = row["value"], row["lower"], row["upper"]
    if row["qualifier"] is None or all(x is None or math.isnan(x) for x in ends):
        return None
    return of(*ends, row["qualifier"])


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


def percentage(a: Interval, b: Interval) -> Interval:
    """Return `a` in percent of `b`; it may exceed 100, as a target may be exceeded.

    Examples
    --------
    >>> print(percentage(point(355), point(500)))
    71
    """
    return (a * 100) / b


def days_of(text: str) -> tuple[date, date]:
    """Return the first and the last day of an ISO day, month or year.

    Examples
    --------
    >>> [str(day) for day in days_of("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    year, *rest = (int(part) for part in text.split("-"))
    month = rest[0] if rest else None
    if len(rest) == 2:  # noqa: PLR2004 - month and day
        return (date(year, *rest),) * 2
    last = month or 12
    length = calendar.monthrange(year, last)[1]
    return date(year, month or 1, 1), date(year, last, length)


def days_between(earlier: str, later: str) -> tuple[int, int]:
    """Return the least and the greatest number of days from one date to another.

    Examples
    --------
    >>> days_between("2022-11-17", "2023"), days_between("2022-11-17", "2022-11-20")
    ((45, 409), (3, 3))
    """
    first, last = days_of(earlier), days_of(later)
    return (last[0] - first[1]).days, (last[1] - first[0]).days


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
    ends = []
    for x in _ends(a):
        for y in (lower, upper):
            if _is_reached_zero(x) or (
                operation is operator.mul and _is_reached_zero(y)
            ):
                ends.append(End(0, is_open=False))
            elif not math.isnan(result := operation(x.at, y.at)):
                ends.append(End(result, x.is_open or y.is_open))
    return _spanning(ends, a, b)


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
