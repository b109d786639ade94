"""Numerals: every figure of a text, with its role, as the table of numerals has it."""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reading import figures, wording
from reading.exclusions import exclusions
from reading.quantities import figures_of_quantities

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_YEARS = re.compile(r"\d{4}.{0,12}?\d{4}|\d{4}.*?\d\d", re.DOTALL)
_DATE = re.compile(rf"{figures.DAY}|{figures.MONTH}|\d+", re.IGNORECASE)
_NUMBER_AND_YEAR = re.compile(r"\d+(?:\s?/\s?(?:19|20)\d\d\b)?")
# What of a stretch is printed in the table, by role; else each figure by itself.
_PRINTED = {"date": _DATE, "period": _YEARS, "symbol": _NUMBER_AND_YEAR}
_PLENUM = re.compile(r"(?:trung ương|tw)\s+(?:lần thứ\s+)?$", re.IGNORECASE)
# Numerals in other forms: "Thứ nhất," heads a paragraph; "nửa" counts; "khóa XVI".
_HEAD = r"(?<=\n)thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?=,)"
_ORDINAL = r"(?:khóa|lần thứ|loại|hạng|quý|đại hội)\s+|(?<=[IVX],\s)"
_OTHER_FORMS = re.compile(
    rf"(?P<list_number>{_HEAD})|(?P<value>\bnửa(?= (?:đầu|cuối|nhiệm kỳ|chặng)))"
    rf"|(?:{_ORDINAL})(?P<ordinal>(?-i:[IVXL]+))\b",
    re.IGNORECASE,
)


class Numeral(NamedTuple):
    """A figure with its span, role, form and value; `value2` may be None.

    `value` is None if the figure does not read as its role asks.
    """

    start: int
    end: int
    printed: str
    role: str
    form: str
    value: str | None
    value2: str | None


def numerals(text: str) -> tuple[Numeral, ...]:
    """Return the numerals of `text`, which is NFC, in order.

    Every run of digits lies in exactly one. A part of a date without its year, a time
    of day and digits of a name have the role `name`; digits that no rule explains, too.

    Examples
    --------
    >>> text = "Nhiệm kỳ 2020 - 2025, khóa XVI: 35/50 xã, ngày 04/7/2023"
    >>> for row in numerals(text):
    ...     print(row.printed, row.role, row.form, row.value, row.value2)
    2020 - 2025 period digits 2020 2025
    XVI ordinal roman 16 None
    35/50 ratio digits 35 50
    04/7/2023 date digits 2023-07-04 None
    """
    rows: list[Numeral] = []
    taken = bytearray(len(text))
    for start, end, role, form in itertools.chain(
        figures_of_quantities(text), _excluded(text), _in_other_forms(text)
    ):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            rows.append(_numeral(text, start, end, role, form))
    left = (run.span() for run in re.finditer(r"\d+", text) if not taken[run.start()])
    rows += [_numeral(text, *span, "name", "digits") for span in left]
    return tuple(sorted(rows))


def _excluded(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield span, role and form of each figure that is no quantity."""
    for start, end, role in exclusions(text):
        for match in _PRINTED.get(role, _FIGURE).finditer(text, start, end):
            is_plenum = role == "symbol" and _PLENUM.search(text, start, match.start())
            yield *match.span(), "ordinal" if is_plenum else role, "digits"


def _in_other_forms(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield span, role and form of numerals in words and of Roman ones."""
    for match in _OTHER_FORMS.finditer(wording.aligned(text)):
        role = match.lastgroup or ""
        yield *match.span(role), role, "roman" if role == "ordinal" else "words"


def _numeral(text: str, start: int, end: int, role: str, form: str) -> Numeral:
    """Return one numeral; what cannot be read in its role is a name."""
    printed = text[start:end]
    role = "name" if role == "time" else role
    for each in (role, "name"):
        try:
            read = figures.figure(printed, each, form)
        except ValueError:
            continue
        return Numeral(start, end, printed, each, form, *read)
    return Numeral(start, end, printed, role, form, None, None)


def digits_outside(text: str, spans: Iterable[tuple[int, int]]) -> list[re.Match[str]]:
    """The runs of digits of a text of which some spans leave a digit out.

    Examples
    --------
    >>> [run.group() for run in digits_outside("12 xã, 5 phường", [(0, 2)])]
    ['5']
    """
    held = bytearray(len(text))
    for start, end in spans:
        held[start:end] = b"\1" * (end - start)
    runs = re.finditer(r"\d+", text)
    return [run for run in runs if not all(held[run.start() : run.end()])]
