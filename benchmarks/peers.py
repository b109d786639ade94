"""Other ways to make the reports of a plan, each called as a program of its own.

    peers.py WAY PLAN OUT

`papermill` calls papermill's command line for each report, then nbconvert once for all
pages; `limit` runs the cells and renders the pages alone, in two processes that have
imported everything, and prints the seconds that this takes.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.__main__ import HOOKS, HOOKS_ALONE
from analysis.allowed_values import ROOT, is_collection
from nbbatch.hooks import function
from nbbatch.plan import load_plan
from nbbatch.run import Options, task
from nbbatch.task import Task


def tasks_of(plan: Path, out: Path) -> list[Task]:
    """Return the reports of a plan as a worker of ours would get them."""
    has_site = is_collection(plan.absolute().parent)
    checked = load_plan(plan, HOOKS if has_site else HOOKS_ALONE, ROOT)
    return [task(checked, report, Options(out)) for report in checked.reports]


def run_papermill(plan: Path, out: Path) -> None:
    """Call papermill's command line for each report, then nbconvert for all."""
    for each in tasks_of(plan, out):
        words = [w for k, v in each.parameters.items() for w in ("-r", k, str(v))]
        files = [str(each.notebook), str(out / f"{each.name}.ipynb"), *words]
        folder = ["--cwd", str(each.notebook.parent), "--no-progress-bar"]
        command = [sys.executable, "-m", "papermill", *files, *folder]
        subprocess.run(command, check=True, capture_output=True)
    executed = sorted(map(str, out.glob("*.ipynb")))
    command = [sys.executable, "-m", "nbconvert", "--to", "html", *executed]
    subprocess.run(command, check=True, capture_output=True)


def run_limit(plan: Path, out: Path) -> None:
    """Run cells and pages in two forked processes; print the seconds they took."""
    for name in HOOKS.preload:
        import_module(name)
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
    """Return an IPython shell that shows all forms of a result, as a kernel does."""
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

    _shell().reset(new_session=True)
    plt.switch_backend("agg")
    os.chdir(each.notebook.parent)
    book = load_notebook_node(nbformat.from_dict(each.content))
    book = parameterize_notebook(book, each.parameters)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
        cell.outputs = [
            nbformat.v4.new_output("display_data", data, metadata=metadata)
            for data, metadata in _outputs(cell.source)
        ]
    nbformat.write(book, out / f"{each.name}.ipynb")
    for name, text in function(each.render)(book, each.info).items():
        (out / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def _outputs(source: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Run a cell; yield data and metadata of what it shows, prints and draws."""
    import matplotlib.pyplot as plt
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.utils.capture import capture_output
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    results: list[dict[str, Any]] = []
    _shell().display_trap.hook = CapturingDisplayHook(_shell(), results)
    with capture_output() as captured:
        text = source.replace("%matplotlib inline", "")
        result = _shell().run_cell(text, store_history=False)
    if not result.success:
        os._exit(1)
    for shown in captured.outputs:
        yield shown.data, shown.metadata
    for each in results:
        yield each["data"], each["metadata"]
    if captured.stdout:
        yield {"text/plain": captured.stdout}, {}
    for figure in map(plt.figure, plt.get_fignums()):
        drawn = io.BytesIO()
        FigureCanvasAgg(figure)
        figure.savefig(drawn, format="png", bbox_inches="tight")
        yield {"image/png": b64encode(drawn.getvalue()).decode()}, {}
    plt.close("all")


WAYS = {"papermill": run_papermill, "limit": run_limit}

if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
