"""The same run on a cluster: a real scheduler, and workers in processes of their own.

All are on this machine, where everything has the same path, as it must on others.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager

import pytest
from batch_toys import COMMAND, PLAN, analysis, make_project, wait_for
from core_toys import ROOT
from distributed import Client

# It asks in ways that leave no doubt of what it read.
BODY = """\
import os, signal, time
from pathlib import Path

def is_marked(name):
    return os.access(f"MARKS/{name}", os.F_OK)

def parent(process):
    stat = Path(f"/proc/{process}/stat").read_text()
    return stat.rsplit(")")[-1].split()[1]

maker = parent(parent(os.getppid()))  # the worker of dask, whose fork forked this
Path(f"maker-{committee_id}-{lang}").write_text(maker)
if committee_id == "lao-cai" and lang == "vi" and is_marked("deadly"):
    if not is_marked("forever"):
        os.unlink("MARKS/deadly")
    os.kill(int(maker), signal.SIGKILL)
while committee_id == "yen-bai" and is_marked("wait"):
    time.sleep(0.05)
print(committee_id, lang, count)"""
TRIES = 2


def environment(**more) -> dict[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **more}


@contextmanager
def started(module, *arguments, env):
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=env, **quiet) as process:
        try:
            yield process
        finally:
            process.terminate()


class Place:
    """A project, and a scheduler for it."""

    def __init__(self, folder, stack: ExitStack):
        self.stack = stack
        self.marks = marks = folder / "marks"
        marks.mkdir()
        body = BODY.replace("MARKS", str(marks))
        self.plan = make_project(folder / "project", PLAN, body)
        self.notebooks = folder / "project/notebooks"
        file = folder / "scheduler.json"
        where = ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)]
        where += ["--dashboard-address", "127.0.0.1:0"]
        tries = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(TRIES - 1)}
        env = environment(**tries)
        self.scheduler = stack.enter_context(started("dask_scheduler", *where, env=env))
        wait_for(lambda: file.exists() and file.read_text().endswith("}"))
        self.address = json.loads(file.read_text())["address"]

    def worker(self, *more, **env):
        where = ["--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", *more]
        return started("dask_worker", self.address, *where, env=environment(**env))

    def workers(self, count):
        workers = [
            self.stack.enter_context(self.worker("--no-nanny")) for _ in range(count)
        ]
        with self.client() as client:
            client.wait_for_workers(count, timeout=240)
        return workers

    def client(self):
        return Client(self.address, set_as_default=False)

    @contextmanager
    def marked(self, *names):
        for name in names:
            (self.marks / name).touch()
        yield
        for name in names:
            (self.marks / name).unlink(missing_ok=True)

    def command(self, out, *options):
        return [*COMMAND, "run", self.plan, "--out", out, *options]

    def run(self, out, *options):
        done = subprocess.run(
            self.command(out, *options),
            env=environment(),
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    def run_on(self, out, *options):
        return self.run(out, "--on", self.address.replace("tcp", "dask"), *options)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with ExitStack() as stack:
        yield Place(tmp_path_factory.mktemp("place"), stack)


def test_a_worker_with_other_data_is_refused_by_name(place, tmp_path):
    other = shutil.copytree(ROOT / "data", tmp_path / "changed")
    with (other / "terms.csv").open("a") as lines:
        lines.write("\n")
    worker = place.worker("--no-nanny", ANALYSIS_DATA=str(other))
    with worker, place.client() as client:
        client.wait_for_workers(1, timeout=240)
        status, output = place.run_on(tmp_path / "out")
    assert status == 2
    assert "differs in the data; they must be as on this machine" in output
    assert not list(tmp_path.glob("out/*.html"))


@pytest.fixture(scope="module")
def ran(place, tmp_path_factory):
    """A run in which one of two workers is killed at a report, and one made here."""
    out = tmp_path_factory.mktemp("ran")
    workers = place.workers(2)
    with place.marked("deadly"):
        status, output = place.run_on(out / "cluster")
    makers = {int(path.read_text()) for path in place.notebooks.glob("maker-*")}
    place.run(out / "here")
    return out, workers, makers, status, output


def test_a_killed_worker_costs_no_report(ran):
    _, workers, makers, status, output = ran
    assert status == 0, output
    assert "4 reports made, 0 unchanged, 0 failed" in output
    wait_for(lambda: any(process.poll() is not None for process in workers))
    assert {process.poll() for process in workers} == {-signal.SIGKILL, None}
    assert makers <= {process.pid for process in workers}


def test_reports_of_a_cluster_are_those_made_here_byte_for_byte(ran):
    out = ran[0]
    names = sorted(p.name for p in (out / "here").glob("01_toy__*"))
    assert len(names) == 8
    for name in names:
        assert (out / "cluster" / name).read_bytes() == (
            out / "here" / name
        ).read_bytes()


def test_reports_of_a_cluster_are_kept_by_the_next_run_here_or_there(ran, place):
    out = ran[0]
    for run in (place.run_on, place.run):
        status, output = run(out / "cluster")
        assert status == 0
        assert "0 reports made, 4 unchanged, 0 failed" in output


@pytest.mark.usefixtures("ran")
def test_a_report_that_ends_every_worker_fails_alone(place, tmp_path):
    nursed = place.worker()  # its nanny starts it again
    with nursed, place.marked("deadly", "forever"):
        status, output = place.run_on(tmp_path)
    assert status == 1
    assert "3 reports made, 0 unchanged, 1 failed" in output
    assert "FAILED 01_toy__lao-cai__vi: 01_toy.ipynb" in output
    assert "KilledWorker" in output


@contextmanager
def begun(place, out):
    """A run of which only the first half can end, on a worker of its own."""
    command = place.command(out, "--on", place.address)
    options = {"stderr": subprocess.PIPE, "text": True, "env": environment()}
    quiet = subprocess.DEVNULL
    with (
        place.worker("--no-nanny"),
        subprocess.Popen(command, stdout=quiet, **options) as run,
        place.marked("wait"),
    ):
        wait_for(lambda: len(list(out.glob("01*.html"))) == 2)
        yield run


def test_an_interrupt_leaves_nothing_on_the_scheduler(place, tmp_path):
    count = lambda dask_scheduler: len(dask_scheduler.tasks)  # noqa: E731 - sent there
    with place.client() as client:
        with begun(place, tmp_path) as run:
            # What a worker holds, begun or not, is counted against when it ends.
            wait_for(lambda: client.run_on_scheduler(count) <= len(client.nthreads()))
            run.send_signal(signal.SIGINT)
            _, output = run.communicate(timeout=240)
        assert run.returncode == 130
        assert "interrupted; a second call goes on from here" in output
        wait_for(lambda: client.run_on_scheduler(count) == 0)


def test_a_lost_scheduler_costs_no_finished_report(place, tmp_path):
    with begun(place, tmp_path) as run:
        place.scheduler.kill()
        _, output = run.communicate(timeout=240)
    assert run.returncode == 3
    assert (
        f"error: the scheduler at {place.address} was lost; what is finished" in output
    )
    assert "Traceback" not in output
    assert len(list(tmp_path.glob("01*.html"))) == 2


def test_no_scheduler_within_the_wait_is_one_clear_line(tmp_path):
    plan = make_project(tmp_path)
    status, output = analysis("run", plan, "--on", "dask://127.0.0.1:9", "--wait", 1)
    assert status == 3
    assert "error: no scheduler at tcp://127.0.0.1:9" in output


@pytest.mark.parametrize("address", ["here", "http://127.0.0.1:9", "dask://127.0.0.1"])
def test_another_address_is_refused_with_the_forms_allowed(tmp_path, address):
    status, output = analysis("run", make_project(tmp_path), "--on", address)
    assert status == 2
    assert "allowed are dask://, tcp:// and tls:// host:port" in output


def test_without_dask_the_error_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    plan = make_project(tmp_path)
    status, output = analysis("run", plan, "--on", "dask://127.0.0.1:9")
    assert status == 2
    assert "pip install -e '.[cluster]'" in output
