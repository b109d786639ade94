"""Rows of the tables in words, a line each, and the audit told likewise."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis import audit, findings, schema, words
from analysis.explain.cards import Section
from analysis.tables import ENTITIES, Study

Row = Mapping[str, Any]
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
VERDICTS = ("inconsistent", "undecided", "consistent")


def of_columns(
    study: Study, table: str, row: "pd.Series[Any]", skipped: Iterable[str]
) -> list[tuple[str, str]]:
    """Title and words of each cell of a row, but what is empty or skipped.

    Of twins in the two languages only that of the study is told.
    """
    other = {"en": "_vi", "vi": "_en"}[study.lang]
    cells = {str(column): value for column, value in row.dropna().items()}
    names = study.names_for(value for value in cells.values() if isinstance(value, str))
    return [
        (study.title(column, table), _cell(study, table, column, value, names))
        for column, value in cells.items()
        if column not in set(skipped) and not column.endswith(other)
    ]


def _cell(
    study: Study, table: str, column: str, value: Any, names: Mapping[str, str]
) -> str:
    known = study.dictionary.tables[table].columns[column]
    if known.words:
        return known.words[value][study.lang] or str(value)
    if known.type == "number":
        return words.number(float(value), study.lang)
    if known.type == "boolean":
        return words.phrase("yes" if value else "no", study.lang)
    is_name = bool(set(owners(study, table, column)) & set(ENTITIES))
    return names.get(str(value), str(value)) if is_name else str(value)


def owners(study: Study, table: str, column: str) -> tuple[str, ...]:
    """The tables whose keys stand in a column: by its references, or its name."""
    promise = study.dictionary.tables[table]
    named = promise.columns[column].references or promise.foreign.get(column, ())
    same = (one for one in ENTITIES if study.dictionary.tables[one].key == (column,))
    return named or tuple(same)


def figure(study: Study, row: "Row | pd.Series[Any]") -> str:
    """The figure of a row with its bounds in words; nothing if it has none."""
    if pd.isna(row.get("unit")):
        return ""
    ends = [row["value" if pd.notna(row["value"]) else end] for end in BOUNDS]
    low, high = (None if pd.isna(end) else float(end) for end in ends)
    qualifier = str(row["qualifier"]) if pd.notna(row.get("qualifier")) else "exact"
    if low is None and high is None:
        return ""
    return words.figure(low, high, str(row["unit"]), study.lang, qualifier=qualifier)


def of_rows(study: Study, table: str, rows: pd.DataFrame) -> list[str]:
    """Each fact in a line: its id, what it says, its words as printed, its text."""
    if not len(rows):
        return []
    keys = {
        value
        for column in rows.columns
        if owners(study, table, str(column))
        for value in rows[column].dropna()
    }
    names = study.names_for(map(str, keys))
    records: list[Row] = rows.to_dict("records")  # type: ignore[assignment]
    return [_line(study, table, row, names) for row in records]


def _line(study: Study, table: str, row: Row, names: Mapping[str, str]) -> str:
    columns = [_in_language(study, table, name) for name in TOLD[table]]
    said = [figure(study, row)] + [
        _cell(study, table, column, row[column], names)
        for column in columns
        if pd.notna(row[column])
    ]
    printed: str = f"“{row['printed']}”" if pd.notna(row["printed"]) else ""
    source: str = "" if pd.isna(row["source_id"]) else names[row["source_id"]]
    parts = [" · ".join(filter(None, said)), printed, source]
    return f"{row['fact_id']}: " + " – ".join(filter(None, parts))


def _in_language(study: Study, table: str, name: str) -> str:
    columns = study.dictionary.tables[table].columns
    return name if name in columns else f"{name}_{study.lang}"


def of_facts(study: Study, fact_ids: Iterable[str]) -> list[str]:
    """The facts of any table, a line each."""
    facts = list(fact_ids)
    told = [
        line
        for table in schema.FACT_TABLES
        for line in of_rows(study, table, study.having(table, "fact_id", facts))
    ]
    return sorted(told)


def rulings(study: Study, keys: Iterable[str]) -> Section:
    """The rulings on any of some facts, claim sets or instruments."""
    wanted = set(keys)
    column, lang = study.dictionary.tables["rulings"].columns["ruling"], study.lang
    items = [
        f"{row['ruling_id']}: {row[f'question_{lang}']} {row[f'readings_{lang}']} – "
        f"{column.words[row['ruling']][lang]}: {row[f'reason_{lang}']}"
        for row in study.whole("rulings").fillna("").to_dict("records")
        if wanted & {row["claim_set"], *row["facts"].split()}
    ]
    return Section(study.dictionary.tables["rulings"].title[lang], items)


def checks(study: Study, fact_ids: Iterable[str]) -> Section:
    """What the audit finds of any of some facts, what fails first."""
    found = audit.findings(study.everything())
    mine = findings.reasons(audit.of_facts(found, fact_ids), study.lang)
    order = mine["verdict"].map(VERDICTS.index)
    items = []
    for row in mine.loc[order.sort_values(kind="stable").index].to_dict("records"):
        readings = words.sum_as_written(row["readings"], study.lang)
        sums = " | ".join(filter(None, [row["arithmetic"], readings]))
        verdict = words.phrase(f"word_{row['verdict']}", study.lang)
        items.append(f"{verdict}: {sums} – {row['reason']} [{row['fact_ids']}]")
    return Section(words.phrase("explain_checks", study.lang), items)
