"""Words: one spelling for matching, qualifiers, and numbers in words."""

import re
import unicodedata
from functools import lru_cache

Number = int | float

# Dashes (U+2010 to U+2014, minus) and no-break spaces, as texts use them for others.
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_ALIKE = str.maketrans(dict.fromkeys(_DASHES, "-") | {"\u00a0": " ", "\u202f": " "})
# A capital letter of Vietnamese, for patterns that ignore case elsewhere.
CAPITAL = (
    f"[{''.join(letter for letter in map(chr, range(0x1F00)) if letter.isupper())}]"
)
# An open syllable that ends in oa, oe or uy, where two spellings place the tone.
_TWO_SPELLINGS = re.compile(r"(?<![qQ])(?:[oO]\w|[uU]\w)(?!\w)")
_TONES = set("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook, dot


@lru_cache(maxsize=1)  # every reader asks for that of the same text
def aligned(text: str) -> str:
    """Return `text` in one spelling and of the same length.

    Dashes, no-break spaces and the two spellings of ủy and hóa are unified. Spans in
    the result are valid in `text` if it is in NFC.

    Examples
    --------
    >>> aligned("Thành uỷ, 2020 – 2025, xoá, quý, hoàn")
    'Thành ủy, 2020 - 2025, xóa, quý, hoàn'
    """
    return _in_one_spelling(text)


def _in_one_spelling(text: str) -> str:
    return _TWO_SPELLINGS.sub(_tone_on_first_vowel, text.translate(_ALIKE))


def _tone_on_first_vowel(match: re.Match[str]) -> str:
    first, second = match.group()[0], unicodedata.normalize("NFD", match.group()[1])
    vowel, tone = second[0], second[1:]
    if (first + vowel).lower() not in {"oa", "oe", "uy"} or tone not in _TONES:
        return match.group()
    return unicodedata.normalize("NFC", first + tone) + vowel


def normalised(text: str) -> str:
    r"""Return `text` for matching only, never for storage.

    NFC, one spelling (see `aligned`), one space for a run of spaces.

    Examples
    --------
    >>> normalised(" Thành  uỷ 2020\u00a0– 2025 ")
    'Thành ủy 2020 - 2025'
    """
    return " ".join(_in_one_spelling(unicodedata.normalize("NFC", text)).split())


# The first that matches decides: "không dưới" is not "dưới".
QUALIFIERS = {
    "at_least": r"trở lên|không dưới|không thấp hơn|ít nhất|tối thiểu",
    "at_most": r"trở xuống|không quá|không vượt(?: quá)?|tối đa|nhiều nhất",
    "under": r"dưới|chưa đến|chưa tới|chưa đầy|thấp hơn",
    "nearly": r"gần",
    "about": r"khoảng|ước(?: tính| đạt| khoảng| tăng| còn)?|xấp xỉ",
    "over": r"vượt trên|vượt|hơn|trên",
}


def qualifier(words: str) -> str:
    """Return how exactly `words` put a figure, "exact" if they do not say.

    Examples
    --------
    >>> [qualifier(words) for words in ("hơn", "gần", "từ 70% trở lên", "đạt")]
    ['over', 'nearly', 'at_least', 'exact']
    >>> qualifier("không quá"), qualifier("dưới"), qualifier("ước đạt")
    ('at_most', 'under', 'about')
    """
    spelling = normalised(words)
    for code, pattern in QUALIFIERS.items():
        if re.search(rf"\b(?:{pattern})\b", spelling, re.IGNORECASE):
            return code
    return "exact"


_DIGIT_WORDS = "không, một mốt, hai, ba, bốn tư, năm lăm nhăm, sáu, bảy bẩy, tám, chín"
DIGITS = {
    word: value
    for value, words in enumerate(re.split(", ", _DIGIT_WORDS))
    for word in words.split()
}
TENS = {"mười": 10, "mươi": 10, "chục": 10, "trăm": 100}
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6} | dict.fromkeys(
    ("tỷ", "tỉ"), 10**9
)
MULTIPLIERS = TENS | SCALES
_ORDINALS = {"nhất": 1, "nhì": 2, "tư": 4}
_HALVES = {"nửa", "một nửa"}


def parse_words(text: str) -> Number:
    """Return the number that Vietnamese words spell.

    An ordinal is the number it stands for; "thứ" and "lần thứ" may stand before it.

    Raises
    ------
    ValueError
        If a word is no number word, or the words do not spell a number.

    Examples
    --------
    >>> parse_words("hai mươi lăm"), parse_words("một trăm linh tư")
    (25, 104)
    >>> parse_words("hai nghìn tỷ"), parse_words("một nửa"), parse_words("thứ nhất")
    (2000000000000, 0.5, 1)
    """
    spelling = normalised(text).lower()
    ordinal = re.sub(r"^(?:lần )?thứ ", "", spelling)
    if spelling in _HALVES:
        return 0.5
    value = _ORDINALS.get(ordinal) or _spelt(ordinal.split())
    if value is None:
        msg = f"not a number in Vietnamese words: {text!r}"
        raise ValueError(msg)
    return value


def parse_count(text: str) -> tuple[Number, Number]:
    """Return the least and the greatest number of a count in Vietnamese words.

    The two are equal unless two numbers in a row make the count approximate.

    Raises
    ------
    ValueError
        If the words spell neither a number nor two of them, the lower one first.

    Examples
    --------
    >>> parse_count("hai mươi lăm"), parse_count("ba bốn"), parse_count("năm bảy chục")
    ((25, 25), (3, 4), (50, 70))
    >>> parse_count("mười lăm mười sáu")
    (15, 16)
    """
    words = normalised(text).lower().split()
    middle = len(words) // 2
    for first, second in (
        (words[:middle], words[middle:]),
        (words[:1] + words[2:], words[1:]),
    ):
        scales = [[w for w in half if w in MULTIPLIERS] for half in (first, second)]
        lower, upper = _spelt(first), _spelt(second)
        is_alike = scales[0] == scales[1] or second == ["mười"]
        if lower and upper and lower < upper and is_alike:
            return lower, upper
    value = parse_words(text)
    return value, value


MOST_WORDS = 20  # of one number


def _spelt(words: list[str]) -> int | None:
    """Return the number of `words`, split at its greatest multiplier, or None."""
    if len(words) > MOST_WORDS:
        return None
    if len(words) == 1 and words[0] in DIGITS:
        return DIGITS[words[0]]
    places = [place for place, word in enumerate(words) if word in MULTIPLIERS]
    if not places:
        return None
    place = max(places, key=lambda place: (MULTIPLIERS[words[place]], place))
    multiplier, before, after = words[place], words[:place], words[place + 1 :]
    value = MULTIPLIERS[multiplier]
    times = 1 if multiplier == "mười" and not before else _spelt(before)
    if after == ["rưỡi"]:
        rest: int | None = value // 2
    else:
        rest = _spelt([w for w in after if w not in {"linh", "lẻ"}]) if after else 0
    if times is None or rest is None or rest >= value:
        return None
    return times * value + rest


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
ROMAN_NUMERAL = re.compile(
    r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
)


def parse_roman(text: str) -> int:
    """Return the number that a Roman numeral stands for.

    Raises
    ------
    ValueError
        If `text` is no Roman numeral in its usual form; "IIII" is refused.

    Examples
    --------
    >>> parse_roman("XXIII"), parse_roman("XIV")
    (23, 14)
    """
    numeral = text.strip()
    if not ROMAN_NUMERAL.fullmatch(numeral):
        msg = f"not a Roman numeral: {text!r}"
        raise ValueError(msg)
    values = [_ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
