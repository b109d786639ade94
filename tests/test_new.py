"""A project of one's own: what comes along, what is refused, and that it is apart."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from core_toys import DATA, DICTIONARY, NOTEBOOKS, table_rows, write_rows

from analysis import tables
from analysis.__main__ import main
from coding.new import INSTRUMENT, make_project

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def project(elsewhere, monkeypatch):
    make_project(elsewhere / "nghiên-cứu")
    monkeypatch.chdir(elsewhere / "nghiên-cứu")
    return elsewhere / "nghiên-cứu"


def analysis(*words: str):
    return CliRunner().invoke(main, words)


def test_it_has_the_instrument_and_nothing_that_was_coded(project):
    study = tables.load_tables()
    filled = {name for name, rows in study.frames.items() if len(rows)}
    assert filled == set(INSTRUMENT)
    about = json.loads((project / "data" / "datapackage.json").read_bytes())
    shipped = json.loads((DATA / "datapackage.json").read_bytes())
    assert about["resources"] == shipped["resources"]
    assert about["title"] == "nghiên-cứu: coded statements"
    assert "contributors" not in about
    assert {path.name for path in (project / "notebooks").iterdir()} == {
        *(path.name for path in NOTEBOOKS),
        "code.ipynb",
    }
    stored = (project / "notebooks" / NOTEBOOKS[0].name).read_text(encoding="utf-8")
    assert all(not cell.get("outputs") for cell in json.loads(stored)["cells"])
    for name in (".gitignore", ".gitattributes", "README.md", "texts", "coding"):
        assert (project / name).exists()


def test_with_core_the_tables_of_the_collection_come_along(elsewhere):
    assert analysis("new", "own", "--with", "core").exit_code == 0
    for table in DICTIONARY.tables:
        copied = (elsewhere / "own" / "data" / f"{table}.csv").read_bytes()
        assert copied == (DATA / f"{table}.csv").read_bytes()


@pytest.mark.usefixtures("project")
def test_without_texts_nothing_is_wrong_and_nothing_is_to_report():
    verified = analysis("verify")
    assert verified.exit_code == 0, verified.output
    assert verified.stderr.startswith(f"data: {Path.cwd()}/data\n")
    ran = analysis("run")
    assert ran.exit_code == 2
    assert "nothing to report yet" in ran.stderr
    assert "03_programmes: no report, as no committee_id has is_studied" in ran.stderr


@pytest.mark.usefixtures("project")
def test_stored_outputs_are_not_for_a_project():
    refused = analysis("refresh")
    assert refused.exit_code == 2
    assert "'analysis lab' opens copies with keys of your own" in refused.stderr


def test_a_dictionary_of_an_older_version_is_one_error(project):
    path = project / "data" / "datapackage.json"
    about = json.loads(path.read_bytes())
    kept = [table for table in about["resources"] if table["name"] != "rulings"]
    for table in kept:
        fields = table["schema"]["fields"]
        fields[:] = [field for field in fields if field["name"] != "is_studied"]
    path.write_text(json.dumps(about | {"resources": kept}), encoding="utf-8")
    for command in (["verify"], ["import", "a.txt"]):
        (project / "a.txt").write_text("Đảng bộ xã.\n", encoding="utf-8")
        refused = analysis(*command)
        assert refused.exit_code == 2
        (line,) = [e for e in refused.stderr.splitlines() if e.startswith("error")]
        assert "datapackage.json: allowed is every table and column" in line
        assert "found no committees.is_studied, rulings; it is of an older" in line


def full(folder):
    folder.mkdir()
    (folder / "kept.txt").touch()


@pytest.mark.parametrize(
    ("name", "before", "message"),
    [
        ("own", full, "is there and not empty; name a folder that is new or empty"),
        ("own", lambda folder: folder.touch(), "is there and not empty"),
        ("-own", None, "'-own' cannot name a project: allowed are at most 80 letters"),
        ("my study\n", None, "cannot name a project"),
        ("no/where", None, "to make where in; make it first"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_left(
    elsewhere, name, before, message
):
    if before:
        before(elsewhere / name)
    there = sorted(elsewhere.rglob("*"))
    refused = analysis("new", "--", name)
    assert refused.exit_code == 2
    assert message in refused.stderr
    assert sorted(elsewhere.rglob("*")) == there


def test_a_project_that_fails_half_way_leaves_nothing(elsewhere, monkeypatch):
    def fail(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("coding.new._write_templates", fail)
    failed = analysis("new", "own")
    assert failed.exit_code == 3
    assert "Permission denied" in failed.stderr
    assert list(elsewhere.iterdir()) == []


def test_an_empty_folder_is_filled_where_it_is(elsewhere, monkeypatch):
    (elsewhere / "own").mkdir()
    monkeypatch.chdir(elsewhere / "own")
    assert analysis("new", ".").exit_code == 0
    assert (elsewhere / "own" / "data" / "datapackage.json").is_file()
    assert [path.name for path in elsewhere.iterdir()] == ["own"]


def test_the_working_copy_of_a_notebook_begins_with_a_key_of_the_project(project):
    shipped = table_rows(DATA, "committees")[0]
    rows = [
        shipped | {"committee_id": key, "locality_id": "hue", "is_studied": studied}
        for key, studied in (("a", "false"), ("b", "true"))
    ]
    write_rows(project / "data", "committees", rows)
    assert analysis("lab", "--copy-only", "--lang", "vi").exit_code == 0
    copy = (project / "lab" / "01_committee.ipynb").read_text(encoding="utf-8")
    (cell,) = (
        cell
        for cell in json.loads(copy)["cells"]
        if "parameters" in cell["metadata"].get("tags", [])
    )
    assert 'committee_id: str = "b"' in "".join(cell["source"])
    assert '= "vi"' in "".join(cell["source"])
