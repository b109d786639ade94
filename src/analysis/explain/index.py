"""Every row of a study, found by any of its cells: what the other rooms ask.

What is known of one key rests on all tables, so all are taken, once for a study.
"""

import re
from collections.abc import Iterable
from functools import cached_property

import pandas as pd

from analysis import audit, findings, words
from analysis.explain.cards import Linked, Part
from analysis.rows import Row
from analysis.tables import Study

VERDICTS = ("inconsistent", "undecided", "consistent")
KEY = re.compile(r"([a-z0-9]+(?:[-_][a-z0-9]+)+)")
_made: dict[str, "Index"] = {}


class Index:
    """The rows of a study by their cells, and the audit and the rulings by fact.

    Attributes
    ----------
    rows
        The rows of each table as dictionaries; an empty cell is None.
    names
        The name of each entity by its key.
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
        self.names = study.names_for(
            key
            for key, table in self.homes.items()
            if table in study.dictionary.entities
        )

    def having(self, table: str, column: str, value: object) -> list[Row]:
        """The rows of `table` in which `column` is `value`, in their order."""
        return self.study.groups(table, column).get(value, [])

    def row(self, key: str) -> Row:
        """The row of a fact or an entity."""
        return self.study.record(key)

    def linked(self, text: str) -> Linked:
        """`text` with every key in it as a part of its own."""
        parts = KEY.split(text)
        return Linked(*(Part(p, p) if p in self.homes else p for p in parts))

    @cached_property
    def audited(self) -> pd.DataFrame:
        """What the audit finds, in words, what fails first."""
        found = audit.findings(self.study)
        told = findings.reasons(found, self.lang)
        order = told["verdict"].map(VERDICTS.index)
        return told.loc[order.sort_values(kind="stable").index].reset_index(drop=True)

    @cached_property
    def checks(self) -> list[tuple[set[str], Linked]]:
        """Each check as a line, with the facts that it rests on."""
        found = []
        for row in self.audited.to_dict("records"):
            readings = words.sum_as_written(row["readings"], self.lang)
            sums = " | ".join(filter(None, [row["arithmetic"], readings]))
            verdict = words.phrase(f"word_{row['verdict']}", self.lang)
            line = f"{verdict}: {sums} – {row['reason']} [{row['fact_ids']}]"
            found.append((set(row["fact_ids"].split()), self.linked(line)))
        return found

    @cached_property
    def rulings(self) -> list[tuple[set[str], Linked]]:
        """Each ruling as a line, with the facts, things and claim sets it rules on."""
        column = self.study.dictionary.tables["rulings"].columns["ruling"]
        found = []
        for row in self.rows["rulings"]:
            line = (
                f"{row['ruling_id']}: {row[f'question_{self.lang}']} "
                f"{row[f'readings_{self.lang}']} – "
                f"{column.words[row['ruling']][self.lang]}: "
                f"{row[f'reason_{self.lang}']}"
            )
            keys = {row["claim_set"], *(row["facts"] or "").split()} - {None}
            found.append((keys, self.linked(line)))
        return found


def index(study: Study) -> Index:
    """The index of a study, made once for each language."""
    known = _made.get(study.lang)
    if known is None or known.study.frames is not study.frames:
        known = _made[study.lang] = Index(study)
    return known


def on(told: Iterable[tuple[set[str], Linked]], keys: Iterable[str]) -> list[Linked]:
    """The lines of those that rest on any of `keys`."""
    wanted = set(keys)
    return [line for found, line in told if not wanted.isdisjoint(found)]
