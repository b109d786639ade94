"""What the tests of coding share: projects, and sheets made of data that exist."""

import re
import shutil
from pathlib import Path

from core_toys import DATA, table_rows

from coding import quotes
from coding.derive import is_of_text
from coding.layout import EVIDENCE, NUMERALS, QUOTE, SUBJECTS
from coding.sheet import Sheet


def project_of(folder: Path, texts: dict[str, str]) -> Path:
    """A project with the shipped tables and some texts."""
    (folder / "texts").mkdir(parents=True)
    shutil.copytree(DATA, folder / "data")
    for name, text in texts.items():
        path = folder / "texts" / f"{name}.txt"
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def sheet_of_data(project: Path, source_id: str) -> Sheet:
    """The sheet from which the rows of a text in the data could have been made."""
    sheet = Sheet(project, source_id, "first")
    tables = sheet.layout.tables
    data = {name: table_rows(project / "data", name) for name in [*tables, SUBJECTS]}
    short = source_id.partition("_")[0]
    mine = {
        row[tables[name].key]
        for name in tables
        for row in data[name]
        if tables[name].has_quote and is_of_text(row[tables[name].key], source_id)
    }
    names = re.compile("|".join(sorted(map(re.escape, mine), key=len, reverse=True)))
    for name, table in tables.items():
        rows = []
        for row in data[name]:
            is_mine = (
                row["source_id"] == source_id
                if name == "sources"
                else is_of_text(row[table.table.key[0]], source_id)
            )
            if not is_mine:
                continue
            cells = {
                key: names.sub(lambda m: m[0].removeprefix(f"{short}-"), cell)
                for key, cell in row.items()
                if key in table.columns
            }
            if table.has_quote:
                span = int(row["start"]), int(row["end"])
                cells |= dict(zip(QUOTE, quotes.of_span(sheet.text, span), strict=True))
            if "subjects" in table.columns:
                cells["subjects"] = " ".join(
                    each["subject_id"]
                    for each in data[SUBJECTS]
                    if each["fact_id"] == row["fact_id"]
                )
            if name == EVIDENCE:
                cells["of"] = row["fact_id"].removeprefix(f"{short}-")
            own_name = (
                {}
                if name in (EVIDENCE, "fact_links", "sources")
                else {"row": row[table.key].removeprefix(f"{short}-")}
            )
            rows.append((own_name, cells | {"state": "accepted"}))
        for number, (own, cells) in enumerate(rows, start=1):
            full = {"row": f"{table.table.short}-{number:02}"} | own | cells
            sheet.tables[name].append(
                sheet._located(dict.fromkeys(table.columns, "") | full)
            )
        if rows:
            sheet.save(name)
    assert NUMERALS in sheet.tables
    return Sheet.open(project, source_id)
