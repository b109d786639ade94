"""Statements that pull apart, as a coder has linked them with a reason."""

from collections.abc import Iterator

from analysis import bounds
from analysis.audit import lookup, rule
from analysis.audit.arithmetic import term
from analysis.audit.rule import Finding
from analysis.rows import Row
from analysis.tables import Study


@rule.registered
def in_tension(study: Study) -> Iterator[Finding]:
    """Two statements that are hard to hold together; no figure decides between them."""
    changes = {row["fact_id"] for row, _ in lookup.figure_links(study, "change_from")}
    for a, b in lookup.links(study, "in_tension_with"):
        if b in changes:  # has arithmetic of its own
            continue
        rows = [study.record(a), study.record(b)]
        are_of_one_text = rows[0]["source_id"] == rows[1]["source_id"]
        reason = "tension_one_text" if are_of_one_text else "tension_two_texts"
        yield rule.finding(rows, " ↔ ".join(map(_side, rows)), "undecided", reason)


def _side(row: Row) -> str:
    """The figure of one side, or its key where it has none."""
    figure = bounds.of_row(row) if "qualifier" in row else None
    return str(row["fact_id"]) if figure is None else term(figure)
