"""What nbval finds: any stored output that was changed, pictures included."""

import copy
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace

import conftest
import nbformat
import pytest
from batch_toys import code, notebook
from core_toys import NOTEBOOKS, ROOT
from nbval.plugin import IPyNbCell

SVG = "image/svg+xml"
OPTIONS = ["-p", "conftest", "-p", "no:xdist", "-p", "no:cacheprovider", "--nbval"]
OPTIONS += ["--nbval-current-env"]
PICTURE = "{'image/svg+xml': '<svg/>', 'text/plain': 'alt'}"
# One cell for each kind of output that a notebook can store.
SHOWS = {
    "nothing": "x = 1",
    "text": "'one'",
    "stdout": "print('one')",
    "stderr": "import sys\nprint('one', file=sys.stderr)",
    "html": "from IPython.display import HTML\nHTML('<b>one</b>')",
    "json": "display({'application/json': {'one': [1, 2]}}, raw=True)",
    "two": "display('one', 'two')",
    "taken": "'one' + 'one'",
    "png": "display({'image/png': 'b25l', 'text/plain': 'alt'}, raw=True)",
    "svg": f"display({PICTURE}, raw=True)",
    "network": f"display({PICTURE}, raw=True, metadata={{'edges': ['one']}})",
    "error": "raise ValueError('one')",
}


def spoil(name: str, outputs: list[dict]) -> list[dict]:
    """Other stored outputs than the cell `name` has."""
    if name == "nothing":
        return [{"output_type": "stream", "name": "stdout", "text": ["one\n"]}]
    if name in ("two", "taken"):
        return outputs[:-1]
    text = json.dumps(outputs).replace("one", "other").replace("b25l", "b3Ro")
    return json.loads(
        text if name == "network" else text.replace("<svg/>", "<svg ></svg>")
    )


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    places = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, places))}


@pytest.fixture(scope="module")
def failures(tmp_path_factory) -> dict[str, dict[int, str]]:
    """What nbval reports of each cell of a notebook, as refreshed and spoiled."""
    folder = tmp_path_factory.mktemp("copies")
    right, spoiled = folder / "right.ipynb", folder / "spoiled.ipynb"
    cells = [*map(code, SHOWS.values())]
    cells[-1]["metadata"]["tags"] = ["raises-exception"]
    right.write_text(notebook(*cells), encoding="utf-8")
    command = [sys.executable, "-m", "analysis", "refresh", str(right)]
    subprocess.run(command, check=True, capture_output=True, env=environment())
    book = json.loads(right.read_text(encoding="utf-8"))
    for name, cell in zip(SHOWS, book["cells"], strict=True):
        outputs = spoil(name, cell["outputs"])
        assert outputs != cell["outputs"]
        cell["outputs"] = outputs
    spoiled.write_text(json.dumps(book), encoding="utf-8")
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
    command += ["--rootdir", str(folder), "--junitxml", str(report), *OPTIONS]
    command += [str(right), str(spoiled)]
    ran = subprocess.run(
        command, capture_output=True, text=True, env=environment(), cwd=folder
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    results: dict[str, dict[int, str]] = {"right": {}, "spoiled": {}}
    for case in ET.parse(report).iter("testcase"):
        book = next(
            name for name in results if name in case.get("classname").split(".")
        )
        number = int(case.get("name").split("::")[-1].removeprefix("Cell "))
        wrong = [*case.iter("failure"), *case.iter("error")]
        results[book][number] = wrong[0].text or "failed" if wrong else ""
    return results


def test_every_code_cell_is_checked_and_a_refreshed_notebook_passes(failures):
    for cells in failures.values():
        assert sorted(cells) == list(range(len(SHOWS)))
    assert not any(failures["right"].values())


@pytest.mark.parametrize("kind", SHOWS)
def test_a_stored_output_that_was_changed_is_found(failures, kind):
    assert failures["spoiled"][list(SHOWS).index(kind)]


# --- stored pictures ------------------------------------------------------------


def stored_pictures() -> list[dict]:
    """Every output of a notebook of the collection that is a picture."""
    return [
        output
        for path in NOTEBOOKS
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", ())
        if SVG in output.get("data", {})
    ]


def is_equal(fresh: dict, stored: dict) -> bool:
    """Whether nbval, as `conftest` sets it up, takes one output for the other."""
    cell = SimpleNamespace(
        parent=SimpleNamespace(skip_compare=conftest.passed_over(SKIPPED)),
        colors=None,
        sanitize=lambda content: content,
        format_output_compare=lambda *_: None,
    )
    return IPyNbCell.compare_outputs(cell, [fresh], [stored])


SKIPPED = ("metadata", "output_type", "execution_count", "image/png")  # by nbval itself
IN_SVG = {
    "bar": r'(id="(?:series|bound):[^>]*>\s*(?:<a [^>]*>\s*)?<path d="M )(\d)',
    "point": r'(<use xlink:href="#\w+" x=")(\d)',
    "label": r"(<text [^>]*>)(\w)",
    "tooltip": r'(xlink:href="(?:claims|entity):[^"?]*\?)(\w)',
    "edge": r'(id="edge:[^>]*>\s*(?:<a [^>]*>\s*)?<path d="M )(\d)',
}


@pytest.mark.parametrize("kind", [*IN_SVG, "edge of the page"])
def test_a_stored_picture_that_was_changed_is_found(kind):
    """Its bytes are compared, and the network that a page draws from it."""
    tried = 0
    for output in stored_pictures():
        changed = copy.deepcopy(output)
        if kind in IN_SVG:
            svg = re.sub(IN_SVG[kind], r"\g<1>7\2", output["data"][SVG], count=1)
            changed["data"][SVG] = svg
        elif "network" in output["metadata"].get(SVG, {}):
            changed["metadata"][SVG]["network"]["edges"][0]["target"] = "elsewhere"
        assert is_equal(output, copy.deepcopy(output))
        if changed != output:
            tried += 1
            assert not is_equal(output, changed)
    assert tried
