"""Instruments and sets of them: what is counted and what is named."""

import re

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, REPORTED, ids

FACT = re.compile(r"\w+-(men|rel|obs|tgt|bnd|ref|sho|evt)-\d+$")


def programmes_by_term(
    instruments: pd.DataFrame,
    mentions: pd.DataFrame,
    relations: pd.DataFrame,
    terms: pd.DataFrame,
) -> pd.DataFrame:
    """Programmes, projects and thematic resolutions of each term: counted and named.

    Parameters
    ----------
    instruments
        Of one committee: `instrument_id`, `type`, `term_id`, `identity`,
        `set_count`.
    mentions
        `fact_id`, `instrument_id`.
    relations
        `fact_id`, `type`, `source`, `target`; those of type `contains` say which
        items belong to a set.
    terms
        The terms to be shown, in order: `term_id`.

    Returns
    -------
    DataFrame
        One row per term and set that a text speaks of, or item named outside any
        set, and one for a term that none speaks of: `term_id`, `type`,
        `instrument_id`, `counted` (as stated; missing if no count is), `named`
        (items named), `state`, `fact_ids`.
    """
    kinds = ["programme", "project", "thematic_resolution"]
    mine = instruments[instruments["type"].isin(kinds)].dropna(subset=["term_id"])
    parts = relations[relations["type"] == "contains"]
    is_named = mine["identity"] == "named"
    parts = parts[parts["target"].isin(mine.loc[is_named, "instrument_id"])]
    statements = pd.concat(
        [
            mentions[["instrument_id", "fact_id"]],
            parts[["source", "fact_id"]].set_axis(["instrument_id", "fact_id"], axis=1),
        ]
    )
    facts = statements.groupby("instrument_id")["fact_id"].agg(ids)
    sizes = parts.groupby("source")["target"].nunique()
    alone = is_named & ~mine["instrument_id"].isin(parts["target"])
    rows = mine[alone | ~is_named]
    counts = rows.assign(
        counted=rows["set_count"].astype("Int64"),
        named=rows["instrument_id"].map(sizes).fillna(0).astype("Int64")
        + (rows["identity"] == "named").astype("Int64"),
        fact_ids=rows["instrument_id"].map(facts),
    ).dropna(subset=["fact_ids"])
    columns = ["term_id", "type", "instrument_id", "counted", "named", "fact_ids"]
    grid = terms[["term_id"]].merge(counts[columns], on="term_id", how="left")
    mentioned = grid["type"].notna()
    return grid.assign(
        state=mentioned.map({True: REPORTED, False: NOT_MENTIONED}),
        fact_ids=grid["fact_ids"].fillna(""),
    ).sort_values(["term_id", "type", "instrument_id"], ignore_index=True)


def with_mentions(instruments: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """The instruments with the `fact_ids` of the mentions that speak of them."""
    facts_of = mentions.groupby("instrument_id")["fact_id"].agg(ids)
    facts = instruments["instrument_id"].map(facts_of).fillna("")
    order = ["type", "term_id", "instrument_id"]
    return instruments.assign(fact_ids=facts).sort_values(order, ignore_index=True)


def rulings_on(rulings: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The rulings on any of `keys`: claim sets, facts or instruments.

    Returns
    -------
    DataFrame
        The rows of `rulings`, and `fact_ids`: the facts that each names.
    """
    wanted = set(keys)
    subjects = rulings["facts"].fillna("").str.split()
    touched = [
        bool(wanted & {*facts, name})
        for facts, name in zip(subjects, rulings["claim_set"], strict=True)
    ]
    facts = [" ".join(key for key in named if FACT.match(key)) for named in subjects]
    return rulings.assign(fact_ids=facts)[touched].reset_index(drop=True)
