"""Devices of leadership: the most concrete measure of each, and its evidence."""

from collections.abc import Sequence

import pandas as pd

from analysis.measures.counting import ids_of_rows
from analysis.measures.coverage import STATUSES

NAMES = ["number", "device", "document", "body", "date", "nothing"]
STRENGTHS = {  # by whether the account is the committee's own, and has a figure
    (True, True): "own_figure",
    (True, False): "own_words",
    (False, True): "other_figure",
    (False, False): "other_words",
}
FIGURE = ["low", "high", "unit", "qualifier"]


def concrete_first(reforms: pd.DataFrame) -> pd.DataFrame:
    """Measures in order of how much they name, headings left out.

    First those that name anything; among them the done before the ongoing, the planned
    and the norms, then by what is named, then in the order of the texts.
    """
    rows = reforms[~reforms["is_heading"].astype(bool)]
    order = pd.DataFrame(
        {
            "formula": rows["names"].eq("nothing"),
            "status": rows["status"].map(STATUSES.index),
            "names": rows["names"].map(NAMES.index),
            "fact_id": rows["fact_id"],
        }
    ).sort_values(["formula", "status", "names", "fact_id"])
    return rows.loc[order.index].reset_index(drop=True)


def with_evidence(
    reforms: pd.DataFrame, bounded: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """Measures with the figure printed in their words, and whose account they are.

    `bounded` has reported figures, as `with_bounds` returns them.

    Returns
    -------
    DataFrame
        The rows of `reforms` with `low`, `high`, `unit`, `qualifier` (of the first
        figure within the words of the measure; missing if there is none), `strength`
        (own_figure, own_words, other_figure, other_words), `fact_ids` (the measure and
        its figure).
    """
    spans = ["source_id", "start", "end"]
    figures = bounded[["fact_id", *spans, *FIGURE]]
    pairs = reforms[["fact_id", *spans]].merge(
        figures, on="source_id", suffixes=("", "_figure")
    )
    is_within = pairs["start_figure"].lt(pairs["end"])
    is_within &= pairs["start"].lt(pairs["end_figure"])
    first = pairs[is_within].sort_values("start_figure").drop_duplicates("fact_id")
    joined = reforms.merge(
        first[["fact_id", "fact_id_figure", *FIGURE]], "left", "fact_id"
    )
    is_own = joined["source_id"].map(sources.set_index("source_id")["is_self_reported"])
    pairs_of = zip(is_own.astype(bool), joined["fact_id_figure"].notna(), strict=True)
    return joined.assign(
        strength=[STRENGTHS[pair] for pair in pairs_of],
        fact_ids=ids_of_rows(joined, ["fact_id", "fact_id_figure"]),
    ).drop(columns="fact_id_figure")


def first_of_each(
    rows: pd.DataFrame, down: str, across: str, every: Sequence[str]
) -> pd.DataFrame:
    """The first row of each pair of two columns: what a matrix shows in its boxes.

    The `rows` are in order of how telling they are; `every` has the values of `across`
    in the order wanted.

    Returns
    -------
    DataFrame
        One row per pair, in the order in which the values of `down` occur and in that
        of `every`: the columns of `rows`, with `fact_ids` if these have a `fact_id`
        alone; missing where there is no such pair.
    """
    if "fact_ids" not in rows:
        rows = rows.assign(fact_ids=rows["fact_id"])
    firsts = rows.drop_duplicates([down, across]).set_index([down, across])
    names = [down, across]
    grid = pd.MultiIndex.from_product([rows[down].unique(), every], names=names)
    return firsts.reindex(grid).reset_index()
