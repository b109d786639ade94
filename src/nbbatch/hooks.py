"""What a study tells the runner of its notebooks: names of functions and modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol


class Allowed(Protocol):
    """The values that a parameter may take.

    Attributes
    ----------
    labels
        For each value its label by language, for headings; it may be empty.
    selections
        Values by a name that stands for all of them in the matrix of a plan.
    """

    labels: Mapping[str, Mapping[str, str]]
    selections: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Hooks:
    """Functions of the study as "module:function", since worker processes import them.

    Attributes
    ----------
    allowed
        `allowed(parameter, project) -> Allowed | None`: the values that a `str`
        parameter may take, None for any; `project` is the folder of the plan's project.
    data
        `data(project) -> [Path]`: folders of data. A report depends on those of their
        files that it opens, or that an audit event names: `nbbatch.read`, with the path
        and what `hashes.state_of` was when the file was read.
    rows
        `rows(table, values, project) -> int | None`: how many rows of a table are about
        the values of a report's parameters, None if there is no such table. A plan
        leaves out reports that need tables and find no row in any of them.
    fault
        `fault() -> str`: what is wrong with the data, "" if nothing; all reports depend
        on it.
    render
        `render(notebook, info) -> {file name: text or bytes}`: what is published of an
        executed notebook beside the notebook itself; `info` is a `task.ReportInfo`.
    preload
        Modules that the parent of the kernels imports before it forks them.
    variables
        Environment variables on which reports depend.
    assets
        Endings of files of the packages on which no report depends: pages link to them.
    """

    allowed: str = ""
    data: str = ""
    rows: str = ""
    fault: str = ""
    render: str = ""
    preload: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()

    def allowed_values(self, parameter: str, project: Path) -> Allowed | None:
        """Return what the study allows for a parameter, None for anything."""
        if not self.allowed:
            return None
        values: Allowed | None = function(self.allowed)(parameter, project)
        return values

    def rows_about(
        self, table: str, values: Mapping[str, object], project: Path
    ) -> int | None:
        """Return how many rows of a table are about some values of parameters."""
        return function(self.rows)(table, values, project) if self.rows else None

    def data_folders(self, project: Path) -> list[Path]:
        """Return the folders of data."""
        return sorted(function(self.data)(project)) if self.data else []

    def fault_of_data(self) -> str:
        """Return what is wrong with the data."""
        return str(function(self.fault)()) if self.fault else ""


def function(name: str) -> Any:
    """Return the function "module:function".

    Examples
    --------
    >>> function("math:sqrt")(4.0)
    2.0
    """
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)
