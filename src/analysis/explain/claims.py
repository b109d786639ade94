"""One fact: what its row says, what bears on it, and its passage on request.

The passage is read only from the folder of texts that SOURCES_DIR names, and only
when it is asked for: it is never part of a report.
"""

import os
from pathlib import Path

from analysis import words
from analysis.dictionary import FACT_TABLES
from analysis.explain import lines
from analysis.explain.cards import Claim, Linked, Part, Passage, Section, joined
from analysis.explain.index import Index, on
from analysis.explain.index import index as index_of
from analysis.rows import Row
from analysis.tables import Study

FROM_TO = ("from", "to")


def claim(study: Study, fact_id: str, *, with_passage: bool = False) -> Claim:
    """All that the tables know of `fact_id`; its passage only if asked for.

    Raises
    ------
    ValueError
        If there is no such fact.
    FileNotFoundError
        If the passage is asked for and the texts are not at hand.
    """
    known = index_of(study)
    table, row = _home(known, fact_id), known.row(fact_id)
    told = lines.of_columns(known, table, row, ("fact_id", "start", "end"))
    figure = lines.figure(known, row)
    title = words.phrase("column_figure", study.lang)
    return Claim(
        fact_id,
        table,
        [*([(title, figure)] if figure else []), *told, *_place(known, row)],
        [section for section in _sections(known, row) if section.items],
        passage=passage(study, fact_id) if with_passage else None,
    )


def passage(study: Study, fact_id: str) -> Passage:
    """The paragraph in which the fact stands, from the text itself.

    Raises
    ------
    FileNotFoundError
        If the texts are not at hand.
    ValueError
        If there is no such fact, or it has no span.
    """
    known = index_of(study)
    _home(known, fact_id)
    row = known.row(fact_id)
    if row["source_id"] is None:
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


def _home(index: Index, fact_id: str) -> str:
    """The table in which a fact stands.

    Raises
    ------
    ValueError
        If there is no such fact.
    """
    table = index.homes.get(fact_id)
    if table not in FACT_TABLES:
        msg = f"no fact {fact_id!r}; facts look like '000-obs-01'"
        raise ValueError(msg)
    return table


def _place(index: Index, row: Row) -> list[tuple[str, str]]:
    if row["source_id"] is None:
        return []
    return [(words.phrase("column_span", index.lang), _span(index, row))]


def _span(index: Index, row: Row) -> str:
    return words.phrase("span", index.lang, start=row["start"], end=row["end"])


def _sections(index: Index, row: Row) -> list[Section]:
    fact, name = row["fact_id"], row.get("claim_set")
    keys = {fact, name} - {None}
    title = words.phrase("explain_checks", index.lang)
    return [
        Section(words.phrase("column_rivals", index.lang), _rivals(index, row)),
        Section(_title(index, "rulings"), on(index.rulings, keys)),
        Section(title, on(index.checks, [fact])),
        Section(_title(index, "fact_links"), _linked(index, fact)),
        Section(_title(index, "evidence"), _evidence(index, fact)),
        Section(_title(index, "numerals"), _numerals(index, fact)),
    ]


def _title(index: Index, table: str) -> str:
    return index.study.dictionary.tables[table].title[index.lang]


def rivals(index: Index, row: Row) -> list[str]:
    """The other facts of the claim set of a fact, in the order of their tables."""
    name = row.get("claim_set")
    return [
        other["fact_id"]
        for table in FACT_TABLES
        if name and "claim_set" in index.study.dictionary.tables[table].columns
        for other in index.having(table, "claim_set", name)
        if other["fact_id"] != row["fact_id"]
    ]


def _rivals(index: Index, row: Row) -> list[Linked]:
    return list(lines.of_facts(index, rivals(index, row)).values())


def _linked(index: Index, fact: str) -> list[Linked]:
    verbs = index.study.dictionary.tables["fact_links"].columns["type"].words
    rows = [row for end in FROM_TO for row in index.having("fact_links", end, fact)]
    items = []
    for row in rows:
        other = row["to"] if row["from"] == fact else row["from"]
        ends = [Linked(Part(row[end], row[end])) for end in FROM_TO]
        verb = Linked(verbs[row["type"]][index.lang])
        told = lines.of_facts(index, [other])[other]
        between = joined([ends[0], verb, ends[1]], " ")
        items.append(joined([between, told], " – "))
    return items


def _evidence(index: Index, fact: str) -> list[Linked]:
    items = []
    for row in index.having("evidence", "fact_id", fact):
        place = joined([lines.source(index, row), Linked(_span(index, row))], ", ")
        items.append(joined([lines.printed(index, row), place], " – "))
    return items


def _numerals(index: Index, fact: str) -> list[Linked]:
    roles = index.study.dictionary.tables["numeral_facts"].columns["as"].words
    served: dict[str, list[str]] = {}
    for row in index.having("numeral_facts", "fact_id", fact):
        served.setdefault(row["numeral_id"], []).append(roles[row["as"]][index.lang])
    rows = [row for row in index.rows["numerals"] if row["numeral_id"] in served]
    return [
        Linked(
            f"{row['numeral_id']}: ",
            *lines.printed(index, row).parts,
            f" – {', '.join(served[row['numeral_id']])}",
        )
        for row in rows
    ]
