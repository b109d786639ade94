"""What is still open: proposals, figures without a fact, sentences without a code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from analysis.checks import MAX_PRINTED_WORDS, ROLES_WITHOUT_FACT
from coding import serving
from coding.layout import NUMERALS
from coding.quotes import Span

if TYPE_CHECKING:
    from coding.sheet import Sheet

DIGITS = re.compile(r"\d+")
# Where a sentence may end: at a stop and white space, or with the line.
STOP = re.compile(r"[.;!?…]+[”\")]*\s+|\n+")
FEWEST_WORDS = 4  # of a sentence that might say something

Kind = Literal["proposal", "numeral", "figure", "sentence"]


@dataclass(frozen=True)
class Open:
    """Something still to be done: of what kind, where, the words, and the row if any.

    A `proposal` is a row to accept or reject; a `numeral` a run of digits that no
    numeral holds; a `figure` a numeral that should serve a fact and serves none; a
    `sentence` one in which nothing is coded.
    """

    kind: Kind
    start: int
    end: int
    what: str
    row: str = ""


def of_sheet(sheet: "Sheet") -> list[Open]:
    """What is open of a sheet, in the order of the text."""
    found = [*_proposals(sheet), *_digits(sheet), *_figures(sheet), *_sentences(sheet)]
    return sorted(found, key=lambda each: (each.start, each.end, each.kind))


def _proposals(sheet: "Sheet") -> Iterator[Open]:
    for _, row in sheet.rows(state="proposed"):
        words = row.get("quote") or row.name
        yield Open("proposal", *(row.span or Span(0, 0)), words, row.name)


def _digits(sheet: "Sheet") -> Iterator[Open]:
    rows = sheet.tables[NUMERALS]
    held = {
        n
        for row in rows
        if row.state != "rejected"
        for n in range(*(row.span or (0, 0)))
    }
    yield from (
        Open("numeral", *run.span(), run.group())
        for run in DIGITS.finditer(sheet.text)
        if not held.issuperset(range(*run.span()))
    )


def _figures(sheet: "Sheet") -> Iterator[Open]:
    serving_one = serving.served(sheet)
    yield from (
        Open("figure", *row.span, row["quote"], row.name)
        for row in sheet.tables[NUMERALS]
        if row.state == "accepted"
        and row.span
        and row.name not in serving_one
        and row["role"] not in ROLES_WITHOUT_FACT
    )


def _sentences(sheet: "Sheet") -> Iterator[Open]:
    spans = [
        row.span
        for table, row in sheet.rows()
        if row.span and row.state != "rejected" and table != NUMERALS
    ]
    for start, end in sentences(sheet.text):
        if not any(span.start < end and start < span.end for span in spans):
            words = " ".join(sheet.text[start:end].split()[:MAX_PRINTED_WORDS])
            yield Open("sentence", start, end, words)


def sentences(text: str) -> list[Span]:
    r"""The sentences of a text that have at least four words.

    A sentence ends with its line, or at a stop before a capital, a figure or a sign.

    Examples
    --------
    >>> text = "Tiêu đề\nThành ủy ban hành nghị quyết. Các chi bộ thực hiện tốt."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Thành ủy ban hành nghị quyết.', 'Các chi bộ thực hiện tốt.']
    """
    ends = [
        match.end()
        for match in STOP.finditer(text)
        if "\n" in match.group() or not text[match.end() : match.end() + 1].islower()
    ]
    spans = (Span(*pair) for pair in pairwise([0, *ends, len(text)]))
    return [
        Span(span.start, span.start + len(text[slice(*span)].rstrip()))
        for span in spans
        if len(text[slice(*span)].split()) >= FEWEST_WORDS
    ]
