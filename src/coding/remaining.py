"""What is still open: proposals, figures without a fact, sentences without a code."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from analysis.checks import MAX_PRINTED_WORDS, ROLES_WITHOUT_FACT
from coding import serving
from coding.layout import NUMERALS
from coding.quotes import Span
from coding.sheet import Sheet
from reading.numerals import digits_outside
from reading.sentences import sentences

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


def of_sheet(sheet: Sheet) -> list[Open]:
    """What is open of a sheet, in the order of the text."""
    left = [*_proposals(sheet), *_digits(sheet), *_figures(sheet), *_sentences(sheet)]
    return sorted(left, key=lambda each: (each.start, each.end, each.kind))


def _proposals(sheet: Sheet) -> Iterator[Open]:
    for _, row in sheet.rows(state="proposed"):
        words = row.get("quote") or row.name
        yield Open("proposal", *(row.span or Span(0, 0)), words, row.name)


def _digits(sheet: Sheet) -> Iterator[Open]:
    rows = [row for row in sheet.tables[NUMERALS] if row.state != "rejected"]
    spans = [row.span for row in rows if row.span]
    for run in digits_outside(sheet.text, spans):
        yield Open("numeral", *run.span(), run.group())


def _figures(sheet: Sheet) -> Iterator[Open]:
    serving_one = serving.served(sheet)
    yield from (
        Open("figure", *row.span, row["quote"], row.name)
        for row in sheet.tables[NUMERALS]
        if row.state == "accepted"
        and row.span
        and row.name not in serving_one
        and row["role"] not in ROLES_WITHOUT_FACT
    )


def _sentences(sheet: Sheet) -> Iterator[Open]:
    spans = [
        row.span
        for table, row in sheet.rows()
        if row.span and row.state != "rejected" and table != NUMERALS
    ]
    for start, end in sentences(sheet.text):
        if not any(span.start < end and start < span.end for span in spans):
            words = " ".join(sheet.text[start:end].split()[:MAX_PRINTED_WORDS])
            yield Open("sentence", start, end, words)
