"""A figure of a report as SVG, PDF and PNG, its data, and its caption with citation."""

import re
from html import escape

from analysis import explain, words
from analysis.addresses import read_reference
from analysis.tables import Study
from publish.downloads.resource import read_resource
from publish.downloads.tables import csv_text
from publish.downloads.typeset import typeset
from publish.executed import Figure

SOURCE = """
#set document(date: none, title: sys.inputs.title)
#set page(width: auto, height: auto, margin: 0pt)
#set text(lang: sys.inputs.lang)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""
LINK = re.compile(r'<a\b[^>]*?xlink:href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def figure_files(figure: Figure, study: Study) -> dict[str, bytes]:
    """The figure by the ending of its file: svg, pdf, png, txt, and csv if it has data.

    A PNG has 300 points to an inch; SVG and PDF are drawn in lines.
    """
    files = _pictures(figure, study.lang)
    files["txt"] = caption_text(figure, study).encode()
    if figure.table:
        files["csv"] = csv_text(read_resource(figure.table.resource)).encode()
    return files


def _pictures(figure: Figure, lang: str) -> dict[str, bytes]:
    svg, inputs = svg_alone(figure, lang), figure_inputs(figure, lang)
    drawn = {form: typeset(SOURCE, inputs, form) for form in ("pdf", "png")}
    return {"svg": svg.encode(), **drawn}


def figure_inputs(figure: Figure, lang: str) -> dict[str, str]:
    """What Typst is told of a figure."""
    title = figure.caption or figure.alt
    return {"svg": figure.svg, "alt": figure.alt, "title": title, "lang": lang}


def svg_alone(figure: Figure, lang: str) -> str:
    """The SVG of a figure to stand alone: with its title, and no address in it.

    What a mark stands for, which is a link on a page, is kept as `data-claims`.
    """
    head, end, body = LINK.sub(_mark, figure.svg).partition(">")
    title = f"<title>{escape(figure.caption)}</title><desc>{escape(figure.alt)}</desc>"
    known = f'{head} role="img" xml:lang="{lang}"{end}\n {title}'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{known}{body.rstrip()}\n'


def _mark(link: re.Match[str]) -> str:
    """A group in place of a link inside the site; any other link as it is."""
    reference = read_reference(link[1])
    if reference is None:
        return link[0]
    claims = escape(" ".join(reference.facts))
    known = f' data-claims="{claims}"' if claims else ""
    title = f"<title>{escape(reference.said)}</title>" if reference.said else ""
    return f"<g{known}>{title}{link[2]}</g>"


def caption_text(figure: Figure, study: Study) -> str:
    """Caption and foot of a figure, what to cite, and the same as BibTeX."""
    number = words.number(figure.number, study.lang)
    facts = sorted(figure.table.fact_ids) if figure.table else []
    cited = explain.citation(study, facts, names_facts=False)
    title = words.phrase(
        "take_figure", study.lang, number=number, caption=figure.caption
    )
    parts = [
        "\n".join(filter(None, [title, figure.foot])),
        figure.alt,
        "\n".join([words.phrase("take_cite", study.lang), *cited.entries]),
        cited.bibtex,
    ]
    return "\n\n".join(filter(None, parts)) + "\n"
