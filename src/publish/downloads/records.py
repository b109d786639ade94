"""The downloads of each report as a step of the cache: `downloads <report>`.

They depend on the executed notebook, the data, the code and the installed packages.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from analysis.tables import data_folder
from nbbatch import hashes
from nbbatch.cache import Cache, ConflictError
from nbbatch.hooks import Hooks

FOLDER, RECORDS = "downloads", ".downloads"
HOOKS = Hooks(render="publish.page:render", variables=("ANALYSIS_DATA",))


class Records:
    """What the cache of an output folder says about downloads."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.cache = Cache(out)
        data = {"the data": hashes.of_files(data_folder())}
        self.shared = hashes.environment(HOOKS) | data

    def keep(self, names: Collection[str]) -> None:
        """Remove the downloads of all reports but `names`."""
        self.cache.keep("downloads ", {f"downloads {name}" for name in names})

    def is_current(self, notebook: Path) -> bool:
        """Tell whether the downloads of a report are as they would be made now.

        Raises
        ------
        ConflictError
            If they would replace files that no run has made.
        """
        step = f"downloads {notebook.stem}"
        for conflict in self.cache.conflicts(step, self.files(notebook.stem)):
            raise ConflictError(conflict)
        return self.cache.reason(step, self._parts(notebook)) is None

    def add(self, notebook: Path) -> None:
        """Note that the downloads of a report have been made."""
        names = self.files(notebook.stem)
        made = {name: hashes.of_file(self.out / name) for name in names}
        record = {"parts": self._parts(notebook)}
        self.cache.note(f"downloads {notebook.stem}", record, made)

    def files(self, name: str) -> tuple[str, ...]:
        """Return the downloads of a report, by their paths in the output folder."""
        paths = sorted((self.out / FOLDER / name).glob("*"))
        return tuple(path.relative_to(self.out).as_posix() for path in paths)

    def _parts(self, notebook: Path) -> dict[str, str]:
        return self.shared | {"its report": self.cache.hash_of(notebook)}
