"""One report: the notebook through papermill, then its page, in a worker process.

The files go back to the run, which writes them. The executed notebook carries no times
and no paths: two runs give the same bytes.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from nbbatch import engine, input_watch
from nbbatch.hooks import function
from nbbatch.notebook import code_cells, source
from nbbatch.task import WORK, Failure, Outcome, Task

# Only the kernel's own log: what a cell writes to stderr is one of its outputs. And no
# database of what was run, which nbclient would keep in memory.
QUIET = ["--log-level=CRITICAL", "--HistoryManager.enabled=False"]
WATCHED = [*QUIET, f"--InteractiveShellApp.exec_lines={[input_watch.LINE]!r}"]
ONLY_LAB = "nbval-skip"  # the tag of cells that need JupyterLab
LONGEST_FOLDER = 80  # the path of a socket has 107 characters at most
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Clock:
    """The time that a report has left; nbclient asks it before each cell."""

    def __init__(self, limit: float | None) -> None:
        self.start = time.monotonic()
        self.limit = limit
        self.cell: dict[str, Any] | None = None

    def __call__(self, cell: dict[str, Any]) -> float | None:
        """Return the seconds left, at least a moment, and remember the cell."""
        self.cell = cell
        return None if self.limit is None else max(self.limit - self.seconds, 0.05)

    @property
    def seconds(self) -> float:
        """Seconds since the report began."""
        return time.monotonic() - self.start


def run_report(task: Task) -> Outcome:
    """Execute a notebook, render its page and say what became of it."""
    clock = Clock(task.timeout)
    log = task.out / WORK / f"{task.name}.reads"
    files: dict[str, bytes] = {}
    try:
        _watch(log)
        book = _execute(task, clock)
        text: str = nbformat.writes(book)  # type: ignore[no-untyped-call]
        files = {f"{task.name}.ipynb": f"{text}\n".encode()}
        if task.render:
            rendered = function(task.render)(book, task.info)
            files |= {name: as_bytes(text) for name, text in rendered.items()}
        failure = None
    except PapermillExecutionError as error:
        failure = _failure_of_cell(task, error)
    except CellTimeoutError:
        failure = _failure(task, clock.cell, f"time limit of {task.timeout:g} s")
    except DeadKernelError:
        failure = _failure(task, clock.cell, "the kernel died")
    except Exception as error:  # no report may stop the others
        failure = _failure(task, clock.cell, f"{type(error).__name__}: {error}")
    return Outcome(task.name, round(clock.seconds, 3), failure, files, _noted(log))


def _watch(log: Path) -> None:
    """Name the file that a kernel notes its reads in, and begin it anew."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    os.environ[input_watch.VARIABLE] = str(log)


def _noted(log: Path) -> tuple[dict[str, Any], ...]:
    """Return what a kernel noted of its reads."""
    if not log.is_file():
        return ()
    lines = log.read_text(encoding="utf-8").splitlines()
    log.unlink()
    return tuple(map(json.loads, lines))


def _execute(task: Task, clock: Clock) -> Any:
    """Run the notebook in its own folder; return it without times and paths."""
    with _channels() as config:
        book = papermill.execute_notebook(
            nbformat.from_dict(task.content),  # type: ignore[no-untyped-call]
            None,
            parameters=task.parameters,
            cwd=task.notebook.parent,
            engine_name=engine.NAME,
            request_save_on_cell_execute=False,
            record_timing=False,
            extra_arguments=list(WATCHED),
            skip_cells_with_tag=ONLY_LAB,
            timeout_func=clock,
            config=config,
        )
    book.metadata.papermill = {"parameters": task.parameters}
    for cell in book.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return book


@contextmanager
def _channels() -> Iterator[Config]:
    """Settings of a kernel that is spoken to in a folder which only this user enters.

    A TCP port that was found free can be another's when the kernel takes it, and then
    its client waits for ever. Where there are no such sockets, it is TCP all the same.
    """
    with TemporaryDirectory(prefix="kernel-") as folder:
        own = {"transport": "ipc", "ip": f"{folder}/channel"}
        is_possible = sys.platform != "win32" and len(folder) < LONGEST_FOLDER
        yield Config({"KernelManager": own} if is_possible else {})


def _failure_of_cell(task: Task, error: PapermillExecutionError) -> Failure:
    """Describe an exception that a cell raised."""
    number = _number(task, error.source)
    traceback = ANSI.sub("", "\n".join(error.traceback))
    message = f"{error.ename}: {error.evalue}"
    return Failure(message, number, error.source, traceback)


def _failure(task: Task, cell: dict[str, Any] | None, message: str) -> Failure:
    """Describe what ended a report from outside of a cell's own code."""
    text = source(cell) if cell else ""
    return Failure(message, _number(task, text), text)


def _number(task: Task, text: str) -> int | None:
    """Return which code cell has a source, counted from 1."""
    cells = code_cells(task.content)
    return cells.index(text) + 1 if text in cells else None


def as_bytes(content: str | bytes) -> bytes:
    """Return the content of a file."""
    return content.encode() if isinstance(content, str) else content
