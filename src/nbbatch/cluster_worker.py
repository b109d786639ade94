"""What a worker of a cluster does for a run: one report, in a world like the run's.

The worker is a process of dask.distributed. It makes one report at a time, in a warm
kernel of its own machine, into a folder that it removes; the files go back as bytes, so
nothing hangs on a shared file system. What it compares before and after each report is
its *world*: the source of this package, the data, what is installed, the settings of
figures. A report made in another world is never given back.
"""

from __future__ import annotations

import os
import platform
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbbatch import hashes
from nbbatch.cache import LOOKS
from nbbatch.hooks import Hooks
from nbbatch.input_watch import state_of
from nbbatch.task import Failure, Outcome, Task
from nbbatch.workers import WarmParent

# Where the project stands: paths below it are told apart by what follows it.
ROOT = Path(__file__).parents[2]
PACKAGE = Path(__file__).parents[1]
PLACES = ("PYTHONPATH", "MPLCONFIGDIR", "MATPLOTLIBRC")  # each machine has its own
TURN = threading.Lock()


@dataclass(frozen=True)
class Order:
    """A report, and the world in which it must be made.

    `root` is the run's own `ROOT`, `settings` are those of its environment, `world` is
    the digest of its world.
    """

    task: Task
    root: Path
    settings: dict[str, str] = field(repr=False)
    world: str


@dataclass(frozen=True)
class Look:
    """What a worker is, to be compared with the run.

    `has_new_code` is whether its files have changed since it loaded them; `missing`
    are those folders of notebooks that it does not have.
    """

    where: str
    world: dict[str, str] = field(repr=False)
    has_new_code: bool
    missing: tuple[Path, ...]


@dataclass(frozen=True)
class Made:
    """An outcome, and the root of the worker that made it."""

    outcome: Outcome
    root: Path


def settings() -> dict[str, str]:
    """Return the variables of the environment that change what libraries do."""
    names = [name for name in sorted(os.environ) if name.startswith(hashes.SETTINGS)]
    return {name: os.environ[name] for name in names if name not in PLACES}


def world() -> dict[str, str]:
    """Return a digest, or a version, of all that every report depends on."""
    folder = Path(os.environ.get("ANALYSIS_DATA") or ROOT / "data")
    named = Path(os.environ.get("MATPLOTLIBRC", "none"))
    found = hashes.settings(Hooks()).items()
    figures = {value for name, value in found if name.endswith("matplotlibrc")}
    figures |= {hashes.of_file(named), "none"}
    return {
        **_package(),
        **{f"data/{path.name}": hashes.of_file(path) for path in folder.glob("*.*")},
        **{name.removesuffix(".dist-info"): "there" for name in hashes.installed()[2]},
        "Python": sys.version,
        "machine": platform.machine(),
        "matplotlibrc": " ".join(sorted(figures)),
    }


def _package() -> dict[str, str]:
    """Return the digest of each file of this package."""
    files = (path for path in PACKAGE.rglob("*") if path.is_file())
    return {
        str(path.relative_to(PACKAGE)): hashes.of_file(path)
        for path in files
        if path.suffix != ".pyc"
    }


LOADED = _package()


def look(root: Path, folders: Iterable[Path]) -> Look:
    """Return what this worker is, for a run whose project stands in `root`."""
    where = f"{socket.gethostname()}, process {os.getpid()}, {ROOT}"
    places = [moved(folder, root, ROOT) for folder in folders]
    missing = tuple(place for place in places if not place.is_dir())
    found = world()
    has_new_code = any(found.get(name) != then for name, then in LOADED.items())
    return Look(where, found, has_new_code, missing)


def moved(path: Path, theirs: Path, ours: Path) -> Path:
    """Return where a path of another machine's project stands in ours.

    Examples
    --------
    >>> str(moved(Path("/a/x/data"), Path("/a/x"), Path("/b")))
    '/b/data'
    >>> str(moved(Path("/c/data"), Path("/a/x"), Path("/b")))
    '/c/data'
    """
    return ours / path.relative_to(theirs) if path.is_relative_to(theirs) else path


def make(order: Order) -> Made | Look:
    """Make a report, unless this worker is not, or is no longer, what the run is."""
    folder = order.task.notebook.parent
    with TURN, _environment(order.settings):
        seen = look(order.root, [folder])
        if is_fit(seen, order):
            made = _made(order)
            seen = look(order.root, [folder])
        return made if is_fit(seen, order) else seen


def is_fit(seen: Look, order: Order) -> bool:
    """Whether a report of `order` can be made where `seen` was looked at."""
    is_same = hashes.of_json(seen.world) == order.world
    return is_same and not seen.has_new_code and not seen.missing


def _made(order: Order) -> Made:
    """Make a report in a folder of its own; an error of this machine is its failure."""
    try:
        with TemporaryDirectory(prefix="report-") as folder:
            out = Path(folder)
            notebook = moved(order.task.notebook, order.root, ROOT)
            task = replace(order.task, out=out, notebook=notebook)
            outcome = next(_parent(tuple(os.environ.items())).outcomes([task]))
    except OSError as error:
        failure = Failure(f"{type(error).__name__}: {error}")
        return Made(Outcome(order.task.name, failure=failure), ROOT)
    reads = tuple(map(_with_digest, outcome.reads))
    return Made(replace(outcome, reads=reads), ROOT)


def _with_digest(read: dict[str, Any]) -> dict[str, Any]:
    """Add the digest of a file or folder that was read, if it is still as it was."""
    for kind in LOOKS.keys() & read.keys():
        found = LOOKS[kind](Path(read[kind]))
        is_steady = state_of(read[kind]) == read["state"]
        return {**read, "digest": found if is_steady else "changed"}
    return read


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Lend this process the settings of the run."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(hashes.SETTINGS) and name not in PLACES:
            del os.environ[name]
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@cache
def _parent(env: tuple[tuple[str, str], ...]) -> WarmParent:
    """Return the parent that forks the cells of this worker."""
    return WarmParent(1, dict(env), ())
