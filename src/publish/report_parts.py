"""Tables, findings and downloads of a report as its page shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

from analysis import words
from analysis.addresses import Reference, read_reference, reference_address
from publish.downloads import formats
from publish.executed import Figure, Html, Network, Part, Table

LONGEST = 12  # rows of a table that is shown whole
STACKED = 3  # columns of a table that stays a table on a phone
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
    source_of
        The source of a fact; None where there is no site to link to.
    """

    report: str
    lang: str
    source_of: Callable[[str], str | None] | None = None

    def address(self, reference: Reference) -> str:
        """Where a reference leads, from the page; "" where there is no site."""
        if self.source_of is None:
            return ""
        return reference_address(reference, self.source_of, self.lang)

    def link(self, text: str) -> tuple[str, str]:
        """The address and the facts of a reference; "" for what it does not have."""
        reference = read_reference(text)
        if reference is None or self.source_of is None:
            return "", ""
        return self.address(reference), " ".join(reference.facts)

    def network_files(self, network: Network) -> dict[str, str]:
        """The address of each file of a network by the name of its format."""
        is_first = network.number == 1
        stem = self.report if is_first else f"{self.report}.{network.number}"
        return {formats.NETWORK[end]: f"{stem}.{end}" for end in network.files}


def linked(html: str, place: Place) -> str:
    """`html` with its references as links; without any where there is no site."""

    def link(match: re.Match[str]) -> str:
        attributes, facts, text = match.groups()
        if place.source_of is None:
            return text
        reference = Reference(facts=tuple(unescape(facts).split()))
        address = f'href="{escape(place.address(reference))}"'
        return f"<a {ADDRESS.sub(address, attributes)}>{text}</a>"

    return LINK.sub(link, SCOPED_STYLE.sub("", html))


def table_html(table: Table, place: Place) -> str:
    """A table with a numbered caption; the ids of its rows are its own."""
    html = ROW.sub(rf"\1table-{table.number}-\2", linked(table.html, place))
    label = escape(words.phrase("site_table", place.lang, number=table.number))
    return html.replace("<caption>", f"<caption>{label}. ", 1)


def hidden_rows(table: Table) -> int:
    """The number of rows of a table that is too long to be shown whole; else 0."""
    count = table.html.partition("<tbody>")[2].count("<tr")
    return count if count > LONGEST else 0


def column_titles(table: Table) -> str:
    """A style sheet that gives each cell of a wide table the title of its column.

    On a phone each row is a list.
    """
    heads = HEAD.findall(table.html)
    texts = (json.dumps(unescape(head), ensure_ascii=False) for head in heads)
    rules = [
        f"#table-{table.number} tr>:nth-child({number}){{--title:{_safe(text)}}}"
        for number, text in enumerate(texts, 1)
    ]
    return "".join(rules) if len(heads) > STACKED else ""


def _safe(text: str) -> str:
    """A string of CSS that cannot end the style sheet that it is in."""
    return text.replace("<", r"\3c ").replace("\\n", " ")


def finding_html(part: Html, place: Place) -> str:
    """The HTML of an output; a finding leads to the table that it is computed from."""
    html = linked(part.html, place)
    if not part.table:
        return html
    text = escape(words.phrase("page_computed_from", place.lang, number=part.table))
    link = f'<a class="from" href="#table-{part.table}">{text}</a>'
    return f" {link}</p>".join(html.rsplit("</p>", 1))


def downloads(parts: Sequence[Part], place: Place) -> list[tuple[str, dict[str, str]]]:
    """The downloads of a report: a label, and the address of each format by name."""
    groups: list[tuple[str, dict[str, str]]] = []

    def add(phrase: str, files: Mapping[str, str], **values: object) -> None:
        groups.append((words.phrase(phrase, place.lang, **values), dict(files)))

    if place.source_of is not None:
        notebook = {words.phrase("page_notebook", place.lang): f"{place.report}.ipynb"}
        whole = formats.addresses(place.report, "report", formats.REPORT)
        add("page_whole", whole | notebook)
        if any(isinstance(part, Table) for part in parts):
            tables = formats.addresses(place.report, "tables", formats.TABLES)
            add("page_tables", tables)
        for figure in (part for part in parts if isinstance(part, Figure)):
            stem = f"figure-{figure.number}"
            files = formats.addresses(place.report, stem, formats.FIGURE)
            add("site_figure", files, number=figure.number)
    for network in (part for part in parts if isinstance(part, Network)):
        add("page_network", place.network_files(network))
    return groups
