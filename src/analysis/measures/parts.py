"""Counts that are parts of other counts: each whole, its parts and the rest."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from analysis import bounds
from analysis.measures.counting import ids
from analysis.rows import Row, records

AS_OF = ["as_of_start", "as_of_end"]
ENDS = ["low", "high", "qualifier", "unit"]
PART_COLUMNS = ["whole_id", "role", "committee_id", "indicator_id", "population_vi"]
PART_COLUMNS += ["population_en", *ENDS, *(f"share_{end}" for end in ENDS), "state"]
PART_COLUMNS += [*AS_OF, "source_id", "fact_ids"]


def parts_and_wholes(observations: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Counts that are parts of other counts: each whole, its parts and the rest.

    What the parts leave of the whole is computed and never filled.

    Returns
    -------
    DataFrame
        For each whole, in the order of `observations`, a row for it, for each part,
        and for the rest if there is or may be one: `whole_id`, `role` (whole, part,
        rest), what is counted, `low`, `high`, `qualifier`, `unit`, the same of its
        `share` (per cent of the whole), `state` of the whole (filled, open,
        exceeded, undecided), its time, `source_id`, `fact_ids`.
    """
    counts = {row["fact_id"]: row for row in records(observations) if _is_count(row)}
    joined = links[links["type"] == "part_of"]
    pairs = list(zip(joined["from"], joined["to"], strict=True))
    rows: list[Row] = []
    for whole_id in counts:
        parts = [counts[a] for a, b in pairs if b == whole_id and a in counts]
        if parts:
            rows += _whole_with_parts(counts[whole_id], parts)
    return pd.DataFrame(rows, columns=PART_COLUMNS)


def _is_count(row: Row) -> bool:
    ends = row["value"], row["lower"], row["upper"]
    return row["unit"] == "count" and any(end is not None for end in ends)


def _whole_with_parts(whole: Row, parts: list[Row]) -> Iterator[Row]:
    total, each = interval(whole), [interval(part) for part in parts]
    rest = total - total_of(each)
    state = {"equal": "filled", "greater": "open", "less": "exceeded"}.get(
        bounds.order(rest, bounds.point(0)), "undecided"
    )
    sized = zip(parts, each, strict=True)
    rows = [("whole", whole, total), *(("part", *part) for part in sized)]
    if state in ("open", "undecided"):
        facts = ids([whole["fact_id"], *(part["fact_id"] for part in parts)])
        unnamed = {**whole, "fact_id": facts, "population_vi": None}
        rows.append(("rest", {**unnamed, "population_en": None}, rest))
    for role, row, size in rows:
        yield {
            **row,
            "whole_id": whole["fact_id"],
            "role": role,
            "state": state,
            "fact_ids": row["fact_id"],
            **as_columns("", size, "count", 0),
            **as_columns("share_", _share(size, total), "percent", 1),
        }


def _share(size: bounds.Interval, total: bounds.Interval) -> bounds.Interval | None:
    return None if total.contains(0) else bounds.percentage(size, total)


def total_of(sizes: Iterable[bounds.Interval]) -> bounds.Interval:
    """The sum of some intervals."""
    total = bounds.point(0)
    for size in sizes:
        total = total + size
    return total


def as_columns(
    prefix: str, size: bounds.Interval | None, unit: str, digits: int
) -> dict[str, Any]:
    """`size` as the columns of a figure, rounded so that its bounds still hold.

    An end at zero, or of a share at a hundred, tells nothing and is left open.
    """
    cells: list[Any] = [math.nan, math.nan, "exact", unit]
    if size is not None:
        low, high = size.lower, size.upper
        if not size.is_point:
            low = None if low == 0 else low
            high = None if unit == "percent" and high == 100 else high  # noqa: PLR2004
        cells = [*_rounded(low, high, digits), _qualifier(size, low, high), unit]
    return dict(zip((f"{prefix}{end}" for end in ENDS), cells, strict=True))


def _rounded(low: float | None, high: float | None, digits: int) -> tuple[float, float]:
    by = 10**digits
    if low is not None and low == high:
        near = math.floor(round(low * by, 6) + 0.5) / by
        return near, near
    down = math.nan if low is None else math.floor(round(low * by, 6)) / by
    up = math.nan if high is None else math.ceil(round(high * by, 6)) / by
    return down, up


def _qualifier(size: bounds.Interval, low: float | None, high: float | None) -> str:
    if size.is_about:
        return "about"
    if high is None and low is not None:
        return "over" if size.lower_open else "at_least"
    if low is None and high is not None:
        return "under" if size.upper_open else "at_most"
    return "exact"


def interval(row: Mapping[str, Any]) -> bounds.Interval:
    """The figure of a row of observations."""
    return bounds.of(row["value"], row["lower"], row["upper"], row["qualifier"])
