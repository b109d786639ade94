"""A quote to its place in a text, and a place to the shortest quote that finds it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_SHOWN = 3  # occurrences that an error shows
CONTEXT = 24  # characters shown around an occurrence


class Span(NamedTuple):
    """Offsets into the text, in characters, the end excluded."""

    start: int
    end: int


class Quote(NamedTuple):
    """The words of a passage, and those before or after it where that is needed."""

    quote: str
    before: str = ""
    after: str = ""


class QuoteError(ValueError):
    """A quote that stands nowhere in the text, or in more than one place.

    `found` says how often and where, `advice` what to do.
    """

    def __init__(self, found: str, advice: str) -> None:
        super().__init__(f"{found}; {advice}")
        self.found, self.advice = found, advice


def find(text: str, quote: Quote) -> Span:
    """The one place of a quote; any white space is as any other.

    Raises
    ------
    QuoteError
        If the quote is nowhere, or in several places.

    Examples
    --------
    >>> text = "đạt 12%, năm sau đạt 12%"
    >>> find(text, Quote("đạt 12%", before="sau"))
    Span(start=17, end=24)
    >>> find(text, Quote("tăng"))
    Traceback (most recent call last):
    coding.quotes.QuoteError: 'tăng' is nowhere in the text; copy it from the text
    """
    spans = list(_places(text, quote))
    if len(spans) == 1:
        return spans[0]
    if spans:
        shown = "; ".join(_shown(text, span) for span in spans[:MAX_SHOWN])
        msg = f"{len(spans)} times in the text: {shown}"
        raise QuoteError(msg, "give a few words before or after it")
    raise QuoteError(*_why_absent(text, quote))


def _places(text: str, quote: Quote) -> Iterator[Span]:
    """Every place of a quote between the words before and after it."""
    words = quote.quote.split()
    if not words:
        return
    passage = r"\s+".join(map(re.escape, words))
    pattern = re.compile(f"(?=({passage}))")  # passages may overlap
    before, after = _plain(quote.before), _plain(quote.after)
    for match in pattern.finditer(text):
        span = Span(*match.span(1))
        if _cuts(text, span.start) or _cuts(text, span.end):
            continue
        reach = 2 * max(len(before), len(after)) + CONTEXT
        is_there = _plain(text[max(0, span.start - reach) : span.start]).endswith(
            before
        )
        if is_there and _plain(text[span.end : span.end + reach]).startswith(after):
            yield span


def _cuts(text: str, place: int) -> bool:
    """Whether a place lies within a word or the digits of a figure.

    A capital after a small letter begins a word, as where a text lacks the blank.
    """
    left, right = text[max(0, place - 1) : place], text[place : place + 1]
    if left.isdecimal() or right.isdecimal():
        return left.isdecimal() and right.isdecimal()
    return (
        left.isalpha() and right.isalpha() and not (left.islower() and right.isupper())
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _shown(text: str, span: Span) -> str:
    before = _plain(text[max(0, span.start - CONTEXT) : span.start])
    after = text[span.end : span.end + CONTEXT]
    joint = " " if text[: span.start][-1:].isspace() else ""
    tail = (" " if after[:1].isspace() else "") + _plain(after)
    return f"…{before}{joint}»{_plain(text[span.start : span.end])}«{tail}…"


def _why_absent(text: str, quote: Quote) -> tuple[str, str]:
    """What is found in place of a quote that is nowhere, and what to do."""
    if not quote.quote.split():
        return "no quote", "copy the words from the text"
    alone = list(_places(text, Quote(quote.quote)))
    if alone:
        shown = "; ".join(_shown(text, span) for span in alone[:MAX_SHOWN])
        found = f"not between {quote.before!r} and {quote.after!r}, but: {shown}"
        return found, "copy the words before and after from the text"
    words, count = quote.quote.split(), 0
    while count < len(words) and any(
        _places(text, Quote(" ".join(words[: count + 1])))
    ):
        count += 1
    if count == 0:
        return f"{words[0]!r} is nowhere in the text", "copy it from the text"
    begun = " ".join(words[:count])
    (first, *_) = _places(text, Quote(begun))
    found = f"{words[count]!r} does not follow {begun!r}: {_shown(text, first)}"
    return found, "copy the quote from the text, it must be exact but for white space"


def of_span(text: str, span: tuple[int, int]) -> Quote:
    """The words at a span, and as few before or after as make them unique.

    Raises
    ------
    ValueError
        If the span is empty, out of the text, or cuts a word or a figure.

    Examples
    --------
    >>> of_span("đạt 12%, năm sau đạt 12%", (17, 24))
    Quote(quote='đạt 12%', before='sau', after='')
    """
    start, end = span
    words = _plain(text[start:end]) if 0 <= start < end <= len(text) else ""
    if not words:
        msg = f"a span in 0 to {len(text)} that has words; found {start} to {end}"
        raise ValueError(msg)
    shown = Span(*_trimmed(text, start, end))
    for quote in _longer_quotes(words, text[:start].split(), text[end:].split()):
        places = set(_places(text, quote))
        if shown not in places:
            break
        if len(places) == 1:
            return quote
    msg = f"a span of whole words; found {_shown(text, shown)}"
    raise ValueError(msg)


def _longer_quotes(words: str, before: list[str], after: list[str]) -> Iterator[Quote]:
    """Words with ever more of those before, after, and on both sides."""
    yield Quote(words)
    for count in range(1, max(len(before), len(after)) + 1):
        left, right = " ".join(before[-count:]), " ".join(after[:count])
        yield from (Quote(words, left), Quote(words, "", right))
        yield Quote(words, left, right)


def widened(text: str, span: tuple[int, int]) -> Span:
    """A span without white space at its ends, and with the whole of each word.

    Examples
    --------
    >>> widened("đạt 12%, năm sau", (2, 12))
    Span(start=0, end=12)
    """
    start, end = _trimmed(text, *span)
    while start < end and _cuts(text, start):
        start -= 1
    while start < end and _cuts(text, end):
        end += 1
    return Span(start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(
        words.rstrip()
    )
