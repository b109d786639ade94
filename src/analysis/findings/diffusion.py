"""Who names an instrument or a method on its way, and what stands beside its tasks."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.findings.wording import (
    in_sentence,
    listed,
    named,
    nothing_to_show,
    sentence,
    sentences,
)
from analysis.rows import records

if TYPE_CHECKING:
    from analysis.labels import Labels

KINDS = ("names", "silent", "unclear", "earlier")


def steps(rows: pd.DataFrame, labels: "Labels") -> str:
    """Which texts name an instrument, which do not, and which are older.

    `rows` is what `measures.steps` returns.
    """
    issued = rows[rows["kind"].eq("issued")].to_dict("records")[0]
    texts = [
        sentence(
            f"finding_steps_{kind}",
            labels.lang,
            what=labels[issued["key"]],
            date=issued["low"],
            texts=listed([labels[key] for key in keys], labels.lang),
        )
        for kind in KINDS
        if len(keys := rows.loc[rows["kind"].eq(kind), "key"])
    ]
    return sentences(texts)


def against_tasks(boxes: pd.DataFrame, labels: "Labels") -> str:
    """For each committee: what it reports as done, by name, on matters of the tasks.

    `boxes` is what `measures.first_of_each` returns of `measures.against_tasks`, by
    `matter` and `committee_id`: `status` (missing if none is coded), `named`.
    """
    texts = []
    for committee, rows in boxes.groupby("committee_id", sort=False):
        is_named = rows["status"].eq("done") & rows["named"].notna()
        matters = {
            "practised": [
                named(row, "matter", labels) for row in records(rows[is_named])
            ],
            "not_coded": in_sentence(rows.loc[rows["status"].isna(), "matter"], labels),
        }
        texts += [
            sentence(
                f"finding_matters_{kind}",
                labels.lang,
                who=labels.place(str(committee)),
                matters=listed(names, labels.lang),
            )
            for kind, names in matters.items()
            if names
        ]
    return sentences(texts) if texts else nothing_to_show(labels.lang)


def rounds(rows: pd.DataFrame, committee_ids: list[str], labels: "Labels") -> str:
    """For each method: which committees name it, and for which nothing is coded.

    `rows` is what `measures.rounds` returns.
    """
    if not len(rows):
        return nothing_to_show(labels.lang)
    texts = []
    for device, found in rows.groupby("device", sort=False):
        naming = [key for key in committee_ids if key in set(found["committee_id"])]
        rest = [key for key in committee_ids if key not in naming]
        text = sentence(
            "finding_rounds_some" if rest else "finding_rounds_all",
            labels.lang,
            device=labels[str(device)],
            committees=listed([labels.place(key) for key in naming], labels.lang),
            others=listed([labels.place(key) for key in rest], labels.lang),
        )
        texts.append(text)
    return sentences(texts)
