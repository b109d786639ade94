"""Ratios and shares against what is stated of them."""

from collections.abc import Iterator
from dataclasses import replace

from analysis import bounds
from analysis.audit import lookup, rule
from analysis.audit.arithmetic import (
    AT_MOST,
    Expression,
    Relation,
    agreement,
    equation,
    in_order,
    near,
    rounded,
    term,
    terms,
    total,
    value_of,
)
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, order, point
from analysis.rows import Row
from analysis.tables import Study

HUNDRED = point(100)


@rule.of("ratios")
def claimed_percentage(study: Study) -> Iterator[Finding]:
    """A stated percentage is that of the figures it is said of, in each scope."""
    observations = study.keyed("observations")
    rivals = study.groups("targets", "claim_set")
    for row in study.records("targets"):
        if row["claimed_percent"] is not None:
            is_alone = row["actual"] or row["claim_set"] is None
            scope = [row] if is_alone else rivals[row["claim_set"]]
            ends = [
                observations[target[end]]
                for target in scope
                if target["actual"] and target["target"]
                for end in ("actual", "target")
            ]
            yield _claimed(row, *ends)


@rule.on_figures
def _claimed(rows: Rows, *values: Interval) -> Finding:
    """The finding on a percentage of `values`, reached and aimed at by turns."""
    row, actual, aim = rows[0], values[::2], values[1::2]
    left = f"100 × {_sum(actual)} / {_sum(aim)}"
    share = near(bounds.percentage(total(actual), total(aim)))
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


def _sum(values: tuple[Interval, ...]) -> str:
    return f"({terms(values)})" if len(values) > 1 else terms(values)


STATUSES = {
    "met": Relation(in_order("greater", "equal")),
    "exceeded": Relation(in_order("greater")),
    "below": Relation(in_order("less")),
    "in_progress": Relation(in_order("less")),
}


@rule.of("ratios")
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


@rule.of("ratios")
def implied_figure(study: Study) -> Iterator[Finding]:
    """A share or multiple of a figure implies another, which no text states."""
    for row, base in lookup.figure_links(study, "ratio_of", "share", "ratio"):
        yield _implied(row, base)


@rule.on_figures
def _implied(rows: Rows, share: Interval, of: Interval) -> Finding:
    """The part that a share of a figure implies, and the whole if it is a part."""
    is_percent = rows[0]["unit"] == "percent"
    over, by = (100, _within_hundred(share)) if is_percent else (1, share)
    scale, times = (f" / {over}", f"{over} × ") if is_percent else ("", "")
    part = equation(f"{term(of)} × {term(share)}{scale}", of * by / over)
    result = rule.finding(rows, part, "undecided", "implied")
    if by.contains(0):
        return result
    whole = equation(f"{times}{term(of)} / {term(share)}", of * over / by)
    return replace(result, readings=(whole,))


def _within_hundred(share: Interval) -> Interval:
    """A share with the bounds that every share has, nothing and the whole."""
    if order(share, Interval(0, 100)) != "undecided":
        return share
    low = Interval(0, None, lower_open=True) if share.lower is None else share
    high = Interval(None, 100) if share.upper is None else share
    opens = low.lower_open, high.upper_open
    return Interval(low.lower, high.upper, *opens, is_about=share.is_about)


@rule.of("ratios")
def share_of_population(study: Study) -> Iterator[Finding]:
    """Of a reported population no more can be counted than it holds."""
    for row, base in lookup.figure_links(study, "ratio_of", "count"):
        if base["modality"] == "reported":
            yield _counted_of(row, base)


@rule.on_figures
def _counted_of(rows: Rows, part: Interval, whole: Interval) -> Finding:
    if whole.contains(0):
        return rule.no_figure(rows)
    verdict, share = AT_MOST.decide(part, whole), bounds.percentage(part, whole)
    is_open = verdict == "consistent" and whole.upper is None
    reason = "share_open" if is_open else f"share_{verdict}"
    words = equation(f"100 × {term(part)} / {term(whole)}", share)
    return rule.finding(rows, words, verdict, reason, share=value_of(share))


@rule.of("ratios")
def two_bases(study: Study) -> Iterator[Finding]:
    """A denominator that is itself part of a larger whole gives a second share."""
    wholes: dict[str, list[Row]] = {}
    for part, whole in lookup.figure_links(study, "part_of"):
        wholes.setdefault(part["fact_id"], []).append(whole)
    for row, base in lookup.figure_links(study, "ratio_of"):
        for whole in wholes.get(base["fact_id"], ()):
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
    result = rule.expected(rows, first, "bases", holds=is_one)
    return replace(result, readings=(second,))


@rule.of("ratios")
def share_within_hundred(study: Study) -> Iterator[Finding]:
    """A share lies between nothing and the whole."""
    for row in _percent_shares(study):
        share = bounds.of_row(row)
        if share is not None:
            is_below = order(share, point(0)) == "less"
            holds = not is_below and order(share, HUNDRED) != "greater"
            words = f"0 ≤ {term(share)} ≤ 100"
            yield rule.required([row], words, "share_range", holds=holds)


def _percent_shares(study: Study) -> list[Row]:
    """The observations that are shares in percent."""
    kinds = study.groups("indicators", "kind", "unit").get(("share", "percent"), ())
    indicators = [indicator["indicator_id"] for indicator in kinds]
    return study.records("observations", indicator_id=indicators)


@rule.of("ratios")
def shares_of_one_population(study: Study) -> Iterator[Finding]:
    """Shares of one population that may be parts of it, and what they leave."""
    linked = {end for link in lookup.links(study, "part_of") for end in link}
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in _percent_shares(study):
        if row["population_en"]:
            key = (row["source_id"], row["committee_id"], row["population_en"])
            groups.setdefault(key, []).append(row)
    for rows in groups.values():
        are_several = len({row["indicator_id"] for row in rows}) == len(rows) > 1
        is_linked = any(row["fact_id"] in linked for row in rows)
        if are_several and not is_linked and None not in lookup.figures(rows):
            yield _shares(*rows)


@rule.on_figures
def _shares(rows: Rows, *shares: Interval) -> Finding:
    covered = total(shares)
    words = equation(terms(shares), covered)
    if AT_MOST.decide(covered, HUNDRED) != "consistent":
        return rule.finding(rows, words, "undecided", "shares_undecided")
    rest = near(HUNDRED - covered)
    words += f" ≤ 100; 100 − {term(covered)} = {rest}"
    reason, left = "shares_consistent", value_of(rest)
    return rule.finding(rows, words, "consistent", reason, rest=left)
