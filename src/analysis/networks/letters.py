"""How wide a text is in print, and where its lines end.

Widths are those of DejaVu Sans, which matplotlib brings along; a letter with marks is as
wide as the letter below them.
"""

import unicodedata
from collections.abc import Iterable

HUNDREDTHS = {
    28: "'ijlI.,:;’ ",
    35: "J/()-f",
    41: "rt",
    52: "sz–",
    59: "ckFLxvyT",
    62: "aoePY",
    64: "bdghnpquESđ0123456789+",
    69: "AVBRXZKC",
    76: "UHNDGĐ&",
    82: "OQw",
    99: "mMW…",
}
EM = {letter: part / 100 for part, letters in HUNDREDTHS.items() for letter in letters}
WIDEST = 1.0


def breadth(text: str) -> float:
    """Width of `text` in ems, rather too wide than too narrow.

    Examples
    --------
    >>> round(breadth("ủy"), 2), round(breadth("Mm"), 2)
    (1.23, 1.98)
    """
    plain = unicodedata.normalize("NFD", text)
    return sum(
        EM.get(letter, WIDEST) for letter in plain if not unicodedata.combining(letter)
    )


def lines(text: str, ems: float) -> list[str]:
    """`text` in lines of at most so many ems; a word is never broken.

    Examples
    --------
    >>> lines("Trade and tourism programme", 9)
    ['Trade and', 'tourism', 'programme']
    """
    found: list[str] = []
    for word in text.split(" "):
        longer = f"{found[-1]} {word}" if found else word
        if found and breadth(longer) <= ems:
            found[-1] = longer
        else:
            found.append(word)
    return found


def longest_word(texts: Iterable[str]) -> float:
    """The width in ems of the widest word of all."""
    return max(breadth(word) for text in texts for word in text.split(" "))
