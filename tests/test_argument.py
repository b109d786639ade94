"""Stated findings: filled in, withheld, and moved by their own facts only."""

import random
import re

import pytest
from core_toys import NOTEBOOKS, with_tables

from analysis import argument, show, words
from analysis.grounds import MissingError, verdict
from analysis.stated import places

SEED = 20261130
SAMPLE = 24
FRONT = 10
CODES = {
    "mentions": "instrument_id",
    "relations": "type",
    "observations": "indicator_id",
    "targets": "status",
    "bands": "distribution_id",
    "reforms": "dimension_id",
    "shortcomings": "domain",
    "events": "type",
}
FIGURES = ("value", "lower", "upper", "count", "set_count")
DIGITS = re.compile(r"\d[\d.,%]*")
DOCUMENT = r"(?:Resolution|Decision|Nghị quyết|Quyết định) \d+"
NAMED = re.compile(rf"{DOCUMENT}|tháng \d+|\b(?:19|20)\d\d\b")
TABOO = {
    "en": "row rows coded band bands node nodes dimension claim claims was were "
    "because caused causes-of therefore thanks due",
    "vi": "mã dòng nút chiều",
}


def evaluated(study) -> dict[str, argument.Stated]:
    return {
        row["finding_id"]: argument.evaluate(study, row)
        for row in study.records("findings")
    }


# --- what is stated -------------------------------------------------------------


def test_every_finding_holds_and_ten_stand_on_the_front_page(study):
    withheld = {key: f.failures for key, f in evaluated(study).items() if not f.holds}
    assert withheld == {}
    assert [f.rank for f in argument.of_front_page(study)] == [*range(1, FRONT + 1)]
    assert len(evaluated(study)) >= 30


def test_a_figure_is_never_typed_and_small_ones_are_words(study):
    for row in study.records("findings"):
        text = row[f"text_{study.lang}"]
        typed = DIGITS.findall(NAMED.sub("", re.sub(r"\{[^}]*\}", "", text)))
        assert typed == [], row["finding_id"]
    for key, finding in evaluated(study).items():
        text = NAMED.sub("", str(finding.sentence))
        small = re.findall(r"(?<![\d.,–])\d(?![\d.,%–])", text)
        assert small == [], key


def test_a_finding_is_worded_for_a_reader(study):
    taboo = set(TABOO[study.lang].split())
    for key, finding in evaluated(study).items():
        assert not taboo & set(re.findall(r"\w+", finding.sentence.lower())), key
        assert finding.sentence.endswith("."), key
        assert finding.sentence[0].isupper(), key


def test_a_bound_is_printed_with_its_figure(english):
    row = english.records("findings", finding_id="one-in-six")[0]
    assert "more than 8,831 members" in argument.evaluate(english, row).sentence


def test_the_support_is_as_broad_as_the_facts(english):
    support = {r["finding_id"]: r["support"] for r in english.records("findings")}
    for key, finding in evaluated(english).items():
        sources = {english.record(fact)["source_id"] for fact in finding.facts}
        assert (len(sources) > 1) == (support[key] == "several_texts"), key


def test_a_notebook_without_findings_says_so(study):
    shown = show.stated(study, "00_start")
    assert repr(shown) == words.phrase("stated_none", study.lang)
    assert shown._repr_html_() == ""


def test_each_notebook_with_findings_shows_its_own(english):
    with_findings = {row["study"] for row in english.records("findings")}
    named = {
        path.stem: re.findall(
            r'show\.stated\(study, (?:\\"(\w+)\\"|about=\w+)[,)]',
            path.read_text("utf-8"),
        )
        for path in NOTEBOOKS
    }
    assert named.pop("01_committee") == [""]  # those of all notebooks about it
    assert {stem: names for stem, names in named.items() if names} == {
        stem: [stem] for stem in with_findings - {"01_committee"}
    }


@pytest.mark.parametrize(
    "committee", ["lao-cai-city-committee", "thai-nguyen-city-committee"]
)
def test_the_findings_of_a_committee_are_those_of_the_front_page_or_about_it_alone(
    english, committee
):
    chosen = argument.of_notebook(english, about=committee)
    assert chosen
    assert all(committee in argument.committees(english, each.facts) for each in chosen)
    assert all(
        each.rank or argument.committees(english, each.facts) == {committee}
        for each in chosen
    )
    assert len(chosen) < len(english.records("findings"))


def test_the_findings_of_a_notebook_lead_to_their_facts(study):
    shown = show.stated(study, "05_goals_and_targets")
    html = shown._repr_html_()
    assert 'data-claims="004-bnd-04" href="claims:004-bnd-04">67</a>' in html
    assert words.phrase("stated_title", study.lang) in html
    assert repr(shown).count("\n") == html.count('<p class="finding">') - 1


# --- each comparison ------------------------------------------------------------


def toy_check(**cells):
    empty = dict.fromkeys(
        ["facts", "others", "lower", "upper", "table", "column", "value", "source_id"]
    )
    return empty | {"finding_id": "toy", "position": 1} | cells


CITY, PROVINCE = "000-obs-19", "001-obs-13"  # more than 8,831; 53,767
SOURCE = "003_120acb040f22ed62"
UPWARD = {"table": "reforms", "column": "dimension_id", "value": "upward_advice"}
VERDICTS = [
    ("sums_to", {"facts": "004-obs-04", "others": "004-obs-05"}, True),
    ("sums_to", {"facts": "004-obs-04", "others": "004-obs-51"}, False),
    ("sums_to", {"facts": CITY, "others": CITY}, None),
    ("more_than", {"facts": PROVINCE, "others": "004-obs-04"}, True),
    ("more_than", {"facts": "004-obs-04", "others": PROVINCE}, False),
    ("more_than", {"facts": PROVINCE, "others": CITY}, None),
    ("share_of", {"facts": CITY, "others": PROVINCE, "lower": 16.0}, True),
    ("share_of", {"facts": CITY, "others": PROVINCE, "upper": 16.0}, False),
    (
        "share_of",
        {"facts": CITY, "others": PROVINCE, "lower": 1.0, "upper": 20.0},
        None,
    ),
    ("before", {"facts": "000-evt-06", "others": "000-obs-08"}, True),
    ("before", {"facts": "000-obs-08", "others": "000-evt-06"}, False),
    ("before", {"facts": "004-evt-03", "others": "004-evt-01"}, True),
    ("before", {"facts": "000-obs-15", "others": "004-evt-01"}, None),
    ("each_is", {"facts": "000-ref-01", **UPWARD}, True),
    ("each_is", {"facts": "000-ref-01 000-ref-04", **UPWARD}, False),
    ("each_is", {"facts": "000-obs-01", **UPWARD}, False),
    ("only_in", {"facts": "000-ref-01", "source_id": SOURCE, **UPWARD}, False),
    ("absent_from", {"source_id": SOURCE, **UPWARD}, True),
    ("absent_from", {"source_id": "000_4431c01ed6d97e21", **UPWARD}, False),
]


@pytest.mark.parametrize(("comparison", "cells", "expected"), VERDICTS)
def test_a_comparison_has_three_verdicts(english, comparison, cells, expected):
    check = toy_check(comparison=comparison, **cells)
    assert verdict(english, check) is expected


def test_a_fact_without_figure_or_date_withholds(english):
    for cells in (
        {"comparison": "more_than", "facts": "000-ref-01", "others": PROVINCE},
        {"comparison": "before", "facts": "000-ref-01", "others": "004-evt-01"},
    ):
        with pytest.raises(MissingError, match="000-ref-01"):
            verdict(english, toy_check(**cells))


def test_an_undecided_check_withholds_and_says_why(english):
    row = english.records("findings", finding_id="one-in-six")[0]
    check = english.records("finding_checks", finding_id="one-in-six")[0]
    changed = frame_with(english, "finding_checks", check, "upper", 20.0)
    stated = argument.evaluate(changed, row)
    assert not stated.holds
    assert stated.sentence == ""
    assert stated.failures[0].startswith("Check 1 is undecided within the bounds")


# --- mutations --------------------------------------------------------------------


def frame_with(study, table, row, column, value):
    frame = study.frames[table].copy()
    key = study.dictionary.tables[table].key
    is_row = (frame[list(key)] == [row[name] for name in key]).all(axis=1)
    frame.loc[is_row, column] = value
    return with_tables(study, **{table: frame})


def mutations(study, fact):
    """The study with a fact removed, its figure changed, its code changed."""
    table = study.table_of(fact)
    row, frame = study.record(fact), study.frames[table]
    yield "removed", with_tables(study, **{table: frame[frame["fact_id"] != fact]})
    for column in FIGURES:
        if row.get(column) is not None:
            yield "figure", frame_with(study, table, row, column, row[column] + 1)
            yield "figure", frame_with(study, table, row, column, row[column] - 1)
    column = CODES[table]
    values = frame[column].dropna().unique()
    other = next(code for code in sorted(values) if code != row[column])
    yield "code", frame_with(study, table, row, column, other)


def facts_of_findings(study):
    """Each fact that a finding names, by the tables alone; whether its figure counts.

    A figure counts where it is printed or summed.
    """
    for row in study.records("findings"):
        printed = [fact for place in places(row["text_en"]) for fact in place.facts]
        yield from ((fact, row["finding_id"], True) for fact in printed)
        further = (row["facts"] or "").split()
        yield from ((fact, row["finding_id"], False) for fact in further)
    for row in study.records("finding_checks"):
        is_summed = row["comparison"] == "sums_to"
        for fact in f"{row['facts'] or ''} {row['others'] or ''}".split():
            yield fact, row["finding_id"], is_summed


def grounds(study) -> dict[str, dict[str, set[str]]]:
    """By fact and kind of change: the findings that should react."""
    by_text: dict[str, dict[str, set[str]]] = {}
    for fact, finding, has_figure in facts_of_findings(study):
        kinds = by_text.setdefault(
            fact, {k: set() for k in ("removed", "code", "figure")}
        )
        for kind in ("removed", "code", *["figure"] * has_figure):
            kinds[kind].add(finding)
    return by_text


def now_in_scope(study, table, row) -> set[str]:
    """The findings that say of a code that only other statements have it, or none."""
    return {
        check["finding_id"]
        for check in study.records("finding_checks")
        if check["comparison"] in ("only_in", "absent_from")
        and (check["table"], check["column"]) == (table, CODES[table])
        and row[CODES[table]] in check["value"].split()
        and (
            check["comparison"] == "only_in"
            or row["source_id"] in check["source_id"].split()
        )
    }


def reactions(study, facts):
    """For each mutation: what was changed, the findings expected, those that react."""
    before, named = evaluated(study), grounds(study)
    for fact in facts:
        for kind, mutated in mutations(study, fact):
            expected = set(named.get(fact, {}).get(kind, ()))
            if kind == "code":
                table = study.table_of(fact)
                expected |= now_in_scope(study, table, mutated.record(fact))
            after = evaluated(mutated)
            yield fact, kind, expected, {k for k in after if after[k] != before[k]}


def test_exactly_the_findings_that_rest_on_a_fact_react(english):
    draw = random.Random(SEED)
    resting = sorted(grounds(english))
    others = sorted(
        set().union(*(english.frames[t]["fact_id"] for t in CODES)) - set(resting)
    )
    facts = [*draw.sample(resting, SAMPLE), *draw.sample(others, SAMPLE // 4)]
    kinds = set()
    for fact, kind, expected, reacting in reactions(english, facts):
        assert reacting == expected, (fact, kind)
        kinds.add(kind)
    assert kinds == {"removed", "figure", "code"}
