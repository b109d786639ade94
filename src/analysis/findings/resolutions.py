"""Sets of resolutions, who answers for them, and the causes given."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.findings.wording import nothing_to_show, sentence, sentences

if TYPE_CHECKING:
    from analysis.tables import Labels


def sets(rows: pd.DataFrame, labels: "Labels") -> str:
    """For each set: how many items are counted, how many named, how many labels.

    `rows` is what `measures.sets_named` returns.
    """
    if not len(rows):
        return nothing_to_show(labels.lang)
    texts = []
    for row in rows.to_dict("records"):
        items = row["label_ids"]
        counts = {
            "named": int(row["named"]),
            "labels": 0 if pd.isna(items) else len(str(items).split()),
        }
        what = labels[row["instrument_id"]]
        if pd.isna(row["counted"]):
            texts.append(
                sentence("finding_set_uncounted", labels.lang, what=what, **counts)
            )
        else:
            counts |= {"counted": int(row["counted"]), "unnamed": int(row["unnamed"])}
            texts.append(sentence("finding_set", labels.lang, what=what, **counts))
    return sentences(texts)


def ties(covered: pd.DataFrame, lang: str) -> str:
    """Of how many resolutions a text says who answers for them, role by role.

    `covered` has `instrument_id`, `role` and `count`, missing where not mentioned.
    """
    if not len(covered):
        return nothing_to_show(lang)
    stated = covered.dropna(subset=["count"]).groupby("role")["instrument_id"].nunique()
    named = ("prompted_by", "issued_by", "led_by", "steered_by", "applies_to")
    counts = {role: int(stated.get(role, 0)) for role in named}
    total = covered["instrument_id"].nunique()
    return sentence("finding_ties", lang, total=total, **counts)


def given_causes(rows: pd.DataFrame, lang: str) -> str:
    """How many causes are given, for how many failings, as reported.

    `rows` is what `measures.given_causes` returns.
    """
    if not len(rows):
        return nothing_to_show(lang)
    return sentence(
        "finding_causes",
        lang,
        links=len(rows.dropna(subset=["failing_en"])),
        failings=rows["failing_en"].nunique(),
        stated=int((rows["basis"] == "stated").sum()),
        loose=int(rows["failing_en"].isna().sum()),
        domains=rows["domain"].nunique(),
    )
