"""Parts and wholes: what adds up, what is left over, what cannot lie in it."""

from collections.abc import Iterator
from functools import reduce
from itertools import pairwise
from operator import add

from analysis import bounds
from analysis.audit.rules import (
    FIGURE,
    Finding,
    Row,
    Tables,
    alike,
    at_most,
    equation,
    figure,
    near,
    number,
    rule,
    term,
    told,
    value_of,
    verdict,
)
from analysis.bounds import Interval, point


@rule(
    "parts",
    observations=f"{FIGURE} claim_set",
    fact_links="from to type=part_of",
)
def parts_and_whole(t: Tables) -> Iterator[Finding]:
    """Figures that are parts of one figure sum to no more than it."""
    wholes: dict[str, dict[str, Row]] = {}
    for part, whole in t.figure_links("part_of"):
        # of rival readings of one part only one is counted
        one = part["claim_set"] or part["fact_id"]
        wholes.setdefault(whole["fact_id"], {}).setdefault(one, part)
    for name, parts in wholes.items():
        yield _summed(list(parts.values()), t.figures[name])


def _summed(parts: list[Row], whole: Row) -> Finding:
    facts = (*(part["fact_id"] for part in parts), whole["fact_id"])
    figures = [found for found in map(figure, parts) if found is not None]
    total = figure(whole)
    if total is None or len(figures) < len(parts):
        return Finding(facts, "?", "undecided", "audit_no_figure")
    left = " + ".join(map(term, figures))
    if {part["unit"] for part in parts} != {whole["unit"]}:
        return Finding(facts, left, "undecided", "audit_units_differ")
    computed = near(reduce(add, figures))
    rest = near(total - computed)
    values = {"rest": value_of(rest)}
    found = at_most(computed, total)
    if found != "consistent":
        head = left if len(parts) == 1 else equation(left, computed)
        words = f"{head} {'>' if found == 'inconsistent' else '≟'} {term(total)}"
        reason = "audit_parts_exceed" if found == "inconsistent" else "audit_open_parts"
        return Finding(facts, words, found, reason)
    if bounds.order(computed, total) == "equal":
        return Finding(
            facts, equation(left, computed, total), found, "audit_parts_fill"
        )
    words = f"{equation(left, computed)} < {told(total)}" * (len(parts) > 1)
    words = words or f"{left} < {told(total)}"
    words = f"{words}; {term(total)} − {term(computed)} = {told(rest)}"
    if len(parts) == 1:
        return Finding(facts, words, "consistent", "audit_part_fits", values)
    return Finding(facts, words, "undecided", "audit_parts_leave", values)


BAND = "fact_id distribution_id total count reading=disjoint|nested claim_set"


@rule("parts", bands=f"{BAND} band_lower band_upper", observations=FIGURE)
def bands_and_whole(t: Tables) -> Iterator[Finding]:
    """The bands of a distribution sum, under each reading, to its whole."""
    for bands in t.groups("bands", "distribution_id").values():
        whole = t.figures[bands[0]["total"]]
        total = figure(whole)
        for reading in ("disjoint", "nested"):
            rows = [b for b in bands if not b["claim_set"] or b["reading"] == reading]
            if total is None or not any(b["reading"] == reading for b in rows):
                continue
            terms, computed = _banded(rows)
            left = " + ".join(terms)
            facts = (*(b["fact_id"] for b in rows), whole["fact_id"])
            found = at_most(point(computed), total)
            rest = total - computed
            reason = {"consistent": "audit_parts_leave"}.get(
                found, "audit_parts_exceed"
            )
            words = f"{left} = {number(computed)} > {term(total)}"
            if found == "consistent" and rest == point(0):
                reason, words = "audit_parts_fill", f"{left} = {told(total)}"
            elif found == "consistent":
                found, words = "undecided", f"{left} = {number(computed)}"
                words += f" < {told(total)}; {term(total)} − {number(computed)}"
                words += f" = {told(rest)}"
            yield Finding(facts, words, found, reason, {"rest": value_of(rest)})


def _banded(rows: list[Row]) -> tuple[list[str], int]:
    """The terms of the sum, a band that includes higher ones without them."""
    terms: list[str] = []
    above = 0
    for band in sorted(rows, key=_height, reverse=True):
        own = band["count"]
        if band["reading"] == "nested" and above:
            terms.append(f"({own} − {above})")
            own -= above
        else:
            terms.append(str(own))
        above += own
    return terms, above


def _height(band: Row) -> float:
    return float("-inf") if band["band_lower"] is None else band["band_lower"]


@rule("parts", bands=f"{BAND} band_lower")
def band_could_hold_higher(t: Tables) -> Iterator[Finding]:
    """A band worded as "so much or more" can include a higher one only if as large."""
    for bands in t.groups("bands", "distribution_id").values():
        ranked = [b for b in bands if b["band_lower"] is not None]
        for low in ranked:
            higher = [b for b in ranked if b["band_lower"] > low["band_lower"]]
            if not higher or low["reading"] == "nested":
                continue
            most = max(higher, key=lambda band: band["count"])
            fits = low["count"] >= most["count"]
            yield Finding(
                (low["fact_id"], most["fact_id"]),
                f"{low['count']} {'≥' if fits else '<'} {most['count']}",
                "undecided" if fits else "consistent",
                "audit_band_may_hold" if fits else "audit_band_cannot_hold",
            )


@rule("parts", bands=f"{BAND} band_lower band_upper")
def bands_leave_a_gap(t: Tables) -> Iterator[Finding]:
    """The bands of a distribution leave no stretch of attainment unnamed."""
    for bands in t.groups("bands", "distribution_id").values():
        rows = [b for b in bands if b["reading"] == "disjoint"]
        rows.sort(key=_height)
        gaps = [] if rows[0]["band_lower"] is None else [f"< {rows[0]['band_lower']:g}"]
        for low, high in pairwise(rows):
            if low["band_upper"] is not None and low["band_upper"] < high["band_lower"]:
                gaps.append(f"{low['band_upper']:g}–{high['band_lower']:g}")
        yield Finding(
            tuple(band["fact_id"] for band in rows),
            ", ".join(gaps) or "–",
            "undecided" if gaps else "consistent",
            "audit_bands_gap" if gaps else "audit_bands_meet",
            {"gap": ", ".join(gaps)},
        )


@rule(
    "parts",
    bands="fact_id band_lower band_upper lower_is_strict upper_is_strict",
    targets="fact_id actual target",
    observations=FIGURE,
    fact_links="from to type=part_of|same_as",
)
def target_in_band(t: Tables) -> Iterator[Finding]:
    """A target named as one of a band lies, by its own figures, within that band."""
    targets, bands = t.by("targets", "fact_id"), t.by("bands", "fact_id")
    alike = {a: b for a, b in t.links("same_as") if b in bands}
    for name, whole in t.links("part_of"):
        band = bands.get(alike.get(whole, whole))
        target = targets.get(name)
        if (
            band is None
            or target is None
            or not (target["actual"] and target["target"])
        ):
            continue
        facts = (name, band["fact_id"], target["actual"], target["target"])
        reached, aim = (figure(t.figures[fact]) for fact in facts[2:])
        if reached is None or aim is None:
            yield Finding(facts, "?", "undecided", "audit_no_figure")
            continue
        limits = Interval(
            band["band_lower"],
            band["band_upper"],
            bool(band["lower_is_strict"]),
            bool(band["upper_is_strict"]),
        )
        share = near(bounds.percentage(reached, aim))
        found = verdict(share, limits)
        left = f"100 × {term(reached)} / {term(aim)}"
        reason = f"audit_band_{found}"
        yield Finding(facts, equation(left, share, limits), found, reason)


NESTED = ("organisation", "cadres", "inspection")


@rule(
    "parts",
    observations=f"{FIGURE} indicator_id committee_id modality=reported",
    indicators="indicator_id kind=count system=organisation|cadres|inspection",
    committees="committee_id parent_id",
)
def below_the_level_above(t: Tables) -> Iterator[Finding]:
    """What is counted of a committee is no more than of the committee above it."""
    counts = {
        i["indicator_id"]
        for i in t["indicators"]
        if i["kind"] == "count" and i["system"] in NESTED
    }
    parents = {c["committee_id"]: c["parent_id"] for c in t["committees"]}
    rows = [
        row
        for row in t["observations"]
        if row["indicator_id"] in counts and row["modality"] == "reported"
    ]
    known = alike(rows, "indicator_id", "committee_id")
    for low in rows:
        above = low["indicator_id"], parents.get(low["committee_id"])
        for high in known.get(above, ()):
            yield _below(low, high)


def _below(low: Row, high: Row) -> Finding:
    part, whole = figure(low) or Interval(0, None), figure(high) or Interval(0, None)
    found = at_most(part, whole)
    sign = {"consistent": "≤", "inconsistent": ">", "undecided": "≟"}[found]
    words = f"{term(part)} {sign} {term(whole)}"
    # the two texts count at different times, so an excess is no contradiction
    shown = "undecided" if found == "inconsistent" else found
    reason = "audit_below_above" if found == "consistent" else "audit_level_open"
    return Finding((low["fact_id"], high["fact_id"]), words, shown, reason)
