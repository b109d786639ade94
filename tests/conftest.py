import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import nbval.plugin
import pytest
from hypothesis import settings
from nbval.kernel import RunningKernel

from analysis import tables

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
# What nbval passes over by itself, and what is compared here: the network and the
# words of a picture are metadata of its output.
ALSO_COMPARED = ("metadata", "image/png")
# Files of tests that run notebooks, browsers or whole builds: `make check` leaves them.
# The longest come first, so that none is left for one worker at the end; files that
# read the same site stand apart, as the first of them builds it.
SLOW = [
    "test_site",
    "test_languages",
    "test_studies_elsewhere",
    "test_batch_faults",
    "test_browser",
    "test_coder",
    "test_cluster",
    "test_workers",
    "test_engine",
    "test_cache",
    "test_network_page",
    "test_batch_papermill",
    "test_downloads_dataset",
    "test_accessibility",
    "test_downloads_build",
    "test_downloads_report",
    "test_run",
    "test_nbval",
    "test_audit",
    "test_cells",
    "test_charts",
    "test_explore",
    "test_charts_network",
    "test_networks",
    "test_show",
    "test_evidence",
    "test_full_texts",
    "test_downloads_crate",
]
KERNELS: dict[str, RunningKernel] = {}  # by folder


def pytest_configure():
    """Let programs that tests start be interrupted, even if this one is not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def emptied_kernel(name: str, **options) -> RunningKernel:
    """The kernel of a folder, as new: to start one and import pandas takes seconds."""
    kernel = KERNELS.get(options["cwd"])
    if kernel is None or not kernel.is_alive():
        KERNELS[options["cwd"]] = kernel = RunningKernel(name, **options)
        kernel.stop = lambda: None  # called after each notebook
    kernel.await_idle(kernel.kc.execute("%reset -f", store_history=False), 60)
    return kernel


nbval.plugin.RunningKernel = emptied_kernel
settings.register_profile("suite", max_examples=50)  # of each property
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]):
    """Mark slow tests; let nbval compare pictures whole, with their metadata."""
    order = {stem: number for number, stem in enumerate(SLOW)}
    for item in items:
        if item.path.stem in order:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: order.get(item.path.stem, len(SLOW)))
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


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with no project around it and no texts named."""
    for variable in ("ANALYSIS_DATA", "SOURCES_DIR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the reports of `site.toml` and of the site around them."""
    from browser import site_of

    return site_of(tmp_path_factory)


@pytest.fixture(scope="module")
def browser():
    """Chromium, for all tests of a file."""
    from browser import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def coded_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one short text, its sheet coded and right; copy it to change it."""
    from coding_toys import coded_sheet, small_project

    project = small_project(tmp_path_factory.mktemp("coded") / "study")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCES_DIR", raising=False)
        coded_sheet(project)
    return project


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
    left_out = set()
    for path in NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        left_out |= {
            f"notebooks/{path.name}::Cell {number}"
            for number, cell in enumerate(code)
            if "nbval-skip" in cell["metadata"].get("tags", [])
        }
    return left_out


def refused_skips(config: pytest.Config) -> list[pytest.CollectReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("REFUSE_SKIPS") or reporter is None:
        return []
    allowed = cells_left_out()
    skipped = reporter.stats.get("skipped", [])
    return [report for report in skipped if report.nodeid not in allowed]


def pytest_sessionfinish(session: pytest.Session):
    for kernel in KERNELS.values():
        RunningKernel.stop(kernel)
    if refused_skips(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if skipped := refused_skips(terminalreporter.config):
        message = f"{len(skipped)} skipped, and REFUSE_SKIPS is set"
        terminalreporter.write_line(message, red=True)
