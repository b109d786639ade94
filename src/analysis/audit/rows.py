"""Rows of the study and their figures, as many rules ask for them."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import add
from typing import Any

from analysis import bounds
from analysis.bounds import Interval
from analysis.tables import Row, Study


def keyed(study: Study, table: str) -> dict[Any, Row]:
    """The rows of `table` by their key."""
    key = study.dictionary.tables[table].key[0]
    return {value: rows[0] for value, rows in study.groups(table, key).items()}


def places(study: Study) -> dict[Any, list[Row]]:
    """The observations by indicator, committee and modality."""
    return study.groups("observations", "indicator_id", "committee_id", "modality")


def links(study: Study, kind: str) -> Iterator[tuple[str, str]]:
    """Both ends of every link of a kind."""
    for row in study.records("fact_links", type=kind):
        yield row["from"], row["to"]


def figure_links(study: Study, kind: str) -> Iterator[tuple[Row, Row]]:
    """Both rows of every link of a kind between observations."""
    observations = keyed(study, "observations")
    for a, b in links(study, kind):
        if a in observations and b in observations:
            yield observations[a], observations[b]


def overlapping(study: Study, table: str, row: Row) -> list[Row]:
    """The rows of `table` whose span shares a character with that of `row`."""
    rows = study.groups(table, "source_id").get(row["source_id"], ())
    return [other for other in rows if overlaps(row, other)]


def overlaps(a: Row, b: Row) -> bool:
    """Whether two spans of one text share a character."""
    is_one_text = a["source_id"] == b["source_id"]
    return bool(is_one_text and a["start"] < b["end"] and b["start"] < a["end"])


def pairs(rows: Iterable[Row], *columns: str) -> Iterator[tuple[Row, Row]]:
    """Each row with each later row that has the same values in `columns`."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in columns), []).append(row)
    for group in groups.values():
        for position, row in enumerate(group):
            yield from ((row, other) for other in group[position + 1 :])


def figures(rows: Iterable[Row]) -> list[Interval | None]:
    """The figure of each row of a table that has figures."""
    return [bounds.of_row(row) for row in rows if "qualifier" in row]


def bounded(row: Row) -> Interval:
    """The figure of a row, unbounded if it gives none."""
    return bounds.of_row(row) or Interval(None, None)


def term(interval: Interval | None) -> str:
    """An interval as one term of a computation: in brackets unless a number.

    Examples
    --------
    >>> term(Interval(8831, None, lower_open=True)), term(Interval(15, 17)), term(None)
    ('(> 8831)', '15–17', '?')
    """
    words = "?" if interval is None else str(interval)
    return f"({words})" if " " in words else words


def terms(intervals: Iterable[Interval]) -> str:
    """Intervals as the terms of a sum."""
    return " + ".join(map(term, intervals))


def total(intervals: Iterable[Interval]) -> Interval:
    """The sum of one or more intervals."""
    return near(reduce(add, intervals))


def value_of(interval: Interval) -> float | str:
    """An interval as a phrase takes it: a number, or its bounds as text."""
    if interval.is_point and not interval.is_about and interval.lower is not None:
        return round(interval.lower, 2)
    return str(interval)


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
