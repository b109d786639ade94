"""One report: the notebook through papermill, then its page, in a worker process.

The files go back to the run, which writes them. The executed notebook carries no times
and no paths: two runs give the same bytes.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.log import logger as papermill_logger

from nbbatch import engine
from nbbatch.hooks import function
from nbbatch.inputs import Inputs, inputs_of, watch, watch_page
from nbbatch.notebook import ONLY_LAB, code_cells, source
from nbbatch.task import Failure, Outcome, Task

ANSI = re.compile(r"\x1b\[[0-9;]*m")
logger = logging.getLogger(__name__)
papermill_logger.setLevel("ERROR")  # it does not know `Literal`
papermill_engines.register(engine.NAME, engine.ForkEngine)


class Clock:
    """The time that a report has left; nbclient asks it before each cell."""

    def __init__(self, limit: float | None) -> None:
        self.start = time.monotonic()
        self.limit = limit
        self.cell: dict[str, Any] = {}

    def __call__(self, cell: dict[str, Any]) -> float | None:
        """Return the seconds left, at least a moment, and remember the cell."""
        self.cell = cell
        return None if self.limit is None else max(self.limit - self.seconds, 0.05)

    @property
    def seconds(self) -> float:
        """Seconds since the report began."""
        return time.monotonic() - self.start


def run_report(task: Task, release: Callable[[], None] = lambda: None) -> Outcome:
    """Execute a notebook and return its files, or why it failed.

    `release` is called in the process of the cells, before the first of them.
    """
    clock = Clock(task.timeout)
    process, log, failure = None, None, None
    inputs = Inputs(doubt="was not watched")
    files: dict[str, bytes] = {}
    name = str(task.content["metadata"].get("kernelspec", {}).get("name", ""))
    if reason := engine.refusal(name, task.content["cells"]):
        logger.warning("%s runs in a kernel of its own: %s", task.name, reason)
    else:
        log = os.memfd_create("inputs")
        process = engine.CellProcess(partial(_prepare, task, log, release))
    try:
        book = _execute(task, clock, process)
        with watch_page(log):
            files = _rendered(task, book)
    except Exception as error:  # no report may stop the others
        failure = _failure(task, clock.cell, error)
    if process is not None and log is not None:
        process.wait(engine.EXIT_SECONDS if failure is None else 0)
        with os.fdopen(log, "rb") as file:
            if failure is None:
                inputs = inputs_of(file, code_cells(task.content))
    return Outcome(task.name, round(clock.seconds, 3), failure, files, inputs)


def _prepare(task: Task, log: int, release: Callable[[], None]) -> None:
    """Set up the process of the cells, in that process."""
    import resource

    release()
    os.chdir(task.notebook.parent)
    if task.memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (task.memory, task.memory))
    watch(log, task.packages)


def _rendered(task: Task, book: Any) -> dict[str, bytes]:
    """Return the executed notebook and what the study renders of it, as files."""
    text: str = nbformat.writes(book)  # type: ignore[no-untyped-call]
    files: dict[str, str | bytes] = {f"{task.name}.ipynb": f"{text}\n"}
    if task.render:
        files |= function(task.render)(book, task.info)
    return {
        name: content.encode() if isinstance(content, str) else content
        for name, content in files.items()
    }


def _execute(task: Task, clock: Clock, process: engine.CellProcess | None) -> Any:
    """Run the notebook in its own folder; return it without times and paths."""
    options = {} if process is None else {"process": process}
    book = papermill.execute_notebook(
        nbformat.from_dict(task.content),  # type: ignore[no-untyped-call]
        None,
        parameters=task.parameters,
        cwd=task.notebook.parent,
        engine_name=engine.NAME if process else None,
        request_save_on_cell_execute=False,
        progress_bar=False,
        autosave_cell_every=0,
        record_timing=False,
        skip_cells_with_tag=ONLY_LAB,
        timeout_func=clock,
        **options,
    )
    book.metadata.papermill = {"parameters": task.parameters}
    for cell in book.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return book


def _failure(task: Task, cell: dict[str, Any], error: Exception) -> Failure:
    """Describe what ended a report at `cell`: its own exception, or another reason."""
    text, traceback = source(cell), ""
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, PapermillExecutionError):
        message, text = f"{error.ename}: {error.evalue}", error.source
        traceback = ANSI.sub("", "\n".join(error.traceback))
    elif isinstance(error, CellTimeoutError):
        message = f"time limit of {task.timeout:g} s"
    elif isinstance(error, DeadKernelError):
        message = str(error)
    cells = code_cells(task.content)
    number = cells.index(text) + 1 if text in cells else None
    return Failure(message, number, text, traceback)
