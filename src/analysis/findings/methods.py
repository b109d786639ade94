"""Which methods committees report by name, and which only one of them does."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import words
from analysis.findings.wording import (
    MANY,
    counted,
    in_sentence,
    in_words,
    listed,
    nothing_to_show,
    sentence,
    sentences,
    speaker,
)

if TYPE_CHECKING:
    from analysis.labels import Labels


REST = {
    "unnamed": ["unnamed"],
    "intended": ["intended", "norm"],
    "silent": ["not_mentioned"],
}


def methods(rows: pd.DataFrame, labels: "Labels") -> words.Sentence:
    """Which kinds of method all report by name, which only one, and who reports none.

    `rows` is what `measures.methods_by_name` returns.
    """
    committees = list(rows["committee_id"].unique())
    named = rows[rows["strength"] == "by_name"]
    if named.empty:
        return nothing_to_show(labels.lang)
    by_kind = named.groupby("dimension_id", sort=False)["committee_id"].agg(set)
    shared = [
        str(kind)
        for kind, who in by_kind.to_dict().items()
        if len(who) == len(committees)
    ]
    texts = []
    if shared:
        key = "finding_methods_all" if len(committees) > 1 else "finding_methods_only"
        who = labels.place(committees[0])
        texts.append(_kinds(key, shared, labels, who=who))
    if len(committees) > MANY:
        rest = named[~named["dimension_id"].isin(shared)]
        names = [in_sentence([key], labels)[0] for key in rest["dimension_id"]]
        total = len(committees)
        texts.append(counted("finding_methods_counted", names, total, labels.lang))
        return sentences(texts)
    texts += _alone(by_kind.to_dict(), committees, labels)
    silent = rows[rows["strength"] == "not_mentioned"]
    for committee, group in silent.groupby("committee_id", sort=False):
        kinds, who = group["dimension_id"].tolist(), labels.place(str(committee))
        texts.append(_kinds("finding_methods_silent", kinds, labels, who=who))
    return sentences(texts)


def _alone(
    by_kind: Mapping[Any, set[str]], committees: list[str], labels: "Labels"
) -> Iterator[words.Sentence]:
    """Which kinds only one of several committees reports by name."""
    for committee in committees if len(committees) > 1 else []:
        alone = [str(kind) for kind, who in by_kind.items() if who == {committee}]
        if alone:
            who = labels.place(committee)
            yield _kinds("finding_methods_alone", alone, labels, who=who)


def committee(
    rows: pd.DataFrame, failings: pd.DataFrame, labels: "Labels"
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
    who, lang = labels.place(rows["committee_id"].iloc[0]), labels.lang
    texts = []
    if len(named):
        count = in_words(len(named), lang)
        texts.append(
            sentence(
                "finding_methods_most", lang, who=who, count=count, total=len(rows)
            )
        )
    for key, strengths in REST.items():
        kinds = rows.loc[rows["strength"].isin(strengths), "dimension_id"]
        if len(kinds):
            texts.append(_kinds(f"finding_methods_{key}", kinds, labels, who=who))
    if len(failings):
        keys = failings["asserted_by"].dropna().unique()
        speakers = words.joined([speaker(key, labels) for key in keys], lang)
        texts.append(sentence("finding_failings_by", lang, speakers=speakers))
    return sentences(texts)


def _kinds(
    key: str, kinds: Iterable[str], labels: "Labels", who: str
) -> words.Sentence:
    names = listed(in_sentence(kinds, labels), labels.lang)
    return sentence(key, labels.lang, who=who, kinds=names)
