"""The page of one report, made from its executed notebook.

Code is hidden until a reader asks for it. A figure is put into the page as SVG, its
marks leading to what they stand for (`svg_links`). Networks that a notebook displays as
GraphML or GEXF become files beside the page.

Where the data are a collection of coded statements there is a site around the page, to
which it links; elsewhere nothing leads there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import v4, validate

from analysis import words
from analysis.addresses import read_reference, sources_of_facts
from analysis.allowed_values import data_folder
from nbbatch.task import ReportInfo
from publish import layout
from publish.downloads import formats
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
from publish.report_parts import Place, download_groups, html_of, table_block
from publish.svg_links import inlined

HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
Block = dict[str, Any]


def render(book: Any, info: ReportInfo) -> dict[str, str]:
    """Return the page of an executed notebook in a site; a hook of `nbbatch`.

    The networks that the notebook displays are files of their own, by name.

    Raises
    ------
    ValueError
        If the notebook rests on facts that the data do not have.
    """
    return _files(book, info, sources_of_facts(data_folder()))


def render_alone(book: Any, info: ReportInfo) -> dict[str, str]:
    """Return the page of an executed notebook that no site surrounds; a hook."""
    return _files(book, info, None)


def _files(
    book: Any, info: ReportInfo, sources: Mapping[str, str] | None
) -> dict[str, str]:
    lang = info.lang if info.lang in words.LANGUAGES else words.LANGUAGES[0]
    place, has_site = Place(info.name, lang, sources), sources is not None
    shown = shown_cells(book.cells)
    blocks = [block for cell, parts in shown for block in _blocks(cell, parts, place)]
    parts = [part for _, parts in shown for part in parts]
    networks = [part for part in parts if isinstance(part, Network)]
    page = layout.Page(
        f"{info.name}.html",
        lang,
        info.title,
        {other: f"{twin}.html" for other, twin in info.twins.items()},
        has_site=has_site,
        scripts=_scripts(parts, has_site=has_site),
    )
    html = layout.render(
        "report.html.j2",
        page,
        name=info.name,
        subject=layout.subject(info, info.lang),
        contents=_contents(blocks),
        blocks=blocks,
        downloads=download_groups(parts, place),
    )
    files = {
        f"{place.network_stem(network.number)}.{ending}": content
        for network in networks
        for ending, content in network.files.items()
    }
    return files | {page.address: html}


def _contents(blocks: list[Block]) -> list[tuple[str, str]]:
    """The anchors and texts of the second-level headings, which get their anchors."""
    contents: list[tuple[str, str]] = []

    def anchored(heading: re.Match[str]) -> str:
        contents.append((f"part-{len(contents) + 1}", heading[1]))
        return f'<h2 id="{contents[-1][0]}">{heading[1]}</h2>'

    for block in blocks:
        if block["kind"] == "prose":
            block["html"] = HEADING.sub(anchored, block["html"])
    return contents


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
    return BLOCKS[type(part)](part, place)


def _prose(part: Prose, _: Place) -> Block:
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return {"kind": "prose", "html": MarkdownWithMath(renderer).render(part.markdown)}


def _text(part: Text, _: Place) -> Block:
    escaped: Any = ansi2html
    return {"kind": "text", "html": escaped(part.text), "is_warning": part.is_warning}


def _picture(part: Picture, _: Place) -> Block:
    return {"kind": "picture", "picture": part}


def _html(part: Html, place: Place) -> Block:
    return {"kind": "html", "html": html_of(part, place)}


def _figure(figure: Figure, place: Place) -> Block:
    network = figure.network if place.sources is not None else None
    svg = inlined(figure, place, is_network=network is not None)
    if network is not None:
        svg = with_network(svg, network, place.lang)
    anchor = f"figure-{figure.number}"
    outline = [_item(one, place) for one in figure.outline]
    return {
        "kind": "figure",
        "id": anchor,
        "svg": svg,
        "figure": figure,
        "outline": outline,
    }


def _item(item: Mapping[str, Any], place: Place) -> Block:
    """An item of a picture as a nested list, with the address that it leads to."""
    reference = read_reference(item["leads"])
    has_link = reference is not None and place.sources is not None
    return {
        **item,
        "address": place.address(reference) if has_link and reference else "",
        "facts": " ".join(reference.facts) if reference else "",
        "below": [_item(one, place) for one in item["below"]],
    }


def _network(network: Network, place: Place) -> Block:
    stem = place.network_stem(network.number)
    files = {formats.NETWORK[end]: f"{stem}.{end}" for end in network.files}
    return {"kind": "network", "files": files}


BLOCKS: dict[type, Callable[[Any, Place], Block]] = {
    Prose: _prose,
    Text: _text,
    Picture: _picture,
    Html: _html,
    Table: table_block,
    Figure: _figure,
    Network: _network,
}


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
