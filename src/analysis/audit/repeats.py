"""One indicator in two places of a text, or in two texts."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.audit import lookup, rule
from analysis.audit.arithmetic import (
    EQUAL,
    Expression,
    Relation,
    agreement,
    in_order,
    term,
)
from analysis.audit.dates import as_of, stretch
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, order, point
from analysis.rows import Row
from analysis.tables import Study


def _repeated(study: Study) -> Iterator[tuple[Row, Row]]:
    """Two observations of one indicator and committee that are not readings of one."""
    linked = {*lookup.links(study, "part_of"), *lookup.links(study, "change_from")}
    rows = study.records("observations")
    for a, b in lookup.pairs(rows, "indicator_id", "committee_id", "modality"):
        facts = a["fact_id"], b["fact_id"]
        if not linked & {facts, facts[::-1]} and not lookup.overlaps(a, b):
            yield a, b


def _has_one_base(a: Row, b: Row) -> bool:
    return all(a[c] == b[c] for c in ("locality_id", "population_en", "boundary_en"))


@rule.of("repeats")
def one_indicator_again(study: Study) -> Iterator[Finding]:
    """One indicator of one committee: equal, within bounds, at other times or not."""
    for a, b in _repeated(study):
        terms = [_terms_counted(study, row) for row in (a, b)]
        in_other_terms = all(terms) and not terms[0] & terms[1]
        if _has_one_base(a, b) and not in_other_terms:
            yield _again(a, b)


def _terms_counted(study: Study, row: Row) -> set[str | None]:
    """The terms of the sets that are counted in the words of an observation."""
    instruments = study.keyed("instruments")
    return {
        instruments[mention["instrument_id"]]["term_id"]
        for mention in lookup.overlapping(study, "mentions", row)
        if mention["set_count"] is not None
    }


def _again(*rows: Row) -> Finding:
    first, second = lookup.figures(rows)
    if first is None or second is None:
        words = f"{term(first)} ≟ {term(second)}"
        return rule.finding(rows, words, "undecided", "no_figure")
    result = rule.compare(rows, first, EQUAL, second, "repeat")
    if first == second and first.is_point and result.verdict == "consistent":
        return replace(result, reason="audit_repeat_equal")
    side_by_side, time = f"{term(first)}, {term(second)}", _times(*rows)
    if "consistent" in (result.verdict, agreement(second, first)):
        return rule.finding(rows, side_by_side, "consistent", "repeat_within")
    if time == "apart":
        return rule.finding(rows, side_by_side, "consistent", "dates_apart")
    if time == "same" and result.verdict == "inconsistent":
        return result
    reason = "repeat_open" if time == "same" else "time_unstated"
    return rule.finding(rows, result.arithmetic, "undecided", reason)


def _times(a: Row, b: Row) -> str:
    """Whether two claims are of the "same" time, times "apart", or "unknown"."""
    first, second = _stretch(a), _stretch(b)
    if first is None or second is None:
        return "unknown"
    if order(first, second) in ("less", "greater"):
        return "apart"
    precisions = {a["as_of_precision"], b["as_of_precision"]}
    touch = first.upper == second.lower or second.upper == first.lower
    if "period" in precisions and touch:
        return "apart"
    is_exact = not {"window", "none"} & precisions
    return "same" if is_exact and first == second else "unknown"


def _stretch(row: Row) -> Interval | None:
    """When a claim holds; a period of terms ends as its last year begins."""
    whole, last = as_of(row), stretch(row["as_of_end"])
    if whole is None or row["as_of_precision"] != "period" or last is None:
        return whole
    return Interval(whole.lower, last.lower)


@rule.of("repeats")
def one_indicator_two_bases(study: Study) -> Iterator[Finding]:
    """Figures of one indicator that are said of two populations or by two measures."""
    parts = {part for part, _ in lookup.links(study, "part_of")}
    for rows in _repeated(study):
        are_siblings = parts.issuperset(row["fact_id"] for row in rows)
        if not _has_one_base(*rows) and not are_siblings and _times(*rows) != "apart":
            words = ", ".join(map(term, lookup.figures(rows)))
            yield rule.finding(rows, words, "undecided", "other_base")


@rule.of("repeats")
def aim_reported_before(study: Study) -> Iterator[Finding]:
    """What one text aims at is above what another text reports already."""
    indicators = study.keyed("indicators")
    for aim in study.records("observations", modality="aimed"):
        if indicators[aim["indicator_id"]]["kind"] != "rank":
            key = aim["indicator_id"], aim["committee_id"], "reported"
            for row in lookup.places(study).get(key, ()):
                if row["source_id"] != aim["source_id"]:
                    yield _before(row, aim)


ABOVE_IT = Relation(in_order("less"), breach="undecided")


@rule.on_figures
def _before(rows: Rows, now: Interval, aim: Interval) -> Finding:
    return rule.compare(rows, now, ABOVE_IT, aim, "aim")


@rule.of("repeats")
def said_to_be_same(study: Study) -> Iterator[Finding]:
    """Two claims that are linked as the same give one figure."""
    rows = study.keyed("observations") | study.keyed("events")
    for a, b in lookup.links(study, "same_as"):
        if a in rows and b in rows and None not in lookup.figures([rows[a], rows[b]]):
            years = _length_of_term(study, rows[a]["source_id"])
            yield _same(rows[a], rows[b], years=years)


@rule.on_figures
def _same(
    rows: Rows, first: Interval, second: Interval, *, years: int | None
) -> Finding:
    """The finding on two figures, the first perhaps a share of a term of some years."""
    units = rows[0]["unit"], rows[1]["unit"]
    if units == ("share", "years") and years:
        left = Expression(f"{term(first)} × {years}", first * years)
        return rule.compare(rows, left, EQUAL, second, "same")
    if units[0] != units[1]:
        words = f"{term(first)}, {term(second)}"
        return rule.finding(rows, words, "undecided", "units_differ")
    return rule.compare(rows, first, EQUAL, second, "same")


def _length_of_term(study: Study, source_id: str) -> int | None:
    """The years of the last term that a text names with a target, if any."""
    targets = study.groups("targets", "source_id").get(source_id, ())
    named = [row["term_id"] for row in targets if row["term_id"]]
    if not named:
        return None
    of = study.keyed("terms")[named[-1]]
    return int(of["end_year"] - of["start_year"])


@rule.of("repeats")
def same_target_same_year(study: Study) -> Iterator[Finding]:
    """Two claims of one target give one year for it."""
    targets = study.keyed("targets")
    for a, b in lookup.links(study, "same_as"):
        if a in targets and b in targets:
            rows = targets[a], targets[b]
            years = [row["met_year"] or row["due_year"] for row in rows]
            if None in years:
                words = " ≟ ".join(str(year or "?") for year in years)
                yield rule.finding(rows, words, "undecided", "time_unstated")
            else:
                first, second = map(point, years)
                yield rule.compare(rows, first, EQUAL, second, "same")
