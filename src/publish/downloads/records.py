"""What the files of each report were made of: they are made again only if need be.

That is its notebook, the rows of data/ that name things and sources, the code that
writes the files and the packages that it rests on. `.take` of the output folder has a
record for each report.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Collection
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.dictionary import read_dictionary
from analysis.tables import data_folder

FOLDER, RECORDS = "take", ".take"
PACKAGES = ("matplotlib", "pandas", "pypandoc-binary", "typst", "xlsxwriter")
ROOMS = (
    "publish/downloads/*",
    "analysis/explain/*",
    "analysis/show/*",
    "analysis/*.py",
    "analysis/words.toml",
)


class Records:
    """The records of an output folder."""

    def __init__(self, out: Path) -> None:
        self.out = out
        entities = read_dictionary(data_folder() / "datapackage.json").entities
        named = [data_folder() / f"{table}.csv" for table in entities]
        named.append(data_folder() / "datapackage.json")
        self.shared = [*_machinery(), *(_of_file(path) for path in named)]

    def keep(self, names: Collection[str]) -> None:
        """Remove what was written of reports but `names`, and the records of it."""
        for path in sorted((self.out / RECORDS).glob("*.json")):
            if path.stem not in names:
                shutil.rmtree(self.out / FOLDER / path.stem, ignore_errors=True)
                path.unlink()

    def is_current(self, notebook: Path) -> bool:
        """Whether the files of a report are there, as they would be made now."""
        try:
            known = self._path(notebook.stem).read_text(encoding="utf-8")
            return bool(json.loads(known) == self._now(notebook))
        except (OSError, ValueError):
            return False

    def add(self, notebook: Path) -> None:
        """Note that the files of a report have been made."""
        path = self._path(notebook.stem)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(self._now(notebook)), encoding="utf-8")
        beside.replace(path)

    def files(self, name: str) -> tuple[str, ...]:
        """The files of a report, by their paths below the output folder."""
        paths = sorted((self.out / FOLDER / name).iterdir())
        return tuple(path.relative_to(self.out).as_posix() for path in paths)

    def _path(self, name: str) -> Path:
        return self.out / RECORDS / f"{name}.json"

    def _now(self, notebook: Path) -> dict[str, Any]:
        """What a report is made of, and what its files are."""
        parts = "\n".join([_of_file(notebook), *self.shared])
        files = {file: _of_file(self.out / file) for file in self.files(notebook.stem)}
        return {"of": hashlib.sha256(parts.encode()).hexdigest(), "files": files}


def _of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _machinery() -> tuple[str, ...]:
    """The code that writes, and the versions of what it rests on."""
    package = Path(__file__).parents[2]
    paths = sorted(path for room in ROOMS for path in package.glob(room))
    versions = [f"{name} {version(name)}" for name in PACKAGES]
    code = [_of_file(path) for path in paths if path.is_file()]
    return (sys.version, *versions, *code)
