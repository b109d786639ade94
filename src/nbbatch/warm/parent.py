"""The parent of warm kernels: it imports, listens, forks, and reports how they end.

It runs one Python thread, since a fork copies no other, and no cell ever. What it has
imported it looks at again before each kernel: if a file has changed it takes no more
requests, and the next client starts a new parent.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import io
import json
import os
import selectors
import signal
import socket
import struct
import sys
import threading
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbbatch.warm import kernel
from nbbatch.warm.address import peer_uid
from nbbatch.warm.own import Own, state

IDLE = float(os.environ.get("ANALYSIS_WARM_IDLE", "60"))
TICK = 1.0
INLINE = "module://matplotlib_inline.backend_inline"
# Code of others; `own` sees to this package, and no user's code is imported here.
PRELOAD = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "faulthandler",
    "matplotlib_inline.config",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
    "numpy.random",
    "pandas",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "pandas.io.formats.style",
    "pandas.plotting._matplotlib",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "networkx",
    "networkx.drawing",
    "igraph",
    "pydantic_core",
    "pygraphviz",
    "tomllib",
    "xlsxwriter",
)


class Parent:
    """The listening process: its socket, its connections and its kernels."""

    def __init__(
        self, path: Path, lock: Any, own: Own, told: Sequence[str] = ()
    ) -> None:
        self.path = path
        self.lock = lock
        self.told = told
        self.selector = selectors.DefaultSelector()
        self.kernels: dict[int, socket.socket] = {}
        self.last_use = time.monotonic()
        self.own = own
        self.places = places()
        self.seen = states(self.places)
        self.listener: socket.socket | None = _listener(path)
        self.inode = path.stat().st_ino
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.wakeup, theirs = socket.socketpair()
        for end in (self.wakeup, theirs):
            end.settimeout(0)
        self.wakeup_end = theirs
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector.register(self.wakeup, selectors.EVENT_READ)

    def serve(self) -> None:
        """Fork kernels until idle for long, or until unwanted and without kernels."""
        while self.kernels or (self.listener and not self.is_idle()):
            for chosen, _ in self.selector.select(TICK):
                if chosen.fileobj is self.listener:
                    self.accept()
                elif chosen.fileobj is self.wakeup:
                    self.wakeup.recv(4096)
                else:
                    self.client_gone(chosen.data)
            self.reap()
            if self.listener and not self.is_current():
                self.close()
        self.close()

    def is_idle(self) -> bool:
        """Whether there has been no kernel for long."""
        return not self.kernels and time.monotonic() - self.last_use > IDLE

    def is_current(self) -> bool:
        """Whether the socket at our address is still ours."""
        try:
            return self.path.stat().st_ino == self.inode
        except OSError:
            return False

    def close(self) -> None:
        """Take no more requests, and let another parent start."""
        if self.listener:
            if self.is_current():
                self.path.unlink()
            self.selector.unregister(self.listener)
            self.listener.close()
            self.listener = None
            self.lock.close()

    def accept(self) -> None:
        """Take one request and fork its kernel."""
        assert self.listener is not None
        connection, _ = self.listener.accept()
        connection.settimeout(5)
        streams: list[int] = []
        try:
            if peer_uid(connection) != os.geteuid():
                connection.close()
                return
            request, streams = _received(connection)
            self.fork(connection, request, streams)
        except (OSError, ValueError):
            connection.close()
        finally:
            for number in streams:
                os.close(number)

    def fork(
        self, connection: socket.socket, request: dict[str, Any], streams: list[int]
    ) -> None:
        """Fork a kernel, unless a fork would not be what a normal kernel is."""
        refused = self.refusal()
        if refused:
            connection.sendall(json.dumps({"refused": refused}).encode() + b"\n")
            connection.close()
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of native threads: BLAS takes care
            pid = os.fork()
        if pid == 0:
            self.let_go()
            kernel.become(request, connection, streams, self.own)
        self.kernels[pid] = connection
        self.selector.register(connection, selectors.EVENT_READ, pid)

    def refusal(self) -> str | None:
        """Say why no kernel can be forked, or None; `stale` is for a new parent."""
        if states(self.places) != self.seen or not self.own.is_current():
            self.close()
            return "stale"
        if threading.active_count() != 1:
            return "its parent has threads"
        if self.told:
            return f"an import warns, which only a normal kernel shows: {self.told[0]}"
        return None

    def let_go(self) -> None:
        """In a fork: close all that belongs to the parent and to other clients."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        ours = [self.listener, self.wakeup, self.wakeup_end, *self.kernels.values()]
        for one in ours:
            if one is not None:
                one.close()
        self.lock.close()

    def client_gone(self, pid: int) -> None:
        """End the kernel of a client that closed its connection or died."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(KeyError):
            self.selector.unregister(self.kernels[pid])

    def reap(self) -> None:
        """Report each kernel that has ended to its client."""
        while self.kernels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self.last_use = time.monotonic()
            connection = self.kernels.pop(pid)
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(connection)
            answer = {"exit": os.waitstatus_to_exitcode(status)}
            with contextlib.suppress(OSError):
                connection.sendall(json.dumps(answer).encode() + b"\n")
            connection.close()


def _listener(path: Path) -> socket.socket:
    """Return a socket that listens at `path`, there only when it is ready."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    listener.bind(str(beside))
    beside.chmod(0o600)
    listener.listen(64)
    beside.rename(path)
    return listener


def _received(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Read one request with the streams that come along."""
    head, streams, _, _ = socket.recv_fds(connection, 4, 2)
    try:
        (left,) = struct.unpack("!I", head)
        parts = []
        while left:
            parts.append(connection.recv(min(left, 1 << 20)))
            left -= len(parts[-1]) or left  # half a request is no JSON
        request: dict[str, Any] = json.loads(b"".join(parts))
        kernel.check(request, streams)
    except (OSError, ValueError, struct.error) as error:
        for number in streams:
            os.close(number)
        raise ValueError(str(error)) from error
    return request, streams


def places() -> list[bytes]:
    """Return every file that was imported, and where imports look, in new strings.

    New ones lie side by side: looking at the modules' own before each fork would write
    to most pages of this process, and each then has to be copied.
    """
    files = {getattr(module, "__file__", None) for module in sys.modules.values()}
    named = {*filter(None, files), *filter(None, sys.path)}
    return [os.fsencode(path) for path in sorted(named)]


def states(places: Sequence[bytes]) -> list[Any]:
    """Return size and time of each of these files, and of matplotlib's settings."""
    found: list[Any] = [state(place) for place in places]
    if "matplotlib" in sys.modules:
        settings = os.fsencode(sys.modules["matplotlib"].matplotlib_fname())
        found.append((settings, state(settings)))
    return found


def preload() -> list[str]:
    """Import what notebooks import, and draw and show once what they do.

    Returns the warnings of the imports, which no cell of a fork would show any more.
    """
    os.environ.setdefault("MPLBACKEND", INLINE)  # as a kernel does before its cells
    with warnings.catch_warnings(record=True) as told:
        for name in PRELOAD:
            with contextlib.suppress(Exception):  # a kernel meets it by itself
                importlib.import_module(name)
    with warnings.catch_warnings(), contextlib.suppress(ImportError):
        warnings.simplefilter("ignore")
        _first_figure()
        _first_table()
    return [str(one.message) for one in told]


def _first_figure() -> None:
    """Draw a figure to nowhere: fonts and libraries are loaded at the first one."""
    agg: Any = importlib.import_module("matplotlib.backends.backend_agg")
    figure = importlib.import_module("matplotlib.figure").Figure()
    agg.FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.plot([1, 2], label="Ủy ban $10^2$")
    axes.legend()
    for kind in ("png", "svg"):
        figure.savefig(io.BytesIO(), format=kind, bbox_inches="tight")


def _first_table() -> None:
    """Count a table and show it to nowhere, for the same reason."""
    pandas: Any = importlib.import_module("pandas")
    frame = pandas.DataFrame({"name": ["a"], "value": [1.0]})
    frame.groupby("name", as_index=False).agg(value=("value", "sum"))._repr_html_()


def main(path: Path) -> None:
    """Take the lock, leave the client, import, and serve."""
    os.umask(0o077)
    lock = path.with_suffix(".lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if os.fork():
        os._exit(0)
    os.setsid()
    sys.path[:] = [place for place in sys.path if place not in ("", "/")]
    gc.disable()
    told = preload()
    parent = Parent(path, lock, Own(), told)
    importlib.invalidate_caches()  # a fork looks again at what is in a folder
    gc.freeze()  # a collection in a fork would copy what it looks at
    gc.enable()
    parent.serve()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
