"""Instruments: resolutions, decisions, directives … that a text cites by number."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from reading import figures, wording

TYPES = {
    "nghị quyết": "resolution",
    "chỉ thị": "directive",
    "quyết định": "decision",
    "kết luận": "conclusion",
    "quy định": "regulation",
    "quy chế": "regulation",
    "kế hoạch": "plan",
    "chương trình hành động": "action_programme",
    "chương trình": "programme",
    "thông báo kết luận": "notice",
    "thông báo": "notice",
    "hướng dẫn": "guideline",
    "nghị quyết liên tịch": "resolution",
    "nghị định": "other",
    "thông tư liên tịch": "other",
    "thông tư": "other",
    "thông tri": "other",
    "luật": "other",
    "pháp lệnh": "other",
    "đề án": "other",
    "báo cáo": "report",
    "tờ trình": "other",
    "công văn": "other",
    "công điện": "other",
    "văn bản": "other",
    "giấy phép": "other",
    "nq": "resolution",
    "ct": "directive",
    "kl": "conclusion",
    "qđ": "decision",
    "kh": "plan",
}
# Most places are passed over by the first letter, without trying the many words.
_INITIALS = "".join(sorted({word[0] for word in TYPES}))
_INITIALS += _INITIALS.upper()
_TYPE = rf"(?-i:(?=[{_INITIALS}]))(?:{'|'.join(sorted(TYPES, key=len, reverse=True))})"
# "Nghị quyết (NQ) 28" gives the abbreviation that it uses later: "NQ 28".
_TYPED = rf"\b(?P<type>{_TYPE})\b(?:\s+\((?-i:[A-ZĐ]{{2,4}})\))?"
# These words are verbs too ("Kết luận 12 cuộc kiểm tra"): a bare number after them
# is a symbol only if no noun follows.
_ALSO_VERBS = {"quyết định", "kết luận", "quy định", "kế hoạch", "thông báo"}
_ALSO_VERBS |= {"thông báo kết luận", "hướng dẫn", "báo cáo", "luật", "văn bản"}

# An abbreviation has two capitals at least: NQ, TTg, CTr, ThU, QH13, T.Ư, CCHC&PC.
_CAPITALS = r"[A-ZĐƯ][^\W\d_]*[A-ZĐƯ]\w*"
_ABBREVIATION = rf"(?-i:T\.[UƯ]|{_CAPITALS}(?:[&.][A-ZĐƯ]\w*)*)"
# "84 QĐ/TW" and "92 KH-UBND" have a space for the first dash.
_SUFFIX = (
    rf"(?:\s?/\s?(?:19|20)\d\d)?(?:(?:\s?[-/]\s?|\s(?=[^\W\d_]{{2,6}}\s?[/-]))"
    rf"{_ABBREVIATION}(?:\s?[-/]\s?{_ABBREVIATION})*)"
)
_NUMBER = r"\d{1,5}(?-i:[a-z]?)(?![\w%‰]|[.,]\d)"
_ITEM = rf"(?:{_NUMBER}{_SUFFIX}|{_NUMBER})"
_MORE = rf"(?:\s*+(?:,|;|và|hoặc|,\s*và)\s*+(?:số\s*+:?\s*+)?{_ITEM})*"
_LIST = re.compile(_ITEM, re.IGNORECASE)

# The number after "số"; the issuer may stand between it and the type word.
_WITH_SO = re.compile(
    rf"{_TYPED}(?:\s++(?!(?:{_TYPE}|số)\b)\w++){{0,8}}?\s*+[(:]?\s*+"
    rf"\bsố\s*+:?\s*+(?P<items>{_ITEM}{_MORE})",
    re.IGNORECASE,
)
# The number right after the type word.
_WITHOUT_SO = re.compile(
    rf"{_TYPED}\s+(?:chuyên đề\s+|MTQG\s+)?(?P<items>{_ITEM}{_MORE})",
    re.IGNORECASE,
)
# The number of a plenum of the Central Committee.
_PLENUM = re.compile(
    rf"\b(?P<type>{_TYPE})\s+(?:hội nghị\s+)?(?:lần thứ\s+)?"
    rf"(?:trung ương\s|t\.?[uưw])\s*+(?:lần thứ\s+)?"
    rf"(?P<items>{_NUMBER}(?:\s*(?:,|và)\s*{_NUMBER})*)",
    re.IGNORECASE,
)
# A symbol that stands without its type word.
_ALONE = re.compile(
    rf"(?<![\w./-])\d{{1,5}}(?:\s?/\s?(?:19|20)\d\d)?\s?[-/]\s?"
    rf"(?:{'|'.join(sorted(figures.KINDS, key=len, reverse=True))})"
    rf"(?:\s?[-/]\s?{_ABBREVIATION})+"
)
_ROMANS = r"(?-i:[IVXL]+)"
_TERMS = (
    rf"[\s,(]*(?:các\s+)?khóa\s+"
    rf"(?P<terms>{_ROMANS}(?:\s*(?:,|và)\s*(?:khóa\s+)?{_ROMANS})*)\b\)?"
)
# The issuer may stand between: "của Bộ Chính trị, ngày 5/6/2021".
_DATE = (
    r"(?:\s+của(?:\s+(?!(?:ngày|về|vào|tại|tổ|đã|được)\b)[^\W\d_]+){1,10}+)?"
    rf"[\s,(]*(?:ban hành\s+|ký\s+)?ngày\s+(?P<date>{figures.DAY})\)?"
)
# What may stand behind an item.
_BEHIND = re.compile(rf"(?:{_TERMS})?(?:{_DATE})?", re.IGNORECASE)
_UNIT_FOLLOWS = re.compile(
    r"\s*(?:%|‰|(?:năm|tháng|tuần|ngày|giờ|tỷ|tỉ|triệu|nghìn|vạn|đồng)\b(?!\s+\d)"
    r"|\s*[-/]\s*\d)",
    re.IGNORECASE,
)
_NO_NOUN_FOLLOWS = re.compile(
    r"\s*(?:[.,;:!?…)”\"“\n-]|$|(?:của|về|ngày|khóa|và|cũng|được|đã|có|là|do|trong|"
    r"theo|với|gắn|tại|trên|đến|để|nhằm|từ|năm \d{4}|ban hành|đối với)\b)",
    re.IGNORECASE,
)


class Instrument(NamedTuple):
    """One instrument cited by number, and where; an empty string is not stated."""

    start: int
    end: int
    printed: str
    type: str
    symbol: str
    number: str
    issuer_symbol: str
    date: str


@lru_cache(maxsize=1)  # `exclusions` asks for those of the same text again
def instruments(text: str) -> tuple[Instrument, ...]:
    """Return the instruments that `text` cites with a number, in order.

    A list gives one for each item; the first item's span begins at the type word, and
    an item without letters takes those of the next ("217, 218-QĐ/TW"). A resolution of
    a plenum of several terms is one for each term, with one span.

    Examples
    --------
    >>> for row in instruments("Quyết định 217, 218-QĐ/TW, ngày 12/12/2013"):
    ...     print(row.type, row.symbol, repr(row.printed), repr(row.date))
    decision 217-QĐ/TW 'Quyết định 217' ''
    decision 218-QĐ/TW '218-QĐ/TW' '2013-12-12'
    >>> plenum = "Nghị quyết Trung ương 4 (khóa XI, XII)"
    >>> [row.symbol for row in instruments(plenum)]
    ['4', '4']
    """
    cited: list[Instrument] = []
    reached = 0
    for mention in _mentions(wording.aligned(text)):
        if mention.start() >= reached:
            rows = list(_rows(mention, text))
            cited += rows
            reached = max([reached, *(row.end for row in rows)])
    return tuple(cited)


def _mentions(matched: str) -> list[re.Match[str]]:
    """Return every match, in order; of two that begin together the longer first."""
    patterns = (_WITH_SO, _WITHOUT_SO, _PLENUM, _ALONE)
    match = [match for pattern in patterns for match in pattern.finditer(matched)]
    return sorted(match, key=lambda match: (match.start(), -match.end()))


def _rows(match: re.Match[str], text: str) -> Iterator[Instrument]:
    """Yield the instruments of one mention."""
    if match.re is _ALONE:
        behind = _behind(match.string, match.end())
        yield _instrument(text, match.span(), "", match.group(), behind["date"])
        return
    items = _items(match)
    symbols = _completed([match.string[start:end] for start, end in items])
    for place, (start, end) in enumerate(items):
        span = (match.start() if place == 0 else start, end)
        behind = _behind(match.string, end)
        row = _instrument(text, span, match["type"], symbols[place], behind["date"])
        terms = re.findall(_ROMANS, behind["terms"] or "")
        yield from [row] * (len(terms) if match.re is _PLENUM and terms else 1)


def _iso(printed: str | None) -> str:
    """Return the ISO date, or nothing if there is none or the calendar has it not."""
    try:
        return figures.parse_date(printed or "")
    except ValueError:
        return ""


def _behind(matched: str, end: int) -> re.Match[str]:
    """Return the term and the date behind an item, both empty if there is none."""
    return next(_BEHIND.finditer(matched, end))


def _items(match: re.Match[str]) -> list[tuple[int, int]]:
    """Return the spans of the items, without bare numbers that are no symbols."""
    begin, end = match.span("items")
    spans = [item.span() for item in _LIST.finditer(match.string, begin, end)]
    while spans and not _is_symbol(match, spans[-1]):
        spans.pop()
    return spans


def _is_symbol(match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether the last number of a list is a symbol rather than a count or a year."""
    text, (start, end) = match.string, span
    if not text[start:end].isdecimal():
        return True
    if _UNIT_FOLLOWS.match(text, end):
        return False
    if start > match.start("items"):
        return bool(_NO_NOUN_FOLLOWS.match(text, end))
    if match.re is _WITHOUT_SO:
        return _is_named_by_number(match, text[start:end], end)
    return True


def _is_named_by_number(match: re.Match[str], printed: str, end: int) -> bool:
    """Whether a bare number right after the type word is a symbol."""
    if re.fullmatch(r"(?:19|20)\d\d", printed):
        return False
    is_name = match["type"][0].isupper() and match["type"].lower() not in _ALSO_VERBS
    return is_name or bool(_NO_NOUN_FOLLOWS.match(match.string, end))


def _completed(symbols: list[str]) -> list[str]:
    """Return the symbols, a bare number with the letters of the next that has any."""
    completed, letters = [], ""
    for symbol in reversed(symbols):
        suffix = re.search(rf"{_SUFFIX}$", symbol)
        letters = suffix.group() if suffix else letters
        completed.append(symbol + letters if symbol.isdecimal() else symbol)
    return completed[::-1]


def _instrument(
    text: str, span: tuple[int, int], type_word: str, symbol: str, date: str | None
) -> Instrument:
    parts = figures.parse_symbol(symbol)
    type_word = " ".join(type_word.lower().split())
    return Instrument(
        start=span[0],
        end=span[1],
        printed=text[slice(*span)],
        type=TYPES.get(type_word) or figures.KINDS.get(parts.kind, "other"),
        symbol=parts.text,
        number=parts.number,
        issuer_symbol=parts.issuer,
        date=_iso(date),
    )
