"""What the cells of a report read, seen through Python's audit events.

Code of the packages is hashed before anything runs and is not recorded again; files of
the interpreter and of installed packages are covered by their versions. Every other
file that is opened and every folder that is listed is recorded with its hash. A file
that was read before, in the parent of all reports, is named by an audit event of the
study, `nbbatch.read`, when a report uses it. What cannot be looked at again later is a
doubt, and a report in doubt runs every time: another program, the network, a database,
a file that changed meanwhile. Python has no event for asking whether a file exists, for
the time or for the environment, so these are searched for in the user's own code by
their names.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from nbbatch.hashes import of_path, state_of

IMPORT_SYSTEM = (
    "importlib._bootstrap_external",
    "_frozen_importlib_external",
    "importlib.metadata",
)
SYSTEM = ("/proc/", "/dev/", "/sys/", "/usr/", "/etc/", "/var/cache/", "/lib/")
PROGRAM = "starts a program"
NETWORK = "uses the network"
DOUBTFUL = {
    "subprocess.Popen": PROGRAM,
    "os.system": PROGRAM,
    "os.posix_spawn": PROGRAM,
    "os.exec": PROGRAM,
    "os.forkpty": PROGRAM,
    "socket.connect": NETWORK,
    "socket.getaddrinfo": NETWORK,
    "urllib.Request": NETWORK,
    "sqlite3.connect": "opens a database",
}
# Importing one of these precedes a start of a program that has no event.
STARTERS = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")
CALLS = {
    r"(?:l?exists|is_?file|is_?dir|l?stat|get[acm]time|getsize)\(": (
        "asks whether a file is there"
    ),
    r"(?:now|today|utcnow|localtime|gmtime|ctime|perf_counter|monotonic)\(|time\(\)|"
    r"time_ns\(|time\.strftime\(": "asks for the time",
    r"(?:environ|getenv|expandvars)\b": "reads the environment",
}
READ = "nbbatch.read"


@dataclass(frozen=True)
class Inputs:
    """Hashes of files read and of folders listed, or the `doubt` about them."""

    read: dict[str, str] = field(default_factory=dict)
    doubt: str | None = None


def watch(log: int, packages: Iterable[str]) -> None:
    """Write inputs and doubts of this process, from now on, to the descriptor `log`.

    Parameters
    ----------
    log
        Gets a JSON object a line: `{"read": …, "state": …}`, a path and its state at
        that moment, or `{"doubt": …}`.
    packages
        Folders that are hashed with everything below them.
    """
    sys.addaudithook(_Watch(log, packages))


@contextmanager
def watch_page(log: int | None) -> Iterator[None]:
    """Write only what is named by `nbbatch.read`: a page opens more than it uses.

    Without a `log` nothing is written.
    """
    watched = _of_pages()
    watched.log, watched.seen = log, set()
    try:
        yield
    finally:
        watched.log = None


@cache
def _of_pages() -> _Watch:
    """The one hook of this process for its pages: a hook cannot be taken away."""
    watched = _Watch(None, ())
    watched.handlers = {READ: watched.used}
    sys.addaudithook(watched)
    return watched


class _Watch:
    """An audit hook that records each input once, while it has a log."""

    def __init__(self, log: int | None, packages: Iterable[str]) -> None:
        ignored = (sys.prefix, sys.base_prefix, sys.exec_prefix, *packages)
        self.ignored = (*(f"{folder}/" for folder in ignored), *SYSTEM)
        self.log = log
        self.process = os.getpid()
        self.seen: set[str | tuple[str, str]] = set()
        self.written: set[str] = set()
        self.handlers: dict[str, Callable[..., None]] = {
            "open": self.opened,
            READ: self.used,
            "import": self.imported,
            "os.listdir": self.listed,
            "os.scandir": self.listed,
        }

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Handle one audit event; most are of other kinds."""
        if self.log is None:
            return
        if event in self.handlers:
            self.handlers[event](*arguments)
        elif event in DOUBTFUL:
            self.write({"doubt": DOUBTFUL[event]})

    def opened(self, path: Any, mode: str | None, flags: int | None) -> None:
        """Record a file that is opened for reading, unless it was written here."""
        place, mode, flags = _absolute(path), mode or "", flags or 0
        if place is None or place in self.written:
            return
        if not flags & (os.O_WRONLY | os.O_RDWR) and not {*"wax+"} & {*mode}:
            self.record(place)
        elif flags & os.O_TRUNC or "w" in mode:
            self.written.add(place)

    def listed(self, path: Any = None) -> None:
        """Record a folder that is listed, unless in the search for a module."""
        place = _absolute("." if path is None else path)
        if place is not None and not _is_importing():
            self.record(place)

    def imported(self, name: str, path: Any, *_: Any) -> None:
        """Record a compiled module; only for these the event has a path."""
        if name in STARTERS:
            self.write({"doubt": PROGRAM})
        if isinstance(path, str):
            self.opened(path, "r", 0)

    def used(self, path: Any, state: Any) -> None:
        """Record a file that was in this state when it was read, before the cells."""
        place = os.fspath(path)
        if ("used", place) not in self.seen:
            self.seen.add(("used", place))
            self.write({"read": place, "state": state})

    def record(self, place: str) -> None:
        """Record a file or folder with its state, once."""
        if place not in self.seen and not f"{place}/".startswith(self.ignored):
            self.seen.add(place)
            self.write({"read": place, "state": state_of(place)})

    def write(self, line: dict[str, Any]) -> None:
        """Write a line of the log; a fork of this process may have closed it."""
        assert self.log is not None
        try:
            os.write(self.log, json.dumps(line).encode() + b"\n")
        except OSError:
            if os.getpid() == self.process:
                raise


def inputs_of(log: BinaryIO, cells: Iterable[str]) -> Inputs:
    """Return the inputs in a log that `watch` wrote; `cells` is the notebook's code."""
    log.seek(0)
    lines = [json.loads(line) for line in log]
    read = {
        line["read"]: of_path(Path(line["read"])) for line in lines if "read" in line
    }
    doubts = [*_doubts_while_running(lines), *_doubts_in_code(cells, read)]
    return Inputs(doubt=doubts[0]) if doubts else Inputs(read)


def _doubts_while_running(lines: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield what a process did in doubt, and inputs that have changed since."""
    for line in lines:
        if "doubt" in line:
            yield line["doubt"]
        elif state_of(line["read"]) != (line["state"] and [*line["state"]]):
            yield f"read {line['read']}, which changed while it ran"


def _doubts_in_code(cells: Iterable[str], files: Iterable[str]) -> Iterator[str]:
    """Yield what cells and modules beside them ask for without an audit event."""
    modules = [Path(file) for file in files if file.endswith(".py")]
    texts = [p.read_text("utf-8", errors="replace") for p in modules if p.is_file()]
    for text in [*cells, *texts]:
        for call, meaning in CALLS.items():
            if re.search(rf"\b(?:{call})", text):
                yield meaning


def _absolute(path: Any) -> str | None:
    """Return an absolute path, of compiled code that of its source; None for others."""
    if isinstance(path, int) or path is None:
        return None
    place = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - called for every file
    with suppress(ValueError):
        if place.endswith(".pyc"):
            return importlib.util.source_from_cache(place)
    return place


def _is_importing() -> bool:
    """Tell whether the import system is what lists a folder just now."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__") in IMPORT_SYSTEM:
            return True
        frame = frame.f_back
    return False
