"""How goals and targets lie over the bands, and which results reach their goals."""

from collections.abc import Callable

import pandas as pd

from analysis import words
from analysis.findings.wording import in_words, sentence, sentences
from analysis.labels import Labels
from analysis.rows import Row, records

WHOLE = 100


def distribution(shares: pd.DataFrame, labels: Labels) -> str:
    """For each whole: how many are reached, and of how many nothing is said.

    `shares` is what `measures.distribution` returns; `labels` has the bands too.
    """
    lang = labels.lang
    first = shares.drop_duplicates("indicator_id")[["indicator_id", "reading"]]
    texts = []
    for _, group in shares.merge(first).groupby("indicator_id", sort=False):
        rows = records(group)
        items = [
            words.phrase(
                "band_item",
                lang,
                count=in_words(row["count"], lang),
                band=labels[row["band_id"]],
            )
            for row in rows
            if row["band_id"] is not None and row["count"]
        ]
        if rest := rows[-1]["count"]:
            items.append(words.phrase("band_rest", lang, rest=in_words(rest, lang)))
        whole, total = labels[rows[0]["indicator_id"]], rows[0]["total"]
        of = {"whole": whole, "total": total, "items": "; ".join(items)}
        texts.append(sentence("finding_distribution", lang, **of))
    return sentences(texts, lang)


def attainments(attained: pd.DataFrame, labels: Labels) -> str:
    """Which results are above their goals and which below, with the time elapsed.

    `attained` is what `measures.attainments` returns; only goals count, no other base.
    """
    goals = records(attained[attained["denominator_role"] == "target"])
    sides: dict[str, Callable[[Row], bool]] = {
        "attained_above": lambda row: (row["ratio_low"] or 0) >= WHOLE,
        "attained_below": lambda row: (row["ratio_high"] or WHOLE) < WHOLE,
    }
    texts = [
        sentence(key, labels.lang, items=words.joined(items, labels.lang))
        for key, is_meant in sides.items()
        if (items := [_attained(row, labels) for row in goals if is_meant(row)])
    ]
    return sentences(texts, labels.lang)


def _attained(row: Row, labels: Labels) -> str:
    lang = labels.lang
    has_pace = row["elapsed_low"] is not None
    return words.phrase(
        "attained_item_elapsed" if has_pace else "attained_item",
        lang,
        indicator=labels[row["indicator_id"]],
        ratio=words.row_figure(row, lang, "ratio_"),
        elapsed=words.row_figure(row, lang, "elapsed_") if has_pace else "",
    )
