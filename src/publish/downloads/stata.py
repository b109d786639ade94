"""A frame as a Stata file (format 118, UTF-8) with its labels.

Numbers that are not known are missing; a text that is not known is empty, as Stata
knows no other. A column that has words for its values becomes numbers with these words
as value labels.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

WRITTEN = datetime(2000, 1, 1)  # the same table, the same bytes
LONGEST_NAME, LONGEST_LABEL, LONGEST_TEXT = 32, 80, 2045
LONGEST_LABELS = 32_000  # bytes that the labels of one column have together
RESERVED = """
_all _b _coef _cons _n _N _pi _pred _rc _skip aggregate array boolean break by byte case
catch class colvector complex const continue default delegate delete do double dta else
eltypedef eltypes end enum explicit export external float for friend function global
goto if in inline int local long mata matrix namespace new NULL numeric operator
orgtypedef orgtypes polymorphic pragma private protected quad real return rowvector
scalar short signed static str strL strlength string struct super switch template this
throw transmorphic try typedef typename union unsigned using vector version virtual void
volatile while with
"""


@dataclass(frozen=True)
class Variable:
    """A column: its name, its title, and what each of its values means, if told."""

    name: str
    title: str
    words: Mapping[Any, str] = field(default_factory=dict)

    @property
    def codes(self) -> dict[Any, int]:
        """The number of each value: 0 and 1 for no and yes, else from 1 as listed."""
        return {
            value: int(value) if isinstance(value, bool) else place
            for place, value in enumerate(self.words, 1)
        }

    @property
    def labels(self) -> dict[float, str]:
        """The words of each number."""
        return dict(zip(self.codes.values(), self.words.values(), strict=True))


def stata(frame: pd.DataFrame, variables: Sequence[Variable], title: str) -> bytes:
    """`frame` as a Stata file; the same frame gives the same bytes.

    Parameters
    ----------
    variables
        One for each column, in the order of the file.

    Raises
    ------
    ValueError
        If a value has no word in a column that has words.
    """
    names = stata_names([variable.name for variable in variables])
    columns = {
        name: _column(frame[variable.name], variable)
        for name, variable in zip(names, variables, strict=True)
    }
    told = dict(zip(names, variables, strict=True))
    out = io.BytesIO()
    pd.DataFrame(columns, index=frame.index).to_stata(
        out,
        write_index=False,
        version=118,
        time_stamp=WRITTEN,
        data_label=_label(title),
        variable_labels={name: _label(one.title) for name, one in told.items()},
        value_labels={name: one.labels for name, one in told.items() if one.words},
        convert_strl=[name for name in columns if _is_long(columns[name])],
    )
    return out.getvalue()


def _column(values: pd.Series, variable: Variable) -> pd.Series:
    """The values as Stata holds them: numbers, or texts of which none is missing."""
    if variable.words:
        codes = variable.codes
        known = values.dropna().unique()
        if unknown := sorted(str(value) for value in known if value not in codes):
            msg = f"column {variable.name!r}: no word for {', '.join(unknown)}"
            raise ValueError(msg)
        return values.map(codes).astype("Int32")
    if pd.api.types.is_bool_dtype(values):
        return values.astype("Int8")
    if pd.api.types.is_numeric_dtype(values):
        return values
    return values.astype("string").fillna("")


def _is_long(values: pd.Series) -> bool:
    """Whether a text is longer, in bytes, than Stata's texts of fixed length may be."""
    if pd.api.types.is_numeric_dtype(values):
        return False
    return any(len(text.encode()) > LONGEST_TEXT for text in values)


def _label(text: str) -> str:
    """`text` on one line, cut to the length that a label may have."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LABEL else f"{line[: LONGEST_LABEL - 1]}…"


def stata_names(names: Sequence[str]) -> list[str]:
    """Names that Stata allows, each once: letters, digits and `_`, at most 32.

    Examples
    --------
    >>> stata_names(["in", "a-b", "a_b", "2020"])
    ['in_', 'a_b', 'a_b_2', '_2020']
    """
    taken: list[str] = []
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII) or "_"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        plain = f"{plain}_" if _is_reserved(plain) else plain
        number, free = 1, plain[:LONGEST_NAME]
        while free in taken:
            number += 1
            end = f"_{number}"
            free = plain[: LONGEST_NAME - len(end)] + end
        taken.append(free)
    return taken


def _is_reserved(name: str) -> bool:
    """Whether Stata keeps `name` for itself; `str1` to `str2045` are types."""
    return name in RESERVED.split() or re.fullmatch(r"str\d+", name) is not None
