"""Source criticism: every rule on toys, the known identities on the data, mutation."""

import re
from functools import cache
from itertools import cycle
from pathlib import Path

import pandas as pd
import pytest
from audit_cases import CASES
from audit_toys import NO, OPEN, YES, toy
from core_toys import with_tables

from analysis import audit, tables, words
from analysis.audit.rule import RULES


@pytest.fixture(scope="module")
def study():
    return tables.load_tables()


@pytest.fixture(scope="module")
def audited(study):
    return audit.findings(study)


TRIED = [(name, *case) for name, cases in CASES.items() for case in cases]


@cache
def findings_of(number):
    """The findings of a rule on one of the toys."""
    name, _, _, given = TRIED[number]
    return list(RULES[name].check(toy(tables.load_tables(), given)))


@pytest.mark.parametrize("number", range(len(TRIED)), ids=lambda n: TRIED[n][0])
def test_rule(number):
    _, verdict, arithmetic, _ = TRIED[number]
    (finding,) = findings_of(number)
    assert (finding.verdict, finding.arithmetic) == (verdict, arithmetic)
    for lang in words.LANGUAGES:
        assert words.phrase(finding.reason, lang, **finding.values)


def test_every_rule_is_tried_and_none_finds_anything_in_empty_tables(study):
    assert set(CASES) == set(RULES)
    empty = toy(study, {})
    assert not [each for rule in RULES.values() for each in rule.check(empty)]


# --- the rules and the data ------------------------------------------------------


def test_rules_hold_no_figure_and_no_place(study):
    folder = tables.data_folder().parent / "src" / "analysis"
    text = "".join(p.read_text("utf-8") for p in (folder / "audit").glob("*.py"))
    text += (folder / "gate.py").read_text("utf-8")
    named = ("committees", "localities", "bodies", "instruments", "indicators")
    keys = [key for table in named for key in study.frames[table].iloc[:, 0]]
    assert not [key for key in keys if "-" in key and key in text]
    assert not re.findall(r"00[0-4]-[a-z]{3}-", text)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_word_has_its_phrase(audited, lang):
    for row in audited.itertuples():
        assert words.phrase(row.reason, lang, **row.reason_values)
    keys = {*audited["verdict"], *audit.FAMILIES}
    assert all(words.phrase(f"word_{key}", lang) for key in keys)


def test_every_reason_with_a_phrase_is_that_of_some_finding(audited):
    numbers = range(len(TRIED))
    reasons = {each.reason for number in numbers for each in findings_of(number)}
    phrases = {key for key in words.phrases() if key.startswith("audit_")}
    assert phrases == reasons | set(audited["reason"])


def test_no_finding_is_without_evidence(study, audited):
    facts = {
        key
        for frame in study.frames.values()
        if "fact_id" in frame.columns
        for key in frame["fact_id"]
    }
    for row in audited.itertuples():
        assert row.fact_ids
        assert set(row.fact_ids.split()) <= facts


def test_what_fails_comes_first_and_what_two_texts_say_before_what_one_says(audited):
    order = audited["verdict"].map([NO, OPEN, YES].index)
    assert order.is_monotonic_increasing
    of_open = audited.loc[audited["verdict"] == OPEN, "fact_ids"]
    are_two = [len({fact[:3] for fact in cell.split()}) > 1 for cell in of_open]
    assert are_two == sorted(are_two, reverse=True)


def test_no_finding_decides_what_a_ruling_leaves_open(study, audited):
    failing = [
        set(cell.split()) for cell in audited.loc[audited["verdict"] == NO, "fact_ids"]
    ]
    for row in study.records("rulings", ruling="open"):
        assert not [
            facts for facts in failing if facts <= set((row["facts"] or "").split())
        ]
    passed = audited[audited["rule"] == "passed_before"].iloc[0]
    assert (passed["arithmetic"], passed["verdict"]) == (
        "4600 ≥ 4500; 2021 < 2022",
        OPEN,
    )


def test_rival_readings_and_rulings_stand_beside_a_finding(audited):
    row = audited.set_index("arithmetic").loc["100 × 9 / 4 − 100 = 125 ≠ 115"]
    assert row["readings"] == "100 × 9 / 4 = 225 ≠ 115"
    assert "004-rul-02" in row["rulings"].split()


# --- an independent list -----------------------------------------------------------

# Drawn up from the five texts before any output of the audit was read: what can be
# checked, of what kind it is, and the verdict of a reader.
IDENTITIES = pd.read_csv(Path(__file__).with_name("identities.csv"))
MISSED = {
    "23.6 + 72.2 per cent of degrees",
    "one of the 6 resolutions of 2021 is dated",
}


def test_the_audit_agrees_with_an_independent_list(audited):
    def agrees(identity):
        of_kind, facts = (
            audited[audited["family"] == identity["kind"]],
            identity["facts"],
        )
        rests = [
            set(facts.split()) <= set(cell.split()) for cell in of_kind["fact_ids"]
        ]
        return identity["verdict"] in set(of_kind["verdict"][rests])

    agreed = IDENTITIES.apply(agrees, axis="columns")
    assert set(IDENTITIES.loc[~agreed, "identity"]) == MISSED
    assert agreed[IDENTITIES["kind"] != "tensions"].mean() > 0.95


def test_the_audit_raises_no_false_alarm(audited):
    listed = [set(cell.split()) for cell in IDENTITIES["facts"]]
    doubts = audited.loc[audited["verdict"] != YES, "fact_ids"]
    unlisted = [
        cell
        for cell in doubts
        if not any(facts <= set(cell.split()) for facts in listed)
    ]
    assert unlisted == ["000-obs-19"]  # "more than 8,831", to the last digit: true


# --- mutation --------------------------------------------------------------------

EXACT = ("audit_parts_fill", "audit_percent_consistent", "audit_same_consistent")


def changed(study, fact, by):
    """The study with one figure changed by a factor and a step."""
    frame, ends = study.frames["observations"].copy(), ["value", "lower", "upper"]
    mine = frame["fact_id"] == fact
    frame.loc[mine, ends] = frame.loc[mine, ends] * by + (by > 1)
    return with_tables(study, observations=frame)


def by_facts(study):
    """Reason, arithmetic, readings and verdict of findings, by rule and facts."""
    return {
        (name, each.facts): (each.reason, each.arithmetic, each.readings, each.verdict)
        for name, rule in RULES.items()
        for each in rule.check(study)
    }


def test_changing_one_figure_changes_exactly_the_findings_that_rest_on_it(study):
    frame, base = study.frames["observations"], by_facts(study)
    assert len(base) > 80
    figures = frame.dropna(subset=["value", "lower", "upper"], how="all")
    for fact, by in zip(figures["fact_id"], cycle((3, 0.3)), strict=False):
        new = by_facts(changed(study, fact, by))
        unlike = {key for key in base.keys() | new if base.get(key) != new.get(key)}
        assert unlike >= {key for key in base if fact in key[1]}, (fact, by)
        assert all(fact in facts for _, facts in unlike), (fact, by)
        flipped = {
            key
            for key in unlike & base.keys()
            if key not in new or base[key][3] != new[key][3]
        }
        held = {key for key, row in base.items() if row[0] in EXACT and fact in key[1]}
        assert held <= flipped, fact
