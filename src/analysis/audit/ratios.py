"""Ratios, shares and differences against what is stated of them."""

import math
from collections.abc import Iterator
from functools import reduce
from operator import add

from analysis import bounds
from analysis.audit.rules import (
    FIGURE,
    Finding,
    Row,
    Tables,
    Verdict,
    at_most,
    equation,
    figure,
    near,
    number,
    rounded,
    rule,
    term,
    told,
    value_of,
    verdict,
)
from analysis.audit.when import moment, when
from analysis.bounds import Interval, point

TARGET = "fact_id actual target status claim_set"
PERCENT = point(100)


@rule(
    "ratios",
    observations=FIGURE,
    targets=f"{TARGET} claimed_percent claimed_kind=reached|exceeded_by",
)
def claimed_percentage(t: Tables) -> Iterator[Finding]:
    """A stated percentage is that of the figures it is said of, in each scope."""
    rivals = {**t.groups("targets", "claim_set"), None: []}
    for row in t["targets"]:
        if row["claimed_percent"] is None:
            continue
        scope = [row] if row["actual"] else rivals.get(row["claim_set"], [])
        pairs = [
            (r["actual"], r["target"]) for r in scope if r["actual"] and r["target"]
        ]
        actual, aim = ([figure(t.figures[f]) for f in ids] for ids in _turned(pairs))
        facts = (row["fact_id"], *(f for pair in pairs for f in pair))
        if not pairs or None in actual or None in aim:
            yield Finding(facts, "?", "undecided", "audit_no_figure")
            continue
        yield _claimed(row, facts, [a for a in actual if a], [a for a in aim if a])


def _turned(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [a for a, _ in pairs], [b for _, b in pairs]


def _claimed(
    row: Row, facts: tuple[str, ...], actual: list[Interval], aim: list[Interval]
) -> Finding:
    left, right = (_sum_as_text(terms) for terms in (actual, aim))
    share = near(bounds.percentage(reduce(add, actual), reduce(add, aim)))
    reached = f"100 × {left} / {right}", share
    beyond = f"100 × {left} / {right} − 100", near(share - 100)
    stated = rounded(row["claimed_percent"])
    kinds = [reached, beyond] if row["claimed_kind"] == "reached" else [beyond, reached]
    found = [verdict(computed, stated) for _, computed in kinds]
    claim = point(row["claimed_percent"])
    words = [
        equation(expression, computed, computed if fits == "consistent" else claim)
        for (expression, computed), fits in zip(kinds, found, strict=True)
    ]
    settled: Verdict = found[0]
    if found[0] == "inconsistent" and found[1] != "inconsistent":
        settled = "undecided"
    reason = f"audit_percent_{settled}"
    values = {"stated": row["claimed_percent"], "computed": value_of(kinds[0][1])}
    return Finding(facts, words[0], settled, reason, values, (words[1],))


def _sum_as_text(terms: list[Interval]) -> str:
    words = " + ".join(map(term, terms))
    return f"({words})" if len(terms) > 1 else words


ORDERS = {
    "met": ("greater", "equal"),
    "exceeded": ("greater",),
    "below": ("less",),
    "in_progress": ("less",),
}
SIGN = {"less": "<", "greater": ">", "equal": "=", "undecided": "≟"}


@rule(
    "ratios",
    observations=FIGURE,
    targets="fact_id actual target status=met|exceeded|below|in_progress",
)
def status_against_figures(t: Tables) -> Iterator[Finding]:
    """What is called met, exceeded or below is so by its own two figures."""
    for row in t["targets"]:
        if not (row["actual"] and row["target"] and row["status"] in ORDERS):
            continue
        facts = (row["fact_id"], row["actual"], row["target"])
        actual, aim = (figure(t.figures[row[end]]) for end in ("actual", "target"))
        if actual is None or aim is None:
            yield Finding(facts, "?", "undecided", "audit_no_figure")
            continue
        order = bounds.order(actual, aim)
        found: Verdict = "undecided"
        if order != "undecided":
            found = "consistent" if order in ORDERS[row["status"]] else "inconsistent"
        share = told(near(bounds.percentage(actual, aim)))
        words = f"{term(actual)} {SIGN[order]} {term(aim)} ({share}%)"
        reason = f"audit_status_{found}"
        yield Finding(facts, words, found, reason, {"status": row["status"]})


@rule(
    "ratios",
    observations=f"{FIGURE} indicator_id",
    indicators="indicator_id kind=share|ratio",
    fact_links="from to type=ratio_of",
)
def implied_figure(t: Tables) -> Iterator[Finding]:
    """A share or multiple of a figure implies another, which no text states."""
    kinds = {i["indicator_id"]: i["kind"] for i in t["indicators"]}
    for row, base in t.figure_links("ratio_of"):
        if kinds[row["indicator_id"]] not in ("share", "ratio"):
            continue
        share, of = figure(row), figure(base)
        facts = (row["fact_id"], base["fact_id"])
        if share is None or of is None:
            yield Finding(facts, "?", "undecided", "audit_no_figure")
            continue
        over = 100 if row["unit"] == "percent" else 1
        by = _as_share(share) if over > 1 else share
        scale, times = f" / {over}" * (over > 1), f"{over} × " * (over > 1)
        part = equation(f"{term(of)} × {term(share)}{scale}", near(of * by / over))
        whole: tuple[str, ...] = ()
        if not by.contains(0):
            left = f"{times}{term(of)} / {term(share)}"
            whole = (equation(left, near(of * over / by)),)
        yield Finding(facts, part, "undecided", "audit_implied", {}, whole)


def _as_share(share: Interval) -> Interval:
    """A share with the ends that every share has, nothing and the whole."""
    if bounds.order(share, Interval(0, 100)) != "undecided":
        return share
    low = Interval(0, None, lower_open=True) if share.lower is None else share
    high = Interval(None, 100) if share.upper is None else share
    return Interval(
        low.lower, high.upper, low.lower_open, high.upper_open, share.is_about
    )


@rule(
    "ratios",
    observations=f"{FIGURE} modality=reported indicator_id",
    indicators="indicator_id kind=count",
    fact_links="from to type=ratio_of",
)
def share_of_population(t: Tables) -> Iterator[Finding]:
    """Of a reported population no more can be counted than it holds."""
    kinds = {i["indicator_id"]: i["kind"] for i in t["indicators"]}
    for row, base in t.figure_links("ratio_of"):
        if base["modality"] != "reported" or kinds[row["indicator_id"]] != "count":
            continue
        part, whole = figure(row), figure(base)
        facts = (row["fact_id"], base["fact_id"])
        if part is None or whole is None or whole.contains(0):
            yield Finding(facts, "?", "undecided", "audit_no_figure")
            continue
        found = at_most(part, whole)
        share = near(bounds.percentage(part, whole))
        values = {"share": value_of(share)}
        words = equation(f"100 × {term(part)} / {term(whole)}", share)
        reason = "audit_share_fits"
        if found != "consistent":
            reason = f"audit_share_{found}"
        elif whole.upper is None:
            reason = "audit_share_open"
        yield Finding(facts, words, found, reason, values)


@rule(
    "ratios",
    observations=FIGURE,
    fact_links="from to type=ratio_of|part_of",
)
def two_bases(t: Tables) -> Iterator[Finding]:
    """A denominator that is itself part of a larger whole gives a second share."""
    wholes: dict[str, list[Row]] = {}
    for part, whole in t.figure_links("part_of"):
        wholes.setdefault(part["fact_id"], []).append(whole)
    for row, base in t.figure_links("ratio_of"):
        for whole in wholes.get(base["fact_id"], ()):
            facts = (row["fact_id"], base["fact_id"], whole["fact_id"])
            count, small, large = map(figure, (row, base, whole))
            if count is None or small is None or large is None:
                yield Finding(facts, "?", "undecided", "audit_no_figure")
                continue
            words = [
                equation(f"100 × {term(count)} / {term(of)}", near(count * 100 / of))
                for of in (small, large)
            ]
            same = bounds.order(small, large) == "equal"
            found: Verdict = "consistent" if same else "undecided"
            reason = "audit_one_base" if same else "audit_two_bases"
            yield Finding(facts, words[0], found, reason, {}, (words[1],))


@rule(
    "ratios",
    observations=f"{FIGURE} indicator_id",
    indicators="indicator_id kind=share unit=percent",
)
def share_within_hundred(t: Tables) -> Iterator[Finding]:
    """A share lies between nothing and the whole."""
    kinds = {i["indicator_id"]: (i["kind"], i["unit"]) for i in t["indicators"]}
    for row in t["observations"]:
        share = figure(row)
        if kinds[row["indicator_id"]] == ("share", "percent") and share is not None:
            below = bounds.order(share, point(0)) == "less"
            outside = below or bounds.order(share, PERCENT) == "greater"
            yield Finding(
                (row["fact_id"],),
                f"0 ≤ {term(share)} ≤ 100",
                "inconsistent" if outside else "consistent",
                "audit_share_outside" if outside else "audit_share_inside",
            )


@rule(
    "ratios",
    observations=f"{FIGURE} indicator_id committee_id source_id population_en",
    indicators="indicator_id kind=share unit=percent",
    fact_links="from to type=part_of",
)
def shares_of_one_population(t: Tables) -> Iterator[Finding]:
    """Shares of one population that may be parts of it, and what they leave."""
    kinds = {i["indicator_id"]: (i["kind"], i["unit"]) for i in t["indicators"]}
    linked = {end for link in t.links("part_of") for end in link}
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in t["observations"]:
        if kinds[row["indicator_id"]] == ("share", "percent") and row["population_en"]:
            key = (row["source_id"], row["committee_id"], row["population_en"])
            groups.setdefault(key, []).append(row)
    for rows in groups.values():
        shares = [s for s in map(figure, rows) if s is not None]
        several = len({row["indicator_id"] for row in rows}) == len(rows) > 1
        facts = tuple(row["fact_id"] for row in rows)
        if not several or len(shares) < len(rows) or linked & set(facts):
            continue
        total = near(reduce(add, shares))
        words = equation(" + ".join(map(term, shares)), total)
        if at_most(total, PERCENT) == "consistent":
            words += f" ≤ 100; 100 − {term(total)} = {told(near(-total + 100))}"
            values = {"rest": value_of(near(-total + 100))}
            yield Finding(facts, words, "consistent", "audit_shares_fit", values)
        else:
            yield Finding(facts, words, "undecided", "audit_shares_overlap")


@rule(
    "changes",
    observations=f"{FIGURE} indicator_id",
    indicators="indicator_id kind=change",
    targets="fact_id actual target",
    fact_links="from to type=change_from",
)
def stated_difference(t: Tables) -> Iterator[Finding]:
    """A stated change is the difference of the two figures it lies between."""
    kinds = {i["indicator_id"]: i["kind"] for i in t["indicators"]}
    reached = {row["target"]: row["actual"] for row in t["targets"] if row["actual"]}
    for change, base in t.figure_links("change_from"):
        stated, before = figure(change), figure(base)
        facts = (change["fact_id"], base["fact_id"])
        if stated is None or before is None:
            yield Finding(facts, "?", "undecided", "audit_no_figure")
        elif kinds[change["indicator_id"]] != "change":
            words = equation(f"{term(stated)} − {term(before)}", near(stated - before))
            yield Finding(facts, words, "undecided", "audit_change_unstated")
        elif base["fact_id"] not in reached:
            words = equation(f"{term(before)} − {term(stated)}", near(before - stated))
            yield Finding(facts, words, "undecided", "audit_base_unstated")
        else:
            after = t.figures[reached[base["fact_id"]]]
            now = figure(after) or Interval(None, None)
            gain = near(now - before)
            found = verdict(gain, stated)
            words = equation(f"{term(now)} − {term(before)}", gain, stated)
            reason = f"audit_change_{found}"
            yield Finding((*facts, after["fact_id"]), words, found, reason)


PLACE = "indicator_id committee_id modality=reported as_of_start as_of_end"


@rule(
    "changes",
    observations=f"{FIGURE} {PLACE}",
    indicators="indicator_id kind=change",
    targets="target",
    fact_links="from to type=change_from",
)
def implied_base(t: Tables) -> Iterator[Finding]:
    """The base that a change implies agrees with what is stated of it elsewhere."""
    kinds = {i["indicator_id"]: i["kind"] for i in t["indicators"]}
    aims = {row["target"] for row in t["targets"]}
    known = t.groups("observations", "indicator_id", "committee_id", "modality")
    for change, level in t.figure_links("change_from"):
        if kinds[change["indicator_id"]] != "change" or level["fact_id"] in aims:
            continue
        key = level["indicator_id"], level["committee_id"], "reported"
        for other in known.get(key, ()):
            if other is not level:
                yield _implied(change, level, other)


def _implied(change: Row, level: Row, other: Row) -> Finding:
    facts = (change["fact_id"], level["fact_id"], other["fact_id"])
    step, after, stated = map(figure, (change, level, other))
    if step is None or after is None or stated is None:
        return Finding(facts, "?", "undecided", "audit_no_figure")
    base = near(after - step)
    words = equation(f"{term(after)} − {term(step)}", base, stated)
    then, now = moment(change["as_of_start"]), when(other)
    if then is None or now is None:
        return Finding(facts, words, "undecided", "audit_time_unstated")
    if bounds.order(then, now) in ("less", "greater"):
        return Finding(facts, words, "consistent", "audit_dates_apart")
    found = verdict(base, stated)
    return Finding(facts, words, found, f"audit_repeat_{found}")


@rule(
    "changes",
    observations=f"{FIGURE} base modality=aimed as_of_end",
    targets="fact_id actual target due_year term_id",
    terms="term_id end_year",
)
def steps_to_aim(t: Tables) -> Iterator[Finding]:
    """The yearly step that is aimed at leads to the aim in the years that are left."""
    ends = {term_["term_id"]: term_["end_year"] for term_ in t["terms"]}
    pairs = {r["actual"]: r for r in t["targets"] if r["actual"] and r["target"]}
    for row in t["observations"]:
        if row["modality"] == "aimed" and row["base"] in pairs:
            target = pairs[row["base"]]
            now, aim = t.figures[row["base"]], t.figures[target["target"]]
            end = target["due_year"] or ends.get(target["term_id"])
            yield _steps(row, now, aim, end)


def _steps(step: Row, now: Row, aim: Row, end: int | None) -> Finding:
    facts = (step["fact_id"], now["fact_id"], aim["fact_id"])
    by, start, goal = map(figure, (step, now, aim))
    if not (by and start and goal and by.is_point and start.is_point and goal.is_point):
        return Finding(facts, "?", "undecided", "audit_no_figure")
    assert start.lower is not None
    assert goal.lower is not None
    assert by.lower is not None
    if step["unit"] == aim["unit"] == "percent":
        words = f"log({term(goal)} / {term(start)}) / log(1 + {term(by)} / 100)"
        ratio = goal.lower / start.lower
        years = math.log(ratio) / math.log1p(by.lower / 100) if ratio > 0 else 0.0
    else:
        words = f"({term(goal)} − {term(start)}) / {term(by)}"
        years = (goal.lower - start.lower) / by.lower
    today, last = moment(now["as_of_end"]), moment(str(end) if end else None)
    if today is None or last is None:
        needed = equation(words, point(years))
        return Finding(facts, needed, "undecided", "audit_time_unstated")
    left = near(last - today)
    found = at_most(point(years), left)
    sign = {"consistent": "≤", "inconsistent": ">", "undecided": "≟"}[found]
    words = f"{words} = {number(years)} {sign} {term(left)}"
    # an average and the rate of a year are not one measure, so nothing is refuted
    found = "consistent" if found == "consistent" else "undecided"
    reason = f"audit_steps_{found}"
    return Finding(facts, words, found, reason, {"needed": years, "left": told(left)})
