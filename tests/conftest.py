import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import pytest

from analysis import tables

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
# What nbval passes over by itself, and what is compared here: the network and the
# words of a picture are metadata of its output.
ALSO_COMPARED = ("metadata", "image/png")
# Files of tests that run notebooks, browsers or whole builds: `make check` leaves them.
SLOW = {
    "accessibility",
    "audit",
    "batch_faults",
    "batch_papermill",
    "browser",
    "cells",
    "charts",
    "charts_network",
    "cluster",
    "downloads_build",
    "downloads_crate",
    "downloads_dataset",
    "downloads_report",
    "engine",
    "evidence",
    "explore",
    "languages",
    "nbval",
    "network_page",
    "networks",
    "run",
    "show",
    "site",
    "studies_elsewhere",
    "workers",
}


def pytest_configure():
    """Let programs that tests start be interrupted, even if this one is not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]):
    """Mark slow tests; let nbval compare pictures whole, with their metadata."""
    for item in items:
        if item.path.stem.removeprefix("test_") in SLOW:
            item.add_marker(pytest.mark.slow)
    for book in {item.parent for item in items if hasattr(item.parent, "skip_compare")}:
        book.skip_compare = passed_over(book.skip_compare)


def passed_over(kinds: Iterable[str]) -> tuple[str, ...]:
    """The parts of an output that nbval does not compare."""
    return tuple(kind for kind in kinds if kind not in ALSO_COMPARED)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data, which `load_tables` reads."""
    from core_toys import copied_data

    folder = copied_data(tmp_path)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    return folder


@pytest.fixture(scope="session", params=["en", "vi"])
def study(request: pytest.FixtureRequest):
    """The study in each language."""
    return tables.load_tables(request.param)


@pytest.fixture(scope="session")
def english():
    """The study in English."""
    return tables.load_tables("en")


def cells_left_out() -> set[str]:
    """The cells that need JupyterLab, by name: those tagged `nbval-skip`."""
    found = set()
    for path in NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        found |= {
            f"notebooks/{path.name}::Cell {number}"
            for number, cell in enumerate(code)
            if "nbval-skip" in cell["metadata"].get("tags", [])
        }
    return found


def refused_skips(config: pytest.Config) -> list[pytest.CollectReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("REFUSE_SKIPS") or reporter is None:
        return []
    allowed = cells_left_out()
    skipped = reporter.stats.get("skipped", [])
    return [report for report in skipped if report.nodeid not in allowed]


def pytest_sessionfinish(session: pytest.Session):
    if refused_skips(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if skipped := refused_skips(terminalreporter.config):
        message = f"{len(skipped)} skipped, and REFUSE_SKIPS is set"
        terminalreporter.write_line(message, red=True)
