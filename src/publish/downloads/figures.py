"""Write a figure of a report as SVG, PDF and PNG.

Typst turns SVG into PDF and PNG with the fonts inside it and the DejaVu fonts that come
with matplotlib: those of the system would give other pages on other machines. Both
have every Vietnamese letter.
"""

import io
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal

import matplotlib as mpl
import typst
from PIL import Image

from analysis.addresses import read_reference
from publish.executed import Figure

DOTS_PER_INCH, COLOURS = 132.0, 64
SOURCE = """
#set document(date: none, title: sys.inputs.title)
#set page(width: auto, height: auto, margin: 0pt)
#set text(lang: sys.inputs.lang)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""
LINK = re.compile(r'<a\b[^>]*?xlink:href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def figure_files(figure: Figure, lang: str) -> dict[str, bytes]:
    """Return the figure by the ending of its file: svg, pdf and png."""
    inputs = {
        "svg": figure.svg,
        "alt": figure.alt,
        "title": figure.caption or figure.alt,
        "lang": lang,
    }
    return {
        "svg": standalone_svg(figure, lang).encode(),
        "pdf": typeset(SOURCE, inputs),
        "png": _few_colours(typeset(SOURCE, inputs, "png")),
    }


def _few_colours(png: bytes) -> bytes:
    """The picture with few colours, in half the bytes."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(buffer, "png")
    return buffer.getvalue()


def standalone_svg(figure: Figure, lang: str) -> str:
    """Return the SVG with its title and description, without links into the site.

    The statements that a mark stands for, a link on the page, are its `data-claims`.
    """
    head, end, body = LINK.sub(_mark, figure.svg).partition(">")
    title = f"<title>{escape(figure.caption)}</title><desc>{escape(figure.alt)}</desc>"
    start = f'{head} role="img" xml:lang="{lang}"{end}\n {title}'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{body.rstrip()}\n'


def _mark(link: re.Match[str]) -> str:
    """A group in place of a link into the site; any other link as it is."""
    reference = read_reference(link[1])
    if reference is None:
        return link[0]
    facts = escape(" ".join(reference.facts))
    attribute = f' data-claims="{facts}"' if facts else ""
    title = f"<title>{escape(reference.label)}</title>" if reference.label else ""
    return f"<g{attribute}>{title}{link[2]}</g>"


def typeset(
    source: str,
    inputs: dict[str, str],
    form: Literal["pdf", "png"] = "pdf",
    folder: Path | None = None,
    *,
    has_tags: bool = True,
) -> bytes:
    """Return `source`, in Typst's language, as PDF or PNG; equal input, equal bytes.

    Parameters
    ----------
    inputs
        What the source reads as `sys.inputs`.
    folder
        Where the files are that the source names.
    has_tags
        Whether a PDF says what is a heading, a table …: half of a long one's bytes.

    Raises
    ------
    typst.TypstError
        If the source is wrong.
    """
    content = typst.Compiler(font_paths=_fonts()).compile(
        source.encode(),
        format=form,
        ppi=DOTS_PER_INCH,
        sys_inputs=inputs,
        root=folder,
        pdf_tags=has_tags,
    )
    assert isinstance(content, bytes)  # a list only of the pages of several pictures
    return content


@cache
def _fonts() -> typst.Fonts:
    folder = Path(mpl.get_data_path(), "fonts", "ttf")
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])
