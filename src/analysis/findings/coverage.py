"""Who speaks, and what is reported by whom."""

import pandas as pd

from analysis.findings.wording import counts_of, sentence


def who_speaks(sources: pd.DataFrame, lang: str) -> str:
    """How many of the texts are the committee's own account.

    `sources` has `is_self_reported` and `published_date`.
    """
    return sentence(
        "finding_who_speaks",
        lang,
        texts=len(sources),
        own=int(sources["is_self_reported"].sum()),
        dated=int(sources["published_date"].notna().sum()),
    )


def reach(reached: pd.DataFrame, lang: str) -> str:
    """How many keys are reported by all, by some, by one or by none.

    `reached` is what `measures.reach_of_coverage` returns.
    """
    counts = counts_of(reached["reach"], ("all", "some", "one", "none"))
    return sentence("finding_reach", lang, total=len(reached), **counts)


def one_dimension(rows: pd.DataFrame, lang: str) -> str:
    """How many reforms of one dimension are reported, by status.

    `rows` has one row per reform: `committee_id`, `status`.
    """
    counts = counts_of(rows["status"], ("done", "ongoing", "planned", "norm"))
    return sentence(
        "finding_one_dimension",
        lang,
        total=len(rows),
        committees=rows["committee_id"].nunique(),
        **counts,
    )
