"""The page of one report, made from its executed notebook.

Code is hidden until a reader asks for it. A figure is put into the page as SVG, its
marks leading to what they stand for (`svg_links`). Networks that a notebook displays as
GraphML or GEXF become files beside the page.

Where the data are a collection of coded statements there is a site around the page, to
which it links; elsewhere nothing leads there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import v4, validate

from analysis import words
from analysis.tables import load_tables
from nbbatch.task import ReportInfo
from publish import layout, report_parts
from publish.executed import Figure, Html, Network, Part, Prose, Table, parts_of
from publish.network_widget import with_network
from publish.report_parts import Place
from publish.svg_links import inlined

HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)


def render(book: Any, info: ReportInfo) -> dict[str, str]:
    """Return the page of an executed notebook in a site; a hook of `nbbatch`.

    The networks that the notebook displays are files of their own, by name.

    Raises
    ------
    ValueError
        If the notebook rests on facts that the data do not have.
    """
    record = load_tables().record
    return _files(book, info, lambda fact: record(fact)["source_id"])


def render_alone(book: Any, info: ReportInfo) -> dict[str, str]:
    """Return the page of an executed notebook that no site surrounds; a hook."""
    return _files(book, info, None)


def _files(
    book: Any, info: ReportInfo, source_of: Callable[[str], str | None] | None
) -> dict[str, str]:
    lang = info.lang if info.lang in words.LANGUAGES else words.LANGUAGES[0]
    place, parts = Place(info.name, lang, source_of), parts_of(book.cells)
    contents: list[tuple[str, str]] = []
    page = layout.Page(
        f"{info.name}.html",
        lang,
        info.title,
        {other: f"{twin}.html" for other, twin in info.twins.items()},
        has_site=source_of is not None,
        scripts=_scripts(parts, has_site=source_of is not None),
    )
    html = layout.render(
        "report.html.j2",
        page,
        name=info.name,
        subject=layout.subject(info, info.lang),
        parts=[(part, part_html(part, place, contents)) for part in parts],
        contents=contents,
        place=place,
        tools=report_parts,
        ansi=ansi2html,
        highlighted=_highlighted,
        downloads=report_parts.downloads(parts, place),
    )
    networks = [part for part in parts if isinstance(part, Network)]
    files = {
        name: content
        for part in networks
        for name, content in zip(
            place.network_files(part).values(), part.files.values(), strict=True
        )
    }
    return files | {page.address: html}


def _scripts(parts: Sequence[Part], *, has_site: bool) -> tuple[str, ...]:
    if not has_site:
        return ("common.js",)
    has_network = any(isinstance(part, Figure) and part.network for part in parts)
    return layout.SITE_SCRIPTS + (("network.js",) if has_network else ())


def part_html(part: Part, place: Place, contents: list[tuple[str, str]]) -> str:
    """Return the HTML of a part; second-level headings are added to `contents`.

    The template shows the rest: code, texts, pictures, captions, files of networks.
    """
    match part:
        case Prose():
            return HEADING.sub(
                lambda heading: _anchored(heading[1], contents), markdown(part.markdown)
            )
        case Table():
            return report_parts.table_html(part, place)
        case Figure():
            return _drawing(part, place)
        case Html():
            return report_parts.finding_html(part, place)
    return ""


def _anchored(heading: str, contents: list[tuple[str, str]]) -> str:
    contents.append((f"part-{len(contents) + 1}", heading))
    return f'<h2 id="{contents[-1][0]}">{heading}</h2>'


def _drawing(figure: Figure, place: Place) -> str:
    if figure.network is None or place.source_of is None:
        return inlined(figure, place)
    svg = inlined(figure, place, is_network=True)
    return with_network(svg, figure.network, place.lang)


def markdown(text: str) -> str:
    """Return the HTML of a markdown text."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer).render(text))


@lru_cache(512)
def _highlighted(source: str, magic: str | None) -> str:
    """Highlight code, most of which is the same in all reports of a notebook."""
    metadata = {"magics_language": magic} if magic else {}
    html: str = _highlighter()(source, metadata=metadata)
    return html


@cache
def _highlighter() -> Any:
    make: Any = Highlight2HTML
    return make(pygments_lexer="ipython3")


def first_page() -> None:
    """Render a page that nobody reads: templates and lexers are compiled then."""
    new: Any = v4
    output = new.new_output("display_data", {"text/html": "<table></table>"})
    cell = new.new_code_cell("x = 1", outputs=[output])
    book = new.new_notebook(cells=[new.new_markdown_cell("*x*"), cell])
    validate(book)
    render_alone(book, ReportInfo("", "", words.LANGUAGES[0]))
