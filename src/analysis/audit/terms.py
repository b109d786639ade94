"""Terms: what is told of a term against the years it runs."""

from collections.abc import Iterator

from analysis.audit.rules import (
    FIGURE,
    Finding,
    Tables,
    Verdict,
    at_most,
    figure,
    rounded,
    rule,
    term,
    told,
    verdict,
)
from analysis.audit.times import ENDED, EVENT, WRITTEN
from analysis.audit.when import terms_of_sources, written, written_text
from analysis.bounds import Interval, point

SOURCE_TERM = {
    "targets": "fact_id source_id section=achievement term_id met_year status",
    "terms": "term_id start_year end_year",
}


@rule("times", events=EVENT, **SOURCE_TERM)
def result_before_term(t: Tables) -> Iterator[Finding]:
    """What is reported among the results of a term was reached in that term."""
    terms = terms_of_sources(t)
    told_of = [
        (row["fact_id"], row["source_id"], row["met_year"])
        for row in t["targets"]
        if row["met_year"] is not None and row["section"] == "achievement"
    ]
    told_of += [
        (row["fact_id"], row["source_id"], int(row["date_end"][:4]))
        for row in t["events"]
        if row["type"] in ENDED and row["date_end"]
    ]
    for fact, source, year in told_of:
        if source in terms:
            start = terms[source]["start_year"]
            before = year < start
            yield Finding(
                (fact,),
                f"{year} {'<' if before else '≥'} {start}",
                "inconsistent" if before else "consistent",
                "audit_before_term" if before else "audit_in_term",
                {"term": terms[source]["term_id"], "year": str(year)},
            )


REACHED = ("met", "exceeded")


@rule(
    "times",
    sources=WRITTEN,
    targets="fact_id source_id term_id status=met|exceeded",
    terms="term_id start_year",
)
def term_not_begun(t: Tables) -> Iterator[Finding]:
    """What is reported as reached for a term is told when that term has begun."""
    sources, terms = t.by("sources", "source_id"), t.by("terms", "term_id")
    for row in t["targets"]:
        now = written(sources[row["source_id"]])
        if row["term_id"] is None or row["status"] not in REACHED or now is None:
            continue
        start = terms[row["term_id"]]["start_year"]
        found: Verdict = at_most(point(start), now)
        sign = {"consistent": "≤", "inconsistent": ">", "undecided": "≟"}[found]
        words = f"{start} {sign} {written_text(sources[row['source_id']])}"
        values = {"term": row["term_id"]}
        yield Finding((row["fact_id"],), words, found, f"audit_begun_{found}", values)


@rule(
    "times",
    instruments="instrument_id date term_id",
    terms="term_id start_year end_year",
    mentions="fact_id instrument_id",
)
def issued_in_term(t: Tables) -> Iterator[Finding]:
    """An instrument bears a date within the term of its issuer."""
    terms, said = t.by("terms", "term_id"), t.groups("mentions", "instrument_id")
    for row in t["instruments"]:
        if row["date"] and row["term_id"] and row["instrument_id"] in said:
            of = terms[row["term_id"]]
            inside = of["start_year"] <= int(row["date"][:4]) <= of["end_year"]
            yield Finding(
                (said[row["instrument_id"]][0]["fact_id"],),
                f"{row['date']} {'∈' if inside else '∉'} {row['term_id']}",
                "consistent" if inside else "inconsistent",
                "audit_date_in_term" if inside else "audit_date_off_term",
                {"term": row["term_id"]},
            )


@rule(
    "times",
    sources=WRITTEN,
    events=f"{FIGURE} source_id",
    targets="fact_id source_id term_id term_elapsed",
    terms="term_id start_year end_year",
)
def share_of_term_passed(t: Tables) -> Iterator[Finding]:
    """The share of a term said to have passed is that at the date of the text."""
    sources, terms = t.by("sources", "source_id"), terms_of_sources(t)
    claims = [(row, figure(row)) for row in t["events"] if row["unit"] == "share"]
    claims += [
        (row, point(row["term_elapsed"]))
        for row in t["targets"]
        if row["term_elapsed"] is not None
    ]
    for row, stated in claims:
        of, now = terms.get(row["source_id"]), written(sources[row["source_id"]])
        if of is None or now is None or stated is None:
            continue
        length = of["end_year"] - of["start_year"]
        start = Interval(of["start_year"], of["start_year"] + 1, upper_open=True)
        share = (now - start) / length
        allowed = rounded(stated.lower) if stated.is_point and stated.lower else stated
        found = verdict(share, allowed)
        sign = {"consistent": "≈", "inconsistent": "≠", "undecided": "≟"}[found]
        text = written_text(sources[row["source_id"]])
        words = f"({text} − {of['start_year']}) / {length} = {told(share)} {sign} "
        words += term(stated)
        yield Finding((row["fact_id"],), words, found, f"audit_passed_{found}")


@rule(
    "times",
    targets="fact_id source_id term_id due_year",
    terms="term_id start_year end_year",
)
def due_within_term(t: Tables) -> Iterator[Finding]:
    """What is aimed at for a year is due in the term that the text speaks of."""
    terms = terms_of_sources(t)
    for row in t["targets"]:
        of = terms.get(row["source_id"])
        if row["due_year"] is not None and of is not None:
            inside = of["start_year"] <= row["due_year"] <= of["end_year"]
            yield Finding(
                (row["fact_id"],),
                f"{row['due_year']} {'∈' if inside else '∉'} {of['term_id']}",
                "consistent" if inside else "undecided",
                "audit_due_inside" if inside else "audit_due_outside",
                {"term": of["term_id"]},
            )
