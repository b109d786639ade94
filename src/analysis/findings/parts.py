"""Wholes and their parts as sums."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis import words
from analysis.findings.wording import nothing_to_show, sentence, sentences

if TYPE_CHECKING:
    from analysis.labels import Labels


def parts(rows: pd.DataFrame, labels: "Labels") -> str:
    """For each whole: its parts as a sum, and whether they fill it.

    `rows` is what `measures.parts_and_wholes` returns, with the words of each row in
    `label`.
    """
    if not len(rows):
        return nothing_to_show(labels.lang)
    keys = {
        "filled": "finding_parts_filled",
        "open": "finding_parts_open",
        "exceeded": "finding_parts_exceeded",
        "undecided": "finding_parts_undecided",
    }
    texts = []
    for _, group in rows.groupby("whole_id", sort=False):
        whole = group[group["role"] == "whole"].to_dict("records")[0]
        sizes = [
            words.row_figure(row, labels.lang)
            for row in group[group["role"] == "part"].to_dict("records")
        ]
        rest = group[group["role"] == "rest"].to_dict("records")
        texts.append(
            sentence(
                keys[whole["state"]],
                labels.lang,
                who=labels.place(whole["committee_id"]),
                whole=whole["label"],
                parts=" + ".join(sizes),
                total=words.row_figure(whole, labels.lang),
                rest=words.row_figure(rest[0], labels.lang) if rest else "",
            )
        )
    return sentences(texts, labels.lang)
