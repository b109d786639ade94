"""Which devices of leadership each committee reports, in its own printed words."""

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


def devices(boxes: pd.DataFrame, labels: "Labels") -> str:
    """For each committee: what it reports as practised, what it only plans or asks for.

    `boxes` is what `measures.first_of_each` returns of devices (`device`) by committee:
    `committee_id`, `status`, `named` (as printed; missing if nothing is named).
    """
    if not len(boxes):
        return nothing_to_show(labels.lang)
    texts = []
    for committee, rows in boxes.groupby("committee_id", sort=False):
        practised = rows[rows["status"].isin(["done", "ongoing"])]
        intended = rows[rows["status"].isin(["planned", "norm"])]
        parts = {
            "practised": [named(row, "device", labels) for row in records(practised)],
            "intended": in_sentence(intended["device"], labels),
            "not_coded": in_sentence(rows.loc[rows["status"].isna(), "device"], labels),
        }
        who = labels.place(str(committee))
        texts += [
            sentence(
                f"finding_devices_{kind}",
                labels.lang,
                who=who,
                devices=listed(names, labels.lang),
            )
            for kind, names in parts.items()
            if names
        ]
    return sentences(texts)
