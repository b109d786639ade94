"""Parts and wholes: what adds up, what is left over, what cannot be part of it."""

from collections.abc import Iterator
from itertools import pairwise

from analysis import bounds
from analysis.audit import lookup, rule
from analysis.audit.arithmetic import (
    AT_MOST,
    Expression,
    Relation,
    equation,
    near,
    term,
    total,
    value_of,
)
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, point
from analysis.rows import Row
from analysis.tables import Study


@rule.registered
def parts_and_whole(study: Study) -> Iterator[Finding]:
    """Figures that are parts of one figure sum to no more than it."""
    wholes: dict[str, dict[str, Row]] = {}
    for part, whole in lookup.figure_links(study, "part_of"):
        # of rival readings of one part only one is counted
        key = part["claim_set"] or part["fact_id"]
        wholes.setdefault(whole["fact_id"], {}).setdefault(key, part)
    for name, parts in wholes.items():
        rows = [*parts.values(), study.keyed("observations")[name]]
        if len(parts) > 1 or not _is_trivial(*rows):
            yield _parts(*rows)


def _is_trivial(part: Row, whole: Row) -> bool:
    """Whether part and whole are printed as one figure, or are shares of one base."""
    are_shares = part["unit"] == whole["unit"] == "percent"
    return lookup.overlaps(part, whole) or are_shares


@rule.on_figures
def _parts(rows: Rows, *values: Interval) -> Finding:
    *parts, whole = values
    terms = list(map(term, parts))
    if len({row["unit"] for row in rows}) > 1:
        return rule.finding(rows, " + ".join(terms), "undecided", "units_differ")
    return _summed(rows, terms, total(parts), whole)


def _summed(
    rows: Rows, parts: list[str], covered: Interval, whole: Interval
) -> Finding:
    """The finding on the sum of some parts and the whole they belong to."""
    left = " + ".join(parts)
    head = left if len(parts) == 1 else equation(left, covered)
    if AT_MOST.decide(covered, whole) != "consistent":
        return rule.compare(rows, Expression(head, covered), AT_MOST, whole, "parts")
    if bounds.order(covered, near(whole)) == "equal":
        words = equation(left, covered, whole)
        return rule.finding(rows, words, "consistent", "parts_fill")
    rest = near(whole - covered)
    words = f"{head} < {whole}; {term(whole)} − {term(covered)} = {rest}"
    if len(parts) == 1:
        return rule.finding(rows, words, "consistent", "part_fits", rest=value_of(rest))
    return rule.finding(rows, words, "undecided", "parts_leave", rest=value_of(rest))


@rule.registered
def bands_and_whole(study: Study) -> Iterator[Finding]:
    """The bands of a distribution sum, under each reading, to its whole."""
    for bands in study.groups("bands", "distribution_id").values():
        whole = study.keyed("observations")[bands[0]["total"]]
        size = bounds.of_row(whole)
        for reading in ("disjoint", "nested"):
            rows = [b for b in bands if not b["claim_set"] or b["reading"] == reading]
            if size is not None and any(b["reading"] == reading for b in rows):
                counts, covered = _counts(rows)
                yield _summed([*rows, whole], counts, point(covered), size)


def _counts(rows: list[Row]) -> tuple[list[str], int]:
    """The terms of the sum, a band that includes higher ones without them."""
    counts: list[str] = []
    above = 0
    for band in sorted(rows, key=_height, reverse=True):
        count = band["count"]
        if band["reading"] == "nested" and above:
            counts.append(f"({count} − {above})")
            count -= above
        else:
            counts.append(str(count))
        above += count
    return counts, above


def _height(band: Row) -> float:
    return float("-inf") if band["band_lower"] is None else band["band_lower"]


@rule.registered
def bands_leave_a_gap(study: Study) -> Iterator[Finding]:
    """Between the bands of a distribution a stretch of attainment has no name."""
    for bands in study.groups("bands", "distribution_id").values():
        ranked = sorted((b for b in bands if b["reading"] == "disjoint"), key=_height)
        for low, high in pairwise(ranked):
            if low["band_upper"] is not None and low["band_upper"] < high["band_lower"]:
                gap = f"{low['band_upper']:g}–{high['band_lower']:g}"
                yield rule.finding([low, high], gap, "undecided", "bands", gap=gap)


@rule.registered
def target_in_band(study: Study) -> Iterator[Finding]:
    """A target named as one of a band lies, by its own figures, within that band."""
    observations = study.keyed("observations")
    targets, bands = study.keyed("targets"), study.keyed("bands")
    band_of = {a: b for a, b in lookup.links(study, "same_as") if b in bands}
    for name, whole in lookup.links(study, "part_of"):
        band, target = bands.get(band_of.get(whole, whole)), targets.get(name)
        if band and target and target["actual"] and target["target"]:
            ends = observations[target["actual"]], observations[target["target"]]
            yield _in_band(target, band, *ends)


@rule.on_figures
def _in_band(rows: Rows, reached: Interval, aim: Interval) -> Finding:
    band = rows[1]
    limits = Interval(
        band["band_lower"],
        band["band_upper"],
        bool(band["lower_is_strict"]),
        bool(band["upper_is_strict"]),
    )
    left = f"100 × {term(reached)} / {term(aim)}"
    return rule.computed(rows, left, bounds.percentage(reached, aim), limits, "band")


NESTED = ("organisation", "cadres", "inspection")
# "more than" is no limit upwards, and the texts count at different times: only a part
# that is larger for certain is worth a look, and even that refutes nothing
NOT_ABOVE = Relation(
    lambda a, b: "inconsistent" if bounds.order(a, b) == "greater" else "consistent",
    "≤>≟",
    breach="undecided",
)


@rule.registered
def below_the_level_above(study: Study) -> Iterator[Finding]:
    """What is counted of a committee is no more than of the committee above it."""
    indicators, committees = study.keyed("indicators"), study.keyed("committees")
    for low in study.records("observations", modality="reported"):
        indicator = indicators[low["indicator_id"]]
        if indicator["kind"] == "count" and indicator["system"] in NESTED:
            parent = committees.get(low["committee_id"], {}).get("parent_id")
            for high in lookup.reported(study, low["indicator_id"], parent):
                yield _level(low, high)


@rule.on_figures
def _level(rows: Rows, part: Interval, whole: Interval) -> Finding:
    return rule.compare(rows, part, NOT_ABOVE, whole, "level")
