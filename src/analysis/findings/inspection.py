"""How many rates are shown, over how many mismatches."""

import pandas as pd

from analysis.findings.wording import counts_of, sentence


def rates(rows: pd.DataFrame, lang: str) -> str:
    """How many rates are shown, over how many mismatches, and how many cannot be.

    `rows` is what `measures.rates` returns.
    """
    counts = counts_of(rows["outcome"], ("computed", "refused", "not_mentioned"))
    mixed = rows.loc[rows["outcome"] == "computed", "mismatches"].fillna("").str.split()
    return sentence(
        "finding_rates",
        lang,
        total=len(rows),
        shown=counts["computed"],
        texts=int(mixed.map(lambda names: "two_texts" in names).sum()),
        times=int(mixed.map(lambda names: "as_of" in names).sum()),
        refused=counts["refused"],
        silent=counts["not_mentioned"],
    )
