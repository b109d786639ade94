"""Figures that a text reports, in the columns and units of the tables."""

from typing import NamedTuple

from coding.quotes import Span
from reading.figures import canonical
from reading.quantities import Quantity, quantities

BILLION, MILLION = 10**9, 10**6
# The columns that a figure fills, by how exactly it is put.
COLUMN = {
    "exact": "value",
    "about": "value",
    "over": "lower",
    "at_least": "lower",
    "nearly": "upper",
    "at_most": "upper",
    "under": "upper",
}
# Units of the tables, by the noun of a measure; a time is no observation by itself.
UNITS = {
    "lần": "times",
    "điểm phần trăm": "percentage_points",
    "điểm %": "percentage_points",
}


class Amount(NamedTuple):
    """A reported figure: its place, cells of an observation, and of its aim if any."""

    span: Span
    cells: dict[str, str]
    aim: dict[str, str]


def amounts(text: str) -> list[Amount]:
    """The counts, shares, sums and ratios of a text, in order.

    A ratio such as 87/92 gives what was attained and what it is measured by.

    Examples
    --------
    >>> for each in amounts("hơn 340 đảng viên; 87/92 kiến nghị; đạt 1.250 tỷ đồng"):
    ...     print(each.cells, each.aim)
    {'lower': '340', 'unit': 'count', 'qualifier': 'over'} {}
    {'value': '87', 'unit': 'count', 'qualifier': 'exact'} \
{'value': '92', 'unit': 'count', 'qualifier': 'exact'}
    {'value': '1250', 'unit': 'vnd_bn', 'qualifier': 'exact'} {}
    """
    return [amount for row in quantities(text) if (amount := _amount(row))]


def _amount(row: Quantity) -> Amount | None:
    unit, scale = _unit(row)
    if not unit:
        return None
    first = canonical(row.value / scale if scale > 1 else row.value)
    last = "" if row.value2 is None else canonical(row.value2 / scale)
    common = {"unit": unit, "qualifier": row.qualifier}
    aim: dict[str, str] = {}
    if row.form == "range":
        cells = {"lower": first, "upper": last}
        common["qualifier"] = "exact"
    else:
        cells = {COLUMN[row.qualifier]: first}
    if row.form == "ratio":
        aim = {"value": last, "unit": unit, "qualifier": "exact"}
    return Amount(Span(row.start, row.end), cells | common, aim)


def _unit(row: Quantity) -> tuple[str, int]:
    """The unit of the tables, and how many of the text's units are one of it."""
    if row.unit == "vnd":
        is_billion = row.value >= BILLION
        return ("vnd_bn", BILLION) if is_billion else ("vnd_mn", MILLION)
    if row.unit in ("count", "percent"):
        return row.unit, 1
    if row.unit == "ratio":
        return "count", 1
    return UNITS.get(row.noun.lower(), ""), 1
