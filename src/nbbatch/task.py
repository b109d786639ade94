"""What a run gives to its workers and gets back.

Free of papermill and nbconvert, which only the workers load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbbatch.inputs import Inputs
from nbbatch.notebook import Scalar


@dataclass(frozen=True)
class ReportInfo:
    """What a page says about its report, beside what the notebook shows.

    Attributes
    ----------
    values
        Every parameter of the notebook.
    parameters
        Those that the plan gives.
    labels
        For values that have any, the label by language, by parameter.
    twins
        Names of the same report in other languages, by language.
    """

    name: str
    title: str
    lang: str
    values: Mapping[str, Scalar] = field(default_factory=dict)
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """All that a worker needs to make one report.

    `render` is the hook that makes its page; it may be empty. `timeout` is in seconds,
    `memory` in bytes of address space. `packages` are folders whose files the run has
    hashed, and which count as no inputs of the report.
    """

    name: str
    notebook: Path
    content: dict[str, Any] = field(repr=False)
    parameters: Mapping[str, Scalar]
    info: ReportInfo
    render: str = ""
    timeout: float | None = None
    memory: int | None = None
    packages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """Why a report failed; `cell` counts the code cells of the notebook from 1."""

    error: str
    cell: int | None = None
    source: str = ""
    traceback: str = ""


@dataclass(frozen=True)
class Outcome:
    """The result of a report: its files by name, and what its cells read."""

    name: str
    seconds: float = 0.0
    failure: Failure | None = None
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    inputs: Inputs = field(default_factory=Inputs)
