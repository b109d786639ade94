"""Cells as texts: keys and codes by their labels, figures as the language has them."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import words
from analysis.tables import Study

FIGURE = "figure"
FIGURES = "observations"  # the table whose units and qualifiers all figures have
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

    The prefix of `name` before "figure" is that of these columns too. What is aimed at,
    by the column `modality`, is marked as a goal.
    """
    columns = frame[columns_of_figure(name)]
    texts = [
        ""
        if pd.isna(unit)
        else words.figure(low, high, unit, lang, qualifier=qualifier)
        for low, high, qualifier, unit in columns.itertuples(index=False)
    ]
    if name != FIGURE or "modality" not in frame.columns:
        return texts
    is_aimed = frame["modality"].eq("aimed").fillna(value=False)
    return [
        words.phrase("figure_aimed", lang, figure=text) if aimed else text
        for text, aimed in zip(texts, is_aimed, strict=True)
    ]


def is_figure(values: pd.Series) -> bool:
    """Whether a column holds figures, which stand to the right."""
    if pd.api.types.is_bool_dtype(values):
        return False
    if str(values.name).endswith(FIGURE) or pd.api.types.is_numeric_dtype(values):
        return True
    return any(isinstance(value, int) for value in values)


def labels(study: Study, values: pd.Series, of: str | None) -> dict[str, str]:
    """Map each value (or space-separated key) to its label, where it has one."""
    name = str(values.name)
    if name.endswith(FIGURE):
        return {}  # it is in words already
    owner = of if of and name in study.dictionary.tables[of].columns else FIGURES
    return words_of(study, owner, name) or _labels_of_keys(study, values)


def words_of(study: Study, table: str, column: str) -> dict[str, str]:
    """The words of an enumeration; none if the table has no such column."""
    columns = study.dictionary.tables[table].columns
    return study.words_for(table, column) if column in columns else {}


def _labels_of_keys(study: Study, values: pd.Series) -> dict[str, str]:
    """The label of each key and computed code; a local committee's is its place."""
    texts = {value for value in values.dropna() if isinstance(value, str)}
    keys = [text for text in texts if all(map(KEY.fullmatch, text.split()))]
    single = {part for text in keys for part in text.split()}
    computed = {part for part in single if f"word_{part}" in words.phrases()}
    phrases = {part: words.phrase(f"word_{part}", study.lang) for part in computed}
    names = {key: study.labels.place(key) for key in study.names_for(single)}
    return names | phrases


def texts(values: pd.Series, labels: Mapping[str, str], lang: str) -> list[str]:
    """Each cell as a reader sees it; `known` is what `labels` returns."""
    name, blank = str(values.name), words.phrase("blank", lang)
    shown = [
        "" if pd.isna(value) else _text(value, name, labels, lang) for value in values
    ]
    return [text if text.strip() else blank for text in shown]


def parts(value: str, labels: Mapping[str, str]) -> list[str]:
    """The keys that a cell holds: one, or several separated by a space; or none."""
    keys = [value] if value in labels else value.split()
    return keys if all(key in labels for key in keys) else []


def _text(value: Any, column: str, labels: Mapping[str, str], lang: str) -> str:
    """One cell: the label of each key or code in it, or the value as `lang` has it."""
    keys = parts(value, labels) if isinstance(value, str) else []
    if keys:
        return " · ".join(labels[key] for key in keys)
    return words.cell(value, column, lang)
