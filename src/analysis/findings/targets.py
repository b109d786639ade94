"""How goals and targets lie over the bands, and what single results reach."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis import words
from analysis.findings.wording import sentence, sentences

if TYPE_CHECKING:
    from analysis.tables import Labels


def distribution(shares: pd.DataFrame, labels: "Labels") -> str:
    """For each distribution and reading: the total, and what stays unaccounted.

    `shares` is what `measures.distribution` returns.
    """
    rests = shares[shares["band_id"].isna()]
    return sentences(
        sentence(
            "finding_distribution",
            labels.lang,
            whole=labels[row["indicator_id"]],
            reading=words.phrase(f"reading_{row['reading']}", labels.lang),
            total=int(row["total"]),
            rest=int(row["count"]),
            share=round(row["share_high_pct"], 1),
        )
        for row in rests.to_dict("records")
    )


def attainments(attained: pd.DataFrame, lang: str) -> str:
    """How many attainments can be set against the share of the term elapsed.

    `attained` is what `measures.attainments` returns.
    """
    is_timed = attained["elapsed_low_pct"].notna()
    is_unclear = attained["denominator_role"] == "unclear"
    return sentence(
        "finding_attainments",
        lang,
        pairs=len(attained),
        elapsed=int(is_timed.sum()),
        unclear=int(is_unclear.sum()),
        populations=int((attained["denominator_role"] == "population").sum()),
    )
