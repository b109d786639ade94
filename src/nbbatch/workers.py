"""The warm parent of a run, and its forks, which make one report after another.

A run starts the warm parent, a process in a session of its own, which imports what
notebooks and pages need, forks workers and hands them reports; the cells of each run in
a further fork (`engine`). Whatever a process of it does costs one report at most, and
when the run is gone, nothing of it stays: the parent notices that its pipe closed and
ends every process that descends from it.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from ctypes import CDLL
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NoReturn

from nbbatch.task import Failure, Outcome, Task

HAS_FORKS = sys.platform.startswith("linux")  # and what makes them safe
GRACE = 15.0  # seconds that a report may go on after its time limit
POLL = 1.0
END = 10.0  # seconds that the warm parent has for ending all of its processes
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
PROGRAM = "from nbbatch.workers import serve; serve({}, {})"
logger = logging.getLogger(__name__)


class WarmParent:
    """The process that workers are forked from; starting it takes no time here.

    Parameters
    ----------
    jobs
        How many reports at once.
    env
        The environment of the parent and of all cells.
    preload
        Modules that the parent imports, beside those that every notebook needs.
    """

    def __init__(
        self, jobs: int, env: Mapping[str, str], preload: Sequence[str]
    ) -> None:
        self.connection, theirs = Pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(theirs.fileno(), jobs)],
            env=dict(env),
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # an interrupt is for the run, which ends it
        )
        theirs.close()
        self.connection.send(list(preload))

    def outcomes(self, tasks: Sequence[Task]) -> Generator[Outcome]:
        """Make reports; yield each outcome as it comes."""
        sender = threading.Thread(target=self.send, args=(tasks,), daemon=True)
        sender.start()
        missing = {task.name: None for task in tasks}
        while missing:
            try:
                outcome: Outcome = self.connection.recv()
            except (EOFError, OSError):
                code = self.process.wait()
                failure = Failure(f"the process that forks the workers ended ({code})")
                yield from (Outcome(name, failure=failure) for name in missing)
                return
            del missing[outcome.name]
            yield outcome

    def send(self, tasks: Iterable[Task]) -> None:
        """Hand over reports as fast as they are taken."""
        with suppress(OSError):  # the parent has ended; `outcomes` notices that
            for task in tasks:
                self.connection.send(task)

    def close(self) -> None:
        """End the parent, and with it all that it started."""
        self.connection.close()
        try:
            self.process.wait(END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def outcomes_here(
    tasks: Sequence[Task], jobs: int, preload: Sequence[str]
) -> Generator[Outcome]:
    """Make reports on this machine; closing the iterator ends all processes."""
    if HAS_FORKS:
        with closing(WarmParent(jobs, os.environ, preload)) as parent:
            yield from parent.outcomes(tasks)
        return
    logger.warning(
        "no forks on %s: reports run one after another, in ordinary kernels",
        sys.platform,
    )
    from nbbatch.execute import run_report

    yield from map(run_report, tasks)


@dataclass(eq=False)
class Worker:
    """A fork of the warm parent that makes reports, and the one that it is at."""

    process: int
    connection: Connection
    task: Task | None = None
    start: float = 0.0
    fault: str = "the process that makes this report ended"


class Server:
    """What the warm parent does once it is warm: it forks workers and feeds them."""

    def __init__(self, connection: Connection, jobs: int) -> None:
        self.connection = connection
        self.jobs = jobs
        self.workers: list[Worker] = []
        self.waiting: deque[Task] = deque()

    def serve(self) -> None:
        """Make reports until the run closes its end of the pipe."""
        with suppress(EOFError, OSError):
            while True:
                self.hand_out()
                busy = {each.connection: each for each in self.workers if each.task}
                ready = wait([self.connection, *busy], timeout=POLL)
                if self.connection in ready:
                    self.waiting.append(self.connection.recv())
                for connection, worker in busy.items():
                    if connection in ready:
                        self.connection.send(self.outcome(worker))
                self.end_late_ones()

    def hand_out(self) -> None:
        """Give waiting reports to idle workers; fork those that are missing."""
        idle = [each for each in self.workers if each.task is None]
        while self.waiting and (idle or len(self.workers) < self.jobs):
            worker = idle.pop() if idle else self.fork()
            worker.task, worker.start = self.waiting.popleft(), time.monotonic()
            with suppress(BrokenPipeError):  # `outcome` reports a worker that has ended
                worker.connection.send(worker.task)

    def fork(self) -> Worker:
        """Return a new worker."""
        connection, theirs = Pipe()
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            others = [each.connection for each in self.workers]
            for other in (self.connection, connection, *others):
                other.close()
            _work(theirs, parent)
        theirs.close()
        self.workers.append(Worker(process, connection))
        return self.workers[-1]

    def outcome(self, worker: Worker) -> Outcome:
        """Return the outcome of a worker that has one, or has ended without."""
        task, worker.task = worker.task, None
        assert task is not None
        try:
            outcome: Outcome = worker.connection.recv()
        except (EOFError, OSError):
            self.workers.remove(worker)
            os.waitpid(worker.process, 0)
            seconds = round(time.monotonic() - worker.start, 3)
            outcome = Outcome(task.name, seconds, Failure(worker.fault))
        return outcome

    def end_late_ones(self) -> None:
        """Kill the workers that do not keep their time limit."""
        for worker in self.workers:
            limit = worker.task.timeout if worker.task else None
            if limit is not None and time.monotonic() - worker.start > limit + GRACE:
                worker.fault = "time limit: did not end and was killed"
                os.kill(worker.process, signal.SIGKILL)


def die_with_parent(parent: int) -> None:
    """Have the system kill this process as soon as its parent is gone."""
    CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the call
        os._exit(1)


def _work(connection: Connection, parent: int) -> NoReturn:
    """Make the reports that come through `connection`, one after another."""
    from nbbatch.execute import run_report

    try:
        die_with_parent(parent)
        while True:  # the process of the cells must not hold the connection
            connection.send(run_report(connection.recv(), connection.close))
    except EOFError:
        os._exit(0)
    except BaseException:  # nothing may return into the parent's loop
        traceback.print_exc()
    os._exit(1)


def serve(descriptor: int, jobs: int) -> None:
    """Be the warm parent of a run, which is at the other end of `descriptor`."""
    process_control = CDLL(None).prctl
    process_control(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    process_control(PR_SET_PDEATHSIG, signal.SIGKILL)
    if sys.path[0] == "":
        del sys.path[0]
    connection = Connection(descriptor)
    warm(connection.recv())
    process_control(PR_SET_PDEATHSIG, 0)  # from here on it ends what descends from it
    Server(connection, jobs).serve()
    end_descendants()
    os._exit(0)  # the run waits, and Python takes a tenth of a second to unload it all


def warm(preload: Iterable[str]) -> None:
    """Import what reports need, and build the kernel that the cells will fork."""
    gc.disable()
    from nbbatch import child, engine, execute  # noqa: F401

    child.build()
    engine.refusal("python3", [])  # reads the list of kernels, once for all reports
    for name in preload:
        try:
            import_module(name)
        except Exception:  # the cells that import it will fail, and say so
            traceback.print_exc()
    gc.freeze()  # a collection in a fork would copy what it looks at
    gc.enable()


def end_descendants() -> None:
    """Kill every process that descends from this one; orphans become its children."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    with suppress(ChildProcessError):
        while True:
            for process in children.read_text(encoding="ascii").split():
                with suppress(ProcessLookupError):
                    os.kill(int(process), signal.SIGKILL)
            os.waitpid(-1, 0)
