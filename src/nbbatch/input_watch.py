"""What a notebook reads, observed through Python's audit events.

Each line of the log is a JSON object:

`{"watching": true}`      the watch was on, before any cell
`{"file": …}`             a file that was opened; `state` is its time and size then
`{"folder": …}`           a folder that was listed, likewise
`{"checked": …}`          a folder whose files were checked as a whole; `by` names the
                          function, "module:function", that checks them again, `state`
                          is that of all files
`{"unwatched": …}`        an operation that cannot be repeated later: a subprocess, the
                          network, a database

Libraries that check more than they use raise events of their own. Between
`nbbatch.quiet` (folder, "module:function") and `nbbatch.loud` (folder) the files of
that folder count only as checked; `nbbatch.read` (path) says that a file is used.

Files of the interpreter and of installed packages are covered by their versions. Python
has no event for asking whether a file exists, for the clock or the environment, nor for
what compiled code opens; `doubt` finds the first three in the user's own code.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import get_ident
from typing import Any

VARIABLE = "NBBATCH_READS"
# A line for the kernel to run before the first cell; it leaves no name behind.
LINE = "__import__('nbbatch.input_watch', fromlist=['start']).start()"
IMPORT_SYSTEM = (
    "importlib._bootstrap_external",
    "_frozen_importlib_external",
    "importlib.metadata",
)
SYSTEM_FOLDERS = ("/proc/", "/dev/", "/sys/", "/usr/", "/etc/", "/var/cache/", "/lib/")
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
# Importing one of these precedes a start of a program that has no event.
STARTERS = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")
DOUBTS = {
    r"(?:l?exists|is_?file|is_?dir|l?stat|get[acm]time|getsize)\(": (
        "asks whether a file is there"
    ),
    r"(?:now|today|utcnow|localtime|gmtime|ctime|perf_counter|monotonic)\(|time\(\)|"
    r"time_ns\(|time\.strftime\(": "asks for the time",
    r"(?:environ|getenv|expandvars)\b": "reads the environment",
}


class Watch:
    """An audit hook that logs each input once, through `write`."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.write = write
        self.seen: set[tuple[str, str]] = set()
        self.written: set[str] = set()
        self.checking: dict[int, str] = {}  # the folder being checked, by thread
        places = {sys.prefix, sys.base_prefix, sys.exec_prefix}
        self.ignored = (*(f"{place}/" for place in places), *SYSTEM_FOLDERS)
        self.handlers: dict[str, Callable[..., None]] = {
            "open": self.opened,
            "import": self.imported,
            "os.listdir": self.listed,
            "os.scandir": self.listed,
            "nbbatch.quiet": self.check_begins,
            "nbbatch.loud": self.check_ends,
            "nbbatch.read": self.log_file,
        }

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Handle one audit event; most are of other kinds."""
        if event in self.handlers:
            self.handlers[event](*arguments)
        elif event in UNWATCHED:
            self.log("unwatched", UNWATCHED[event])

    def check_begins(self, folder: str, by: str) -> None:
        """Leave out what this thread opens in a folder, which `by` checks whole."""
        self.checking[get_ident()] = f"{folder}/"
        self.log("checked", folder, by=by)

    def check_ends(self, _folder: str) -> None:
        """Notice again what this thread opens."""
        self.checking.pop(get_ident(), None)

    def listed(self, path: Any) -> None:
        """Handle the listing of a folder, unless it is the search for a module."""
        place = _absolute("." if path is None else path)
        if place is not None and not self.is_checked(place) and not _is_importing():
            self.log("folder", place)

    def imported(self, name: str, path: Any, *_: Any) -> None:
        """Handle the import of a module; the event has a path for compiled ones."""
        if name in STARTERS:
            self.log("unwatched", "starts a program")
        if isinstance(path, str):
            self.log_file(path)

    def opened(self, path: Any, mode: str | None, flags: int) -> None:
        """Handle the opening of a file; files that were written here are no inputs."""
        place = _absolute(path)
        if place is None or self.is_checked(place):
            return
        is_written = (flags or 0) & (os.O_WRONLY | os.O_RDWR)
        if is_written or any(sign in (mode or "") for sign in "wax+"):
            if (flags or 0) & os.O_TRUNC or "w" in (mode or ""):
                self.written.add(place)
        elif place not in self.written:
            self.log_file(place)

    def is_checked(self, place: str) -> bool:
        """Whether this thread is just checking the folder of a file."""
        folder = self.checking.get(get_ident())
        return folder is not None and f"{place}/".startswith(folder)

    def log_file(self, path: str) -> None:
        """Log a file that was read; for compiled code, its source."""
        place = _absolute(path)
        if place is None:
            return
        if place.endswith(".pyc"):
            with suppress(ValueError):
                place = importlib.util.source_from_cache(place)
        self.log("file", place)

    def log(self, kind: str, value: str, **more: str) -> None:
        """Write one line, once; for a file or folder with its state."""
        if (kind, value) in self.seen:
            return
        self.seen.add((kind, value))
        line: dict[str, Any] = {kind: value, **more}
        if kind in ("file", "folder"):
            if f"{value}/".startswith(self.ignored):
                return
            line["state"] = state_of(value)
        elif kind == "checked":
            line["state"] = states_of(value)
        self.write(json.dumps(line).encode() + b"\n")


def state_of(place: str) -> list[int] | None:
    """Return time and size of a file or folder, or None if it does not exist."""
    try:
        found = os.stat(place)  # noqa: PTH116 - called for every file
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size]


def states_of(folder: str) -> list[list[Any]]:
    """Return name, time and size of each file in a folder."""
    states = [(entry.name, entry.stat()) for entry in os.scandir(folder)]
    return sorted([name, at.st_mtime_ns, at.st_size] for name, at in states)


def doubt(code: str) -> str | None:
    """Return what `code` seems to do that has no audit event, or None."""
    found = (what for sign, what in DOUBTS.items() if re.search(rf"\b(?:{sign})", code))
    return next(found, None)


def start(write: Callable[[bytes], object] | None = None) -> None:
    """Watch this process from now on.

    `write` takes each line; by default they are appended to the file that the
    environment variable `NBBATCH_READS` names, and without it nothing is watched.
    """
    path = os.environ.get(VARIABLE)
    if write is None:
        if not path:
            return
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        write = lambda line: os.write(log, line)  # noqa: E731
    write(b'{"watching": true}\n')
    sys.addaudithook(Watch(write))


def _absolute(path: Any) -> str | None:
    """Return an absolute path, or None for what is no path."""
    if isinstance(path, int) or path is None:
        return None
    return os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - called for every file


def _is_importing() -> bool:
    """Tell whether the import system is what lists a folder just now."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__") in IMPORT_SYSTEM:
            return True
        frame = frame.f_back
    return False
