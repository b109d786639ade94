"""Which reported figures hold, and which may be compared."""

from collections.abc import Mapping

import pandas as pd

from analysis import words
from analysis.findings.wording import counts_of, sentence


def reasons(checks: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Checks of the audit with `reason` and `arithmetic` as `lang` writes them.

    `checks` has `reason`, `reason_values` and `arithmetic`.
    """
    texts = [
        sentence(key, lang, **_as_written(values, lang))
        for key, values in zip(checks["reason"], checks["reason_values"], strict=True)
    ]
    sums = [words.sum_as_written(text, lang) for text in checks["arithmetic"]]
    return checks.assign(reason=[str(text) for text in texts], arithmetic=sums)


def _as_written(values: Mapping[str, float | str], lang: str) -> dict[str, float | str]:
    return {
        name: words.sum_as_written(value, lang) if isinstance(value, str) else value
        for name, value in values.items()
    }


def verdicts(checks: pd.DataFrame, lang: str) -> str:
    """How many checks hold, fail and stay open. `checks` has `rule` and `verdict`."""
    counts = counts_of(checks["verdict"], ("consistent", "inconsistent", "undecided"))
    rules = checks["rule"].nunique()
    return sentence("finding_verdicts", lang, total=len(checks), rules=rules, **counts)


def comparisons(pairs: pd.DataFrame, lang: str) -> str:
    """How many pairs may be compared. `pairs` has `allowed` and `order`."""
    allowed = int(pairs["allowed"].sum())
    return sentence(
        "finding_comparisons",
        lang,
        total=len(pairs),
        made=allowed,
        refused=len(pairs) - allowed,
        undecided=int((pairs["order"] == "undecided").sum()),
    )
