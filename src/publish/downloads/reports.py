"""A whole report as PDF and as Word, from one document of pandoc.

The PDF keeps PDF/UA-1, the standard of accessible files; both are the same bytes each
time that they are made.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from publish.downloads.document import Document
from publish.downloads.nodes import Node, inlines, named, plain, raw
from publish.downloads.pandoc import pandoc
from publish.downloads.typeset import typeset
from publish.downloads.word import finished, reference
from publish.executed import Figure

TEMPLATE = Path(__file__).with_name("report.typ")


def pdf_file(document: Document, pictures: Path, about: Mapping[str, str]) -> bytes:
    """The report as PDF; its figures stand as SVG in the folder `pictures`.

    `about` names the `collection` that the report belongs to and its `author`.
    """
    body = pandoc(document.as_json(_in_lines, {}), "json", "typst").decode()
    head = {
        "title": document.title,
        "subject": document.subject,
        "lang": document.lang,
    }
    source = f"{TEMPLATE.read_text(encoding='utf-8')}\n{body}"
    return typeset(source, head | dict(about), folder=pictures)


def _in_lines(figure: Figure, caption: str) -> list[Node]:
    """A figure drawn in lines, by the template."""
    texts = (f"figure-{figure.number}.svg", figure.alt, caption)
    told = ", ".join(json.dumps(text, ensure_ascii=False) for text in texts)
    return [raw(f"#picture({told})")]


def word_file(document: Document, pictures: Path, about: Mapping[str, str]) -> bytes:
    """The report as Word; its figures stand as PNG in the folder `pictures`."""
    meta = {
        "title": document.title,
        "subtitle": document.subject,
        "author": f"{about['author']}. {about['collection']}",
        "lang": document.lang,
    }
    text = document.as_json(_in_points, meta)
    with TemporaryDirectory() as folder:
        looks = Path(folder) / "reference.docx"
        looks.write_bytes(reference())
        options = (f"--reference-doc={looks}", f"--resource-path={pictures}")
        return finished(pandoc(text, "json", "docx", *options))


def _in_points(figure: Figure, caption: str) -> list[Node]:
    """A figure made of points, with its words for those who do not see it."""
    target = [f"figure-{figure.number}.png", ""]
    known = named(width="100%")
    image = {"t": "Image", "c": [known, inlines(figure.alt), target]}
    body = [{"t": "Plain", "c": [image]}]
    return [{"t": "Figure", "c": [named(), [None, [plain(caption)]], body]}]
