"""How many claims there are over time, and how many are no points."""

import pandas as pd

from analysis.findings.wording import sentence


def claims(rows: pd.DataFrame, lang: str) -> str:
    """How many claims there are on how many indicators, and how many are no points.

    `rows` is what `measures.claims_over_time` returns.
    """
    return sentence(
        "finding_claims",
        lang,
        claims=len(rows),
        indicators=rows["indicator_id"].nunique(),
        bounded=int((rows["low"].ne(rows["high"])).sum()),
        undated=int((rows["as_of_start"].isna() & rows["as_of_end"].isna()).sum()),
        rivals=int(rows["claim_set"].notna().sum()),
        aims=int((rows["modality"] == "aimed").sum()),
    )
