"""The maps in prose agree with the tree: rooms, notebooks, reports."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from core_toys import NOTEBOOKS, ROOT

import analysis

PACKAGE = ROOT / "src" / "analysis"
README = ROOT / "README.md"
START = "00_start"
# Rooms without tests of their own name: what tests them.
TESTED_BY = {
    "__main__": "run",
    "dictionary": "checks",
    "labels": "tables",
    "rows": "tables",
    "datapackage": "cells",
    "advice": "slips",
    "allowed_values": "plan",
    "grounds": "argument",
    "stated": "argument",
}


def rooms() -> list[str]:
    """Every module and folder of the package but `__init__`."""
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return sorted(modules | folders)


def listed() -> list[str]:
    return re.findall(r"^`(\w+)` ", analysis.__doc__, re.MULTILINE)


def evening() -> list[Path]:
    """The files that the docstring of the package names as an evening's reading."""
    text = analysis.__doc__[analysis.__doc__.index("An evening's reading") :]
    return [PACKAGE / name for name in re.findall(r"`([\w/]+\.py)`", text)]


def layers() -> list[list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each.get("containers") == ["analysis"])
    return [layer.split(" | ") for layer in contract["layers"]]


def readme_rows(first: str) -> list[list[str]]:
    """The rows of the table of the README whose head begins with `first`."""
    lines = README.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_docstring_of_the_package_lists_every_room():
    assert sorted(listed()) == rooms()


def test_the_docstring_lists_rooms_from_the_top_as_the_contract_has_them():
    heights = {room: n for n, layer in enumerate(layers()) for room in layer}
    assert sorted(heights) == rooms()
    order = [heights[room] for room in listed()]
    assert order == sorted(order)


def test_what_a_scholar_must_read_fits_into_an_evening():
    files = evening()
    assert 5 <= len(files) <= 9
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in files]
    assert sum(lines) <= 1700


@pytest.mark.parametrize("package", ["reading", "nbbatch", "publish"])
def test_the_docstring_of_each_package_names_its_modules(package):
    folder = ROOT / "src" / package
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    modules |= {path.parent.name for path in folder.glob("*/__init__.py")}
    source = (folder / "__init__.py").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+)`", ast.get_docstring(ast.parse(source)))
    assert sorted(modules - set(named)) == []


def test_no_file_is_longer_than_four_hundred_lines():
    files = [*(ROOT / "src").rglob("*.py")]
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_every_room_has_its_tests():
    tests = " ".join(path.stem for path in (ROOT / "tests").glob("test_*.py"))
    missing = [room for room in rooms() if TESTED_BY.get(room, room) not in tests]
    assert missing == []


def test_the_readme_lists_every_notebook_with_its_question_and_parameters():
    actual = {}
    for link, question, parameters, _ in readme_rows("notebook"):
        stem, path = re.fullmatch(r"\[(\w+)\]\((.*)\)", link).groups()
        assert path == f"notebooks/{stem}.ipynb"
        actual[stem] = (question, re.findall(r"`(\w+)`", parameters))
    assert actual == {path.stem: head(path) for path in NOTEBOOKS}


def head(path) -> tuple[str, list[str]]:
    """The question of a notebook and its parameters."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (cell,) = (c for c in cells if "parameters" in c["metadata"].get("tags", []))
    names = [node.target.id for node in ast.parse("".join(cell["source"])).body]
    title = "".join(cells[0]["source"]).splitlines()[0]
    return title.removeprefix("# "), names


def test_what_the_readme_points_to_is_there():
    text = README.read_text(encoding="utf-8")
    for path in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / path).exists(), path
    for module in re.findall(r"`(\w+\.py|[\w/]+\.(?:toml|csv|yml))`", text):
        places = [ROOT / module, PACKAGE / module]
        assert any(place.exists() for place in places), module


def test_the_make_targets_that_the_readme_names_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE))
    text = README.read_text(encoding="utf-8")
    commands = re.findall(r"^make (\w+)|`make ([a-z ]+)`", text, re.MULTILINE)
    named = {word for each in commands for word in " ".join(each).split()}
    assert {"reports", "lab", "test"} <= named
    assert named <= targets


def test_every_notebook_but_the_start_is_reported_in_both_languages():
    plan = (ROOT / "reports" / "reports.toml").read_text(encoding="utf-8")
    reports = tomllib.loads(plan)["report"]
    notebooks = {entry["notebook"] for entry in reports}
    assert notebooks | {START} == {path.stem for path in NOTEBOOKS}
    for entry in reports:
        assert entry["matrix"]["lang"] == ["en", "vi"], entry


def test_the_dictionary_describes_the_tables_that_there_are():
    about = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    paths = {resource["path"] for resource in about["resources"]}
    assert paths == {path.name for path in (ROOT / "data").glob("*.csv")}


def test_the_figure_of_the_readme_is_that_of_its_notebook():
    book = json.loads(
        (ROOT / "notebooks" / "03_programmes.ipynb").read_text(encoding="utf-8")
    )
    outputs = [each for cell in book["cells"] for each in cell.get("outputs", [])]
    (svg,) = (
        "".join(each["data"]["image/svg+xml"])
        for each in outputs
        if "image/svg+xml" in each.get("data", {})
    )
    shown = (ROOT / "reports" / "programmes.svg").read_text(encoding="utf-8")
    assert shown == re.sub(r"</?a\b[^>]*>", "", svg)
