"""Figures: the value of one printed numeral, given its role."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, NoReturn

from reading import wording
from reading.wording import Number

# The digits of one number: groups of three after a full stop, decimals after a comma.
DIGITS = r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?"
_SCALE = "|".join(wording.SCALES)
_NUMBER = re.compile(rf"(-?)({DIGITS})")
_VALUE = re.compile(
    rf"(-?{DIGITS})\s*((?:(?:trăm|{_SCALE})\s*){{0,4}})[%‰]?", re.IGNORECASE
)
_RATIO = re.compile(
    rf"({DIGITS})\s*%?\s*(?:/|trong(?: tổng)?(?: số)?|trên(?: tổng số)?)\s*"
    rf"({DIGITS})\s*%?",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?:từ\s+)?({DIGITS})\s*%?\s*(?:-|đến|tới)\s*({DIGITS})\s*[%‰]?", re.IGNORECASE
)
_YEAR = re.compile(r"(?:năm )?(\d{4})", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:(?:nhiệm kỳ|giai đoạn|thời kỳ)\s+)?(?:từ\s+)?(?:năm\s+)?(\d{4})\s*"
    r"(?:-|/|đến|tới)\s*(?:năm\s+)?(\d{4})",
    re.IGNORECASE,
)
# A day of a year, and a month of a year.
DAY = r"\d{1,2}(?:\s*[/.-]\s*|\s+tháng\s+)\d{1,2}(?:\s*[/.-]\s*|,?\s+(?:năm\s+)?)\d{4}"
MONTH = r"\d{1,2}(?:\s*[/.-]\s*|,?\s+năm\s+)\d{4}"
_DATE = re.compile(rf"(?:ngày\s+)?{DAY}|(?:tháng\s+)?{MONTH}", re.IGNORECASE)
_SYMBOL = re.compile(
    r"(\d+[a-z]?)(?:\s*/\s*((?:19|20)\d\d))?((?:\s*[-/]\s*|\s(?=[A-ZĐ]))[^\W\d_][\w.&]*"
    r"(?:\s*[-/]\s*[^\W\d_][\w.&]*)*)?"
)


def _number(text: str) -> Number:
    """Return a number: a full stop groups thousands, a comma marks decimals."""
    match = _matched(_NUMBER, text, "a number in Vietnamese style", "as 53.767 or 12,8")
    return _plain(_decimal(match.group()))


def parse_value(text: str) -> Number:
    """Return the number in `text`, a word of thousands multiplied in, % left out.

    Examples
    --------
    >>> parse_value("77 vạn"), parse_value("1,2 triệu"), parse_value("12,8%")
    (770000, 1200000, 12.8)
    """
    match = _matched(_VALUE, text, "a value", "as 4.600, 77 vạn or 12,8%")
    value = _decimal(match[1])
    for scale in match[2].lower().split():
        value *= wording.MULTIPLIERS[scale]
    return _plain(value)


def _ratio(text: str) -> tuple[Number, Number]:
    match = _matched(_RATIO, text, "a ratio", "as 355/500")
    return _number(match[1]), _number(match[2])


def _range(text: str) -> tuple[Number, Number]:
    match = _matched(_RANGE, text, "a range", "as 15-17%")
    lower, upper = _number(match[1]), _number(match[2])
    if lower > upper:
        _refuse("a range", text, "its lower end first")
    return lower, upper


def parse_date(text: str) -> str:
    """Return the ISO date, or month, that `text` gives.

    Raises
    ------
    ValueError
        If `text` is no date of the calendar with a year of four digits.

    Examples
    --------
    >>> parse_date("26/8/2021"), parse_date("ngày 21 tháng 6 năm 2013")
    ('2021-08-26', '2013-06-21')
    >>> parse_date("tháng 5/2021")
    '2021-05'
    """
    match = _matched(_DATE, text, "a date", "as 26/8/2021 or tháng 5/2021")
    *days, month, year = map(int, re.findall(r"\d+", match.group()))
    try:
        date = dt.date(year, month, *(days or [1]))
    except ValueError as error:
        msg = f"not a date of the calendar: {text!r} ({error})"
        raise ValueError(msg) from None
    return date.isoformat() if days else f"{year:04}-{month:02}"


def _period(text: str) -> tuple[int, int]:
    match = _matched(_PERIOD, text, "a period", "as 2020-2025")
    first, last = int(match[1]), int(match[2])
    if first > last:
        _refuse("a period", text, "its first year first")
    return first, last


class Symbol(NamedTuple):
    """The parts of an instrument's symbol; `year` and the rest are empty if absent.

    `number` has no leading zeros; `text` is the symbol without spaces.
    """

    text: str
    number: str
    year: str
    kind: str
    issuer: str


# Abbreviations of types, in symbols of Party and State, and the type of each.
KINDS = {
    "NQ": "resolution",
    "NQLT": "resolution",
    "CT": "directive",
    "QĐ": "decision",
    "KL": "conclusion",
    "QyĐ": "regulation",
    "QĐi": "regulation",
    "QC": "regulation",
    "KH": "plan",
    "CTr": "programme",
    "CTR": "programme",
    "CTHĐ": "action_programme",
    "TB": "notice",
    "TBKL": "notice",
    "HD": "guideline",
    "NĐ": "other",
    "TT": "other",
    "TTLT": "other",
    "ĐA": "other",
    "BC": "report",
    "TTr": "other",
    "CV": "other",
    "CĐ": "other",
    "GP": "other",
}


def parse_symbol(text: str) -> Symbol:
    """Return the parts of an instrument's symbol.

    Raises
    ------
    ValueError
        If `text` does not begin with a number, or goes on with other than letters.

    Examples
    --------
    >>> parse_symbol("06-NQ/TU")
    Symbol(text='06-NQ/TU', number='6', year='', kind='NQ', issuer='TU')
    >>> symbol = parse_symbol("1151/2007/QĐ – TTg")
    >>> symbol.text, symbol.year, symbol.issuer
    ('1151/2007/QĐ-TTg', '2007', 'TTg')
    """
    match = _matched(_SYMBOL, text, "a symbol", "as 10-NQ/TU or 1151/2007/QĐ-TTg")
    number, year, letters = match.groups(default="")
    parts = re.findall(r"[^\W_][\w.&]*", letters)
    kind = parts.pop(0) if parts and parts[0] in KINDS else ""
    return Symbol(
        text=re.sub(r"\s", "", match.group()),
        number=number.lstrip("0") or "0",
        year=year,
        kind=kind,
        issuer="-".join(parts),
    )


def figure(printed: str, role: str, form: str) -> tuple[str, str | None]:
    """Return the canonical value, and the second where there is one, of a figure.

    Numbers have a point for decimals and no separators, dates are ISO; words and
    Roman numerals become Arabic. A word of thousands inside `printed` is multiplied
    in. Page furniture and names are no quantities: their digits are returned unchanged,
    with leading zeros and without anything else.

    Parameters
    ----------
    printed
        The figure as the text prints it.
    role
        value, ratio, range, date, year, period, symbol, ordinal, list_number,
        count_of_list, furniture or name.
    form
        digits, words or roman.

    Raises
    ------
    ValueError
        If `printed` does not read as such a figure, or role or form is unknown.

    Examples
    --------
    >>> figure("4.600", "value", "digits"), figure("355/500", "ratio", "digits")
    (('4600', None), ('355', '500'))
    >>> figure("1151/2007", "symbol", "digits"), figure("XVI", "ordinal", "roman")
    (('1151', '2007'), ('16', None))
    >>> figure("26/8/2021", "date", "digits"), figure("Ba", "value", "words")
    (('2021-08-26', None), ('3', None))
    >>> figure("từ 4 đến 6,5", "range", "digits"), figure("ba bốn", "range", "words")
    (('4', '6.5'), ('3', '4'))
    """
    if form not in _FORMS:
        msg = f"form is one of {sorted(_FORMS)}, found {form!r}"
        raise ValueError(msg)
    if role not in _ROLES:
        msg = f"role is one of {sorted(_ROLES)}, found {role!r}"
        raise ValueError(msg)
    return _FORMS[form].get(role, _ROLES[role])(printed)


def canonical(number: Number) -> str:
    """Return `number` with a point for decimals and no separators.

    Examples
    --------
    >>> canonical(4600), canonical(12.8), canonical(6.0)
    ('4600', '12.8', '6')
    """
    return str(_plain(Decimal(str(number))))


MOST_DIGITS = 30  # of one number


def _decimal(text: str) -> Decimal:
    if len(text) > MOST_DIGITS:
        msg = f"a number has at most {MOST_DIGITS} digits; found {len(text)}"
        raise ValueError(msg)
    return Decimal(text.replace(".", "").replace(",", "."))


def _plain(number: Decimal) -> Number:
    """Return an int where the number is whole, else a float."""
    return int(number) if number == number.to_integral_value() else float(number)


def _matched(
    pattern: re.Pattern[str], text: str, kind: str, example: str
) -> re.Match[str]:
    """Return the match of a whole text in one spelling, or refuse it."""
    match = pattern.fullmatch(wording.normalised(text))
    return match or _refuse(kind, text, example)


def _refuse(kind: str, text: str, example: str) -> NoReturn:
    msg = f"not {kind}, {example}: {text!r}"
    raise ValueError(msg)


Reader = Callable[[str], tuple[str, str | None]]


def _single(parse: Callable[[str], Number]) -> Reader:
    return lambda printed: (canonical(parse(printed)), None)


def _pair(parse: Callable[[str], tuple[Number, Number]]) -> Reader:
    def read(printed: str) -> tuple[str, str | None]:
        first, second = parse(printed)
        return canonical(first), canonical(second)

    return read


def _spelt_ratio(printed: str) -> tuple[str, str | None]:
    """Return the terms of a fraction in words, "hai phần ba"."""
    first, _, second = wording.normalised(printed).lower().partition(" phần ")
    value = canonical(wording.parse_words(first))
    return value, canonical(wording.parse_words(second)) if second else None


def _year(printed: str) -> tuple[str, str | None]:
    return _matched(_YEAR, printed, "a year", "as 2021")[1], None


def _symbol(printed: str) -> tuple[str, str | None]:
    symbol = parse_symbol(printed)
    return symbol.number, symbol.year or None


def _ordinal(printed: str) -> Number:
    """Return an ordinal or list number, its "lần thứ", bracket or stop left out."""
    return _number(re.sub(r"^\D+|\D+$", "", printed))


def _digits_as_they_stand(printed: str) -> tuple[str, str | None]:
    digits = re.sub(r"\D", "", printed)
    if not digits:
        _refuse("a figure", printed, "for it has no digits")
    return digits, None


_ROLES: dict[str, Reader] = {
    "value": _single(parse_value),
    "count_of_list": _single(parse_value),
    "ordinal": _single(_ordinal),
    "list_number": _single(_ordinal),
    "ratio": _pair(_ratio),
    "range": _pair(_range),
    "period": _pair(_period),
    "date": lambda printed: (parse_date(printed), None),
    "year": _year,
    "symbol": _symbol,
    "furniture": _digits_as_they_stand,
    "name": _digits_as_they_stand,
}
# The readers of each form, where they are not those of figures in digits.
_FORMS: dict[str, dict[str, Reader]] = {
    "digits": {},
    "words": dict.fromkeys(_ROLES, _single(wording.parse_words))
    | {"ratio": _spelt_ratio, "range": _pair(wording.parse_count)},
    "roman": dict.fromkeys(_ROLES, _single(wording.parse_roman)),
}
