"""The gate: what may be compared with what, and every refusal by name.

Two figures stand in one comparison only if what they measure, of whom, when and how
agrees. A mismatch refuses the pair unless the author accepts it by name and gives a
reason, which comes back to be printed. Levels are never pooled.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from analysis import bounds
from analysis.rows import records

Row = dict[str, Any]
Check = Callable[[Row, Row], bool]
COLUMNS = ["first", "second", "allowed", "refusals", "accepted", "notes", "order"]
NEVER = ("unit", "level", "own_parent", "no_figure")
ACCEPTABLE = (
    "indicator",
    "definition",
    "area",
    "as_of",
    "boundary",
    "population",
    "modality",
    "base",
    "rivals",
)


def comparisons(
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    committees: pd.DataFrame,
    accept: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Every pair of figures: whether they may be compared, and how they order.

    Parameters
    ----------
    observations
        The figures, one a row, with the columns of the codebook.
    indicators
        `indicator_id`, `definition_status`.
    committees
        `committee_id`, `level`, `parent_id`, `locality_id`.
    accept
        Mismatches that the author accepts, each with the reason to be printed. A
        unit, a level and a committee above another are never accepted.

    Returns
    -------
    DataFrame
        One row per pair: `first`, `second` (facts), `allowed`, `refusals` (keys of
        mismatches, separated by a space), `accepted` (those the author accepts, as
        "key: reason", separated by "; "), `notes` (keys), `order` of first to
        second (less, greater, equal, undecided; missing if refused), `fact_ids`.

    Raises
    ------
    ValueError
        If `accept` names no mismatch, one that is never accepted, or no reason.
    """
    indicated = _keyed(indicators, "indicator_id", ["definition_status"])
    placed = _keyed(committees, "committee_id", ["level", "parent_id", "locality_id"])
    rows = []
    for row in records(observations):
        own = placed[row["committee_id"]]
        area = row["locality_id"]
        narrower = None if area == own["locality_id"] else area
        kind = {**indicated[row["indicator_id"]], "narrower": narrower}
        rows.append({**row, **own, **kind, "interval": bounds.of_row(row)})
    _check_accept(accept or {})
    pairs = [_pair(a, b, FIGURES, accept or {}) for a, b in combinations(rows, 2)]
    return pd.DataFrame(pairs, columns=[*COLUMNS, "fact_ids"])


def _same(column: str) -> Check:
    return lambda a, b: bool(a[column] == b[column])


def _apart(a: Row, b: Row) -> bool:
    """Whether neither committee is the parent of the other."""
    own, other = a["committee_id"], b["committee_id"]
    return bool(other != a["parent_id"] and own != b["parent_id"])


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
    return a["interval"] is not None and b["interval"] is not None


FIGURES: dict[str, Check] = {
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


def _pair(
    a: Row, b: Row, checks: Mapping[str, Check], accept: Mapping[str, str]
) -> Row:
    found = [name for name, agrees in checks.items() if not agrees(a, b)]
    refusals = [name for name in found if name not in accept]
    accepted = [f"{name}: {accept[name]}" for name in found if name in accept]
    allowed = not refusals
    facts = [*a.get("facts", [a["fact_id"]]), *b.get("facts", [b["fact_id"]])]
    return {
        "first": a["fact_id"],
        "second": b["fact_id"],
        "allowed": allowed,
        "refusals": " ".join(refusals),
        "accepted": "; ".join(accepted),
        "notes": " ".join(_notes(a, b)),
        "order": bounds.order(a["interval"], b["interval"]) if allowed else None,
        "fact_ids": " ".join(dict.fromkeys(facts)),
    }


def _notes(a: Row, b: Row) -> Iterator[str]:
    """What a comparison assumes without refusing it."""
    if a["source_id"] == b["source_id"]:
        if "unstated" in (a.get("definition_status"), b.get("definition_status")):
            yield "assumed_constant"
        if "as_of_start" in a and _undated(a) and _undated(b):
            yield "both_undated"


def _check_accept(accept: Mapping[str, str]) -> None:
    allowed = ", ".join(ACCEPTABLE)
    for name, reason in accept.items():
        if name in NEVER:
            msg = f"{name!r} is never accepted; what may be: {allowed}"
            raise ValueError(msg)
        if name not in ACCEPTABLE:
            msg = f"no mismatch {name!r}; known: {allowed}"
            raise ValueError(msg)
        if not reason.strip():
            msg = f"{name!r} is accepted without a reason"
            raise ValueError(msg)


def _keyed(frame: pd.DataFrame, key: str, columns: list[str]) -> dict[str, Row]:
    return {row[key]: {name: row[name] for name in columns} for row in records(frame)}
