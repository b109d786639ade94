"""Times: how long a period is, what a term had passed, what was reached before."""

from collections.abc import Iterator
from dataclasses import replace

from analysis import bounds
from analysis.audit import lookup, rule
from analysis.audit.arithmetic import (
    BELOW,
    Expression,
    Relation,
    agreement,
    rounded,
    term,
)
from analysis.audit.dates import (
    as_of,
    elapsed,
    stretch,
    terms_of_sources,
    written,
    written_text,
)
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, number, order, point
from analysis.rows import Row
from analysis.tables import Study

# the start of a term is known to a year only, so a figure within it fits
FITS = Relation(
    lambda a, b: "inconsistent" if order(a, b) in ("less", "greater") else "consistent",
    "≈≠≟",
)
ENDED = ("completion", "recognition", "award")


@rule.registered
def length_of_period(study: Study) -> Iterator[Finding]:
    """A period is as many years long as the years that it names."""
    for row in study.records("events", unit="years"):
        stated = bounds.of_row(row)
        if stated is not None and row["date_start"] and row["date_end"]:
            yield _length(row, stated)


def _length(row: Row, stated: Interval) -> Finding:
    """The finding on a length, by calendar years or from the first year to the last."""
    first, last = _start(row["date_start"]), _start(row["date_end"])
    years = round(last - first, 9)
    left = f"{number(last)} − {number(first)}"
    words = [f"{left} + 1 = {number(years + 1)}", f"{left} = {number(years)}"]
    fits = [agreement(point(n), stated) == "consistent" for n in (years + 1, years)]
    if fits[1] and not fits[0]:
        words.reverse()
    elif not fits[0]:
        words[0] += f" ≠ {term(stated)}"
    result = rule.required([row], words[0], "length", holds=any(fits))
    return replace(result, readings=(words[1],))


def _start(iso: str) -> float:
    """When a day, month or year begins, in years."""
    time = stretch(iso)
    assert time is not None
    assert time.lower is not None
    return time.lower


@rule.registered
def years_since(study: Study) -> Iterator[Finding]:
    """The years said to have passed since a dated start fit the date of the text."""
    sources = study.keyed("sources")
    for row in study.records("events", unit="years", date_end=None):
        stated, source = bounds.of_row(row), sources[row["source_id"]]
        starts = [(day, other) for day, other in _starts(study, row) if day]
        now = written(source)
        if stated is not None and starts and now is not None:
            day, other = starts[0]
            passed = now - (stretch(day) or Interval(None, None))
            left = Expression(f"{written_text(source)} − {day} = {passed}", passed)
            yield rule.compare([row, other], left, FITS, _stated(stated, 1), "passed")


def _stated(stated: Interval, slack: float) -> Expression:
    """A stated figure, read as a rounded one if it is a single number."""
    if stated.is_point and stated.lower:
        return Expression(term(stated), rounded(stated.lower, slack))
    return Expression(term(stated), stated)


def _starts(study: Study, row: Row) -> Iterator[tuple[str | None, Row]]:
    """From when years are counted: a day printed, an instrument, a linked event."""
    yield row["date_start"], row
    instruments = study.keyed("instruments")
    for mention in lookup.overlapping(study, "mentions", row):
        yield instruments[mention["instrument_id"]]["date"], mention
    links = study.groups("fact_links", "from").get(row["fact_id"], ())
    linked = {link["type"]: link["to"] for link in links}
    start = study.keyed("events").get(linked.get("change_from"))
    if start is not None:
        yield start["date_start"], start


@rule.registered
def passed_before(study: Study) -> Iterator[Finding]:
    """A target passed in a year was not passed already by an earlier figure."""
    observations = study.keyed("observations")
    for row in study.records("targets"):
        if row["met_year"] is not None and row["target"] is not None:
            aim, met = observations[row["target"]], point(row["met_year"])
            of = aim["indicator_id"], aim["committee_id"]
            for other in lookup.reported(study, *of):
                time = as_of(other)
                if time and order(time, met) == "less":
                    yield _passed(row, aim, other)


@rule.on_figures
def _passed(rows: Rows, aim: Interval, reached: Interval) -> Finding:
    year, met = str(rows[2]["as_of_end"]), str(rows[0]["met_year"])
    right = Expression(f"{term(aim)}; {year} < {met}", aim)
    return rule.compare(rows, reached, BELOW, right, "earlier", year=year, met=met)


@rule.registered
def result_before_term(study: Study) -> Iterator[Finding]:
    """What is reported among the results of a term was reached before that term."""
    of_source = terms_of_sources(study)
    targets = study.records("targets", section="achievement")
    results = [(row, row["met_year"]) for row in targets if row["met_year"] is not None]
    events = [e for e in study.records("events", type=list(ENDED)) if e["date_end"]]
    results += [(row, int(row["date_end"][:4])) for row in events]
    for row, year in results:
        of = of_source.get(row["source_id"])
        if of is not None and year < of["start_year"]:
            fills = {"term": of["term_id"], "year": str(year)}
            words = f"{year} < {of['start_year']}"
            yield rule.finding([row], words, "inconsistent", "result", **fills)


@rule.registered
def share_of_term_passed(study: Study) -> Iterator[Finding]:
    """The share of a term said to have passed is that at the date of the text."""
    same = {end for link in lookup.links(study, "same_as") for end in link}
    for row in study.records("events", unit="share"):
        stated, passed = bounds.of_row(row), elapsed(study, row["source_id"])
        has_passed = row["date_end"] or row["fact_id"] in same
        if stated is not None and passed is not None and has_passed:
            right = _stated(stated, 0.5)
            yield rule.compare([row], passed, FITS, right, "passed")
