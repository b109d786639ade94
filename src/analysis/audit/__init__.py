"""Source criticism: what the texts say against each other and against themselves.

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
`times`    order and length in time, terms of office
`labels`   terms, symbols, issuers and dates as printed

A rule names columns, kinds and links, never a fact, a place or a number. Nothing is
repaired: a finding is shown with its arithmetic, and what needs judgement is in the
table of rulings, which a finding only points to.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.audit import changes, counts, labels, parts, ratios, repeats, times
from analysis.audit.arithmetic import VERDICTS
from analysis.audit.rule import FAMILIES, RULES, Finding, Rule
from analysis.tables import Study

# importing a family registers its rules
MODULES = (parts, ratios, changes, counts, repeats, times, labels)
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
        One row per check, by family and rule: `rule`, `family`, `arithmetic` (text,
        the same in each language), `verdict` (consistent, inconsistent, undecided),
        `readings` (the arithmetic of each rival reading, separated by " | "),
        `reason` (the key of a phrase), `reason_values` (what fills its braces),
        `rulings` (ids of the rulings on any of the facts) and `fact_ids`, both
        separated by a space.
    """
    rulings = _Rulings(study)
    rows = [
        _row(rule, finding, rulings)
        for rule in sorted(rules.values(), key=lambda rule: FAMILIES.index(rule.family))
        for finding in rule.check(study)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def by_verdict(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings counted by family and verdict.

    Returns
    -------
    DataFrame
        One row per family: `family`, `consistent`, `inconsistent`, `undecided`
        (findings), `fact_ids` (all that they rest on).
    """
    counts = pd.crosstab(findings["family"], findings["verdict"])
    counts = counts.reindex(columns=list(VERDICTS), fill_value=0)
    facts = findings.groupby("family")["fact_ids"].agg(
        lambda cells: " ".join(sorted(set(" ".join(cells).split())))
    )
    order = [name for name in FAMILIES if name in counts.index]
    table = counts.rename_axis(columns=None).assign(fact_ids=facts).loc[order]
    return table.reset_index()


class _Rulings:
    """Which rulings are on which facts: by name, or through their claim set."""

    def __init__(self, study: Study) -> None:
        self.claim_sets = {
            row["fact_id"]: row["claim_set"]
            for table in study.fact_tables()
            for row in study.records(table)
            if row.get("claim_set")
        }
        self.by_key: dict[str, set[str]] = {}
        for row in study.records("rulings"):
            for key in [*(row["facts"] or "").split(), row["claim_set"]]:
                self.by_key.setdefault(key, set()).add(row["ruling_id"])

    def on(self, facts: Iterable[str]) -> list[str]:
        """The rulings on any of some facts, each once."""
        keys = {*facts, *(self.claim_sets.get(fact, "") for fact in facts)}
        return sorted(set().union(*(self.by_key.get(key, ()) for key in keys)))


def _row(rule: Rule, finding: Finding, rulings: _Rulings) -> dict[str, object]:
    return {
        "rule": rule.name,
        "family": rule.family,
        "arithmetic": finding.arithmetic,
        "verdict": finding.verdict,
        "readings": " | ".join(finding.readings),
        "reason": finding.reason,
        "reason_values": dict(finding.values),
        "rulings": " ".join(rulings.on(finding.facts)),
        "fact_ids": " ".join(finding.facts),
    }
