"""Hashes of everything that outputs can depend on, looked at once in a run."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import sysconfig
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nbbatch.hooks import Hooks

# Prefixes of environment variables that change what libraries do.
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


def of_bytes(content: bytes) -> str:
    """Return the hash of a content, 32 characters long."""
    return hashlib.sha256(content).hexdigest()[:32]


def of_json(content: Any) -> str:
    """Return the hash of what can be written as JSON."""
    return of_bytes(json.dumps(content, sort_keys=True, default=str).encode())


def state_of(path: str | Path) -> list[int] | None:
    """Return time and size of a file or folder, or None if it does not exist."""
    try:
        state = os.stat(path)  # noqa: PTH116 - called for every file
    except OSError:
        return None
    return [state.st_mtime_ns, state.st_size]


@cache
def _of_state(path: Path, _size: int, _time: int) -> str:
    return of_bytes(path.read_bytes())


def of_file(path: Path) -> str:
    """Return the hash of a file, read once for each size and time, or "none"."""
    try:
        state = path.stat()
        return _of_state(path, state.st_size, state.st_mtime_ns)
    except OSError:
        return "none"


def of_path(path: Path) -> str:
    """Return the hash of a file, or of the names in a folder, or "none"."""
    if not path.is_dir():
        return of_file(path)
    try:
        return of_json(sorted(entry.name for entry in path.iterdir()))
    except OSError:
        return "none"


def of_files(folder: Path) -> str:
    """Return the hash of the files of a folder, without those below."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return of_json([[path.name, of_file(path)] for path in paths if path.is_file()])


def environment(
    hooks: Hooks, project: Path, *, with_assets: bool = True
) -> dict[str, str]:
    """Return hashes of what outputs depend on, by their names in a sentence.

    The site depends on all data and on the assets of pages; a report on some of the
    data, and on no asset.
    """
    left_out = () if with_assets else hooks.assets
    code = [each for each in source_files(hooks) if not each[0].endswith(left_out)]
    return {
        "the code of the packages": of_json(code),
        "the installed packages": of_json(installed()),
        "the files of settings": of_json([of_file(path) for path in setting_files()]),
        "the environment's settings": of_json(settings(hooks)),
        "the data": of_json([of_files(path) for path in hooks.data_folders(project)]),
    }


@cache
def source_folders(hooks: Hooks) -> list[Path]:
    """Return the folders of this package and of the study, unless they are installed.

    Installed packages, whose version changes with their content, need no hash.
    """
    modules = [__name__, hooks.allowed, hooks.render, *hooks.preload]
    specs = [find_spec(name.partition(".")[0]) for name in filter(None, modules)]
    origins = {Path(spec.origin).parents[1] for spec in specs if spec and spec.origin}
    fixed = {Path(path) for path in sysconfig.get_paths().values()}
    return sorted(origins - fixed)


def source_files(hooks: Hooks) -> list[tuple[str, str]]:
    """Return the hash of each file of the packages, templates and words included."""
    return [
        (path.relative_to(folder).as_posix(), of_file(path))
        for folder in source_folders(hooks)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    ]


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


def settings(hooks: Hooks) -> dict[str, str]:
    """Return the variables of the environment that change results."""
    names = (n for n in os.environ if n.startswith(SETTINGS) or n in hooks.variables)
    return {name: os.environ[name] for name in names}


def setting_files() -> list[Path]:
    """Return matplotlib's settings and what IPython runs at its start."""
    home, env = Path.home(), os.environ
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config", "matplotlib")
    profile = Path(env.get("IPYTHONDIR") or home / ".ipython", "profile_default")
    folders = [Path(env["MPLCONFIGDIR"])] if env.get("MPLCONFIGDIR") else []
    files = [folder / "matplotlibrc" for folder in (*folders, config)]
    scripts = (p for kind in ("py", "ipy") for p in profile.rglob(f"*.{kind}"))
    return [path for path in (*files, *sorted(scripts)) if path.is_file()]
