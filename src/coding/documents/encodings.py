"""Encodings of Vietnamese text: which one a file has, and its text in Unicode.

Before Unicode, texts were typed with fonts that draw Vietnamese letters in place of
Western ones: TCVN3 (fonts named .VnTime, also called ABC) gives each letter a byte,
VNI writes a letter and a mark. No package on PyPI converts both, so the tables are
here. An encoding is recognised by its result: the words that it gives must be
Vietnamese syllables.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

ADVICE = "open it in the program it was written with, and save it as UTF-8"
ENOUGH = 0.8  # share of the words with diacritics that must be Vietnamese syllables
DOUBTFUL = 0.5  # below it, what is read as Unicode may be another encoding
CLEAR = 0.15  # by how much the best encoding must be better than the next
LONGEST = 7  # letters of a syllable: nghiêng
FEW = 3  # words with diacritics: too few to say that Unicode text is misread

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook, dot
_WORD = re.compile(r"[^\W\d_]+")
_ONSET = r"(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
_OPEN = (
    "a|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iêu|iu|oa|oai|oao|oay|oe|oeo|oi|ôi|"
    "ơi|ua|uây|uê|ui|uôi|uơ|uy|uya|uyu|ưa|ưi|ươi|ươu|ưu|yêu"
)
_CLOSED = "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|oa|oă|oe|oo|uâ|uê|uô|uy|uyê|ươ|yê"
_SYLLABLE = re.compile(
    rf"{_ONSET}(?:{_OPEN}|(?:{_CLOSED})(?:m|n|ng|nh)|(?P<stopped>(?:{_CLOSED})(?:ch?|p|t)))"
)

# TCVN3 gives Western letters other meanings; in capitals it has only these seven.
_TCVN3: dict[str, str | int | None] = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",  # noqa: RUF001
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# VNI writes marks after the letter: a tone; a circumflex, or a breve, with its tone.
_VNI_MARKS = dict(
    zip(
        "ùøûõïâáàåãäêéèúüë",
        [
            *("\u0301", "\u0300", "\u0309", "\u0303", "\u0323"),
            *("\u0302" + tone for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303")),
            "\u0302\u0323",
            *("\u0306" + tone for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303")),
            "\u0306\u0323",
        ],
        strict=True,
    )
)
_VNI_LETTERS = dict(zip("ñæóòîôöÑÆÓÒÎÔÖ", "đỉĩịỵơưĐỈĨỊỴƠƯ", strict=True))
_MARKS = "".join(_VNI_MARKS)
_VNI = re.compile(
    rf"([aeouyôö])([{_MARKS}])|([{''.join(_VNI_LETTERS)}])", re.IGNORECASE
)


@dataclass(frozen=True)
class Decoded:
    """A text in Unicode, and the encoding that it had."""

    text: str
    encoding: str


class EncodingError(ValueError):
    """The encoding of a text cannot be recognised."""


def decoded(content: bytes) -> Decoded:
    """Return the text of a file whose encoding is not stated.

    A byte order mark of UTF-16 decides; then UTF-8; else the one of Windows-1258,
    TCVN3 and VNI that gives Vietnamese syllables.

    Raises
    ------
    EncodingError
        If none does, or two do.
    """
    codec = "utf-16" if content.startswith(_UTF16_MARKS) else "utf-8-sig"
    name = codec.removesuffix("-sig").upper()
    try:
        return Decoded(content.decode(codec), name)
    except UnicodeDecodeError as error:
        wrong = f"byte {content[error.start]:#04x} at {error.start} is not {name}"
    western = content.decode("cp1252", errors="replace")
    candidates = {name: convert(western) for name, convert in _CONVERTERS.items()}
    candidates["Windows-1258"] = content.decode("cp1258", errors="replace")
    best = _best(candidates)
    if best is None:
        msg = (
            f"its encoding is not recognised: {wrong}, and read as Windows-1258, TCVN3 "
            f"or VNI it is not Vietnamese; {ADVICE}"
        )
        raise EncodingError(msg)
    return Decoded(unicodedata.normalize("NFC", candidates[best]), best)


def repaired(text: str, *, few: int = FEW) -> Decoded | None:
    """Return text that a TCVN3 or VNI font made legible, in Unicode; else None.

    Such text lies in documents as Western letters ("NghÞ quyÕt"), whatever the
    encoding of the file.
    """
    if text.isascii() or len(_marked_words(text)) < few:
        return None
    if vietnamese_share(text) >= DOUBTFUL:
        return None
    candidates = {name: convert(text) for name, convert in _CONVERTERS.items()}
    name = _best(candidates)
    return Decoded(candidates[name], name) if name else None


def vietnamese_share(text: str, *, of_all: bool = False) -> float:
    """Return the share of words that are Vietnamese syllables, 0 to 1.

    Counted are the words with a letter that is not ASCII, or all words; of none, 0.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    if not of_all:
        words = _marked_words(text)
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


@lru_cache(maxsize=2**15)  # a text has few different words
def is_syllable(word: str) -> bool:
    """Return whether a word is a possible Vietnamese syllable.

    Examples
    --------
    >>> [is_syllable(word) for word in ("Nghị", "QUYẾT", "NghÞ", "quyếnt", "quyêt")]
    [True, True, False, False, False]
    """
    if len(word) > LONGEST:
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in letters if mark in _TONES]
    plain = unicodedata.normalize("NFC", re.sub(f"[{_TONES}]", "", letters))
    syllable = _SYLLABLE.fullmatch(plain)
    if syllable is None or len(tones) > 1:
        return False
    # A syllable that ends in a stop has the acute or the dot.
    return (
        not syllable["stopped"] or tones in (["\u0301"], ["\u0323"]) or word.isascii()
    )


def _best(candidates: dict[str, str]) -> str | None:
    shares = {
        name: 0.0 if "\ufffd" in text else vietnamese_share(text)
        for name, text in candidates.items()
    }
    first, second, *_ = sorted(shares, key=lambda name: -shares[name])
    is_clear = shares[first] >= ENOUGH and shares[first] - shares[second] >= CLEAR
    return first if is_clear else None


def _marked_words(text: str) -> list[str]:
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return [word for word in words if not word.isascii()]


def _from_tcvn3(text: str) -> str:
    return _WORD.sub(_in_capitals, text.translate(str.maketrans(_TCVN3)))


def _in_capitals(match: re.Match[str]) -> str:
    """Return a word in capitals where a font of capitals drew its small letters."""
    word = match.group()
    plain = [letter for letter in word if letter.isascii()]
    is_capital = "".join(plain).isupper() and (len(plain) > 1 or not word[0].isupper())
    return word.upper() if is_capital else word


def _from_vni(text: str) -> str:
    return unicodedata.normalize("NFC", _VNI.sub(_vni_letter, text))


def _vni_letter(match: re.Match[str]) -> str:
    letter, mark, alone = match.groups()
    if alone:
        return _VNI_LETTERS[alone]
    return _VNI_LETTERS.get(letter, letter) + _VNI_MARKS[mark.lower()]


_CONVERTERS: dict[str, Callable[[str], str]] = {
    "TCVN3 (ABC)": _from_tcvn3,
    "VNI": _from_vni,
}
