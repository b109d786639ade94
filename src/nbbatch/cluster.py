"""The same run on a cluster: the workers of a dask.distributed scheduler make reports.

`analysis run --on dask://host:port` hands each report to the scheduler as one job. A
worker makes it in forks of its own and gives back its files and what it read, so no
file system need be shared. Dask gives the job of a worker that ended to another one.
Whoever reaches a scheduler can run code on its workers and on its clients: it must
listen on a loopback or private address only, or use TLS.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from nbbatch import hashes
from nbbatch.cache import LOOKS
from nbbatch.hooks import Hooks
from nbbatch.input_watch import state_of, states_of
from nbbatch.task import Failure, Outcome, Task
from nbbatch.workers import WarmParent

SCHEMES = {"dask": "tcp", "tcp": "tcp", "tls": "tls"}
ROOT = Path(__file__).parents[2]  # paths below it are moved to that of a worker
PLACES = ("PYTHONPATH", "MPLCONFIGDIR", "MATPLOTLIBRC")  # each machine has its own
POLL = 1.0
GOES_ON = "what is finished is kept, and a second call goes on from here"
ONE_AT_ONCE = threading.Lock()  # a worker may have several threads


class RefusedError(ValueError):
    """The cluster cannot be used for this run; the message says why."""


class LostError(OSError):
    """The scheduler, or every worker, is gone or was never there."""


@dataclass(frozen=True)
class Job:
    """A report for a worker, with what the worker must be like.

    `root` is the `ROOT` of the run, `settings` are those variables of its environment
    that change what libraries do, `digest` is its `digest`.
    """

    task: Task
    root: Path
    hooks: Hooks
    settings: dict[str, str] = field(repr=False)
    digest: dict[str, str] = field(repr=False)


def digest(hooks: Hooks) -> dict[str, str]:
    """Return hashes of all that reports depend on, without paths of this machine."""
    named = (os.environ.get(name) for name in hooks.variables)
    folders = sorted({ROOT / "data", *map(Path, filter(None, named))})
    files = (v for name, v in hashes.settings(hooks).items() if name[0] == os.sep)
    return {
        "code": hashes.of_json(hashes.source_files(hooks)),
        "packages": hashes.of_json(hashes.installed()),
        "data": hashes.of_json([hashes.of_files(folder) for folder in folders]),
        "settings": hashes.of_json(sorted({"none", *files})),
    }


LOADED = hashes.of_json(hashes.source_files(Hooks()))


def moved(path: Path, theirs: Path, ours: Path) -> Path:
    """Return where a path of another machine's project is in ours.

    Examples
    --------
    >>> str(moved(Path("/a/x/data"), Path("/a/x"), Path("/b")))
    '/b/data'
    >>> str(moved(Path("/c/data"), Path("/a/x"), Path("/b")))
    '/c/data'
    """
    return ours / path.relative_to(theirs) if path.is_relative_to(theirs) else path


def refusal(job: Job) -> str:
    """Return why this worker cannot make a report of `job`'s run, or nothing."""
    now = digest(job.hooks)
    different = [name for name, value in job.digest.items() if now[name] != value]
    folder = moved(job.task.notebook.parent, job.root, ROOT)
    if different:
        problem = f"differs: {'/'.join(different)}; it needs those of this machine"
    elif hashes.of_json(hashes.source_files(Hooks())) != LOADED:
        problem = "has loaded older code than its files now hold; start it again"
    elif not folder.is_dir():
        problem = f"has no folder {folder}, where a notebook is to run"
    else:
        return ""
    return f"the worker at {socket.gethostname()}, {ROOT}, {problem}"


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
        notebook = moved(job.task.notebook, job.root, ROOT)
        parent = _parent(env, job.hooks.preload, str(job.digest))
        outcome = next(parent.outcomes([replace(job.task, notebook=notebook)]))
        if parent.process.poll() is not None:
            _parent.cache_clear()
        reads = tuple(_sent(read, job.root) for read in outcome.reads)
        return refusal(job) or replace(outcome, reads=reads)


@cache
def _parent(
    env: tuple[tuple[str, str], ...], preload: tuple[str, ...], _digest: str
) -> WarmParent:
    """Return the parent that forks the cells of this worker, in one state of it all."""
    return WarmParent(1, dict(env), preload)


def _sent(read: dict[str, Any], root: Path) -> dict[str, Any]:
    """Return a read with its path as the run has it, and with its hash."""
    for kind in LOOKS.keys() & read.keys():
        place = Path(read[kind])
        is_steady = state_of(read[kind]) == read["state"]
        found = LOOKS[kind](place) if is_steady else "changed"
        return {**read, kind: str(moved(place, ROOT, root)), "hash": found}
    if "checked" in read:
        return {**read, "checked": str(moved(Path(read["checked"]), ROOT, root))}
    return read


def _received(read: dict[str, Any]) -> dict[str, Any]:
    """Return a read of a worker as one of this machine, if it finds the same here."""
    for kind in LOOKS.keys() & read.keys():
        if LOOKS[kind](Path(read[kind])) != read["hash"]:
            return {"unwatched": f"reads {read[kind]}, which is not the same here"}
        return {kind: read[kind], "state": state_of(read[kind])}
    if "checked" in read:  # the data were compared as a whole
        return {**read, "state": states_of(read["checked"])}
    return read


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


def outcomes_on(
    address: str, tasks: Sequence[Task], patience: float, hooks: Hooks
) -> Generator[Outcome]:
    """Make reports on the workers of a scheduler; yield each outcome as it comes.

    `patience` is how many seconds to wait for the scheduler and, whenever there are
    none, for workers. Closing the iterator, as an interrupt does, cancels what is not
    done; a worker finishes the report that it is at, for nobody.

    Raises
    ------
    RefusedError
        If dask.distributed is not installed here, or a worker is not what this run is.
    LostError
        If the scheduler is lost, or no worker came in time.
    """
    ours = digest(hooks)
    names = [n for n in os.environ if n.startswith(hashes.SETTINGS) and n not in PLACES]
    settings = {name: os.environ[name] for name in names}
    jobs = [Job(task, ROOT, hooks, settings, ours) for task in tasks]
    cluster = Cluster(scheduler_address(address), patience, jobs)
    try:
        cluster.check()
        yield from cluster.outcomes()
    finally:
        cluster.client.close(timeout=5)


class Cluster:
    """A connection to a scheduler, the jobs handed to it, and those to come.

    Dask counts the end of a worker against every job that it held, begun or not; so it
    is handed no more of them than there are workers.
    """

    def __init__(self, address: str, patience: float, jobs: Sequence[Job]) -> None:
        self.address = address
        self.patience = patience
        self.client = _client(address, patience)
        self.jobs = deque(jobs)
        self.pending: dict[str, tuple[Any, Task]] = {}
        self.done: SimpleQueue[Any] = SimpleQueue()

    def check(self) -> None:
        """Wait for a worker; refuse each that is there and is not like this machine."""
        try:
            self.client.wait_for_workers(1, timeout=self.patience)
            self.client.get_versions(check=True)
            found = self.client.run(refusal, self.jobs[0], on_error="return")
        except (OSError, TimeoutError) as error:
            raise self.no_worker() from error
        except ValueError as error:
            raise RefusedError(str(error)) from error
        for address, problem in found.items():
            if isinstance(problem, OSError):  # that one has gone meanwhile
                continue
            if problem:
                said = problem if isinstance(problem, str) else f"{address}: {problem}"
                raise RefusedError(said)

    def outcomes(self) -> Generator[Outcome]:
        """Yield each outcome as it comes."""
        self.hand_out()
        while self.pending:
            future, task = self.pending.pop(self.next_key())
            if future.status in ("cancelled", "lost"):
                raise self.lost()
            self.hand_out()  # before this one is fetched and written
            yield self.outcome(future, task)

    def hand_out(self) -> int:
        """Hand a job to each worker that has none; return how many workers exist."""
        if self.client.status != "running":  # a question would wait for an answer
            raise self.lost()
        try:
            workers = len(self.client.nthreads())
        except (OSError, TimeoutError) as error:
            raise self.lost() from error
        while self.jobs and len(self.pending) < max(workers, 1):
            job = self.jobs.popleft()
            future = self.client.submit(make, job, pure=False)
            self.pending[future.key] = future, job.task
            future.add_done_callback(self.done.put)
        return workers

    def next_key(self) -> str:
        """Wait for a job to be done, as long as there are workers."""
        last = time.monotonic()
        while True:
            with suppress(Empty):
                return str(self.done.get(timeout=POLL).key)
            if self.hand_out():
                last = time.monotonic()
            elif time.monotonic() - last > self.patience:
                raise self.no_worker()

    def outcome(self, future: Any, task: Task) -> Outcome:
        """Return the outcome of a job that is done."""
        try:
            made: Outcome | str = future.result(timeout=self.patience)
        except (OSError, TimeoutError, CancelledError) as error:
            raise self.lost() from error
        except Exception as error:  # above all: every worker that was at it has ended
            failure = Failure(f"{type(error).__name__}: {error}")
            made = Outcome(task.name, failure=failure)
        future.release()
        if isinstance(made, str):
            raise RefusedError(made)
        return replace(made, reads=tuple(map(_received, made.reads)))

    def lost(self) -> LostError:
        """Return the error that the scheduler is gone."""
        return LostError(f"the scheduler at {self.address} was lost; {GOES_ON}")

    def no_worker(self) -> LostError:
        """Return the error that there is nobody to make reports."""
        seconds = f"{self.patience:g} s"
        return LostError(f"no worker at {self.address} for {seconds}; {GOES_ON}")


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
