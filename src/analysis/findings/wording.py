"""Sentences from phrases, and what several findings count and word alike."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import words


def sentence(key: str, lang: str, **values: float | str) -> words.Sentence:
    """The phrase `key` with its numbers as `lang` writes them, and a capital."""
    written = {
        name: value if isinstance(value, str) else words.number(value, lang)
        for name, value in values.items()
    }
    text = words.phrase(key, lang, **written)
    return words.Sentence(text[:1].upper() + text[1:])


def sentences(parts: Iterable[str]) -> words.Sentence:
    """Several sentences as one text."""
    return words.Sentence(" ".join(parts))


def nothing_to_show(lang: str) -> words.Sentence:
    """That the texts say nothing of this."""
    return sentence("nothing_to_show", lang)


def counts_of(values: "pd.Series[str]", keys: Sequence[str]) -> dict[str, int]:
    """How often each of the keys occurs."""
    counts = values.value_counts()
    return {key: int(counts.get(key, 0)) for key in keys}


def figure(row: Mapping[Hashable, Any], lang: str) -> str:
    """The figure of a row in words."""
    return words.figure(
        row["low"], row["high"], row["unit"], lang, qualifier=row["qualifier"]
    )
