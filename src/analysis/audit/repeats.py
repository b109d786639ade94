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


@rule.registered
def one_indicator_again(study: Study) -> Iterator[Finding]:
    """One indicator of one committee in two places, of one time or of times unknown.

    Counted sets are left to `counts`, claims linked as one to `said_to_be_same`.
    """
    kinds = ("part_of", "change_from", "same_as", "possibly_same")
    linked = {link for kind in kinds for link in lookup.links(study, kind)}
    again = {first for first, _ in lookup.links(study, "same_as")}
    rows = [
        row
        for row in study.records("observations")
        if row["fact_id"] not in again and not _is_of_set(study, row)
    ]
    for a, b in lookup.pairs(rows, *ALIKE):
        facts = a["fact_id"], b["fact_id"]
        if not linked & {facts, facts[::-1]} and not lookup.overlaps(a, b):
            yield from _again(a, b)


ALIKE = (
    "indicator_id",
    "committee_id",
    "modality",
    "locality_id",
    "population_en",
    "boundary_en",
)


def _is_of_set(study: Study, row: Row) -> bool:
    """Whether the words of an observation count a set of instruments."""
    mentions = lookup.overlapping(study, "mentions", row)
    return any(mention["set_count"] is not None for mention in mentions)


def _again(*rows: Row) -> Iterator[Finding]:
    """The finding on two claims, unless their times are or may be apart and fit."""
    first, second = lookup.figures(rows)
    if first is None or second is None:
        words = f"{term(first)} ≟ {term(second)}"
        yield rule.finding(rows, words, "undecided", "no_figure")
        return
    time = _times(*rows)
    result = rule.compare(rows, first, EQUAL, second, "repeat")
    fits = "consistent" in (result.verdict, agreement(second, first))
    if time == "same" and fits:
        yield replace(result, verdict="consistent", reason="audit_repeat_consistent")
    elif time == "same":
        yield result
    elif time == "unknown" and not fits:
        yield replace(result, verdict="undecided", reason="audit_time_unstated")


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


@rule.registered
def aim_reported_before(study: Study) -> Iterator[Finding]:
    """What one text aims at is above what another text reports already."""
    indicators = study.keyed("indicators")
    passed = {row["target"] for row in study.records("targets") if row["met_year"]}
    for aim in study.records("observations", modality="aimed"):
        is_rank = indicators[aim["indicator_id"]]["kind"] == "rank"
        if not is_rank and aim["fact_id"] not in passed:
            of = aim["indicator_id"], aim["committee_id"]
            for row in lookup.reported(study, *of):
                if row["source_id"] != aim["source_id"]:
                    yield _before(row, aim)


ABOVE_IT = Relation(in_order("less"), breach="undecided")


@rule.on_figures
def _before(rows: Rows, now: Interval, aim: Interval) -> Finding:
    return rule.compare(rows, now, ABOVE_IT, aim, "aim")


@rule.registered
def said_to_be_same(study: Study) -> Iterator[Finding]:
    """Two claims that are linked as the same give one figure."""
    for a, b in lookup.linked(study, "same_as", "events"):
        if a["unit"] != b["unit"]:
            yield _same(a, b, years=_length_of_term(study, a["source_id"]))
    for a, b in lookup.linked(study, "same_as", "observations"):
        yield _same(a, b, years=None)


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


@rule.registered
def same_target_same_year(study: Study) -> Iterator[Finding]:
    """Two claims of one target give one year for it."""
    for rows in lookup.linked(study, "same_as", "targets"):
        years = [row["met_year"] or row["due_year"] for row in rows]
        if None not in years:
            first, second = map(point, years)
            yield rule.compare(rows, first, EQUAL, second, "same")
