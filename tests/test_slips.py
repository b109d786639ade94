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
from coding_toys import TOY_ID, Cells, coded_sheet, small_project
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
    # --- keys
    "a key with a letter left out": (
        edit("reforms", "ref-01", committee_id="tam-lin-committee"),
        ("reforms.csv line 2, column committee_id", "nearest is 'tam-linh-committee'"),
    ),
    "a key with diacritics": (
        edit("shortcomings", "sho-01", committee_id="Tam Lĩnh committee"),
        ("nearest is 'tam-linh-committee'",),
    ),
    "a key of nothing": (
        edit("reforms", "ref-01", asserted_by="prime-minister"),
        (
            "column asserted_by",
            "a key of bodies",
            "add a row for 'prime-minister' to cod",
        ),
    ),
    "a dimension that there is not": (
        edit("reforms", "ref-01", dimension_id="cadres"),
        ("a key of dimensions", "'cadres'"),
    ),
    "a subject that there is not": (
        edit("targets", "tgt-01", subjects="tam-linh-committee tam-lnh"),
        ("column subjects", "'tam-linh-committee tam-lnh'", "nearest is 'tam-linh'"),
    ),
    "a row of another table": (
        edit("targets", "tgt-01", actual="ref-01"),
        ("column actual", "a key of observations", "'ref-01'"),
    ),
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
    "an entity that is still proposed": (
        edit("committees", "com-01", state="proposed"),
        ("column committee_id", "a row that is accepted", "accept com-01"),
    ),
    "a key that is not in the form of keys": (
        edit("terms", "trm-01", term_id="2020–2025"),
        ("terms.csv line 2, column term_id", "the form [0-9]{4}-[0-9]{4}"),
    ),
    "a further passage of no row": (
        edit("evidence", "evd-01", of="ref-09"),
        ("evidence.csv line 2, column of", "nearest is 'ref-01'"),
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
    "an entity above itself": (
        edit("localities", "loc-01", parent_id="tam-linh"),
        ("localities.csv line 2, column parent_id", "no circle"),
    ),
    "an id whose beginning another text has": (
        data("sources", source_id="tl_2020"),
        ("sources.csv", "an id whose part before the first _ no other", "another --id"),
    ),
    # --- quotes
    "a word of the quote changed": (
        edit("reforms", "ref-01", quote="Ban Thường vụ giao từng ủy viên"),
        ("column quote", "'giao' does not follow 'Ban Thường vụ'", "copy the quote"),
    ),
    "a quote that is twice in the text": (
        edit("reforms", "ref-01", quote="kiến nghị"),
        ("2 times in the text", "»kiến nghị«", "give a few words before or after it"),
    ),
    "wrong words before the quote": (
        edit("reforms", "ref-01", before="Huyện ủy"),
        ("not between 'Huyện ủy' and ''", "copy the words before and after"),
    ),
    "a quote cut within a word": (
        edit("reforms", "ref-01", quote="Ban Thường vụ phân cô"),
        ("'cô' does not follow",),
    ),
    "no quote": (
        edit("reforms", "ref-01", quote=""),
        ("no quote", "copy the words from the text"),
    ),
    "a quote of which a spreadsheet took the 0": (
        edit("numerals", "num-01", quote="7"),
        ("numerals.csv", "'7' is nowhere", "if a spreadsheet changed it, format"),
    ),
    "a quote that a spreadsheet took for a date": (
        edit("numerals", "num-02", quote="3/14/2021"),
        ("numerals.csv", "'3/14/2021' is nowhere", "if a spreadsheet changed it"),
    ),
    "a quote that a spreadsheet took for a formula": (
        edit("reforms", "ref-01", quote="#NAME?"),
        ("column quote", "'#NAME?' is nowhere", "if a spreadsheet changed it"),
    ),
    "a text that was changed after coding": (
        text("phân công", "giao cho"),
        ("reforms.csv line 2, column quote", "does not follow 'Ban Thường vụ'"),
    ),
    # --- cells
    "a code with a capital": (
        edit("reforms", "ref-01", status="Done"),
        ("column status", "one of ['done', ", "nearest is 'done'"),
    ),
    "a code in Vietnamese": (
        edit("reforms", "ref-01", status="đã làm"),
        ("one of ['done', ", "'đã làm'"),
    ),
    "a required cell left empty": (
        edit("reforms", "ref-01", summary_en=""),
        ("column summary_en", "a value, which is required", "fill it in, or reject"),
    ),
    "a figure with its unit": (
        edit("observations", "obs-01", value="2150 đảng viên"),
        ("column value", "a number with a point before its decimals"),
    ),
    "a count with a decimal": (
        edit("targets", "tgt-01", due_year="20.25"),
        ("column due_year", "a whole number"),
    ),
    "yes for true": (
        edit("sources", "src-01", is_self_reported="yes"),
        ("column is_self_reported", "true or false; found 'yes'"),
    ),
    "a day that the calendar has not": (
        edit("mentions", "men-01", date="2021-02-30"),
        ("column date", "a year, month or day of the calendar"),
    ),
    "an unseen character": (
        edit("reforms", "ref-01", summary_en="late\u200b"),
        ("column summary_en", r"not '\u200b'", "delete it"),
    ),
    "two lines in a cell": (
        edit("reforms", "ref-01", summary_en="late\nand few"),
        ("column summary_en", r"not '\n'", "delete it"),
    ),
    # --- what a spreadsheet does
    "a date turned round": (
        edit("sources", "src-01", published_date="28/2/2022"),
        ("column published_date", "wrote the date its own way", "as 2022-02-28"),
    ),
    "a date turned into a number": (
        edit("mentions", "men-01", date="44269"),
        ("column date", "wrote the date its own way"),
    ),
    "a symbol turned into a number": (
        edit("instruments", "ins-01", symbol="1.2E+05"),
        ("column symbol", "a spreadsheet made a number of it", "as text"),
    ),
    "a symbol turned into a date": (
        edit("mentions", "men-01", symbol_printed="07-Oct"),
        ("column symbol_printed", "a spreadsheet made a date of it"),
    ),
    "words taken for a formula": (
        edit("reforms", "ref-01", summary_vi="#NAME?"),
        ("column summary_vi", "took it for a formula"),
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
    # --- rows
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
    "a state that is none": (
        edit("terms", "trm-01", state="ok"),
        ("terms.csv line 2, column state", "one of ['proposed', "),
    ),
    "no description of the text": (
        edit("sources", "src-01", state="proposed"),
        ("sources.csv", "one accepted row that describes the text", "accept it"),
    ),
    "two descriptions of the text": (
        add("sources", label_en="Another"),
        ("sources.csv line 3, column source_id", "each key once"),
    ),
    # --- figures
    "a figure that is not as printed": (
        edit("numerals", "num-09", value="2510"),
        ("column value", "'2150', as '2.150' reads", "correct the value"),
    ),
    "a role that the print cannot have": (
        edit("numerals", "num-09", role="date"),
        ("column quote", "a figure of this role and form", "not a date"),
    ),
    "a figure that no fact has": (
        edit("numerals", "num-07", state="accepted"),
        ("numerals.csv line", "column role", "a fact served", "mark the passage"),
    ),
    "furniture that serves a fact": (
        edit("numerals", "num-09", role="furniture", serves="obs-01", value="2150"),
        ("column serves", "rows that have 2150 in a column"),
    ),
    "a figure said to serve a row that has another": (
        edit("numerals", "num-09", serves="ref-01"),
        ("column serves", "rows that have 2150 in a column", "leave `serves` empty"),
    ),
    "a figure within another": (
        add("numerals", quote="2020", after="- 2025", role="year", value="2020"),
        ("column quote", "a figure that no other numeral holds", "reject one"),
    ),
    "more than, with an exact value": (
        edit("observations", "obs-01", qualifier="over"),
        ("observations.csv line 2, column qualifier", "lower; found value beside over"),
    ),
    "a lower end above the upper": (
        edit("observations", "obs-01", value="", lower="30", upper="20"),
        ("lower <= upper", "30.0 to 20.0, reversed"),
    ),
    "another unit than the indicator's": (
        edit("observations", "obs-01", unit="percent"),
        ("column unit", "'count', as party-members has"),
    ),
    "a period turned round": (
        edit("reforms", "ref-01", period_start="2025", period_end="2020"),
        ("period_start <= period_end", "2025 to 2020, reversed"),
    ),
    "a share of the term above 1": (
        edit("targets", "tgt-01", term_elapsed="50"),
        ("column term_elapsed", "less than or equal to 1"),
    ),
    # --- rules of the codebook
    "a relation turned round": (
        edit(
            "relations",
            "rel-01",
            source="standing-committee",
            target="resolution-07-nq-tu-2021",
        ),
        (
            "relations.csv line 2, column source",
            "for issued_by",
            "turn source and target",
        ),
    ),
    "a relation to a kind that it cannot have": (
        edit("relations", "rel-01", target="tam-linh"),
        ("column target", "a key of bodies or committees", "'tam-linh' of localities"),
    ),
    "a rival reading without a rival": (
        edit("observations", "obs-01", claim_set="tl-cs-members"),
        ("column claim_set", "two or more rival rows", "add the rival row"),
    ),
    "something named, but not what": (
        edit("reforms", "ref-01", names="document"),
        ("reforms.csv line 2, column named", "the words that name it"),
    ),
    "words of a name where nothing is named": (
        edit("reforms", "ref-01", named="Ban Thường vụ"),
        ("column named", "no words"),
    ),
    "a tension without a reason": (
        edit("fact_links", "lnk-01", type="in_tension_with"),
        ("fact_links.csv line 2, column note", "the reason, for a tension"),
    ),
    "a tension with itself": (
        edit("fact_links", "lnk-01", type="in_tension_with", to="ref-01", note="x"),
        ("fact_links.csv line 2, column to", "another fact"),
    ),
}


@pytest.fixture(autouse=True)
def own_texts(monkeypatch):
    """Texts are those of the project, whatever folder is named for others."""
    monkeypatch.delenv("SOURCES_DIR", raising=False)


@pytest.fixture(scope="module")
def right(tmp_path_factory) -> Path:
    """A project with a sheet in which nothing is wrong."""
    project = small_project(tmp_path_factory.mktemp("right") / "study")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCES_DIR", raising=False)
        coded_sheet(project)
    return project


@pytest.fixture
def project(right, tmp_path) -> Path:
    return Path(shutil.copytree(right, tmp_path / "study"))


def contents(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / "data").iterdir()}


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


# The same in the tables themselves, which `verify` reads: file, change, pieces.
IN_TABLES: dict[str, tuple[str, Callable[[str], bytes], tuple[str, ...]]] = {
    "semicolons": (
        "terms",
        lambda words: words.replace(",", ";").encode(),
        ("data/terms.csv line 1", "commas; found semicolons", "save the file with"),
    ),
    "another encoding": (
        "localities",
        lambda words: words.encode("utf-16"),
        ("data/localities.csv line 1", "UTF-8", "save the file as 'CSV UTF-8'"),
    ),
    "a date of a spreadsheet": (
        "mentions",
        lambda words: words.replace("2021-03-14", "14/3/2021", 1).encode(),
        ("column date", "wrote the date its own way"),
    ),
    "a code with a capital": (
        "reforms",
        lambda words: words.replace(",ongoing,", ",Ongoing,").encode(),
        ("column status", "nearest is 'ongoing'"),
    ),
    "a key with a letter left out": (
        "reforms",
        lambda words: words.replace("tam-linh-secretary", "tam-linh-secretry").encode(),
        (
            "column asserted_by",
            "nearest is 'tam-linh-secretary', or add it to data/bod",
        ),
    ),
    "a relation turned round": (
        "relations",
        lambda words: re.sub(r"(resolution[\w-]+),([\w-]+)", r"\2,\1", words).encode(),
        ("column source", "turn source and target round"),
    ),
}


@pytest.mark.parametrize("slip", IN_TABLES)
def test_a_slip_in_a_table_is_refused(slip, project, monkeypatch):
    table, make, pieces = IN_TABLES[slip]
    accept(project, TOY_ID)
    path = project / "data" / f"{table}.csv"
    words = path.read_text(encoding="utf-8")
    path.write_bytes(make(words))
    assert path.read_bytes() != words.encode()
    monkeypatch.chdir(project)
    monkeypatch.delenv("ANALYSIS_DATA", raising=False)
    result = CliRunner().invoke(main, ["verify"])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert all(piece in result.output for piece in pieces), result.output


def test_the_command_says_what_is_wrong_or_what_was_accepted(project, monkeypatch):
    monkeypatch.chdir(project)
    monkeypatch.delenv("ANALYSIS_DATA", raising=False)
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
