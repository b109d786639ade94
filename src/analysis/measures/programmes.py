"""Instruments and sets of them: what is counted and what is named."""

import re

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, REPORTED, ids

KINDS = ["programme", "project", "thematic_resolution"]
FACT = re.compile(r"\w+-(men|rel|obs|tgt|bnd|ref|sho|evt)-\d+$")


def programmes_by_term(
    instruments: pd.DataFrame,
    mentions: pd.DataFrame,
    relations: pd.DataFrame,
    terms: pd.DataFrame,
) -> pd.DataFrame:
    """Programmes, schemes and thematic resolutions of each term: counted and named.

    `instruments` are those of one committee, `terms` are in their order.

    Returns
    -------
    DataFrame
        From the first term that a text speaks of, one row per term and set, or item
        named outside any set, and one for a term in between that no text speaks of;
        last what has no term but a count or a name: `term_id`, `type`, `instrument_id`,
        `counted` (as stated; missing if no count is), `named` (items named), `items`
        (their keys, separated by a space), `state`, `fact_ids`. Empty if the texts
        speak of none.
    """
    mine = instruments[instruments["type"].isin(KINDS)]
    is_named = mine["identity"] == "named"
    parts = relations[
        (relations["type"] == "contains")
        & relations["target"].isin(mine.loc[is_named, "instrument_id"])
    ]
    in_sets = parts.rename(columns={"source": "instrument_id"})
    statements = pd.concat([mentions, in_sets])[["instrument_id", "fact_id"]]
    facts = statements.groupby("instrument_id")["fact_id"].agg(ids)
    items = parts.groupby("source")["target"].agg(lambda keys: " ".join(keys.unique()))
    rows = mine[~(is_named & mine["instrument_id"].isin(parts["target"]))]
    of_set = rows["instrument_id"].map(items).astype("string")
    in_set = of_set.fillna("").map(lambda keys: len(keys.split()))
    named = in_set + (rows["identity"] == "named").astype(int)
    counts = rows.assign(
        counted=rows["set_count"].astype("Int64"),
        named=named.astype("Int64"),
        items=of_set,
        fact_ids=rows["instrument_id"].map(facts).astype("string"),
    ).dropna(subset=["fact_ids"])
    is_countable = counts["counted"].notna() | (counts["named"] > 0)
    counts = counts[counts["term_id"].notna() | is_countable]
    order = ["term_id", "type", "instrument_id"]
    columns = [*order, "counted", "named", "items", "fact_ids"]
    every = pd.concat([counts[columns], _between(terms, counts)], ignore_index=True)
    is_reported = every["type"].notna()
    return every.assign(
        state=is_reported.map({True: REPORTED, False: NOT_MENTIONED}),
        fact_ids=every["fact_ids"].fillna(""),
    ).sort_values(order, ignore_index=True)


def _between(terms: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """The terms without a row after the first that has one."""
    is_reported = terms["term_id"].isin(counts["term_id"].dropna())
    return terms.loc[~is_reported & is_reported.cummax(), ["term_id"]]


def rulings_on(rulings: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The rulings on any of `keys`: claim sets, facts or instruments.

    Returns
    -------
    DataFrame
        The rows of `rulings`, and `fact_ids`: the facts that each names.
    """
    wanted = set(keys)
    subjects = [cell.split() for cell in rulings["facts"].fillna("")]
    pairs = zip(subjects, rulings["claim_set"], strict=True)
    is_on = [not wanted.isdisjoint({*facts, claim_set}) for facts, claim_set in pairs]
    chosen = pd.Series(is_on, index=rulings.index, dtype=bool)
    facts = [" ".join(filter(FACT.match, named)) for named in subjects]
    return rulings.assign(fact_ids=facts)[chosen].reset_index(drop=True)
