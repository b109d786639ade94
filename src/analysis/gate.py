"""The gate: what may be compared with what, and every refusal by name.

Two figures stand in one comparison only if what they measure, of whom, when and how
agrees. Levels are never pooled.
"""

from collections.abc import Callable
from itertools import combinations

import pandas as pd

from analysis import bounds
from analysis.rows import Row, records

Check = Callable[[Row, Row], bool]
COLUMNS = ["first", "second", "allowed", "refusals", "fact_ids"]


def comparisons(
    observations: pd.DataFrame, indicators: pd.DataFrame, committees: pd.DataFrame
) -> pd.DataFrame:
    """Every pair of figures, and whether they may be compared.

    Parameters
    ----------
    observations
        The figures, one a row, with the columns of the codebook.
    indicators
        `indicator_id`, `definition_status`.
    committees
        `committee_id`, `level`, `parent_id`, `locality_id`.

    Returns
    -------
    DataFrame
        One row per pair: `first`, `second` (facts), `allowed`, `refusals` (keys of
        mismatches, separated by a space), `fact_ids`.
    """
    status = indicators.set_index("indicator_id")["definition_status"]
    placed = {row["committee_id"]: row for row in records(committees)}
    rows = []
    for row in records(observations):
        committee = placed[row["committee_id"]]
        area = row["locality_id"]
        of_figure = {
            "level": committee["level"],
            "parent_id": committee["parent_id"],
            "narrower": None if area == committee["locality_id"] else area,
            "definition_status": status[row["indicator_id"]],
        }
        rows.append(row | of_figure)
    pairs = [_pair(a, b) for a, b in combinations(rows, 2)]
    return pd.DataFrame(pairs, columns=COLUMNS)


def _same(column: str) -> Check:
    return lambda a, b: bool(a[column] == b[column])


def _apart(a: Row, b: Row) -> bool:
    """Whether neither committee is the parent of the other."""
    first, second = a["committee_id"], b["committee_id"]
    return bool(second != a["parent_id"] and first != b["parent_id"])


def _defined(a: Row, b: Row) -> bool:
    """Whether a definition is stated, or one text uses one wording."""
    stated = a["definition_status"] == b["definition_status"] == "stated"
    return stated or bool(a["source_id"] == b["source_id"])


def _undated(row: Row) -> bool:
    return row["as_of_start"] is None and row["as_of_end"] is None


def _one_time(a: Row, b: Row) -> bool:
    """Whether two figures bear one date, or one text gives neither of them any."""
    if _undated(a) and _undated(b):
        return bool(a["source_id"] == b["source_id"])
    times = ("as_of_start", "as_of_end", "as_of_precision")
    return all(a[column] == b[column] for column in times)


def _no_rivals(a: Row, b: Row) -> bool:
    return a["claim_set"] is None or a["claim_set"] != b["claim_set"]


def _figures(a: Row, b: Row) -> bool:
    return bounds.of_row(a) is not None and bounds.of_row(b) is not None


CHECKS: dict[str, Check] = {
    "indicator": _same("indicator_id"),
    "unit": _same("unit"),
    "definition": _defined,
    "level": _same("level"),
    "own_parent": _apart,
    "area": _same("narrower"),
    "as_of": _one_time,
    "boundary": _same("boundary_en"),
    "population": _same("population_en"),
    "modality": _same("modality"),
    "base": _same("base"),
    "rivals": _no_rivals,
    "no_figure": _figures,
}


def _pair(a: Row, b: Row) -> Row:
    refusals = [name for name, agrees in CHECKS.items() if not agrees(a, b)]
    return {
        "first": a["fact_id"],
        "second": b["fact_id"],
        "allowed": not refusals,
        "refusals": " ".join(refusals),
        "fact_ids": f"{a['fact_id']} {b['fact_id']}",
    }
