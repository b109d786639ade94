"""Pace: what is attained of a term's aims against how much of the term has passed.

That attainment should keep step with time is a yardstick of ours; no text sets it, so
a slower pace refutes nothing.
"""

from collections.abc import Iterator
from dataclasses import replace

from analysis import bounds
from analysis.audit import rule
from analysis.audit.arithmetic import AT_LEAST, Expression, Relation, near, term
from analysis.audit.dates import elapsed
from analysis.audit.rule import Finding
from analysis.bounds import Interval, point
from analysis.rows import Row
from analysis.tables import Study

IN_STEP: Relation = replace(AT_LEAST, breach="undecided")


@rule.registered
def pace_of_target(study: Study) -> Iterator[Finding]:
    """What is counted of a target of the term, as a share of the aim."""
    observations = study.keyed("observations")
    for row in study.records("targets", claim_set=None):
        if row["actual"] and row["target"] and row["term_id"]:
            actual, aim = (observations[row[end]] for end in ("actual", "target"))
            reached, whole = bounds.of_row(actual), bounds.of_row(aim)
            if aim["unit"] != "count" or reached is None or whole is None:
                continue
            if bounds.order(reached, whole) == "less":
                yield from _pace(study, [row, actual, aim], reached, whole)


@rule.registered
def pace_of_band(study: Study) -> Iterator[Finding]:
    """How many of the counted goals are reached, as a share of all."""
    for row in study.records("bands"):
        if row["band_lower"] == FULL and row["reading"] == "disjoint":
            whole = study.keyed("observations")[row["total"]]
            size = bounds.of_row(whole)
            if size is not None:
                yield from _pace(study, [row, whole], point(row["count"]), size)


SHARES = ("reached", "passed_low", "passed_high")  # as numbers, for a chart
FULL = 100  # per cent: the band of what is reached


def _pace(
    study: Study, rows: list[Row], part: Interval, whole: Interval
) -> Iterator[Finding]:
    passed = elapsed(study, rows[0]["source_id"])
    if passed is not None and not whole.contains(0):
        share = near(part / whole)
        left = Expression(f"{term(part)} / {term(whole)} = {share}", share)
        shares = dict(zip(SHARES, (share, passed.value, -passed.value), strict=True))
        fills = {name: abs(of.lower or 0) for name, of in shares.items()}
        yield rule.compare(rows, left, IN_STEP, passed, "pace", **fills)
