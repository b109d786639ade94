"""Rows of the tables in words, a line each, with the keys that they name."""

import math
from collections.abc import Iterable, Sequence

from analysis import words
from analysis.dictionary import FACT_TABLES
from analysis.explain.cards import Linked, Part, joined
from analysis.explain.index import Index
from analysis.rows import Row

TOLD = {
    "mentions": ("instrument_id", "symbol_printed", "date_printed"),
    "relations": ("source", "type", "target", "basis"),
    "observations": ("indicator_id", "committee_id", "population", "as_of_printed"),
    "targets": ("committee_id", "summary", "status"),
    "bands": ("label", "count"),
    "reforms": ("committee_id", "dimension_id", "status", "summary"),
    "shortcomings": ("committee_id", "type", "domain", "summary"),
    "events": ("type", "summary", "date_printed"),
}
BOUNDS = ("lower", "upper")
OTHER = {"en": "_vi", "vi": "_en"}
VIETNAMESE = ("printed", "author", "outlet", "symbol", "spellings", "ordinals")
ENGLISH = ("note", "_ground")  # written by the coders, in English only


def of_columns(
    index: Index, table: str, row: Row, skipped: Iterable[str]
) -> list[tuple[str, Linked]]:
    """Title and words of each cell of a row, but what is empty or skipped.

    Of twins in the two languages only that of the study is told.
    """
    left_out = set(skipped)
    told = [
        (index.study.title(column, table), cell(index, table, column, value))
        for column, value in row.items()
        if value is not None
        and column not in left_out
        and not column.endswith(OTHER[index.lang])
    ]
    return [(title, text) for title, text in told if text]


def cell(index: Index, table: str, column: str, value: object) -> Linked:
    """One cell in words, with the key that it is; a count has no unit to tell."""
    known = index.study.dictionary.tables[table].columns[column]
    if known.words:
        return Linked(known.words[str(value)][index.lang])
    if known.type == "number":
        return Linked(words.number(float(str(value)), index.lang))
    if known.type == "boolean":
        return Linked(words.phrase("yes" if value else "no", index.lang))
    return _text(index, table, column, str(value))


def _text(index: Index, table: str, column: str, text: str) -> Linked:
    owners = index.study.dictionary.owners(table, column)
    if set(owners) & set(index.study.dictionary.entities):
        return Linked(Part(index.names.get(text, text), text))
    if owners:
        return index.linked(text)
    lang = language(column, index.lang)
    return Linked(*(Part(p.text, p.key, lang) for p in index.linked(text).parts))


def language(column: str, lang: str) -> str:
    """The language of a column, where it is not `lang`: printed words, notes."""
    other = ""
    if column.endswith(VIETNAMESE):
        other = "vi"
    elif column.endswith(ENGLISH):
        other = "en"
    return "" if other == lang else other


def figure(index: Index, row: Row) -> str:
    """The figure of a row with its bounds in words; nothing if it has none."""
    if row.get("unit") is None:
        return ""
    ends = [row["value" if row["value"] is not None else end] for end in BOUNDS]
    low, high = (None if end is None or math.isnan(end) else float(end) for end in ends)
    if low is None and high is None:
        return ""
    qualifier = row.get("qualifier") or "exact"
    return words.figure(low, high, row["unit"], index.lang, qualifier=qualifier)


def said(index: Index, table: str, row: Row) -> Linked:
    """What a fact says: its figure and the cells that tell it."""
    return joined([Linked(figure(index, row)), told(index, table, row)], " · ")


def told(index: Index, table: str, row: Row) -> Linked:
    """What a fact says beside its figure."""
    columns = [_in_language(index, table, name) for name in TOLD[table]]
    cells = [
        cell(index, table, column, row[column])
        for column in columns
        if row[column] is not None
    ]
    return joined(cells, " · ")


def _in_language(index: Index, table: str, name: str) -> str:
    columns = index.study.dictionary.tables[table].columns
    return name if name in columns else f"{name}_{index.lang}"


def printed(index: Index, row: Row) -> Linked:
    """The words of a span in quotation marks; nothing if it has none."""
    if row["printed"] is None:
        return Linked()
    return Linked(Part(f"“{row['printed']}”", lang=language("printed", index.lang)))


def source(index: Index, row: Row) -> Linked:
    """The text that a row was read from; nothing if it was read from none."""
    key = row["source_id"]
    return Linked() if key is None else Linked(Part(index.names[key], key))


def of_rows(index: Index, table: str, rows: Sequence[Row]) -> list[Linked]:
    """Each fact in a line: its id, what it says, its words as printed, its text."""
    return [of_row(index, table, row) for row in rows]


def of_row(index: Index, table: str, row: Row) -> Linked:
    """A fact in a line: its id, what it says, its words as printed, its text."""
    parts = (said(index, table, row), printed(index, row), source(index, row))
    fact = row["fact_id"]
    return Linked(Part(fact, fact), ": ", *joined(parts, " – ").parts)


def of_facts(index: Index, fact_ids: Iterable[str]) -> dict[str, Linked]:
    """The facts of any table, a line each, by fact."""
    return {
        fact: of_row(index, index.homes[fact], index.row(fact))
        for fact in fact_ids
        if index.homes.get(fact) in FACT_TABLES
    }
