"""An executed report, read from its notebook: prose, tables and figures in order."""

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.downloads.resource import Resource, read_resource

RESOURCE, SVG = "application/vnd.dataresource+json", "image/svg+xml"
GRAPHML = "application/graphml+xml"
HIDDEN = {"fingerprint"}  # tags of cells that only tests look at


@dataclass(frozen=True)
class Prose:
    """A markdown cell."""

    markdown: str


@dataclass(frozen=True)
class Shown:
    """What a cell shows as HTML; a table has its number and its raw values."""

    html: str
    number: int = 0
    resource: Resource | None = None


@dataclass(frozen=True)
class Plain:
    """What a cell shows as text alone."""

    text: str


@dataclass(frozen=True)
class Network:
    """A network, whose files stand beside the report: the first, the second."""

    number: int


@dataclass(frozen=True)
class Figure:
    """A figure: its number, picture and words, and the table that it draws.

    `column` is the picture for a journal's column, if there is one.
    """

    number: int
    svg: str
    alt: str
    caption: str = ""
    foot: str = ""
    table: Resource | None = None
    column: str = ""


Part = Prose | Shown | Plain | Network | Figure


@dataclass(frozen=True)
class Executed:
    """A report as it was made.

    Attributes
    ----------
    name
        That of its files.
    lang
        The language that it speaks.
    parameters
        Their values, but for the language.
    parts
        What a reader sees, in order, without code.
    """

    name: str
    lang: str
    parameters: Mapping[str, Any]
    parts: tuple[Part, ...]

    @property
    def tables(self) -> list[Resource]:
        """The tables with raw values; the first is `table-1`."""
        return [
            part.resource
            for part in self.parts
            if isinstance(part, Shown) and part.resource
        ]

    @property
    def figures(self) -> list[Figure]:
        """The figures; the first is `figure-1`."""
        return [part for part in self.parts if isinstance(part, Figure)]

    @property
    def fact_ids(self) -> list[str]:
        """Every fact that a table rests on, once."""
        return sorted({fact for table in self.tables for fact in table.fact_ids})


def read_executed(path: Path) -> Executed:
    """The report that was executed into the notebook `path`.

    Raises
    ------
    ValueError
        If the file is no notebook, or a table of it breaks its own schema; the message
        names the file.
    """
    try:
        book = json.loads(path.read_text(encoding="utf-8"))
        values = _values(book)
        lang = str(values.pop("lang", "en"))
        return Executed(path.stem, lang, values, tuple(_Reader().parts(book)))
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path.name} cannot be read as an executed report: {error}"
        raise ValueError(msg) from error


def _values(book: Mapping[str, Any]) -> dict[str, Any]:
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


class _Reader:
    """One pass over a notebook, counting tables and figures."""

    def __init__(self) -> None:
        self.tables: list[Resource] = []
        self.figures = self.networks = 0

    def parts(self, book: Mapping[str, Any]) -> Iterator[Part]:
        for cell in book["cells"]:
            if cell["cell_type"] == "markdown":
                yield Prose(_text(cell["source"]))
            elif not HIDDEN & _tags(cell):
                for output in cell.get("outputs", []):
                    yield from self._part(output)

    def _part(self, output: Mapping[str, Any]) -> Iterator[Part]:
        data = output.get("data", {})
        if SVG in data:
            about = {"alt": _text(data.get("text/plain", ""))}
            yield self._figure(
                _text(data[SVG]), about | output["metadata"].get(SVG, {})
            )
        elif RESOURCE in data:
            self.tables.append(read_resource(data[RESOURCE]))
            html = _text(data["text/html"])
            yield Shown(html, len(self.tables), self.tables[-1])
        elif GRAPHML in data:
            self.networks += 1
            yield Network(self.networks)
        elif "text/html" in data:
            yield Shown(_text(data["text/html"]))
        elif "text/plain" in data or "text" in output:
            yield Plain(_text(data.get("text/plain", output.get("text", ""))))

    def _figure(self, svg: str, known: Mapping[str, Any]) -> Figure:
        self.figures += 1
        drawn = known.get("draws")
        above = (table for table in reversed(self.tables) if table.name == drawn)
        return Figure(
            self.figures,
            svg,
            known["alt"],
            known.get("caption", ""),
            known.get("foot", ""),
            next(above, None),
            known.get("column", ""),
        )


def _tags(cell: Mapping[str, Any]) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", []))


def _text(lines: str | list[str]) -> str:
    """A text that a notebook may hold as a list of lines."""
    return lines if isinstance(lines, str) else "".join(lines)
