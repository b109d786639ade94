"""What a notebook reads, watched from inside its kernel.

`ANALYSIS_READS` names a file; every line of it is one JSON object:

`{"table": …, "where": …, "hash": …}`  rows that a `Study` was asked for; `tables`
                                       writes these lines; `*` is every table
`{"file": …}`, `{"folder": …}`         a file that was opened, a folder that was listed;
                                       `state` is its time and size just then
`{"unwatched": …}`                     what has a result that nobody can ask for again
`{"watching": true}`                   the watch was on, before any cell

Python tells of these through its audit events, so it holds for the user's own code and
for libraries alike. Files of the interpreter and of installed packages stand for
themselves by their versions; tables that `tables` opens are known by their rows.

Python has no event for a question whether a file is there, for the clock and for the
environment, nor for what compiled code opens; `doubt` looks for the words of the
first three in code that is the user's own.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

VARIABLE = "ANALYSIS_READS"
DATA = "ANALYSIS_DATA"
BESIDE = str(Path(__file__).parents[2] / "data")
# A line for the kernel to run before the first cell; it leaves no name behind.
LINE = "__import__('nbbatch.reads', fromlist=['watch']).watch()"
ROWS_ARE_KNOWN = ("analysis.tables", "analysis.dictionary", "analysis.checks")
FINDERS = (
    "importlib._bootstrap_external",
    "_frozen_importlib_external",
    "importlib.metadata",
)
SYSTEM = ("/proc/", "/dev/", "/sys/", "/usr/", "/etc/", "/var/cache/", "/lib/")
FOLDERS = ("os.listdir", "os.scandir")
UNWATCHED = {
    "subprocess.Popen": "starts a program",
    "os.system": "starts a program",
    "os.posix_spawn": "starts a program",
    "os.exec": "starts a program",
    "socket.connect": "uses the network",
    "socket.getaddrinfo": "uses the network",
    "urllib.Request": "uses the network",
    "sqlite3.connect": "opens a database",
}
# These start a program without an event of their own.
STARTERS = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")
EVENTS = frozenset({"open", "import", *FOLDERS, *UNWATCHED})
ROWS = ".csv"
DOUBTS = {
    r"(?:l?exists|is_?file|is_?dir|l?stat|get[acm]time|getsize)\(": (
        "asks whether a file is there"
    ),
    r"(?:now|today|utcnow|localtime|gmtime|ctime|perf_counter|monotonic)\(|time\(\)|"
    r"time_ns\(|time\.strftime\(": "asks for the time",
    r"(?:environ|getenv|expandvars)\b": "reads the environment",
}


class Watch:
    """The audit hook of one kernel; it notes each thing once."""

    def __init__(self, log: int) -> None:
        self.log = log
        self.seen: set[tuple[str, str]] = set()
        self.written: set[str] = set()
        self.data = os.path.abspath(os.environ.get(DATA) or BESIDE)  # noqa: PTH100
        ours = {sys.prefix, sys.base_prefix, sys.exec_prefix}
        self.known = (*(os.path.join(place, "") for place in ours), *SYSTEM)  # noqa: PTH118

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one audit event; most are of other kinds."""
        if event not in EVENTS:
            return
        if event == "open":
            self.opened(*arguments)
        elif event == "import":
            self.imported(*arguments[:2])
        elif event in FOLDERS:
            self.listed(arguments[0])
        else:
            self.note("unwatched", UNWATCHED[event])

    def listed(self, path: Any) -> None:
        """Take the listing of a folder, unless it is the search for a module."""
        if not _asked_by(FINDERS):
            place = _path("." if path is None else path)
            if place is not None and not self.is_known_by_rows(place):
                self.note("folder", place)

    def imported(self, name: str, path: Any) -> None:
        """Take the import of a module; its path is known if it is compiled code."""
        if name in STARTERS:
            self.note("unwatched", "starts a program")
        if isinstance(path, str):
            self.file(path)

    def opened(self, path: Any, mode: str | None, flags: int) -> None:
        """Take the opening of a file: reading counts, unless of our own writing."""
        place = _path(path)
        if place is None:
            return
        is_written = (flags or 0) & (os.O_WRONLY | os.O_RDWR)
        if is_written or any(sign in (mode or "") for sign in "wax+"):
            if (flags or 0) & os.O_TRUNC or "w" in (mode or ""):
                self.written.add(place)
            return
        if place not in self.written:
            self.file(place)

    def file(self, path: str) -> None:
        """Note a file that was read, by its source if it is compiled."""
        place = _path(path)
        if place is None or (place.endswith(ROWS) and self.is_known_by_rows(place)):
            return
        if place.endswith(".pyc"):
            with suppress(ValueError):
                place = importlib.util.source_from_cache(place)
        self.note("file", place)

    def is_known_by_rows(self, place: str) -> bool:
        """Whether `tables` reads the data, which its selections tell of."""
        return place.startswith(self.data) and _asked_by(ROWS_ARE_KNOWN)

    def note(self, kind: str, what: str | None) -> None:
        """Write one line, once, and with it the state of a file or folder."""
        if what is None or (kind, what) in self.seen:
            return
        self.seen.add((kind, what))
        line: dict[str, Any] = {kind: what}
        if kind != "unwatched":
            if f"{what}/".startswith(self.known):
                return
            line["state"] = state_of(what)
        os.write(self.log, json.dumps(line).encode() + b"\n")


def state_of(place: str) -> list[int] | None:
    """Return time and size of a file or folder, or None if there is none."""
    try:
        found = os.stat(place)  # noqa: PTH116 - called for every file
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size]


def doubt(code: str) -> str | None:
    """Return what `code` seems to do that no event tells of, or None."""
    found = (
        what for words, what in DOUBTS.items() if re.search(rf"\b(?:{words})", code)
    )
    return next(found, None)


def watch() -> None:
    """Begin to watch this process, if the environment names a file for it."""
    path = os.environ.get(VARIABLE)
    if not path:
        return
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(log, b'{"watching": true}\n')
    sys.addaudithook(Watch(log))


def _path(path: Any) -> str | None:
    """Return an absolute path, or None for what is no path."""
    if isinstance(path, int) or path is None:
        return None
    return os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - called for every file


def _asked_by(modules: tuple[str, ...]) -> bool:
    """Tell whether code of one of `modules` is what opens a file just now."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__")
        if name in modules:
            return True
        frame = frame.f_back
    return False
