"""Ratios, shares and roles: how many, and what is missing."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis import words
from analysis.findings.wording import counts_of, sentence, sentences

if TYPE_CHECKING:
    from analysis.tables import Labels


def ratios(rows: pd.DataFrame, lang: str) -> str:
    """How many ratios are computed, how many are bounds, and why others are not.

    `rows` is what `measures.ratios` returns.
    """
    is_computed = rows["outcome"] == "computed"
    is_silent = rows["outcome"] == "not_mentioned"
    return sentence(
        "finding_ratios",
        lang,
        total=len(rows),
        made=int(is_computed.sum()),
        bounded=int((rows["low"].ne(rows["high"]) & is_computed).sum()),
        silent=int(is_silent.sum()),
        refused=int((~is_computed & ~is_silent).sum()),
    )


def shares(rows: pd.DataFrame, lang: str) -> str:
    """How many shares say what they are shares of, and how many count it.

    `rows` is what `measures.shares_with_bases` returns.
    """
    kinds = ("base_counted", "base_described", "base_unsaid")
    counts = counts_of(rows["base_known"], kinds)
    return sentence(
        "finding_shares",
        lang,
        total=len(rows),
        counted=counts["base_counted"],
        described=counts["base_described"],
        unsaid=counts["base_unsaid"],
    )


def roles(counts: pd.DataFrame, labels: "Labels") -> str:
    """For each committee: how often its bodies are said to lead, demand, advise.

    `counts` is what `measures.roles_by_kind` returns.
    """
    texts = []
    for committee, group in counts.groupby("committee_id", sort=False):
        sums = group.groupby("role")["count"].sum()
        numbers = {
            name: int(sums.get(name, 0)) or words.phrase("not_mentioned", labels.lang)
            for name in ("leads", "demands", "issues", "gives_advice", "gives_report")
        }
        who = labels[str(committee)]
        texts.append(sentence("finding_roles", labels.lang, who=who, **numbers))
    return sentences(texts)
