"""A table as HTML and text: caption, heads, cells linked to their statements, foot."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis import words
from analysis.addresses import claims_reference
from analysis.show.resource import MIMETYPE

MANY = 6
DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Table:
    """A table ready to be shown, as HTML and as text.

    Attributes
    ----------
    caption
        What it shows, in the language of the report.
    cells
        Titles of columns to texts.
    evidence
        The fact ids of each row, empty if rows carry none.
    of_cells
        For the columns whose cells have evidence of their own: fact ids by row.
    foot
        The sentences below the table.
    langs
        The language of each column where it is always the same, or "".
    resource
        The same with raw values, as a Frictionless resource for other programs.
    """

    caption: str
    cells: pd.DataFrame
    evidence: list[list[str]]
    foot: str
    lang: str
    numeric: frozenset[int] = field(default_factory=frozenset)
    of_cells: Mapping[int, list[list[str]]] = field(default_factory=dict)
    langs: tuple[str, ...] = ()
    resource: Mapping[str, Any] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """The table as text: caption, cells, evidence, foot."""
        frame = self.cells
        if self.evidence:
            title = words.phrase("column_evidence", self.lang)
            frame = frame.assign(**{title: [" ".join(row) for row in self.evidence]})
        body = frame.to_string(index=False) if len(frame) else self._nothing()
        return "\n".join(part for part in (self.caption, body, self.foot) if part)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {MIMETYPE: self.resource} if self.resource else {}

    @property
    def _lists_evidence(self) -> bool:
        """Whether the last column lists the evidence, which no cell has of its own."""
        return bool(self.evidence) and not self.of_cells

    def _nothing(self) -> str:
        return words.phrase("nothing_to_show", self.lang)

    def _repr_html_(self) -> str:
        if not len(self.cells):
            text = f"{self.caption}: {self._nothing()}"
            return f'<p class="nothing">{_safe(text)}</p>'
        heads = [
            f'<th scope="col"{self._kind(place)}>{_safe(name)}</th>'
            for place, name in enumerate(self.cells.columns)
        ]
        if self._lists_evidence:
            title = words.phrase("column_evidence", self.lang)
            heads.append(f'<th scope="col">{_safe(title)}</th>')
        rows = self.cells.itertuples(index=False, name=None)
        lines = [self._line(number, texts) for number, texts in enumerate(rows)]
        foot = f'<p class="foot">{_safe(self.foot)}</p>' if self.foot else ""
        return (
            f'<table class="coded"><caption>{_safe(self.caption)}</caption>'
            f"<thead><tr>{''.join(heads)}</tr></thead>"
            f"<tbody>{''.join(lines)}</tbody></table>{foot}"
        )

    def _line(self, number: int, texts: tuple[str, ...]) -> str:
        facts = self.evidence[number] if self.evidence else []
        head = f'<th scope="row"{self._lang(0)}>'
        cells = [f"{head}{self._content(number, 0, texts[0])}</th>"]
        cells += [
            f"<td{self._kind(place, text)}{self._lang(place)}>"
            f"{self._content(number, place, text)}</td>"
            for place, text in enumerate(texts[1:], 1)
        ]
        if self._lists_evidence:
            links = links_to_claims(facts, self.lang)
            cells.append(f'<td class="evidence" id="row-{number + 1}">{links}</td>')
        return f"<tr>{''.join(cells)}</tr>"

    def _content(self, number: int, place: int, text: str) -> str:
        """The text of a cell, which leads to its statement or to those of its row."""
        facts = self.evidence[number] if self.evidence else []
        if place in self.of_cells:
            facts = self.of_cells[place][number]
        elif place not in self.numeric or not DIGIT.search(text):
            facts = []
        if not facts:
            return _safe(text)
        reference = claims_reference(facts)
        is_alone = len(facts) == 1 or not self._lists_evidence
        address = reference if is_alone else f"#row-{number + 1}"
        claims = _safe(" ".join(facts))
        link = f'class="number" data-claims="{claims}" href="{_safe(address)}"'
        return f"<a {link}>{_safe(text)}</a>"

    def _kind(self, place: int, text: str = "") -> str:
        if text == words.phrase("not_mentioned", self.lang):
            return ' class="not-mentioned"'
        if place in self.numeric:
            return ' class="figure"'
        return ' class="date"' if DATE.fullmatch(text) else ""

    def _lang(self, place: int) -> str:
        """The language of a column, where it is not that of the page."""
        lang = self.langs[place] if self.langs else ""
        return f' lang="{lang}"' if lang and lang != self.lang else ""


def _safe(text: object) -> str:
    return html.escape(str(text))


def links_to_claims(fact_ids: Sequence[str], lang: str) -> str:
    """Links to the pages of claims, folded where there are many."""
    links = " ".join(
        f'<a data-claims="{_safe(fact)}" href="{_safe(claims_reference([fact]))}">'
        f"{_safe(fact)}</a>"
        for fact in fact_ids
    )
    if len(fact_ids) <= MANY:
        return links
    count = words.phrase("claims_count", lang, count=len(fact_ids))
    return f"<details><summary>{count}</summary>{links}</details>"
