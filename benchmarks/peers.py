"""Other ways to make the reports of a plan, each called as a program of its own.

    peers.py WAY PLAN OUT [SLICE]

`papermill` one report in one process, as its command line is; `nbclient` all of them in
one process, four at once; `limit` the cells and pages alone, in two warm processes.
All but `papermill` (a loop around it adds them) write the pages too.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.__main__ import HOOKS
from nbbatch.plan import Plan, load_plan
from nbbatch.run import Options, task
from nbbatch.task import Task


def tasks_of(plan: Path, out: Path) -> list[Task]:
    """Return the reports of a plan as a worker of ours would get them."""
    checked: Plan = load_plan(plan, HOOKS)
    return [task(checked, report, Options(out)) for report in checked.reports]


def run_nbclient(plan: Path, out: Path) -> None:
    """Run all reports with nbclient, four at once, and write their pages."""
    import nbformat
    from nbclient import NotebookClient
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from publish import page

    async def one(each: Task, gate: asyncio.Semaphore) -> None:
        book: Any = load_notebook_node(nbformat.from_dict(each.content))
        book = parameterize_notebook(book, each.parameters)
        resources = {"metadata": {"path": str(each.notebook.parent)}}
        async with gate:
            client = NotebookClient(book, kernel_name="python3", resources=resources)
            await client.async_execute()
        nbformat.write(book, out / f"{each.name}.ipynb")
        for name, text in page.render(book, each.info).items():
            (out / name).write_text(text, encoding="utf-8")

    async def all_of_them() -> None:
        gate = asyncio.Semaphore(4)
        await asyncio.gather(*(one(each, gate) for each in tasks_of(plan, out)))

    asyncio.run(all_of_them())


def run_limit(plan: Path, out: Path) -> None:
    """Run cells and pages in two forked processes; print the seconds they took."""
    from publish import page

    import_module("publish.preload")
    page.exporter()
    tasks = tasks_of(plan, out)
    _shell()
    start = time.monotonic()
    children = []
    for half in range(2):
        child = os.fork()
        if child == 0:
            for each in tasks[half::2]:
                _make(each, out)
            os._exit(0)
        children.append(child)
    codes = [os.waitpid(child, 0)[1] for child in children]
    if any(codes):
        sys.exit("the cells failed")
    print(json.dumps({"seconds": time.monotonic() - start}))  # noqa: T201


def _shell() -> Any:
    """Return an IPython shell that shows all forms of a thing, as a kernel does."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.display_formatter.active_types = shell.display_formatter.format_types
    return shell


def _make(each: Task, out: Path) -> None:
    """Run the cells of a report in this process, and write notebook and page."""
    import matplotlib.pyplot as plt
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from publish import page

    _shell().reset(new_session=True)
    plt.switch_backend("agg")
    os.chdir(each.notebook.parent)
    book: Any = load_notebook_node(nbformat.from_dict(each.content))
    book = parameterize_notebook(book, each.parameters)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
        cell.outputs = [
            nbformat.v4.new_output("display_data", data, metadata=metadata)
            for data, metadata in _outputs(cell.source)
        ]
    nbformat.write(book, out / f"{each.name}.ipynb")
    for name, text in page.render(book, each.info).items():
        (out / name).write_text(text, encoding="utf-8")


def _outputs(source: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Run a cell; yield what it shows, then what it prints, then what it draws.

    Each as the data of an output and its metadata, which pages of figures need.
    """
    import matplotlib.pyplot as plt
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.utils.capture import capture_output
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    results: list[dict[str, Any]] = []
    _shell().display_trap.hook = CapturingDisplayHook(_shell(), results)
    with capture_output() as caught:
        text = source.replace("%matplotlib inline", "")
        result = _shell().run_cell(text, store_history=False)
    if not result.success:
        os._exit(1)
    for shown in caught.outputs:
        yield shown.data, shown.metadata
    for each in results:
        yield each["data"], each["metadata"]
    if caught.stdout:
        yield {"text/plain": caught.stdout}, {}
    for figure in map(plt.figure, plt.get_fignums()):
        drawn = io.BytesIO()
        FigureCanvasAgg(figure)
        figure.savefig(drawn, format="png", bbox_inches="tight")
        yield {"image/png": b64encode(drawn.getvalue()).decode()}, {}
    plt.close("all")


WAYS = {"nbclient": run_nbclient, "limit": run_limit}

if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
