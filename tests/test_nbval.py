"""What nbval finds, and that two workers lose nothing of it."""

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from batch_toys import code, notebook
from core_toys import NOTEBOOKS, ROOT

STOCK = ["-p", "no:xdist", "-p", "no:randomly"]
OURS = ["-p", "conftest", "-n", "2", "--dist", "loadscope"]
ALTERATIONS = {
    "as_it_is": "",
    "table": "",
    "point": "ax.patches[0].set_x(ax.patches[0].get_x() + 0.1)",
    "font": "[text.set_fontsize(13) for text in ax.texts]\n"
    "ax.figure.set_dpi(50)\n"
    "ax.patches[0].set_facecolor('red')",
    "failing": "missing_name",
}
# One cell for each kind of output that a notebook can store.
SHOWS = {
    "nothing": "x = 1",
    "text": "'one'",
    "stdout": "print('one')",
    "stderr": "import sys\nprint('one', file=sys.stderr)",
    "html": "from IPython.display import HTML\nHTML('<b>one</b>')",
    "json": "display({'application/json': {'one': [1, 2]}}, raw=True)",
    "network": "display({'application/graphml+xml': '<one/>'}, raw=True)",
    "two": "display('one', 'two')",
    "taken": "'one' + 'one'",
    "png": "display({'image/png': 'b25l', 'text/plain': 'alt'}, raw=True)",
    "svg": "display({'image/svg+xml': '<svg/>', 'text/plain': 'alt'}, raw=True)",
    "error": "raise ValueError('one')",
}


def spoil(name: str, outputs: list[dict]) -> list[dict]:
    """Other stored outputs than the cell `name` has."""
    if name == "nothing":
        return [{"output_type": "stream", "name": "stdout", "text": ["one\n"]}]
    if name in ("two", "taken"):
        return outputs[:-1]
    text = json.dumps(outputs).replace("one", "other").replace("b25l", "b3Ro")
    return json.loads(text.replace("<svg/>", "<svg></svg>"))


def altered(name: str, book: dict) -> None:
    """Change one thing in a copy of the start notebook."""
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    if name == "as_it_is":
        return
    if name == "table":
        (cell,) = (c for c in cells if 'study.whole("reforms")' in c["source"])
        cell["source"] = cell["source"].replace(
            'study.whole("reforms")', 'study.whole("reforms").iloc[1:]'
        )
        return
    (cell,) = (c for c in cells if "charts.draw_" in c["source"])
    shown = "show.chart("
    cell["source"] = cell["source"].replace(shown, f"{ALTERATIONS[name]}\n{shown}")


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    places = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, places))}


@pytest.fixture(scope="module")
def copies(tmp_path_factory) -> Path:
    """Copies of the start notebook and of one of toys, as they are and altered."""
    fresh, folder = (tmp_path_factory.mktemp(name) for name in ("fresh", "copies"))
    start, toys = fresh / "start.ipynb", folder / "right.ipynb"
    shutil.copyfile(NOTEBOOKS[0], start)
    cells = [*map(code, SHOWS.values())]
    cells[-1]["metadata"]["tags"] = ["raises-exception"]
    toys.write_text(notebook(*cells), encoding="utf-8")
    command = [sys.executable, "-m", "analysis", "refresh", str(start), str(toys)]
    subprocess.run(command, check=True, capture_output=True, env=environment())
    for name in ALTERATIONS:
        book = json.loads(start.read_text(encoding="utf-8"))
        for cell in book["cells"]:
            cell["source"] = "".join(cell["source"])
        altered(name, book)
        (folder / f"{name}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    book = json.loads(toys.read_text(encoding="utf-8"))
    for name, cell in zip(SHOWS, book["cells"], strict=True):
        spoiled = spoil(name, cell["outputs"])
        assert spoiled != cell["outputs"]
        cell["outputs"] = spoiled
    (folder / "spoiled.ipynb").write_text(json.dumps(book), encoding="utf-8")
    return folder


def checked(folder: Path, options: list[str], *names: str) -> dict:
    """For each cell of copies what nbval says of it: nothing if it is right."""
    told = folder / "told.xml"
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
    command += ["--rootdir", str(folder), "-p", "no:cacheprovider", "--nbval"]
    command += ["--nbval-current-env", "--junitxml", str(told), *options]
    command += [str(folder / f"{name}.ipynb") for name in names]
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
        cwd=folder,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    found = {name: {} for name in names}
    for case in ET.parse(told).iter("testcase"):
        copy = next(n for n in names if n in case.get("classname").split("."))
        number = int(case.get("name").split("::")[-1].removeprefix("Cell "))
        wrong = [*case.iter("failure"), *case.iter("error")]
        found[copy][number] = wrong[0].text or "failed" if wrong else ""
        assert wrong or case.find("skipped") is None or copy in ALTERATIONS
    return found


@pytest.fixture(scope="module")
def ours(copies) -> dict[str, dict[int, str]]:
    """All copies as `make test` checks them: by two workers."""
    return checked(copies, OURS, *ALTERATIONS, "right", "spoiled")


@pytest.fixture(scope="module")
def stock(copies) -> dict[str, dict[int, str]]:
    """Three of them as nbval does by itself, one after the other."""
    return checked(copies, STOCK, "as_it_is", "right", "spoiled")


def faults(cells: dict[int, str]) -> list[int]:
    return sorted(number for number, text in cells.items() if text)


def number_of(kind: str) -> int:
    return list(SHOWS).index(kind)


def cell_numbers(text: str) -> list[int]:
    book = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))
    cells = [c for c in book["cells"] if c["cell_type"] == "code"]
    return [n for n, cell in enumerate(cells) if text in "".join(cell["source"])]


def test_every_code_cell_of_every_copy_is_checked(ours, copies):
    for name, cells in ours.items():
        book = json.loads((copies / f"{name}.ipynb").read_text(encoding="utf-8"))
        count = sum(cell["cell_type"] == "code" for cell in book["cells"])
        assert sorted(cells) == list(range(count)), name


def test_two_workers_find_what_stock_nbval_finds(ours, stock):
    """But for the bytes of SVG pictures, which are left out as those of PNG are."""
    svg = number_of("svg")
    for name, cells in stock.items():
        assert cells.keys() == ours[name].keys()
        assert [n for n in cells if cells[n] != ours[name][n] and n != svg] == []
    assert faults(stock["right"]) == faults(ours["right"]) == []
    assert stock["spoiled"][svg]


@pytest.mark.parametrize("kind", SHOWS)
def test_a_stored_output_that_was_spoiled_is_found(ours, kind):
    assert bool(ours["spoiled"][number_of(kind)]) == (kind not in ("png", "svg"))


def test_nbval_passes_a_notebook_as_it_is(ours):
    assert faults(ours["as_it_is"]) == []


def test_nbval_finds_a_changed_table(ours):
    (number,) = cell_numbers('study.whole("reforms")')
    assert "Cell outputs differ" in ours["table"][number]


def test_nbval_finds_a_moved_point_by_the_fingerprint_alone(ours):
    assert faults(ours["point"]) == cell_numbers("show.chart(")


def test_nbval_minds_no_other_font_colour_or_size(ours):
    assert faults(ours["font"]) == []


def test_nbval_finds_a_failing_cell(ours):
    (number,) = cell_numbers("charts.draw_")
    assert "NameError" in ours["failing"][number]
