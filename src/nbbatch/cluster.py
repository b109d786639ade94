"""The same run on a cluster: the workers of a dask.distributed scheduler make reports.

`analysis run --on dask://host:port` hands each report to the scheduler as one future;
what comes back, files and reads, is published and noted as if it had been made here
(`cluster_worker` says how it is made). Dask gives the report of a worker that ended to
another one. Whoever reaches a scheduler can run code on its workers and on its clients:
it must listen on a loopback or private address only, or use TLS.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from nbbatch import cluster_worker, hashes
from nbbatch.cache import LOOKS
from nbbatch.cluster_worker import ROOT, Look, Made, Order, moved
from nbbatch.input_watch import state_of
from nbbatch.task import Failure, Outcome, Task

SCHEMES = {"dask": "tcp", "tcp": "tcp", "tls": "tls"}
POLL = 1.0
GRACE = 5.0
SHOWN = 5
GOES_ON = "what is finished is kept, and a second call goes on from here"


class RefusedError(ValueError):
    """The cluster cannot be used for this run; the message says why."""


class LostError(OSError):
    """The scheduler, or every worker, is gone or was never there."""


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
    address: str, tasks: Sequence[Task], patience: float
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
    cluster = Cluster(scheduler_address(address), patience)
    try:
        world = cluster_worker.world()
        cluster.check(world, {task.notebook.parent for task in tasks})
        cluster.orders.extend(orders(tasks, hashes.of_json(world)))
        while cluster.orders or cluster.waiting:
            made = cluster.next()
            if isinstance(made, Look):
                raise RefusedError(difference(made, world))
            yield received(made)
    finally:
        cluster.client.close(timeout=GRACE)


def orders(tasks: Iterable[Task], world: str) -> Iterator[Order]:
    """Give what a worker needs for each report; `world` is the digest of ours."""
    settings = cluster_worker.settings()
    for task in tasks:
        yield Order(task, ROOT, settings, world)


class Cluster:
    """A connection to a scheduler, the reports handed to it, and those to come.

    Dask counts the end of a worker against every report that it held, begun or not;
    so it is handed no more of them than there are workers.
    """

    def __init__(self, address: str, patience: float) -> None:
        self.address = address
        self.patience = patience
        self.client = _client(address, patience)
        self.orders: deque[Order] = deque()
        self.waiting: dict[str, tuple[Any, Task]] = {}
        self.done: SimpleQueue[Any] = SimpleQueue()

    def check(self, world: Mapping[str, str], folders: set[Path]) -> None:
        """Wait for a worker, and compare each that is there with this machine."""
        look, client = cluster_worker.look, self.client
        try:
            client.wait_for_workers(1, timeout=self.patience)
            found = client.run(look, ROOT, folders, on_error="return")
        except (OSError, TimeoutError) as error:
            raise self.no_worker() from error
        for address, seen in found.items():
            if isinstance(seen, Look):
                if message := difference(seen, world):
                    raise RefusedError(message)
            elif not isinstance(seen, OSError):  # that one has gone meanwhile
                message = f"the worker at {address} cannot look at itself: {seen!r}"
                raise RefusedError(message)

    def hand_out(self) -> int:
        """Hand a report to each worker that has none; return how many workers exist."""
        if self.client.status != "running":  # a question would wait for an answer
            raise self.lost()
        try:
            workers = len(self.client.nthreads())
        except (OSError, TimeoutError) as error:
            raise self.lost() from error
        while self.orders and len(self.waiting) < workers:
            order = self.orders.popleft()
            future = self.client.submit(cluster_worker.make, order, pure=False)
            self.waiting[future.key] = future, order.task
            future.add_done_callback(self.done.put)
        return workers

    def next(self) -> Made | Look:
        """Return what a worker gave back."""
        future, task = self.waiting.pop(self.done_key())
        if future.status in ("cancelled", "lost"):
            raise self.lost()
        self.hand_out()  # before this one is fetched and written down
        try:
            made: Made | Look = future.result(timeout=self.patience)
        except (OSError, TimeoutError, CancelledError) as error:
            raise self.lost() from error
        except Exception as error:  # above all: every worker that was at it has ended
            failure = Failure(f"{type(error).__name__}: {error}")
            made = Made(Outcome(task.name, failure=failure), ROOT)
        future.release()
        return made

    def done_key(self) -> str:
        """Wait for a report to be done, as long as there is who makes it."""
        last = time.monotonic()
        while True:
            if self.hand_out():
                last = time.monotonic()
            elif time.monotonic() - last > self.patience:
                raise self.no_worker()
            with suppress(Empty):
                return str(self.done.get(timeout=POLL).key)

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
    for name in ("client", "core", "comm", "batched", "utils"):  # we tell what counts
        logging.getLogger(f"distributed.{name}").setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address, timeout=patience, set_as_default=False)
    except (OSError, TimeoutError) as error:
        message = f"no scheduler at {address}: {error}"
        raise LostError(message) from error


def difference(seen: Look, world: Mapping[str, str]) -> str:
    """Say what a worker has that this run has not, or nothing if it is the same."""
    names = sorted(seen.world.keys() | world.keys())
    different = [name for name in names if seen.world.get(name) != world.get(name)]
    if different:
        more = len(different) - SHOWN
        listed = ", ".join(different[:SHOWN]) + (f" and {more} more" * (more > 0))
        found = f"differs in {listed}; it needs the same commit and the same packages"
    elif seen.has_new_code:
        found = "has loaded older code than stands there now; start it again"
    elif seen.missing:
        found = f"has no folder {seen.missing[0]}, where a notebook is to run"
    else:
        return ""
    return f"the worker at {seen.where} {found}"


def received(made: Made) -> Outcome:
    """Return an outcome with the reads of the worker as reads of ours."""
    reads = tuple(_as_here(read, made.root) for read in made.outcome.reads)
    return replace(made.outcome, reads=reads)


def _as_here(read: dict[str, Any], root: Path) -> dict[str, Any]:
    """Return a read of a worker as one of this machine, if it finds the same here."""
    for kind in LOOKS.keys() & read.keys():
        place = moved(Path(read[kind]), root, ROOT)
        line = {kind: str(place), "state": state_of(str(place))}
        if LOOKS[kind](place) != read["digest"]:
            return {"unwatched": f"reads {read[kind]}, which is not the same here"}
        return line
    return read
