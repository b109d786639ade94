"""Counting rows with their facts: over every combination of keys, long and wide."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

NOT_MENTIONED = "not_mentioned"

REPORTED = "reported"


def ids(facts: Iterable[str]) -> str:
    """Fact ids as one string, sorted, each once."""
    return " ".join(sorted({fact for cell in facts for fact in str(cell).split()}))


def counted(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Rows counted by the columns `by`.

    Returns
    -------
    DataFrame
        One row per combination that occurs, sorted: `by`, `count`, `fact_ids`.
    """
    return (
        rows.groupby(list(by), as_index=False, sort=True, dropna=False)["fact_id"]
        .agg(["size", ids])
        .rename(columns={"size": "count", "ids": "fact_ids"})
    )


def counted_over(
    rows: pd.DataFrame,
    values: Mapping[str, Sequence[str]],
    *,
    zero_within: Sequence[str] = (),
) -> pd.DataFrame:
    """Rows counted over every combination of the values of some columns.

    A combination without a row is *not mentioned*: neither no nor zero.

    Parameters
    ----------
    rows
        One row per fact: `fact_id`, and the columns of `values`.
    values
        For each column the values that it can have, in the order wanted.
    zero_within
        Columns of which a combination counts as mentioned if any of its rows is: what
        is missing there is a count of zero.

    Returns
    -------
    DataFrame
        One row per combination: the columns of `values`, `count` (missing where not
        mentioned), `fact_ids`.
    """
    columns = list(values)
    grid = pd.MultiIndex.from_product([*values.values()], names=columns)
    counts = counted(rows, columns).set_index(columns).reindex(grid)
    counts["count"] = counts["count"].astype("Int64")
    if zero_within:
        by_group = counts["count"].groupby(level=list(zero_within))
        is_mentioned = by_group.transform("count") > 0
        counts["count"] = counts["count"].fillna(0).where(is_mentioned)
    counts["fact_ids"] = counts["fact_ids"].fillna("")
    return counts.reset_index()


def wide(
    frame: pd.DataFrame,
    down: str | Sequence[str],
    across: str,
    value: str = "count",
    *,
    silent: str | None = None,
) -> pd.DataFrame:
    """A long table with a column for each key of one of its columns.

    Parameters
    ----------
    frame
        One row per combination: `down`, `across`, `value`, `fact_ids`.
    down
        The columns whose values tell the rows apart.
    across
        The column whose values become columns.
    silent
        What stands for a missing value. Without it missing values stay so, and a row
        that has no other is left out.

    Returns
    -------
    DataFrame
        One row per combination of `down`, in the order of `frame`: `down`, for each
        value of `across` in the order of `frame` a column and another `…_fact_ids` with
        the facts of its cells, and `fact_ids`, those of the row.
    """
    by = [down] if isinstance(down, str) else list(down)
    rows = frame if silent is not None else frame.dropna(subset=[value])
    cells = rows.set_index(by)
    order = [*frame[across].unique()]
    columns = {key: cells.loc[cells[across] == key, value] for key in order}
    of_cells = {
        f"{key}_fact_ids": cells.loc[cells[across] == key, "fact_ids"] for key in order
    }
    facts = cells.groupby(level=by, sort=False)["fact_ids"].agg(ids)
    table = pd.DataFrame(index=facts.index).assign(**columns)
    if silent is not None:
        table = table.astype(object).where(table.notna(), silent)
    return table.assign(**of_cells, fact_ids=facts).reset_index()
