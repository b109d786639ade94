"""Cells as texts: keys as names, values as words, figures as the language has them."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import words
from analysis.tables import Study

FIGURE = "figure"
FIGURES = "observations"  # whose units and qualifiers stand wherever figures do
KEY = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
ENDS = ("low", "high", "qualifier", "unit")


def columns_of_figure(name: str) -> list[str]:
    """The columns that the column `…figure` is worded from.

    Examples
    --------
    >>> columns_of_figure("first_figure")
    ['first_low', 'first_high', 'first_qualifier', 'first_unit']
    """
    stem = name.removesuffix(FIGURE)
    return [f"{stem}{end}" for end in ENDS]


def figures(frame: pd.DataFrame, name: str, lang: str) -> list[str]:
    """The figure of each row in words: from `low`, `high`, `qualifier` and `unit`.

    The prefix of `name` before "figure" is that of these columns too.
    """
    columns = frame[columns_of_figure(name)]
    return [
        words.figure(low, high, unit, lang, qualifier=qualifier)
        for low, high, qualifier, unit in columns.itertuples(index=False)
    ]


def is_figure(values: pd.Series) -> bool:
    """Whether a column holds figures, which stand to the right."""
    if pd.api.types.is_bool_dtype(values):
        return False
    if str(values.name).endswith(FIGURE) or pd.api.types.is_numeric_dtype(values):
        return True
    return any(isinstance(value, int) for value in values)


def told(study: Study, values: pd.Series, of: str | None) -> dict[str, str]:
    """The word or name of each value, or part of one, that has any."""
    name = str(values.name)
    if name.endswith(FIGURE):
        return {}  # in words already
    owner = of if of and name in study.dictionary.tables[of].columns else FIGURES
    return words_of(study, owner, name) or _known_names(study, values)


def words_of(study: Study, table: str, column: str) -> dict[str, str]:
    """The words of an enumeration; none if the table has no such column."""
    known = study.dictionary.tables[table].columns
    return study.words_for(table, column) if column in known else {}


def _known_names(study: Study, values: pd.Series) -> dict[str, str]:
    texts = {value for value in values.dropna() if isinstance(value, str)}
    keys = [text for text in texts if all(map(KEY.fullmatch, text.split()))]
    found = {part for text in keys for part in text.split()}
    if not found:
        return {}
    known = {part for part in found if f"word_{part}" in words.phrases()}
    own = {part: words.phrase(f"word_{part}", study.lang) for part in known}
    return study.names_for(found) | own


def texts(values: pd.Series, known: Mapping[str, str], lang: str) -> list[str]:
    """Each cell as a reader sees it; `known` are the words that `told` gives."""
    name, blank = str(values.name), words.phrase("blank", lang)
    shown = ["" if pd.isna(one) else _text(one, name, known, lang) for one in values]
    return [text if text.strip() else blank for text in shown]


def parts(value: str, known: Mapping[str, str]) -> list[str]:
    """The keys that a cell holds: one, or several separated by a space; or none."""
    found = [value] if value in known else value.split()
    return found if all(part in known for part in found) else []


def _text(value: Any, column: str, known: Mapping[str, str], lang: str) -> str:
    """One cell: the label of each key or code in it, or the value as `lang` has it."""
    keys = parts(value, known) if isinstance(value, str) else []
    if keys:
        return " · ".join(known[key] for key in keys)
    return words.cell(value, column, lang)
