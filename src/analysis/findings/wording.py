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


def in_sentence(keys: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """The label of each key, each once, as it stands within a sentence."""
    names = [labels[key] for key in dict.fromkeys(keys)]
    return [name if "Party" in name else name[:1].lower() + name[1:] for name in names]


def listed(names: Sequence[str], lang: str) -> str:
    """Names as a sentence lists them, by semicolons where one has a comma."""
    if any("," in name for name in names):
        return "; ".join(names)
    return words.joined([*names], lang)


def named(row: Mapping[str, Any], column: str, labels: Mapping[str, str]) -> str:
    """The label of the key in `column`, with what the row names as printed."""
    (label,) = in_sentence([row[column]], labels)
    return label if row["named"] is None else f"{label} (“{row['named'].strip('“”')}”)"
