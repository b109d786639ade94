"""Statements, codes and coded texts, read back by readers that are not ours."""

import csv
import io
import shutil
import uuid
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import networkx as nx
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
from publish import downloads
from publish.downloads import codes, discourse

BOOK, CODE = "{urn:QDA-XML:codebook:1.0}", "{urn:QDA-XML:project:1.0}"
# The columns that Discourse Network Analyzer 3 writes in an event list, in its order.
DNA = (
    *("statement_id", "time", "person", "organization", "concept", "agreement"),
    *("start_position", "stop_position", "text", "coder", "document_id"),
    *("document_title", "document_author", "document_source", "document_section"),
    "document_type",
)
REFORMS, SHORTCOMINGS = (table_rows(DATA, t) for t in ("reforms", "shortcomings"))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return discourse.discourse_files(tables.load_tables())


@pytest.fixture(scope="module")
def statements(files) -> list[dict[str, str]]:
    text = files["statements.csv"].decode("utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def label(table: str, key: str, lang: str) -> str:
    rows = table_rows(DATA, table)
    row = next(row for row in rows if next(iter(row.values())) == key)
    return row.get(f"name_{lang}") or row[f"title_{lang}"]


def test_statements_begin_with_the_columns_of_an_event_list(statements):
    assert list(statements[0])[: len(DNA)] == list(DNA)


def test_every_reform_and_shortcoming_is_one_statement(statements):
    told = {row["fact_id"]: row for row in statements}
    facts = {row["fact_id"]: row for row in [*REFORMS, *SHORTCOMINGS]}
    assert len(told) == len(statements) == len(facts)
    for fact_id, row in facts.items():
        one = told[fact_id]
        assert one["start_position"] == row["start"]
        assert one["stop_position"] == row["end"]
        assert one["text"] == row["printed"]
        assert one["source_id"] == row["source_id"]
        assert one["person_id"] == row["asserted_by"]
        assert one["person"] == label("bodies", row["asserted_by"], "en")
        assert one["organization"] == label("committees", row["committee_id"], "en")
        assert one["organization_vi"] == label("committees", row["committee_id"], "vi")
        assert one["summary_vi"] == row["summary_vi"]


def test_the_concept_is_the_dimension_or_the_domain(statements):
    told = {row["fact_id"]: row for row in statements}
    dictionary = read_dictionary(DATA / "datapackage.json")
    domains = dictionary.tables["shortcomings"].columns["domain"].words
    for row in REFORMS:
        one = told[row["fact_id"]]
        assert one["concept"] == label("dimensions", row["dimension_id"], "en")
        assert one["concept_vi"] == label("dimensions", row["dimension_id"], "vi")
        assert (one["kind"], one["status"]) == ("reform", row["status"])
    for row in SHORTCOMINGS:
        one = told[row["fact_id"]]
        assert one["concept"].endswith(": " + domains[row["domain"]]["en"])
        assert one["concept_id"] == f"{row['type']}.{row['domain']}"
        assert one["status"] == ("past" if row["is_past"] == "true" else "present")


def test_no_time_is_made_up_for_a_text_without_one(statements):
    assert {row["published_date"] for row in table_rows(DATA, "sources")} == {""}
    assert {row["time"] for row in statements} == {""}


def test_a_stated_day_of_publication_is_the_time(tmp_path, monkeypatch):
    folder = copied_data(tmp_path)
    change(folder, "sources", 0, published_date="2023-05-06", date_precision="day")
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    told = discourse.statements(tables.load_tables())
    first = table_rows(folder, "sources")[0]["source_id"]
    times = told.groupby("source_id")["time"].unique()
    assert times.pop(first).tolist() == ["2023-05-06 00:00:00"]
    assert {each for found in times for each in found} == {""}


def test_semicolons_quotes_and_formulas_come_through_inert(tmp_path, monkeypatch):
    folder = copied_data(tmp_path)
    change(folder, "reforms", 0, summary_en='a; "b"\nc', summary_vi="=1+1")
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    text = discourse.statements_csv(tables.load_tables())
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    row = next(row for row in rows if row["fact_id"] == REFORMS[0]["fact_id"])
    assert (row["summary_en"], row["summary_vi"]) == ('a; "b"\nc', "'=1+1")


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_the_two_mode_network_counts_the_reforms(files, ending):
    content = files[f"discourse.{ending}"]
    if ending == "gexf":
        graph = nx.read_gexf(io.BytesIO(content))
    else:
        graph = nx.parse_graphml(content.decode("utf-8"))
    kinds = nx.get_node_attributes(graph, "kind")
    facts = []
    for u, v, known in graph.edges(data=True):
        assert (kinds[u], kinds[v]) == ("committee", "dimension")
        rows = [
            row
            for row in REFORMS
            if (row["committee_id"], row["dimension_id"]) == (u, v)
        ]
        found = known["fact_id"].split()
        assert sorted(found) == sorted(row["fact_id"] for row in rows)
        assert int(known["weight"]) == len(rows)
        for status in ("done", "ongoing", "planned"):
            assert int(known[status]) == sum(row["status"] == status for row in rows)
        facts += found
    assert len(facts) == len(set(facts)) == len(REFORMS)
    for node, known in graph.nodes(data=True):
        table = {"committee": "committees", "dimension": "dimensions"}[known["kind"]]
        assert known["label"] == label(table, node, "en")
        assert known["label_vi"] == label(table, node, "vi")


def test_the_codebook_has_the_form_of_the_schema(files):
    """Checked by the schema of REFI-QDA: children in order, attributes, types."""
    root = ET.fromstring(files["codebook.qdc"])
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


def test_the_codebook_holds_every_dimension_with_its_definitions(files):
    found = groups(ET.fromstring(files["codebook.qdc"]), BOOK)
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


def test_the_codebook_holds_every_value_of_each_coded_enumeration(files):
    found = groups(ET.fromstring(files["codebook.qdc"]), BOOK)
    dictionary = read_dictionary(DATA / "datapackage.json")
    checked = 0
    for table, columns in codes.CODED.items():
        for name in set(columns) - set(codes.OWNERS):
            column = dictionary.tables[table].columns[name]
            title = f"{dictionary.tables[table].title['en']}: {column.title['en']}"
            told = found["Section" if name == "section" else title]
            names = [code.get("name").partition(" [")[0] for code in told]
            assert names == [twins["en"] for twins in column.words.values()]
            assert [code[0].text for code in told] == [
                twins["vi"] for twins in column.words.values()
            ]
            checked += 1
    assert checked > len(codes.CODED)


def test_identifiers_stay_when_a_version_or_a_name_changes(
    files, tmp_path, monkeypatch
):
    folder = copied_data(tmp_path)
    change(folder, "dimensions", 0, title_en="Renamed")
    path = folder / "datapackage.json"
    told = path.read_text(encoding="utf-8").replace('"version": "1', '"version": "9', 1)
    path.write_text(told, encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    book = codes.codebook(tables.load_tables())
    assert book != files["codebook.qdc"]
    before, after = (
        [code.get("guid") for code in ET.fromstring(each).iter(f"{BOOK}Code")]
        for each in (files["codebook.qdc"], book)
    )
    assert before == after


def test_control_signs_are_refused(tmp_path, monkeypatch):
    folder = copied_data(tmp_path)
    change(folder, "dimensions", 0, definition_en="a\x0bb")
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    study = tables.load_tables()
    with pytest.raises(ValueError, match="without control signs, found"):
        codes.codebook(study)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> dict[str, bytes]:
    """What is in a project of the texts, by a reader that is not ours."""
    path = tmp_path_factory.mktemp("own") / "own.qdpx"
    assert downloads.project(tables.load_tables(), TEXTS, path) == path
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
    downloads.project(tables.load_tables(), TEXTS, again)
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
    with pytest.raises(ValueError, match=rf"{first.name}: allowed is the coded text"):
        downloads.project(tables.load_tables(), folder, tmp_path / "own.qdpx")
    assert not (tmp_path / "own.qdpx").exists()


def test_a_missing_text_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"found no 000_\w+\.txt in it"):
        downloads.project(tables.load_tables(), tmp_path, tmp_path / "own.qdpx")


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
    with pytest.raises(ValueError, match=r"ends in \.qdpx, found 'own\.zip'"):
        downloads.project(tables.load_tables(), tmp_path, tmp_path / "own.zip")


def test_no_project_can_be_committed():
    ignored = Path(DATA.parent, ".gitignore").read_text(encoding="utf-8").split()
    assert "*.qdpx" in ignored
