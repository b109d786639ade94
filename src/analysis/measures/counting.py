"""Counting rows with their facts, and long tables to wide ones."""

from collections.abc import Iterable, Sequence

import pandas as pd

NOT_MENTIONED = "not_mentioned"
REPORTED = "reported"


def ids(facts: Iterable[str]) -> str:
    """Fact ids as one string, sorted, each once."""
    return " ".join(sorted({fact for cell in facts for fact in str(cell).split()}))


def ids_of_rows(rows: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """The facts in some columns of each row; what is missing is left out."""
    return [ids(cells) for cells in rows[[*columns]].fillna("").to_numpy().tolist()]


def counted(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Rows counted by the columns `by`.

    Returns
    -------
    DataFrame
        One row per combination that occurs, sorted: `by`, `count`, `fact_ids`.
    """
    return (
        rows.groupby(list(by), as_index=False)["fact_id"]
        .agg(["size", ids])
        .rename(columns={"size": "count", "ids": "fact_ids"})
    )


def wide(frame: pd.DataFrame, down: str, across: str, value: str) -> pd.DataFrame:
    """A long table with a column for each key of one of its columns.

    Parameters
    ----------
    frame
        One row per combination: `down`, `across`, `value`, `fact_ids`.

    Returns
    -------
    DataFrame
        One row per key of `down` that has a value, in the order of `frame`: `down`, for
        each key of `across` in the order of `frame` a column and another `…_fact_ids`
        with the facts of its cells, and `fact_ids`, those of the row.
    """
    cells = frame.dropna(subset=[value]).set_index(down)
    facts = cells.groupby(level=0, sort=False)["fact_ids"].agg(ids)
    of_keys = {key: cells[cells[across] == key] for key in frame[across].unique()}
    table = pd.DataFrame(index=facts.index).assign(
        **{key: rows[value] for key, rows in of_keys.items()},
        **{f"{key}_fact_ids": rows["fact_ids"] for key, rows in of_keys.items()},
        fact_ids=facts,
    )
    return table.reset_index()
