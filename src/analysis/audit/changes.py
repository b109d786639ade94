"""Changes: differences, the bases they imply, and the steps to an aim."""

import math
from collections.abc import Iterator
from dataclasses import replace

from analysis.audit import lookup, rule
from analysis.audit.arithmetic import AT_MOST, Expression, equation, near, term
from analysis.audit.dates import as_of, stretch
from analysis.audit.rule import Finding, Rows
from analysis.bounds import Interval, number, order, point
from analysis.tables import Study


@rule.of("changes")
def stated_difference(study: Study) -> Iterator[Finding]:
    """A stated change is the difference of the two figures it lies between."""
    observations, indicators = study.keyed("observations"), study.keyed("indicators")
    reached = {row["target"]: row["actual"] for row in study.records("targets")}
    for change, base in lookup.figure_links(study, "change_from"):
        after = observations.get(reached.get(base["fact_id"]))
        if indicators[change["indicator_id"]]["kind"] != "change":
            yield _unstated_change(change, base)
        elif after is None:
            yield _unstated_base(change, base)
        else:
            yield _difference(change, base, after)


@rule.on_figures
def _unstated_change(rows: Rows, after: Interval, before: Interval) -> Finding:
    words = equation(f"{term(after)} − {term(before)}", near(after - before))
    return rule.finding(rows, words, "undecided", "change_unstated")


@rule.on_figures
def _unstated_base(rows: Rows, change: Interval, after: Interval) -> Finding:
    words = equation(f"{term(after)} − {term(change)}", near(after - change))
    return rule.finding(rows, words, "undecided", "base_unstated")


@rule.on_figures
def _difference(
    rows: Rows, stated: Interval, before: Interval, after: Interval
) -> Finding:
    left, gain = f"{term(after)} − {term(before)}", near(after - before)
    return rule.computed(rows, left, gain, stated, "change")


@rule.of("changes")
def implied_base(study: Study) -> Iterator[Finding]:
    """The base that a change implies agrees with what is stated of it elsewhere."""
    aims = study.groups("targets", "target")
    for change, level in lookup.figure_links(study, "change_from", "change"):
        if level["fact_id"] not in aims:
            key = level["indicator_id"], level["committee_id"], "reported"
            for other in lookup.places(study).get(key, ()):
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


# an average and the rate of a year are not one measure, so nothing is refuted
SOON_ENOUGH = replace(AT_MOST, breach="undecided")


@rule.of("changes")
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
