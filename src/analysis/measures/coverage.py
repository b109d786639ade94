"""What is reported and what is not mentioned, and whose account it is."""

from collections.abc import Mapping

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, REPORTED, counted_over, ids

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


def reach_of_coverage(covered: pd.DataFrame, down: str, across: str) -> pd.DataFrame:
    """For each key of `down`, which keys of `across` report it.

    Returns
    -------
    DataFrame
        One row per key of `down`: `reported_by` and `not_mentioned_by` (keys of
        `across`, separated by a space), `reach` (all, some, one, none), `fact_ids`.
    """

    def summary(group: pd.DataFrame) -> pd.Series:
        yes = group.loc[group["state"] == REPORTED, across].tolist()
        no = group.loc[group["state"] == NOT_MENTIONED, across].tolist()
        reach = "all" if not no else {0: "none", 1: "one"}.get(len(yes), "some")
        values = [" ".join(yes), " ".join(no), reach, ids(group["fact_ids"])]
        return pd.Series(
            values, index=["reported_by", "not_mentioned_by", "reach", "fact_ids"]
        )

    grouped = covered.groupby(down, sort=False)[[across, "state", "fact_ids"]]
    return grouped.apply(summary).reset_index()


def in_order(reforms: pd.DataFrame, dimension_ids: list[str]) -> pd.DataFrame:
    """The reforms by dimension in the order given, then by status and text."""
    rank = {key: number for number, key in enumerate(dimension_ids)}
    places = reforms.assign(
        rank=reforms["dimension_id"].map(rank),
        stage=reforms["status"].map(STATUSES.index),
    )
    order = ["rank", "stage", "fact_id"]
    return places.sort_values(order, ignore_index=True)[reforms.columns.to_list()]
