"""Who names an instrument or a method on its way, and what stands beside its tasks."""

import pandas as pd

from analysis import words
from analysis.findings.wording import (
    listed,
    listed_labels,
    listed_places,
    sentence,
    sentences,
)
from analysis.labels import Labels

KINDS = ("names", "silent", "unclear", "earlier")


def steps(rows: pd.DataFrame, labels: Labels) -> str:
    """Which texts name an instrument, which do not, and which are older.

    `rows` is what `measures.steps` returns.
    """
    issued = rows[rows["kind"].eq("issued")].to_dict("records")[0]
    texts = [
        sentence(
            f"finding_steps_{kind}",
            labels.lang,
            what=labels[issued["key"]],
            date=words.date(issued["low"], labels.lang),
            texts=listed([labels[key] for key in keys], labels.lang),
        )
        for kind in KINDS
        if len(keys := rows.loc[rows["kind"].eq(kind), "key"])
    ]
    return sentences(texts, labels.lang)


def against_tasks(boxes: pd.DataFrame, labels: Labels) -> str:
    """For each committee: on which matters of the tasks no other measure is coded.

    `boxes` is what `measures.first_of_each` returns of `measures.against_tasks`, by
    `matter` and `committee_id`: `status` (missing if none is coded), `named`.
    """
    texts = [
        sentence(
            "finding_matters_not_coded",
            labels.lang,
            who=labels.place(str(committee)),
            matters=listed_labels(not_coded, labels),
        )
        for committee, rows in boxes.groupby("committee_id", sort=False)
        if len(not_coded := rows.loc[rows["status"].isna(), "matter"])
    ]
    return sentences(texts, labels.lang)


def rounds(rows: pd.DataFrame, committee_ids: list[str], labels: Labels) -> str:
    """Which committees name which methods, and for which of them nothing is coded.

    `rows` is what `measures.rounds` returns.
    """
    devices: dict[tuple[str, ...], list[str]] = {}
    for device, measures in rows.groupby("device", sort=False):
        who = set(measures["committee_id"])
        users = tuple(key for key in committee_ids if key in who)
        devices.setdefault(users, []).append(labels[str(device)])
    texts = []
    for naming, names in devices.items():
        rest = [key for key in committee_ids if key not in naming]
        text = sentence(
            "finding_rounds_some" if rest else "finding_rounds_all",
            labels.lang,
            device=listed(names, labels.lang),
            committees=listed_places(naming, labels),
            others=listed_places(rest, labels),
        )
        texts.append(text)
    return sentences(texts, labels.lang)
