"""An executed notebook as a page: one file, readable with no network.

The template stands in `template/`. Code is folded away. A figure whose output carries
its words is put into the page as SVG (`inline`), any other picture as it is. Tables and
figures are numbered in their order, which is how what can be taken away of them is
named. Networks that a notebook displays as GraphML or GEXF become files beside the
page with a link to them.

Where the data are a collection there is a site around the page, with pages of claims
and things and with files to take away; elsewhere nothing leads there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from html import escape
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbformat import v4, validate

from analysis import words
from nbbatch.notebook import Scalar
from nbbatch.task import ReportInfo
from publish.downloads.formats import FIGURE as FIGURE_FORMATS
from publish.downloads.formats import NETWORK as NETWORK_FORMATS
from publish.downloads.formats import address
from publish.executed import FIGURE, Figure, Html, Network, Part, Table, parts_of
from publish.network_widget import with_network
from publish.svg_links import Place, inlined

SCOPED_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
TO_CLAIMS = re.compile(r'<a [^<>]*data-claims="[^"]*"[^<>]*>(.*?)</a>', re.DOTALL)
ROW = re.compile(r'((?:id|href)="#?)(row-\d+")')


@dataclass(frozen=True)
class Heading:
    """What a page says about its report; `parameters` are as readers know them."""

    name: str
    title: str
    lang: str
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)
    has_site: bool = False


def render(book: Any, info: ReportInfo) -> dict[str, str]:
    """Return the page of an executed notebook, in a site; a hook of `nbbatch`."""
    return files(book, heading(info, has_site=True))


def render_alone(book: Any, info: ReportInfo) -> dict[str, str]:
    """Return the page of an executed notebook that no site surrounds."""
    return files(book, heading(info, has_site=False))


def heading(info: ReportInfo, *, has_site: bool) -> Heading:
    """Return what a page says: keys by their label, and other values that were set."""
    parameters: dict[str, Scalar] = {}
    for name, value in info.values.items():
        label = info.labels.get(name, {}).get(info.lang)
        is_set = name in info.parameters and value != "all"
        if name != "lang" and (label or is_set):
            parameters[name] = label or value
    return Heading(info.name, info.title, info.lang, parameters, info.twins, has_site)


@cache
def exporter() -> Any:
    """Return the one exporter of this process."""
    made: Any = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="templates",
        extra_template_basedirs=[str(Path(__file__).parent)],
        exclude_anchor_links=True,
        optimistic_validation=True,  # once, not after each of 11 preprocessors
    )
    made.register_filter("highlight_code", _highlighted)
    return made


@lru_cache(512)
def _highlighted(source: str, magic: str | None) -> str:
    """Highlight code, most of which is the same in all reports of a notebook."""
    highlight: Any = Highlight2HTML
    metadata = {"magics_language": magic} if magic else {}
    html: str = highlight(pygments_lexer="ipython3")(source, metadata=metadata)
    return html


def first_page() -> None:
    """Make a page to nowhere: templates and lexers are compiled at the first one."""
    new: Any = v4
    shown = new.new_output("display_data", {"text/html": "<table></table>"})
    cell = new.new_code_cell("x = 1", outputs=[shown])
    book = new.new_notebook(cells=[new.new_markdown_cell("*x*"), cell])
    validate(book)
    files(book, Heading("", "", words.LANGUAGES[0]))


def files(book: Any, heading: Heading) -> dict[str, str]:
    """Return the texts of a page and of the networks beside it, by file name."""
    lang = heading.lang if heading.lang in words.LANGUAGES else words.LANGUAGES[0]
    copy, written = _copy(book), dict[str, str]()
    anchors = Anchors(heading, lang)
    for output, part in parts_of(copy.cells):
        if isinstance(part, Network):
            written |= _offered(output, part, heading.name, lang)
        else:
            anchors.add(output, part)
    resources = {
        "heading": heading,
        "lang": lang,
        "say": partial(words.phrase, lang=lang),
        "name_of": _name_of_language,
    }
    # Without the pass over the finished page that HTMLExporter adds: the template
    # gives every picture its words, and parsing costs more than all the rest.
    render: Any = TemplateExporter.from_notebook_node
    html, _ = render(exporter(), copy, resources)
    return written | {f"{heading.name}.html": html}


def _copy(book: Any) -> Any:
    """The notebook, as deep as it is changed here."""
    kind = type(book)
    cells = [
        kind(cell, outputs=[_copy_of_output(one) for one in cell.outputs])
        if "outputs" in cell
        else cell
        for cell in book.cells
    ]
    return kind(book, cells=cells)


def _copy_of_output(output: Any) -> Any:
    known = {name: type(output)(output[name]) for name in ("data",) if name in output}
    return type(output)(output, **known)


class Anchors:
    """What each table and figure of a page is called, and what leads where.

    Each gets `output.place`: its `id`, `number`, `downloads` (words to addresses), for
    a figure also its `svg`, the same for a phone as `narrow` if it fits a column, and
    `table`, the number of the table that it draws.
    """

    def __init__(self, heading: Heading, lang: str) -> None:
        self.heading = heading
        self.lang = lang
        self.table_count = 0

    def add(self, output: Any, part: Part) -> None:
        """Note the place of what an output shows, and write its HTML for this page."""
        if isinstance(part, Table):
            self._table(output, part)
        elif isinstance(part, Figure):
            self._figure(output, part)
        elif isinstance(part, Html):
            html = self._linked(part.html)
            if part.finding and self.table_count:
                number = self.table_count
                phrase = words.phrase("page_computed_from", self.lang, number=number)
                link = (
                    f' <a class="from" href="#table-{number}">{escape(phrase)}</a></p>'
                )
                html = link.join(html.rsplit("</p>", 1))
            output["data"]["text/html"] = html

    def _linked(self, html: str) -> str:
        """HTML without style sheets; without links to claims where there is no site."""
        html = SCOPED_STYLE.sub("", html)
        return html if self.heading.has_site else TO_CLAIMS.sub(r"\1", html)

    def _table(self, output: Any, table: Table) -> None:
        self.table_count = table.number
        html = ROW.sub(rf"\1table-{table.number}-\2", self._linked(table.html))
        text = escape(words.phrase("site_table", self.lang, number=table.number))
        html = html.replace("<caption>", f"<caption>{text}. ", 1)
        output["data"]["text/html"] = html
        output["place"] = self._place("table", table.number)

    def _figure(self, output: Any, figure: Figure) -> None:
        place = self._place("figure", figure.number)
        where = Place(
            name=place["id"],
            lang=self.lang,
            alt=figure.alt,
            table=f"table-{figure.table.number}" if figure.table else "",
            has_site=self.heading.has_site,
        )
        known = output["metadata"][FIGURE]
        network = known.get("network") if self.heading.has_site else None
        svg = inlined(figure.svg, where, is_network=network is not None)
        if network is not None:
            svg = with_network(svg, network, self.lang)
        place |= {"svg": svg, "table": figure.table.number if figure.table else 0}
        if figure.column:
            where = replace(where, name=f"{where.name}-narrow")
            place["narrow"] = inlined(figure.column, where)
        output["place"] = place

    def _place(self, kind: str, number: int) -> dict[str, Any]:
        name = f"{kind}-{number}"
        is_offered = kind == "figure" and self.heading.has_site
        formats = FIGURE_FORMATS if is_offered else {}
        downloads = {
            label: address(self.heading.name, name, ending)
            for ending, label in formats.items()
        }
        return {"id": name, "number": number, "downloads": downloads}


def _name_of_language(lang: str) -> str:
    """Return what a language calls itself; its code if we do not know."""
    known = lang in words.LANGUAGES
    return words.phrase("language_name", lang) if known else lang


def _offered(output: Any, network: Network, name: str, lang: str) -> dict[str, str]:
    """Replace a network in an output by links to its files; return the files."""
    stem = name if network.number == 1 else f"{name}.{network.number}"
    links = " · ".join(
        f'<a href="{stem}.{ending}" download>{NETWORK_FORMATS[ending]}</a>'
        for ending in network.files
    )
    text = words.phrase("page_network", lang)
    output["data"]["text/html"] = f'<p class="download">{text}: {links}</p>'
    return {f"{stem}.{ending}": text for ending, text in network.files.items()}
