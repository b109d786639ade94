"""The two codings of a text, and how they were settled, as tables of the study.

`codings` gets the measures of both coders, `disagreements` those of their disagreements
on method and status that were ruled on by a rule of the codebook: the study of evidence
shows them beside those of the collection.
"""

from operator import itemgetter
from pathlib import Path

from analysis.dictionary import DataError, problem
from analysis.measures.reliability import CODERS, CODES
from coding.accept import faults
from coding.agreement import FILE, Agreement, agreement, passages
from coding.derive import is_of_text, prefix_of
from coding.files import csv_text
from coding.recorded import Cells
from reading import atomic

MEASURES = "reforms"


def record(
    project: Path, source_id: str, coders: tuple[str, str] = CODERS
) -> Agreement:
    """Compare two locked sheets, and put the result into data/ in one step.

    Raises
    ------
    DataError
        As `agreement`; and if a ruling has not both who is right and the rule.
    """
    compared = agreement(project, source_id, coders)
    _check_rulings(source_id, compared.disagreements)
    recorded = compared.sheets[0].recorded
    texts = {}
    new = {"codings": _codings(compared), "disagreements": _settled(compared)}
    for name, rows in new.items():
        table = recorded.dictionary.tables[name]
        for row in recorded.rows(name):
            _, _, fact = row[table.key[0]].partition("-")  # after the coder
            if not is_of_text(fact, source_id):
                rows.append(row)
        ordered = sorted(rows, key=itemgetter(*table.key))
        texts[name] = csv_text(table.columns, ordered)
    if wrong := faults(recorded, texts):
        raise DataError(wrong)
    files = {recorded.folder / f"{name}.csv": text for name, text in texts.items()}
    atomic.write_all(files)
    return compared


def _codings(compared: Agreement) -> list[Cells]:
    """The measures of both coders; of the first, with their facts if accepted."""
    sheet = compared.sheets[0]
    prefix, facts = prefix_of(sheet.source_id), sheet.recorded.keyed(MEASURES)
    rows = []
    for row in passages(compared.sheets, MEASURES, CODES):
        fact = f"{prefix}-{row['fact_id']}"
        is_accepted = row["coder"] == CODERS[0] and fact in facts
        row["unit_id"] = f"{row['coder']}-{fact}"
        row["fact_id"] = fact if is_accepted else ""
        rows.append({name: str(cell) for name, cell in row.items()})
    return rows


def _settled(compared: Agreement) -> list[Cells]:
    """The disagreements on method and status that were ruled on."""
    prefix = prefix_of(compared.sheets[0].source_id)
    return [
        {
            **{coder: f"{coder}-{prefix}-{row[coder]}" for coder in CODERS},
            "about": row["column"].removesuffix("_id"),
            "right": row["right"],
            "rule": row["rule"],
        }
        for row in compared.disagreements
        if row["table"] == MEASURES and row["column"] in CODES and row["right"]
    ]


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
