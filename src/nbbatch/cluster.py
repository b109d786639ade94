"""The same run on a cluster: the workers of a dask.distributed scheduler make reports.

`analysis run --on dask://host:port` hands each report to the scheduler as one job. A
worker makes it in forks of its own and gives back its files and what it read, so no
file system need be shared; but the repository, notebooks and other files must have the
same place and content on each machine. Dask gives the job of a worker that ended to
another one. Whoever reaches a scheduler can run code on its workers and on its clients:
it must listen on a loopback or private address only, or use TLS.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import threading
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from nbbatch import hashes
from nbbatch.hooks import Hooks
from nbbatch.task import Failure, Outcome, Task
from nbbatch.workers import WarmParent

ADDRESS = re.compile(r"(dask|tcp|tls)://(.+:\d+)")
PLACES = ("PYTHONPATH", "MPLCONFIGDIR", "MATPLOTLIBRC")  # each machine has its own
SENT = ("the environment's settings",)  # sent along, so not compared
CONTINUES = "what is finished is kept, and a second call goes on from here"
ONE_AT_ONCE = threading.Lock()  # a worker may have several threads


class RefusedError(ValueError):
    """The cluster cannot be used for this run; the message says why."""


class LostError(OSError):
    """The scheduler or its workers are gone, or were never there."""


@dataclass(frozen=True)
class Job:
    """A report for a worker, with what the worker must be like.

    `settings` are those variables of the run's environment that change what libraries
    do, `environment` the hashes of what all reports depend on.
    """

    task: Task
    project: Path
    hooks: Hooks
    settings: dict[str, str] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)


def refusal(job: Job) -> str:
    """Return why this worker cannot make a report of `job`'s run, or nothing."""
    now = hashes.environment(job.hooks, job.project, with_assets=False)
    folder = job.task.notebook.parent
    different = [k for k, v in job.environment.items() if now[k] != v and k not in SENT]
    if different:
        problem = f"differs in {', '.join(different)}; they must be as on this machine"
    elif not folder.is_dir():
        problem = f"has no folder {folder}, where a notebook is to run"
    else:
        return ""
    return f"the worker at {socket.gethostname()} {problem}"


def make(job: Job) -> Outcome | str:
    """Make a report on a worker; or say why it cannot, before or after."""
    with ONE_AT_ONCE:
        if problem := refusal(job):
            return problem
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(hashes.SETTINGS) or name in PLACES
        }
        env = tuple(sorted({**kept, **job.settings}.items()))
        parent = _parent(env, job.hooks.preload, str(job.environment))
        outcome = next(parent.outcomes([job.task]))
        if parent.process.poll() is not None:
            _parent.cache_clear()
        return refusal(job) or outcome


@lru_cache(maxsize=1)  # the one before loses its pipe, and ends
def _parent(
    env: tuple[tuple[str, str], ...], preload: tuple[str, ...], _environment: str
) -> WarmParent:
    """Return the parent that forks the cells of this worker, in one state of it all."""
    return WarmParent(1, dict(env), preload)


class Cluster:
    """A connection to a scheduler, which waits `patience` seconds for a worker.

    Raises
    ------
    RefusedError
        If the address is of another form, dask.distributed is not installed here, or a
        worker is not what this run is.
    LostError
        If the scheduler is lost, or no worker came in time.
    """

    def __init__(self, address: str, patience: float) -> None:
        parts = ADDRESS.fullmatch(address)
        if parts is None:
            message = (
                f"--on {address!r}: allowed are dask://, tcp:// and tls:// host:port"
            )
            raise RefusedError(message)
        self.address = f"{parts[1].replace('dask', 'tcp')}://{parts[2]}"
        self.patience = patience
        try:
            self.dask = import_module("distributed")
        except ImportError as error:
            message = (
                f"--on needs dask.distributed ({error}): pip install -e '.[cluster]'"
            )
            raise RefusedError(message) from error
        for name in ("client", "core", "comm", "batched", "utils"):  # we say it better
            logging.getLogger(f"distributed.{name}").setLevel(logging.CRITICAL)
        try:
            self.client: Any = self.dask.Client(
                self.address, timeout=patience, set_as_default=False
            )
        except (OSError, TimeoutError) as error:
            message = f"no scheduler at {self.address}: {error}"
            raise LostError(message) from error

    def outcomes(
        self,
        tasks: Sequence[Task],
        project: Path,
        hooks: Hooks,
        environment: Mapping[str, str],
    ) -> Generator[Outcome]:
        """Make reports on the workers; yield each outcome as it comes.

        Closing the iterator, as an interrupt does, cancels what is not done; a worker
        finishes the report that it is at, for nobody.
        """
        settings = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(hashes.SETTINGS) and name not in PLACES
        }
        jobs = [Job(task, project, hooks, settings, environment) for task in tasks]
        try:
            self.check(jobs[0])
            yield from self.run(jobs)
        except (OSError, TimeoutError, CancelledError) as error:
            if isinstance(error, LostError):
                raise
            message = f"the scheduler at {self.address} was lost; {CONTINUES}"
            raise LostError(message) from error
        finally:
            self.client.close(timeout=5)

    def check(self, job: Job) -> None:
        """Wait for a worker; refuse each that is there and is not like this machine."""
        try:
            self.client.wait_for_workers(1, timeout=self.patience)
        except TimeoutError as error:
            seconds = f"{self.patience:g} s"
            message = f"no worker at {self.address} for {seconds}; {CONTINUES}"
            raise LostError(message) from error
        problems = self.client.run(refusal, job, on_error="return")
        for address, problem in problems.items():
            if problem and not isinstance(problem, OSError):  # one that has gone
                is_text = isinstance(problem, str)
                raise RefusedError(problem if is_text else f"{address}: {problem}")

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Hand each worker a job, and a next one whenever it has none.

        Dask counts the end of a worker against every job that it held, begun or not;
        so it is handed no more of them than there are workers.
        """
        waiting, names = iter(jobs), {}
        done = self.dask.as_completed(loop=self.client.loop)
        while True:
            idle = max(len(self.client.nthreads()), 1) - done.count()
            for job in islice(waiting, max(idle, 0)):
                future = self.client.submit(make, job, pure=False)
                names[future] = job.task.name
                done.add(future)
            future = next(done, None)
            if future is None:
                return
            yield self.outcome(future, names.pop(future))

    def outcome(self, future: Any, name: str) -> Outcome:
        """Return the outcome of a job that is done."""
        try:
            result: Outcome | str = future.result(timeout=self.patience)
        except (OSError, TimeoutError, CancelledError):  # the scheduler is lost
            raise
        except Exception as error:  # above all: every worker that was at it has ended
            return Outcome(name, failure=Failure(f"{type(error).__name__}: {error}"))
        if isinstance(result, str):
            raise RefusedError(result)
        return result
