"""Periods: terms and stages of years, as a text prints them."""

import re
from functools import lru_cache
from typing import NamedTuple

from reading import wording

_YEAR = r"(?:19|20)\d\d"
_TO = r"\s*(?:-|/|đến|tới)\s*(?:hết\s+)?(?:năm\s+)?"
# After its word any layout is a period, with its brackets, and "2020-25" too; years
# alone need a dash or "từ".
_WORD = r"\b(?:nhiệm\s+kỳ|giai\s+đoạn|thời\s+kỳ)\s*+"
_FROM = r"(?:từ\s+)?(?:năm\s+)?"
_PERIOD = re.compile(
    rf"(?:{_WORD}:?\s*+{_FROM}(?P<first>{_YEAR}){_TO}(?P<last>{_YEAR}|\d\d(?!\d))"
    rf"|{_WORD}\(\s*+{_FROM}(?P<first1>{_YEAR}){_TO}(?P<last1>{_YEAR})\)?"
    rf"|\btừ\s+(?:năm\s+)?(?!{_YEAR}\s*-)(?P<first2>{_YEAR}){_TO}(?P<last2>{_YEAR})"
    rf"|(?<![\w/.,-])(?P<first3>{_YEAR})\s*-\s*(?P<last3>{_YEAR}))"
    rf"(?!\d|[.,/-]\d)",
    re.IGNORECASE,
)


class Period(NamedTuple):
    """A period from one year to another, with its span in the text."""

    start: int
    end: int
    printed: str
    start_year: int
    end_year: int


@lru_cache(maxsize=1)  # `exclusions` asks for those of the same text again
def periods(text: str) -> tuple[Period, ...]:
    """Return the periods of two years in `text`, in order.

    A period need not be named: "2020–2025" after "và", or in brackets, is one.

    Examples
    --------
    >>> text = "nhiệm kỳ 2015 - 2020 và 2020–2025, giai đoạn từ 2016 đến năm 2030"
    >>> for row in periods(text):
    ...     print(row.printed, row.start_year, row.end_year)
    nhiệm kỳ 2015 - 2020 2015 2020
    2020–2025 2020 2025
    giai đoạn từ 2016 đến năm 2030 2016 2030
    """
    named = []
    for match in _PERIOD.finditer(wording.aligned(text)):
        years = [year for year in match.groups() if year]
        first, last = int(years[0]), int(years[0][: -len(years[1])] + years[1])
        if first <= last:
            start, end = match.span()
            named.append(Period(start, end, text[start:end], first, last))
    return tuple(named)
