"""What holds when a text is left out, what the audit lets stand, what is unknown."""

from typing import Any

import pandas as pd

from analysis.measures.counting import ids
from analysis.measures.trends import with_bounds


def without_each_source(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Which committees report each value of `key`, and which text that hangs on.

    A committee that only one text describes falls with that text in any case, so it
    does not count against a statement when this text is left out.

    Parameters
    ----------
    rows
        One row per fact: `fact_id`, `source_id`, `committee_id`, and `key`.

    Returns
    -------
    DataFrame
        One row per value of `key`, those of the widest reach first: `key`,
        `reported_by` (committees, separated by a space), `committee_count`,
        `source_count`, `falls_without` (texts without which a committee that another
        text describes would no longer report it, separated by a space), `holds`
        (whether there is none), `fact_ids`.
    """
    told_by = rows.groupby("committee_id")["source_id"].nunique()
    several = told_by[told_by > 1].index
    parts = [
        {key: value, **_held(group, several)}
        for value, group in rows.groupby(key, sort=True)
    ]
    columns = [key, "reported_by", "committee_count", "source_count"]
    columns += ["falls_without", "holds", "fact_ids"]
    order = ["committee_count", "holds", "source_count"]
    return pd.DataFrame(parts, columns=columns).sort_values(
        order, ascending=False, kind="stable", ignore_index=True
    )


def _held(group: pd.DataFrame, several: "pd.Index[Any]") -> dict[str, Any]:
    sources = group.groupby("committee_id")["source_id"].unique()
    falls = sorted(
        {
            texts[0]
            for committee, texts in sources.items()
            if committee in several and len(texts) == 1
        }
    )
    return {
        "reported_by": " ".join(sorted(map(str, sources.index))),
        "committee_count": len(sources),
        "source_count": group["source_id"].nunique(),
        "falls_without": " ".join(falls),
        "holds": not falls,
        "fact_ids": ids(group["fact_id"]),
    }


def figures_that_hold(
    observations: pd.DataFrame, audited: pd.DataFrame
) -> pd.DataFrame:
    """Reported figures that some check confirms and none contradicts or leaves open.

    Parameters
    ----------
    observations
        `fact_id`, `indicator_id`, `committee_id`, `modality`, `claim_set`, the
        figure's columns and `source_id`.
    audited
        Findings of the audit: `verdict`, `arithmetic`, `fact_ids`. Pass only those of
        the rules that compare two figures.

    Returns
    -------
    DataFrame
        One row per figure: `indicator_id`, `committee_id`, `low`, `high`, `unit`,
        `qualifier`, `checks` (those that it passes), `arithmetic` (the first of
        them), `source_id`, `fact_ids`.
    """
    touching = audited.assign(fact=audited["fact_ids"].str.split()).explode("fact")
    doubted = set(touching.loc[touching["verdict"] != "consistent", "fact"])
    stood = touching[touching["verdict"] == "consistent"].groupby("fact")
    checks = stood["arithmetic"].agg(checks="size", arithmetic="first")
    is_checked = observations["fact_id"].isin(checks.index)
    is_sound = ~observations["fact_id"].isin(doubted) & observations["claim_set"].isna()
    is_reported = observations["modality"] == "reported"
    rows = with_bounds(observations[is_checked & is_sound & is_reported])
    columns = ["indicator_id", "committee_id", "low", "high", "unit", "qualifier"]
    return (
        rows.merge(checks, left_on="fact_id", right_index=True, validate="one_to_one")
        .rename(columns={"fact_id": "fact_ids"})
        .sort_values(["committee_id", "indicator_id", "fact_ids"], ignore_index=True)
    )[[*columns, "checks", "arithmetic", "source_id", "fact_ids"]]


def design(
    committees: pd.DataFrame, sources: pd.DataFrame, reforms: pd.DataFrame
) -> pd.DataFrame:
    """What the collection consists of, as a referee would ask.

    Parameters
    ----------
    committees
        The committees studied: `committee_id`, `parent_id`, `level`.
    sources
        `source_id`, `is_self_reported`, `published_date`, `genre`.
    reforms
        `committee_id`, `source_id`.

    Returns
    -------
    DataFrame
        One row per question: `aspect` (a word of the data), `number`.
    """
    studied = set(committees["committee_id"])
    described = reforms.groupby("committee_id")["source_id"].nunique()
    answers = {
        "committees_studied": len(committees),
        "nested_committees": int(committees["parent_id"].isin(studied).sum()),
        "levels_studied": committees["level"].nunique(),
        "sites_apart": int((~committees["parent_id"].isin(studied)).sum()),
        "texts": len(sources),
        "texts_own_account": int(sources["is_self_reported"].sum()),
        "texts_dated": int(sources["published_date"].notna().sum()),
        "committees_one_text": int((described == 1).sum()),
        "committees_without_reform": len(studied - set(described.index)),
    }
    return pd.DataFrame(answers.items(), columns=["aspect", "number"])


def pairs_of_one_indicator(
    pairs: pd.DataFrame, observations: pd.DataFrame
) -> pd.DataFrame:
    """The pairs of figures that measure one indicator, with both figures beside them.

    Parameters
    ----------
    pairs
        What the gate returns: `first`, `second` (facts), `allowed`, `refusals`,
        `notes`, `order`, `fact_ids`.
    observations
        `fact_id`, `indicator_id`, `committee_id`, and the figure's columns.

    Returns
    -------
    DataFrame
        The columns of `pairs`, and `indicator_id`, `first_committee`,
        `second_committee`, and for each side `…_low`, `…_high`, `…_unit`,
        `…_qualifier`.
    """
    kept = ["indicator_id", "committee_id", "low", "high", "unit", "qualifier"]
    figures = with_bounds(observations).set_index("fact_id")[kept]
    sides = [
        figures.loc[pairs[side]]
        .rename(columns={"committee_id": "committee"})
        .add_prefix(f"{side}_")
        .reset_index(drop=True)
        for side in ("first", "second")
    ]
    both = pd.concat([pairs.reset_index(drop=True), *sides], axis=1)
    same = both["first_indicator_id"] == both["second_indicator_id"]
    return both[same].assign(indicator_id=both["first_indicator_id"])
