"""An engine of papermill: cells run in a fork of this process, not in a new kernel.

nbclient is at one end of a pipe and the kernel of `child` at the other. It runs
notebooks of this interpreter's own kernel, on Linux; any other, and one with widgets,
to which a page of JupyterLab talks back, goes to papermill's own engine. It is
registered under the entry point `papermill.engine`, so that
`papermill --engine nbbatch` finds it too.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from multiprocessing import Pipe
from queue import Empty
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError

from nbbatch import child
from nbbatch.notebook import ONLY_LAB, cell_tags, source
from nbbatch.workers import HAS_FORKS

NAME = "nbbatch"
WIDGETS = re.compile(r"^\s*(?:import|from)\s+(anywidget|ipywidgets)\b", re.MULTILINE)
EXIT_SECONDS = 5.0
logger = logging.getLogger(__name__)


class Channel:
    """The messages of one channel that have arrived; nbclient waits for them."""

    def __init__(self, process: CellProcess) -> None:
        self.process = process
        self.messages: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message.

        Raises
        ------
        queue.Empty
            If there is none within `timeout` seconds.
        nbclient.exceptions.DeadKernelError
            If the process ended instead.
        """
        try:
            message = await asyncio.wait_for(self.messages.get(), timeout)
        except TimeoutError:
            raise Empty from None
        if message is None:
            raise DeadKernelError(self.process.end())
        return message


class CellProcess:
    """A fork that runs cells; to nbclient its kernel manager and client.

    `before` is called in the fork, before the first cell.
    """

    has_kernel = True
    allow_stdin = False

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        child.build()
        self.connection, theirs = Pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            self.connection.close()
            child.run(theirs, parent, before)
        theirs.close()
        self.status: int | None = None
        self.session = Session(key=b"")
        self.shell_channel = Channel(self)
        self.iopub_channel = Channel(self)
        self.loop: asyncio.AbstractEventLoop | None = None

    def client(self) -> CellProcess:
        """Return the client of this kernel."""
        return self

    def start_channels(self) -> None:
        """Sort into the channels what arrives while the running loop runs."""
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(self.connection.fileno(), self.receive)

    def wait_for_ready(self, timeout: float) -> None:
        """Do nothing: a request waits in the pipe until it can be answered."""

    def execute(self, code: str, **options: bool) -> str:
        """Ask for a cell to be run; return the id of the request."""
        content = {"code": code, "silent": False, "allow_stdin": False, **options}
        return self.send(self.session.msg("execute_request", content))

    def kernel_info(self) -> str:
        """Ask for what the kernel says of itself; return the id of the request."""
        return self.send(self.session.msg("kernel_info_request"))

    def send(self, message: dict[str, Any]) -> str:
        """Send a message and return its id; that the process ended is seen later."""
        frames = self.session.serialize(message) + message.get("buffers", [])
        with suppress(BrokenPipeError):
            self.connection.send(frames)
        return str(message["header"]["msg_id"])

    def receive(self) -> None:
        """Take one message from the pipe, or its end."""
        try:
            name, *frames = self.connection.recv()
        except (EOFError, OSError):
            self.shell_channel.messages.put_nowait(None)
            self.stop_listening()
            return
        message = self.session.deserialize(self.session.feed_identities(frames)[1])
        channel = self.shell_channel if name == child.SHELL else self.iopub_channel
        channel.messages.put_nowait(message)

    def stop_listening(self) -> None:
        """Take nothing more from the pipe."""
        if self.loop is not None:
            self.loop.remove_reader(self.connection.fileno())
            self.loop = None

    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def end(self) -> str:
        """Say how the process ended, once it has."""
        if self.status is None:
            status = os.waitpid(self.pid, 0)[1]
            self.status = os.waitstatus_to_exitcode(status)
        how = signal.Signals(-self.status).name if self.status < 0 else self.status
        return f"the process of the cells ended ({how})"

    def close(self) -> None:
        """Let the process end by itself; `wait` makes sure that it does."""
        self.stop_listening()
        self.connection.close()

    def wait(self, seconds: float = EXIT_SECONDS) -> None:
        """Wait for the process at most so long, then kill it and what it started."""
        limit = time.monotonic() + seconds
        while self.is_alive() and time.monotonic() < limit:
            time.sleep(0.002)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.end()


class ForkEngine:
    """papermill's own engine, with a fork of this process for a kernel.

    papermill loads it as an entry point while it is imported itself; so this module
    imports papermill only when there is a notebook to run.
    """

    @classmethod
    def execute_notebook(
        cls,
        nb: Any,
        kernel_name: str,
        process: CellProcess | None = None,
        **options: Any,
    ) -> Any:
        """Run the cells in `process`, or in a new fork if none is given.

        A notebook that no fork can run gets a kernel of its own, after a warning.
        """
        run = cls._base().execute_notebook
        if process is None and (reason := refusal(kernel_name, nb.cells)):
            logger.warning("the notebook runs in a kernel of its own: %s", reason)
            return run(nb, kernel_name, **options)
        cells = process or CellProcess()
        try:
            return run(nb, kernel_name, km=cells, **options)
        finally:
            cells.close()
            if process is None:
                cells.wait()

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> Any:
        """Return the name of a notebook's kernel."""
        return cls._base().nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> Any:
        """Return the language of a notebook."""
        return cls._base().nb_language(nb, language)

    @staticmethod
    def _base() -> Any:
        from papermill.engines import NBClientEngine

        return NBClientEngine


def refusal(kernel_name: str, cells: Iterable[dict[str, Any]]) -> str | None:
    """Return why a fork of this process cannot stand in for a kernel, or None."""
    if not HAS_FORKS:
        return "cells run in forks on Linux only"
    for cell in cells:
        is_run = cell["cell_type"] == "code" and ONLY_LAB not in cell_tags(cell)
        if is_run and (match := WIDGETS.search(source(cell))):
            return f"it imports {match[1]}"
    return _refusal_of_kernel(kernel_name)


@cache
def _refusal_of_kernel(name: str) -> str | None:
    try:
        spec = KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel:
        return f"there is no kernel {name!r}"
    minor = ".".join(map(str, sys.version_info[:2]))
    python, *words = spec.argv[:3]
    is_python = python in ("python", "python3", f"python{minor}", sys.executable)
    if not is_python or words != ["-m", "ipykernel_launcher"] or spec.env:
        return f"the kernel {name!r} is another program"
    return None
