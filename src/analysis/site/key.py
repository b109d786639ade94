"""What the site was made from; where nothing changed nothing is made.

Looked at before anything is imported that reads tables: a run with nothing to do must
be over at once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.batch.plan import Plan
from analysis.batch.reuse import data_folder, installed, of_file, of_files, of_json
from analysis.batch.state import State

FILE = ".site.json"
SOURCE = Path(__file__).parents[1]
KINDS = (".py", ".toml", ".j2", ".css", ".js", ".json")
Stamp = list[int]


def key_of(plan: Plan, out: Path) -> str:
    """Return a digest of all that the pages around the reports are made from."""
    paths = sorted(path for path in SOURCE.rglob("*") if path.suffix in KINDS)
    source = [[path.relative_to(SOURCE).as_posix(), of_file(path)] for path in paths]
    state = State(out)
    books = [[name, _of_book(name, state, out)] for name in _names(plan)]
    lock = of_file(plan.root / "requirements" / "run.txt")
    data = of_files(data_folder())
    return of_json([source, books, lock, data, of_file(plan.path), installed()])


def _names(plan: Plan) -> list[str]:
    return sorted(report.name for report in plan.reports)


def _of_book(name: str, state: State, out: Path) -> str:
    """Return the digest of an executed notebook: as noted when it was made, or now."""
    file = f"{name}.ipynb"
    noted = state.records.get(name, {}).get("outputs", {}).get(file)
    is_there = (out / file).is_file()
    return str(noted[-1]) if noted and is_there else of_file(out / file)


class Known:
    """The files of the site as they were left, and what they were made from."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out / FILE
        self.key = ""
        self.files: dict[str, Stamp] = {}
        if self.path.is_file():
            found: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
            self.key, self.files = found["key"], found["files"]

    def is_current(self, key: str) -> bool:
        """Tell whether the site was made from this and stands as it was left."""
        return key == self.key and all(
            stamp(self.out / name) == seen for name, seen in self.files.items()
        )

    def note(self, key: str, names: Iterable[str], theirs: Iterable[str]) -> None:
        """Remove the files that are of no use any more, and note those that are.

        `theirs` are files that others may have made in the place of ours.
        """
        wanted = set(names)
        for name in self.files.keys() - wanted - set(theirs):
            (self.out / name).unlink(missing_ok=True)
        self.key = key
        self.files = {name: stamp(self.out / name) for name in sorted(wanted)}
        beside = self.path.with_suffix(".new")
        text = json.dumps({"key": key, "files": self.files})
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(self.path)


def stamp(path: Path) -> Stamp:
    """Return size and time of a file, or nothing if it is not there."""
    try:
        seen = os.stat(path)  # noqa: PTH116 - thousands of them, in no time
    except OSError:
        return []
    return [seen.st_size, seen.st_mtime_ns]
