"""Rows of the tables in words, a line each, with the keys that they name."""

from collections.abc import Iterable

from analysis import bounds, words
from analysis.explain.index import Index
from analysis.explain.models import Line, Part, joined
from analysis.rows import Row


def of_columns(
    index: Index, table: str, row: Row, skipped: Iterable[str]
) -> list[tuple[str, Line]]:
    """Title and words of each cell of a row that is neither empty nor skipped.

    Of two columns that say the same only that in the study's language is given.
    """
    columns = index.study.dictionary.tables[table].columns
    left_out = set(skipped)
    lines = [
        (columns[name].heading(index.lang), cell(index, table, name, value))
        for name, value in row.items()
        if value is not None
        and name not in left_out
        and not columns[name].is_twin(index.lang)
    ]
    return [(title, line) for title, line in lines if line]


def cell(index: Index, table: str, name: str, value: object) -> Line:
    """One cell in words, with the keys that it holds."""
    dictionary = index.study.dictionary
    column = dictionary.tables[table].columns[name]
    if column.words:
        return Line(column.words[str(value)][index.lang])
    if not isinstance(value, str):
        return Line(words.cell(value, name, index.lang))
    owners = dictionary.owners(table, name)
    if set(owners) & set(dictionary.entities):
        return Line(Part(index.names.get(value, value), value))
    is_of_study = owners or column.lang == index.lang
    return index.linked(value, "" if is_of_study else column.lang)


def figure(index: Index, row: Row) -> str:
    """The figure of a row with its bounds, a goal as such; "" if it has none."""
    if row.get("unit") is None or (size := bounds.of_row(row)) is None:
        return ""
    text = words.figure(
        size.lower, size.upper, row["unit"], index.lang, qualifier=row["qualifier"]
    )
    is_goal = row.get("modality") == "aimed"
    return words.phrase("figure_aimed", index.lang, figure=text) if is_goal else text


def statement(index: Index, table: str, row: Row) -> Line:
    """What a fact states: its figure, and the columns that summarise it."""
    return joined([Line(figure(index, row)), summary(index, table, row)], " · ")


def summary(index: Index, table: str, row: Row) -> Line:
    """What a fact states beside its figure."""
    description = index.study.dictionary.tables[table]
    columns = [
        description.in_language(stem, index.lang) for stem in description.summary
    ]
    cells = [
        cell(index, table, name, row[name]) for name in columns if row[name] is not None
    ]
    return joined(cells, " · ")


def printed(index: Index, row: Row) -> Line:
    """The words of a span in quotation marks; empty if it has none."""
    if row["printed"] is None:
        return Line()
    return Line(Part(f"“{row['printed']}”", lang="" if index.lang == "vi" else "vi"))


def source(index: Index, row: Row) -> Line:
    """The text that a row was read from; empty if it was read from none."""
    key = row["source_id"]
    return Line() if key is None else Line(Part(index.names[key], key))


def of_row(index: Index, table: str, row: Row) -> Line:
    """A fact in a line: its id, what it states, its words as printed, its text."""
    parts = (statement(index, table, row), printed(index, row), source(index, row))
    fact = row["fact_id"]
    return Line(Part(fact, fact), ": ", *joined(parts, " – ").parts)


def of_facts(index: Index, fact_ids: Iterable[str]) -> dict[str, Line]:
    """The facts of any table, a line each, by fact."""
    return {
        fact: of_row(index, index.homes[fact], index.row(fact))
        for fact in fact_ids
        if index.homes.get(fact) in index.study.dictionary.facts
    }
