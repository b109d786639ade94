"""What to do about a problem: the nearest key, and what a spreadsheet has broken."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

CUTOFF = 0.6  # of likeness, 0 to 1
ENCODING = "save the file as 'CSV UTF-8' (Excel) or 'Unicode (UTF-8)' (LibreOffice)"
SEMICOLONS = "a spreadsheet parted the cells by semicolons: save the file with commas"
AS_TEXT = "format the column as text and type it again"
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg"
# What spreadsheets make of a symbol or a code, and what to do about it.
BROKEN = {
    re.compile(r"-?\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE): (
        f"a spreadsheet made a number of it: {AS_TEXT}"
    ),
    re.compile(
        rf"\d{{1,2}}[-/ ](?:{MONTHS})\w*(?:[-/ ]\d{{2,4}})?|(?:{MONTHS})-\d\d",
        re.IGNORECASE,
    ): f"a spreadsheet made a date of it: {AS_TEXT}",
    re.compile(r"#(?:NAME\?|VALUE!|REF!|N/A|DIV/0!)|Err:\d+"): (
        f"a spreadsheet took it for a formula: {AS_TEXT}"
    ),
}
DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{5}(?:[.,]\d+)?")
DATE_ADVICE = (
    "a spreadsheet wrote the date its own way: format the column as text, and write it "
    "as 2022-02-28"
)


def broken(cell: str, *, is_date: bool = False) -> str:
    """What to do about a cell that a spreadsheet has broken, "" if none has.

    Examples
    --------
    >>> broken("28/2/2022", is_date=True).partition(":")[0]
    'a spreadsheet wrote the date its own way'
    >>> broken("1.2E+05").partition(":")[0], broken("05-NQ/TU")
    ('a spreadsheet made a number of it', '')
    """
    if is_date and DATE.fullmatch(cell):
        return DATE_ADVICE
    return next((todo for sign, todo in BROKEN.items() if sign.fullmatch(cell)), "")


def folded(text: str) -> str:
    """Letters without tones and marks, small, one space for each gap: for searching.

    Examples
    --------
    >>> folded("Ban  Thường vụ Thành ủy Đông Hà")
    'ban thuong vu thanh uy dong ha'
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = (sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(letters).split())


def nearest(typed: str, keys: Iterable[str]) -> str:
    """The key most like what was typed, whatever its marks and signs; "" if none is.

    Examples
    --------
    >>> nearest("Thành ủy An Bình", ["thanh-uy-an-binh", "an-binh"])
    'thanh-uy-an-binh'
    """
    plain = {re.sub(r"[^a-z0-9]+", "-", folded(key)): key for key in keys}
    wanted = re.sub(r"[^a-z0-9]+", "-", folded(typed))
    close = get_close_matches(wanted, list(plain), n=1, cutoff=CUTOFF)
    return plain[close[0]] if close else ""
