"""The process that runs the cells of one report: IPython's kernel over a pipe.

`build` makes the kernel once, in a parent that has imported what notebooks import; it
has no sockets and no threads, so that it survives a fork. `run` is called in the fork:
it takes on what a process must not share with others and answers Jupyter's messages,
which come and go as lists of frames over one `multiprocessing.Pipe`.
"""

from __future__ import annotations

import asyncio
import atexit
import codecs
import fcntl
import gc
import io
import logging
import multiprocessing.util
import os
import random
import signal
import sys
import threading
import traceback
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any, NoReturn

import zmq
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait

from nbbatch.workers import die_with_parent

INLINE = "module://matplotlib_inline.backend_inline"
# Only the kernel's own log; and no database of what was run.
QUIET = ("--log-level=CRITICAL", "--HistoryManager.enabled=False")
SHELL, IOPUB = "shell", "iopub"
# What the kernel imports with the first cell, so that not every fork does.
LATE = (
    "IPython.core.logger",
    "IPython.core.magic_arguments",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.magics.pylab",
    "IPython.extensions.storemagic",
    "IPython.utils.module_paths",
    "faulthandler",
    "ipykernel.kernelspec",
    "tornado.platform.asyncio",
)


class Channel:
    """What the kernel takes for one of its sockets: it sends through the pipe."""

    connection: Connection | None = None  # none before the fork
    lock = threading.Lock()  # cells may display from threads

    def __init__(self, name: str) -> None:
        self.name = name

    def send_multipart(self, frames: list[bytes], **_: object) -> None:
        """Send the frames of a message, as zmq's sockets do."""
        if self.connection is None:  # this process displays; no notebook listens
            return
        with self.lock, suppress(ConnectionError):  # `_serve` sees the closed pipe
            self.connection.send([self.name, *map(bytes, frames)])

    def flush(self, *_: object) -> None:
        """Do nothing: every message has been sent."""


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of cells, which is also file descriptor 1 or 2.

    Text of Python, of compiled code and of subprocesses goes into one file in memory,
    and from there, in its order, into a message at each flush.
    """

    encoding = "UTF-8"
    errors = "backslashreplace"

    def __init__(self, kernel: Any, name: str, descriptor: int) -> None:
        self.kernel = kernel
        self.name = name
        self.descriptor = descriptor
        self.process = os.getpid()
        self.position = 0
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        memory = os.memfd_create(name)
        fcntl.fcntl(memory, fcntl.F_SETFL, os.O_APPEND)
        os.dup2(memory, descriptor)
        os.close(memory)

    def fileno(self) -> int:
        """Return the descriptor, for subprocesses that write into the notebook."""
        return self.descriptor

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Write text; return its length."""
        if not isinstance(text, str):
            message = f"write() argument must be str, not {type(text)}"
            raise TypeError(message)
        rest = memoryview(text.encode(self.encoding, self.errors))
        while rest:
            rest = rest[os.write(self.descriptor, rest) :]
        return len(text)

    def flush(self) -> None:
        """Send what was written since the last flush; not in a fork made by a cell."""
        size = os.fstat(self.descriptor).st_size
        if size == self.position or os.getpid() != self.process:
            return
        written = os.pread(self.descriptor, size - self.position, self.position)
        self.position += len(written)
        content = {"name": self.name, "text": self.decoder.decode(written)}
        parent = self.kernel.get_parent("shell")
        self.kernel.session.send(self.kernel.iopub_socket, "stream", content, parent)


@cache
def build() -> Any:
    """Return the kernel application of this process, built but not started."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # 70 ms, not used here
    import ipykernel.debugger  # noqa: F401

    del sys.modules["debugpy"]
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.kernelapp import IPKernelApp

    class PipeKernel(IPythonKernel):
        """IPython's kernel; any object that sends messages serves as its socket."""

        shell_stream: Any = AnyTrait()
        _supports_kernel_subshells = False  # they need sockets

    os.environ.setdefault("MPLBACKEND", INLINE)  # before pyplot can be imported
    app: Any = IPKernelApp.instance()
    super(IPKernelApp, app).initialize(list(QUIET))  # its own would open sockets
    app.init_pdb()
    app.session.key = b""
    app.kernel = PipeKernel.instance(
        parent=app,
        session=app.session,
        shell_stream=Channel(SHELL),
        iopub_socket=Channel(IOPUB),
        shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
        log=app.log,
        profile_dir=app.profile_dir,
        user_ns=app.user_ns,
    )
    app.init_shell()
    for name in LATE:
        import_module(name)
    return app


def run(connection: Connection, parent: int, before: Callable[[], None]) -> NoReturn:
    """Run cells in this fork until the pipe is closed, then end the process.

    `before` is called once, before the first cell.
    """
    status = 1
    terminal = os.fdopen(os.dup(2), "w")
    try:
        die_with_parent(parent)
        app = build()
        Channel.connection = connection
        _part_from_parent()
        before()
        _start(app)
        asyncio.run(_serve(app.kernel, connection))
        atexit.register(app.shell.atexit_operations)
        atexit._run_exitfuncs()
        status = 0
    except BaseException:  # nothing may return into the parent's code
        traceback.print_exc(file=terminal)
        terminal.flush()
    os._exit(status)


def _part_from_parent() -> None:
    """Renew what a fork must not share with its parent or with other forks."""
    os.setsid()
    gc.freeze()
    asyncio._set_running_loop(None)
    asyncio.set_event_loop(None)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    # What ends with the parent must not end with this process; what cells leave to
    # the end of the process must.
    atexit._clear()
    weakref.finalize._registry.clear()  # type: ignore[attr-defined]
    weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]
    multiprocessing.util._finalizer_registry.clear()  # type: ignore[attr-defined]
    atexit.register(multiprocessing.util._exit_function)  # type: ignore[attr-defined]
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _start(app: Any) -> None:
    """Do what the application does as it starts: streams, signals, startup files."""
    from ipykernel.displayhook import ZMQDisplayHook

    kernel = app.kernel
    app.session.pid = os.getpid()
    sys.stdout = Stream(kernel, "stdout", 1)
    sys.stderr = Stream(kernel, "stderr", 2)
    hook: Any = ZMQDisplayHook
    sys.displayhook = app.displayhook = hook(app.session, kernel.iopub_socket)
    app.displayhook.get_execution_count = lambda: kernel.execution_count
    app.patch_io()
    app.init_signal()
    sys.modules["__main__"] = app.shell.user_module
    for step in (app.init_path, app.init_gui_pylab, app.init_extensions, app.init_code):
        step()


async def _serve(kernel: Any, connection: Connection) -> None:
    """Answer requests, one after another, until the other end is closed."""
    kernel.io_loop = IOLoop.current()  # `start` would listen to sockets
    loop = asyncio.get_running_loop()
    is_readable = asyncio.Event()
    loop.add_reader(connection.fileno(), is_readable.set)
    while True:
        await is_readable.wait()
        is_readable.clear()
        try:
            frames = connection.recv()
        except (EOFError, ConnectionError):
            return
        await kernel.dispatch_shell([zmq.Frame(frame) for frame in frames])
