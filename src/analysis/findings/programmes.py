"""How many programmes, schemes and thematic resolutions the texts count by term."""

import pandas as pd

from analysis import words
from analysis.findings.wording import nothing_to_show, sentence, sentences
from analysis.labels import Labels


def terms(programmes: pd.DataFrame, labels: Labels) -> words.Sentence:
    """What the texts count in each term, and of which term they are silent.

    `programmes` is what `measures.programmes_by_term` returns.
    """
    lang = labels.lang
    counted = programmes.dropna(subset=["counted"])
    if counted.empty:
        return nothing_to_show(lang)
    texts = []
    for term, rows in counted.groupby("term_id", sort=True, dropna=False):
        items = words.joined(
            [_counts(group, lang) for _, group in rows.groupby("type")], lang
        )
        key = "finding_term_unstated" if pd.isna(term) else "finding_term"
        texts.append(words.phrase(key, lang, term=words.years(str(term)), items=items))
    counted_by_term = sentence("finding_terms", lang, terms="; ".join(texts))
    silent = programmes.loc[programmes["state"] == "not_mentioned", "term_id"]
    if silent.empty:
        return counted_by_term
    terms = words.joined([*map(words.years, silent)], lang)
    silence = sentence("finding_terms_silent", lang, terms=terms)
    return sentences([counted_by_term, silence], lang)


def _counts(rows: pd.DataFrame, lang: str) -> str:
    """The sets of one kind in a term; further counts of the kind in brackets."""
    counts = [int(count) for count in rows["counted"]]
    first = words.phrase(f"count_{rows['type'].iloc[0]}", lang, count=counts[0])
    if counts[1:]:
        others = words.joined([words.number(count, lang) for count in counts[1:]], lang)
        first = words.phrase("count_elsewhere", lang, count=first, others=others)
    return words.spelled(first, lang)
