"""Tasks against what was reported already, and the time to what carries them out."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.findings.wording import counts_of, sentence, sentences

if TYPE_CHECKING:
    from analysis.tables import Labels


def tasks(listed: pd.DataFrame, timed: pd.DataFrame, lang: str) -> str:
    """How many tasks are listed, and how the texts lie to the instrument in time.

    `listed` is what `measures.listed_tasks` returns, `timed` what `measures.timings`
    does.
    """
    return sentence(
        "finding_tasks",
        lang,
        tasks=listed["task"].nunique(),
        plans=len(listed),
        dimensions=listed["dimension_id"].nunique(),
        **counts_of(timed["timing"], ("before", "undecided", "after")),
    )


def reiteration(standings: pd.DataFrame, labels: "Labels") -> str:
    """For each committee, how many tasks meet what it reports already.

    `standings` is what `measures.reiteration` returns.
    """
    keys = ("already", "perhaps", "planned", "not_mentioned")
    texts = [
        sentence(
            "finding_reiteration",
            labels.lang,
            committee=labels[str(committee_id)],
            pairs=len(rows),
            **{key: int((rows["standing"] == key).sum()) for key in keys},
        )
        for committee_id, rows in standings.groupby("committee_id", sort=False)
    ]
    return sentences(texts)


def times_after(times: pd.DataFrame, lang: str) -> str:
    """How many times between instruments are numbers, intervals, or not known.

    `times` is what `measures.times_after` returns.
    """
    low, high = times["days_low"], times["days_high"]
    return sentence(
        "finding_times_after",
        lang,
        total=len(times),
        exact=int((low == high).sum()),
        between=int((low != high).sum()),
        open=int((low.notna() & high.isna()).sum()),
        none=int((low.isna() & high.isna()).sum()),
    )
