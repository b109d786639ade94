"""What is reported and what is not mentioned, and whose account it is."""

from collections.abc import Mapping

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, REPORTED, counted

STATUSES = ["done", "ongoing", "planned", "norm"]


def statements(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every coded statement, whatever table it stands in.

    Returns
    -------
    DataFrame
        One row per fact: `fact_id`, `source_id`.
    """
    columns = ["fact_id", "source_id"]
    parts = [frame.reindex(columns=columns) for frame in tables.values()]
    return pd.concat(parts, ignore_index=True).dropna(subset=["source_id"])


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
    grid = pd.MultiIndex.from_product(every, names=[down, across])
    counts = counted(rows, [down, across]).set_index([down, across]).reindex(grid)
    is_reported = counts["count"].notna()
    return counts.assign(
        count=counts["count"].astype("Int64"),
        state=is_reported.map({True: REPORTED, False: NOT_MENTIONED}),
        fact_ids=counts["fact_ids"].fillna(""),
    ).reset_index()[[down, across, "count", "state", "fact_ids"]]
