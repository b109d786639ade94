"""Sentences from phrases, and what several findings count and word alike."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from analysis import words
from analysis.labels import Labels

MANY = 4  # organisations that a sentence can take one by one
MOST, SHOWN = 16, 6  # sentences of one text; those shown where there are more
MOST_LISTED = 4  # names in a sentence, before the others are counted


def sentence(key: str, lang: str, **values: float | str) -> words.Sentence:
    """The phrase `key` with its numbers as `lang` writes them, and a capital."""
    written = {
        name: value if isinstance(value, str) else words.number(value, lang)
        for name, value in values.items()
    }
    text = words.phrase(key, lang, **written)
    return words.Sentence(words.capitalised(text))


def sentences(parts: Iterable[str], lang: str) -> words.Sentence:
    """Several sentences as one text: of very many the first, of none that it is so."""
    texts = list(parts) or [nothing_to_show(lang)]
    if len(texts) > MOST:
        rest = words.phrase("finding_more", lang, rest=len(texts) - SHOWN)
        texts[SHOWN:] = [rest]
    return words.Sentence(" ".join(texts))


def counted(key: str, names: Sequence[str], total: int, lang: str) -> words.Sentence:
    """A sentence on many organisations: how many of them have each of some `names`.

    A name occurs once for each that has it; the phrase has `{total}` and `{items}`.
    """
    items = [f"{name} ({n})" for name, n in Counter(names).most_common()]
    return sentence(key, lang, total=total, items="; ".join(items))


def in_words(count: float, lang: str) -> str:
    """A count as a sentence has it: below ten a word, else a number.

    Examples
    --------
    >>> in_words(7, "en"), in_words(1134, "vi")
    ('seven', '1.134')
    """
    return words.spelled(words.number(count, lang), lang)


def ordinal(place: int, lang: str) -> str:
    """A place in an order.

    Examples
    --------
    >>> [ordinal(place, "en") for place in (1, 2, 13, 23)], ordinal(2, "vi")
    (['1st', '2nd', '13th', '23rd'], 'thứ 2')
    """
    is_teen = place % 100 in range(11, 14)
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return words.phrase(f"ordinal_{ending}", lang, place=place)


def uncapitalised(text: str) -> str:
    """A title within a sentence; words of capitals keep them."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def nothing_to_show(lang: str) -> words.Sentence:
    """That the texts say nothing of this."""
    return sentence("nothing_to_show", lang)


def in_sentence(keys: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """The label of each key, each once, as it stands within a sentence."""
    names = [labels[key] for key in dict.fromkeys(keys)]
    return [name if "Party" in name else name[:1].lower() + name[1:] for name in names]


def listed(names: Sequence[str], lang: str) -> str:
    """Names as a sentence lists them: the first few, and how many others there are.

    Semicolons part them where one is a list itself.

    Examples
    --------
    >>> listed(["heads and deputies", "land"], "en")
    'heads and deputies; land'
    >>> listed(list("abcdef"), "en")
    'a, b, c, d and two others'
    """
    inner = (",", f" {words.phrase('and', lang)} ")
    is_nested = any(sign in name for name in names for sign in inner)
    names, rest = [*names], []
    if len(names) > MOST_LISTED + 1:
        count = in_words(len(names) - MOST_LISTED, lang)
        names, rest = names[:MOST_LISTED], [words.phrase("others", lang, count=count)]
    if is_nested:
        ending = [f"{words.phrase('and', lang)} {text}" for text in rest]
        return "; ".join([*names, *ending])
    return words.joined([*names, *rest], lang)


def listed_labels(keys: Iterable[str], labels: Labels) -> str:
    """The labels of some keys, as they stand within a sentence."""
    return listed(in_sentence(keys, labels), labels.lang)


def listed_places(keys: Iterable[str], labels: Labels) -> str:
    """The places of some committees, or the labels of other keys, each once."""
    return listed([labels.place(key) for key in dict.fromkeys(keys)], labels.lang)


def speaker(key: str, labels: Labels) -> str:
    """Whoever speaks, as a sentence names it."""
    return words.phrase("speaker", labels.lang, name=labels[key])
