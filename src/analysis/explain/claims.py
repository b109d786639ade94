"""One fact: what its row says, what bears on it, and its passage on request.

The passage is read only from the folder of texts that SOURCES_DIR names, and only
when it is asked for: it is never part of a report.
"""

import os
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import schema, words
from analysis.explain import lines
from analysis.explain.cards import Claim, Passage, Section
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
    table = table_of(study, fact_id)
    row = study.rows(table, fact_id=fact_id).iloc[0]
    known = row.dropna()
    told = lines.of_columns(study, table, row, ("fact_id", "start", "end"))
    figure = lines.figure(study, row)
    in_words = [(words.phrase("column_figure", study.lang), figure)] if figure else []
    return Claim(
        fact_id,
        table,
        in_words + told + _place(study, known),
        [section for section in _sections(study, known) if section.items],
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
    table = table_of(study, fact_id)
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


def table_of(study: Study, fact_id: str) -> str:
    """The table in which a fact stands.

    Raises
    ------
    ValueError
        If there is no such fact.
    """
    for table in schema.FACT_TABLES:
        if len(study.having(table, "fact_id", [fact_id])):
            return table
    msg = f"no fact {fact_id!r}; facts look like '000-obs-01'"
    raise ValueError(msg)


def _place(study: Study, row: "pd.Series[Any]") -> list[tuple[str, str]]:
    if "source_id" not in row:
        return []
    place = words.phrase("span", study.lang, start=row["start"], end=row["end"])
    return [(words.phrase("column_span", study.lang), place)]


def _sections(study: Study, row: "pd.Series[Any]") -> list[Section]:
    fact, name = row["fact_id"], row.get("claim_set")
    return [
        _rivals(study, fact, name),
        lines.rulings(study, filter(None, [fact, name])),
        lines.checks(study, [fact]),
        _linked(study, fact),
        _evidence(study, fact),
        _numerals(study, fact),
    ]


def _rivals(study: Study, fact_id: str, claim_set: str | None) -> Section:
    found = [
        line
        for table in schema.FACT_TABLES
        if claim_set and "claim_set" in study.dictionary.tables[table].columns
        for line in lines.of_rows(study, table, study.rows(table, claim_set=claim_set))
    ]
    others = [line for line in found if not line.startswith(f"{fact_id}: ")]
    return Section(words.phrase("column_rivals", study.lang), others)


def _linked(study: Study, fact_id: str) -> Section:
    rows = pd.concat(study.having("fact_links", end, [fact_id]) for end in FROM_TO)
    others = set(rows["from"]) | set(rows["to"]) - {fact_id}
    told = {line.split(": ")[0]: line for line in lines.of_facts(study, others)}
    items = [
        f"{row['from']} {study.word('fact_links', 'type', row['type'])} {row['to']} – "
        + told[row["to"] if row["from"] == fact_id else row["from"]]
        for row in rows.to_dict("records")
    ]
    return Section(study.dictionary.tables["fact_links"].title[study.lang], items)


def _evidence(study: Study, fact_id: str) -> Section:
    rows = study.having("evidence", "fact_id", [fact_id])
    items = [
        f"“{row['printed']}” – {study.name(row['source_id'])}, "
        + words.phrase("span", study.lang, start=row["start"], end=row["end"])
        for row in rows.to_dict("records")
    ]
    return Section(study.dictionary.tables["evidence"].title[study.lang], items)


def _numerals(study: Study, fact_id: str) -> Section:
    served = study.having("numeral_facts", "fact_id", [fact_id])
    rows = study.having("numerals", "numeral_id", served["numeral_id"])
    roles = served.groupby("numeral_id")["as"].agg(list)
    items = [
        f"{row['numeral_id']}: “{row['printed']}” – "
        + ", ".join(
            study.word("numeral_facts", "as", role) for role in roles[row["numeral_id"]]
        )
        for row in rows.to_dict("records")
    ]
    return Section(study.dictionary.tables["numerals"].title[study.lang], items)
