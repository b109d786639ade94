"""Times: what happened before it could, how long a period is, and terms of office."""

from collections.abc import Iterator
from dataclasses import replace

from analysis import bounds
from analysis.audit import lookup, rule
from analysis.audit.arithmetic import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    BELOW,
    WITHIN,
    Expression,
    Relation,
    agreement,
    rounded,
    term,
    terms,
    value_of,
)
from analysis.audit.dates import (
    as_of,
    stretch,
    terms_of_sources,
    written,
    written_text,
)
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, number, order, point
from analysis.rows import Row
from analysis.tables import Study

ENDED = ("completion", "recognition", "award")
PAST = (*ENDED, "conference", "founding", "re_establishment")


@rule.of("times")
def length_of_period(study: Study) -> Iterator[Finding]:
    """A period is as many years long as the years that it names."""
    for row in study.records("events", unit="years"):
        stated = bounds.of_row(row)
        if stated is not None and row["date_start"] and row["date_end"]:
            yield _length(row, stated)


def _length(row: Row, stated: Interval) -> Finding:
    first, last = _start(row["date_start"]), _start(row["date_end"])
    years = round(last - first, 9)
    calendar, elapsed = (agreement(point(n), stated) for n in (years + 1, years))
    left = f"{number(last)} − {number(first)}"
    words = f"{left} + 1 = {number(years + 1)} ≠ {term(stated)}"
    if calendar == "consistent":
        words = f"{left} + 1 = {term(stated)}"
    check = rule.expected if elapsed == "consistent" else rule.required
    result = check([row], words, "length", holds=calendar == "consistent")
    return replace(result, readings=(f"{left} = {number(years)}",))


def _start(iso: str) -> float:
    """When a day, month or year begins, in years."""
    time = stretch(iso)
    assert time is not None
    assert time.lower is not None
    return time.lower


@rule.of("times")
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
            yield rule.compare([row, other], left, ABOUT, _stated(stated, 1), "passed")


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
        if start["type"] == "re_establishment" and start["locality_id"]:
            place = study.keyed("localities")[start["locality_id"]]
            yield place["valid_from"], start


@rule.of("times")
def passed_before(study: Study) -> Iterator[Finding]:
    """A target passed in a year was not passed already by an earlier figure."""
    observations = study.keyed("observations")
    for row in study.records("targets"):
        if row["met_year"] is not None and row["target"] is not None:
            aim, met = observations[row["target"]], point(row["met_year"])
            key = aim["indicator_id"], aim["committee_id"], "reported"
            for other in lookup.places(study).get(key, ()):
                time = as_of(other)
                if time and order(time, met) == "less":
                    yield _passed(row, aim, other)


@rule.on_figures
def _passed(rows: Rows, aim: Interval, reached: Interval) -> Finding:
    year, met = str(rows[2]["as_of_end"]), str(rows[0]["met_year"])
    right = Expression(f"{term(aim)}; {year} < {met}", aim)
    return rule.compare(rows, reached, BELOW, right, "earlier", year=year, met=met)


@rule.of("times")
def told_before_it_was(study: Study) -> Iterator[Finding]:
    """What is reported with a date was not later than the text can be."""
    sources = study.keyed("sources")
    precisions = ["day", "month", "year"]
    observations = study.records(
        "observations", modality="reported", as_of_precision=precisions
    )
    dated = [(row, row["as_of_start"]) for row in observations]
    events = study.records("events", type=list(PAST))
    dated += [(row, row["date_start"]) for row in events]
    dated += [(row, row["date"]) for row in study.records("mentions")]
    for row, day in dated:
        source = sources[row["source_id"]]
        end = source["window_end"] or source["event_date"]
        start, last = stretch(day), stretch(end)
        if start is not None and last is not None:
            holds = order(start, last) != "greater"
            words = f"{day} {'≤' if holds else '>'} {end}"
            yield rule.required([row], words, "dated", holds=holds)


@rule.of("times")
def horizons_in_order(study: Study) -> Iterator[Finding]:
    """An instrument's date, period, horizon and vision follow one another."""
    names = ("period_start", "period_end", "horizon_year", "vision_year")
    for row in study.records("mentions"):
        year = int(row["date"][:4]) if row["date"] else None
        steps = [year, *(row[name] for name in names)]
        years = [step for step in steps if step is not None]
        if len(years) > 1:
            holds = years == sorted(years)
            words = (" ≤ " if holds else ", ").join(map(str, years))
            yield rule.required([row], words, "horizons", holds=holds)


@rule.of("times")
def text_is_dated(study: Study) -> Iterator[Finding]:
    """A text states when it was published; if not, only a window is known."""
    by_source = study.groups("events", "source_id")
    for row in study.records("sources"):
        published, day = row["published_date"], row["event_date"]
        events = by_source.get(row["source_id"], [])
        past = [event for event in events if event["type"] in PAST] or events
        on_day = [event for event in past if event["date_start"] == day]
        first, last = str(row["window_start"]), str(row["window_end"])
        fills = {"first": first, "last": last}
        rows, words = on_day if day else past[:1], published or f"{first}…{last}"
        yield rule.expected(rows, words, "text", holds=published is not None, **fills)


@rule.of("times")
def parts_outside_review(study: Study) -> Iterator[Finding]:
    """The period that a text looks back on includes every dated part of its whole."""
    observations = study.keyed("observations")
    wholes: dict[str, dict[str, list[Row]]] = {}
    for part, whole in lookup.figure_links(study, "part_of"):
        if part["as_of_precision"] == "year":
            of_source = wholes.setdefault(part["source_id"], {})
            of_source.setdefault(whole["fact_id"], []).append(part)
    for event in study.records("events", unit="years"):
        for name, parts in wholes.get(event["source_id"], {}).items():
            if event["date_start"] and event["date_end"] and len(parts) > 1:
                yield _reviewed(event, observations[name], parts)


def _reviewed(event: Row, whole: Row, parts: list[Row]) -> Finding:
    first, last = event["date_start"][:4], event["date_end"][:4]
    inside = [part for part in parts if first <= part["as_of_start"] <= last]
    outside = [part for part in parts if part not in inside]
    values, size = [lookup.bounded(part) for part in inside], lookup.bounded(whole)
    covered = sum(values, point(0))
    is_less = AT_MOST.decide(covered, size) == "consistent"
    sign = "=" if not outside else "<" if is_less else "≟"
    words = f"{terms(values)} = {covered} {sign} {term(size)}"
    words += "".join(f"; {p['as_of_start']}: {term(bounds.of_row(p))}" for p in outside)
    rows, rest = [event, *parts, whole], value_of(size - covered)
    return rule.expected(rows, words, "review", holds=not outside, rest=rest)


OVER = Relation(AT_MOST.decide, "<≮≮", breach="undecided")


@rule.of("times")
def period_is_over(study: Study) -> Iterator[Finding]:
    """A period that is reported on was over when the text was written."""
    sources = study.keyed("sources")
    reported = study.records(
        "observations", modality="reported", as_of_precision="period"
    )
    ended = [(row, row["as_of_end"]) for row in reported]
    events = study.records("events", type="reference_period")
    ended += [(row, row["date_end"]) for row in events if row["date_start"]]
    for row, day in ended:
        source = sources[row["source_id"]]
        end, now = stretch(day), written(source)
        if end is not None and end.upper is not None and now is not None:
            is_over = AT_MOST.decide(point(end.upper), now) == "consistent"
            words = f"{day} {'<' if is_over else '≮'} {written_text(source)}"
            yield rule.expected([row], words, "period", holds=is_over)


# --- terms of office ------------------------------------------------------------


@rule.of("times")
def result_before_term(study: Study) -> Iterator[Finding]:
    """What is reported among the results of a term was reached in that term."""
    of_source = terms_of_sources(study)
    targets = study.records("targets", section="achievement")
    results = [(row, row["met_year"]) for row in targets if row["met_year"] is not None]
    events = [e for e in study.records("events", type=list(ENDED)) if e["date_end"]]
    results += [(row, int(row["date_end"][:4])) for row in events]
    for row, year in results:
        of = of_source.get(row["source_id"])
        if of is not None:
            fills = {"term": of["term_id"], "year": str(year)}
            start = point(of["start_year"])
            yield rule.compare([row], point(year), AT_LEAST, start, "result", **fills)


@rule.of("times")
def term_not_begun(study: Study) -> Iterator[Finding]:
    """What is reported as reached for a term is reported after that term began."""
    sources, by_id = study.keyed("sources"), study.keyed("terms")
    for row in study.records("targets", status=["met", "exceeded"]):
        source, of = sources[row["source_id"]], by_id.get(row["term_id"])
        now = written(source)
        if of is not None and now is not None:
            start, right = (
                point(of["start_year"]),
                Expression(written_text(source), now),
            )
            fills = {"term": of["term_id"]}
            yield rule.compare([row], start, AT_MOST, right, "begun", **fills)


def _years(of: Row) -> Expression:
    """The years of a term, under its label."""
    return Expression(of["term_id"], Interval(of["start_year"], of["end_year"]))


@rule.of("times")
def issued_in_term(study: Study) -> Iterator[Finding]:
    """An instrument bears a date within the term of its issuer."""
    by_id = study.keyed("terms")
    mentions = study.groups("mentions", "instrument_id")
    for row in study.records("instruments"):
        of, cited = by_id.get(row["term_id"]), mentions.get(row["instrument_id"])
        if row["date"] and of and cited:
            date = Expression(row["date"], point(int(row["date"][:4])))
            fills = {"term": of["term_id"]}
            yield rule.compare(cited[:1], date, WITHIN, _years(of), "issued", **fills)


@rule.of("times")
def share_of_term_passed(study: Study) -> Iterator[Finding]:
    """The share of a term said to have passed is that at the date of the text."""
    sources, of_source = study.keyed("sources"), terms_of_sources(study)
    events, targets = study.records("events", unit="share"), study.records("targets")
    claims = [(row, bounds.of_row(row)) for row in events]
    shares = [(row, row["term_elapsed"]) for row in targets]
    claims += [(row, point(share)) for row, share in shares if share is not None]
    for row, stated in claims:
        source, of = sources[row["source_id"]], of_source.get(row["source_id"])
        now = written(source)
        if of is not None and now is not None and stated is not None:
            first, last = of["start_year"], of["end_year"]
            share = (now - Interval(first, first + 1, upper_open=True)) / (last - first)
            words = f"({written_text(source)} − {first}) / {last - first} = {share}"
            right = _stated(stated, 0.5)
            yield rule.compare([row], Expression(words, share), ABOUT, right, "passed")


IN_TERM = replace(WITHIN, breach="undecided")


@rule.of("times")
def due_within_term(study: Study) -> Iterator[Finding]:
    """What is aimed at for a year is due in the term that the text speaks of."""
    of_source = terms_of_sources(study)
    for row in study.records("targets"):
        of = of_source.get(row["source_id"])
        if row["due_year"] is not None and of is not None:
            due, fills = point(row["due_year"]), {"term": of["term_id"]}
            yield rule.compare([row], due, IN_TERM, _years(of), "due", **fills)
