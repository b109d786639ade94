"""What a notebook shows as blocks of pandoc: cells of Markdown, outputs of HTML.

Headings rise by one, as the first of a report becomes its title. Links into the site
become plain text, as a file that was taken away has no site beside it.
"""

import json
import re
from collections.abc import Iterable, Iterator

from publish.downloads.grid import laid_out
from publish.downloads.nodes import Node, named, raw
from publish.downloads.pandoc import pandoc

EVIDENCE = re.compile(
    r'(<td class="evidence"[^>]*>)<details><summary>(.*?)</summary>.*?</details>',
    re.DOTALL,
)
FORMS = re.compile(
    r'(<ul class="citation">.*?</ul>)(?:<details>.*?</details>)+', re.DOTALL
)
INSIDE = re.compile(r"<a\b[^>]*\bdata-claims=[^>]*>(.*?)</a>", re.DOTALL)
STYLED = re.compile(r'<p class="(foot|finding|nothing)">(.*?)</p>', re.DOTALL)
STYLES = ("foot", "finding", "nothing")


def of_markdown(cells: Iterable[str]) -> Iterator[list[Node]]:
    """The blocks of each cell."""
    book = {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": text} for text in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    for division in _read(json.dumps(book), "ipynb"):
        yield [_risen(block) for block in division["c"][1]]


def _risen(block: Node) -> Node:
    """A heading below the first level, one level higher; anything else as it is."""
    if block["t"] != "Header":
        return block
    level, _, text = block["c"]
    return {"t": "Header", "c": [level - 1, named(), text]}


def of_html(shown: Iterable[str]) -> Iterator[list[Node]]:
    """The blocks of each piece of HTML."""
    pieces = [f"<section>{_alone(html)}</section>" for html in shown]
    found = _read("\n".join(pieces), "html") if pieces else []
    if len(found) != len(pieces):
        msg = f"HTML whose elements close: {len(pieces)} outputs, found {len(found)}"
        raise ValueError(msg)
    for division in found:
        yield [made for block in division["c"][1] for made in dressed(block)]


def _alone(html: str) -> str:
    """What a cell shows, without links into the site and what is folded there."""
    for pattern, kept in ((EVIDENCE, r"\1\2"), (FORMS, r"\1"), (INSIDE, r"\1")):
        html = pattern.sub(kept, html)
    return STYLED.sub(r'<div class="\1">\2</div>', html)


def _read(text: str, form: str) -> list[Node]:
    read = json.loads(pandoc(text, form, "json"), object_hook=_without_picture)
    blocks: list[Node] = read["blocks"]
    return blocks


def _without_picture(node: Node) -> Node:
    """The words of a picture in place of it, as its file may be anywhere."""
    if node.get("t") != "Image":
        return node
    return {"t": "Emph", "c": node["c"][1]}


def dressed(block: Node) -> list[Node]:
    """A block with the look that its class has: a foot, a finding; a table laid out."""
    if block["t"] == "Table":
        return laid_out(block)
    style = next(iter(block["c"][0][1]), "") if block["t"] == "Div" else ""
    if style not in STYLES:
        return [block]
    div = {"t": "Div", "c": [named(style, style.title()), block["c"][1]]}
    return [raw(f"#{style}["), div, raw("]")]
