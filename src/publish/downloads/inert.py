"""What a spreadsheet could take for a formula, made plain.

Excel, LibreOffice and Google Sheets compute a cell of a CSV file that begins with one
of `= + - @`, a tab or a carriage return. A text that does gets an apostrophe before it,
as OWASP advises; a number is never touched.

Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

import re

FORMULA = re.compile(r"[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take `text` as the start of a formula."""
    return bool(FORMULA.match(text))


def inert(text: str) -> str:
    """`text`, with an apostrophe before it if it could be taken for a formula.

    Examples
    --------
    >>> inert("=1+1"), inert("-5"), inert("a=b")
    ("'=1+1", "'-5", 'a=b')
    """
    return f"'{text}" if is_formula(text) else text
