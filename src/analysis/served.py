"""Which figure of a text is which column of a fact: as its value, its date, its bound.

A figure is a row of `numerals` (`role`, `value`, `value2`, `printed`), a fact a row of
its table; numbers of a fact may be numbers or text.
"""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

import pandas as pd

YEAR = re.compile(r"\d{4}")
Row = Mapping[str, Any]
# The columns of a fact that have what a figure is of it, by the codes of `as`.
SERVED: dict[str, tuple[str, ...]] = {
    "value": ("value", "claimed_percent", "term_elapsed"),
    "lower": ("lower", "band_lower"),
    "upper": ("upper", "band_upper"),
    "count": ("set_count", "count", "value"),
    "denominator": ("value", "lower", "upper"),
    "as_of": ("as_of_start", "as_of_end", "date_end", "met_year"),
    "before": ("due_year", "date_end"),
    "date": ("date", "date_start"),
    "ordinal": ("ordinal", "ordinal2"),
    "horizon": (
        "horizon_year",
        "vision_year",
        "due_year",
        "period_end",
        "period_start",
    ),
}
PERIODS = (
    ("period_start", "period_end"),
    ("as_of_start", "as_of_end"),
    ("date_start", "date_end"),
)
IN_TIME = ("date", "as_of", "horizon", "before")
# What a figure can be by its role: a range each that fits, another the first.
OF_ROLE = {
    "range": ("lower", "upper"),
    "ratio": ("value", "denominator"),
    "period": ("period",),
    "symbol": ("symbol",),
    "value": ("value", "count", "lower", "upper"),
    "count_of_list": ("value", "count"),
    "ordinal": ("ordinal", "value"),
    "date": IN_TIME,
    "year": IN_TIME,
}


def roles_served(figure: Row, fact: Row) -> list[str]:
    """What a figure is of a fact: no, one, or for a range two of the codes of `as`.

    Examples
    --------
    >>> year = {"role": "year", "value": "2025", "value2": None, "printed": "2025"}
    >>> roles_served(year, {"due_year": 2025}), roles_served(year, {"due_year": 2024})
    (['horizon'], ['before'])
    """
    role = figure["role"]
    fitting = (code for code in OF_ROLE.get(role, ()) if agrees(code, figure, fact))
    return list(fitting if role == "range" else islice(fitting, 1))


def agrees(code: str, figure: Row, fact: Row) -> bool:
    """Whether a fact has a figure as what a code of `as` says."""
    if code == "symbol":
        return str(figure["printed"]) in str(fact.get("symbol_printed"))
    ends = _ends(code, figure, fact)
    if code == "period":
        return any(_all_same(ends, fact, columns) for columns in PERIODS)
    return any(same(end, fact.get(c)) for c in SERVED[code] for end in ends)


def _ends(code: str, figure: Row, fact: Row) -> list[str]:
    """The numbers of a figure of which a fact has one, if it has it as `code` says."""
    ends = [end for end in (figure["value"], figure["value2"]) if not _is_empty(end)]
    is_ratio = figure["role"] == "ratio"
    if code == "denominator":
        return ends[1:]
    if code == "before":
        return [str(int(end) - 1) for end in ends if end.isdecimal()]
    if is_ratio and fact.get("unit") == "share":
        return [str(float(ends[0]) / float(ends[1]))]
    return ends[:1] if is_ratio and code == "value" else ends


def _all_same(ends: list[str], fact: Row, columns: tuple[str, ...]) -> bool:
    cells = [fact.get(column) for column in columns]
    return len(ends) == len(cells) and all(map(same, ends, cells))


def same(figure: str, cell: Any) -> bool:
    """Whether a cell is the figure; a year agrees with a month or day of it."""
    if _is_empty(cell):
        return False
    if isinstance(cell, str) and (
        cell == figure or (YEAR.fullmatch(figure) and cell.startswith(f"{figure}-"))
    ):
        return True
    try:
        return float(figure) == float(cell)
    except ValueError:
        return False


def _is_empty(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell != cell or cell == ""  # noqa: PLR0124
