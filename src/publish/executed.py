"""An executed notebook, read once for the pages, the site and the downloads.

Tables that carry their raw values, and figures that carry their words, are numbered in
their order. The numbers name their anchors on a page ("table-2") and their downloads.
"""

from __future__ import annotations

import ast
import html
import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

from analysis.addresses import Reference, read_reference

TABLE, FIGURE = "application/vnd.dataresource+json", "image/svg+xml"
PICTURES = ("image/png", "image/jpeg", FIGURE)
GRAPHS = {"application/graphml+xml": "graphml", "application/gexf+xml": "gexf"}
FINDING = '<p class="finding">'  # how `words.Sentence` shows a finding
LINK = re.compile(r'\bhref="((?:claims|thing):[^"]*)"')

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Prose:
    """A markdown cell."""

    markdown: str


@dataclass(frozen=True)
class Html:
    """HTML other than a table with raw values.

    `finding` is the sentence of a finding, and `table` the number of the table of its
    section from which it was computed, 0 if there is none.
    """

    html: str
    finding: str = ""
    table: int = 0


@dataclass(frozen=True)
class Text:
    """Plain text, which may hold the escapes of a terminal."""

    text: str
    is_warning: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture of points, or one drawn elsewhere, as a "data:" address."""

    address: str = field(repr=False)
    alt: str = ""
    foot: str = ""


@dataclass(frozen=True)
class Network:
    """A network: the content of its file by the ending of the file's name."""

    number: int
    files: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Table:
    """A table: as a reader sees it, and as a Frictionless resource with raw values."""

    number: int
    html: str = field(repr=False)
    resource: Mapping[str, Any] = field(repr=False)

    kind = "table"

    @property
    def name(self) -> str:
        """The name of the resource, the same in both languages."""
        return str(self.resource["name"])

    @property
    def caption(self) -> str:
        """The title of the resource."""
        return str(self.resource["title"])

    @cached_property
    def fact_ids(self) -> frozenset[str]:
        """Every fact that a row rests on."""
        rows = (str(row.get("fact_ids") or "") for row in self.resource["data"])
        return frozenset(fact for facts in rows for fact in facts.split())

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys that its cells hold and that a reader sees as names."""
        columns = self.resource["schema"]["fields"]
        return frozenset(key for column in columns for key in column.get("words", ()))


@dataclass(frozen=True)
class Figure:
    """A figure: its picture, its words, and the nearest table that it draws.

    `network` has the nodes and edges of a picture of a network, `outline` a picture as
    a nested list.
    """

    number: int
    svg: str = field(repr=False)
    alt: str
    caption: str = ""
    foot: str = ""
    table: Table | None = None
    network: Mapping[str, Any] | None = field(default=None, repr=False)
    outline: Sequence[Mapping[str, Any]] = field(default=(), repr=False)

    kind = "figure"

    @cached_property
    def references(self) -> list[Reference]:
        """What its marks stand for."""
        links = map(html.unescape, LINK.findall(self.svg))
        return [found for found in map(read_reference, links) if found]

    @cached_property
    def fact_ids(self) -> frozenset[str]:
        """The facts that its marks stand for, or else all of its table."""
        facts = frozenset(fact for mark in self.references for fact in mark.facts)
        return facts or (self.table.fact_ids if self.table else frozenset())

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of its marks and of its table."""
        keys = frozenset(mark.key for mark in self.references if mark.key)
        return keys | (self.table.keys if self.table else frozenset())


Part = Prose | Html | Text | Picture | Network | Table | Figure


@dataclass(frozen=True)
class Executed:
    """A report as it was executed.

    Attributes
    ----------
    name, lang
        The stem of its files, and its language.
    parameters
        Their values, the language excepted.
    parts
        What a reader sees, in order, without code.
    """

    name: str
    lang: str
    parameters: Mapping[str, Any]
    parts: tuple[Part, ...] = field(repr=False)

    @property
    def tables(self) -> list[Table]:
        """The tables with raw values; the first is `table-1`."""
        return [part for part in self.parts if isinstance(part, Table)]

    @property
    def figures(self) -> list[Figure]:
        """The figures; the first is `figure-1`."""
        return [part for part in self.parts if isinstance(part, Figure)]

    @property
    def shown(self) -> list[Table | Figure]:
        """Tables and figures in their order."""
        return [part for part in self.parts if isinstance(part, Table | Figure)]

    @property
    def findings(self) -> list[str]:
        """The sentences that state a finding."""
        parts = (part for part in self.parts if isinstance(part, Html))
        return [part.finding for part in parts if part.finding]

    @property
    def fact_ids(self) -> list[str]:
        """Every fact that a table rests on, once, in order."""
        return sorted({fact for table in self.tables for fact in table.fact_ids})


def read_executed(path: Path) -> Executed:
    """Read the report that was executed into the notebook `path`.

    Raises
    ------
    ValueError
        If the file is no executed notebook; the message names the file.
    """
    try:
        book = json.loads(path.read_text(encoding="utf-8"))
        values = _parameters(book)
        lang = str(values.pop("lang", "en"))
        parts = tuple(p for _, parts in shown_cells(book["cells"]) for p in parts)
        return Executed(path.stem, lang, values, parts)
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path.name} cannot be read as an executed report: {error}"
        raise ValueError(msg) from error


def shown_cells(cells: list[Any]) -> list[tuple[Any, list[Part]]]:
    """Return each cell that a reader sees, with what it shows below its code."""
    shown: list[tuple[Any, list[Part]]] = []
    numbers: Counter[type] = Counter()
    draws: dict[int, str] = {}
    for cell in cells:
        if cell["cell_type"] == "markdown":
            shown.append((cell, [Prose(_text(cell["source"]))]))
        else:
            outputs = [(each, _part(each, numbers)) for each in cell.get("outputs", ())]
            parts = [part for _, part in outputs if part is not None]
            shown.append((cell, parts))
            draws |= {
                part.number: each["metadata"][FIGURE].get("draws", "")
                for each, part in outputs
                if isinstance(part, Figure)
            }
    every = [part for _, parts in shown for part in parts]
    places = {id(part): place for place, part in enumerate(every)}
    return [
        (cell, [_related(every, places[id(part)], draws) for part in parts])
        for cell, parts in shown
    ]


def _related(parts: list[Part], place: int, draws: Mapping[int, str]) -> Part:
    """A part with the table that it draws, or that it was computed from."""
    part = parts[place]
    if isinstance(part, Figure):
        return replace(part, table=_drawn(parts, place, draws[part.number]))
    if isinstance(part, Html) and part.finding:
        return replace(part, table=_computed_from(parts, place, draws))
    return part


def _drawn(parts: list[Part], place: int, name: str) -> Table | None:
    """The last table of a name above a figure, or else the first below it."""
    above, below = reversed(parts[:place]), parts[place:]
    found = (p for p in chain(above, below) if isinstance(p, Table) and p.name == name)
    return next(found, None)


def _computed_from(parts: list[Part], place: int, draws: Mapping[int, str]) -> int:
    """The number of the table of a finding: its figure's, or that of its section."""
    below = takewhile(lambda part: not isinstance(part, Prose), parts[place:])
    above = takewhile(lambda part: not isinstance(part, Prose), reversed(parts[:place]))
    for part in chain(below, above):
        if isinstance(part, Figure):
            table = _drawn(parts, parts.index(part), draws[part.number])
            return table.number if table else 0
        if isinstance(part, Table):
            return part.number
    return 0


def _part(output: Any, numbers: Counter[type]) -> Part | None:
    """What an output shows; `numbers` counts the numbered parts so far."""
    part = _numbered(output, numbers)
    if part is not None:
        return part
    data = output.get("data", {})
    if "text/html" in data:
        html_text = _text(data["text/html"])
        is_finding = html_text.startswith(FINDING)
        plain = _text(data.get("text/plain", "")).strip()
        return Html(html_text, plain if is_finding else "")
    if pictures := [kind for kind in PICTURES if kind in data]:
        return _picture(output, pictures[0])
    if "text/markdown" in data:
        return Prose(_text(data["text/markdown"]))
    return _plain(output)


def _numbered(output: Any, numbers: Counter[type]) -> Table | Figure | Network | None:
    """The table, figure or network that an output shows, if it shows one."""
    data = output.get("data", {})
    if TABLE in data:
        return Table(_next(Table, numbers), _text(data["text/html"]), data[TABLE])
    if FIGURE in data and "alt" in output["metadata"].get(FIGURE, {}):
        return _figure(output, _next(Figure, numbers))
    if graphs := GRAPHS.keys() & data.keys():
        files = {GRAPHS[kind]: _text(data[kind]) for kind in GRAPHS if kind in graphs}
        return Network(_next(Network, numbers), files)
    return None


def _next(kind: type, numbers: Counter[type]) -> int:
    numbers[kind] += 1
    return numbers[kind]


def _picture(output: Any, kind: str) -> Picture:
    content, about = _text(output["data"][kind]), output["metadata"].get(kind, {})
    if kind == FIGURE:
        content = b64encode(content.encode()).decode()
    address = f"data:{kind};base64,{''.join(content.split())}"
    return Picture(address, about.get("alt", ""), about.get("foot", ""))


def _plain(output: Any) -> Text | None:
    """What an output shows as text: what was printed, raised or returned."""
    if output["output_type"] == "error":
        return Text("\n".join(output["traceback"]), is_warning=True)
    data = output.get("data", {})
    text = data.get("text/plain", data.get("text/latex", output.get("text")))
    if text is None:
        return None
    return Text(_text(text), is_warning=output.get("name") == "stderr")


def _figure(output: Any, number: int) -> Figure:
    about = output["metadata"][FIGURE]
    if not about["alt"].strip():
        chart = about.get("caption") or about.get("draws") or number
        msg = f"figure {chart!r}: must have a text in its place, found an empty one"
        raise ValueError(msg)
    return Figure(
        number,
        _text(output["data"][FIGURE]),
        about["alt"],
        about.get("caption", ""),
        about.get("foot", ""),
        network=about.get("network"),
        outline=about.get("outline", ()),
    )


def _parameters(book: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter: as the notebook declares it, or as the report was given it."""
    declared: dict[str, Any] = {}
    for cell in book["cells"]:
        if "parameters" in _tags(cell):
            declared |= {
                ast.unparse(node.target): ast.literal_eval(node.value)
                for node in ast.parse(_text(cell["source"])).body
                if isinstance(node, ast.AnnAssign) and node.value is not None
            }
    return declared | dict(book["metadata"].get("papermill", {}).get("parameters", {}))


def _tags(cell: Cell) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", []))


def _text(lines: str | list[str]) -> str:
    """Join a text that a notebook may hold as a list of lines."""
    return lines if isinstance(lines, str) else "".join(lines)
