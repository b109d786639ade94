"""The replication package: complete, described, the same each time, without texts."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from core_toys import DATA, ROOT, copied_data, table_rows, write_rows

from publish.downloads import crate

METADATA = "ro-crate-metadata.json"
NAME = "11_evidence__en"
BUILT = {
    f"{NAME}.html": b"<p>page</p>",
    f"{NAME}.ipynb": b"{}",
    f"{NAME}.graphml": b"<graphml/>",
    f"downloads/{NAME}/report.pdf": b"%PDF",
    "index.html": b"<p>no report</p>",
    "junit.xml": b"<testsuites time='1'/>",
}
needs_repository = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="this is no repository"
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    for name, content in BUILT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def package(reports) -> bytes:
    return crate.replication_package(ROOT, reports)


@pytest.fixture(scope="module")
def files(package) -> dict[str, bytes]:
    return unpacked(package)


@pytest.fixture(scope="module")
def folder(package, tmp_path_factory) -> Path:
    """The package in an empty folder, as `unzip` leaves it."""
    place = tmp_path_factory.mktemp("elsewhere")
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(place)
    return place


@pytest.fixture(scope="module")
def described(files) -> dict[str, dict]:
    graph = json.loads(files[METADATA])["@graph"]
    assert len({item["@id"] for item in graph}) == len(graph)
    return {item["@id"]: item for item in graph}


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == len(names)
        return {name: archive.read(name) for name in names}


def listed_by_git(*options: str) -> set[str]:
    command = ["git", "ls-files", "-z", "--exclude-standard", *options]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return set(filter(None, done.stdout.decode().split("\0")))


@needs_repository
def test_it_holds_every_file_of_the_repository_byte_for_byte(files):
    listed = listed_by_git("-c", "-o") - listed_by_git("-c", "-i")
    there = {name for name in listed if (ROOT / name).is_file()}
    packed = {name for name in files if not name.startswith("results/")} - {METADATA}
    assert packed == there
    assert [n for n in packed if files[n] != (ROOT / n).read_bytes()] == []


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(folder / "src"),
        "PYTHONHASHSEED": "11",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": "Asia/Tokyo",
    }


def test_the_reports_can_be_planned_where_it_is_unpacked(folder):
    command = [sys.executable, "-m", "analysis", "run", "--dry-run"]
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    *lines, last = done.stdout.splitlines()
    lines = [line for line in lines if not line.startswith("no report ")]
    assert len(lines) > 20
    assert re.fullmatch(rf"{len(lines)} of {len(lines)} reports would run", last)
    assert {line.partition(": ")[2] for line in lines} == {"it was not made before"}


def test_an_unpacked_package_makes_the_same_package(package, folder, reports):
    """Another folder, another process, another zone: the same bytes."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom publish.downloads import crate\n"
        "made = crate.replication_package(Path.cwd(), Path(sys.argv[1]))\n"
        "Path(sys.argv[2]).write_bytes(made)"
    )
    again = folder.with_name("again.zip")
    subprocess.run(
        [sys.executable, "-c", code, str(reports), str(again)],
        cwd=folder,
        env=environment(folder),
        check=True,
    )
    assert again.read_bytes() == package


def test_programs_are_executable_once_unpacked(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        rights = {i.filename: i.external_attr >> 16 for i in archive.infolist()}
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert rights[".ci/run"] & 0o111
    assert not rights["README.md"] & 0o111


def test_results_are_the_digests_of_each_report(files):
    results = {n: c for n, c in files.items() if n.startswith("results/")}
    sums = results.pop("results/SHA256SUMS").decode().splitlines()
    pages = [name for name in BUILT if name.startswith(NAME)]
    digests = [hashlib.sha256(BUILT[name]).hexdigest() for name in pages]
    assert sorted(sums) == sorted(
        f"{digest}  {name}" for digest, name in zip(digests, pages, strict=True)
    )
    readme = results.pop("results/README.md").decode()
    assert readme.count("`make reports`") == 2
    assert results == {}


def test_the_whole_is_described_as_the_specification_asks(described):
    root, about = (
        described["./"],
        json.loads((DATA / "datapackage.json").read_text("utf-8")),
    )
    assert described[METADATA]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert described[METADATA]["about"] == {"@id": "./"}
    licence = described["data/"]["license"]["@id"]
    assert licence == about["licenses"][0]["path"]
    assert (root["name"], root["version"]) == (about["title"], about["version"])
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f'date-released: "{root["datePublished"]}"' in citation
    assert described[root["author"]["@id"]]["name"] == "Leadership Methods contributors"
    assert {each["@id"] for each in root["license"]} == {
        about["licenses"][0]["path"],
        crate.MIT,
    }


def test_everything_that_is_named_is_described(described):
    named = re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(list(described.values())))
    outside = set(named) - set(described)
    assert outside == {"https://w3id.org/ro/crate/1.2"}


@pytest.fixture
def own_project(tmp_path) -> Path:
    """A scholar's own project: data, a plan and a notebook in places of their own."""
    folder = tmp_path / "own"
    (folder / "my").mkdir(parents=True)
    copied_data(folder)
    (folder / "my" / "plan.toml").write_text('[[report]]\nnotebook = "mine.ipynb"\n')
    shutil.copy(ROOT / "notebooks" / "00_start.ipynb", folder / "my" / "mine.ipynb")
    return folder


def test_a_project_of_ones_own_is_packed_with_the_code(own_project, reports):
    used = [own_project / "my" / "plan.toml", own_project / "my" / "mine.ipynb"]
    files = unpacked(crate.replication_package(own_project, reports, used))
    assert files["my/plan.toml"] == used[0].read_bytes()
    assert files["my/mine.ipynb"] == used[1].read_bytes()
    assert (
        files["data/reforms.csv"] == (own_project / "data" / "reforms.csv").read_bytes()
    )
    assert "src/analysis/tables.py" in files
    assert not [name for name in files if name.startswith(("notebooks/", "reports/"))]
    assert "analysis run my/plan.toml" in files["results/README.md"].decode()


def test_a_file_outside_of_the_project_is_refused(own_project, reports):
    used = [ROOT / "reports" / "reports.toml"]
    with pytest.raises(ValueError, match=r"reports\.toml: must be a file of the"):
        crate.replication_package(own_project, reports, used)


def test_a_text_is_refused_under_any_name(own_project, reports):
    text = own_project / "my" / "notes.md"
    text.write_text("Đảng bộ thành phố", encoding="utf-8")
    rows = table_rows(own_project / "data", "sources")
    rows[0]["sha256"] = hashlib.sha256(text.read_bytes()).hexdigest()
    write_rows(own_project / "data", "sources", rows)
    used = [own_project / "my" / "plan.toml", text]
    with pytest.raises(ValueError, match=r"my/notes\.md: .* found a coded text"):
        crate.replication_package(own_project, reports, used)


def test_code_without_its_repository_is_refused(monkeypatch, reports, tmp_path):
    monkeypatch.setattr(crate, "REPOSITORY", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no pyproject\.toml beside src/"):
        crate.replication_package(ROOT, reports)
