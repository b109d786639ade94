"""The grounds of a finding: whether a comparison of facts holds, within their bounds.

The comparisons are those of `finding_checks.comparison` in the dictionary.
"""

from collections.abc import Iterable

from analysis import bounds
from analysis.bounds import Interval, Order
from analysis.rows import Row
from analysis.stated import Filter
from analysis.tables import Study

COUNTED = {"bands": "count", "mentions": "set_count"}  # columns of exact counts
DATES = {
    "events": ("date_start", "date_end"),
    "mentions": ("date", "date"),
    "observations": ("as_of_start", "as_of_end"),
}
Verdict = bool | None  # None: the bounds leave it undecided


class MissingError(LookupError):
    """A fact that has no figure, or no date."""


def keys(cell: str | None) -> list[str]:
    """The keys of a list in a cell."""
    return (cell or "").split()


def _figure(study: Study, fact: str) -> Interval:
    column, row = COUNTED.get(str(study.table_of(fact))), study.record(fact)
    if column is None:
        figure = bounds.of_row(row) if "qualifier" in row else None
    else:
        figure = None if row[column] is None else bounds.point(row[column])
    if figure is None:
        raise MissingError(fact)
    return figure


def total(study: Study, facts: Iterable[str]) -> Interval:
    """The sum of the figures of some facts, with its bounds.

    Raises
    ------
    MissingError
        If one has no figure.
    """
    first, *others = (_figure(study, fact) for fact in facts)
    return sum(others, start=first)


def verdict(study: Study, check: Row) -> Verdict:
    """Whether a check holds; None if the bounds of its figures leave it undecided.

    Raises
    ------
    MissingError
        If a fact has no figure or no date.
    """
    facts, others = keys(check["facts"]), keys(check["others"])
    match check["comparison"]:
        case "before":
            return _is_before(study, facts, others)
        case "sums_to":
            return _is("equal", total(study, facts), total(study, others))
        case "more_than":
            return _is("greater", total(study, facts), total(study, others))
        case "share_of":
            share = bounds.percentage(total(study, facts), total(study, others))
            return _both(
                _is("greater", share, check["lower"]),
                _is("less", share, check["upper"]),
            )
    return _is_coded(study, check, facts)


def _both(a: Verdict, b: Verdict) -> Verdict:
    return False if False in (a, b) else None if None in (a, b) else True


def _is(wanted: Order, a: Interval, b: Interval | float | None) -> Verdict:
    """Whether `a` stands so to `b`; true where nothing is asked."""
    if b is None:
        return True
    order = bounds.order(a, b if isinstance(b, Interval) else bounds.point(b))
    return None if order == "undecided" else order == wanted


def _is_before(study: Study, facts: list[str], others: list[str]) -> Verdict:
    """Whether the last of some dates lies before the first of others."""
    pairs = [(_dates(study, a), _dates(study, b)) for a in facts for b in others]
    least = min(bounds.days_between(a[1], b[0])[0] for a, b in pairs)
    greatest = min(bounds.days_between(a[0], b[1])[1] for a, b in pairs)
    return True if least > 0 else False if greatest <= 0 else None


def _dates(study: Study, fact: str) -> tuple[str, str]:
    """The first and the last date of a fact; an open end is the other one."""
    row, columns = study.record(fact), DATES.get(str(study.table_of(fact)), ())
    dates = [row[name] for name in columns if row[name] is not None]
    if not dates:
        raise MissingError(fact)
    return dates[0], dates[-1]


def _is_coded(study: Study, check: Row, facts: list[str]) -> bool:
    """Whether statements have a code, each of them, or they alone; or none has."""
    wanted = Filter(check["column"], tuple(keys(check["value"])))
    rows, sources = study.records(check["table"]), keys(check["source_id"])
    match check["comparison"]:
        case "each_is":
            rows = [row for row in rows if row["fact_id"] in facts]
            is_each = {row["fact_id"] for row in rows} == set(facts)
            return is_each and all(map(wanted.fits, rows))
        case "only_in":
            rows = [row for row in rows if wanted.fits(row)]
            is_there = {row["source_id"] for row in rows} == set(sources)
            return is_there and {row["fact_id"] for row in rows} == set(facts)
    return not any(row["source_id"] in sources for row in rows if wanted.fits(row))
