"""How wide a text is in print, and where its lines end.

Widths are those of DejaVu Sans, which matplotlib brings along; a letter with marks is
as wide as the letter below them.
"""

import unicodedata
from functools import cache

HUNDREDTHS = {
    10: "\N{COMBINING HORN}",
    28: "'ijlI",
    36: " \N{NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK}.,:;J/-f",
    41: "rt()",
    52: "sz–",
    59: "ckFLxvyT",
    62: "aoePY",
    64: "bdghnpquESđ0123456789",
    69: "AVBRXZKC",
    77: "UHNDGĐ&",
    85: "OQw+",
    99: "mMW…",
}
EM = {letter: part / 100 for part, letters in HUNDREDTHS.items() for letter in letters}
WIDEST = 1.0


@cache
def breadth(text: str) -> float:
    """Width of `text` in ems, rather too wide than too narrow.

    Examples
    --------
    >>> round(breadth("ủy"), 2), round(breadth("Mm"), 2)
    (1.23, 1.98)
    """
    parts = unicodedata.normalize("NFD", text)
    return sum(
        EM.get(part, 0.0 if unicodedata.combining(part) else WIDEST) for part in parts
    )


def lines(text: str, ems: float) -> list[str]:
    """`text` in lines of at most so many ems; a word is never broken.

    Examples
    --------
    >>> lines("Trade and tourism programme", 9)
    ['Trade and', 'tourism', 'programme']
    """
    broken: list[str] = []
    for word in text.split(" "):
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and breadth(longer) <= ems:
            broken[-1] = longer
        else:
            broken.append(word)
    return broken
