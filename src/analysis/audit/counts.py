"""Counts against what is listed, and one count in several places."""

import re
from bisect import bisect_left
from collections.abc import Iterator

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
    rule,
    term,
    verdict,
)
from analysis.audit.when import overlapping
from analysis.bounds import Interval, point
from analysis.dictionary import FACT_TABLES

SET = "instrument_id set_count exhaustive identity=named|counted_only"
SHORT: dict[str, Verdict] = {"yes": "inconsistent"}


@rule(
    "counts",
    instruments=SET,
    mentions="fact_id instrument_id set_count",
    relations="fact_id source target type=contains|applies_to",
    localities="locality_id",
)
def set_against_listed(t: Tables) -> Iterator[Finding]:
    """A set counts no fewer items than a text names of it."""
    kinds = t.by("instruments", "instrument_id")
    places = {row["locality_id"] for row in t["localities"]}
    counted = t.groups("mentions", "instrument_id")
    for name, relations in t.groups("relations", "source").items():
        count = kinds[name]["set_count"] if name in kinds else None
        if count is None:
            continue
        named = {
            r["target"]: r["fact_id"]
            for r in relations
            if r["type"] == "contains"
            and kinds.get(r["target"], {}).get("identity") == "named"
        }
        if not named and kinds[name]["exhaustive"] == "yes":
            places_of = [r for r in relations if r["type"] == "applies_to"]
            named = {
                r["target"]: r["fact_id"] for r in places_of if r["target"] in places
            }
        if named:
            said = [m["fact_id"] for m in counted.get(name, []) if m["set_count"]]
            facts = (*said, *named.values())
            yield _listed(len(named), point(count), facts, kinds[name]["exhaustive"])


def _listed(
    listed: int, count: Interval, facts: tuple[str, ...], exhaustive: str | None
) -> Finding:
    """What a number of listed items says of a count, if the list is closed or not."""
    found = at_most(point(listed), count)
    rest = count - listed
    if found == "consistent" and rest == point(0):
        words = f"{listed} = {term(count)}"
        return Finding(facts, words, "consistent", "audit_list_full")
    if found != "consistent":
        words = f"{listed} {'>' if found == 'inconsistent' else '≟'} {term(count)}"
        return Finding(facts, words, found, f"audit_list_{found}")
    words = f"{listed} < {term(count)}"
    if rest.is_point:
        words += f"; {term(count)} − {listed} = {number(rest.lower or 0)}"
    values = {"rest": number(rest.lower or 0)}
    reason = "audit_list_short" if exhaustive == "yes" else "audit_list_open"
    return Finding(
        facts, words, SHORT.get(exhaustive or "", "undecided"), reason, values
    )


@rule("counts", mentions="fact_id instrument_id set_count", instruments=SET)
def set_counted_again(t: Tables) -> Iterator[Finding]:
    """A set has one count wherever it is counted."""
    kinds = t.by("instruments", "instrument_id")
    for name, mentions in t.groups("mentions", "instrument_id").items():
        rows = [m for m in mentions if m["set_count"] is not None]
        counts = [m["set_count"] for m in rows]
        known = kinds[name]["set_count"]
        if len(rows) > 1:
            same = len({*counts, counts[0] if known is None else known}) == 1
            yield Finding(
                tuple(m["fact_id"] for m in rows),
                (" = " if same else " ≠ ").join(map(str, [*counts, known])),
                "consistent" if same else "inconsistent",
                "audit_set_again" if same else "audit_set_differs",
            )


@rule(
    "counts",
    mentions=f"{SPAN} set_count",
    observations=f"{FIGURE} {SPAN} unit=count",
)
def count_in_two_tables(t: Tables) -> Iterator[Finding]:
    """A count of instruments and the figure read from the same words are equal."""
    for row in t["observations"]:
        found = figure(row)
        for mention in (
            overlapping(t, "mentions", row) if row["unit"] == "count" else ()
        ):
            if found is not None and mention["set_count"] is not None:
                same = verdict(found, point(mention["set_count"]))
                sign = {"consistent": "=", "inconsistent": "≠"}.get(same, "≟")
                yield Finding(
                    (row["fact_id"], mention["fact_id"]),
                    f"{term(found)} {sign} {mention['set_count']}",
                    same,
                    f"audit_tables_{same}",
                )


@rule(
    "counts",
    instruments="instrument_id symbol set_count",
    relations="fact_id source target type=contains",
    mentions="fact_id instrument_id set_count",
)
def numbers_against_count(t: Tables) -> Iterator[Finding]:
    """The numbers that items of a set bear run no higher than its count."""
    known = t.by("instruments", "instrument_id")
    said = t.groups("mentions", "instrument_id")
    for name, relations in t.groups("relations", "source").items():
        count = known[name]["set_count"] if name in known else None
        borne: dict[int, str] = {}
        for row in relations:
            symbol = known.get(row["target"], {}).get("symbol")
            if count is not None and row["type"] == "contains" and symbol:
                borne[int(re.split(r"\D", symbol)[0])] = row["fact_id"]
        if count is not None and borne:
            highest = max(borne)
            facts = [m["fact_id"] for m in said.get(name, []) if m["set_count"]]
            yield Finding(
                (*facts, *borne.values()),
                f"{highest} {'>' if highest > count else '≤'} {count}",
                "undecided" if highest > count else "consistent",
                "audit_numbers_wider" if highest > count else "audit_numbers_fit",
                {"highest": highest, "count": count},
            )


@rule(
    "counts",
    instruments="instrument_id date",
    relations="fact_id source target type=contains",
    mentions=f"{SPAN} instrument_id set_count",
    observations=f"{FIGURE} {SPAN} as_of_start as_of_precision=year",
    fact_links="from to type=part_of",
)
def dated_members(t: Tables) -> Iterator[Finding]:
    """Of the items of a set that are dated, no more fall in a year than it counts."""
    dates = {row["instrument_id"]: row["date"] for row in t["instruments"]}
    members = t.groups("relations", "source")
    for part, whole in t.figure_links("part_of"):
        counted = [
            m for m in overlapping(t, "mentions", whole) if m["set_count"] is not None
        ]
        sets = {m["instrument_id"] for m in counted}
        year, stated = part["as_of_start"], figure(part)
        if part["as_of_precision"] != "year" or stated is None:
            continue
        named = [
            row["fact_id"]
            for name in sorted(sets)
            for row in members.get(name, [])
            if row["type"] == "contains"
            and (dates.get(row["target"]) or "")[:4] == year
        ]
        if named:
            yield _listed(len(named), stated, (part["fact_id"], *named), "no")


@rule(
    "counts",
    fact_links="from to type=possibly_same",
    mentions="fact_id instrument_id set_count",
    instruments="instrument_id identity=named",
    relations="source target type=contains",
)
def possibly_one_set(t: Tables) -> Iterator[Finding]:
    """Two sets that may be one: their sizes as one, as part and whole, and apart."""
    mentions = t.by("mentions", "fact_id")
    identity = {row["instrument_id"]: row["identity"] for row in t["instruments"]}
    named: dict[str, int] = {}
    for row in t["relations"]:
        if row["type"] == "contains" and identity.get(row["target"]) == "named":
            named[row["source"]] = named.get(row["source"], 0) + 1
    for a, b in t.links("possibly_same"):
        if a not in mentions or b not in mentions:
            continue
        sizes = [
            mentions[m]["set_count"] or named.get(mentions[m]["instrument_id"], 0)
            for m in (a, b)
        ]
        if all(sizes):
            low, high = sorted(sizes)
            one = f"{low} {'=' if low == high else '≠'} {high}"
            readings = (
                f"{high} − {low} = {high - low}",
                f"{low} + {high} = {low + high}",
            )
            yield Finding((a, b), one, "undecided", "audit_one_set", {}, readings)


@rule(
    "counts",
    observations=f"{FIGURE} {SPAN} unit=count",
    fact_links="from to type=part_of",
    relations=f"{SPAN} target type=applies_to|contains",
    localities="locality_id",
)
def listed_items(t: Tables) -> Iterator[Finding]:
    """A count is that of the items that the text lists for it."""
    listed: dict[str, dict[str, None]] = {}
    for item, whole in [*t.links("part_of"), *_named_within(t)]:
        if whole in t.figures and item not in t.figures:
            listed.setdefault(whole, {})[item] = None
    for name, items in listed.items():
        count = figure(t.figures[name])
        if len(items) > 1 and count is not None:
            yield _listed(len(items), count, (name, *items), "no")


def _named_within(t: Tables) -> Iterator[tuple[str, str]]:
    """Relations to places that are named within the words of a count."""
    places = {row["locality_id"] for row in t["localities"]}
    named: dict[str, list[Row]] = {}
    for relation in t["relations"]:
        if relation["target"] in places and relation["source_id"]:
            named.setdefault(relation["source_id"], []).append(relation)
    for row in t["observations"]:
        for place in named.get(row["source_id"], ()) if row["unit"] == "count" else ():
            if row["start"] <= place["start"] and place["end"] <= row["end"]:
                yield place["fact_id"], row["fact_id"]


@rule(
    "counts",
    events="fact_id ordinal",
    observations=FIGURE,
    fact_links="from to type=part_of",
)
def nth_of_series(t: Tables) -> Iterator[Finding]:
    """The nth of a series is no later than the series is counted long."""
    ordinals = {row["fact_id"]: row["ordinal"] for row in t["events"]}
    for event, series in t.links("part_of"):
        if ordinals.get(event) is None or series not in t.figures:
            continue
        count = figure(t.figures[series])
        if count is None:
            continue
        room = count.upper is None or count.contains(ordinals[event])
        most = at_most(point(ordinals[event]), count)
        found: Verdict = "consistent" if room else most
        sign = "≤" if found == "consistent" else ">"
        words = f"{ordinals[event]} {sign} {term(count)}"
        yield Finding((event, series), words, found, f"audit_nth_{found}")


@rule(
    "counts",
    numerals="numeral_id form source_id start value role=list_number",
    **dict.fromkeys(FACT_TABLES, "fact_id source_id start"),
)
def list_numbers(t: Tables) -> Iterator[Finding]:
    """The numbers of an enumeration run from one without a gap."""
    places = sorted(
        (row["source_id"], row["start"], row["fact_id"])
        for table in FACT_TABLES
        for row in t[table]
        if row["source_id"]
    )
    lists: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(t["numerals"], key=lambda row: (row["source_id"], row["start"])):
        if row["role"] == "list_number":
            lists.setdefault((row["source_id"], row["form"]), []).append(row)
    for rows in lists.values():
        found = [int(row["value"]) for row in rows]
        runs = found == list(range(1, len(found) + 1))
        facts = [_next(places, row["source_id"], row["start"]) for row in rows]
        yield Finding(
            tuple(dict.fromkeys(fact for fact in facts if fact)),
            ", ".join(map(str, found)),
            "consistent" if runs else "inconsistent",
            "audit_list_runs" if runs else "audit_list_breaks",
            {"count": len(found)},
        )


def _next(places: list[tuple[str, int, str]], source: str, start: int) -> str | None:
    """The first fact of a text that stands after a place in it."""
    number_ = bisect_left(places, (source, start, ""))
    after = places[number_] if number_ < len(places) else None
    return after[2] if after and after[0] == source else None


@rule(
    "counts",
    instruments="instrument_id committee_id term_id set_count",
    terms="term_id start_year level=local",
    mentions="fact_id instrument_id",
)
def gap_in_terms(t: Tables) -> Iterator[Finding]:
    """Between the terms that are told of a committee's instruments none is missing."""
    terms = sorted(r["term_id"] for r in t["terms"] if r["level"] == "local")
    said = t.groups("mentions", "instrument_id")
    told: dict[str, dict[str, str]] = {}
    for row in t["instruments"]:
        mentions = said.get(row["instrument_id"], [])
        if row["term_id"] in terms and row["committee_id"] and mentions:
            spoken = told.setdefault(row["committee_id"], {})
            spoken.setdefault(row["term_id"], mentions[0]["fact_id"])
    for spoken in told.values():
        stretch = [x for x in terms if min(spoken) <= x <= max(spoken)]
        missing = [x for x in stretch if x not in spoken]
        if len(spoken) > 1:
            yield Finding(
                tuple(spoken[x] for x in sorted(spoken)),
                ", ".join(f"({x})" if x in missing else x for x in stretch),
                "undecided" if missing else "consistent",
                "audit_term_gap" if missing else "audit_terms_run",
                {"missing": ", ".join(missing)},
            )


FIGURES = ("value", "lower", "upper", "ordinal", "ordinal2", "set_count", "count")


@rule(
    "counts",
    numeral_facts="numeral_id fact_id as=value|count|ordinal",
    numerals="numeral_id value",
    observations="fact_id value lower upper",
    events="fact_id value lower upper ordinal ordinal2",
    mentions="fact_id set_count ordinal ordinal2",
    bands="fact_id count",
)
def printed_again(t: Tables) -> Iterator[Finding]:
    """A figure that a text prints several times is the same each time."""
    printed = {row["numeral_id"]: row["value"] for row in t["numerals"]}
    facts = {
        row["fact_id"]: {row.get(name) for name in FIGURES}
        for table in ("observations", "events", "mentions", "bands")
        for row in t[table]
    }
    served: dict[tuple[str, str], list[float]] = {}
    for row in t["numeral_facts"]:
        if row["as"] in ("value", "count", "ordinal") and row["fact_id"] in facts:
            key = (row["fact_id"], row["as"])
            served.setdefault(key, []).append(float(printed[row["numeral_id"]]))
    for (fact, _), figures in served.items():
        if len(figures) > 1:
            coded = sorted(float(x) for x in facts[fact] if x is not None)
            same = set(figures) <= set(coded)
            words = f"{', '.join(map(number, figures))} {'∈' if same else '∉'} "
            yield Finding(
                (fact,),
                words + "{" + ", ".join(map(number, coded)) + "}",
                "consistent" if same else "inconsistent",
                "audit_printed_same" if same else "audit_printed_other",
            )
