"""Rows of the study as many rules ask for them."""

from collections.abc import Iterable, Iterator
from typing import Any

from analysis import bounds
from analysis.bounds import Interval
from analysis.rows import Row
from analysis.tables import Study


def reported(study: Study, indicator_id: str, committee_id: str | None) -> list[Row]:
    """What is reported of an indicator of a committee."""
    columns = "indicator_id", "committee_id", "modality"
    groups = study.groups("observations", *columns)
    return groups.get((indicator_id, committee_id, "reported"), [])


def links(study: Study, kind: str) -> Iterator[tuple[str, str]]:
    """Both ends of every link of a kind."""
    for row in study.records("fact_links", type=kind):
        yield row["from"], row["to"]


def linked(
    study: Study, kind: str, table: str, other: str = ""
) -> Iterator[tuple[Row, Row]]:
    """Both rows of every link of a kind within a table, or from it to another."""
    first, second = study.keyed(table), study.keyed(other or table)
    for a, b in links(study, kind):
        if a in first and b in second:
            yield first[a], second[b]


def figure_links(study: Study, kind: str, *measures: str) -> Iterator[tuple[Row, Row]]:
    """Both rows of every link of a kind between observations.

    If `measures` are named, the indicator of the first row is of one of these kinds.
    """
    indicators = study.keyed("indicators")
    for a, b in linked(study, kind, "observations"):
        if not measures or indicators[a["indicator_id"]]["kind"] in measures:
            yield a, b


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
