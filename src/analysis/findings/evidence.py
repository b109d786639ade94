"""The evidence: whose failings others name, what fails, how far two coders agree."""

from collections.abc import Mapping
from itertools import chain

import pandas as pd

from analysis import words
from analysis.findings.wording import (
    in_words,
    sentence,
    sentences,
    speaker,
)
from analysis.labels import Labels
from analysis.rows import records

CODES = ("dimension", "status")
NAMED = 3  # checks that fail, or reasons of refusal, which a sentence names
FEWEST_PAIRS = 10  # measures that two coders share: fewer say nothing of alpha


def failings_by_others(speakers: pd.DataFrame, labels: Labels) -> str:
    """Of which committees somebody else names failings, and who.

    `speakers` is what `measures.speakers` returns, of statements of failings.
    """
    texts = []
    for subject, rows in speakers.groupby("subject_id", sort=False):
        others = rows[~rows["is_own"]]
        own_count = int(rows.loc[rows["is_own"], "count"].sum())
        if len(others):
            names = [speaker(key, labels) for key in others["asserted_by"].unique()]
            who = words.joined(names, labels.lang)
            key = (
                "finding_failings_shared" if own_count else "finding_failings_of_others"
            )
            texts.append(
                sentence(
                    key,
                    labels.lang,
                    of=labels.place(str(subject)),
                    who=who,
                    others=int(others["count"].sum()),
                    total=int(rows["count"].sum()),
                )
            )
    if not texts and len(speakers):
        return sentence("finding_failings_own", labels.lang)
    return sentences(texts, labels.lang)


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
        name: words.sum_as_written(value, lang)
        if isinstance(value, str)
        else round(value, 2)
        for name, value in values.items()
    }


def verdicts(checks: pd.DataFrame, lang: str) -> str:
    """What does not hold, by name.

    `checks` has `rule`, `verdict`, `arithmetic`, and in words `statements` and
    `reason`, the most telling first.
    """
    failing = checks[checks["verdict"] == "inconsistent"].drop_duplicates("rule")
    if not len(failing):
        return sentence("finding_nothing_fails", lang)
    texts = [
        sentence(
            "finding_fails",
            lang,
            what=row["statements"].partition("; ")[2] or row["statements"],
            why=row["reason"],
        )
        for row in records(failing.head(NAMED))
    ]
    return sentences(texts, lang)


def pace(rows: pd.DataFrame, lang: str) -> str:
    """What is ahead of the term, and what is not. `rows`: see `measures.pace`."""
    behind = rows[rows["reached_pct"] < rows["passed_low_pct"]]
    ahead = rows[rows["reached_pct"] >= rows["passed_high_pct"]]
    named = (
        ("finding_pace_ahead", ahead.head(1)),
        ("finding_pace_behind", behind.tail(1)),
    )
    texts = [
        sentence(
            key,
            lang,
            aim=row["aim"],
            reached=row["reached_pct"],
            low=row["passed_low_pct"],
            high=row["passed_high_pct"],
        )
        for key, chosen in named
        for row in records(chosen)
    ]
    if not texts and len(rows):
        return sentence("finding_pace_even", lang)
    return sentences(texts, lang)


def comparisons(pairs: pd.DataFrame, lang: str) -> str:
    """How few pairs may be compared, and what most often stands against it.

    `pairs` has `allowed` and `refusals`.
    """
    counts = pd.Series(list(chain(*pairs["refusals"].str.split()))).value_counts()
    reasons = [words.phrase(f"word_{key}", lang) for key in counts.index[:NAMED]]
    allowed = int(pairs["allowed"].sum())
    return sentence(
        "finding_comparisons" if allowed else "finding_comparisons_none",
        lang,
        total=len(pairs),
        made=in_words(allowed, lang),
        reasons=words.joined(reasons, lang),
    )


def agreement(units: pd.DataFrame, codes: pd.DataFrame, lang: str) -> str:
    """How far two coders agree on units, methods and status.

    `units` and `codes` are what `measures.agreement_on_units` and
    `measures.agreement_on_codes` return.
    """
    if not (len(units) and len(codes)):
        return sentence("finding_agreement_none", lang)
    whole = units.iloc[-1]
    counts = {name: int(whole[f"{name}_units"]) for name in ("first", "second")}
    if (pairs := int(codes["pairs"].min())) < FEWEST_PAIRS:
        return sentence("finding_agreement_few", lang, pairs=pairs, **counts)
    method, status = (records(codes[codes["code"] == name])[0] for name in CODES)
    return sentence(
        "finding_agreement",
        lang,
        **counts,
        units=float(whole["alpha"]),
        method=round(method["same_pct"], 1),
        method_alpha=method["alpha"],
        status=round(status["same_pct"], 1),
        status_alpha=status["alpha"],
    )
