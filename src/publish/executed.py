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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, takewhile
from pathlib import Path
from typing import Any, ClassVar

from analysis.addresses import Reference, read_reference

TABLE, FIGURE = "application/vnd.dataresource+json", "image/svg+xml"
GRAPHML, GEXF = "application/graphml+xml", "application/gexf+xml"
GRAPHS = {GRAPHML: "graphml", GEXF: "gexf"}
PICTURES = ("image/png", "image/jpeg", FIGURE)
FINDING = '<p class="finding">'  # how `words.Sentence` shows a finding
LINK = re.compile(r'\bhref="((?:claims|entity):[^"]*)"')


@dataclass(frozen=True)
class Code:
    """The source of a code cell; `magic` is its language if it is not Python."""

    source: str
    magic: str | None = None
    kind: ClassVar = "code"


@dataclass(frozen=True)
class Prose:
    """A markdown cell."""

    markdown: str
    kind: ClassVar = "prose"


@dataclass(frozen=True)
class Html:
    """HTML other than a table with raw values.

    `finding` is the sentence of a finding, and `table` the number of the table of its
    section from which it was computed, 0 if there is none.
    """

    html: str
    finding: str = ""
    table: int = 0
    kind: ClassVar = "html"


@dataclass(frozen=True)
class Text:
    """Plain text, which may hold the escapes of a terminal."""

    text: str
    is_warning: bool = False
    kind: ClassVar = "text"


@dataclass(frozen=True)
class Picture:
    """A picture of points, or one drawn elsewhere, as a "data:" address."""

    address: str = field(repr=False)
    alt: str = ""
    foot: str = ""
    kind: ClassVar = "picture"


@dataclass(frozen=True)
class Network:
    """A network: the content of its file by the ending of the file's name."""

    number: int
    files: Mapping[str, str] = field(repr=False)
    kind: ClassVar = "network"


@dataclass(frozen=True)
class Table:
    """A table: as a reader sees it, and as a Frictionless resource with raw values."""

    number: int
    html: str = field(repr=False)
    resource: Mapping[str, Any] = field(repr=False)
    kind: ClassVar = "table"

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
    """A figure: its picture, its words, and the nearest table named `draws`.

    `network` has the nodes and edges of a picture of a network, `outline` a picture as
    a nested list.
    """

    number: int
    svg: str = field(repr=False)
    alt: str
    caption: str = ""
    foot: str = ""
    draws: str = ""
    table: Table | None = None
    network: Mapping[str, Any] | None = field(default=None, repr=False)
    outline: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    kind: ClassVar = "figure"

    @cached_property
    def references(self) -> list[Reference]:
        """What its marks stand for."""
        links = map(html.unescape, LINK.findall(self.svg))
        return [reference for reference in map(read_reference, links) if reference]

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


Part = Code | Prose | Html | Text | Picture | Network | Table | Figure


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
        What its cells hold and show, in order.
    """

    name: str
    lang: str
    parameters: Mapping[str, Any]
    parts: Sequence[Part] = field(repr=False)

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
        return Executed(path.stem, lang, values, parts_of(book["cells"]))
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path.name} cannot be read as an executed report: {error}"
        raise ValueError(msg) from error


def _parameters(book: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter: as the notebook declares it, or as the report was given it."""
    declared = {
        ast.unparse(node.target): ast.literal_eval(node.value)
        for cell in book["cells"]
        if "parameters" in cell["metadata"].get("tags", [])
        for node in ast.parse(_text(cell["source"])).body
        if isinstance(node, ast.AnnAssign) and node.value is not None
    }
    return declared | dict(book["metadata"].get("papermill", {}).get("parameters", {}))


def parts_of(cells: Iterable[Any]) -> list[Part]:
    """Return what cells hold and show, each figure and finding with its table."""
    parts: list[Part] = []
    numbers: Counter[type] = Counter()
    for cell in cells:
        text = _text(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(Prose(text))
        elif cell["cell_type"] == "code":
            parts.append(Code(text, cell["metadata"].get("magics_language")))
            outputs = (_part(output, numbers) for output in cell["outputs"])
            parts += filter(None, outputs)
    return [_related(parts, place) for place in range(len(parts))]


def _related(parts: list[Part], place: int) -> Part:
    """A part with the table that it draws, or that it was computed from."""
    part = parts[place]
    if isinstance(part, Figure):
        return replace(part, table=_drawn(parts, part))
    if isinstance(part, Html) and part.finding:
        return replace(part, table=_computed_from(parts, place))
    return part


def _drawn(parts: list[Part], figure: Figure) -> Table | None:
    """The last table of a name above a figure, or else the first below it."""
    place = parts.index(figure)
    nearest_first = chain(reversed(parts[:place]), parts[place:])
    tables = (part for part in nearest_first if isinstance(part, Table))
    return next((table for table in tables if table.name == figure.draws), None)


def _computed_from(parts: list[Part], place: int) -> int:
    """The number of the table of a finding: its figure's, or that of its section."""
    below = takewhile(lambda part: not isinstance(part, Prose), parts[place:])
    above = takewhile(lambda part: not isinstance(part, Prose), reversed(parts[:place]))
    shown = (part for part in chain(below, above) if isinstance(part, Table | Figure))
    part = next(shown, None)
    table = _drawn(parts, part) if isinstance(part, Figure) else part
    return table.number if table else 0


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


def _figure(output: Any, number: int) -> Figure:
    about = output["metadata"][FIGURE]
    if not about["alt"].strip():
        chart = about.get("caption") or about.get("draws") or number
        msg = f"figure {chart!r}: must have a text in its place, found an empty one"
        raise ValueError(msg)
    names = ("alt", "caption", "foot", "draws", "network", "outline")
    given = {name: about[name] for name in names if name in about}
    return Figure(number, _text(output["data"][FIGURE]), **given)


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


def _text(lines: str | list[str]) -> str:
    """Join a text that a notebook may hold as a list of lines."""
    return lines if isinstance(lines, str) else "".join(lines)
