"""What is reported and what is not mentioned, counted with its facts."""

from collections.abc import Iterable, Mapping

import pandas as pd

NOT_MENTIONED = "not_mentioned"

REPORTED = "reported"

STATUSES = ["done", "ongoing", "planned"]


def ids(facts: Iterable[str]) -> str:
    """Facts as one string, sorted, each once."""
    return " ".join(sorted({one for fact in facts for one in str(fact).split()}))


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


def counted(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Rows counted by the columns `by`.

    Returns
    -------
    DataFrame
        One row per combination that occurs, sorted: `by`, `count`, `fact_ids`.
    """
    return (
        rows.groupby(by, as_index=False, sort=True, dropna=False)["fact_id"]
        .agg(["size", ids])
        .rename(columns={"size": "count", "ids": "fact_ids"})
    )


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
    found = counted(rows, [down, across]).set_index([down, across]).reindex(grid)
    found["count"] = found["count"].astype("Int64")
    found["state"] = found["count"].notna().map({True: REPORTED, False: NOT_MENTIONED})
    found["fact_ids"] = found["fact_ids"].fillna("")
    return found.reset_index()[[down, across, "count", "state", "fact_ids"]]


def wide(covered: pd.DataFrame) -> pd.DataFrame:
    """What `coverage` returns, with a column for each key of its second column.

    Returns
    -------
    DataFrame
        One row per key of the first column; in each further column the count, or
        `not_mentioned`; `fact_ids`.
    """
    down, across = covered.columns[:2]
    cells = (
        covered["count"]
        .astype(object)
        .where(covered["state"] == REPORTED, NOT_MENTIONED)
    )
    table = covered.assign(cell=cells).pivot_table(
        index=down, columns=across, values="cell", aggfunc="first", sort=False
    )
    table["fact_ids"] = covered.groupby(down, sort=False)["fact_ids"].agg(ids)
    return table.rename_axis(columns=None).reset_index()


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


def self_report(stated: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Share of statements in which the body described is the speaker.

    Parameters
    ----------
    stated
        `fact_id`, `table`, `source_id`, as `statements` gives them.
    sources
        `source_id`, `is_self_reported`.

    Returns
    -------
    DataFrame
        One row per table: `table`, `count`, `self_reported`, `self_reported_pct`
        (0 to 100), `fact_ids`.
    """
    owners = sources[["source_id", "is_self_reported"]]
    joined = stated.merge(owners, on="source_id", validate="many_to_one")
    own = joined["is_self_reported"].astype(int)
    return (
        joined.assign(own=own)
        .groupby("table", as_index=False)
        .agg(
            count=("fact_id", "size"),
            self_reported=("own", "sum"),
            self_reported_pct=("own", lambda share: 100 * share.mean()),
            fact_ids=("fact_id", ids),
        )
    )


def statuses(
    reforms: pd.DataFrame, dimension_ids: list[str], committee_ids: list[str]
) -> pd.DataFrame:
    """Reforms by dimension, committee and status.

    Returns
    -------
    DataFrame
        One row per dimension, committee and status, in the order given and that of
        `STATUSES`: `dimension_id`, `committee_id`, `status`, `count` (missing where
        none is mentioned), `fact_ids`.
    """
    keys = ["dimension_id", "committee_id", "status"]
    grid = pd.MultiIndex.from_product(
        [dimension_ids, committee_ids, STATUSES], names=keys
    )
    found = counted(reforms, keys).set_index(keys).reindex(grid).reset_index()
    return found.assign(
        count=found["count"].astype("Int64"), fact_ids=found["fact_ids"].fillna("")
    )


def statuses_wide(counts: pd.DataFrame) -> pd.DataFrame:
    """What `statuses` returns, a column for each status.

    Returns
    -------
    DataFrame
        One row per dimension and committee that mentions it: `dimension_id`,
        `committee_id`, `done`, `ongoing`, `planned`, `fact_ids`.
    """
    keys = ["dimension_id", "committee_id"]
    told = counts.dropna(subset=["count"])
    table = told.pivot_table(index=keys, columns="status", values="count", sort=False)
    table = table.reindex(columns=STATUSES).fillna(0).astype("Int64")
    table["fact_ids"] = told.groupby(keys, sort=False)["fact_ids"].agg(ids)
    return table.rename_axis(columns=None).reset_index()


def in_order(reforms: pd.DataFrame, dimension_ids: list[str]) -> pd.DataFrame:
    """The reforms by dimension in the order given, then by status and text."""
    rank = {key: number for number, key in enumerate(dimension_ids)}
    places = reforms.assign(
        rank=reforms["dimension_id"].map(rank),
        stage=reforms["status"].map(STATUSES.index),
    )
    order = ["rank", "stage", "fact_id"]
    return places.sort_values(order, ignore_index=True)[reforms.columns.to_list()]
