"""Failings and their causes: who names them of whom, and which measures answer them."""

import pandas as pd

from analysis.measures.counting import ids, ids_of_rows

NOT_CODED = "not_coded"
SUMMARIES = ["summary_en", "summary_vi"]
ANSWERS = ["stated", "ours"]


def accounts(
    failings: pd.DataFrame, subjects: pd.DataFrame, bodies: pd.DataFrame
) -> pd.DataFrame:
    """Each failing with whose account it stands in, and of whom it is said.

    `failings` are rows of the table `shortcomings`.

    Returns
    -------
    DataFrame
        The rows of `failings`, those of a domain that more accounts name first, with
        `speaker_id` (the committee of the body that speaks; the body if it has none),
        `subject_ids` (committees and places, separated by a space), `account` (both).
    """
    owners = bodies.set_index("body_id")["committee_id"]
    speaker = failings["asserted_by"].map(owners).fillna(failings["asserted_by"])
    of_whom = failings["fact_id"].map(
        subjects.groupby("fact_id")["subject_id"].agg(ids)
    )
    rows = failings.assign(
        speaker_id=speaker, subject_ids=of_whom, account=speaker + " " + of_whom
    )
    named_by = rows.groupby("domain")["account"].transform("nunique")
    order = ["named_by", "domain", "account", "fact_id"]
    by = rows.assign(named_by=named_by).sort_values(
        order, ascending=[False, *[True] * 3]
    )
    return by.drop(columns="named_by").reset_index(drop=True)


def about(rows: pd.DataFrame, committee_ids: list[str]) -> pd.DataFrame:
    """The rows of `accounts` that committees give, or that are given of them."""
    keys = rows["account"].str.split()
    named = keys.map(lambda account: not set(account).isdisjoint(committee_ids))
    return rows[named.astype(bool)].reset_index(drop=True)


def in_words(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The summaries of several rows as one text.

    Returns
    -------
    DataFrame
        One row per combination of `by`, in the order in which it occurs: `by`,
        `summary_en`, `summary_vi` (separated by "; "), `fact_ids`.
    """
    texts = {name: (name, "; ".join) for name in SUMMARIES}
    grouped = rows.groupby(by, sort=False, as_index=False, dropna=False)
    return grouped.agg(**texts, fact_ids=("fact_id", ids))


def causes(
    rows: pd.DataFrame, links: pd.DataFrame, committees: pd.DataFrame
) -> pd.DataFrame:
    """Each failing given as a cause, of what, and where it is said to lie.

    `rows` is what `accounts` returns. Only causes that a text states count.

    Returns
    -------
    DataFrame
        The rows that are causes, with `effect_en`, `effect_vi` (the first failing that
        it is given as a cause of; missing if none is named) and `lies`: own, below,
        above (as seen from the speaker), elsewhere.
    """
    stated = links[links["type"].eq("cause_of") & links["basis"].eq("stated")]
    first = stated.drop_duplicates("from").set_index("from")["to"]
    is_cause = rows["type"].eq("cause") | rows["fact_id"].isin(first.index)
    given = rows[is_cause].reset_index(drop=True)
    effect = given["fact_id"].map(first)
    by_id = rows.set_index("fact_id")
    above = committees.dropna(subset=["parent_id"])
    parents = dict(
        zip(committees["locality_id"], committees["committee_id"], strict=True)
    )
    parents |= dict(zip(above["committee_id"], above["parent_id"], strict=True))
    pairs = zip(given["speaker_id"], given["subject_ids"], strict=True)
    return given.assign(
        effect_en=effect.map(by_id["summary_en"]),
        effect_vi=effect.map(by_id["summary_vi"]),
        lies=[_place(speaker, keys.split(), parents) for speaker, keys in pairs],
    )


def _place(speaker: str, subjects: list[str], parents: dict[str, str]) -> str:
    if speaker in subjects:
        return "own"
    if any(speaker in _above(key, parents) for key in subjects):
        return "below"
    above = _above(speaker, parents)
    return "above" if any(key in above for key in subjects) else "elsewhere"


def _above(key: str, parents: dict[str, str]) -> list[str]:
    """Everything above a committee or place, the nearest first."""
    chain: list[str] = []
    while (key := parents.get(key, "")) and key not in chain:
        chain.append(key)
    return chain


def answers(
    rows: pd.DataFrame,
    reforms: pd.DataFrame,
    targets: pd.DataFrame,
    links: pd.DataFrame,
) -> pd.DataFrame:
    """Each failing with each measure that answers it, as stated or in our reading.

    A planned measure of a sector renews no method of leadership; it is among the
    `targets`, and answers as planned.

    Returns
    -------
    DataFrame
        One row per failing and measure, those that a text states first: the columns of
        `rows`, `measure_en`, `measure_vi`, `status`, `basis` (stated, ours; not_coded
        if no measure is coded), `fact_ids`.
    """
    both = pd.concat([reforms, targets.assign(status="planned")])
    measures = both[["fact_id", "status", *SUMMARIES]].set_axis(
        ["from", "status", "measure_en", "measure_vi"], axis="columns"
    )
    tied = links.loc[links["type"].eq("answers"), ["from", "to", "basis"]]
    pairs = tied.merge(measures, on="from").rename(columns={"to": "fact_id"})
    joined = rows.drop(columns="status", errors="ignore").reset_index()
    joined = joined.merge(pairs, "left", "fact_id")
    joined["basis"] = joined["basis"].fillna(NOT_CODED)
    rank = joined["basis"].map([*ANSWERS, NOT_CODED].index)
    order = joined.assign(rank=rank).sort_values(["rank", "index", "from"])
    return (
        order.assign(fact_ids=ids_of_rows(order, ["fact_id", "from"]))
        .drop(columns=["index", "rank", "from"])
        .reset_index(drop=True)
    )
