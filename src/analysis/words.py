"""Phrases and figures in the two languages of a report, English and Vietnamese.

Every phrase that a reader sees is in words.toml, in both languages; a missing phrase
or translation is an error. In a phrase, `{name}` is filled as it is, and
`{name:text|texts}` is a count with its noun, in one form or two.
"""

import html
import math
import re
import string
import tomllib
import unicodedata
from calendar import month_name
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Lang = Literal["en", "vi"]
LANGUAGES: tuple[Lang, ...] = ("en", "vi")
SIGNS = {"en": str.maketrans(",.", ",."), "vi": str.maketrans(",.", ".,")}
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; ngang has none
SHAPES = "\u0306\u0302\u031b"  # breve, circumflex, horn: a letter of its own
SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[bool, ...]]


class Line(str):
    """A line that a notebook shows as it is, not as a quoted string."""

    __slots__ = ()

    def __repr__(self) -> str:
        """The line itself."""
        return str(self)


class Sentence(Line):
    """A sentence that a notebook shows as a paragraph."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f'<p class="finding">{html.escape(self)}</p>'


@cache
def phrases() -> dict[str, dict[str, str]]:
    """Every phrase by key, each with its twins by language."""
    path = Path(__file__).with_name("words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


class _Formatter(string.Formatter):
    """Fill the braces of a phrase; a noun in them agrees with its count."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec:
            return str(value)
        count = value if isinstance(value, str) else number(value, self.lang)
        if count == "0":
            msg = f"no {format_spec}: where there are none, choose another phrase"
            raise ValueError(msg)
        singular, _, plural = format_spec.partition("|")
        return f"{count} {singular if count == '1' or not plural else plural}"


def phrase(key: str, lang: str, **values: object) -> str:
    """The phrase of `key` in `lang`, its braces filled with `values`.

    Raises
    ------
    KeyError
        If there is no such phrase, or none in `lang`.
    ValueError
        If the count of a noun is 0: "0 texts" is never written.

    Examples
    --------
    >>> phrase("and", "vi")
    'và'
    >>> [phrase("claims_count", "en", count=count) for count in (1, 1103)]
    ['1 statement', '1,103 statements']
    >>> [phrase("claims_count", "vi", count=count) for count in (1, 1103)]
    ['1 dữ kiện', '1.103 dữ kiện']
    """
    return _Formatter(lang).format(phrases()[key][lang], **values)


def capitalised(text: str) -> str:
    """A text with a capital first; the other letters stay as they are."""
    return text[:1].upper() + text[1:]


def number(value: float, lang: str) -> str:
    """`value` as `lang` writes it, with as many digits as it was given.

    Examples
    --------
    >>> number(53767, "en"), number(53767, "vi"), number(12.8, "vi")
    ('53,767', '53.767', '12,8')
    """
    text = f"{round(float(value), 6) or 0:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "−").translate(SIGNS[lang])


def years(term: str) -> str:
    """A term as prose has it: `2020–2025` for the key `2020-2025`."""
    return term.replace("-", "–")


def with_unit(figure: str, unit: str, lang: str) -> str:
    """`figure` followed by its unit; a count has none.

    Examples
    --------
    >>> with_unit("12,8", "percent", "vi"), with_unit("53", "count", "en")
    ('12,8%', '53')
    """
    if unit in ("count", "rank", "share"):
        return figure
    if unit == "percent":
        return f"{figure}%"
    return f"{figure} {phrase('unit_' + unit, lang)}"


def figure(
    lower: float | None,
    upper: float | None,
    unit: str,
    lang: str,
    *,
    qualifier: str = "exact",
) -> str:
    """A figure with its bounds and its unit; a bound is a number or None or NaN.

    Examples
    --------
    >>> figure(15, 17, "percent", "en"), figure(None, None, "percent", "en")
    ('15–17%', 'no figure')
    >>> figure(95, None, "percent", "vi", qualifier="at_least")
    'từ 95% trở lên'
    """
    ends = [None if end is None or math.isnan(end) else end for end in (lower, upper)]
    given = [number(end, lang) for end in dict.fromkeys(ends) if end is not None]
    if not given:
        return phrase("figure_unknown", lang)
    text = with_unit("–".join(given), unit, lang)
    if None not in ends:
        return phrase("about", lang, figure=text) if qualifier == "about" else text
    default = "at_least" if ends[1] is None else "at_most"
    key = default if qualifier in ("exact", "about") else qualifier
    return phrase(key, lang, figure=text)


def cell(value: Any, column: str, lang: str) -> str:
    """A value of a table that is neither a key nor a code, as `lang` writes it.

    Examples
    --------
    >>> cell(True, "is_past", "vi"), cell(19.234, "share_pct", "en")
    ('có', '19.2%')
    >>> cell(2021, "start_year", "en"), cell(1022.5, "value", "vi")
    ('2021', '1.022,5')
    """
    if isinstance(value, str):
        return value
    if type(value).__name__ in ("bool", "bool_"):  # of Python, of numpy
        return phrase("yes" if value else "no", lang)
    if column.endswith("_pct"):
        return with_unit(number(round(float(value), 1), lang), "percent", lang)
    is_place = "year" in column or column in PLACES
    return str(value) if is_place else number(float(value), lang)


def date(text: str, lang: str) -> str:
    """A day, month or year as a sentence has it, from its ISO form.

    Examples
    --------
    >>> date("2022-11-17", "en"), date("2022-11-17", "vi"), date("2022", "en")
    ('17 November 2022', '17/11/2022', '2022')
    """
    year, *rest = text.split("-")
    if lang == "en":
        rest = [month_name[int(rest[0])], *rest[1:]] if rest else []
    return ("/" if lang == "vi" else " ").join([*reversed(rest), year]).lstrip("0")


def sum_as_written(text: str, lang: str) -> str:
    """Arithmetic with its numbers as `lang` writes them; years stay as they are.

    Examples
    --------
    >>> sum_as_written("3041 × 0.5 = 1520.5", "vi"), sum_as_written("2019 < 2020", "en")
    ('3041 × 0,5 = 1520,5', '2019 < 2020')
    """
    return re.sub(r"(?<=\d)\.(?=\d)", number(0.5, lang)[1], text)


def row_figure(row: Mapping[Any, Any], lang: str, prefix: str = "") -> str:
    """The figure of a row of a table; `prefix` is before the names of its columns."""
    low, high, unit, qualifier = (
        row[f"{prefix}{end}"] for end in ("low", "high", "unit", "qualifier")
    )
    return figure(low, high, unit, lang, qualifier=qualifier)


PLACES = ("start", "end", "period_start", "period_end")  # written without separators
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SMALL = re.compile(r"(?<![\d.,–-])[1-9](?![\d.,%–-])")


def spelled(text: str, lang: str) -> str:
    """`text` with its whole numbers under ten as words.

    Examples
    --------
    >>> spelled("7 programmes and 27 schemes in 3 terms, 7%", "en")
    'seven programmes and 27 schemes in three terms, 7%'
    """
    return SMALL.sub(
        lambda digit: phrase(f"number_{NUMBERS[int(digit[0]) - 1]}", lang), text
    )


def joined(items: list[str], lang: str, conjunction: str = "and") -> str:
    """A list as a sentence has it.

    Examples
    --------
    >>> joined(["a", "b", "c"], "en"), joined(["a", "b"], "vi", "or")
    ('a, b and c', 'a hoặc b')
    """
    if len(items) < 2:  # noqa: PLR2004
        return "".join(items)
    return f"{', '.join(items[:-1])} {phrase(conjunction, lang)} {items[-1]}"


def vietnamese_key(text: str) -> SortKey:
    """The key by which `text` sorts as Vietnamese does.

    Letters come first (a ă â b c d đ e ê …), then tones (ngang, huyền, hỏi, ngã, sắc,
    nặng), last small before capital, each over the whole text. Marks of punctuation
    and spaces come before digits, digits before letters.

    Source: Unicode Common Locale Data Repository, collation `vi`.

    Examples
    --------
    >>> sorted(["Đề án", "dự án", "bạ", "bà", "Ba", "ba", "ăn"], key=vietnamese_key)
    ['ăn', 'ba', 'Ba', 'bà', 'bạ', 'dự án', 'Đề án']
    """
    signs = unicodedata.normalize("NFD", text)
    without_tones = "".join(sign for sign in signs if sign not in TONES)
    letters = unicodedata.normalize("NFC", without_tones)
    tones = tuple(TONES.find(sign) for sign in signs if sign not in SHAPES)
    return (
        tuple(map(_rank, letters)),
        tones,
        tuple(letter.isupper() for letter in letters),
    )


def _rank(letter: str) -> tuple[int, int]:
    small = letter.lower()
    if small in LETTERS:
        return 2, LETTERS.index(small)
    return (3 if small.isalpha() else int(small.isdigit())), ord(small[0])
