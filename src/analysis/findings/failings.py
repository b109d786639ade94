"""What falls short, and what of it is answered."""

import pandas as pd

from analysis.findings.wording import counts_of, nothing_to_show, sentence


def shortcomings(rows: pd.DataFrame, lang: str) -> str:
    """How many failings and causes are stated, in how many domains.

    `rows` has one row per shortcoming: `type`, `domain`.
    """
    return sentence(
        "finding_shortcomings",
        lang,
        failings=int((rows["type"] == "shortcoming").sum()),
        causes=int((rows["type"] == "cause").sum()),
        domains=rows["domain"].nunique(),
    )


def answered(rows: pd.DataFrame, lang: str) -> str:
    """How many failings have a remedy, as stated or as read; past ones apart.

    `rows` is what `measures.remedies` returns.
    """
    past = rows["is_past"].astype(bool)
    counts = counts_of(rows.loc[~past, "answer"], ("stated", "ours", "not_mentioned"))
    overcome = rows.loc[past, "answer"] != "not_mentioned"
    return sentence(
        "finding_answered",
        lang,
        total=int((~past).sum()),
        past=int(past.sum()),
        overcome=int(overcome.sum()),
        **counts,
    )


def occasions(rows: pd.DataFrame, lang: str) -> str:
    """How many planned reforms answer a failing that the texts state.

    `rows` is what `measures.as_remedies` returns.
    """
    plans = rows[rows["status"] == "planned"]
    counts = counts_of(plans["answer"], ("stated", "ours", "not_mentioned"))
    others = rows[rows["status"].isin(["done", "ongoing"])]
    met = int((others["answer"] != "not_mentioned").sum())
    return sentence(
        "finding_occasions",
        lang,
        plans=len(plans),
        others=len(others),
        met=met,
        **counts,
    )


def causes_answered(rows: pd.DataFrame, lang: str) -> str:
    """How many causes the texts give to how many failings, and which are answered.

    `rows` is what `measures.causes_reported` returns.
    """
    if not len(rows):
        return nothing_to_show(lang)
    names = ("causes", "stated", "ours", "not_mentioned")
    sums = {
        name: int(rows.loc[rows["basis"] == "stated", name].sum()) for name in names
    }
    return sentence(
        "finding_causes_answered",
        lang,
        failings=rows.loc[rows["basis"] == "stated", "failing"].nunique(),
        read=int(rows.loc[rows["basis"] == "ours", "causes"].sum()),
        **sums,
    )
