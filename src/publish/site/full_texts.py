"""The pages of texts with whole sentences, for a reader who has the texts.

Others have rights in the texts. These pages are therefore written to a folder of the
reader's own, outside of the site and of what git keeps; they link to the reader's site.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from markupsafe import Markup

from analysis.rows import Row
from analysis.verify import read_texts
from publish.site import statements
from publish.site.context import SiteContext

FactRows = list[tuple[str, Row]]  # statements with their tables


def pages(site: SiteContext, texts: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Return the name and the page of each text in `texts`, to be written to `folder`.

    Raises
    ------
    ValueError
        If a text is another one than was coded, or none is there.
    """
    read, problems = read_texts(site.index.study, texts)
    if problems:
        raise ValueError("\n".join(problems))
    root = f"{Path(os.path.relpath(site.out.resolve(), folder.resolve())).as_posix()}/"
    of_texts = statements.texts(site)
    for key, text in read.items():
        parts = list(paragraphs(text, of_texts[key]))
        yield f"{key}__{site.lang}.html", statements.page(site, key, parts, root)[1]


def paragraphs(text: str, statements: FactRows) -> Iterator[tuple[Markup, FactRows]]:
    """Each paragraph, its coded spans marked, with the statements that begin in it."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        here = [pair for pair in statements if start <= pair[1]["start"] < end]
        if line.strip():
            yield _marked(text, start, end, [row for _, row in statements]), here
        start = end


def _marked(text: str, start: int, end: int, rows: list[Row]) -> Markup:
    """The characters from `start` to `end`, with a mark around those that are coded."""
    spans = [(max(row["start"], start), min(row["end"], end)) for row in rows]
    spans = [(first, last) for first, last in spans if first < last]
    ends = sorted({start, end, *(place for span in spans for place in span)})
    parts = []
    for first, last in pairwise(ends):
        is_coded = any(low <= first and last <= high for low, high in spans)
        mark = Markup("<mark>{}</mark>") if is_coded else Markup("{}")
        parts.append(mark.format(text[first:last]))
    return Markup("").join(parts)
