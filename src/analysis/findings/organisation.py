"""Members to an organisation, shares of cadres, and offices held together."""

import pandas as pd

from analysis import words
from analysis.findings.wording import in_words, sentence, sentences
from analysis.labels import Labels
from analysis.rows import records


def ratios(rows: pd.DataFrame, labels: Labels) -> str:
    """Each ratio, committee beside committee.

    `rows` is what `measures.ratios` returns.
    """
    texts = []
    for (top, bottom), group in rows.groupby(["numerator", "denominator"], sort=False):
        items = [
            words.phrase(
                "ratio_item",
                labels.lang,
                who=labels.place(row["committee_id"]),
                figure=words.row_figure(row, labels.lang),
            )
            for row in records(group)
        ]
        names = {"top": _names(str(top), labels), "bottom": _names(str(bottom), labels)}
        joined = words.joined(items, labels.lang)
        texts.append(sentence("finding_ratio", labels.lang, items=joined, **names))
    return sentences(texts, labels.lang)


def shares(rows: pd.DataFrame, labels: Labels) -> str:
    """Whose base is counted, committee by committee, and how many others have none.

    `rows` is what `measures.shares_with_bases` returns, with the words of each row in
    `label`.
    """
    texts = []
    for committee, group in rows.groupby("committee_id", sort=False):
        counted = records(group[group["base_known"] == "base_counted"])
        who, others = labels.place(str(committee)), len(group) - len(counted)
        items = [
            words.phrase(
                "share_item",
                labels.lang,
                figure=words.row_figure(row, labels.lang),
                indicator=labels[row["indicator_id"]],
            )
            for row in counted
        ]
        if items:
            joined = words.joined(items, labels.lang)
            texts.append(sentence("finding_shares", labels.lang, who=who, items=joined))
        if others:
            count = in_words(others, labels.lang)
            key = "finding_share_unbased" if others == 1 else "finding_shares_unbased"
            texts.append(sentence(key, labels.lang, who=who, count=count))
    return sentences(texts, labels.lang)


def offices(rows: pd.DataFrame, labels: Labels) -> str:
    """Who holds offices at two levels at once, by name.

    `rows` is what `measures.offices` returns.
    """
    texts = [
        sentence(
            "finding_offices",
            labels.lang,
            name=row["name_printed"],
            posts=_names(row["posts"], labels),
            above=_names(row["posts_above"], labels),
        )
        for row in records(rows[rows["posts_above"].notna()])
    ]
    return sentences(texts, labels.lang)


def _names(keys: str, labels: Labels) -> str:
    return words.joined([labels[key] for key in keys.split()], labels.lang)
