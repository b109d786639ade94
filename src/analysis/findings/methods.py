"""Which methods committees report by name, and which only one of them does."""

from collections.abc import Iterable

import pandas as pd

from analysis import words
from analysis.findings.wording import (
    MANY,
    counted,
    in_sentence,
    in_words,
    listed_labels,
    nothing_to_show,
    sentence,
    sentences,
    speaker,
)
from analysis.labels import Labels

REST = {
    "unnamed": ["unnamed"],
    "intended": ["intended", "norm"],
    "silent": ["not_mentioned"],
}


def methods(rows: pd.DataFrame, labels: Labels) -> words.Sentence:
    """Which kinds of method all report by name, which only one, and who reports none.

    `rows` is what `measures.methods_by_name` returns.
    """
    committees = list(rows["committee_id"].unique())
    named = rows[rows["strength"] == "by_name"]
    if named.empty:
        return nothing_to_show(labels.lang)
    users = named.groupby("dimension_id")["committee_id"].transform("nunique")
    is_shared, is_one = users == len(committees), len(committees) == 1
    texts = []
    if is_shared.any():
        key = "finding_methods_only" if is_one else "finding_methods_all"
        shared = named.loc[is_shared, "dimension_id"]
        texts.append(_kinds(key, shared, labels, committees[0]))
    if len(committees) > MANY:
        rest = named.loc[~is_shared, "dimension_id"]
        names = [in_sentence([key], labels)[0] for key in rest]
        total = len(committees)
        texts.append(counted("finding_methods_counted", names, total, labels.lang))
        return sentences(texts, labels.lang)
    apart = {
        "finding_methods_alone": named[(users == 1) & (not is_one)],
        "finding_methods_silent": rows[rows["strength"] == "not_mentioned"],
    }
    texts += [
        _kinds(key, group["dimension_id"], labels, str(committee))
        for key, chosen in apart.items()
        for committee, group in chosen.groupby("committee_id", sort=False)
    ]
    return sentences(texts, labels.lang)


def committee(
    rows: pd.DataFrame, failings: pd.DataFrame, labels: Labels
) -> words.Sentence:
    """What one committee reports by name, and who states what falls short in it.

    Parameters
    ----------
    rows
        What `measures.methods_by_name` returns for it.
    failings
        What is said to fall short of it: `asserted_by`.
    """
    named = rows[rows["strength"] == "by_name"]
    if named.empty and failings.empty:
        return nothing_to_show(labels.lang)
    key, lang = rows["committee_id"].iloc[0], labels.lang
    texts = []
    if len(named):
        names = {"who": labels.place(key), "count": in_words(len(named), lang)}
        texts.append(sentence("finding_methods_most", lang, total=len(rows), **names))
    for name, strengths in REST.items():
        kinds = rows.loc[rows["strength"].isin(strengths), "dimension_id"]
        if len(kinds):
            texts.append(_kinds(f"finding_methods_{name}", kinds, labels, key))
    if len(failings):
        said_by = failings["asserted_by"].dropna().unique()
        speakers = words.joined([speaker(key, labels) for key in said_by], lang)
        texts.append(sentence("finding_failings_by", lang, speakers=speakers))
    return sentences(texts, lang)


def _kinds(
    key: str, kinds: Iterable[str], labels: Labels, committee_id: str
) -> words.Sentence:
    """A sentence on some kinds of method of a committee."""
    who, names = labels.place(committee_id), listed_labels(kinds, labels)
    return sentence(key, labels.lang, who=who, kinds=names)
