"""The two codings of a text, and how they were settled, as tables of the study.

`codings` gets the measures of both coders, `disagreements` those of their disagreements
on method and status that were ruled on by a rule of the codebook: the study of evidence
shows them beside those of the collection.
"""

from collections.abc import Iterable
from pathlib import Path

from analysis.dictionary import DataError, Table, problem
from analysis.measures.reliability import CODERS, CODES
from coding.accept import faults
from coding.agreement import FILE, Agreement, agreement
from coding.derive import is_of_text, prefix_of
from coding.files import csv_text
from coding.known import Cells
from coding.locking import locked_sheet
from reading import atomic

MEASURES, CODINGS, DISAGREEMENTS = "reforms", "codings", "disagreements"


def record(
    project: Path, source_id: str, coders: tuple[str, str] = CODERS
) -> Agreement:
    """Compare two locked sheets, and put the result into data/ in one step.

    Raises
    ------
    DataError
        As `agreement`; and if a ruling has not both who is right and the rule.
    """
    found = agreement(project, source_id, coders)
    sheets = [locked_sheet(project, source_id, coder)[0] for coder in coders]
    known, prefix = sheets[0].known, prefix_of(source_id)
    facts = known.keyed(MEASURES)
    codings = [
        {
            "unit_id": _unit(coder, prefix, row.name),
            "coder": coder,
            "fact_id": _fact(coder, f"{prefix}-{row.name}", facts),
            "source_id": source_id,
            "start": str(row.span.start),
            "end": str(row.span.end),
            **{name: row[name] for name in CODES},
        }
        for coder, sheet in zip(CODERS, sheets, strict=True)
        for row in sheet.tables[MEASURES]
        if row.state == "accepted" and row.span
    ]
    settled = [
        {
            "first": _unit("first", prefix, row["first"]),
            "second": _unit("second", prefix, row["second"]),
            "about": row["column"].removesuffix("_id"),
            "right": row["right"],
            "rule": row["rule"],
        }
        for row in found.disagreements
        if row["table"] == MEASURES and row["column"] in CODES and row["right"]
    ]
    _check_rulings(source_id, found.disagreements)
    others = [r for r in known.rows(CODINGS) if r["source_id"] != source_id]
    kept = [r for r in known.rows(DISAGREEMENTS) if not _is_of(r["first"], source_id)]
    texts = {
        CODINGS: _text(known.dictionary.tables[CODINGS], [*others, *codings]),
        DISAGREEMENTS: _text(known.dictionary.tables[DISAGREEMENTS], [*kept, *settled]),
    }
    if wrong := faults(known, texts):
        raise DataError(wrong)
    atomic.write_all(
        {known.folder / f"{name}.csv": text for name, text in texts.items()}
    )
    return found


def _unit(coder: str, prefix: str, row: str) -> str:
    return f"{coder}-{prefix}-{row}"


def _is_of(unit: str, source_id: str) -> bool:
    return is_of_text(unit.partition("-")[2], source_id)


def _fact(coder: str, fact: str, facts: Iterable[str]) -> str:
    """The measure of the first coder in the data, if it was accepted into them."""
    return fact if coder == CODERS[0] and fact in facts else ""


def _check_rulings(source_id: str, rows: list[Cells]) -> None:
    place = f"coding/{source_id}/{FILE}"
    wrong = [
        problem(
            f"{place} line {line}",
            "right and rule, both or neither",
            f"{row['right']!r} and {row['rule']!r}",
            advice="say who is right (first, second, neither) and by which rule",
        )
        for line, row in enumerate(rows, start=2)
        if row["table"] == MEASURES and row["column"] in CODES
        if bool(row["right"]) != bool(row["rule"])
    ]
    if wrong:
        raise DataError(wrong)


def _text(table: Table, rows: list[Cells]) -> str:
    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in table.key))
    return csv_text(table.columns, ordered)
