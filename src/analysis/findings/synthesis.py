"""What holds whichever text is left out."""

import pandas as pd

from analysis.findings.wording import sentence


def holding(rows: pd.DataFrame, lang: str) -> str:
    """How many statements hold whichever text is left out.

    `rows` has `committee_count` and `holds`.
    """
    widest = rows["committee_count"].max() if len(rows) else 0
    shared = rows[rows["committee_count"] == widest]
    return sentence(
        "finding_holding",
        lang,
        total=len(rows),
        widest=int(widest),
        shared=len(shared),
        held=int(shared["holds"].sum()),
    )


def figures_held(rows: pd.DataFrame, reported: int, lang: str) -> str:
    """How many of the reported figures some check confirms and none doubts."""
    return sentence("finding_figures_held", lang, held=len(rows), reported=reported)
