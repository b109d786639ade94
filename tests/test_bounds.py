"""Bounds: the result of an operation holds what the operation gives for any points."""

import math
import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import bounds
from analysis.bounds import Interval, of, point

NUMBERS = st.fractions(min_value=-20, max_value=20, max_denominator=8)
POSITIVE = st.fractions(min_value=Fraction(1, 8), max_value=20, max_denominator=8)


@st.composite
def held(draw, numbers=NUMBERS, floor=None):
    """Draw an interval, above `floor` if there is one, and a number that it holds."""
    number = draw(numbers)
    lower, upper = draw(st.none() | numbers), draw(st.none() | numbers)
    lower = floor if lower is None else min(lower, number)
    upper = None if upper is None else max(upper, number)
    interval = Interval(
        lower,
        upper,
        lower_open=lower == floor or (lower < number and draw(st.booleans())),
        upper_open=upper is None or (number < upper and draw(st.booleans())),
    )
    assert interval.contains(number)
    return interval, number


ABOVE_ZERO = held(POSITIVE, floor=0)
DIVISORS = ABOVE_ZERO | ABOVE_ZERO.map(lambda drawn: (-drawn[0], -drawn[1]))


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
@given(held(), held())
def test_result_holds_the_result_of_any_two_points(operation, first, second):
    (a, x), (b, y) = first, second
    assert operation(a, b).contains(operation(x, y))


@given(held(), DIVISORS)
def test_quotient_holds_the_quotient_of_any_two_points(first, second):
    (a, x), (b, y) = first, second
    assert (a / b).contains(x / y)
    assert bounds.percentage(a, b).contains(100 * x / y)


@given(held(), held())
def test_order_holds_for_any_two_points(first, second):
    (a, x), (b, y) = first, second
    allowed = {
        "less": x < y,
        "greater": x > y,
        "equal": x == y,
        "undecided": True,
    }
    assert allowed[bounds.order(a, b)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((500, None, None, "exact"), Interval(500, 500)),
        ((None, 15, 17, "exact"), Interval(15, 17)),
        ((None, 8831, None, "over"), Interval(8831, None, lower_open=True)),
        ((None, 70, None, "at_least"), Interval(70, None)),
        ((None, None, 7, "nearly"), Interval(None, 7, upper_open=True)),
        ((None, None, 50, "under"), Interval(None, 50, upper_open=True)),
        ((None, None, 3, "at_most"), Interval(None, 3)),
        ((200, None, None, "about"), Interval(200, 200, is_about=True)),
        ((math.nan, 30, math.nan, "over"), Interval(30, None, lower_open=True)),
    ],
)
def test_row_says_what_is_known(columns, expected):
    assert of(*columns) == expected


@pytest.mark.parametrize(
    ("make", "values", "message"),
    [
        (of, (5, None, None, "over"), "'over' needs lower, found value 5"),
        (of, (None, None, None, "exact"), "needs value or lower.upper, found nothing"),
        (of, (None, 5, 9, "about"), "'about' needs value, found lower 5, upper 9"),
        (of, (5, None, None, "rather"), "qualifier is one of .*, found 'rather'"),
        (of, (None, 17, 15, "exact"), "reversed ends: lower 17 is above upper 15"),
        (Interval, (3, 2), "reversed ends: lower 3 is above upper 2"),
        (Interval, (3, 3, True), "no number lies between 3 and 3, an end open"),
        (Interval, (math.nan, 2), "an end is a finite number"),
        (Interval, (None, math.inf), "an end is a finite number, or None if unbounded"),
    ],
)
def test_what_contradicts_itself_or_encloses_nothing_is_refused(make, values, message):
    with pytest.raises(ValueError, match=message):
        make(*values)


@pytest.mark.parametrize("divisor", [point(0), Interval(-1, 1), Interval(0, None)])
def test_division_by_what_may_be_zero_is_refused(divisor):
    with pytest.raises(ValueError, match="which contains zero"):
        point(1) / divisor


def test_division_next_to_zero_is_unbounded():
    assert point(6) / Interval(0, 3, lower_open=True) == Interval(2, None)
    assert point(6) / Interval(-3, 0, upper_open=True) == Interval(None, -2)


def test_zero_that_is_reached_stays_reached():
    zero_to_one, over_one = Interval(0, 1), Interval(1, None, lower_open=True)
    assert zero_to_one * over_one == Interval(0, None)
    assert zero_to_one / over_one == Interval(0, 1, upper_open=True)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (of(None, 70, None, "over"), of(None, None, 50, "under"), "greater"),
        (of(None, 70, None, "over"), point(70), "greater"),
        (of(None, 70, None, "at_least"), point(70), "undecided"),
        (of(None, None, 7, "nearly"), point(7), "less"),
        (point(7), point(7.0), "equal"),
        (Interval(15, 17), Interval(15, 17), "undecided"),
        (of(5, None, None, "about"), point(1000), "undecided"),
    ],
)
def test_order(a, b, expected):
    assert bounds.order(a, b) == expected


def test_about_marks_whatever_is_computed_from_it():
    share = bounds.percentage(of(50, None, None, "about"), point(200))
    assert (share.is_about, share.lower, share.upper) == (True, 25, 25)


@pytest.mark.parametrize(
    ("interval", "printed"),
    [
        (point(5840.0), "5840"),
        (point(-43.925), "−43.92"),
        (point(0.0), "0"),
        (Interval(15, 17), "15–17"),
        (Interval(None, None), "?"),
        (of(None, None, 7, "nearly"), "< 7"),
        (of(None, None, 7, "at_most"), "≤ 7"),
        (of(None, 8831, None, "over"), "> 8831"),
        (of(None, 70, None, "at_least"), "≥ 70"),
        (Interval(0, 25, lower_open=True, upper_open=True), "< 25"),
        (of(200, None, None, "about"), "≈ 200"),
    ],
)
def test_interval_is_printed_as_arithmetic_shows_it(interval, printed):
    assert str(interval) == printed


def test_row_without_a_figure_gives_none():
    empty = {"value": None, "lower": math.nan, "upper": None, "qualifier": "exact"}
    assert bounds.of_row(empty) is None
    assert bounds.of_row(empty | {"value": 5.0}) == point(5)
    assert bounds.of_row(empty | {"value": 5.0, "qualifier": None}) is None
