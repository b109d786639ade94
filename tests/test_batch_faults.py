"""Faults on purpose: each may cost what was at work, and nothing that was finished."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from batch_toys import COMMAND, code, make_project, notebook, wait_for
from core_toys import ROOT

from nbbatch.cache import Cache

resource = pytest.importorskip("resource", reason="limits are for POSIX")
ALL = "4 reports made, 0 unchanged, 0 failed"
MARK = "NBBATCH_TEST"  # in the environment of all that a run starts
PLAN = """\
[[report]]
notebook = "slow.ipynb"
matrix = { number = [1, 2] }
"""
SLOW = """\
import os, subprocess, time
open(f"begun-{number}", "w").close()
if os.access("wait", os.F_OK):
    subprocess.Popen(["sleep", "60"], start_new_session=True)
while os.access("wait", os.F_OK):
    time.sleep(0.05)"""


def command(plan: Path, *options: str) -> list[str]:
    return [*COMMAND, "run", str(plan), *options]


def again(plan: Path, *options: str, **more) -> str:
    """What a second call says, which must end well."""
    done = subprocess.run(
        command(plan, *options), capture_output=True, text=True, check=False, **more
    )
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


class Collection:
    """A project with the real data, two slow reports, downloads and a site."""

    def __init__(self, folder: Path):
        shutil.copytree(ROOT / "data", folder / "data")
        self.plan = folder / "plan.toml"
        self.plan.write_text(PLAN)
        cells = [code("number: int = 1", "parameters"), code(SLOW)]
        (folder / "slow.ipynb").write_text(notebook(*cells))
        self.folder, self.out, self.tmp = folder, folder / "out", folder / "tmp"
        self.wait = folder / "wait"
        self.tmp.mkdir()
        mark = {MARK: str(folder), "TMPDIR": str(self.tmp)}
        self.env = {**os.environ, **mark, "ANALYSIS_DATA": str(folder / "data")}

    def processes(self) -> list[str]:
        """The commands of all processes that carry the mark."""
        commands = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (
                    f"{MARK}={self.folder}".encode()
                    in (process / "environ").read_bytes()
                ):
                    commands.append((process / "cmdline").read_text())
            except OSError:  # it ended meanwhile, or is of another user
                continue
        return commands

    def is_in(self, phase: str) -> bool:
        """Whether the run is at work at a phase."""
        if phase == "planning":
            return any("nbbatch.workers" in each for each in self.processes())
        if phase == "reports":
            return len(list(self.folder.glob("begun-*"))) == 2
        if phase == "downloads":
            return any((self.out / ".work").glob("tmp*"))
        return "data set" in Cache(self.out).owned


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    return Collection(tmp_path_factory.mktemp("collection"))


@pytest.mark.parametrize(
    ("phase", "number"),
    [
        ("planning", signal.SIGTERM),
        ("reports", signal.SIGKILL),
        ("downloads", signal.SIGKILL),
        ("site", signal.SIGKILL),
    ],
)
def test_a_run_that_is_ended_leaves_no_process_and_loses_nothing(
    collection, phase, number
):
    """The phases follow one another: what is finished in one is kept by the next."""
    for begun in collection.folder.glob("begun-*"):
        begun.unlink()
    if phase in ("planning", "reports"):
        collection.wait.touch()
        shutil.rmtree(collection.out, ignore_errors=True)
    else:
        collection.wait.unlink(missing_ok=True)
    words = command(collection.plan, "--out", str(collection.out))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, env=collection.env, **quiet) as run:
        wait_for(lambda: run.poll() is not None or collection.is_in(phase))
        assert run.poll() is None
        run.send_signal(number)
    assert run.returncode == -number
    wait_for(lambda: not collection.processes(), seconds=30)
    assert list(collection.tmp.iterdir()) == []
    if phase in ("downloads", "site"):
        options = ("--out", str(collection.out), "--no-site")
        output = again(collection.plan, *options, env=collection.env)
        assert "0 reports made, 2 unchanged, 0 failed" in output
        assert not (collection.out / ".work").exists()
