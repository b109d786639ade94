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
    records = State(out).records
    reports = [[name, one["outputs"]] for name, one in sorted(records.items())]
    digests = [[n, sorted((f, s[-1]) for f, s in files.items())] for n, files in reports]
    there = sorted(path.name for path in out.glob("*.ipynb"))
    lock = of_file(plan.root / "requirements" / "run.txt")
    data = of_files(data_folder())
    return of_json([source, digests, there, lock, data, of_file(plan.path), installed()])


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

    def note(self, key: str, names: Iterable[str]) -> None:
        """Remove the files that are of no use any more, and note those that are."""
        wanted = set(names)
        for name in self.files.keys() - wanted:
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
