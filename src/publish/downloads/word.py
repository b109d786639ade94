"""The looks of a report in Word: what pandoc takes for its reference.

It is pandoc's own reference with the styles of report-styles.xml, pages of A4 and a
footer with the number of the page. Times New Roman has every letter of Vietnamese, and
is what offices in Việt Nam write in; what stands in for it elsewhere has them too.
"""

import io
import re
import zipfile
from functools import cache, partial
from pathlib import Path

from publish.downloads.archive import archive
from publish.downloads.nodes import Node, raw
from publish.downloads.pandoc import default

STYLES = Path(__file__).with_name("report-styles.xml")
FONT, LETTERS = "Times New Roman", 21  # half points
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FORM = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
FOOTER = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<w:ftr xmlns:w="{WORDS}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    "<w:r><w:t> / </w:t></w:r>"
    '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    "</w:p></w:ftr>"
)
MARGINS = (
    '<w:pgMar w:top="1247" w:right="1134" w:bottom="1361" w:left="1134" '
    'w:header="708" w:footer="624" w:gutter="0"/>'
)
UPRIGHT = f'<w:pgSz w:w="11906" w:h="16838"/>{MARGINS}'
LYING = f'<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>{MARGINS}'
LINE = {False: 9638, True: 14570}  # between the margins; whether the page lies
FOOTED = f'<w:footerReference w:type="default" r:id="footer" xmlns:r="{KIND}"/>'
SECTION = re.compile(r"(<w:sectPr\b.*?</w:sectPr>)", re.DOTALL)
COLUMNS = re.compile(r"<w:tblGrid>.*?</w:tblGrid>", re.DOTALL)


@cache
def reference() -> bytes:
    """The file that pandoc takes styles, pages and footer from."""
    with zipfile.ZipFile(io.BytesIO(default("reference.docx"))) as given:
        parts = {name: given.read(name).decode() for name in given.namelist()}
    parts["word/footer1.xml"] = FOOTER
    for name, edit in EDITS.items():
        edited = edit(parts[name])
        assert edited != parts[name], name
        parts[name] = edited
    return archive({name: text.encode() for name, text in parts.items()})


def _types(text: str) -> str:
    known = f'<Override PartName="/word/footer1.xml" ContentType="{FORM}"/></Types>'
    return text.replace("</Types>", known)


def _relations(text: str) -> str:
    known = f'<Relationship Id="footer" Type="{KIND}/footer" Target="footer1.xml"/>'
    return text.replace("</Relationships>", f"{known}</Relationships>")


def _fonts(text: str) -> str:
    return re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FONT}"', text)


def _styles(text: str) -> str:
    """Pandoc's styles with ours in the place of those of the same name."""
    ours = STYLES.read_text(encoding="utf-8")
    for name in re.findall(r'w:styleId="(\w+)"', ours):
        old = rf'<w:style\b[^>]*w:styleId="{name}"[^>]*>.*?</w:style>'
        text = re.sub(old, "", text, flags=re.DOTALL)
    text = re.sub(r'(<w:szC?s? w:val=)"24"', rf'\1"{LETTERS}"', text, count=2)
    start, end = ours.index("<w:style "), ours.index("</w:styles>")
    return text.replace("</w:styles>", ours[start:end] + "</w:styles>")


def _pages(text: str) -> str:
    begun = text.replace("<w:sectPr>", f"<w:sectPr>{FOOTED}")
    return begun.replace("</w:sectPr>", f"{UPRIGHT}</w:sectPr>")


EDITS = {
    "[Content_Types].xml": _types,
    "word/_rels/document.xml.rels": _relations,
    "word/theme/theme1.xml": _fonts,
    "word/styles.xml": _styles,
    "word/document.xml": _pages,
}


def section(pages: str) -> Node:
    """The end of a part of the document, whose pages are UPRIGHT or LYING."""
    known = f"<w:sectPr>{FOOTED}{pages}</w:sectPr>"
    return raw(f"<w:p><w:pPr>{known}</w:pPr></w:p>", "openxml")


def finished(made: bytes) -> bytes:
    """What pandoc made, its tables as wide as the lines of their pages."""
    with zipfile.ZipFile(io.BytesIO(made)) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    pieces = SECTION.split(parts["word/document.xml"].decode())
    for place in range(0, len(pieces) - 1, 2):
        line = LINE["landscape" in pieces[place + 1]]
        pieces[place] = COLUMNS.sub(partial(_fitted, line), pieces[place])
    parts["word/document.xml"] = "".join(pieces).encode()
    return archive(parts)


def _fitted(line: int, grid: re.Match[str]) -> str:
    """The columns of a table, together as wide as a line."""
    widths = [int(width) for width in re.findall(r'w:w="(\d+)"', grid[0])]
    fitted = (round(width * line / sum(widths)) for width in widths)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in fitted)
    return f"<w:tblGrid>{columns}</w:tblGrid>"
