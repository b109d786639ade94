"""What an executed notebook shows, and the claims and things in it.

The n-th table that carries its raw values, and the n-th figure, are numbered as on the
page of the report.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.addresses import read_reference

TABLE = "application/vnd.dataresource+json"
FIGURE = "image/svg+xml"
LINK = re.compile(r'\bhref="((?:claims|thing):[^"]*)"')
MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Shown:
    """A table or a figure of a report, with the claims and things in it.

    `kind` is "table" or "figure"; `number` counts those of its kind.
    """

    kind: str
    number: int
    caption: str
    facts: frozenset[str]
    things: frozenset[str]


@dataclass(frozen=True)
class Figure:
    """A figure as a report shows it."""

    svg: str = field(repr=False)
    alt: str
    caption: str


@dataclass(frozen=True)
class Book:
    """What an executed notebook shows.

    Attributes
    ----------
    shown
        Its tables and figures in their order.
    findings
        Its sentences that state a finding.
    figures
        Its figures.
    """

    shown: tuple[Shown, ...]
    findings: tuple[str, ...]
    figures: tuple[Figure, ...]


def read_book(path: Path) -> Book:
    """What the executed notebook in `path` shows."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown: list[Shown] = []
    tables: dict[str, Shown] = {}
    figures: list[Figure] = []
    for output in _outputs(cells):
        data = output.get("data", {})
        if TABLE in data:
            one = _table(data[TABLE], len(tables) + 1)
            tables[f"{data[TABLE]['name']} {one.number}"] = one
            shown.append(one)
        about = output.get("metadata", {}).get(FIGURE, {})
        if "alt" in about:
            drawn = _last(tables, about.get("draws", ""))
            svg = _text(data[FIGURE])
            figures.append(Figure(svg, about["alt"], about.get("caption", "")))
            shown.append(_figure(figures[-1], len(figures), drawn))
    return Book(tuple(shown), tuple(_findings(cells)), tuple(figures))


def _outputs(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (output for cell in cells for output in cell.get("outputs", ()))


def _text(content: str | list[str]) -> str:
    return content if isinstance(content, str) else "".join(content)


def _table(resource: dict[str, Any], number: int) -> Shown:
    facts = [str(row.get("fact_ids") or "").split() for row in resource["data"]]
    told = [one.get("words", {}) for one in resource["schema"]["fields"]]
    return Shown(
        "table",
        number,
        resource["title"],
        frozenset(fact for row in facts for fact in row),
        frozenset(key for known in told for key in known),
    )


def _last(tables: dict[str, Shown], name: str) -> Shown | None:
    """The last table of a name before a figure: the one that it draws."""
    found = [one for key, one in tables.items() if key.rsplit(" ", 1)[0] == name]
    return found[-1] if found else None


def _figure(figure: Figure, number: int, drawn: Shown | None) -> Shown:
    """A figure shows what its marks stand for, or all that its table rests on."""
    links = LINK.findall(figure.svg)
    marks = [one for one in map(read_reference, map(html.unescape, links)) if one]
    facts = frozenset(fact for one in marks for fact in one.facts)
    things = frozenset(one.key for one in marks if one.key)
    if drawn is not None:
        facts, things = facts or drawn.facts, things | drawn.things
    return Shown("figure", number, figure.caption, facts, things)


def _findings(cells: list[dict[str, Any]]) -> Iterator[str]:
    """The sentences of the cells that are tagged so, as text."""
    for cell in cells:
        if "finding" in cell["metadata"].get("tags", ()):
            for output in cell.get("outputs", ()):
                yield _text(output.get("data", {}).get("text/plain", "")).strip()
