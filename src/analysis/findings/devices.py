"""Which devices of leadership all committees report, which only one, which none."""

import pandas as pd

from analysis import words
from analysis.findings.wording import (
    MANY,
    counted,
    in_sentence,
    listed_labels,
    sentence,
    sentences,
)
from analysis.labels import Labels

PRACTISED, INTENDED = ["done", "ongoing"], ["planned", "norm"]


def devices(boxes: pd.DataFrame, labels: Labels) -> words.Sentence:
    """Which devices are practised everywhere, or in one place alone; what is intended.

    `boxes` is what `measures.first_of_each` returns of devices (`device`) by committee:
    `committee_id`, `status` (missing where nothing is coded).
    """
    lang, committees = labels.lang, list(boxes["committee_id"].unique())
    practised = boxes[boxes["status"].isin(PRACTISED)]
    if len(committees) > MANY:
        names = [in_sentence([key], labels)[0] for key in practised["device"]]
        return counted("finding_devices_counted", names, len(committees), lang)
    users = practised.groupby("device", sort=False)["committee_id"].agg(set)
    is_one = len(committees) == 1
    groups: list[tuple[str, str, list[str]]] = []
    if not is_one:
        shared = [str(key) for key, who in users.items() if len(who) == len(committees)]
        groups.append(("all", "", shared))
    for committee in committees:
        rows = boxes[boxes["committee_id"] == committee]
        alone = [str(key) for key, who in users.items() if who == {committee}]
        intended = rows.loc[rows["status"].isin(INTENDED), "device"]
        not_coded = rows.loc[rows["status"].isna(), "device"]
        who = labels.place(committee)
        groups += [
            ("practised" if is_one else "alone", who, alone),
            ("intended", who, intended.tolist()),
            ("not_coded", who, not_coded.tolist()),
        ]
    texts = [
        sentence(
            f"finding_devices_{kind}",
            lang,
            who=who,
            devices=listed_labels(keys, labels),
        )
        for kind, who, keys in groups
        if keys
    ]
    return sentences(texts, lang)
