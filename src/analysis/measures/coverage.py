"""What is reported and what is not mentioned, and whose account it is."""

from collections.abc import Mapping

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, REPORTED, counted_over

STATUSES = ["done", "ongoing", "planned", "norm"]


def statements(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every coded statement, whatever table it stands in.

    Returns
    -------
    DataFrame
        One row per fact: `fact_id`, `table`, `source_id`, `committee_id` (empty
        where the table has none).
    """
    columns = ["fact_id", "source_id", "committee_id"]
    parts = [
        frame.reindex(columns=columns).assign(table=name)
        for name, frame in tables.items()
    ]
    stated = pd.concat(parts, ignore_index=True).dropna(subset=["source_id"])
    return stated[["fact_id", "table", "source_id", "committee_id"]]


def coverage(
    rows: pd.DataFrame, down: str, across: str, every: tuple[list[str], list[str]]
) -> pd.DataFrame:
    """What is reported and what is not mentioned, over every pair of two columns.

    A pair without a row is *not mentioned*: neither no nor zero.

    Parameters
    ----------
    rows
        One row per fact: `fact_id`, and the columns `down` and `across`.
    every
        The keys that each of the two columns can have, in the order wanted.

    Returns
    -------
    DataFrame
        One row per pair: `down`, `across`, `count` (missing where not mentioned),
        `state` (reported, not_mentioned), `fact_ids`.
    """
    counts = counted_over(rows, dict(zip((down, across), every, strict=True)))
    state = counts["count"].notna().map({True: REPORTED, False: NOT_MENTIONED})
    return counts.assign(state=state)[[down, across, "count", "state", "fact_ids"]]
