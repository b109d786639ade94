"""The engine that papermill runs reports with: its own, less what no report keeps.

papermill notes when each cell begins and ends. A report carries no times, so that two
runs give the same bytes.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import (
    NBClientEngine,
    NotebookExecutionManager,
    papermill_engines,
)

NAME = "report"


class Untimed(NotebookExecutionManager):  # type: ignore[misc]
    """An account of a run without the times of its cells."""

    def cell_start(self, cell: Any, cell_index: Any = None, **_: Any) -> None:
        """Note nothing."""

    def cell_complete(self, cell: Any, cell_index: Any = None, **_: Any) -> None:
        """Note nothing."""


class Engine(NBClientEngine):  # type: ignore[misc]
    """nbclient, as papermill's own engine calls it."""

    @classmethod
    def execute_notebook(
        cls, nb: Any, kernel_name: str, output_path: Any = None, **kwargs: Any
    ) -> Any:
        """Execute a notebook and return it; nothing is written or shown meanwhile."""
        for shown in ("progress_bar", "autosave_cell_every"):
            kwargs.pop(shown, None)
        manager: Any = Untimed(
            nb, output_path, progress_bar=False, autosave_cell_every=0
        )
        manager.notebook_start()
        cls.execute_managed_notebook(manager, kernel_name, **kwargs)
        return manager.nb


papermill_engines.register(NAME, Engine)
