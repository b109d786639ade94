"""Changes: differences, the bases they imply, and the steps to an aim."""

import math
from collections.abc import Iterator
from dataclasses import replace

from analysis.audit import lookup, rule
from analysis.audit.arithmetic import (
    AT_MOST,
    BELOW,
    EQUAL,
    Expression,
    Relation,
    equation,
    in_order,
    near,
    term,
)
from analysis.audit.dates import as_of, stretch
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, number, order, point
from analysis.tables import Study


@rule.registered
def stated_difference(study: Study) -> Iterator[Finding]:
    """A stated change is the difference of the two figures it lies between."""
    observations = study.keyed("observations")
    reached = {row["target"]: row["actual"] for row in study.records("targets")}
    for change, base in lookup.figure_links(study, "change_from", "change"):
        after = observations.get(reached.get(base["fact_id"]))
        if after is not None:
            yield _difference(change, base, after)


@rule.on_figures
def _difference(
    rows: Rows, stated: Interval, before: Interval, after: Interval
) -> Finding:
    left, gain = f"{term(after)} − {term(before)}", near(after - before)
    return rule.computed(rows, left, gain, stated, "change")


@rule.registered
def direction_of_change(study: Study) -> Iterator[Finding]:
    """A figure printed as a rise or a fall lies above or below the figure before it."""
    for after, before in lookup.figure_links(study, "change_from", "level", "share"):
        words = set((after["printed"] or "").lower().split())
        if bool(words & RISE) != bool(words & FALL):
            yield _direction(after, before, rises=bool(words & RISE))


RISE, FALL = {"tăng", "lên"}, {"giảm", "xuống"}  # as Vietnamese texts word a change


@rule.on_figures
def _direction(
    rows: Rows, after: Interval, before: Interval, *, rises: bool
) -> Finding:
    relation = ABOVE if rises else BELOW
    return rule.compare(rows, after, relation, before, "direction")


@rule.registered
def growth_beside_change(study: Study) -> Iterator[Finding]:
    """A yearly rate beside the rate that the rise of an amount implies, if in tension.

    The two are different measures, so a gap between them refutes nothing.
    """
    observations = study.keyed("observations")
    links = lookup.figure_links(study, "change_from")
    levels = {change["fact_id"]: level for change, level in links}
    for rate, change in lookup.links(study, "in_tension_with"):
        level = levels.get(change)
        if rate in observations and level and change in observations:
            rows = observations[rate], observations[change], level
            start, end = stretch(rows[1]["as_of_start"]), stretch(rows[1]["as_of_end"])
            if rows[0]["unit"] == "percent" and start is not None and end is not None:
                yield _growth(*rows, years=near(end - start))


@rule.on_figures
def _growth(
    rows: Rows, rate: Interval, step: Interval, level: Interval, *, years: Interval
) -> Finding:
    yearly = near(step * 100 / (level - step) / years)
    left = f"100 × {term(step)} / ({term(level)} − {term(step)}) / {term(years)}"
    words = Expression(equation(left, yearly), yearly)
    return rule.compare(rows, words, CLOSE, rate, "growth")


@rule.registered
def implied_base(study: Study) -> Iterator[Finding]:
    """The base that a change implies agrees with what is stated of it elsewhere."""
    aims = study.groups("targets", "target")
    for change, level in lookup.figure_links(study, "change_from", "change"):
        if level["fact_id"] not in aims:
            of = level["indicator_id"], level["committee_id"]
            for other in lookup.reported(study, *of):
                if other is not level:
                    yield _implied(change, level, other)


@rule.on_figures
def _implied(rows: Rows, step: Interval, after: Interval, stated: Interval) -> Finding:
    left = f"{term(after)} − {term(step)}"
    result = rule.computed(rows, left, near(after - step), stated, "repeat")
    then, now = stretch(rows[0]["as_of_start"]), as_of(rows[2])
    if then is None or now is None:
        return replace(result, verdict="undecided", reason="audit_time_unstated")
    if order(then, now) in ("less", "greater"):
        return replace(result, verdict="consistent", reason="audit_dates_apart")
    return result


ABOVE, CLOSE = Relation(in_order("greater"), ">≤≟"), replace(EQUAL, breach="undecided")

# an average and the rate of a year are not one measure, so nothing is refuted
SOON_ENOUGH = replace(AT_MOST, breach="undecided")


@rule.registered
def steps_to_aim(study: Study) -> Iterator[Finding]:
    """The yearly step that is aimed at leads to the aim in the years that are left."""
    observations, terms = study.keyed("observations"), study.keyed("terms")
    targets = study.records("targets")
    aims = {row["actual"]: row for row in targets if row["actual"] and row["target"]}
    for row in study.records("observations", modality="aimed"):
        if row["base"] in aims:
            target = aims[row["base"]]
            end = target["due_year"] or terms.get(target["term_id"], {}).get("end_year")
            aim = observations[target["target"]]
            yield _steps(row, observations[row["base"]], aim, end=end)


@rule.on_figures
def _steps(
    rows: Rows, by: Interval, start: Interval, goal: Interval, *, end: int | None
) -> Finding:
    step, now, aim = rows
    if not (by.lower and start.lower and by.is_point and start.is_point):
        return rule.no_figure(rows)
    if not goal.is_point or goal.lower is None:
        return rule.no_figure(rows)
    if step["unit"] == aim["unit"] == "percent":
        left = f"log({term(goal)} / {term(start)}) / log(1 + {term(by)} / 100)"
        ratio = goal.lower / start.lower
        years = math.log(ratio) / math.log1p(by.lower / 100) if ratio > 0 else 0.0
    else:
        left = f"({term(goal)} − {term(start)}) / {term(by)}"
        years = (goal.lower - start.lower) / by.lower
    needed = Expression(f"{left} = {number(years)}", point(years))
    today, due = stretch(now["as_of_end"]), stretch(str(end) if end else None)
    if today is None or due is None:
        return rule.finding(rows, needed.text, "undecided", "time_unstated")
    rest = near(due - today)
    return rule.compare(
        rows, needed, SOON_ENOUGH, rest, "steps", needed=years, left=str(rest)
    )
