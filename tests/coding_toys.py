"""What the tests of coding share: projects, and sheets made of data that exist."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from core_toys import DATA, table_rows

from coding import quotes
from coding.derive import is_of_text, prefix_of
from coding.layout import (
    EVIDENCE,
    LINKS,
    NUMERALS,
    SET_ASIDE,
    SUBJECTS,
    SheetTable,
)
from coding.quotes import Quote
from coding.sheet import Sheet
from reading.numerals import numerals

Cells = dict[str, str]
NUMBERED_ANEW = (EVIDENCE, LINKS, "sources")


def project_of(folder: Path, texts: dict[str, str]) -> Path:
    """A project with the shipped tables and some texts."""
    (folder / "texts").mkdir(parents=True)
    shutil.copytree(DATA, folder / "data")
    for name, text in texts.items():
        path = folder / "texts" / f"{name}.txt"
        path.write_text(text, encoding="utf-8", newline="")
    return folder


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


TOY_ID = "tl_2024"
TOY = """Đảng bộ huyện Tam Lĩnh đổi mới phương thức lãnh đạo

Lê Văn Bình, Bí thư Huyện ủy Tam Lĩnh

Thực hiện Nghị quyết số 07-NQ/TU, ngày 14/3/2021 của Ban Thường vụ Tỉnh ủy, \
nhiệm kỳ 2020 - 2025 Huyện ủy đã ban hành 3 đề án. Ban Thường vụ phân công từng \
ủy viên phụ trách xã. Năm 2023, cấp ủy tổ chức 12 cuộc đối thoại với hơn 940 người \
dân, giải quyết 18/20 kiến nghị. Đảng bộ có 2.150 đảng viên.

Tuy nhiên, việc kiểm tra ở một số xã còn chậm. Thời gian tới, Huyện ủy tiếp tục đối \
thoại với người dân, phấn đấu đến năm 2025 đạt 100% kiến nghị được giải quyết.
"""
# What a person fills in, by table: the passage (or None) and the cells.
FACT = {
    "committee_id": "tam-linh-committee",
    "asserted_by": "tam-linh-secretary",
    "section": "achievement",
}
NAMES = {"name_vi": "Tam Lĩnh", "name_en": "Tam Lĩnh", "level": "district"}
CODED: list[tuple[str, str | None, Cells]] = [
    (
        "sources",
        None,
        {
            "label_vi": "Bài của Bí thư",
            "label_en": "Article by the secretary",
            "title_vi": "Đảng bộ huyện Tam Lĩnh đổi mới phương thức lãnh đạo",
            "title_en": "The Party organisation of Tam Lĩnh renews its methods",
            "genre": "leader_article",
            "asserted_by": "tam-linh-secretary",
            "is_self_reported": "true",
        },
    ),
    ("localities", None, NAMES | {"locality_id": "tam-linh"}),
    (
        "committees",
        None,
        NAMES
        | {
            "committee_id": "tam-linh-committee",
            "locality_id": "tam-linh",
            "is_studied": "true",
        },
    ),
    (
        "bodies",
        None,
        NAMES
        | {
            "body_id": "tam-linh-secretary",
            "type": "office_holder",
            "committee_id": "tam-linh-committee",
        },
    ),
    (
        "bodies",
        None,
        NAMES
        | {
            "body_id": "standing-committee",
            "type": "standing_committee",
            "level": "province",
        },
    ),
    (
        "terms",
        None,
        {"term_id": "2020-2025", "start_year": "2020", "end_year": "2025"},
    ),
    (
        "indicators",
        None,
        {
            "indicator_id": "party-members",
            "title_vi": "số đảng viên",
            "title_en": "Party members",
            "unit": "count",
            "kind": "count",
            "system": "organisation",
        },
    ),
    (
        "instruments",
        None,
        {
            "instrument_id": "resolution-07-nq-tu-2021",
            "type": "resolution",
            "label_vi": "Nghị quyết 07-NQ/TU",
            "label_en": "Resolution 07-NQ/TU",
            "subject_vi": "không nêu",
            "subject_en": "not stated",
            "symbol": "07-NQ/TU",
            "date": "2021-03-14",
            "level": "province",
        },
    ),
    (
        "mentions",
        "Nghị quyết số 07-NQ/TU, ngày 14/3/2021",
        {
            "instrument_id": "resolution-07-nq-tu-2021",
            "symbol_printed": "07-NQ/TU",
            "date_printed": "14/3/2021",
            "date": "2021-03-14",
        },
    ),
    (
        "relations",
        "Nghị quyết số 07-NQ/TU, ngày 14/3/2021 của Ban Thường vụ Tỉnh ủy",
        {
            "source": "resolution-07-nq-tu-2021",
            "target": "standing-committee",
            "type": "issued_by",
            "status": "done",
        },
    ),
    (
        "observations",
        "2.150 đảng viên",
        FACT | {"indicator_id": "party-members", "value": "2150", "unit": "count"},
    ),
    (
        "targets",
        "giải quyết 18/20 kiến nghị",
        FACT
        | {
            "summary_vi": "Đã trả lời phần lớn kiến nghị",
            "summary_en": "Most petitions were settled",
            "status": "below",
            "term_id": "2020-2025",
        },
    ),
    (
        "reforms",
        "Ban Thường vụ phân công từng ủy viên phụ trách xã",
        FACT
        | {
            "dimension_id": "responsibility_of_heads",
            "status": "ongoing",
            "summary_vi": "Giao địa bàn cho từng ủy viên",
            "summary_en": "Members are put in charge of communes",
            "device": "personal_charge",
        },
    ),
    (
        "shortcomings",
        "việc kiểm tra ở một số xã còn chậm",
        FACT
        | {
            "domain": "discipline",
            "summary_vi": "Kiểm tra muộn ở vài nơi",
            "summary_en": "Inspection is late in some communes",
            "section": "limitation",
        },
    ),
    (
        "events",
        "nhiệm kỳ 2020 - 2025",
        {
            "type": "other",
            "committee_id": "tam-linh-committee",
            "date_start": "2020",
            "date_end": "2025",
            "date_precision": "period",
            "summary_vi": "Nhiệm kỳ",
            "summary_en": "The term",
            "asserted_by": "tam-linh-secretary",
        },
    ),
    (
        "office_holders",
        "Lê Văn Bình, Bí thư Huyện ủy Tam Lĩnh",
        {
            "name_printed": "Lê Văn Bình",
            "office_printed": "Bí thư Huyện ủy Tam Lĩnh",
            "body_id": "tam-linh-secretary",
        },
    ),
    ("evidence", "Huyện ủy tiếp tục đối thoại với người dân", {"of": "ref-01"}),
    ("fact_links", None, {"from": "ref-01", "to": "sho-01", "type": "answers"}),
]


def small_project(folder: Path, texts: dict[str, str] | None = None) -> Path:
    """A project with the codebook's own tables, and no rows in any other."""
    folder.mkdir(parents=True)
    shutil.copytree(DATA, folder / "data", ignore=shutil.ignore_patterns("*.csv"))
    for path in DATA.glob("*.csv"):
        header = path.read_text(encoding="utf-8").partition("\n")[0] + "\n"
        (folder / "data" / path.name).write_text(header, encoding="utf-8")
    for name in ("dimensions", "domains", "relation_types"):
        shutil.copyfile(DATA / f"{name}.csv", folder / "data" / f"{name}.csv")
    (folder / "texts").mkdir()
    for name, text in (texts or {TOY_ID: TOY}).items():
        path = folder / "texts" / f"{name}.txt"
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def coded_sheet(project: Path, source_id: str = TOY_ID, coder: str = "first") -> Sheet:
    """The sheet of the toy text, coded by hand, its rows accepted."""
    sheet = Sheet(project, source_id, coder)
    rows = []
    for row in numerals(sheet.text):
        quote = quotes.of_span(sheet.text, (row.start, row.end))
        cells = {"role": row.role, "form": row.form, "value": row.value or ""}
        cells |= {"value2": row.value2 or ""} | quote._asdict()
        rows.append((NUMERALS, cells))
    for table, words, cells in CODED:
        quoted = Quote(words)._asdict() if words else {}
        rows.append((table, cells | quoted | {"state": "accepted"}))
    sheet.put_all(rows)
    return sheet
