"""Word documents (.docx) to paragraphs, with python-docx.

python-docx finds the parts of the file; their XML is read here in order, since its
paragraphs lack text boxes, content controls, insertions and the numbers of lists.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from coding.documents.extract import Extract, ExtractError
from coding.documents.lines import healed

MOST_UNPACKED = 300_000_000  # bytes of all parts
_BULLETS = {"-", "–", "+", "*", "•"}  # others are pictures of a symbol font
_LETTERS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
_LETTERS |= {qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "\xad"}
_LEFT_OUT = [
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:pPr"),
    qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
]
_ROMAN = [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]


def extract(path: Path) -> Extract:
    """Return the paragraphs, tables, text boxes and notes of a Word document.

    Raises
    ------
    ExtractError
        If it unpacks to more than 300 MB.
    """
    _check_size(path)
    document = docx.Document(str(path))
    numbers = Numbers(document)
    texts = list(_paragraphs(document.element.body, numbers))
    notes, mentions = _footnotes(document, numbers)
    about = document.core_properties
    properties = {"title": about.title, "author": about.author}
    return Extract(
        [part for text in texts + notes for part in healed(text) if part.strip()],
        aside={kind: count for kind, count in _furniture(document).items() if count},
        properties={name: value for name, value in properties.items() if value},
        notes=mentions,
    )


def _check_size(path: Path) -> None:
    """Add up the sizes that the parts state; zipfile unpacks no more of any part."""
    with zipfile.ZipFile(path) as package:
        size = sum(part.file_size for part in package.infolist())
    if size > MOST_UNPACKED:
        msg = (
            f"unpacks to more than {MOST_UNPACKED // 10**6} MB: remove its pictures, "
            "or copy its text into a .txt file"
        )
        raise ExtractError(msg)


def _paragraphs(root: Any, numbers: "Numbers") -> Iterator[str]:
    """Yield the paragraphs below an element; a row of a table is one, with tabs."""
    for element in root.iterchildren():
        if element.tag == qn("w:p"):
            yield from _with_boxes(element, numbers)
        elif element.tag == qn("w:tr"):
            yield from _row(element, numbers)
        elif element.tag not in _LEFT_OUT:
            yield from _paragraphs(element, numbers)


def _with_boxes(paragraph: Any, numbers: "Numbers") -> Iterator[str]:
    """Yield a paragraph, then the paragraphs of the text boxes in it."""
    boxes: list[Any] = []
    text = "".join(_pieces(paragraph, boxes))
    if text.strip():
        yield numbers.of(paragraph) + text
    for box in boxes:
        yield from _paragraphs(box, numbers)


def _pieces(element: Any, boxes: list[Any]) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _LETTERS:
            yield _LETTERS[child.tag]
        elif child.tag == qn("w:txbxContent"):
            boxes.append(child)
        elif child.tag not in _LEFT_OUT:
            is_run = child.tag == qn("w:r")
            yield from _run(child, boxes) if is_run else _pieces(child, boxes)


def _run(run: Any, boxes: list[Any]) -> Iterator[str]:
    """Yield the text of a run as it is printed: in capitals, or hidden."""
    if _is_on(run, "w:vanish"):
        return
    text = "".join(_pieces(run, boxes))
    yield text.upper() if _is_on(run, "w:caps") else text


def _is_on(run: Any, name: str) -> bool:
    switch = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return switch is not None and switch.get(qn("w:val")) not in {"0", "false", "off"}


def _row(row: Any, numbers: "Numbers") -> Iterator[str]:
    """Yield a row as one line; if a cell has several paragraphs, cell by cell."""
    cells = [
        list(_paragraphs(cell, numbers))
        for cell in row.iter(qn("w:tc"))
        if _is_of_row(cell, row)
    ]
    if any(len(cell) > 1 for cell in cells):
        for cell in cells:
            yield from cell
    elif any(cells):
        yield "\t".join(" ".join(" ".join(cell).split()) for cell in cells)


def _is_of_row(cell: Any, row: Any) -> bool:
    """Return whether a cell is of this row, not of a table within it."""
    return next(cell.iterancestors(qn("w:tr"))) is row


def _footnotes(document: Document, numbers: "Numbers") -> tuple[list[str], list[str]]:
    """Return the notes at the foot and at the end, and a line that says how many."""
    notes: list[str] = []
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for relation in document.part.rels.values():
            if relation.reltype == kind:
                root = parse_xml(relation.target_part.blob)
                ordinary = [each for each in root if not each.get(qn("w:type"))]
                notes += [" ".join(_paragraphs(each, numbers)) for each in ordinary]
    notes = [note for note in notes if note.strip()]
    return notes, [f"{len(notes)} notes are at the end of the text"] if notes else []


def _furniture(document: Document) -> Counter[str]:
    """Return how much is set aside: heads, feet, deletions."""
    aside = Counter[str]()
    for section in document.sections:
        for part in (section.header, section.footer):
            if not part.is_linked_to_previous:
                texts = [paragraph.text for paragraph in part.paragraphs]
                aside["running heads and feet"] += sum(
                    1 for text in texts if text.strip()
                )
    aside["deletions of tracked changes"] = len(
        list(document.element.iter(qn("w:del")))
    )
    return aside


class Numbers:
    """The numbers and marks that Word puts before the paragraphs of lists."""

    def __init__(self, document: Document) -> None:
        self.counts: dict[tuple[str, int], int] = {}
        self.levels: dict[str, dict[int, Any]] = {}
        self.styles = {
            each.get(qn("w:styleId")): each for each in document.styles.element
        }
        relations = document.part.rels.values()
        if any(each.reltype == RELATIONSHIP_TYPE.NUMBERING for each in relations):
            self._read(document.part.numbering_part.element)

    def _read(self, root: Any) -> None:
        identifier, abstract = qn("w:abstractNumId"), qn("w:abstractNum")
        levels = {
            each.get(identifier): {
                int(level.get(qn("w:ilvl"))): level for level in each.iter(qn("w:lvl"))
            }
            for each in root.iterchildren(abstract)
        }
        for each in root.iterchildren(qn("w:num")):
            target = each.find(identifier).get(qn("w:val"))
            self.levels[each.get(qn("w:numId"))] = levels.get(target, {})

    def of(self, paragraph: Any) -> str:
        """Return the number of a paragraph with a space, or nothing; and count it."""
        number, depth = self._place(paragraph)
        level = self.levels.get(number, {}).get(depth)
        if level is None:
            return ""
        self.counts[number, depth] = self._count(number, depth) + 1
        for deeper in range(depth + 1, 9):
            self.counts.pop((number, deeper), None)
        if _value(level, "w:numFmt") == "bullet":
            mark = _value(level, "w:lvlText") or ""
            return f"{mark if mark in _BULLETS else '-'} "
        label = re.sub(
            r"%([1-9])",
            lambda match: self._written(number, int(match[1]) - 1),
            _value(level, "w:lvlText") or "",
        )
        return f"{label} " if label else ""

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return the list and the level of a paragraph, stated or by its style."""
        number, depth = "", 0
        styles: list[Any] = [paragraph]
        for element in styles:
            numbering = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if numbering is not None:
                number = number or _value(numbering, "w:numId") or ""
                depth = depth or int(_value(numbering, "w:ilvl") or 0)
            below = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            below = element.find(qn("w:basedOn")) if below is None else below
            style = None if below is None else self.styles.get(below.get(qn("w:val")))
            if style is not None and style not in styles:
                styles.append(style)
        return number, depth

    def _count(self, number: str, depth: int) -> int:
        start = int(_value(self.levels[number][depth], "w:start") or 1)
        return self.counts.get((number, depth), start - 1)

    def _written(self, number: str, depth: int) -> str:
        level = self.levels[number].get(depth)
        if level is None:
            return ""
        count = self.counts.get((number, depth)) or self._count(number, depth) + 1
        form = _value(level, "w:numFmt") or "decimal"
        text = {"oman": _roman, "tter": _letter}.get(form[-4:], str)(count)
        return text.upper() if form.startswith("upper") else text


def _value(element: Any, name: str) -> str | None:
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (count // value)
        count %= value
    return text


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
