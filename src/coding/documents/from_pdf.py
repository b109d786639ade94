"""PDF to paragraphs, by PDFium, which gives every letter with its place.

A page is read in the order in which it was written; only its text layer is read, so a
scan has none.
"""

import ctypes
import itertools
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from coding.documents.extract import Extract, ExtractError
from coding.documents.lines import Line, paragraphs, without_furniture

MOST_PAGES = 2000
HEIGHT = 3  # points by which lines at one height of several pages may differ
_HYPHENS = {0x02, 0xFFFE}  # what PDFium gives for a hyphen at the end of a line


def extract(path: Path) -> Extract:
    """Return the paragraphs and the properties of a PDF.

    Raises
    ------
    ExtractError
        If it is encrypted, too long, or has no text layer.
    """
    try:
        return _extract(path)
    except pypdfium2.PdfiumError as error:
        if "password" not in str(error).lower():
            raise
        msg = "is protected by a password: print it to a new PDF, without one"
        raise ExtractError(msg) from None


def _extract(path: Path) -> Extract:
    with pypdfium2.PdfDocument(path) as document:
        if len(document) > MOST_PAGES:
            msg = f"has {len(document)} pages; allowed are {MOST_PAGES}: split it"
            raise ExtractError(msg)
        pages = [document[number] for number in range(len(document))]
        by_page = [list(_lines(page, number)) for number, page in enumerate(pages)]
        is_upright = not any(page.get_rotation() for page in pages)
        properties = document.get_metadata_dict(skip_empty=True)
    lines = list(itertools.chain(*by_page))
    empty = [str(number) for number, on_page in enumerate(by_page, 1) if not on_page]
    if not lines:
        msg = (
            "has no text layer, it is a scan: recognise its text first (OCR, for "
            "Vietnamese), or type it into a .txt file"
        )
        raise ExtractError(msg)
    kept, aside = without_furniture(lines)
    notes = [f"no text on page {', '.join(empty)}: a picture or blank"] if empty else []
    return Extract(
        paragraphs(kept, has_widths=is_upright),
        aside=dict(aside),
        properties={
            name: properties[key]
            for name, key in (("title", "Title"), ("author", "Author"))
            if key in properties
        },
        notes=notes,
    )


def _lines(page: pypdfium2.PdfPage, number: int) -> Iterator[Line]:
    """Yield the lines of a page, in its order."""
    text = page.get_textpage()
    height = page.get_height()
    units: list[int] = []
    boxes: list[tuple[float, float, float]] = []  # left, right, bottom
    previous: float | None = None
    for index in range(text.count_chars() + 1):
        unit = pdfium.FPDFText_GetUnicode(text.raw, index)
        is_end = index == text.count_chars() or unit in (0x0A, 0x0D)
        if not is_end:
            units.append(0x2D if unit in _HYPHENS else unit)
            boxes += [] if unit in (0x20, 0xA0) else [_box(text, index)]
            continue
        words = _string(units)
        if words.strip() and boxes:
            bottom = boxes[0][2]
            gap = 0.0 if previous is None else max(previous - bottom, 0.0)
            place = round(min(bottom, bottom - height, key=abs) / HEIGHT) or 1
            left, right = min(box[0] for box in boxes), max(box[1] for box in boxes)
            yield Line(words, left, right, number, place, gap)
            previous = bottom
        units, boxes = [], []
    text.close()


def _box(text: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float]:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(box))
    return box.left, box.right, box.bottom


def _string(units: list[int]) -> str:
    """Return the text of UTF-16 units; halves of pairs that are alone are left out."""
    content = b"".join(unit.to_bytes(2, "little") for unit in units if unit < 2**16)
    return content.decode("utf-16-le", errors="ignore")
