"""What the tests of coding share: projects, and sheets made of data that exist."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from core_toys import DATA, table_rows

from coding import quotes
from coding.derive import is_of_text, prefix_of
from coding.layout import EVIDENCE, LINKS, SET_ASIDE, SUBJECTS, SheetTable
from coding.sheet import Sheet

Cells = dict[str, str]
NUMBERED_ANEW = (EVIDENCE, LINKS, "sources")


def project_of(folder: Path, texts: dict[str, str]) -> Path:
    """A project with the shipped tables and some texts."""
    shutil.copytree(DATA, folder / "data")
    return with_texts(folder, texts)


def with_texts(folder: Path, texts: dict[str, str]) -> Path:
    (folder / "texts").mkdir()
    for name, text in texts.items():
        path = folder / "texts" / f"{name}.txt"
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def contents(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / "data").iterdir()}


def rows_of_text(project: Path, table: str, source_id: str) -> list[Cells]:
    """The rows of a table that were read in a text."""
    rows = table_rows(project / "data", table)
    if table == "sources":
        return [row for row in rows if row["source_id"] == source_id]
    return [row for row in rows if is_of_text(next(iter(row.values())), source_id)]


def sheet_of_data(project: Path, source_id: str) -> Sheet:
    """The sheet from which the rows of a text in the data could have been made."""
    sheet = Sheet(project, source_id, "first")
    for name, table in sheet.layout.tables.items():
        if name != SET_ASIDE:
            for number, cells in enumerate(_sheet_cells(sheet, table), start=1):
                row = {"row": f"{table.table.short}-{number:02}", "state": "accepted"}
                blank = dict.fromkeys(table.columns, "")
                sheet.tables[name].append(sheet._located(blank | row | cells))
            sheet.save(name)
    return Sheet.open(project, source_id)


def _sheet_cells(sheet: Sheet, table: SheetTable) -> Iterator[Cells]:
    prefix = f"{prefix_of(sheet.source_id)}-"
    ids = re.compile(rf"\b{prefix}(?=[a-z]{{3}}-\d)")
    subjects = rows_of_text(sheet.project, SUBJECTS, sheet.source_id)
    for row in rows_of_text(sheet.project, table.name, sheet.source_id):
        cells = {
            name: ids.sub("", cell) if table.owners(name) else cell
            for name, cell in row.items()
            if name in table.columns
        }
        key = row[table.key].removeprefix(prefix)
        if table.has_quote:
            span = int(row["start"]), int(row["end"])
            cells |= quotes.of_span(sheet.text, span)._asdict()
        if table.name not in NUMBERED_ANEW:
            cells["row"] = key
        if table.name == EVIDENCE:
            cells["of"] = key
        if "subjects" in table.columns:
            mine = (s for s in subjects if s["fact_id"] == row["fact_id"])
            cells["subjects"] = " ".join(s["subject_id"] for s in mine)
        yield cells


# A text on an invented district, and its sheet as a person has coded it.
TOY_ID, TOY_SHEET = "tl_2024", Path(__file__).with_name("toy_sheet")
TOY = (TOY_SHEET / "text.txt").read_text(encoding="utf-8")


def small_project(folder: Path, texts: dict[str, str] | None = None) -> Path:
    """A project with the codebook's own tables, and no rows in any other."""
    shutil.copytree(DATA, folder / "data", ignore=shutil.ignore_patterns("*.csv"))
    for path in DATA.glob("*.csv"):
        header = path.read_text(encoding="utf-8").partition("\n")[0] + "\n"
        (folder / "data" / path.name).write_text(header, encoding="utf-8")
    for name in ("dimensions", "domains", "relation_types"):
        shutil.copyfile(DATA / f"{name}.csv", folder / "data" / f"{name}.csv")
    return with_texts(folder, texts or {TOY_ID: TOY})


def coded_sheet(project: Path, source_id: str = TOY_ID, coder: str = "first") -> Sheet:
    """The sheet of the toy text, coded by hand, its rows accepted."""
    folder = project / "coding" / source_id / coder
    shutil.copytree(TOY_SHEET, folder, ignore=shutil.ignore_patterns("text.txt"))
    return Sheet.open(project, source_id, coder)
