"""Slips of whoever codes: each is refused, saying where, what, and what to do.

A slip is made in the files of a sheet that is otherwise right, as a person or a
spreadsheet makes it; nothing of data/ may change.
"""

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from coding_toys import TOY_ID, Cells, contents
from core_toys import table_rows, write_rows

from analysis.__main__ import main
from coding.accept import accept
from coding.sheet import Sheet

Slip = Callable[[Path], None]


def edit(table: str, row: str, **cells: str) -> Slip:
    """Change cells of a row, as in a spreadsheet."""

    def slip(folder: Path) -> None:
        rows = table_rows(folder, table)
        assert any(each["row"] == row for each in rows)
        changed = [each | (cells if each["row"] == row else {}) for each in rows]
        write_rows(folder, table, changed)

    return slip


def add(table: str, **cells: str) -> Slip:
    """Add a row like the last one, with other cells and a name of its own."""

    def slip(folder: Path) -> None:
        rows = table_rows(folder, table)
        write_rows(folder, table, [*rows, rows[-1] | {"row": ""} | cells])

    return slip


def both(first: Slip, second: Slip) -> Slip:
    def slip(folder: Path) -> None:
        first(folder)
        second(folder)

    return slip


def file(table: str, change: Callable[[bytes], bytes]) -> Slip:
    """Change the bytes of a file."""

    def slip(folder: Path) -> None:
        path = folder / f"{table}.csv"
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before

    return slip


def header(table: str, old: str, new: str) -> Slip:
    return file(table, lambda raw: raw.replace(old.encode(), new.encode(), 1))


def data(table: str, **cells: str) -> Slip:
    """Have a row in the tables of the project already."""

    def slip(folder: Path) -> None:
        tables = folder.parents[2] / "data"
        head = (tables / f"{table}.csv").read_text(encoding="utf-8").strip().split(",")
        rows: list[Cells] = [dict.fromkeys(head, "") | cells]
        write_rows(tables, table, [*table_rows(tables, table), *rows])

    return slip


def text(old: str, new: str) -> Slip:
    """Change the text after it was coded."""

    def slip(folder: Path) -> None:
        path = folder.parents[2] / "texts" / f"{TOY_ID}.txt"
        words = path.read_text(encoding="utf-8")
        assert old in words
        path.write_text(words.replace(old, new), encoding="utf-8", newline="")

    return slip


PLACE = {
    "locality_id": "tam-linh",
    "name_vi": "xã Tam Lĩnh",
    "name_en": "Tam Lĩnh",
    "level": "district",
}
# The slip, then pieces of the message: where, allowed, found, and what to do.
SLIPS: dict[str, tuple[Slip, tuple[str, ...]]] = {
    "a row that is still proposed": (
        both(
            edit("observations", "obs-01", state="proposed"),
            edit("targets", "tgt-01", actual="obs-01"),
        ),
        ("column actual", "a row that is accepted", "accept obs-01"),
    ),
    "a row that was rejected": (
        both(
            edit("observations", "obs-01", state="rejected"),
            edit("targets", "tgt-01", actual="obs-01"),
        ),
        ("column actual", "'obs-01'"),
    ),
    "a link that goes out from no row of the sheet": (
        both(
            data("reforms", fact_id="zz-ref-01"),
            edit("fact_links", "lnk-01", **{"from": "zz-ref-01"}),
        ),
        ("column from", "the name of a row of this sheet", "belongs to the sheet of"),
    ),
    "an entity that the data have otherwise": (
        data("localities", **PLACE),
        (
            "localities.csv line 2, column name_vi",
            "'xã Tam Lĩnh', as 'tam-linh' has in",
        ),
    ),
    "an entity twice, unlike": (
        add("bodies", body_id="tam-linh-secretary", type="party_organ"),
        ("bodies.csv line 4, column body_id", "each key once", "they differ in"),
    ),
    "an id whose beginning another text has": (
        data("sources", source_id="tl_2020"),
        ("sources.csv", "an id whose part before the first _ no other", "another --id"),
    ),
    "a text that was changed after coding": (
        text("phân công", "giao cho"),
        ("reforms.csv line 2, column quote", "does not follow 'Ban Thường vụ'"),
    ),
    "an unseen character": (
        edit("reforms", "ref-01", summary_en="late\u200b"),
        ("column summary_en", r"not '\u200b'", "delete it"),
    ),
    "two lines in a cell": (
        edit("reforms", "ref-01", summary_en="late\nand few"),
        ("column summary_en", r"not '\n'", "delete it"),
    ),
    "saved in another encoding": (
        file("reforms", lambda raw: raw.decode().encode("cp1258", "replace")),
        ("reforms.csv: allowed is UTF-8", "save the file as 'CSV UTF-8'"),
    ),
    "opened as if in another encoding": (
        file(
            "reforms",
            lambda raw: raw.decode().encode().decode("cp1252", "ignore").encode(),
        ),
        ("reforms.csv line 2: allowed is Vietnamese letters", "65001: Unicode (UTF-8)"),
    ),
    "a column renamed": (
        header("reforms", "status", "Status"),
        ("reforms.csv line 1", "no status", "the first row must stay as it was"),
    ),
    "a column left out": (
        file("terms", lambda raw: re.sub(rb",note", b"", raw, count=1)),
        ("terms.csv line 1", "no note", "the first row must stay"),
    ),
    "a column of one's own": (
        header("reforms", "note", "note,mine"),
        ("reforms.csv line 1", "'mine'"),
    ),
    "a column twice": (
        header("reforms", "note", "note,note"),
        ("reforms.csv line 1: allowed is each column once; found 'note'",),
    ),
    "a comma without quotation marks": (
        file("reforms", lambda raw: raw.replace(b"in charge of", b"a, b, c,", 1)),
        ("reforms.csv line 2", "cells", "must stand in quotation marks"),
    ),
    "a quotation mark left open": (
        file("reforms", lambda raw: raw.rstrip(b"\n") + b'"x\n'),
        ("reforms.csv line", "CSV", "save the sheet as CSV again"),
    ),
    "a name twice": (
        add("bodies", row="bod-01", body_id="other"),
        (
            "column row",
            "each name once",
            "bod-01",
            "give the second of the two no name",
        ),
    ),
    "a name that is none": (
        file("reforms", lambda raw: raw.replace(b"\nref-01,", b"\nR1,", 1)),
        ("reforms.csv line 2, column row", "the form [a-z]{3}-[0-9]{2,}; found 'R1'"),
    ),
    "two descriptions of the text": (
        add("sources", label_en="Another"),
        ("sources.csv line 3, column source_id", "each key once"),
    ),
    "a figure within another": (
        add("numerals", quote="2020", after="- 2025", role="year", value="2020"),
        ("column quote", "a figure that no other numeral holds", "reject one"),
    ),
}
# Cells of one row of the sheet that are changed, and the pieces of the message.
with Path(__file__).with_name("slips.csv").open(encoding="utf-8", newline="") as lines:
    for row in csv.DictReader(lines):
        cells = dict(cell.split("=", 1) for cell in row["cells"].split(" & "))
        slip = edit(row["table"], row["row"], **cells)
        SLIPS[row["slip"]] = slip, tuple(row["message"].split(" … "))


@pytest.fixture
def project(coded_project, elsewhere) -> Path:
    return Path(shutil.copytree(coded_project, elsewhere / "study"))


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused(slip, project):
    make, pieces = SLIPS[slip]
    make(project / "coding" / TOY_ID / "first")
    before = contents(project)
    with pytest.raises(ValueError, match=f"coding/{TOY_ID}/first") as caught:
        accept(project, TOY_ID)
    line = next(
        (each for each in caught.value.problems if all(p in each for p in pieces)), None
    )
    assert line, "\n".join([*pieces, "", *caught.value.problems])
    assert contents(project) == before


def test_the_sheet_without_a_slip_is_accepted(project):
    summary = str(accept(project, TOY_ID))
    assert "data/reforms.csv: 1 added" in summary
    assert "still open: 1 sentence, 7 proposal" in summary
    assert "nothing changed" in str(accept(project, TOY_ID))


@pytest.mark.parametrize(
    ("source_id", "coder", "message"),
    [
        ("tl_2025", "first", "no text 'tl_2025' in texts/; there are: tl_2024"),
        ("../tl_2024", "first", "the id of a text is of small letters"),
        (TOY_ID, "An Bình", "the name of a coder is of small letters"),
        (TOY_ID, "second", f"no sheet coding/{TOY_ID}/second; 'analysis import'"),
    ],
)
def test_a_sheet_that_there_is_not(project, source_id, coder, message):
    with pytest.raises((ValueError, FileNotFoundError), match=re.escape(message)):
        accept(project, source_id, coder)
    assert not (project / "coding" / TOY_ID / "second").exists()


def as_csv(folder: Path, delimiter: str, change: Callable[[str], str]) -> None:
    """Save every file of a sheet as a spreadsheet would."""
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
        target = io.StringIO(newline="")
        writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
        writer.writerows([*map(change, row), ""] for row in rows)
        writer.writerow([""] * (len(rows[0]) + 1))
        path.write_bytes(target.getvalue().encode("utf-8-sig"))


@pytest.mark.parametrize(
    ("delimiter", "true", "comma"),
    [(",", "TRUE", "."), (";", "WAHR", ","), ("\t", "VRAI", ",")],
)
def test_a_sheet_goes_to_a_spreadsheet_and_back(project, delimiter, true, comma):
    edit("targets", "tgt-01", claimed_percent="12.8")(project / "coding/tl_2024/first")
    before = Sheet.open(project, TOY_ID)
    words = {"true": true, "false": {"TRUE": "FALSE"}.get(true, "FAUX")}
    as_csv(
        before.folder,
        delimiter,
        lambda cell: words.get(cell, cell.replace("12.8", f"12{comma}8")),
    )
    after = Sheet.open(project, TOY_ID)
    assert after.tables == before.tables
    accept(project, TOY_ID)


def test_a_table_saved_with_semicolons_is_refused(project, monkeypatch):
    path = project / "data" / "terms.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), "utf-8")
    monkeypatch.chdir(project)
    result = CliRunner().invoke(main, ["verify"])
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
    assert "data/terms.csv line 1: allowed is commas" in result.output
    assert "save the file with commas" in result.output


def test_the_command_says_what_is_wrong_or_what_was_accepted(project, monkeypatch):
    monkeypatch.chdir(project)
    result = CliRunner().invoke(main, ["accept", "tl_2025"])
    assert (result.exit_code, "error: no text 'tl_2025'" in result.output) == (2, True)
    result = CliRunner().invoke(main, ["accept", TOY_ID])
    assert (result.exit_code, "data/reforms.csv: 1 added" in result.output) == (0, True)
    result = CliRunner().invoke(main, ["verify"])
    assert (result.exit_code, "0 disagree" in result.output) == (0, True)
    result = CliRunner().invoke(main, ["lock", TOY_ID])
    assert (result.exit_code, "22 rows accepted" in result.output) == (0, True)
    result = CliRunner().invoke(main, ["agreement", TOY_ID])
    assert (result.exit_code, "error: no sheet" in result.output) == (2, True)


def test_tables_without_a_project_have_no_sheets(project, monkeypatch):
    (project / "data").rename(project / "tables")
    monkeypatch.setenv("ANALYSIS_DATA", str(project / "tables"))
    result = CliRunner().invoke(main, ["accept", TOY_ID])
    assert result.exit_code == 2
    assert "sheets and texts are beside a folder named data" in result.output
