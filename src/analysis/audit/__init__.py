"""Source criticism: what the texts say against each other and against arithmetic.

Modules, from what all rest on:

`arithmetic`  how figures are compared and a computation is written
`lookup`   rows as many rules ask for them
`rule`     what a rule is and what it finds
`dates`    days, months and years as stretches of time
`parts`    parts and wholes, bands, one level and the level above
`ratios`   percentages, shares and implied figures
`changes`  differences, implied bases and steps to an aim
`counts`   sets and lists against counts
`repeats`  one indicator in two places
`times`    length of periods, the share of a term, results of an earlier term
`labels`   terms, symbols and bounds as printed
`pace`     what is attained against how much of the term has passed
`tensions` statements that a coder has linked as hard to hold together

A rule names columns, kinds and links, never a fact, a place or a number. Whether the
coding itself is right is the matter of `verify`; what rests on outside knowledge is in
the notes of the tables. Nothing is repaired: a finding is shown with its arithmetic;
judgements are in the table of rulings, and no finding decides what one leaves open.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.audit import (
    changes,
    counts,
    labels,
    pace,
    parts,
    ratios,
    repeats,
    tensions,
    times,
)
from analysis.audit.arithmetic import ORDER
from analysis.audit.rule import RULES, Finding, Rule
from analysis.rows import Row
from analysis.tables import Study

# importing a module registers its rules; the first of these are shown first
MODULES = (tensions, ratios, changes, times, labels, repeats, counts, pace, parts)
FAMILIES = tuple(module.__name__.rpartition(".")[2] for module in MODULES)
COLUMNS = [
    "rule",
    "family",
    "arithmetic",
    "verdict",
    "readings",
    "reason",
    "reason_values",
    "rulings",
    "fact_ids",
]


def findings(study: Study, rules: Mapping[str, Rule] = RULES) -> pd.DataFrame:
    """What every rule finds, whether it holds or not.

    Returns
    -------
    DataFrame
        One row per check, the most telling first: those that fail, then those left
        open, then those that hold; of each, what two texts say before what one says,
        then by family. `rule`, `family`, `arithmetic` (text, the same in each
        language), `verdict` (consistent, inconsistent, undecided), `readings` (the
        arithmetic of each rival reading, separated by " | "), `reason` (the key of a
        phrase), `reason_values` (what fills its braces), `rulings` (ids of the rulings
        on any of the facts) and `fact_ids`, both separated by a space.
    """
    rulings = _Rulings(study)
    rows = [
        _row(rule, finding, rulings)
        for rule in rules.values()
        for finding in rule.check(study)
    ]
    ranked: list[Row] = sorted(rows, key=_rank)
    return pd.DataFrame(ranked, columns=COLUMNS)


def _rank(row: Row) -> tuple[int, bool, int]:
    texts = {fact.split("-")[0] for fact in row["fact_ids"].split()}
    verdict = ORDER.index(row["verdict"])
    return verdict, len(texts) == 1, FAMILIES.index(row["family"])


class _Rulings:
    """Which rulings are on which facts: by name, or through their claim set."""

    def __init__(self, study: Study) -> None:
        self.claim_sets = {
            row["fact_id"]: row["claim_set"]
            for table in study.dictionary.facts
            for row in study.records(table)
            if row.get("claim_set")
        }
        self.open = [
            set((row["facts"] or "").split())
            for row in study.records("rulings", ruling="open")
        ]
        self.by_key: dict[str, set[str]] = {}
        for row in study.records("rulings"):
            for key in [*(row["facts"] or "").split(), row["claim_set"]]:
                self.by_key.setdefault(key, set()).add(row["ruling_id"])

    def leave_open(self, facts: Iterable[str]) -> bool:
        """Whether an open ruling is on just these facts, perhaps with others."""
        return any(set(facts) <= named for named in self.open)

    def on(self, facts: Iterable[str]) -> list[str]:
        """The rulings on any of some facts, each once."""
        keys = {*facts, *(self.claim_sets.get(fact, "") for fact in facts)}
        return sorted(set().union(*(self.by_key.get(key, ()) for key in keys)))


def _row(rule: Rule, finding: Finding, rulings: _Rulings) -> Row:
    verdict = finding.verdict
    if verdict == "inconsistent" and rulings.leave_open(finding.facts):
        verdict = "undecided"
    return {
        "rule": rule.name,
        "family": rule.family,
        "arithmetic": finding.arithmetic,
        "verdict": verdict,
        "readings": " | ".join(finding.readings),
        "reason": finding.reason,
        "reason_values": dict(finding.values),
        "rulings": " ".join(rulings.on(finding.facts)),
        "fact_ids": " ".join(finding.facts),
    }
