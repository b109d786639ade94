"""A report as a document of pandoc: what PDF and Word are both made from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis import explain, words
from analysis.tables import Study
from publish.downloads.blocks import dressed, of_html, of_markdown
from publish.downloads.nodes import Node, inlines, named, plain, text_of
from publish.executed import (
    Executed,
    Figure,
    Html,
    Network,
    Picture,
    Prose,
    Table,
    Text,
)

ALL = "all"  # of a parameter: nothing is left out


@dataclass(frozen=True)
class Document:
    """A report in the words of pandoc.

    Attributes
    ----------
    title, subject, lang
        What stands at its head: the question, and whom it is asked of.
    blocks
        Its body; a figure is put in when it is known in which form.
    """

    title: str
    subject: str
    lang: str
    blocks: list[Node | Figure]

    def as_json(
        self, drawn: Callable[[Figure, str], list[Node]], meta: Mapping[str, str]
    ) -> str:
        """The document as pandoc reads it.

        Parameters
        ----------
        drawn
            The blocks of a figure, given its caption.
        meta
            What pandoc is told of the whole.
        """
        blocks: list[Node] = []
        for block in self.blocks:
            blocks += (
                self._drawn(block, drawn) if isinstance(block, Figure) else [block]
            )
        known = {name: {"t": "MetaString", "c": text} for name, text in meta.items()}
        return json.dumps(
            {"pandoc-api-version": [1, 23, 1], "meta": known, "blocks": blocks}
        )

    def _drawn(
        self, figure: Figure, drawn: Callable[[Figure, str], list[Node]]
    ) -> list[Node]:
        """A figure with its number before its caption, and its foot below it."""
        number = words.number(figure.number, self.lang)
        told = words.phrase(
            "take_figure", self.lang, number=number, caption=figure.caption
        )
        foot = {"t": "Div", "c": [named("foot"), [plain(figure.foot)]]}
        return drawn(figure, told) + (dressed(foot) if figure.foot else [])


def document(report: Executed, study: Study) -> Document:
    """The report as a document, with what to cite at its end.

    Raises
    ------
    ValueError
        If what a cell shows is HTML whose elements do not close.
    """
    prose = of_markdown(p.markdown for p in report.parts if isinstance(p, Prose))
    shown = of_html(p.html for p in report.parts if isinstance(p, Html | Table))
    blocks: list[Node | Figure] = []
    for part in report.parts:
        if isinstance(part, Prose):
            blocks += next(prose)
        elif isinstance(part, Html):
            blocks += next(shown)
        elif isinstance(part, Table):
            blocks += [_numbered(block, part, study.lang) for block in next(shown)]
        elif isinstance(part, Figure):
            blocks.append(part)
        else:
            text = _plain(part, report.name)
            blocks.append({"t": "CodeBlock", "c": [named(), text]})
    blocks += _cited(report, study)
    title = _take_title(blocks)
    return Document(title or report.name, _subject(report, study), study.lang, blocks)


def _numbered(block: Node, table: Table, lang: str) -> Node:
    """A table with its number before its caption."""
    if block["t"] != "Table":
        return block
    number = words.number(table.number, lang)
    name, (short, caption), *rest = block["c"]
    told = words.phrase("take_table", lang, number=number, caption=text_of(caption))
    return {"t": "Table", "c": [name, [short, [plain(told)]], *rest]}


def _plain(part: Text | Picture | Network, name: str) -> str:
    """What stands for a part that is no block of its own."""
    if isinstance(part, Network):
        return _files(part, name)
    return part.text if isinstance(part, Text) else part.alt


def _files(network: Network, name: str) -> str:
    """The names of a network's files, which stand beside the report."""
    stem = name if network.number == 1 else f"{name}.{network.number}"
    return f"{stem}.graphml\n{stem}.gexf"


def _cited(report: Executed, study: Study) -> list[Node]:
    entries = explain.citation(study, report.fact_ids, names_facts=False).entries
    head = inlines(words.phrase("take_cite", study.lang))
    items = [[plain(entry)] for entry in entries]
    return [
        {"t": "Header", "c": [1, named(), head]},
        {"t": "BulletList", "c": items},
    ]


def _take_title(blocks: list[Node | Figure]) -> str:
    """Take the first heading of the first level, now above all, out of `blocks`."""
    for place, block in enumerate(blocks):
        if isinstance(block, dict) and block["t"] == "Header" and not block["c"][0]:
            del blocks[place]
            return text_of(block["c"][2])
    return ""


def _subject(report: Executed, study: Study) -> str:
    """Whom the question is asked of: the parameters as a reader knows them."""
    known = {
        value: twins[study.lang]
        for table in study.dictionary.tables.values()
        for column in table.columns.values()
        for value, twins in column.words.items()
    }
    told = []
    for name, value in report.parameters.items():
        parts = str(value).split()
        named = known | study.names_for(parts)
        labels = [named[part] for part in parts if part in named]
        if str(value) != ALL:
            told.append(", ".join(labels) if labels else f"{name} = {value}")
    return " · ".join(told)
