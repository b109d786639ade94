"""Methods by name: the most concrete measure of each kind that a committee reports."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED
from analysis.measures.devices import concrete_first

STRENGTHS = ("by_name", "unnamed", "intended", "norm")
WITHOUT_REPORT = {"planned": "intended", "norm": "norm"}  # by status


def said_of(
    rows: pd.DataFrame, subjects: pd.DataFrame, committees: Sequence[str]
) -> pd.DataFrame:
    """The statements about some committees, one row for each of these.

    The columns are those of `rows`; `committee_id` is of whom the statement is said.
    """
    about = subjects[subjects["subject_id"].isin(committees)]
    joined = rows.drop(columns="committee_id").merge(about, on="fact_id")
    return joined.rename(columns={"subject_id": "committee_id"})[rows.columns]


def methods_by_name(
    reforms: pd.DataFrame,
    stated: pd.DataFrame,
    every: tuple[Sequence[str], Sequence[str]],
    summary: str,
) -> pd.DataFrame:
    """The most concrete measure of each kind of method and committee, in a sentence.

    Parameters
    ----------
    reforms
        What `said_of` returns; the column `summary` has its words.
    stated
        `dimension_id`, `committee_id`, `text`, `fact_ids`: sentences of the data; a
        pair that has none gets the summary of its most concrete measure.
    every
        Dimensions and committees, in the order wanted.

    Returns
    -------
    DataFrame
        One row per dimension and committee: `dimension_id`, `committee_id`, `text`,
        `status` (that of the first fact), `strength` (by_name, unnamed, intended,
        norm, not_mentioned: the strongest of all its measures, where a sentence that
        rests on documents or figures too is by name), `fact_ids`.
    """
    rows = [
        _method(reforms, stated, (dimension, committee), summary)
        for dimension in every[0]
        for committee in every[1]
    ]
    columns = ["dimension_id", "committee_id", "text", "status", "strength", "fact_ids"]
    return pd.DataFrame(rows, columns=columns)


def _method(
    reforms: pd.DataFrame, stated: pd.DataFrame, pair: tuple[str, str], summary: str
) -> tuple[str | None, ...]:
    coded = concrete_first(reforms[_of_pair(reforms, pair)])
    if coded.empty:
        return (*pair, None, None, NOT_MENTIONED, "")
    is_named = coded["names"].ne("nothing").map({True: "by_name", False: "unnamed"})
    strengths = coded["status"].map(WITHOUT_REPORT).fillna(is_named)
    strength = min(strengths, key=STRENGTHS.index)
    text, facts = coded[strengths == strength].iloc[0][[summary, "fact_id"]]
    written = stated[_of_pair(stated, pair)]
    if len(written):
        text, facts = written.iloc[0][["text", "fact_ids"]]
        has_further = not set(facts.split()) <= set(reforms["fact_id"])
        strength = "by_name" if strength == "unnamed" and has_further else strength
    is_first = reforms["fact_id"] == facts.split()[0]
    status = reforms.loc[is_first, "status"].iloc[0]
    return (*pair, text, status, strength, facts)


def _of_pair(frame: pd.DataFrame, pair: tuple[str, str]) -> "pd.Series[bool]":
    dimension, committee = pair
    return (frame["dimension_id"] == dimension) & (frame["committee_id"] == committee)


def with_status(methods: pd.DataFrame, statuses: Mapping[str, str]) -> pd.DataFrame:
    """The same with its status in brackets after each text, in words of `statuses`."""
    brackets = " [" + methods["status"].map(statuses) + "]"
    return methods.assign(text=methods["text"] + brackets)
