"""Faults on purpose: each may cost what was at work, and nothing that was finished."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from batch_kernels import is_running, wait_for
from batch_toys import make_project

# The report that meets the fault waits for its end, the first time only.
WAITS = """\
import os, time
def is_first():
    try:
        return not open("met")
    except OSError:
        return bool(open("met", "w"))
if committee_id == "yen-bai" and lang == "en" and is_first():
    open("pids", "w").write(f"{os.getpid()} {os.getppid()}")
    time.sleep(60)
print("done")"""
resource = pytest.importorskip("resource", reason="limits are for POSIX")
ALL = "4 reports made, 0 unchanged, 0 failed"
on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="warm kernels are for Linux"
)


@pytest.fixture(autouse=True)
def runtime(monkeypatch):
    """A warm parent of its own, so that no other run meets the fault."""
    folder = tempfile.mkdtemp(prefix="warm", dir="/tmp")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", folder)
    monkeypatch.setenv("ANALYSIS_WARM_IDLE", "2")
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME", raising=False)
    yield
    shutil.rmtree(folder, ignore_errors=True)


def command(plan: Path) -> list[str]:
    return [sys.executable, "-m", "analysis", "run", str(plan), "--jobs", "1"]


def again(plan: Path) -> str:
    """A second call, which must end well; its last line."""
    done = subprocess.run(command(plan), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def pids(project: Path) -> list[int]:
    """Kernel and parent of the report that waits."""
    path = project / "notebooks" / "pids"
    text = wait_for(lambda: path.is_file() and path.read_text())
    return [int(word) for word in text.split()]


@on_linux
@pytest.mark.parametrize("victim", ["kernel", "parent"])
def test_a_killed_kernel_or_warm_parent_costs_what_was_at_work(tmp_path, victim):
    plan = make_project(tmp_path, body=WAITS)
    with subprocess.Popen(command(plan), stdout=subprocess.PIPE, text=True) as run:
        kernel, parent = pids(tmp_path)
        os.kill({"kernel": kernel, "parent": parent}[victim], signal.SIGKILL)
        said = run.communicate(timeout=90)[0]
    assert run.returncode == 1
    assert "3 reports made, 0 unchanged, 1 failed" in said
    assert "the kernel died" in said
    wait_for(lambda: not is_running(kernel))
    assert again(plan).startswith("1 reports made, 3 unchanged, 0 failed")


def test_a_run_that_is_asked_to_end_leaves_no_kernel_behind(tmp_path):
    plan = make_project(tmp_path, body=WAITS)
    with subprocess.Popen(command(plan), stderr=subprocess.DEVNULL) as run:
        kernel, _ = pids(tmp_path)
        run.send_signal(signal.SIGTERM)
    wait_for(lambda: not is_running(kernel))
    assert again(plan).startswith("2 reports made, 2 unchanged, 0 failed")


def test_a_disk_that_is_full_within_a_page_costs_no_finished_report(tmp_path):
    """A limit of the size of files stands for the disk: pages stop half-way."""
    plan = make_project(tmp_path)
    assert again(plan).startswith(ALL)
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
    assert again(plan).startswith(ALL)
    for page, old in zip(pages, before, strict=True):
        assert b"lao-cai 3 " in old
        assert b"lao-cai 4 " in page.read_bytes()
