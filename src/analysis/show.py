"""Tables and figures as a reader sees them: named, in one language, with evidence.

A table shows keys as names and figures as its language writes them; its last column
leads from each row to the claims that it was computed from, and its foot says which
sources speak, how many of the claims are the committee's own account, and how many
figures are bounds. What the texts do not mention is said in so many words.
"""

import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from analysis import measures, words
from analysis.tables import Study

MANY = 6
DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


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
    foot
        What is said under the table.
    columns
        The columns that the cells were made from, in their order.
    of
        The table of the dictionary that these columns belong to, if it is one.
    """

    caption: str
    cells: pd.DataFrame
    evidence: list[list[str]]
    foot: str
    lang: str
    numeric: frozenset[int] = field(default_factory=frozenset)
    anchored: bool = False
    columns: tuple[str, ...] = ()
    of: str | None = None

    def __repr__(self) -> str:
        """The table as text: caption, cells, evidence, foot."""
        frame = self.cells
        if self.evidence:
            title = words.phrase("column_evidence", self.lang)
            frame = frame.assign(**{title: [" ".join(row) for row in self.evidence]})
        body = frame.to_string(index=False) if len(frame) else self._nothing()
        return "\n".join(part for part in (self.caption, body, self.foot) if part)

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
        if self.evidence:
            title = words.phrase("column_evidence", self.lang)
            heads.append(f'<th scope="col">{_safe(title)}</th>')
        lines = [self._line(number) for number in range(len(self.cells))]
        foot = f'<p class="foot">{_safe(self.foot)}</p>' if self.foot else ""
        return (
            f'<table class="coded"><caption>{_safe(self.caption)}</caption>'
            f"<thead><tr>{''.join(heads)}</tr></thead>"
            f"<tbody>{''.join(lines)}</tbody></table>{foot}"
        )

    def _line(self, number: int) -> str:
        first, *others = self.cells.iloc[number].tolist()
        cells = [f'<th scope="row">{_safe(first)}</th>']
        cells += [
            f"<td{self._kind(place, text)}>{_safe(text)}</td>"
            for place, text in enumerate(others, 1)
        ]
        if self.evidence:
            links = self._evidence(number)
            cells.append(f'<td class="evidence">{links}</td>')
        anchor = f' id="{self.evidence[number][0]}"' if self.anchored else ""
        return f"<tr{anchor}>{''.join(cells)}</tr>"

    def _evidence(self, number: int) -> str:
        facts = self.evidence[number]
        return facts[0] if self.anchored else links_to_claims(facts, self.lang)

    def _kind(self, place: int, text: str = "") -> str:
        if text == words.phrase("not_mentioned", self.lang):
            return ' class="not-mentioned"'
        if place in self.numeric:
            return ' class="figure"'
        return ' class="date"' if DATE.fullmatch(text) else ""


def _safe(text: object) -> str:
    return html.escape(str(text))


def links_to_claims(fact_ids: Sequence[str], lang: str) -> str:
    """Links to the page of claims, folded where there are many."""
    links = " ".join(
        f'<a href="claims__{lang}.html#{fact}">{fact}</a>' for fact in fact_ids
    )
    if len(fact_ids) <= MANY:
        return links
    count = words.phrase("claims_count", lang, count=words.number(len(fact_ids), lang))
    return f"<details><summary>{count}</summary>{links}</details>"


def table(
    study: Study,
    frame: pd.DataFrame,
    caption: str,
    *,
    of: str | None = None,
    columns: Sequence[str] | None = None,
) -> Table:
    """`frame` as a reader sees it.

    Parameters
    ----------
    frame
        Its column `fact_ids`, or else `fact_id`, becomes the evidence of each row. A
        column `…figure` is worded from `low`, `high`, `qualifier` and `unit`.
    caption
        Key of a phrase.
    of
        The table whose titles and enumerations the columns bear, where they are
        those of one table.
    columns
        The columns to show, in order; all but the evidence if None.
    """
    hidden = ("fact_ids", "fact_id")
    shown = list(columns or [c for c in frame.columns if c not in hidden])
    for name in (name for name in shown if name.endswith("figure")):
        frame = frame.assign(**{name: figures(frame, name, study.lang)})
    titles = [_title(study, name, of) for name in shown]
    texts = [_texts(study, frame[name], of) for name in shown]
    source = next((name for name in hidden if name in frame.columns), None)
    evidence = [str(facts).split() for facts in frame[source]] if source else []
    return Table(
        caption=words.phrase(caption, study.lang),
        cells=pd.DataFrame(list(zip(*texts, strict=True)), columns=titles),
        evidence=evidence,
        foot=foot(study, evidence),
        lang=study.lang,
        numeric=frozenset(n for n, name in enumerate(shown) if _is_figure(frame[name])),
        columns=tuple(shown),
        of=of,
    )


def ledger(study: Study, name: str, columns: Sequence[str]) -> Table:
    """Every fact of the table `name`; each row is where links to its claim lead."""
    rows = study.whole(name)
    if "lower" in rows.columns:
        rows = measures.with_bounds(rows)
    shown = table(study, rows, f"ledger_{name}", of=name, columns=columns)
    return replace(shown, anchored="fact_id" in study.dictionary.tables[name].key)


def figures(frame: pd.DataFrame, name: str, lang: str) -> list[str]:
    """The figure of each row in words: from `low`, `high`, `qualifier` and `unit`.

    The prefix of `name` before "figure" is that of these columns too.
    """
    stem = name.removesuffix("figure")
    columns = frame[[f"{stem}{end}" for end in ("low", "high", "qualifier", "unit")]]
    return [
        words.figure(low, high, unit, lang, qualifier=qualifier)
        for low, high, qualifier, unit in columns.itertuples(index=False)
    ]


def _is_figure(values: pd.Series) -> bool:
    if pd.api.types.is_bool_dtype(values):
        return False
    if str(values.name).endswith("figure") or pd.api.types.is_numeric_dtype(values):
        return True
    return any(isinstance(value, int) for value in values)


def _title(study: Study, name: str, of: str | None) -> str:
    if of and name in study.dictionary.tables[of].columns:
        return re.sub(r" \([^()]*\)$", "", study.title(name, of))
    if f"column_{name}" in words.phrases():
        return words.phrase(f"column_{name}", study.lang)
    names = study.names_for([name])
    return names[name] if name in names else study.title(name)


def _texts(study: Study, values: pd.Series, of: str | None) -> list[str]:
    name, blank = str(values.name), words.phrase("blank", study.lang)
    known = study.dictionary.tables[of].columns if of else {}
    told = study.words_for(of, name) if of and name in known else {}
    if not told:
        told = _known_names(study, values)
    return [
        blank if pd.isna(value) else _text(value, name, told, study.lang)
        for value in values
    ]


def _text(value: Any, column: str, told: dict[str, str], lang: str) -> str:
    """One cell: a word or name if it is known, a figure as the language writes it."""
    if pd.api.types.is_bool(value):
        return words.phrase("yes" if value else "no", lang)
    if column.endswith("_pct"):
        share = words.number(round(float(value), 1), lang)
        return words.with_unit(share, "percent", lang)
    if isinstance(value, str):
        parts = [value] if value in told else value.split()
        known = all(part in told for part in parts)
        return " · ".join(told[part] for part in parts) if known else value
    is_place = "year" in column or column in ("start", "end")
    return str(value) if is_place else words.number(float(value), lang)


def _known_names(study: Study, values: pd.Series) -> dict[str, str]:
    texts = [value for value in values.dropna() if isinstance(value, str)]
    found = {part for text in texts for part in text.split()}
    known = {part for part in found if f"word_{part}" in words.phrases()}
    own = {part: words.phrase(f"word_{part}", study.lang) for part in known}
    return study.names_for(found) | own


def foot(study: Study, evidence: Sequence[Sequence[str]]) -> str:
    """What stands under a table: sources, share of own account, number of bounds."""
    facts = sorted({fact for row in evidence for fact in row})
    if not facts:
        return ""
    known = study.facts(facts)
    sources = study.rows("sources", source_id=sorted(known["source_id"].unique()))
    own = set(sources.loc[sources["is_self_reported"].astype(bool), "source_id"])
    share = 100 * known["source_id"].isin(own).mean()
    bounded = study.having("observations", "fact_id", facts)
    open_ended = bounded["value"].isna().sum()
    return words.phrase(
        "foot",
        study.lang,
        sources="; ".join(study.names(sources["source_id"]).tolist()),
        claims=words.number(len(known), study.lang),
        share=words.number(round(share), study.lang),
        bounded=words.number(int(open_ended), study.lang),
    )


@dataclass(frozen=True)
class Picture:
    """A figure ready to be shown.

    Attributes
    ----------
    png
        The picture.
    alt
        What it shows, in words made from its data.
    foot
        What is said under it: that of the table that it draws.
    """

    png: bytes = field(repr=False)
    alt: str
    foot: str

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {"image/png": self.png, "text/plain": self.alt},
            {"image/png": {"alt": self.alt, "foot": self.foot}},
        )


def figure(axes: Any, alt: str, told: Table) -> Picture:
    """The figure that `axes` belong to (one Axes or several of one figure).

    `told` is the table that it draws; both rest on the same claims.
    """
    first = axes if hasattr(axes, "figure") else axes[0]
    out = io.BytesIO()
    first.figure.savefig(out, format="png", metadata={"Software": None})
    return Picture(out.getvalue(), alt, told.foot)


def sources(study: Study, evidence: Sequence[str]) -> Table:
    """The texts that facts rest on, as a table: what a report ends with."""
    facts = sorted({fact for row in evidence for fact in str(row).split()})
    keys = sorted(study.facts(facts)["source_id"].dropna().unique())
    rows = study.rows("sources", source_id=keys)
    rows = rows.assign(source_label=rows["source_id"])
    names = ["source_label", f"title_{study.lang}", "author", f"office_{study.lang}"]
    names += ["genre", "is_self_reported", "window_start", "window_end", "url"]
    return table(study, rows, "sources_used", of="sources", columns=names)
