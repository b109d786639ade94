"""The lines of the audit and of the rulings by fact, and the keys within a text."""

import re
from collections.abc import Iterable
from functools import cached_property

import pandas as pd

from analysis import audit, findings, words
from analysis.explain.models import Line, Part
from analysis.rows import Row
from analysis.tables import Study

VERDICTS = ("inconsistent", "undecided", "consistent")
KEY = re.compile(r"([a-z0-9]+(?:[-_][a-z0-9]+)+)")
_indexes: dict[str, "Index"] = {}


class Index:
    """The rows of a study, and what the audit and the rulings say of each fact.

    Attributes
    ----------
    rows
        The rows of each table as dictionaries; a missing value is None.
    names
        The label of each entity by its key.
    homes
        The table of each fact and of each entity, by its key.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.lang = study.lang
        tables = study.dictionary.tables
        self.rows = {table: study.records(table) for table in tables}
        self.homes = {
            row[tables[table].key[0]]: table
            for table in (*study.dictionary.entities, *study.dictionary.facts)
            for row in self.rows[table]
        }
        self.names = dict(study.labels)

    def having(self, table: str, column: str, value: object) -> list[Row]:
        """The rows of `table` in which `column` is `value`, in their order."""
        return self.study.groups(table, column).get(value, [])

    def row(self, key: str) -> Row:
        """The row of a fact or an entity."""
        return self.study.record(key)

    def linked(self, text: str, lang: str = "") -> Line:
        """`text`, which is in `lang`, with every key in it as a part of its own."""
        parts = KEY.split(text)
        return Line(*(Part(p, p if p in self.homes else "", lang) for p in parts))

    @cached_property
    def audited(self) -> pd.DataFrame:
        """The findings of the audit in words, those that fail first."""
        reasons = findings.reasons(audit.findings(self.study), self.lang)
        order = reasons["verdict"].map(VERDICTS.index).sort_values(kind="stable")
        return reasons.loc[order.index].reset_index(drop=True)

    @cached_property
    def checks(self) -> list[tuple[set[str], Line]]:
        """Each check as a line, with the facts that it rests on."""
        checks = []
        for row in self.audited.to_dict("records"):
            readings = words.sum_as_written(row["readings"], self.lang)
            sums = " | ".join(filter(None, [row["arithmetic"], readings]))
            verdict = words.phrase(f"word_{row['verdict']}", self.lang)
            line = f"{verdict}: {sums} – {row['reason']} [{row['fact_ids']}]"
            checks.append((set(row["fact_ids"].split()), self.linked(line)))
        return checks

    @cached_property
    def rulings(self) -> list[tuple[set[str], Line]]:
        """Each ruling as a line, with the keys and claim sets that it rules on."""
        verdicts = self.study.words_for("rulings", "ruling")
        rulings = []
        for row in self.rows["rulings"]:
            line = (
                f"{row['ruling_id']}: {row[f'question_{self.lang}']} "
                f"{row[f'readings_{self.lang}']} – "
                f"{verdicts[row['ruling']]}: {row[f'reason_{self.lang}']}"
            )
            keys = {row["claim_set"], *(row["facts"] or "").split()} - {None}
            rulings.append((keys, self.linked(line)))
        return rulings


def index(study: Study) -> Index:
    """The index of a study, built once for each language."""
    built = _indexes.get(study.lang)
    if built is None or built.study.frames is not study.frames:
        built = _indexes[study.lang] = Index(study)
    return built


def on(lines: Iterable[tuple[set[str], Line]], keys: Iterable[str]) -> list[Line]:
    """The lines that rest on any of `keys`."""
    wanted = set(keys)
    return [line for rests_on, line in lines if not wanted.isdisjoint(rests_on)]
