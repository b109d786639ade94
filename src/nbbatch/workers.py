"""Worker processes: forks of one warm parent, each with one report at a time.

A run starts the warm parent, a process in a session of its own, which imports what
notebooks and pages need, forks workers and hands them reports; each report's cells run
in a further fork (`engine`). Whatever a process of it does costs one report at most,
and when the run is gone, nothing of it stays: the parent notices that its pipe closed
and ends every process that descends from it.
"""

from __future__ import annotations

import gc
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
from typing import Any, NoReturn

from nbbatch.task import Failure, Outcome, Task

GRACE = 15.0  # seconds that a report may go on after its time limit
POLL = 1.0
END = 10.0  # seconds that the warm parent has for ending all of its processes
PR_SET_CHILD_SUBREAPER = 36
PROGRAM = "from nbbatch.workers import serve; serve({}, {})"


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


def outcomes(
    tasks: Sequence[Task],
    jobs: int,
    env: Mapping[str, str],
    preload: Sequence[str] = (),
) -> Generator[Outcome]:
    """Make reports in `jobs` processes; yield each outcome as it comes.

    Closing the iterator, as an interrupt does, ends all processes.
    """
    parent = WarmParent(min(jobs, len(tasks)), env, preload)
    try:
        yield from parent.outcomes(tasks)
    finally:
        parent.close()


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

    def take(self) -> Outcome:
        """Return the outcome of the report that was handed over."""
        assert self.task is not None
        try:
            outcome: Outcome = self.connection.recv()
        except (EOFError, OSError):
            return self.failed("the process that makes this report ended")
        self.task = None
        return outcome

    def failed(self, message: str) -> Outcome:
        """End this worker; return the outcome of its report."""
        assert self.task is not None
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self.process = 0
        seconds = round(time.monotonic() - self.start, 3)
        name, self.task = self.task.name, None
        return Outcome(name, seconds, Failure(message))

    @property
    def is_overdue(self) -> bool:
        """Whether the report is past its time limit and the grace after it."""
        limit = None if self.task is None else self.task.timeout
        return limit is not None and time.monotonic() - self.start > limit + GRACE


class Server:
    """What the warm parent does once it is warm: it forks workers and feeds them."""

    def __init__(self, connection: Connection, jobs: int, log: Any) -> None:
        self.connection = connection
        self.log = log
        self.jobs = jobs
        self.workers: list[Worker] = []
        self.waiting: deque[Task] = deque()

    def serve(self) -> None:
        """Make reports until the run closes its end of the pipe."""
        with suppress(EOFError, OSError):
            while True:
                self.hand_out()
                busy = {one.connection: one for one in self.workers if one.task}
                for ready in wait([self.connection, *busy], timeout=POLL):
                    if ready is self.connection:
                        self.waiting.append(self.connection.recv())
                    else:
                        self.connection.send(busy[ready].take())  # type: ignore[index]
                for worker in self.workers:
                    if worker.is_overdue:
                        message = "time limit: did not end and was killed"
                        self.connection.send(worker.failed(message))

    def hand_out(self) -> None:
        """Give waiting reports to idle workers; fork those that are missing."""
        self.workers = [worker for worker in self.workers if worker.process]
        while self.waiting and len(self.workers) < self.jobs:
            self.workers.append(self.fork())
        for worker in self.workers:
            if self.waiting and worker.task is None:
                worker.give(self.waiting.popleft())

    def fork(self) -> Worker:
        """Return a new worker."""
        connection, theirs = Pipe()
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            for other in (self.connection, *(one.connection for one in self.workers)):
                other.close()
            connection.close()
            _work(theirs, parent, self.log)
        theirs.close()
        return Worker(process, connection)


def _work(connection: Connection, parent: int, log: Any) -> NoReturn:
    """Make the reports that come through `connection`, one after another."""
    from nbbatch.child import die_with_parent
    from nbbatch.execute import run_report

    def watch(descriptor: int) -> None:
        connection.close()  # in the process of the cells, which must not hold it
        log.go_on_in(descriptor)

    try:
        die_with_parent(parent)
        while True:
            connection.send(run_report(connection.recv(), watch))
    except EOFError:
        os._exit(0)
    except BaseException:  # nothing may return into the parent's loop
        traceback.print_exc()
    os._exit(1)


class Log:
    """Lines about what was read: in memory, until a fork begins its own file."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.descriptor: int | None = None

    def __call__(self, line: bytes) -> None:
        """Take a line."""
        if self.descriptor is None:
            self.lines.append(line)
        else:
            os.write(self.descriptor, line)

    def go_on_in(self, descriptor: int) -> None:
        """Write to a file, first what was read so far."""
        kept = [
            line for line in self.lines if line.startswith((b'{"file"', b'{"check'))
        ]
        os.write(descriptor, b"".join([b'{"watching": true}\n', *kept]))
        self.descriptor = descriptor


def serve(descriptor: int, jobs: int) -> None:
    """Be the warm parent of a run, which is at the other end of `descriptor`."""
    CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if sys.path[0] == "":
        del sys.path[0]
    connection = Connection(descriptor)
    log = warm(connection.recv())
    Server(connection, jobs, log).serve()
    end_descendants()


def warm(preload: Iterable[str]) -> Any:
    """Import what reports need, and build the kernel that the cells will fork."""
    from nbbatch import input_watch

    log = Log()
    input_watch.start(log)
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
    return log


def end_descendants() -> None:
    """Kill every process that descends from this one; orphans become its children."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    with suppress(ChildProcessError):
        while True:
            for process in children.read_text(encoding="ascii").split():
                with suppress(ProcessLookupError):
                    os.kill(int(process), signal.SIGKILL)
            os.waitpid(-1, 0)
