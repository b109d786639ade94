"""Methods by name: the most concrete measure of each kind that a committee reports."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED
from analysis.measures.coverage import STATUSES

NAMED = ["document", "number", "body", "device", "date", "nothing"]
BY_NAME, UNNAMED, INTENDED, NORM = "by_name", "unnamed", "intended", "norm"


def said_of(
    rows: pd.DataFrame, subjects: pd.DataFrame, committees: Sequence[str]
) -> pd.DataFrame:
    """The statements about some committees, `committee_id` being of whom each is said.

    Parameters
    ----------
    rows
        One row per statement: `fact_id`, `committee_id`, …
    subjects
        `fact_id`, `subject_id`.

    Returns
    -------
    DataFrame
        One row per statement and committee: the columns of `rows`.
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
        `fact_id`, `committee_id`, `dimension_id`, `status`, `names`, `is_heading` and
        `summary`: the measures said of the committees.
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
    coded = _most_concrete_first(reforms[_of_pair(reforms, pair)])
    if coded.empty:
        return (*pair, None, None, NOT_MENTIONED, "")
    first, written = coded.iloc[0], stated[_of_pair(stated, pair)]
    text, facts, strength = first[summary], first["fact_id"], first["strength"]
    if len(written):
        text, facts = written.iloc[0][["text", "fact_ids"]]
        has_further = not set(facts.split()) <= set(reforms["fact_id"])
        strength = BY_NAME if strength == UNNAMED and has_further else strength
    is_first = reforms["fact_id"] == facts.split()[0]
    status = reforms.loc[is_first, "status"].iloc[0]
    return (*pair, text, status, strength, facts)


def _of_pair(frame: pd.DataFrame, pair: tuple[str, str]) -> "pd.Series[bool]":
    dimension, committee = pair
    return (frame["dimension_id"] == dimension) & (frame["committee_id"] == committee)


def _most_concrete_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Measures with their `strength`, those reported by name first, headings left out.

    Among equals a document comes before a number, a number before a body, a device or
    a date; what is done before what is ongoing.
    """
    parts = rows[~rows["is_heading"].astype(bool)]
    strengths = [
        {"planned": INTENDED, "norm": NORM}.get(
            status, UNNAMED if names == "nothing" else BY_NAME
        )
        for status, names in zip(parts["status"], parts["names"], strict=True)
    ]
    order = [BY_NAME, UNNAMED, INTENDED, NORM]
    ranked = parts.assign(
        strength=strengths,
        by_strength=[order.index(strength) for strength in strengths],
        by_name=parts["names"].map(NAMED.index),
        by_status=parts["status"].map(STATUSES.index),
    )
    return ranked.sort_values(["by_strength", "by_name", "by_status", "fact_id"])


def with_status(methods: pd.DataFrame, statuses: Mapping[str, str]) -> pd.DataFrame:
    """The same with its status in brackets after each text, in words of `statuses`."""
    brackets = " [" + methods["status"].map(statuses) + "]"
    return methods.assign(text=methods["text"] + brackets)
