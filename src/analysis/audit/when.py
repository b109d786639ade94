"""Days, months and years as stretches of time, in years with decimals."""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date

from analysis.audit.rules import Row, Tables
from analysis.bounds import Interval, point

WHOLE = 1  # parts of an ISO date that a year has
MONTH = 2


def moment(text: str | None) -> Interval | None:
    """The stretch of time that an ISO day, month or year names; None if empty.

    Examples
    --------
    >>> print(moment("2021"), moment("2020-07-02"))
    [2021.0, 2022.0) 2020.5
    """
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    if len(parts) == WHOLE:
        return Interval(float(parts[0]), parts[0] + 1.0, upper_open=True)
    if len(parts) == MONTH:
        year, month = parts
        start = year + (month - 1) / 12
        return Interval(start, start + 1 / 12, upper_open=True)
    day = date(*parts)
    length = 366 if calendar.isleap(day.year) else 365
    return point(day.year + (day.timetuple().tm_yday - 1) / length)


def when(
    row: Row, start: str = "as_of_start", end: str = "as_of_end"
) -> Interval | None:
    """The stretch from the start to the end of a row; None if it has neither."""
    first, last = moment(row[start]), moment(row[end])
    if first is None and last is None:
        return None
    return Interval(
        None if first is None else first.lower,
        None if last is None else last.upper,
        upper_open=last is None or last.upper_open,
    )


def written(source: Row) -> Interval | None:
    """When a text speaks: the day of its event, or the window it was written in."""
    return moment(source["event_date"]) or when(source, "window_start", "window_end")


def written_text(source: Row) -> str:
    """What `written` gives, as the dates are printed in the table of sources."""
    window = f"{source['window_start'] or ''}…{source['window_end'] or ''}"
    return str(source["event_date"] or window)


def terms_of_sources(t: Tables) -> dict[str, Row]:
    """The term of each text whose results and aims name one term only."""
    named: dict[str, set[str]] = {}
    for row in t["targets"]:
        if row["term_id"]:
            named.setdefault(row["source_id"], set()).add(row["term_id"])
    terms = t.by("terms", "term_id")
    return {key: terms[only(ids)] for key, ids in named.items() if len(ids) == 1}


def only(items: Iterable[str]) -> str:
    """The one item."""
    (item,) = items
    return item


def overlapping(t: Tables, table: str, row: Row) -> Iterator[Row]:
    """The rows of a table whose span shares a character with that of `row`."""
    for other in t.groups(table, "source_id").get(row["source_id"], ()):
        if overlaps(row, other):
            yield other


def overlaps(a: Row, b: Row) -> bool:
    """Whether two spans of one text share a character."""
    same = a["source_id"] == b["source_id"]
    return bool(same and a["start"] < b["end"] and b["start"] < a["end"])
