"""What the run gives to its workers and what they give back.

Free of papermill and nbconvert, which only the workers load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbbatch.parameters import Scalar

WORK = ".work"
PRELOAD = ("publish.warm_up",)  # until the runner has its hooks


@dataclass(frozen=True)
class Heading:
    """What a page says of itself, beside what its notebook shows.

    `parameters` are as a reader knows them: names, not keys. `has_site` tells whether
    there is a site around the page: claims, things and files that it can lead to.
    """

    name: str
    title: str
    lang: str
    parameters: dict[str, Scalar] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    has_site: bool = False


@dataclass(frozen=True)
class Task:
    """All that a worker needs to make one report.

    `timeout` is in seconds, `memory` in bytes of address space.
    """

    name: str
    notebook: Path
    content: dict[str, Any] = field(repr=False)
    parameters: dict[str, Scalar]
    heading: Heading
    out: Path
    timeout: float | None = None
    memory: int | None = None


@dataclass(frozen=True)
class Failure:
    """Why a report failed: the number of the code cell, as the notebook counts."""

    error: str
    cell: int | None = None
    source: str = ""
    traceback: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a report: seconds, output files, and what it read (`reads`)."""

    name: str
    seconds: float = 0.0
    failure: Failure | None = None
    files: tuple[str, ...] = ()
    reads: tuple[dict[str, Any], ...] = ()


def publish(out: Path, written: Mapping[str, str | bytes]) -> None:
    """Write files into a hidden folder and rename them into place.

    Their names may have folders in them.
    """
    work = out / WORK
    work.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        as_bytes = content.encode() if isinstance(content, str) else content
        for place in (work, out):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(as_bytes)
    for name in written:
        (work / name).replace(out / name)
