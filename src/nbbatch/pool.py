"""The worker processes: as many as asked for, each with one report at a time.

The operating system may end a worker, out of memory for one; that costs its report
and nothing else.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import wait
from typing import Any

from nbbatch.task import Failure, Outcome, Task

GRACE = 15.0
POLL = 1.0


class Worker:
    """One process, and the report that it is at work on."""

    def __init__(self, context: Any, env: Mapping[str, str]) -> None:
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, env), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.start = 0.0

    def give(self, task: Task) -> None:
        """Hand over a report."""
        self.task, self.start = task, time.monotonic()
        with suppress(BrokenPipeError):  # `take` tells of a process that has ended
            self.connection.send(task)

    def take(self) -> Outcome:
        """Return the outcome of the report that was handed over."""
        assert self.task is not None
        try:
            outcome: Outcome = self.connection.recv()
        except (EOFError, OSError):
            self.process.join()
            code = self.process.exitcode
            outcome = self.failed(f"the process of this report ended ({code})")
        self.task = None
        return outcome

    def failed(self, message: str) -> Outcome:
        """Return the outcome of a report that this worker will not finish."""
        assert self.task is not None
        seconds = round(time.monotonic() - self.start, 3)
        return Outcome(self.task.name, seconds, Failure(message))

    @property
    def is_overdue(self) -> bool:
        """Whether the report is past its time limit and the grace after it."""
        limit = None if self.task is None else self.task.timeout
        return limit is not None and time.monotonic() - self.start > limit + GRACE


def _serve(connection: Any, env: Mapping[str, str]) -> None:
    from nbbatch.worker import serve

    serve(connection, env)


def outcomes(
    tasks: Sequence[Task],
    jobs: int,
    env: Mapping[str, str],
    preload: Sequence[str] = (),
) -> Generator[Outcome]:
    """Make reports in `jobs` processes; yield each outcome as it comes.

    `env` is the environment of the processes, and so of their kernels; `preload` are
    modules for their parent to import.

    Closing the iterator, as an interrupt does, ends the workers and their kernels.
    """
    methods = multiprocessing.get_all_start_methods()
    method = "forkserver" if "forkserver" in methods else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([*preload, "nbbatch.worker"])
    start = partial(Worker, context, env)
    waiting = deque(tasks)
    workers: list[Worker] = []
    try:
        for _ in range(min(jobs, len(waiting))):
            workers.append(start())
            workers[-1].give(waiting.popleft())
        while any(worker.task for worker in workers):
            yield from _round(workers, waiting, start)
    finally:
        _dismiss(workers)


def _round(
    workers: list[Worker], waiting: deque[Task], start: Callable[[], Worker]
) -> Iterator[Outcome]:
    """Wait for workers to finish, yield what they made and give them more."""
    busy = {worker.connection: worker for worker in workers if worker.task}
    for connection in wait(list(busy), timeout=POLL):
        yield busy[connection].take()
    for worker in (worker for worker in workers if worker.is_overdue):
        worker.process.kill()
        yield worker.failed("time limit: did not end and was killed")
        worker.task = None
    for number, worker in enumerate(workers):
        if worker.task is None and waiting:
            if not worker.process.is_alive():
                workers[number] = start()
            workers[number].give(waiting.popleft())


def _dismiss(workers: list[Worker]) -> None:
    """End the workers: idle ones by closing, busy ones by a signal."""
    for worker in workers:
        worker.connection.close()
        if worker.task is not None:
            worker.process.terminate()
    for worker in workers:
        worker.process.join(timeout=5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
