"""Which devices of leadership all committees report, which only one, which none."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis import words
from analysis.findings.wording import (
    MANY,
    counted,
    in_sentence,
    listed,
    nothing_to_show,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.labels import Labels

PRACTISED, INTENDED = ["done", "ongoing"], ["planned", "norm"]


def devices(boxes: pd.DataFrame, labels: "Labels") -> words.Sentence:
    """Which devices are practised everywhere, or in one place alone; what is intended.

    `boxes` is what `measures.first_of_each` returns of devices (`device`) by committee:
    `committee_id`, `status` (missing where nothing is coded).
    """
    if not len(boxes):
        return nothing_to_show(labels.lang)
    committees = list(boxes["committee_id"].unique())
    practised = boxes[boxes["status"].isin(PRACTISED)]
    if len(committees) > MANY:
        names = [in_sentence([key], labels)[0] for key in practised["device"]]
        total = len(committees)
        return counted("finding_devices_counted", names, total, labels.lang)
    users = practised.groupby("device", sort=False)["committee_id"].agg(set)
    texts = []
    shared = [key for key, who in users.items() if len(who) == len(committees)]
    if shared and len(committees) > 1:
        texts.append(_devices("all", shared, labels))
    for committee in committees:
        rows = boxes[boxes["committee_id"] == committee]
        uses = {committee} if len(committees) > 1 else None
        alone = [key for key, who in users.items() if uses is None or who == uses]
        parts = {
            "practised" if uses is None else "alone": alone,
            "intended": rows.loc[rows["status"].isin(INTENDED), "device"],
            "not_coded": rows.loc[rows["status"].isna(), "device"],
        }
        who = labels.place(str(committee))
        texts += [
            _devices(kind, keys, labels, who=who)
            for kind, keys in parts.items()
            if len(keys)
        ]
    return sentences(texts)


def _devices(
    kind: str, keys: "Iterable[object]", labels: "Labels", who: str = ""
) -> words.Sentence:
    names = listed(in_sentence(map(str, keys), labels), labels.lang)
    return sentence(f"finding_devices_{kind}", labels.lang, who=who, devices=names)
