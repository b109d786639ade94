"""Wholes and their parts as sums."""

import pandas as pd

from analysis import words
from analysis.findings.wording import sentence, sentences
from analysis.labels import Labels
from analysis.rows import records


def parts(rows: pd.DataFrame, labels: Labels) -> str:
    """For each whole: its parts as a sum, and whether they fill it.

    `rows` is what `measures.parts_and_wholes` returns, with the words of each row in
    `label`.
    """
    texts = []
    for _, group in rows.groupby("whole_id", sort=False):
        whole, *others = records(group)
        sizes: dict[str, list[str]] = {"part": [], "rest": []}
        for row in others:
            sizes[row["role"]].append(words.row_figure(row, labels.lang))
        text = sentence(
            f"finding_parts_{whole['state']}",
            labels.lang,
            who=labels.place(whole["committee_id"]),
            whole=whole["label"],
            parts=" + ".join(sizes["part"]),
            total=words.row_figure(whole, labels.lang),
            rest="".join(sizes["rest"]),
        )
        texts.append(text)
    return sentences(texts, labels.lang)
