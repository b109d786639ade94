"""What is reported by whom."""

import pandas as pd

from analysis.findings.wording import counts_of, sentence


def reach(reached: pd.DataFrame, lang: str) -> str:
    """How many keys are reported by all, by some, by one or by none.

    `reached` is what `measures.reach_of_coverage` returns.
    """
    counts = counts_of(reached["reach"], ("all", "some", "one", "none"))
    return sentence("finding_reach", lang, total=len(reached), **counts)
