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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
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

    `finding` is the sentence of a finding, and `table` the number of the table above
    it, from which it was computed.
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
    """A figure: its picture, its words, and the table that it draws.

    That is the last such table above it, or else the first below it. `network` has the
    nodes and edges of a picture of a network, `outline` a picture as a nested list.
    """

    number: int
    svg: str = field(repr=False)
    alt: str
    caption: str = ""
    foot: str = ""
    table: Table | None = None
    network: Mapping[str, Any] | None = field(default=None, repr=False)
    outline: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    draws: str = ""

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


def shown_cells(cells: list[Any]) -> Iterator[tuple[Any, list[Part]]]:
    """Each cell that a reader sees, with what it shows below its code."""
    shown = list(_shown(cells))
    tables = [one for _, parts in shown for one in parts if isinstance(one, Table)]
    for cell, parts in shown:
        yield cell, [_with_table(part, tables) for part in parts]


def _with_table(part: Part, tables: list[Table]) -> Part:
    """A figure with the first table that it draws, if there was none above it."""
    if not isinstance(part, Figure) or part.table is not None:
        return part
    drawn = (table for table in tables if table.name == part.draws)
    return replace(part, table=next(drawn, None))


def _shown(cells: list[Any]) -> Iterator[tuple[Any, list[Part]]]:
    earlier: list[Part] = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            yield cell, [Prose(_text(cell["source"]))]
        else:
            parts = []
            for output in cell.get("outputs", ()):
                part = _part(output, earlier)
                if part is not None:
                    earlier.append(part)
                    parts.append(part)
            yield cell, parts


def _part(output: Any, earlier: list[Part]) -> Part | None:
    """What an output shows, given what is shown above it."""
    part = _numbered(output, earlier)
    if part is not None:
        return part
    data = output.get("data", {})
    if "text/html" in data:
        return _html(output, earlier)
    if pictures := [kind for kind in PICTURES if kind in data]:
        return _picture(output, pictures[0])
    if "text/markdown" in data:
        return Prose(_text(data["text/markdown"]))
    return _plain(output)


def _html(output: Any, earlier: list[Part]) -> Html:
    html_text = _text(output["data"]["text/html"])
    if not html_text.startswith(FINDING):
        return Html(html_text)
    finding = _text(output["data"].get("text/plain", "")).strip()
    return Html(html_text, finding, _next(Table, earlier) - 1)


def _numbered(output: Any, earlier: list[Part]) -> Table | Figure | Network | None:
    """The table, figure or network that an output shows, if it shows one."""
    data = output.get("data", {})
    if TABLE in data:
        return Table(_next(Table, earlier), _text(data["text/html"]), data[TABLE])
    if FIGURE in data and "alt" in output["metadata"].get(FIGURE, {}):
        return _figure(output, earlier)
    if graphs := GRAPHS.keys() & data.keys():
        files = {GRAPHS[kind]: _text(data[kind]) for kind in GRAPHS if kind in graphs}
        return Network(_next(Network, earlier), files)
    return None


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


def _next(kind: type, earlier: list[Part]) -> int:
    """The number of the next part of a kind."""
    return sum(isinstance(part, kind) for part in earlier) + 1


def _figure(output: Any, earlier: list[Part]) -> Figure:
    about = output["metadata"][FIGURE]
    tables = (part for part in reversed(earlier) if isinstance(part, Table))
    drawn = (table for table in tables if table.name == about.get("draws"))
    return Figure(
        _next(Figure, earlier),
        _text(output["data"][FIGURE]),
        about["alt"],
        about.get("caption", ""),
        about.get("foot", ""),
        next(drawn, None),
        about.get("network"),
        about.get("outline", ()),
        about.get("draws", ""),
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
