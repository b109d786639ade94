"""One fact with all that is known of it, and its passage on request.

A claim is shown with what it says, who says it, its bounds and time, its rivals and
the rulings on them. The passage itself is read only from the folder of texts that
SOURCES_DIR names, and only when it is asked for: it is never part of a report.
"""

import html
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import schema, words
from analysis.tables import Study


@dataclass(frozen=True)
class Claim:
    """What is known of one fact, ready to be shown.

    Attributes
    ----------
    fact_id
        The fact.
    table
        The table in which it stands.
    lines
        Title and words of each thing known, in the study's language.
    """

    fact_id: str
    table: str
    lines: list[tuple[str, str]]

    def __repr__(self) -> str:
        """One line for each thing known."""
        told = [f"  {title}: {text}" for title, text in self.lines]
        return "\n".join([self.fact_id, *told])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(title)}</th>'
            f"<td>{html.escape(text)}</td></tr>"
            for title, text in self.lines
        )
        caption = html.escape(self.fact_id)
        return f'<table class="claim"><caption>{caption}</caption>{rows}</table>'


@dataclass(frozen=True)
class Passage:
    """The paragraph of a span: what stands before it, its words, what follows."""

    before: str
    words: str
    after: str

    def __repr__(self) -> str:
        """The paragraph, the span in brackets."""
        return f"{self.before}[{self.words}]{self.after}"

    def _repr_html_(self) -> str:
        before, span, after = map(html.escape, (self.before, self.words, self.after))
        return f'<blockquote lang="vi">{before}<mark>{span}</mark>{after}</blockquote>'


def claim(study: Study, fact_id: str) -> Claim:
    """All that the tables know of `fact_id`.

    Raises
    ------
    ValueError
        If there is no such fact.
    """
    table = _table_of(study, fact_id)
    row = study.rows(table, fact_id=fact_id).iloc[0].dropna()
    lines = [
        (study.title(str(column), table), _told(study, table, str(column), value))
        for column, value in row.items()
        if column not in ("fact_id", "start", "end", _other(study, str(column)))
    ]
    lines += _place(study, row)
    lines += _rivals(study, row)
    return Claim(fact_id, table, lines)


def passage(study: Study, fact_id: str) -> Passage:
    """The paragraph in which the fact stands, from the text itself.

    Raises
    ------
    FileNotFoundError
        If the texts are not at hand.
    ValueError
        If there is no such fact, or it has no span.
    """
    table = _table_of(study, fact_id)
    row = study.rows(table, fact_id=fact_id).iloc[0]
    if pd.isna(row["source_id"]):
        msg = f"{fact_id} was {row['basis']}; it stands in no passage"
        raise ValueError(msg)
    path = sources_folder() / f"{row['source_id']}.txt"
    text = path.read_bytes().decode("utf-8")
    start, end = int(row["start"]), int(row["end"])
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    after = text[end : None if last < 0 else last]
    return Passage(text[first:start], text[start:end], after)


def sources_folder() -> Path:
    """The folder of the texts, named by SOURCES_DIR.

    Raises
    ------
    FileNotFoundError
        If none is named, or it is not there.
    """
    named = os.environ.get("SOURCES_DIR", "")
    if not named or not Path(named).is_dir():
        msg = (
            "the texts are read from the folder that SOURCES_DIR names; "
            f"allowed is an existing folder, found {named!r}"
        )
        raise FileNotFoundError(msg)
    return Path(named)


def _table_of(study: Study, fact_id: str) -> str:
    for table in schema.FACT_TABLES:
        if len(study.having(table, "fact_id", [fact_id])):
            return table
    msg = f"no fact {fact_id!r}; facts look like '000-obs-01'"
    raise ValueError(msg)


def _other(study: Study, column: str) -> str:
    other = {"en": "_vi", "vi": "_en"}[study.lang]
    return column if column.endswith(other) else ""


def _told(study: Study, table: str, column: str, value: Any) -> str:
    known = study.dictionary.tables[table].columns[column]
    if known.words:
        return known.words[value][study.lang] or str(value)
    if known.type == "number":
        return words.number(float(value), study.lang)
    if known.type == "boolean":
        return words.phrase("yes" if value else "no", study.lang)
    owners = known.references or study.dictionary.tables[table].foreign.get(column, ())
    is_name = bool(set(owners) - set(schema.FACT_TABLES))
    return study.name(str(value)) if is_name else str(value)


def _place(study: Study, row: "pd.Series[Any]") -> list[tuple[str, str]]:
    if "source_id" not in row:
        return []
    place = words.phrase("span", study.lang, start=row["start"], end=row["end"])
    return [(words.phrase("column_span", study.lang), place)]


def _rivals(study: Study, row: "pd.Series[Any]") -> list[tuple[str, str]]:
    name = row.get("claim_set")
    if name is None:
        return []
    rivals = [
        study.rows(table, claim_set=name)
        for table in schema.FACT_TABLES
        if "claim_set" in study.dictionary.tables[table].columns
    ]
    facts = [key for rows in rivals for key in rows["fact_id"]]
    keys = [key for key in facts if key != row["fact_id"]]
    lines = [(words.phrase("column_rivals", study.lang), ", ".join(keys))]
    for ruling in study.rows("rulings", claim_set=name).to_dict("records"):
        texts = [ruling[f"{part}_{study.lang}"] for part in ("question", "reason")]
        word = study.word("rulings", "ruling", ruling["ruling"])
        title = study.title("ruling_id", "rulings")
        lines.append((title, f"{texts[0]} – {word}: {texts[1]}"))
    return lines
