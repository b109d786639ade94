"""Which reports must run, and why: a report is kept only if all it read is the same.

What a report read is known from its last run: the code of its notebook and the prose of
its language, its parameters, the rows that it asked a `Study` for, and every file that
it opened, package modules among them (`reads`). With that go the versions of the lock
and of what is installed, the settings that libraries read from the environment, and
the source of this folder, which makes the pages. Rows are asked for again without a
kernel, and only if some file of the data has changed.

`records` notes what that was; where it is in doubt, the report runs.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib import import_module
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from nbbatch.plan import Plan
from nbbatch.state import Record, State, digest, is_as_stamped
from nbbatch.task import Task

SETTINGS = (
    "MPL",
    "MATPLOTLIB",
    "LANG",
    "LC_",
    "TZ",
    "PYTHONHASHSEED",
    "PYTHONPATH",
    "PANDAS_",
)
SETTINGS_OF_OURS = ("ANALYSIS_DATA", "SOURCES_DIR")
CHANGED = {
    "notebook": "its notebook changed",
    "parameters": "its parameters changed",
    "page": "its heading or its twin changed",
    "versions": "the versions of packages changed",
    "settings": "the settings of the environment changed",
    "machinery": "the code that makes reports changed",
}
# What the rooms of this folder import from the others, to make pages.
USED = (
    "analysis/addresses.py",
    "analysis/allowed_values.py",
    "analysis/words.py",
    "analysis/words.toml",
)
MAKERS = ("nbbatch", "publish")


class Inputs:
    """All that reports of a plan can depend on, looked at once."""

    def __init__(self, plan: Plan) -> None:
        self.data_folder = data_folder()
        self.lock = plan.root / "requirements" / "run.txt"
        self.data = of_files(self.data_folder)
        self.shared = {
            "versions": of_json([of_file(self.lock), installed()]),
            "settings": of_json(_settings()),
            "machinery": of_json(_machinery()),
        }

    def parts(self, task: Task) -> dict[str, str]:
        """Return the digest of each part that is known before a report runs."""
        own = {
            "notebook": of_json([task.content, _importable(task.notebook.parent)]),
            "parameters": of_json(task.parameters),
            "page": of_json([asdict(task.info), task.render]),
        }
        return own | self.shared

    def is_steady(self) -> bool:
        """Tell whether the data are still what they were at the start."""
        return self.data == of_files(self.data_folder)


def reasons(
    tasks: Iterable[Task], inputs: Inputs, state: State
) -> dict[str, str | None]:
    """Return for each report why it must run, or None if it can be kept."""
    checked: set[str] = set()
    return {task.name: _reason(task, inputs, state, checked) for task in tasks}


def _reason(task: Task, inputs: Inputs, state: State, checked: set[str]) -> str | None:
    record = state.records.get(task.name)
    if record is None:
        return "it was not made before"
    if "doubt" in record:
        return f"it {record['doubt']}"
    parts = _reason_of_parts(record, inputs.parts(task))
    reason = parts or _reason_of_files(record, task.out)
    if reason is None:
        _check_again(record, inputs, checked)
    return reason


def _reason_of_parts(record: Record, parts: dict[str, str]) -> str | None:
    """Say which part that is known before a run has changed."""
    changed = (part for part in CHANGED if record["parts"].get(part) != parts[part])
    return next((CHANGED[part] for part in changed), None)


def _reason_of_files(record: Record, out: Path) -> str | None:
    """Say which output, or which file or folder that was read, has changed."""
    for name, stamp in record["outputs"].items():
        if not is_as_stamped(out / name, stamp):
            return f"its output {name} is missing or changed"
    then = [(of_file, *one) for one in record["files"].items()]
    then += [(of_folder, *one) for one in record["folders"].items()]
    changed = (place for look, place, was in then if look(Path(place)) != was)
    return next((f"{as_typed(place)} changed" for place in changed), None)


def _check_again(record: Record, inputs: Inputs, checked: set[str]) -> None:
    """Check data again of which any file has changed; an error ends the run."""
    for by in {*record["checked"]} - checked if record["data"] != inputs.data else ():
        module, _, function = by.partition(":")
        getattr(import_module(module), function)()
        checked.add(by)


def as_typed(place: str) -> str:
    """Return a path as one would type it here."""
    here = os.path.join(Path.cwd(), "")  # noqa: PTH118 - with its last slash
    return place.removeprefix(here)


def data_folder() -> Path:
    """Return the folder that `tables` reads."""
    named = os.environ.get("ANALYSIS_DATA")
    return Path(named) if named else Path(__file__).parents[2] / "data"


def of_json(content: Any) -> str:
    """Return the digest of what can be written as JSON."""
    return digest(json.dumps(content, sort_keys=True, default=str).encode())


@cache
def _of_state(path: Path, _size: int, _time: int) -> str:
    return digest(path.read_bytes())


def of_file(path: Path) -> str:
    """Return the digest of a file; it is read once for each state that it has."""
    try:
        state = path.stat()
        return _of_state(path, state.st_size, state.st_mtime_ns)
    except OSError:
        return "none"


def of_files(folder: Path) -> dict[str, str]:
    """Return the digest of each file of a folder, by name."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: of_file(path) for path in paths if path.is_file()}


def of_folder(path: Path) -> str:
    """Return the digest of the names in a folder."""
    try:
        return of_json(sorted(entry.name for entry in path.iterdir()))
    except OSError:
        return "none"


LOOKS = {"file": of_file, "folder": of_folder}


def _importable(folder: Path) -> list[str]:
    """Return what a notebook's folder offers for import before anything else."""
    hidden = (".", "__")
    return sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.suffix in (".py", ".so")
        or (entry.is_dir() and not entry.name.startswith(hidden))
    )


def _machinery() -> list[list[str]]:
    """Return the source of this folder, which makes the reports, and what it uses."""
    source = Path(__file__).parents[1]
    files = [source / name for name in USED]
    files += [path for name in MAKERS for path in (source / name).rglob("*")]
    kept = (path for path in files if path.is_file() and path.suffix != ".pyc")
    return [[str(path.relative_to(source)), of_file(path)] for path in kept]


def installed() -> list[Any]:
    """Return interpreter, platform and what is installed, with versions."""
    places = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    names = sorted(
        entry.name
        for place in places
        for entry in Path(place).iterdir()
        if entry.suffix in (".dist-info", ".pth")
    )
    return [sys.version, platform.machine(), names]


def _settings(env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the variables that change what libraries do, and where data are."""
    names = [name for name in sorted(env) if name.startswith(SETTINGS)]
    settings = {name: env[name] for name in [*names, *SETTINGS_OF_OURS] if name in env}
    return settings | matplotlibrcs(env) | _profile(env)


def _profile(env: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each file of the user's that IPython runs before a watch."""
    folder = Path(env.get("IPYTHONDIR") or Path.home() / ".ipython", "profile_default")
    found = [path for kind in ("py", "ipy") for path in folder.rglob(f"*.{kind}")]
    return {str(path): of_file(path) for path in sorted(found)}


def matplotlibrcs(env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the digest of each file that may hold the user's settings of figures."""
    config = Path(env.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    places = [env.get("MPLCONFIGDIR"), str(config / "matplotlib")]
    paths = [Path(place, "matplotlibrc") for place in places if place]
    return {str(path): of_file(path) for path in paths}


def drop_doubtful_bytecode(folders: Iterable[Path]) -> None:
    """Remove compiled code that is not younger than its source by a whole second.

    Python compares times by the second, so it would not see an edit of the same size
    within the second in which the old source was compiled.
    """
    for folder in folders:
        for compiled in folder.rglob("__pycache__/*.pyc"):
            with suppress(OSError, ValueError):
                source = Path(source_from_cache(compiled))
                if int(source.stat().st_mtime) >= int(compiled.stat().st_mtime):
                    compiled.unlink()
