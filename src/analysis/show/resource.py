"""A table with its raw values, as a Frictionless resource that other programs read.

Source: Frictionless Standards, Tabular Data Resource and Table Schema (2021).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.measures import NOT_MENTIONED
from analysis.show.cells import parts

MIMETYPE = "application/vnd.dataresource+json"
EVIDENCE = "fact_ids"


@dataclass(frozen=True)
class Raw:
    """The raw values behind a table.

    Attributes
    ----------
    name
        The key of its caption, the same in both languages.
    frame
        Raw values under raw names of columns; the last column is the evidence.
    titles
        The title of each column, in the language of the report.
    labels
        For a column the label of each key or code that occurs in it.
    """

    name: str
    frame: pd.DataFrame = field(repr=False)
    titles: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]


def resource(raw: Raw, caption: str, foot: str, lang: str) -> dict[str, Any]:
    """`raw` as a Frictionless resource with its rows inside.

    A column of numbers may hold `not_mentioned`, which the schema declares as a
    missing value: it is neither a number nor a blank.
    """
    columns = {name: raw.frame[name] for name in raw.frame.columns}
    values = [[_plain(value) for value in column] for column in columns.values()]
    return {
        "profile": "tabular-data-resource",
        "name": raw.name,
        "title": caption,
        "foot": foot,
        "lang": lang,
        "schema": {
            "fields": [_field(raw, column) for column in columns.values()],
            "missingValues": ["", NOT_MENTIONED],
        },
        "data": [
            dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)
        ],
    }


def _plain(value: Any) -> Any:
    """One value as JSON has it."""
    if pd.isna(value):
        return None
    return value if isinstance(value, str) else getattr(value, "item", lambda: value)()


def _field(raw: Raw, values: pd.Series) -> dict[str, Any]:
    name = str(values.name)
    about: dict[str, Any] = {
        "name": name,
        "title": raw.titles[name],
        "type": _type(values),
    }
    labels = raw.labels.get(name, {})
    texts = [value for value in values.dropna() if isinstance(value, str)]
    keys = sorted({part for text in texts for part in parts(text, labels)})
    if keys:
        about["words"] = {key: labels[key] for key in keys}
    return about


def _type(values: pd.Series) -> str:
    """The type of a column, leaving aside what is not mentioned."""
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    present = values.dropna()
    kinds = {type(_plain(one)) for one in present[present != NOT_MENTIONED]}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int} or pd.api.types.is_integer_dtype(values):
        return "integer"
    is_number = kinds and kinds <= {int, float}
    return "number" if is_number or pd.api.types.is_float_dtype(values) else "string"
