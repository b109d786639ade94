"""Worker processes: forks of one warm parent, each with one report at a time.

A run starts the warm parent, a process in a session of its own, which imports what
notebooks and pages need, forks workers and hands them reports; each report's cells run
in a further fork (`engine`). Whatever a process of it does costs one report at most,
and when the run is gone, nothing of it stays: the parent notices that its pipe closed
and ends every process that descends from it.
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
from contextlib import suppress
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
        self.is_used = False
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
        self.is_used = True
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
        if not self.is_used:  # it may still be importing, and has no processes
            self.process.kill()
        try:
            self.process.wait(END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def outcomes_in_turn(tasks: Iterable[Task]) -> Generator[Outcome]:
    """Make reports one after another in ordinary kernels, on a system without forks."""
    logger.warning(
        "no forks on %s: reports run one after another, in ordinary kernels",
        sys.platform,
    )
    from nbbatch.execute import run_report

    yield from map(run_report, tasks)


@dataclass(eq=False)
class Worker:
    """A fork of the warm parent, and the report that it is making."""

    process: int
    connection: Connection
    task: Task | None = None
    start: float = 0.0

    def give(self, task: Task) -> None:
        """Hand over a report."""
        self.task, self.start = task, time.monotonic()
        with suppress(BrokenPipeError):  # `take` reports a worker that has ended
            self.connection.send(task)

    def take(self, name: str) -> Outcome:
        """Return the outcome of the report that was handed over."""
        try:
            outcome: Outcome = self.connection.recv()
        except (EOFError, OSError):
            return self.end(name, "the process that makes this report ended")
        self.task = None
        return outcome

    def end(self, name: str, message: str) -> Outcome:
        """End this worker; return the outcome of its report."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self.process, self.task = 0, None
        seconds = round(time.monotonic() - self.start, 3)
        return Outcome(name, seconds, Failure(message))


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
                busy = [one.connection for one in self.workers if one.task]
                ready = wait([self.connection, *busy], timeout=POLL)
                if self.connection in ready:
                    self.waiting.append(self.connection.recv())
                for worker in self.workers:
                    self.collect(worker, is_ready=worker.connection in ready)

    def collect(self, worker: Worker, *, is_ready: bool) -> None:
        """Pass on the outcome of a worker, if it has one or takes too long."""
        task = worker.task
        if task is None:
            return
        seconds = time.monotonic() - worker.start
        if is_ready:
            self.connection.send(worker.take(task.name))
        elif task.timeout is not None and seconds > task.timeout + GRACE:
            message = "time limit: did not end and was killed"
            self.connection.send(worker.end(task.name, message))

    def hand_out(self) -> None:
        """Give waiting reports to idle workers; fork those that are missing."""
        self.workers = [worker for worker in self.workers if worker.process]
        idle = [worker for worker in self.workers if worker.task is None]
        while self.waiting and (idle or len(self.workers) < self.jobs):
            if not idle:
                idle = [self.fork()]
                self.workers += idle
            idle.pop().give(self.waiting.popleft())

    def fork(self) -> Worker:
        """Return a new worker."""
        connection, theirs = Pipe()
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            for other in (self.connection, *(one.connection for one in self.workers)):
                other.close()
            connection.close()
            _work(theirs, parent)
        theirs.close()
        return Worker(process, connection)


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


def warm(preload: Iterable[str]) -> None:
    """Import what reports need, and build the kernel that the cells will fork."""
    gc.disable()
    from nbbatch import child, execute  # noqa: F401

    child.build()
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
