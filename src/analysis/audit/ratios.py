"""Ratios and shares against what is stated of them."""

from collections.abc import Iterator
from dataclasses import replace

from analysis import bounds
from analysis.audit import lookup, rule
from analysis.audit.arithmetic import (
    ORDER,
    Expression,
    Relation,
    Verdict,
    agreement,
    equation,
    in_order,
    near,
    rounded,
    term,
    value_of,
)
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, order, point
from analysis.rows import Row
from analysis.tables import Study


@rule.registered
def claimed_percentage(study: Study) -> Iterator[Finding]:
    """A stated percentage is that of each pair of figures it is said of.

    A claim without figures of its own is said of those of its rivals, each by itself.
    """
    observations = study.keyed("observations")
    rivals = study.groups("targets", "claim_set")
    for row in study.records("targets"):
        if row["claimed_percent"] is not None:
            is_alone = row["actual"] or row["claim_set"] is None
            scope = [row] if is_alone else rivals[row["claim_set"]]
            pairs = [
                (row, observations[target["actual"]], observations[target["target"]])
                for target in scope
                if target["actual"] and target["target"]
            ]
            yield _of_all(
                [_claimed(*pair) for pair in pairs] or [rule.no_figure([row])]
            )


def _of_all(findings: list[Finding]) -> Finding:
    """One finding for a claim on several pairs: it holds if it holds of each."""
    worst = min(findings, key=lambda each: ORDER.index(each.verdict))
    return replace(
        worst,
        facts=tuple(dict.fromkeys(fact for each in findings for fact in each.facts)),
        arithmetic="; ".join(each.arithmetic for each in findings),
        readings=tuple(reading for each in findings for reading in each.readings),
    )


@rule.on_figures
def _claimed(rows: Rows, actual: Interval, aim: Interval) -> Finding:
    """The finding on a percentage of two figures, reached and aimed at."""
    row, left = rows[0], f"100 × {term(actual)} / {term(aim)}"
    share = near(bounds.percentage(actual, aim))
    readings = [(left, share), (f"{left} − 100", near(share - 100))]
    if row["claimed_kind"] != "reached":
        readings.reverse()
    stated, claim = rounded(row["claimed_percent"]), point(row["claimed_percent"])
    verdicts = [agreement(value, stated) for _, value in readings]
    words, rival = (
        equation(text, value, None if verdict == "consistent" else claim)
        for (text, value), verdict in zip(readings, verdicts, strict=True)
    )
    verdict = verdicts[0]
    if verdict == "inconsistent" and verdicts[1] != "inconsistent":
        verdict = "undecided"
    fills = {"stated": row["claimed_percent"], "computed": value_of(readings[0][1])}
    result = rule.finding(rows, words, verdict, f"percent_{verdict}", **fills)
    return replace(result, readings=(rival,))


STATUSES = {
    "met": Relation(in_order("greater", "equal")),
    "exceeded": Relation(in_order("greater")),
    "below": Relation(in_order("less")),
    "in_progress": Relation(in_order("less")),
}


@rule.registered
def status_against_figures(study: Study) -> Iterator[Finding]:
    """What is called met, exceeded or below is so by its own two figures."""
    observations = study.keyed("observations")
    for row in study.records("targets", status=list(STATUSES)):
        if row["actual"] and row["target"]:
            yield _status(row, observations[row["actual"]], observations[row["target"]])


@rule.on_figures
def _status(rows: Rows, reached: Interval, aim: Interval) -> Finding:
    status, share = rows[0]["status"], bounds.percentage(reached, aim)
    right = Expression(f"{term(aim)} ({share}%)", aim)
    return rule.compare(rows, reached, STATUSES[status], right, "status", status=status)


@rule.registered
def two_bases(study: Study) -> Iterator[Finding]:
    """A disputed denominator that is part of a larger whole gives a second share."""
    wholes: dict[str, list[Row]] = {}
    for part, whole in lookup.figure_links(study, "part_of"):
        wholes.setdefault(part["fact_id"], []).append(whole)
    for row, base in lookup.figure_links(study, "ratio_of"):
        for whole in wholes.get(base["fact_id"], ()) if base["claim_set"] else ():
            yield _two_shares(row, base, whole)


@rule.on_figures
def _two_shares(
    rows: Rows, count: Interval, small: Interval, large: Interval
) -> Finding:
    first, second = (
        equation(f"100 × {term(count)} / {term(base)}", count * 100 / base)
        for base in (small, large)
    )
    is_one = order(small, large) == "equal"
    verdict: Verdict = "consistent" if is_one else "undecided"
    result = rule.finding(rows, first, verdict, f"bases_{verdict}")
    return replace(result, readings=(second,))
