"""Write a table of the data set as a Stata file (format 118) labelled in two languages.

Every column is written as it is in the CSV file. Beside a column with an enumeration
are two columns of numbers, `<column>_label_en` and `<column>_label_vi`, whose value
labels are its words. Missing numbers are missing; missing texts are empty, as Stata
has no other missing text. A name that Stata reserves ends in `_`.
"""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime

import pandas as pd

from analysis import words
from analysis.dictionary import Column, Table

TIME_STAMP = datetime(2000, 1, 1)  # fixed, so that equal tables give equal bytes
LABEL_LENGTH, FIXED_TEXT_BYTES = 80, 2045  # Stata's limits
RESERVED = """
byte case catch class colvector complex const continue default delegate delete do double
else end enum explicit export external float for friend function global goto if in
inline int local long mata matrix namespace new numeric operator private protected quad
real return rowvector scalar short signed static string struct super switch template
this throw transmorphic try typedef typename union unsigned using vector version virtual
void volatile while with
"""


def stata_file(table: Table, frame: pd.DataFrame) -> bytes:
    """Return the rows of `table` as a Stata file; equal rows give equal bytes."""
    columns: dict[str, pd.Series] = {}
    titles: dict[str, str] = {}
    labels: dict[str, dict[float, str]] = {}
    for column in table.columns.values():
        is_reserved = column.name in RESERVED.split()
        stored = f"{column.name}_" if is_reserved else column.name
        columns[stored] = _values(frame[column.name])
        titles[stored] = _both(column.title)
        if column.type == "boolean":
            labels[stored] = _truth_labels()
        for name, lang, value_labels in _label_columns(column):
            numbers = {value: n for n, value in enumerate(column.words, 1)}
            columns[name] = frame[column.name].map(numbers).astype("Int32")
            titles[name], labels[name] = column.title[lang], value_labels
    buffer = io.BytesIO()
    pd.DataFrame(columns, index=frame.index).to_stata(
        buffer,
        write_index=False,
        version=118,
        time_stamp=TIME_STAMP,
        data_label=_cut(_both(table.title)),
        variable_labels={name: _cut(title) for name, title in titles.items()},
        value_labels=labels,
        convert_strl=[name for name in columns if _is_long(columns[name])],
    )
    return buffer.getvalue()


def _label_columns(
    column: Column,
) -> Iterator[tuple[str, words.Lang, dict[float, str]]]:
    """The name, the language and the value labels of each column of labels."""
    for lang in words.LANGUAGES if column.words else ():
        texts = enumerate((word[lang] for word in column.words.values()), 1)
        yield f"{column.name}_label_{lang}", lang, dict(texts)


def _truth_labels() -> dict[float, str]:
    """What 0 and 1 mean in a column of truth values."""
    return {
        number: " / ".join(words.phrase(key, lang) for lang in words.LANGUAGES)
        for number, key in enumerate(("no", "yes"))
    }


def _values(values: pd.Series) -> pd.Series:
    """The values as Stata holds them: numbers, or texts of which none is missing."""
    if pd.api.types.is_bool_dtype(values):
        return values.astype("Int8")
    if pd.api.types.is_numeric_dtype(values):
        return values
    return values.astype("string").fillna("")


def _is_long(values: pd.Series) -> bool:
    """Whether a text has more bytes than Stata's texts of fixed length may have."""
    if pd.api.types.is_numeric_dtype(values):
        return False
    return any(len(text.encode()) > FIXED_TEXT_BYTES for text in values)


def _both(texts: Mapping[str, str]) -> str:
    return " / ".join(texts[lang] for lang in words.LANGUAGES)


def _cut(text: str) -> str:
    """`text`, cut to the length that a label may have."""
    return text if len(text) <= LABEL_LENGTH else f"{text[: LABEL_LENGTH - 1]}…"
