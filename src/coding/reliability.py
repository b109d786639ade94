"""The two codings of a text, and how they were settled, as tables of the study.

`codings` gets the measures of both coders, `disagreements` those of their disagreements
on method and status that were ruled on by a rule of the codebook: the study of evidence
shows them beside those of the collection.
"""

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
    # Measures of the first coder that were accepted into the data.
    accepted = {
        (CODERS[0], key.removeprefix(f"{prefix}-")) for key in known.keyed(MEASURES)
    }
    codings = [
        {
            "unit_id": f"{coder}-{prefix}-{row.name}",
            "coder": coder,
            "fact_id": f"{prefix}-{row.name}" if (coder, row.name) in accepted else "",
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
            **{coder: f"{coder}-{prefix}-{row[coder]}" for coder in CODERS},
            "about": row["column"].removesuffix("_id"),
            "right": row["right"],
            "rule": row["rule"],
        }
        for row in found.disagreements
        if row["table"] == MEASURES and row["column"] in CODES and row["right"]
    ]
    _check_rulings(source_id, found.disagreements)
    others = [r for r in known.rows(CODINGS) if r["source_id"] != source_id]
    kept = [
        row
        for row in known.rows(DISAGREEMENTS)
        if not is_of_text(row["first"].partition("-")[2], source_id)
    ]
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
