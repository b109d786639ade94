"""Reported figures with their bounds, and the claims made over time."""

import pandas as pd

from analysis.measures.counting import ids

CLAIM_COLUMNS = [
    "indicator_id",
    "committee_id",
    "locality_id",
    "as_of_start",
    "as_of_end",
    "as_of_precision",
    "low",
    "high",
    "qualifier",
    "unit",
    "modality",
    "claim_set",
    "source_id",
    "fact_ids",
]


def with_bounds(observations: pd.DataFrame) -> pd.DataFrame:
    """The rows with `low` and `high`: the ends of each figure, open ends missing.

    A figure given as about so much keeps its point; no width is made up.
    """
    value, lower, upper = (observations[c] for c in ("value", "lower", "upper"))
    return observations.assign(low=value.fillna(lower), high=value.fillna(upper))


def claims_over_time(
    observations: pd.DataFrame, indicator_ids: list[str]
) -> pd.DataFrame:
    """Claims of some indicators, one row a claim, with its ends and its time.

    What one text says twice of the same time is one claim with two facts.

    Returns
    -------
    DataFrame
        Sorted by indicator in the order given, committee and time: `indicator_id`,
        `committee_id`, `locality_id`, `as_of_start`, `as_of_end`,
        `as_of_precision`, `low`, `high`, `qualifier`, `unit`, `modality`,
        `claim_set`, `source_id`, `fact_ids`.
    """
    chosen = observations[observations["indicator_id"].isin(indicator_ids)]
    rank = {key: number for number, key in enumerate(indicator_ids)}
    rows = with_bounds(chosen.assign(rank=chosen["indicator_id"].map(rank)))
    order = ["rank", "committee_id", "as_of_start", "as_of_end", "fact_ids"]
    return (
        rows.groupby(["rank", *CLAIM_COLUMNS[:-1]], dropna=False, as_index=False)
        .agg(fact_ids=("fact_id", ids))
        .sort_values(order, na_position="last", ignore_index=True)[CLAIM_COLUMNS]
    )
