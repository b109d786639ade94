"""The stored outputs of the notebooks, made anew with their default parameters.

What changes without meaning is left out: times, and the patch version of Python.
Cells tagged `nbval-skip` need JupyterLab: they are neither run nor kept with outputs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from nbbatch.child import QUIET
from nbbatch.notebook import ONLY_LAB, cell_tags


def refresh(paths: Sequence[Path], jobs: int, say: Callable[[str], None]) -> None:
    """Run notebooks in place, `jobs` at once, each in its own folder.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails; its notebook is left as it was.
    """
    with ThreadPoolExecutor(jobs) as pool:
        for path, text in zip(paths, pool.map(_outputs, paths), strict=True):
            is_changed = text != path.read_text(encoding="utf-8")
            if is_changed:
                path.write_text(text, encoding="utf-8")
            say(f"{path.name}: {'changed' if is_changed else 'as it was'}")


def _outputs(path: Path) -> str:
    """Return the text of a notebook after a run."""
    book: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        book,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        extra_arguments=list(QUIET),
        skip_cells_with_tag=ONLY_LAB,
    )
    for cell in book.cells:
        if ONLY_LAB in cell_tags(cell):
            cell.update(outputs=[], execution_count=None)
    asyncio.run(client.async_execute())  # closes its loop, unlike `execute`
    book.metadata.get("language_info", {}).pop("version", None)
    text: str = nbformat.writes(book)  # type: ignore[no-untyped-call]
    return text + "\n"
