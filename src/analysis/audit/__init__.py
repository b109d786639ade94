"""Source criticism: what the texts say against each other and against themselves.

Rooms, from what all rest on:

`rules`    what a rule is, what it sees, what it finds; how figures are compared
`when`     days, months and years as stretches of time
`parts`    parts and wholes, bands, one level and the level above
`ratios`   percentages, shares, implied figures, differences and steps
`counts`   sets and lists against counts
`repeats`  one indicator in two places
`times`    order and length in time
`terms`    what is told of a term against the years it runs
`labels`   terms, symbols, issuers and dates as printed

A rule names columns, kinds and links, never a fact, a place or a number. Nothing is
repaired: a finding is shown with its arithmetic, and what needs judgement stands in
the table of rulings, which a finding only points to.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.audit import counts, labels, parts, ratios, repeats, terms, times
from analysis.audit.rules import FAMILIES, RULES, Finding, Row, Rule, Tables
from analysis.dictionary import Dictionary

ROOMS = (parts, ratios, counts, repeats, times, terms, labels)  # each enters its rules
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


def findings(
    tables: Mapping[str, pd.DataFrame], rules: Mapping[str, Rule] = RULES
) -> pd.DataFrame:
    """What every rule finds, whether it holds or not.

    Parameters
    ----------
    tables
        The tables of the codebook by name, with the columns that the rules name.
    rules
        The rules to apply, all of them if not said otherwise.

    Returns
    -------
    DataFrame
        One row per check, by family and rule: `rule`, `family`, `arithmetic` (text,
        the same in each language), `verdict` (consistent, inconsistent, undecided),
        `readings` (the arithmetic of each rival reading, separated by " | "),
        `reason` (the key of a phrase), `reason_values` (what fills its braces),
        `rulings` (ids of the rulings on any of the facts) and `fact_ids`, both
        separated by a space.

    Raises
    ------
    ValueError
        If a rule names a table or column that is not there; all at once.
    """
    problems = [words for rule in rules.values() for words in _missing(rule, tables)]
    if problems:
        raise ValueError("\n".join(problems))
    seen = Tables(tables)
    ruled = _Rulings(tables)
    rows = [
        _row(rule, found, ruled)
        for family in FAMILIES
        for rule in rules.values()
        if rule.family == family
        for found in rule.check(seen)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def of_facts(found: pd.DataFrame, fact_ids: Iterable[str]) -> pd.DataFrame:
    """The findings that rest on any of `fact_ids`.

    Parameters
    ----------
    found
        What `findings` returns.
    """
    wanted = set(fact_ids)
    mine = [bool(wanted & set(facts.split())) for facts in found["fact_ids"]]
    return found[mine].reset_index(drop=True)


def by_verdict(found: pd.DataFrame) -> pd.DataFrame:
    """Findings counted by family and verdict.

    Returns
    -------
    DataFrame
        One row per family: `family`, `consistent`, `inconsistent`, `undecided`
        (findings), `fact_ids` (all that they rest on).
    """
    verdicts = ["consistent", "inconsistent", "undecided"]
    counted = pd.crosstab(found["family"], found["verdict"])
    counted = counted.reindex(columns=verdicts, fill_value=0)
    facts = found.groupby("family")["fact_ids"].agg(
        lambda ids: " ".join(sorted(set(" ".join(ids).split())))
    )
    order = [name for name in FAMILIES if name in counted.index]
    table = counted.rename_axis(columns=None).assign(fact_ids=facts).loc[order]
    return table.reset_index()


def check_rules(dictionary: Dictionary, rules: Mapping[str, Rule] = RULES) -> None:
    """Refuse rules that name what the dictionary does not have.

    Raises
    ------
    ValueError
        If a rule names an unknown table, column or kind, or has an unknown family;
        all problems at once, each with what is known.
    """
    known = {
        name: pd.DataFrame(columns=list(table.columns))
        for name, table in dictionary.tables.items()
    }
    problems = []
    for rule in rules.values():
        problems += _missing(rule, known) or _unknown_kinds(rule, dictionary)
        if rule.family not in FAMILIES:
            problems.append(
                f"rule {rule.name}: no family {rule.family!r}; known: {list(FAMILIES)}"
            )
    if problems:
        raise ValueError("\n".join(problems))


def _missing(rule: Rule, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    problems = []
    for name, columns in rule.columns.items():
        if name not in tables:
            known = ", ".join(tables)
            problems.append(f"rule {rule.name}: no table {name!r}; known: {known}")
            continue
        there = list(tables[name].columns)
        problems += [
            f"rule {rule.name}: {name} has no column {column!r}; known: {there}"
            for column in columns
            if column not in there
        ]
    return problems


def _unknown_kinds(rule: Rule, dictionary: Dictionary) -> list[str]:
    return [
        f"rule {rule.name}: {table}.{column} is never {kind!r}; known: {allowed}"
        for table, columns in rule.kinds.items()
        for column, kinds in columns.items()
        for allowed in [
            dictionary.tables[table].columns[column].constraints.get("enum")
        ]
        for kind in kinds
        if kind not in (allowed or ())
    ]


class _Rulings:
    """Which rulings touch which facts: by name, or through their claim set."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.claim_sets: dict[str, str] = {}
        for frame in tables.values():
            if {"fact_id", "claim_set"} <= set(frame.columns):
                rows = frame[["fact_id", "claim_set"]].dropna()
                self.claim_sets |= dict(rows.itertuples(index=False, name=None))
        self.named: dict[str, list[str]] = {}
        for row in Tables(tables)["rulings"] if "rulings" in tables else ():
            for key in self._keys(row):
                self.named.setdefault(key, []).append(row["ruling_id"])

    @staticmethod
    def _keys(row: Row) -> set[str]:
        return {*(row["facts"] or "").split(), *filter(None, [row["claim_set"]])}

    def on(self, facts: Iterable[str]) -> list[str]:
        """The rulings on any of some facts, each once."""
        keys = {*facts, *(self.claim_sets.get(fact, "") for fact in facts)}
        return sorted({name for key in keys for name in self.named.get(key, ())})


def _row(rule: Rule, found: Finding, ruled: _Rulings) -> dict[str, object]:
    return {
        "rule": rule.name,
        "family": rule.family,
        "arithmetic": found.arithmetic,
        "verdict": found.verdict,
        "readings": " | ".join(found.readings),
        "reason": found.reason,
        "reason_values": dict(found.values),
        "rulings": " ".join(ruled.on(found.facts)),
        "fact_ids": " ".join(found.facts),
    }
