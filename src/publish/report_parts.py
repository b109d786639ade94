"""Tables, findings and downloads of a report as its page shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from analysis import words
from analysis.addresses import Reference, reference_address
from publish.downloads import formats
from publish.executed import Figure, Html, Network, Part, Table

FEW_ROWS = 10  # of a longer table that are shown at first
LONGEST = 12  # rows of a table that is shown whole
STACKED = 3  # columns of a table that becomes one column on a phone
SCOPED_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
LINK = re.compile(r'<a ([^<>]*data-claims="([^"]*)"[^<>]*)>(.*?)</a>', re.DOTALL)
ADDRESS = re.compile(r'href="([^"#][^"]*)"')
ROW = re.compile(r'((?:id|href)="#?)(row-\d+")')
HEAD = re.compile(r"<th scope=\"col\"[^<>]*>(.*?)</th>", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """A report's page as what it shows needs to know it.

    Attributes
    ----------
    report, lang
        The name of the report, and the language of the page.
    sources
        The source of each fact; None where there is no site to link to.
    """

    report: str
    lang: str
    sources: Mapping[str, str] | None = None

    def address(self, reference: Reference) -> str:
        """Where a reference leads, from the page."""
        return reference_address(reference, self.sources or {}, self.lang)

    def network_stem(self, number: int) -> str:
        """The name of the files of a network, without their endings."""
        return self.report if number == 1 else f"{self.report}.{number}"


def linked(html: str, place: Place) -> str:
    """`html` with its references as links; without any where there is no site."""

    def link(found: re.Match[str]) -> str:
        attributes, facts, text = found.groups()
        if place.sources is None:
            return text
        reference = Reference(facts=tuple(unescape(facts).split()))
        address = f'href="{escape(place.address(reference))}"'
        return f"<a {ADDRESS.sub(address, attributes)}>{text}</a>"

    return LINK.sub(link, SCOPED_STYLE.sub("", html))


def table_block(table: Table, place: Place) -> dict[str, Any]:
    """What the template shows of a table.

    Its caption is numbered and the ids of its rows are its own. `row_count` is 0 where
    the table is short enough to be shown whole; `titles` is a style sheet with the
    titles of its columns, for a phone, where each row is a list.
    """
    anchor = f"table-{table.number}"
    html = ROW.sub(rf"\1{anchor}-\2", linked(table.html, place))
    label = escape(words.phrase("site_table", place.lang, number=table.number))
    html = html.replace("<caption>", f"<caption>{label}. ", 1)
    heads = HEAD.findall(html)
    row_count = html.partition("<tbody>")[2].count("<tr")
    return {
        "kind": "table",
        "id": anchor,
        "html": html,
        "row_count": row_count if row_count > LONGEST else 0,
        "few": FEW_ROWS,
        "titles": _titles(anchor, heads) if len(heads) > STACKED else "",
    }


def _titles(anchor: str, heads: list[str]) -> str:
    """A style sheet that gives each cell of a table the title of its column."""
    texts = (json.dumps(unescape(head), ensure_ascii=False) for head in heads)
    return "".join(
        f"#{anchor} tr>:nth-child({number}){{--title:{_safe(text)}}}"
        for number, text in enumerate(texts, 1)
    )


def _safe(text: str) -> str:
    """A string of CSS that cannot end the style sheet that it is in."""
    return text.replace("<", r"\3c ").replace("\\n", " ")


def html_of(part: Html, place: Place) -> str:
    """The HTML of an output; a finding leads to the table that it is computed from."""
    html = linked(part.html, place)
    if not part.table:
        return html
    text = escape(words.phrase("page_computed_from", place.lang, number=part.table))
    link = f'<a class="from" href="#table-{part.table}">{text}</a>'
    return f" {link}</p>".join(html.rsplit("</p>", 1))


def download_groups(parts: list[Part], place: Place) -> list[dict[str, Any]]:
    """The downloads of a report: a label, and for each format its address."""
    has_site = place.sources is not None
    groups = [
        _group(words.phrase("site_figure", place.lang, number=part.number), part, place)
        for part in parts
        if isinstance(part, Figure) and has_site
    ]
    networks = [
        {
            "label": words.phrase("page_network", place.lang),
            "files": {
                formats.NETWORK[ending]: f"{place.network_stem(part.number)}.{ending}"
                for ending in part.files
            },
        }
        for part in parts
        if isinstance(part, Network)
    ]
    has_tables = any(isinstance(part, Table) for part in parts)
    whole = _whole(place, has_tables=has_tables) if has_site else []
    return [*whole, *groups, *networks]


def _group(label: str, figure: Figure, place: Place) -> dict[str, Any]:
    stem = f"figure-{figure.number}"
    files = {
        name: formats.address(place.report, stem, ending)
        for ending, name in formats.FIGURE.items()
    }
    return {"label": label, "files": files}


def _whole(place: Place, *, has_tables: bool) -> list[dict[str, Any]]:
    files = {
        name: formats.address(place.report, "report", ending)
        for ending, name in formats.REPORT.items()
    }
    notebook = words.phrase("page_notebook", place.lang)
    groups: list[dict[str, Any]] = [
        {
            "label": words.phrase("page_whole", place.lang),
            "files": files | {notebook: f"{place.report}.ipynb"},
        }
    ]
    if has_tables:
        tables = {
            name: formats.address(place.report, "tables", ending)
            for ending, name in formats.TABLES.items()
        }
        label = words.phrase("page_tables", place.lang)
        groups.append({"label": label, "files": tables})
    return groups
