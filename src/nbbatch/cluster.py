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
import socket
import threading
import time
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from nbbatch import hashes
from nbbatch.hooks import Hooks
from nbbatch.inputs import HASH, Inputs
from nbbatch.task import Failure, Outcome, Task
from nbbatch.workers import WarmParent

SCHEMES = {"dask": "tcp", "tcp": "tcp", "tls": "tls"}
PLACES = ("PYTHONPATH", "MPLCONFIGDIR", "MATPLOTLIBRC")  # each machine has its own
OWN = ("the environment's settings",)  # sent along, so not compared
POLL = 1.0
CONTINUES = "what is finished is kept, and a second call goes on from here"
ONE_AT_ONCE = threading.Lock()  # a worker may have several threads


class RefusedError(ValueError):
    """The cluster cannot be used for this run; the message says why."""


class LostError(OSError):
    """The scheduler, or every worker, is gone or was never there."""


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
    environment: dict[str, str] = field(repr=False)


def refusal(job: Job) -> str:
    """Return why this worker cannot make a report of `job`'s run, or nothing."""
    now, folder = hashes.environment(job.hooks, job.project), job.task.notebook.parent
    different = [k for k, v in job.environment.items() if now[k] != v and k not in OWN]
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


def _compared(outcome: Outcome) -> Outcome:
    """Return an outcome of a worker, in doubt if what it read is not the same here."""
    read = {"file": outcome.inputs.files, "folder": outcome.inputs.folders}
    for kind, places in read.items():
        for place, value in places.items():
            if HASH[kind](Path(place)) != value:
                doubt = f"reads {place}, which is not the same here"
                return replace(outcome, inputs=Inputs(doubt=doubt))
    return outcome


def scheduler_address(text: str) -> str:
    """Return the address of a scheduler as dask writes it.

    Raises
    ------
    RefusedError
        If it is not of a known form.

    Examples
    --------
    >>> scheduler_address("dask://localhost:8786")
    'tcp://localhost:8786'
    """
    scheme, _, rest = text.partition("://")
    host, _, port = rest.rpartition(":")
    if scheme not in SCHEMES or not host or not port.isdecimal():
        message = f"--on {text!r}: allowed are dask://, tcp:// and tls:// host:port"
        raise RefusedError(message)
    return f"{SCHEMES[scheme]}://{rest}"


class Cluster:
    """A connection to a scheduler, which waits `patience` seconds for workers.

    Raises
    ------
    RefusedError
        If dask.distributed is not installed here, or a worker is not what this run is.
    LostError
        If the scheduler is lost, or no worker came in time.
    """

    def __init__(self, address: str, patience: float) -> None:
        self.address = scheduler_address(address)
        self.patience = patience
        self.client = _client(self.address, patience)

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
        names = [n for n in hashes.settings(hooks) if n not in PLACES]
        names = [n for n in names if n.startswith(hashes.SETTINGS)]
        settings = {name: os.environ[name] for name in names}
        shared = (project, hooks, settings, dict(environment))
        try:
            self.check(Job(tasks[0], *shared))
            yield from self.run(deque(Job(task, *shared) for task in tasks))
        finally:
            self.client.close(timeout=5)

    def check(self, job: Job) -> None:
        """Wait for a worker; refuse each that is there and is not like this machine."""
        try:
            self.client.wait_for_workers(1, timeout=self.patience)
            self.client.get_versions(check=True)
            problems = self.client.run(refusal, job, on_error="return")
        except (OSError, TimeoutError) as error:
            raise self.no_worker() from error
        except ValueError as error:
            raise RefusedError(str(error)) from error
        for address, problem in problems.items():
            if problem and not isinstance(problem, OSError):  # one that has gone
                is_text = isinstance(problem, str)
                raise RefusedError(problem if is_text else f"{address}: {problem}")

    def run(self, jobs: deque[Job]) -> Generator[Outcome]:
        """Hand each worker a job, and a next one whenever it has none.

        Dask counts the end of a worker against every job that it held, begun or not;
        so it is handed no more of them than there are workers.
        """
        pending: dict[Any, Task] = {}
        last = time.monotonic()
        while jobs or pending:
            if workers := self.count_workers():
                last = time.monotonic()
            elif time.monotonic() - last > self.patience:
                raise self.no_worker()
            while jobs and len(pending) < max(workers, 1):
                future = self.client.submit(make, jobs[0], pure=False)
                pending[future] = jobs.popleft().task
            for future in self.done(list(pending)):
                yield self.outcome(future, pending.pop(future))

    def done(self, pending: list[Any]) -> set[Any]:
        """Return the jobs that are done, after a moment at most."""
        wait = import_module("distributed").wait
        try:
            with suppress(TimeoutError), self.client.as_current():
                return set(wait(pending, POLL, "FIRST_COMPLETED").done)
        except CancelledError as error:  # by dask, as the scheduler is gone
            raise self.lost() from error
        return set()

    def count_workers(self) -> int:
        """Return how many workers there are."""
        if self.client.status != "running":  # a question would wait for an answer
            raise self.lost()
        try:
            return len(self.client.nthreads())
        except (OSError, TimeoutError) as error:
            raise self.lost() from error

    def outcome(self, future: Any, task: Task) -> Outcome:
        """Return the outcome of a job that is done."""
        try:
            made: Outcome | str = future.result(timeout=self.patience)
        except (OSError, TimeoutError, CancelledError) as error:
            raise self.lost() from error
        except Exception as error:  # above all: every worker that was at it has ended
            failure = Failure(f"{type(error).__name__}: {error}")
            return Outcome(task.name, failure=failure)
        if isinstance(made, str):
            raise RefusedError(made)
        return _compared(made)

    def lost(self) -> LostError:
        """Return the error that the scheduler is gone."""
        return LostError(f"the scheduler at {self.address} was lost; {CONTINUES}")

    def no_worker(self) -> LostError:
        """Return the error that there is nobody to make reports."""
        seconds = f"{self.patience:g} s"
        return LostError(f"no worker at {self.address} for {seconds}; {CONTINUES}")


def _client(address: str, patience: float) -> Any:
    """Return a client of a scheduler."""
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        message = f"--on needs dask.distributed ({error}): pip install -e '.[cluster]'"
        raise RefusedError(message) from error
    for name in ("client", "core", "comm", "batched", "utils"):  # we say what counts
        logging.getLogger(f"distributed.{name}").setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address, timeout=patience, set_as_default=False)
    except (OSError, TimeoutError) as error:
        message = f"no scheduler at {address}: {error}"
        raise LostError(message) from error
