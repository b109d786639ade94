import os
import re

import pytest

# The cells of the start notebook that need JupyterLab; test_notebooks says which.
LEFT_OUT = re.compile(r"notebooks/00_start\.ipynb::Cell \d+")


def refused_skips(config: pytest.Config) -> list[pytest.CollectReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("REFUSE_SKIPS") or reporter is None:
        return []
    skipped = reporter.stats.get("skipped", [])
    return [report for report in skipped if not LEFT_OUT.fullmatch(report.nodeid)]


def pytest_sessionfinish(session: pytest.Session):
    if refused_skips(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if skipped := refused_skips(terminalreporter.config):
        message = f"{len(skipped)} skipped, and REFUSE_SKIPS is set"
        terminalreporter.write_line(message, red=True)
