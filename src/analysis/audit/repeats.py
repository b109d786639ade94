"""One indicator in two places of a text, or in two texts."""

from collections.abc import Iterator

from analysis import bounds
from analysis.audit.rules import (
    FIGURE,
    SPAN,
    Finding,
    Row,
    Tables,
    figure,
    later_alike,
    rule,
    term,
    verdict,
)
from analysis.audit.when import moment, overlapping, overlaps, when
from analysis.bounds import Interval

PLACE = "indicator_id committee_id locality_id population_en boundary_en modality"
TIME = "as_of_start as_of_end as_of_precision"
SIGNS = {"consistent": "=", "inconsistent": "≠", "undecided": "≟"}


def _pairs(t: Tables) -> Iterator[tuple[Row, Row]]:
    """Two claims of one indicator and committee that are not readings of one."""
    links = [*t.links("part_of"), *t.links("change_from")]
    linked = {*links, *((b, a) for a, b in links)}
    for rows in t.groups("observations", "indicator_id").values():
        for a, b in later_alike(rows, "committee_id", "modality"):
            apart = (a["fact_id"], b["fact_id"]) not in linked
            if apart and not overlaps(a, b):
                yield a, b


def _one_base(a: Row, b: Row) -> bool:
    return all(a[c] == b[c] for c in ("locality_id", "population_en", "boundary_en"))


@rule(
    "repeats",
    observations=f"{FIGURE} {SPAN} {PLACE} {TIME}",
    fact_links="from to type=part_of|change_from",
    mentions=f"{SPAN} instrument_id set_count",
    instruments="instrument_id term_id",
)
def one_indicator_again(t: Tables) -> Iterator[Finding]:
    """One indicator of one committee: equal, within bounds, at other times or not."""
    terms = {row["instrument_id"]: row["term_id"] for row in t["instruments"]}
    for a, b in _pairs(t):
        spoken = [
            {
                terms[m["instrument_id"]]
                for m in overlapping(t, "mentions", row)
                if m["set_count"] is not None
            }
            for row in (a, b)
        ]
        other_term = all(spoken) and not spoken[0] & spoken[1]
        if _one_base(a, b) and not other_term:
            yield _again(a, b)


def _again(a: Row, b: Row) -> Finding:
    facts = (a["fact_id"], b["fact_id"])
    one, two = figure(a), figure(b)
    if one is None or two is None:
        return Finding(
            facts, f"{term(one)} ≟ {term(two)}", "undecided", "audit_no_figure"
        )
    found = verdict(one, two)
    if found == "undecided" and verdict(two, one) == "consistent":
        found = "consistent"
    words = f"{term(one)} {SIGNS[found]} {term(two)}"
    if found == "consistent":
        equal = one == two and one.is_point
        reason = "audit_repeat_equal" if equal else "audit_repeat_within"
        words = words if equal else f"{term(one)}, {term(two)}"
        return Finding(facts, words, found, reason)
    time = _times(a, b)
    words = f"{term(one)}, {term(two)}" if time == "apart" else words
    if time == "apart":
        return Finding(facts, words, "consistent", "audit_dates_apart")
    if found == "inconsistent" and time == "same":
        return Finding(facts, words, found, "audit_repeat_inconsistent")
    reason = "audit_repeat_open" if time == "same" else "audit_time_unstated"
    return Finding(facts, words, "undecided", reason)


def _times(a: Row, b: Row) -> str:
    """Whether two claims are of one time, of times apart, or of times that may meet."""
    first, second = _stretch(a), _stretch(b)
    if first is None or second is None:
        return "unknown"
    if bounds.order(first, second) in ("less", "greater"):
        return "apart"
    stretches = a["as_of_precision"], b["as_of_precision"]
    if "period" in stretches and (
        first.upper == second.lower or second.upper == first.lower
    ):
        return "apart"
    exact = not {"window", "none"} & set(stretches)
    return "same" if exact and first == second else "unknown"


def _stretch(row: Row) -> Interval | None:
    """When a claim holds; a period of terms ends as its last year begins."""
    stretch = when(row)
    last = moment(row["as_of_end"])
    if stretch is None or row["as_of_precision"] != "period" or last is None:
        return stretch
    return Interval(stretch.lower, last.lower)


@rule(
    "repeats",
    observations=f"{FIGURE} {SPAN} {PLACE} {TIME}",
    fact_links="from to type=part_of|change_from",
)
def one_indicator_two_bases(t: Tables) -> Iterator[Finding]:
    """Figures of one indicator that are said of two populations or by two measures."""
    wholes = t.linked("part_of")
    for a, b in _pairs(t):
        facts = (a["fact_id"], b["fact_id"])
        siblings = all(fact in wholes for fact in facts)
        one_time = _times(a, b) != "apart"
        if not _one_base(a, b) and not siblings and one_time:
            words = f"{term(figure(a))}, {term(figure(b))}"
            yield Finding(facts, words, "undecided", "audit_other_base")


@rule(
    "repeats",
    observations=f"{FIGURE} {SPAN} {PLACE}",
    indicators="indicator_id kind",
)
def aim_reported_before(t: Tables) -> Iterator[Finding]:
    """What one text aims at is above what another text reports already."""
    kinds = {row["indicator_id"]: row["kind"] for row in t["indicators"]}
    known = t.groups("observations", "indicator_id", "committee_id", "modality")
    for rows in t.groups("observations", "indicator_id").values():
        for aim in (r for r in rows if r["modality"] == "aimed"):
            key = aim["indicator_id"], aim["committee_id"], "reported"
            for told in known.get(key, ()):
                other = told["source_id"] != aim["source_id"]
                if other and kinds[aim["indicator_id"]] != "rank":
                    yield _before(told, aim)


def _before(told: Row, aim: Row) -> Finding:
    facts = (told["fact_id"], aim["fact_id"])
    now, goal = figure(told), figure(aim)
    if now is None or goal is None:
        return Finding(facts, "?", "undecided", "audit_no_figure")
    order = bounds.order(now, goal)
    sign = {"less": "<", "greater": ">", "equal": "=", "undecided": "≟"}[order]
    words = f"{term(now)} {sign} {term(goal)}"
    if order == "less":
        return Finding(facts, words, "consistent", "audit_aim_above")
    return Finding(facts, words, "undecided", "audit_aim_reached")


@rule(
    "repeats",
    observations=FIGURE,
    events="fact_id value lower upper qualifier unit committee_id source_id",
    fact_links="from to type=same_as",
    targets="source_id term_id",
    terms="term_id start_year end_year",
)
def said_to_be_same(t: Tables) -> Iterator[Finding]:
    """Two claims that are linked as one thing give one figure."""
    known = t.by("observations", "fact_id") | t.by("events", "fact_id")
    lengths = {
        row["term_id"]: row["end_year"] - row["start_year"] for row in t["terms"]
    }
    terms = {row["source_id"]: row["term_id"] for row in t["targets"] if row["term_id"]}
    for a, b in t.links("same_as"):
        if a not in known or b not in known:
            continue
        one, two = figure(known[a]), figure(known[b])
        if one is None or two is None:
            continue
        words = term(one), term(two)
        units = known[a]["unit"], known[b]["unit"]
        length = lengths.get(terms.get(known[a].get("source_id") or "", ""))
        if units == ("share", "years") and length:
            one, words = one * length, (f"{term(one)} × {length}", term(two))
        elif units[0] != units[1]:
            yield Finding((a, b), ", ".join(words), "undecided", "audit_units_differ")
            continue
        found = verdict(one, two)
        text = f" {SIGNS[found]} ".join(words)
        yield Finding((a, b), text, found, f"audit_same_{found}")


@rule(
    "repeats",
    targets="fact_id met_year due_year",
    fact_links="from to type=same_as",
)
def same_target_same_year(t: Tables) -> Iterator[Finding]:
    """Two claims of one target give one year for it."""
    targets = t.by("targets", "fact_id")
    for a, b in t.links("same_as"):
        if a not in targets or b not in targets:
            continue
        years = [targets[x]["met_year"] or targets[x]["due_year"] for x in (a, b)]
        words = [str(year or "?") for year in years]
        if None in years:
            text = " ≟ ".join(words)
            yield Finding((a, b), text, "undecided", "audit_time_unstated")
            continue
        same = years[0] == years[1]
        yield Finding(
            (a, b),
            (" = " if same else " ≠ ").join(words),
            "consistent" if same else "inconsistent",
            "audit_same_consistent" if same else "audit_same_inconsistent",
        )
