"""Sentences: where each one of a text begins and ends."""

import re
from itertools import pairwise
from typing import NamedTuple

# Where a sentence may end: at a stop and white space, or with the line.
_STOP = re.compile(r"[.;!?…]+[”\")]*\s+|\n+")
FEWEST_WORDS = 4  # of a sentence that might say something


class Sentence(NamedTuple):
    """Offsets of a sentence in its text, the end excluded."""

    start: int
    end: int


def sentences(text: str) -> list[Sentence]:
    r"""Return the sentences of `text` that have at least four words, in order.

    A sentence ends with its line, or at a stop before a capital, a figure or a sign.

    Examples
    --------
    >>> text = "Tiêu đề\nThành ủy ban hành nghị quyết. Các chi bộ thực hiện tốt."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Thành ủy ban hành nghị quyết.', 'Các chi bộ thực hiện tốt.']
    """
    ends = [
        match.end()
        for match in _STOP.finditer(text)
        if "\n" in match.group() or not text[match.end() : match.end() + 1].islower()
    ]
    return [
        Sentence(start, start + len(text[start:end].rstrip()))
        for start, end in pairwise([0, *ends, len(text)])
        if len(text[start:end].split()) >= FEWEST_WORDS
    ]
