"""Codes and coded texts in REFI-QDA, read back with the standard library."""

import shutil
import uuid
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from core_toys import (
    DATA,
    TEXTS,
    change,
    copied_data,
    needs_texts,
    table_rows,
    texts,
)

from analysis import tables
from analysis.__main__ import main
from analysis.datapackage import read_dictionary
from analysis.dictionary import FACT_TABLES
from publish.downloads import refi

BOOK, CODE = "{urn:QDA-XML:codebook:1.0}", "{urn:QDA-XML:project:1.0}"
REFORMS = table_rows(DATA, "reforms")


@pytest.fixture(scope="module")
def book() -> bytes:
    return refi.codebook(tables.load_tables())


def label(table: str, key: str, lang: str) -> str:
    rows = table_rows(DATA, table)
    row = next(row for row in rows if next(iter(row.values())) == key)
    return row.get(f"name_{lang}") or row[f"title_{lang}"]


def test_the_codebook_has_the_form_of_the_schema(book):
    """Checked by the schema of REFI-QDA: children in order, attributes, types."""
    root = ET.fromstring(book)
    assert root.tag == f"{BOOK}CodeBook"
    assert [child.tag for child in root] == [f"{BOOK}Codes"]
    check_codes(root, BOOK)


def check_codes(root: ET.Element, space: str) -> None:
    found = list(root.iter(f"{space}Code"))
    assert found
    for code in found:
        assert set(code.attrib) == {"guid", "name", "isCodable", "color"}
        assert str(uuid.UUID(code.get("guid"))) == code.get("guid")
        assert code.get("isCodable") in ("true", "false")
        assert len(code.get("color")) == 7
        assert code.get("color").startswith("#")
        int(code.get("color")[1:], 16)
        tags = [child.tag for child in code]
        assert tags[0] == f"{space}Description"
        assert set(tags[1:]) <= {f"{space}Code"}
        assert (code.get("isCodable") == "false") == (len(tags) > 1)
    assert len({code.get("guid") for code in found}) == len(found)
    names = [code.get("name").casefold() for code in found]
    assert len(set(names)) == len(names)


def groups(root: ET.Element, space: str) -> dict[str, list[ET.Element]]:
    above = root.find(f".//{space}Codes")
    return {g.get("name"): g.findall(f"{space}Code") for g in above}


def test_the_codebook_holds_every_dimension_with_its_definitions(book):
    found = groups(ET.fromstring(book), BOOK)
    title = read_dictionary(DATA / "datapackage.json").tables["dimensions"].title
    told = {code.get("name"): code[0].text for code in found[title["en"]]}
    rows = table_rows(DATA, "dimensions")
    assert set(told) == {row["title_en"] for row in rows}
    for row in rows:
        lines = told[row["title_en"]].splitlines()
        assert lines[0] == row["title_vi"]
        given = [row[f"{stem}_{lang}"] for stem in STEMS for lang in ("en", "vi")]
        assert [line.partition(": ")[2] for line in lines[1:]] == list(
            filter(None, given)
        )


STEMS = ("definition", "includes", "excludes")


def test_the_codebook_holds_every_value_of_each_coded_enumeration(book):
    found = groups(ET.fromstring(book), BOOK)
    dictionary = read_dictionary(DATA / "datapackage.json")
    checked = 0
    for table, columns in refi.CODED.items():
        for name in columns:
            column = dictionary.tables[table].columns[name]
            if not column.words:
                continue
            title = f"{dictionary.tables[table].title['en']}: {column.title['en']}"
            told = found["Section" if name == "section" else title]
            names = [code.get("name").partition(" [")[0] for code in told]
            assert names == [twins["en"] for twins in column.words.values()]
            assert [code[0].text for code in told] == [
                twins["vi"] for twins in column.words.values()
            ]
            checked += 1
    assert checked > len(refi.CODED)


def test_identifiers_stay_when_a_version_or_a_name_changes(book, tmp_path, monkeypatch):
    folder = copied_data(tmp_path)
    change(folder, "dimensions", 0, title_en="Renamed")
    path = folder / "datapackage.json"
    told = path.read_text(encoding="utf-8").replace('"version": "1', '"version": "9', 1)
    path.write_text(told, encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    renamed = refi.codebook(tables.load_tables())
    assert renamed != book
    before, after = (
        [code.get("guid") for code in ET.fromstring(each).iter(f"{BOOK}Code")]
        for each in (book, renamed)
    )
    assert before == after


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> dict[str, bytes]:
    """What is in a project of the texts, by a reader that is not ours."""
    path = tmp_path_factory.mktemp("own") / "own.qdpx"
    assert refi.write_project(tables.load_tables(), TEXTS, path) == path
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@needs_texts
def test_a_project_embeds_the_texts_byte_for_byte(project):
    root = ET.fromstring(project["project.qde"])
    embedded = {}
    for source in root.iter(f"{CODE}TextSource"):
        address = source.get("plainTextPath").removeprefix("internal://")
        embedded[source.get("name")] = project[f"sources/{address}"]
    assert embedded == {name: text.encode() for name, text in texts().items()}
    assert len(project) == len(embedded) + 1


@needs_texts
def test_a_project_has_the_form_of_the_schema(project):
    root = ET.fromstring(project["project.qde"])
    assert root.tag == f"{CODE}Project"
    parts = [f"{CODE}{name}" for name in ("Users", "CodeBook", "Sources")]
    assert [child.tag for child in root] == parts
    guids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert len(set(guids)) == len(guids)
    targets = {one.get("targetGUID") for one in root.iter(f"{CODE}CodeRef")}
    assert targets <= set(guids)
    users = {one.get("creatingUser") for one in root.iter() if one.get("creatingUser")}
    assert users == {root.get("creatingUserGUID")} <= set(guids)
    for source in root.iter(f"{CODE}TextSource"):
        assert source[0].tag == f"{CODE}Description"
        assert {child.tag for child in source[1:]} == {f"{CODE}PlainTextSelection"}


@needs_texts
def test_each_selection_is_the_span_of_its_fact(project):
    root, known = ET.fromstring(project["project.qde"]), texts()
    found = {
        (
            one.get("name"),
            source.get("name"),
            int(one.get("startPosition")),
            int(one.get("endPosition")),
        )
        for source in root.iter(f"{CODE}TextSource")
        for one in source.iter(f"{CODE}PlainTextSelection")
    }
    printed = {
        (row["fact_id"], row["source_id"], int(row["start"]), int(row["end"])): row[
            "printed"
        ]
        for table in (*FACT_TABLES, "evidence")
        for row in table_rows(DATA, table)
        if row["source_id"]
    }
    assert found == set(printed)
    embedded = {
        source.get("name"): project[f"sources/{source.get('guid')}.txt"].decode("utf-8")
        for source in root.iter(f"{CODE}TextSource")
    }
    for (_, source_id, start, end), words_of in printed.items():
        span = embedded[source_id][start:end]
        assert span == known[source_id][start:end]
        assert span.split()[:8] == words_of.split()


@needs_texts
def test_each_selection_has_the_codes_of_its_fact(project):
    root = ET.fromstring(project["project.qde"])
    check_codes(root.find(f"{CODE}CodeBook"), CODE)
    names = {
        code.get("guid"): (above, code.get("name").partition(" [")[0])
        for above, inside in groups(root, CODE).items()
        for code in inside
    }
    coded: dict[str, set[tuple[str, str]]] = {}
    for one in root.iter(f"{CODE}PlainTextSelection"):
        refs = [ref.get("targetGUID") for ref in one.iter(f"{CODE}CodeRef")]
        assert coded.setdefault(one.get("name"), {names[r] for r in refs}) == {
            names[r] for r in refs
        }
    dictionary = read_dictionary(DATA / "datapackage.json")
    status = dictionary.tables["reforms"].columns["status"].words
    for row in REFORMS:
        assert {
            ("Kind of fact", "Reforms"),
            (
                dictionary.tables["dimensions"].title["en"],
                label("dimensions", row["dimension_id"], "en"),
            ),
            (
                dictionary.tables["committees"].title["en"],
                label("committees", row["committee_id"], "en"),
            ),
            ("Reforms: Status", status[row["status"]]["en"]),
        } <= coded[row["fact_id"]]


@needs_texts
def test_a_project_has_no_clock_and_the_same_bytes_each_time(project, tmp_path):
    again = tmp_path / "again.qdpx"
    refi.write_project(tables.load_tables(), TEXTS, again)
    with zipfile.ZipFile(again) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == project
    assert b"DateTime" not in project["project.qde"]


@needs_texts
def test_another_text_under_a_name_is_refused(tmp_path):
    folder = tmp_path / "texts"
    shutil.copytree(TEXTS, folder)
    first = sorted(folder.glob("*.txt"))[0]
    first.write_bytes(first.read_bytes() + b" ")
    with pytest.raises(ValueError, match=rf"{first.name}: must be the coded text"):
        refi.write_project(tables.load_tables(), folder, tmp_path / "own.qdpx")
    assert not (tmp_path / "own.qdpx").exists()


def test_a_missing_text_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"found no 000_\w+\.txt in it"):
        refi.write_project(tables.load_tables(), tmp_path, tmp_path / "own.qdpx")


def test_the_command_makes_a_project_only_with_the_texts_at_hand(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCES_DIR", raising=False)
    path = tmp_path / "own.qdpx"
    done = CliRunner().invoke(main, ["take-project", str(path)])
    assert done.exit_code == 2
    assert "the folder that SOURCES_DIR names" in done.output
    assert not path.exists()


@needs_texts
def test_the_command_writes_the_project(tmp_path):
    path = tmp_path / "own.qdpx"
    done = CliRunner().invoke(main, ["take-project", str(path)])
    assert (done.exit_code, done.output) == (0, f"{path}\n")
    assert zipfile.is_zipfile(path)


def test_a_project_has_its_own_ending(tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.qdpx, found 'own\.zip'"):
        refi.write_project(tables.load_tables(), tmp_path, tmp_path / "own.zip")


def test_no_project_can_be_committed():
    ignored = Path(DATA.parent, ".gitignore").read_text(encoding="utf-8").split()
    assert "*.qdpx" in ignored
