"""Counts against what is listed, and one count in several places."""

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis import bounds
from analysis.audit import lookup, rule
from analysis.audit.arithmetic import (
    AT_MOST,
    EQUAL,
    Relation,
    Verdict,
    equality,
    term,
)
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, number, point
from analysis.rows import Row
from analysis.tables import Study


@rule.registered
def set_against_listed(study: Study) -> Iterator[Finding]:
    """A set counts no fewer items than a text names of it."""
    instruments, localities = study.keyed("instruments"), study.keyed("localities")
    for name, relations in study.groups("relations", "source").items():
        group = instruments.get(name, {})
        listed = _named(study, relations)
        if not listed and group.get("exhaustive") == "yes":
            targets = _targets(relations, "applies_to")
            listed = [row for key, row in targets.items() if key in localities]
        if listed and group.get("set_count") is not None:
            rows = [*_counting(study, name), *listed]
            is_closed = group["exhaustive"] == "yes"
            count = point(group["set_count"])
            yield _listed(rows, len(listed), count, is_closed=is_closed)


def _targets(relations: Rows, kind: str) -> dict[str, Row]:
    """The relations of a kind by their target, the last of each."""
    return {row["target"]: row for row in relations if row["type"] == kind}


def _named(study: Study, relations: Rows) -> list[Row]:
    """The relations to the items that a set contains and a text names."""
    instruments = study.keyed("instruments")
    return [
        row
        for key, row in _targets(relations, "contains").items()
        if instruments.get(key, {}).get("identity") == "named"
    ]


def _counting(study: Study, instrument_id: str) -> list[Row]:
    """The mentions of a set that give its count."""
    mentions = study.groups("mentions", "instrument_id").get(instrument_id, ())
    return [row for row in mentions if row["set_count"]]


def _listed(
    rows: Rows, listed: int, count: Interval, *, is_closed: bool = False
) -> Finding:
    """The finding on a number of listed items, in a list said to be complete or not."""
    verdict, rest = AT_MOST.decide(point(listed), count), count - listed
    if verdict != "consistent":
        return rule.compare(rows, point(listed), AT_MOST, count, "list")
    if rest == point(0):
        return rule.compare(rows, point(listed), EQUAL, count, "list")
    words, missing = f"{listed} < {term(count)}", number(rest.lower or 0)
    if rest.is_point:
        words += f"; {term(count)} − {listed} = {missing}"
    if is_closed:
        return rule.finding(rows, words, "inconsistent", "list_short", rest=missing)
    return rule.finding(rows, words, "undecided", "list_open", rest=missing)


@rule.registered
def set_counted_again(study: Study) -> Iterator[Finding]:
    """A set has one count wherever it is counted."""
    for mentions in study.groups("mentions", "instrument_id").values():
        rows = [row for row in mentions if row["set_count"] is not None]
        counts = [row["set_count"] for row in rows]
        if len(rows) > 1:
            holds = len(set(counts)) == 1
            yield rule.required(rows, equality(counts), "set", holds=holds)


@rule.registered
def numbers_above_count(study: Study) -> Iterator[Finding]:
    """The numbers in the symbols of a set's items run higher than its count."""
    instruments = study.keyed("instruments")
    for name, relations in study.groups("relations", "source").items():
        count = instruments.get(name, {}).get("set_count")
        numbers: dict[int, Row] = {}
        for key, row in _targets(relations, "contains").items():
            symbol = instruments.get(key, {}).get("symbol")
            if symbol:
                numbers[int(re.split(r"\D", symbol)[0])] = row
        if numbers and count is not None and max(numbers) > count:
            rows = [*_counting(study, name), *numbers.values()]
            fills = {"highest": max(numbers), "count": int(count)}
            words = f"{max(numbers)} > {int(count)}"
            yield rule.finding(rows, words, "undecided", "numbers", **fills)


@rule.registered
def possibly_one_set(study: Study) -> Iterator[Finding]:
    """Two sets that may be one: their sizes as one, as part and whole, and apart."""
    for rows in lookup.linked(study, "possibly_same", "mentions"):
        low, high = sorted(_size(study, mention) for mention in rows)
        if low:
            result = rule.finding(rows, equality([low, high]), "undecided", "one_set")
            apart = f"{low} + {high} = {low + high}"
            readings = (f"{high} − {low} = {high - low}", apart)
            yield replace(result, readings=readings)


def _size(study: Study, mention: Row) -> int:
    """The count that a mention gives of its set, or the number of its named items."""
    relations = study.groups("relations", "source")
    named = _named(study, relations.get(mention["instrument_id"], ()))
    return int(mention["set_count"] or len(named))


@rule.registered
def listed_items(study: Study) -> Iterator[Finding]:
    """A count is that of the items that the text lists for it."""
    observations = study.keyed("observations")
    listed: dict[str, dict[str, None]] = {}
    for item, whole in [*lookup.links(study, "part_of"), *_places_within(study)]:
        if whole in observations and item not in observations:
            listed.setdefault(whole, {})[item] = None
    for name, items in listed.items():
        count = bounds.of_row(observations[name])
        if len(items) > 1 and count is not None:
            rows = [{"fact_id": fact} for fact in (name, *items)]
            yield _listed(rows, len(items), count)


def _places_within(study: Study) -> Iterator[tuple[str, str]]:
    """Relations to places that are named within the words of a count."""
    localities = study.keyed("localities")
    for row in study.records("observations", unit="count"):
        for relation in lookup.overlapping(study, "relations", row):
            starts_within = row["start"] <= relation["start"]
            is_within = starts_within and relation["end"] <= row["end"]
            if relation["target"] in localities and is_within:
                yield relation["fact_id"], row["fact_id"]


def _long_enough(nth: Interval, count: Interval) -> Verdict:
    has_room = count.upper is None or count.contains(nth.lower or 0)
    return "consistent" if has_room else AT_MOST.decide(nth, count)


SERIES = Relation(_long_enough, "≤>≟")


@rule.registered
def nth_of_series(study: Study) -> Iterator[Finding]:
    """The nth of a series is no later than the series is counted long."""
    for event, row in lookup.linked(study, "part_of", "events", "observations"):
        count = bounds.of_row(row)
        if event["ordinal"] is not None and count is not None:
            ordinal = point(event["ordinal"])
            yield rule.compare([event, row], ordinal, SERIES, count, "nth")
