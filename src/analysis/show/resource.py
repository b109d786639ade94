"""A table with its raw values, as a Frictionless resource that other programs read.

Source: Frictionless Standards, Tabular Data Resource and Table Schema (2021).
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.measures import NOT_MENTIONED
from analysis.show.cells import parts

MIMETYPE = "application/vnd.dataresource+json"
EVIDENCE = "fact_ids"


def resource(
    about: Mapping[str, str],
    frame: pd.DataFrame,
    titles: Mapping[str, str],
    labels: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Raw values as a Frictionless resource with its rows inside.

    A column of numbers may hold `not_mentioned`, which the schema declares as a
    missing value: it is neither a number nor a blank.

    Parameters
    ----------
    about
        `name` (the key of the caption, the same in both languages), `title`, `foot`,
        `lang`.
    frame
        Raw values under raw names of columns; the last column is the evidence.
    titles
        The title of each column, in the language of the report.
    labels
        For a column the label of each key or code that may occur in it.
    """
    columns = [frame[name] for name in frame.columns]
    fields = [
        _field(column, titles[str(column.name)], labels.get(str(column.name), {}))
        for column in columns
    ]
    values = [[_plain(value) for value in column] for column in columns]
    return {
        "profile": "tabular-data-resource",
        **about,
        "schema": {"fields": fields, "missingValues": ["", NOT_MENTIONED]},
        "data": [
            dict(zip(frame.columns, row, strict=True))
            for row in zip(*values, strict=True)
        ],
    }


def _plain(value: Any) -> Any:
    """One value as JSON has it."""
    if pd.isna(value):
        return None
    return value if isinstance(value, str) else getattr(value, "item", lambda: value)()


def _field(values: pd.Series, title: str, labels: Mapping[str, str]) -> dict[str, Any]:
    about = {"name": str(values.name), "title": title, "type": _type(values)}
    texts = [value for value in values.dropna() if isinstance(value, str)]
    keys = sorted({part for text in texts for part in parts(text, labels)})
    return about | ({"words": {key: labels[key] for key in keys}} if keys else {})


def _type(values: pd.Series) -> str:
    """The type of a column, leaving aside what is not mentioned."""
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    present = values.dropna()
    kinds = {type(_plain(value)) for value in present[present != NOT_MENTIONED]}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int} or pd.api.types.is_integer_dtype(values):
        return "integer"
    is_number = kinds and kinds <= {int, float}
    return "number" if is_number or pd.api.types.is_float_dtype(values) else "string"
