"""How many schemes a term counts, and of which term the texts are silent."""

import pandas as pd

from analysis import words
from analysis.findings.wording import sentence


def terms(programmes: pd.DataFrame, lang: str) -> str:
    """Which counts a term gives for projects, and why they are no series.

    `programmes` is what `measures.programmes_by_term` returns.
    """
    projects = programmes[(programmes["type"] == "project")].dropna(subset=["counted"])
    texts = [
        f"{words.number(int(row['counted']), lang)} ({row['term_id']})"
        for row in projects.to_dict("records")
    ]
    silent = programmes.loc[programmes["state"] == "not_mentioned", "term_id"]
    return sentence(
        "finding_terms",
        lang,
        counts=words.joined(texts, lang) or words.phrase("none", lang),
        silent=words.joined(silent.tolist(), lang) or words.phrase("none", lang),
    )
