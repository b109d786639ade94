"""Days, months and years as stretches of time, in years with decimals."""

import calendar
from datetime import date, timedelta

from analysis.audit.arithmetic import Expression
from analysis.bounds import Interval, days_of, point
from analysis.rows import Row
from analysis.tables import Study


def stretch(iso: str | None) -> Interval | None:
    """The stretch of time that an ISO day, month or year names; None if empty.

    Examples
    --------
    >>> print(stretch("2021"), stretch("2020-07-02"))
    2021–2022 2020.5
    """
    if not iso:
        return None
    first, last = days_of(iso)
    if first == last:
        return point(_in_years(first))
    end = _in_years(last + timedelta(days=1))
    return Interval(_in_years(first), end, upper_open=True)


def _in_years(day: date) -> float:
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1) / length


def between(first: str | None, last: str | None) -> Interval | None:
    """The stretch from one date to the end of another; None if both are empty."""
    start, end = stretch(first), stretch(last)
    if start is None and end is None:
        return None
    return Interval(
        None if start is None else start.lower,
        None if end is None else end.upper,
        upper_open=end is None or end.upper_open,
    )


def as_of(row: Row) -> Interval | None:
    """The time that an observation is about."""
    return between(row["as_of_start"], row["as_of_end"])


def written(source: Row) -> Interval | None:
    """When a text was written: the day of its event, or its window."""
    window = between(source["window_start"], source["window_end"])
    return stretch(source["event_date"]) or window


def written_text(source: Row) -> str:
    """The dates of `written`, as the table of sources prints them."""
    window = f"{source['window_start'] or ''}…{source['window_end'] or ''}"
    return str(source["event_date"] or window)


def terms_of_sources(study: Study) -> dict[str, Row]:
    """The term of each text whose results and aims name one term only."""
    terms = study.keyed("terms")
    named: dict[str, set[str]] = {}
    for row in study.records("targets"):
        if row["term_id"]:
            named.setdefault(row["source_id"], set()).add(row["term_id"])
    return {key: terms[ids.pop()] for key, ids in named.items() if len(ids) == 1}


def elapsed(study: Study, source_id: str) -> Expression | None:
    """The share of its term that had passed when a text was written, with bounds.

    A term is known by its first and last year, so it began some time in the first.
    """
    source, of = study.keyed("sources")[source_id], terms_of_sources(study)
    now, term = written(source), of.get(source_id)
    if now is None or term is None:
        return None
    first, last = term["start_year"], term["end_year"]
    share = (now - Interval(first, first + 1, upper_open=True)) / (last - first)
    words = f"({written_text(source)} − {first}) / {last - first} = {share}"
    return Expression(words, share)
