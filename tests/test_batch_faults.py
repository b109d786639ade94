"""Faults on purpose: each may cost what was at work, and nothing that was finished."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from batch_toys import make_project

resource = pytest.importorskip("resource", reason="limits are for POSIX")
ALL = "4 reports made, 0 unchanged, 0 failed"


def command(plan: Path) -> list[str]:
    return [sys.executable, "-m", "analysis", "run", str(plan), "--jobs", "1"]


def again(plan: Path) -> str:
    """What a second call says, which must end well."""
    done = subprocess.run(command(plan), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_disk_that_is_full_within_a_page_costs_no_finished_report(tmp_path):
    """A limit of the size of files stands for the disk: pages stop half-way."""
    plan = make_project(tmp_path)
    assert ALL in again(plan)
    pages = sorted(plan.parent.glob("*__lao-cai__*.html"))
    before = [page.read_bytes() for page in pages]
    plan.write_text(plan.read_text().replace("count = 3", "count = 4"))
    small = min(map(len, before)) - 1000

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (small, small))

    options = {"capture_output": True, "text": True, "check": False}
    done = subprocess.run(command(plan), preexec_fn=limit, **options)
    assert done.returncode in (1, 3), done.stderr
    assert "File too large" in done.stdout + done.stderr
    shown = list(plan.parent.glob("01_toy*.html"))
    assert all(page.read_text().rstrip().endswith("</html>") for page in shown)
    assert ALL in again(plan)
    for page, old in zip(pages, before, strict=True):
        assert b"lao-cai 3 " in old
        assert b"lao-cai 4 " in page.read_bytes()
