"""What the site was made from; where nothing changed nothing is made.

Looked at before anything is imported that reads tables: a run with nothing to do must
be over at once. So an executed notebook is read again only if its size or time is new.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nbbatch.plan import Plan
from nbbatch.reuse import data_folder, installed, of_file, of_files, of_json

FILE = ".site.json"
VERSION = 1
SOURCE = Path(__file__).parents[2]
KINDS = (".py", ".toml", ".j2", ".css", ".js", ".json", ".typ", ".xml")
Stamp = list[int]


class Known:
    """The files of the site as they were left, and what they were made from.

    Attributes
    ----------
    key
        The digest of all that they were made from; empty if they are not complete.
    files
        The size and time of each file of the site.
    books
        The size and time of each executed notebook, and its digest.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out / FILE
        self.key = ""
        self.files: dict[str, Stamp] = {}
        self.books: dict[str, tuple[Stamp, str]] = {}
        found = self._noted()
        if found.get("version") == VERSION:
            self.key, self.files = found["key"], found["files"]
            books = found["books"].items()
            self.books = {name: (one[0], one[1]) for name, one in books}

    def _noted(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return {}

    def is_current(self, key: str) -> bool:
        """Tell whether the site was made from this and stands as it was left."""
        return key == self.key and all(
            stamp(self.out / name) == seen for name, seen in self.files.items()
        )

    def digests(self, names: Iterable[str]) -> dict[str, tuple[Stamp, str]]:
        """Return size, time and digest of the executed notebooks of some reports."""
        return {name: self._digest(self.out / f"{name}.ipynb") for name in names}

    def _digest(self, path: Path) -> tuple[Stamp, str]:
        seen = stamp(path)
        noted = self.books.get(path.stem)
        return noted if noted and noted[0] == seen else (seen, of_file(path))

    def note(
        self,
        key: str,
        names: Iterable[str],
        books: Mapping[str, tuple[Stamp, str]],
    ) -> None:
        """Remove the files that are of no use any more, and note those that are.

        The pages of the reports in `books` are never ours to remove.
        """
        wanted = set(names)
        theirs = {f"{name}.html" for name in books}
        for name in self.files.keys() - wanted - theirs:
            (self.out / name).unlink(missing_ok=True)
        self.key, self.books = key, dict(books)
        self.files = {name: stamp(self.out / name) for name in sorted(wanted)}
        own = {"key": key, "files": self.files, "books": self.books}
        beside = self.path.with_suffix(".new")
        beside.write_text(
            json.dumps({"version": VERSION, **own}) + "\n", encoding="utf-8"
        )
        beside.replace(self.path)


def key_of(plan: Plan, books: Mapping[str, tuple[Stamp, str]]) -> str:
    """Return a digest of all that the pages around the reports are made from.

    `books` are the executed notebooks of the plan.
    """
    paths = sorted(path for path in SOURCE.rglob("*") if path.suffix in KINDS)
    source = [[path.relative_to(SOURCE).as_posix(), of_file(path)] for path in paths]
    digests = [[name, one[1]] for name, one in sorted(books.items())]
    lock = of_file(plan.root / "requirements" / "run.txt")
    data = of_files(data_folder())
    return of_json([source, digests, lock, data, of_file(plan.path), installed()])


def stamp(path: Path) -> Stamp:
    """Return size and time of a file, or nothing if it is not there."""
    try:
        seen = os.stat(path)  # noqa: PTH116 - thousands of them, in no time
    except OSError:
        return []
    return [seen.st_size, seen.st_mtime_ns]
