"""The page of one report, made from its executed notebook.

Code is hidden until a reader asks for it. A figure is put into the page as SVG, its
marks leading to what they stand for (`svg_links`). Networks that a notebook displays as
GraphML or GEXF become files beside the page.

Where the data are a collection of coded statements there is a site around the page, to
which it links; elsewhere nothing leads there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat import v4, validate

from analysis import words
from analysis.addresses import sources_of_facts
from analysis.schema import FACT_TABLES
from analysis.tables import data_folder
from nbbatch.task import Heading
from publish import layout
from publish.executed import (
    Figure,
    Html,
    Network,
    Part,
    Picture,
    Prose,
    Table,
    Text,
    shown_cells,
)
from publish.network_widget import with_network
from publish.report_parts import Place, download_groups, finding_html, table_block
from publish.svg_links import inlined

HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
Block = dict[str, Any]


def render(book: Any, heading: Heading) -> dict[str, str]:
    """Return the page of an executed notebook and the networks beside it, by name.

    Raises
    ------
    ValueError
        If the notebook rests on facts that the data do not have.
    """
    lang = heading.lang if heading.lang in words.LANGUAGES else words.LANGUAGES[0]
    sources = sources_of_facts(data_folder(), FACT_TABLES) if heading.has_site else None
    place = Place(heading.name, lang, sources)
    shown = list(shown_cells(book.cells))
    blocks = [block for cell, parts in shown for block in _blocks(cell, parts, place)]
    parts = [part for _, parts in shown for part in parts]
    networks = [part for part in parts if isinstance(part, Network)]
    page = layout.Page(
        f"{heading.name}.html",
        heading.lang,
        heading.title,
        {other: f"{twin}.html" for other, twin in heading.twins.items()},
        has_site=heading.has_site,
        scripts=_scripts(parts, has_site=heading.has_site),
    )
    html = layout.render(
        "report.html.j2",
        page,
        name=heading.name,
        subject=[str(value) for value in heading.parameters.values()],
        blocks=blocks,
        contents=[
            match for block in blocks for match in HEADING.findall(block.get("html", ""))
        ],
        downloads=download_groups(parts, place),
    )
    files = {
        f"{place.network_stem(network.number)}.{ending}": content
        for network in networks
        for ending, content in network.files.items()
    }
    return files | {page.address: html}


def _scripts(parts: list[Part], *, has_site: bool) -> tuple[str, ...]:
    if not has_site:
        return ("common.js",)
    has_network = any(isinstance(part, Figure) and part.network for part in parts)
    return layout.SITE_SCRIPTS + (("network.js",) if has_network else ())


def _blocks(cell: Any, parts: list[Part], place: Place) -> Iterator[Block]:
    """What the template shows of a cell: its code, then each of its outputs."""
    if cell["cell_type"] == "code":
        magic = cell["metadata"].get("magics_language")
        yield {"kind": "code", "html": _highlighted("".join(cell["source"]), magic)}
    for part in parts:
        yield _block(part, place)


def _block(part: Part, place: Place) -> Block:
    """What the template shows of a part: its `kind`, and what that kind has."""
    match part:
        case Prose():
            return {"kind": "prose", "html": markdown2html_mistune(part.markdown)}
        case Table():
            return table_block(part, place)
        case Figure():
            return _figure(part, place)
        case Html():
            return {"kind": "html", "html": finding_html(part, place)}
        case Picture():
            return {"kind": "picture", "picture": part}
        case Network():
            return {"kind": "network", "files": _network_links(part, place)}
        case Text():
            html: str = ansi2html(part.text)
            return {"kind": "text", "html": html, "is_warning": part.is_warning}


def _figure(figure: Figure, place: Place) -> Block:
    name = f"figure-{figure.number}"
    network = figure.network if place.sources is not None else None
    svg = inlined(figure, place, is_network=network is not None)
    if network is not None:
        svg = with_network(svg, network, place.lang)
    return {"kind": "figure", "id": name, "svg": svg, "figure": figure}


def _network_links(network: Network, place: Place) -> dict[str, str]:
    stem = place.network_stem(network.number)
    return {ending: f"{stem}.{ending}" for ending in network.files}


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
    render(book, Heading("", "", words.LANGUAGES[0]))
