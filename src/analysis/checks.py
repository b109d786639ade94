"""Check the tables against each other: keys, spans, order in time, figures, circles.

The dictionary states which columns refer to which tables, which come in order and
which make a hierarchy. All problems are gathered before any is raised.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import networkx as nx

from analysis import stated
from analysis.advice import nearest
from analysis.bounds import COLUMNS
from analysis.cells import TableRows, Tables
from analysis.dictionary import FACT_ID, Column, Dictionary, problem
from analysis.rows import Row

MAX_PRINTED_WORDS = 8
SPAN = ("source_id", "start", "end", "printed")
WITH_SUBJECTS = ("targets", "reforms", "shortcomings")
ROLES_WITHOUT_FACT = ("list_number", "furniture", "name")
KEY = re.compile(rf"\b{FACT_ID}\b")
ENDS = ("source", "target")


def check_package(dictionary: Dictionary, tables: Tables) -> list[str]:
    """Every problem of single tables; if there is none, every one across tables."""
    if single := [text for read in tables.values() for text in read.problems]:
        return single
    facts = [tables[name] for name in dictionary.facts]
    return [
        *_references(tables),
        *_keys_used_twice(facts),
        *_keys_used_twice([tables[name] for name in dictionary.entities]),
        *_spans(tables),
        *_ends_of_relations(dictionary, tables),
        *_order(tables),
        *_circles(tables),
        *_same_as(tables),
        *_figures(tables),
        *_claim_sets(facts, tables["rulings"]),
        *_served_figures(tables),
        *_without_subject(tables),
        *_named(tables["reforms"]),
        *_tensions(tables["fact_links"]),
        *_beside_their_set(tables),
        *_scores(tables),
        *stated.check(tables),
    ]


def _references(tables: Tables) -> Iterator[str]:
    """Keys of other tables that there are not."""
    keys = {name: _keys(read) for name, read in tables.items()}
    for read in tables.values():
        for column in read.table.columns.values():
            names = read.table.foreign.get(column.name, column.keys_of)
            allowed_keys = set[Any]().union(*(keys[name] for name in names))
            allowed = f"a key of {' or '.join(names)}"
            for place, row in read.placed() if names else ():
                for key in _keys_in(row[column.name], column):
                    if key not in allowed_keys:
                        yield problem(
                            place,
                            allowed,
                            repr(key),
                            column=column.name,
                            advice=_key_advice(str(key), allowed_keys, names),
                        )


def _keys(read: TableRows) -> set[Any]:
    return {row[read.table.key[0]] for row in read.rows}


def _keys_in(cell: Any, column: Column) -> list[Any]:
    """The keys in a cell: one, a list, or those within a text."""
    if cell is None:
        return []
    if column.or_text:
        return KEY.findall(cell)
    return cell.split() if column.keys_of else [cell]


def _key_advice(key: str, allowed_keys: set[Any], names: Iterable[str]) -> str:
    """The nearest key, and where a row of a new one would be added."""
    like = nearest(key, map(str, allowed_keys))
    files = " or ".join(f"data/{name}.csv" for name in names)
    return (
        f"nearest is {like!r}, or add it to {files}" if like else f"add it to {files}"
    )


def _keys_used_twice(family: list[TableRows]) -> Iterator[str]:
    """Keys that two tables of a family have."""
    first: dict[str, str] = {}
    names = ", ".join(read.table.name for read in family)
    for read in family:
        column = read.table.key[0]
        for place, row in read.placed():
            key = row[column]
            if key in first:
                allowed = f"a key that no other of {names} has"
                found = f"{key!r}, already at {first[key]}"
                yield problem(place, allowed, found, column=column)
            first[key] = place


def _spans(tables: Tables) -> Iterator[str]:
    lengths = {row["source_id"]: row["length"] for row in tables["sources"].rows}
    for read in tables.values():
        if "printed" in read.table.columns:
            for place, row in read.placed():
                yield from _check_span(place, row, lengths)


def _check_span(place: str, row: Row, lengths: Mapping[str, int]) -> Iterator[str]:
    empty = [name for name in SPAN if row[name] is None]
    if empty:
        if len(empty) < len(SPAN):
            allowed = f"all of {', '.join(SPAN)}, or none"
            yield problem(place, allowed, f"no {', '.join(empty)}", column=empty[0])
        return
    length = lengths.get(row["source_id"], row["end"])
    if not 0 <= row["start"] < row["end"] <= length:
        found = f"{row['start']} to {row['end']}, out of range"
        yield problem(place, f"a span in 0 to {length}", found, column="start, end")
    if (count := len(row["printed"].split())) > MAX_PRINTED_WORDS:
        yield problem(place, f"{MAX_PRINTED_WORDS} words", count, column="printed")


def _ends_of_relations(dictionary: Dictionary, tables: Tables) -> Iterator[str]:
    """Relations of which an end is of a kind that the type has not at that end."""
    home = {key: name for name in dictionary.entities for key in _keys(tables[name])}
    types = {row["type"]: row for row in tables["relation_types"].rows}
    for place, row in tables["relations"].placed():
        kinds = [home.get(row[end], "") for end in ENDS]
        allowed = [types[row["type"]][f"{end}_tables"].split() for end in ENDS]
        for end, kind, tables_of_end in zip(ENDS, kinds, allowed, strict=True):
            if kind and kind not in tables_of_end:
                is_turned = kinds[0] in allowed[1] and kinds[1] in allowed[0]
                yield problem(
                    place,
                    f"a key of {' or '.join(tables_of_end)}, for {row['type']}",
                    f"{row[end]!r} of {kind}",
                    column=end,
                    advice="turn source and target round" if is_turned else "",
                )


def _order(tables: Tables) -> Iterator[str]:
    """Ends of a period or an interval that are reversed."""
    for read in tables.values():
        for first, last in read.table.ordered:
            for place, row in read.placed():
                start, end = row[first], row[last]
                if start is not None and end is not None and _is_after(start, end):
                    found = f"{start} to {end}, reversed"
                    columns = f"{first}, {last}"
                    yield problem(place, f"{first} <= {last}", found, column=columns)


def _is_after(start: Any, end: Any) -> bool:
    """Whether `start` is later than `end`; a year is not after its own months."""
    if isinstance(start, str):
        length = min(len(start), len(end))
        return start[:length] > str(end)[:length]
    return bool(start > end)


def _circles(tables: Tables) -> Iterator[str]:
    """Parents and successors that lead back to where they began."""
    for read in tables.values():
        key = read.table.key[0]
        for column in read.table.hierarchies:
            above = nx.DiGraph(
                (row[key], row[column]) for row in read.rows if row[column]
            )
            circular = set(chain.from_iterable(nx.simple_cycles(above)))
            for place, row in read.placed():
                if row[key] in circular:
                    allowed, found = "no circle", f"{row[key]!r} is above itself"
                    yield problem(place, allowed, found, column=column)


def _same_as(tables: Tables) -> Iterator[str]:
    """Cells that must equal a cell of the row they refer to, such as a unit."""
    for read in tables.values():
        for column in read.table.columns.values():
            if column.same_as:
                key, _, other = column.same_as.partition(".")
                (name,) = read.table.foreign[key]
                referred = {
                    row[tables[name].table.key[0]]: row[other]
                    for row in tables[name].rows
                }
                for place, row in read.placed():
                    wanted = referred.get(row[key], row[column.name])
                    if row[column.name] != wanted:
                        allowed = f"{wanted!r}, as {row[key]} has"
                        found = repr(row[column.name])
                        yield problem(place, allowed, found, column=column.name)


def _figures(tables: Tables) -> Iterator[str]:
    """Figures that fill other columns than their qualifier says."""
    for read in tables.values():
        if "qualifier" in read.table.columns:
            for place, row in read.placed():
                names = ("value", "lower", "upper")
                filled = {name for name in names if row[name] is not None}
                choices = COLUMNS.get(row["qualifier"], ())
                if row["qualifier"] in (None, "about"):  # "basically none" is about
                    choices = (*choices, set())
                if filled not in choices:
                    allowed = " or ".join(map(_columns, choices))
                    found = f"{_columns(filled)} beside {row['qualifier'] or 'nothing'}"
                    yield problem(place, allowed, found, column="qualifier")


def _columns(names: Iterable[str]) -> str:
    return " and ".join(sorted(names)) or "no figure"


def _claim_sets(facts: list[TableRows], rulings: TableRows) -> Iterator[str]:
    """Sets of rival readings with one row alone, and rulings on sets of no row."""
    rows = chain.from_iterable(read.placed() for read in facts)
    sets = [(place, row.get("claim_set")) for place, row in rows]
    members = Counter(name for _, name in sets)
    for place, name in sets:
        if name and members[name] == 1:
            allowed, found = "a set of two or more rival rows", f"{name!r} with one"
            yield problem(place, allowed, found, column="claim_set")
    for place, row in rulings.placed():
        if row["claim_set"] not in (None, *members):
            allowed, found = "a set that rows are in", repr(row["claim_set"])
            yield problem(place, allowed, found, column="claim_set")


def _served_figures(tables: Tables) -> Iterator[str]:
    """Numerals that serve no fact though they should, or one though they should not."""
    served = {row["numeral_id"] for row in tables["numeral_facts"].rows}
    for place, row in tables["numerals"].placed():
        is_silent = row["role"] in ROLES_WITHOUT_FACT
        serves = row["numeral_id"] in served
        if is_silent == serves:
            allowed = "no fact served" if is_silent else "a fact served"
            found = f"a {row['role']} that serves {'one' if serves else 'none'}"
            yield problem(place, allowed, found, column="role")


def _without_subject(tables: Tables) -> Iterator[str]:
    """Statements of which the table of subjects does not say of whom they are."""
    named = {row["fact_id"] for row in tables["subjects"].rows}
    allowed = "a fact with a row in subjects.csv"
    for place, row in chain.from_iterable(
        tables[name].placed() for name in WITH_SUBJECTS
    ):
        if row["fact_id"] not in named:
            yield problem(place, allowed, repr(row["fact_id"]), column="fact_id")


def _named(reforms: TableRows) -> Iterator[str]:
    for place, row in reforms.placed():
        if allowed := words_wanted(row):
            yield problem(place, allowed, repr(row["named"] or ""), column="named")


def words_wanted(reform: Row) -> str:
    """What a measure should have in `named`, "" if it agrees with its `names`."""
    is_nothing = reform["names"] == "nothing"
    if is_nothing != bool(reform["named"]):
        return ""
    return "no words" if is_nothing else "the words that name it"


def _beside_their_set(tables: Tables) -> Iterator[str]:
    """Named items that something contains beside the set of which they are part.

    Whoever counts would count them twice: as the set, and one by one.
    """
    instruments = {row["instrument_id"]: row for row in tables["instruments"].rows}
    contains = [
        (place, row["source"], instruments[row["target"]])
        for place, row in tables["relations"].placed()
        if row["type"] == "contains" and row["target"] in instruments
    ]
    sets = {
        (source, item["type"], item["term_id"]): item["instrument_id"]
        for _, source, item in contains
        if item["set_count"] is not None
    }
    for place, source, item in contains:
        whole = sets.get((source, item["type"], item["term_id"]))
        if whole and item["set_count"] is None:
            allowed = f"{whole!r}, the set that {source!r} contains and that is counted"
            yield problem(place, allowed, repr(source), column="source")


def _scores(tables: Tables) -> Iterator[str]:
    """Scores of provinces that are off the scale of their index."""
    scales = {
        row["series_id"]: (row["scale_low"], row["scale_high"])
        for row in tables["outcome_series"].rows
    }
    for place, row in tables["outcomes"].placed():
        low, high = scales.get(row["series_id"], (row["score"], row["score"]))
        if not low <= row["score"] <= high:
            allowed = f"a score from {low:g} to {high:g}"
            yield problem(place, allowed, row["score"], column="score")


def _tensions(links: TableRows) -> Iterator[str]:
    """Statements in tension with themselves, or without a reason."""
    for place, row in links.placed():
        if row["type"] == "in_tension_with":
            if row["from"] == row["to"]:
                yield problem(place, "another fact", repr(row["to"]), column="to")
            if row["note"] is None:
                yield problem(place, "the reason, for a tension", "''", column="note")
