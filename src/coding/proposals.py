"""Candidates read from a text: figures, documents, dates; measures and failings by cue.

Each is a row in state `proposed`, in the tables, units and words of the codebook. A
person accepts, changes or rejects it. The basis of a candidate stands in its `note`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from coding import quotes
from coding.layout import NUMERALS, QUOTE
from coding.quotes import Span
from coding.sheet import Sheet
from coding.texts import read_source
from reading.quantities import quantities


class Candidate(NamedTuple):
    """A row to propose: its table, its place in the text, and its cells."""

    table: str
    span: Span | None
    cells: Mapping[str, str]


def propose(
    text: str,
    source_id: str,
    project: Path,
    coder: str = "first",
    source: Mapping[str, str] | None = None,
) -> Sheet:
    """Write what can be read of a text to a sheet, as proposals.

    What the sheet has, in whatever state, is neither changed nor proposed again.

    Parameters
    ----------
    text
        The text, which must be that of the file texts/<source_id>.txt.
    source
        Cells of the row of `sources`, as far as the document gives them.

    Raises
    ------
    ValueError
        If `text` is not the text of the file.
    """
    if text != read_source(project, source_id):
        msg = f"the text to propose from is not that of texts/{source_id}.txt"
        raise ValueError(msg)
    sheet = Sheet(project, source_id, coder)
    has = {(table, row.span) for table, row in sheet.rows()}
    rows: list[tuple[str, dict[str, str]]] = []
    if not sheet.tables["sources"]:
        rows.append(("sources", dict(source or {})))
    for each in candidates(text):
        if (each.table, each.span) not in has:
            quote = quotes.of_span(text, each.span) if each.span else ()
            rows.append(
                (each.table, dict(each.cells) | dict(zip(QUOTE, quote, strict=False)))
            )
    sheet.put_all(rows)
    return sheet


def candidates(text: str) -> Iterator[Candidate]:
    """Every candidate of a text."""
    yield from numerals(text)


def numerals(text: str) -> Iterator[Candidate]:
    """Every figure of a text, with its role, form and value."""
    for row in quantities(text):
        yield Candidate(NUMERALS, Span(row.start, row.end), {"role": "value"})
