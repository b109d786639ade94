"""Times: what happened before it could, and how long a period is."""

from collections.abc import Iterator

from analysis import bounds
from analysis.audit.rules import (
    FIGURE,
    SPAN,
    Finding,
    Row,
    Tables,
    Verdict,
    at_most,
    figure,
    number,
    rounded,
    rule,
    term,
    told,
    value_of,
    verdict,
)
from analysis.audit.when import (
    moment,
    overlapping,
    when,
    written,
    written_text,
)
from analysis.bounds import Interval, point

WRITTEN = "source_id event_date window_start window_end"
EVENT = "fact_id type source_id date_start date_end"
ENDED = ("completion", "recognition", "award")
PAST = (*ENDED, "conference", "founding", "re_establishment")


@rule("times", events=f"{FIGURE} date_start date_end")
def length_of_period(t: Tables) -> Iterator[Finding]:
    """A period is as many years long as the years that it names."""
    for row in t["events"]:
        stated, first, last = (
            figure(row),
            moment(row["date_start"]),
            moment(row["date_end"]),
        )
        if row["unit"] != "years" or stated is None or first is None or last is None:
            continue
        assert first.lower is not None
        assert last.lower is not None
        between = round(last.lower - first.lower, 9)
        ends = f"{number(last.lower)} − {number(first.lower)}"
        words = f"{ends} + 1 = {number(between + 1)}"
        calendar, apart = (verdict(point(n), stated) for n in (between + 1, between))
        readings = (f"{ends} = {number(between)}",)
        found: Verdict = "undecided" if apart == "consistent" else "inconsistent"
        if calendar == "consistent":
            found, words = "consistent", f"{ends} + 1 = {term(stated)}"
        else:
            words += f" ≠ {term(stated)}"
        yield Finding(
            (row["fact_id"],), words, found, f"audit_length_{found}", {}, readings
        )


@rule(
    "times",
    events=f"{FIGURE} {SPAN} {EVENT} locality_id type=re_establishment",
    mentions=f"{SPAN} instrument_id",
    instruments="instrument_id date",
    localities="locality_id valid_from",
    fact_links="from to type=change_from",
    sources=WRITTEN,
)
def years_since(t: Tables) -> Iterator[Finding]:
    """The years said to have passed since a dated start fit the date of the text."""
    sources = t.by("sources", "source_id")
    for row in t["events"]:
        stated, source = figure(row), sources[row["source_id"]]
        if row["unit"] != "years" or stated is None or row["date_end"]:
            continue
        begun = next(((day, fact) for day, fact in _starts(t, row) if day), None)
        now = written(source)
        if begun is not None and now is not None:
            facts = tuple(dict.fromkeys((row["fact_id"], begun[1])))
            left = f"{written_text(source)} − {begun[0]}"
            yield _elapsed(facts, left, now - _known(begun[0]), stated)


def _starts(t: Tables, row: Row) -> Iterator[tuple[str | None, str]]:
    """From when years are counted: a day printed, an instrument, a linked event."""
    yield row["date_start"], row["fact_id"]
    known = t.by("instruments", "instrument_id")
    for mention in overlapping(t, "mentions", row):
        yield known[mention["instrument_id"]]["date"], mention["fact_id"]
    linked = t.linked("change_from").get(row["fact_id"], "")
    start = t.by("events", "fact_id").get(linked)
    if start is not None:
        yield start["date_start"], start["fact_id"]
        if start["type"] == "re_establishment" and start["locality_id"]:
            place = t.by("localities", "locality_id")[start["locality_id"]]
            yield place["valid_from"], start["fact_id"]


def _known(day: str) -> Interval:
    return moment(day) or Interval(None, None)


def _elapsed(
    facts: tuple[str, ...], left: str, passed: Interval, stated: Interval
) -> Finding:
    allowed = stated
    if stated.is_point and stated.lower is not None:
        allowed = rounded(stated.lower, slack=1)
    found = verdict(passed, allowed)
    sign = {"consistent": "≈", "inconsistent": "≠", "undecided": "≟"}[found]
    words = f"{left} = {told(passed)} {sign} {term(stated)}"
    return Finding(facts, words, found, f"audit_passed_{found}")


@rule(
    "times",
    observations=f"{FIGURE} indicator_id committee_id modality=reported "
    "as_of_start as_of_end",
    targets="fact_id actual target met_year",
)
def passed_before(t: Tables) -> Iterator[Finding]:
    """A target passed in a year was not passed already by an earlier figure."""
    known = t.groups("observations", "indicator_id", "committee_id", "modality")
    for row in t["targets"]:
        if row["met_year"] is None or row["target"] is None:
            continue
        aim = t.figures[row["target"]]
        key = aim["indicator_id"], aim["committee_id"], "reported"
        for other in known.get(key, ()):
            dated = when(other)
            if dated and bounds.order(dated, point(row["met_year"])) == "less":
                yield _passed(row, aim, other)


def _passed(row: Row, aim: Row, other: Row) -> Finding:
    facts = (row["fact_id"], aim["fact_id"], other["fact_id"])
    goal, reached = figure(aim), figure(other)
    if goal is None or reached is None:
        return Finding(facts, "?", "undecided", "audit_no_figure")
    found = at_most(goal, reached)
    shown: dict[Verdict, Verdict] = {
        "consistent": "inconsistent",
        "inconsistent": "consistent",
    }
    sign = {"consistent": "≥", "inconsistent": "<", "undecided": "≟"}[found]
    words = (
        f"{term(reached)} {sign} {term(goal)}; {other['as_of_end']} < {row['met_year']}"
    )
    verdict_ = shown.get(found, "undecided")
    years = {"year": str(other["as_of_end"]), "met": str(row["met_year"])}
    return Finding(facts, words, verdict_, f"audit_earlier_{verdict_}", years)


AS_OF = "fact_id source_id modality=reported as_of_start as_of_end"


@rule(
    "times",
    sources=WRITTEN,
    observations=f"{AS_OF} as_of_precision=day|month|year",
    events=EVENT,
    mentions="fact_id source_id date",
)
def told_before_it_was(t: Tables) -> Iterator[Finding]:
    """What is reported with a date was not later than the text can be."""
    sources = t.by("sources", "source_id")
    dated = [
        (row["fact_id"], row["source_id"], row["as_of_start"])
        for row in t["observations"]
        if row["modality"] == "reported"
        and row["as_of_precision"] in ("day", "month", "year")
    ]
    dated += [
        (row["fact_id"], row["source_id"], row["date_start"])
        for row in t["events"]
        if row["type"] in PAST
    ]
    dated += [(row["fact_id"], row["source_id"], row["date"]) for row in t["mentions"]]
    for fact, source, day in dated:
        window, start = sources[source], moment(day)
        last = moment(window["window_end"] or window["event_date"])
        if start is not None and last is not None:
            late = bounds.order(start, last) == "greater"
            end = window["window_end"] or window["event_date"]
            yield Finding(
                (fact,),
                f"{day} {'>' if late else '≤'} {end}",
                "inconsistent" if late else "consistent",
                "audit_told_early" if late else "audit_told_after",
            )


@rule("times", mentions="fact_id date period_start period_end horizon_year vision_year")
def horizons_in_order(t: Tables) -> Iterator[Finding]:
    """An instrument's date, period, horizon and vision follow one another."""
    for row in t["mentions"]:
        year = int(row["date"][:4]) if row["date"] else None
        names = ("period_start", "period_end", "horizon_year", "vision_year")
        steps = [year, *(row[name] for name in names)]
        known = [step for step in steps if step is not None]
        if len(known) > 1:
            rises = known == sorted(known)
            yield Finding(
                (row["fact_id"],),
                (" ≤ " if rises else ", ").join(map(str, known)),
                "consistent" if rises else "inconsistent",
                "audit_horizons_rise" if rises else "audit_horizons_fall",
            )


@rule(
    "times", sources=f"{WRITTEN} published_date", events=f"{EVENT} date_precision=day"
)
def text_is_dated(t: Tables) -> Iterator[Finding]:
    """A text states when it was published; if not, only a window is known."""
    events = t.groups("events", "source_id")
    for row in t["sources"]:
        own = [e for e in events.get(row["source_id"], ()) if e["type"] in PAST]
        dated = row["published_date"] is not None
        own = own or events.get(row["source_id"], [])
        window = f"{row['window_start']}…{row['window_end']}"
        facts = [e["fact_id"] for e in own if e["date_start"] == row["event_date"]]
        yield Finding(
            tuple(facts if row["event_date"] else [e["fact_id"] for e in own[:1]]),
            str(row["published_date"]) if dated else window,
            "consistent" if dated else "undecided",
            "audit_text_dated" if dated else "audit_text_undated",
            {"first": str(row["window_start"]), "last": str(row["window_end"])},
        )


@rule(
    "times",
    observations=f"{FIGURE} source_id as_of_start as_of_precision=year",
    events=f"{EVENT} unit=years value lower upper qualifier",
    fact_links="from to type=part_of",
)
def parts_outside_review(t: Tables) -> Iterator[Finding]:
    """The period that a text looks back on holds every dated part of its whole."""
    told = _parts_by_year(t)
    reviews = [e for e in t["events"] if e["unit"] == "years" and e["date_end"]]
    for row in (event for event in reviews if event["date_start"]):
        first, last = row["date_start"][:4], row["date_end"][:4]
        for name, parts in told.get(row["source_id"], ()):
            inside = [p for p in parts if first <= p["as_of_start"] <= last]
            yield _reviewed(row, t.figures[name], parts, inside)


def _parts_by_year(t: Tables) -> dict[str, list[tuple[str, list[Row]]]]:
    """The wholes of each text with parts of single years, if there are several."""
    wholes: dict[str, list[Row]] = {}
    for part, whole in t.figure_links("part_of"):
        if part["as_of_precision"] == "year":
            wholes.setdefault(whole["fact_id"], []).append(part)
    told: dict[str, list[tuple[str, list[Row]]]] = {}
    for name, parts in wholes.items():
        if len(parts) > 1:
            told.setdefault(parts[0]["source_id"], []).append((name, parts))
    return told


def _reviewed(event: Row, whole: Row, parts: list[Row], inside: list[Row]) -> Finding:
    facts = (event["fact_id"], *(p["fact_id"] for p in parts), whole["fact_id"])
    terms = [figure(part) or Interval(None, None) for part in inside]
    total = figure(whole) or Interval(None, None)
    summed = sum(terms, point(0))
    covered = len(inside) == len(parts)
    sign = "=" if covered else ("<" if at_most(summed, total) == "consistent" else "≟")
    words = f"{' + '.join(map(term, terms))} = {told(summed)} {sign} {term(total)}"
    outside = [part for part in parts if part not in inside]
    words += "".join(f"; {p['as_of_start']}: {term(figure(p))}" for p in outside)
    found: Verdict = "consistent" if covered else "undecided"
    reason = "audit_review_whole" if covered else "audit_review_part"
    return Finding(facts, words, found, reason, {"rest": value_of(total - summed)})


@rule(
    "times",
    sources=WRITTEN,
    observations="fact_id source_id modality=reported as_of_end as_of_precision=period",
    events="fact_id type=reference_period source_id date_start date_end",
)
def period_is_over(t: Tables) -> Iterator[Finding]:
    """A period that is reported on was over when the text was written."""
    ended = [
        (row["fact_id"], row["source_id"], row["as_of_end"])
        for row in t["observations"]
        if (row["modality"], row["as_of_precision"]) == ("reported", "period")
    ]
    ended += [
        (row["fact_id"], row["source_id"], row["date_end"])
        for row in t["events"]
        if row["type"] == "reference_period" and row["date_start"]
    ]
    sources = t.by("sources", "source_id")
    for fact, source, day in ended:
        end, now = moment(day), written(sources[source])
        if end is not None and end.upper is not None and now is not None:
            over = at_most(point(end.upper), now) == "consistent"
            yield Finding(
                (fact,),
                f"{day} {'<' if over else '≮'} {written_text(sources[source])}",
                "consistent" if over else "undecided",
                "audit_period_over" if over else "audit_period_running",
            )
