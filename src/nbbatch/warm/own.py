"""The package itself in the warm parent: imported once, given to kernels as they ask.

A kernel gets a module when something imports it, and with it what the module imports:
its `sys.modules` holds what it would hold anyway. Each is given once, so that a reload
reads the source, and none once any of the files has changed. To a kernel's audit hooks
a module that is given is a file that was read, and so are the data that stand beside it
under its name. Tables are looked at once too; `tables` knows whether they still hold.
"""

from __future__ import annotations

import builtins
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import resolve_name, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = "analysis"
NOT_FOR_NOTEBOOKS = {"__main__"}
WATCH = "nbbatch.input_watch"  # which a watched kernel imports before its first cell


class Own(MetaPathFinder, Loader):
    """The modules of this package, ready to be given; none if they cannot be imported.

    Attributes
    ----------
    modules
        By name, those that have not been given yet.
    needs
        What a module's own imports name, in their order.
    replaced
        Names of the modules that the parent itself runs on; a kernel forgets them.
    """

    def __init__(self) -> None:
        self.modules: dict[str, ModuleType] = {}
        self.specs: dict[str, ModuleSpec | None] = {}
        self.needs: dict[str, list[str]] = {}
        self.depth = 0
        kept = _taken_out()
        self.replaced = list(kept)
        # Before anything is imported: what is edited meanwhile is seen to have changed.
        self.seen = {file: state(file) for file in _files(Path(__file__).parents[2])}
        try:
            with _noted(self.needs):
                import_module(WATCH)
                for found in pkgutil.iter_modules(import_module(ROOT).__path__):
                    if found.name not in NOT_FOR_NOTEBOOKS:
                        import_module(f"{ROOT}.{found.name}")
            import_module(f"{ROOT}.words").phrases()
            with suppress(Exception):  # a kernel says what is wrong with the data
                import_module(f"{ROOT}.tables").load_tables().prepare()
            self.modules = _taken_out()
        except Exception:  # nor what is wrong with the package
            _taken_out()
        finally:
            sys.modules.update(kept)
        self.specs = {name: one.__spec__ for name, one in self.modules.items()}
        self.names = _parted(self.modules)
        folders = {os.path.dirname(file) for file in self.seen}  # noqa: PTH120 - bytes
        self.seen |= {folder: state(folder) for folder in folders}

    def is_current(self) -> bool:
        """Whether the package's files and folders are as when they were imported."""
        return all(state(place) == was for place, was in self.seen.items())

    def find_spec(
        self, name: str, _path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module that is still to be given, where it would be found anyway."""
        module = self.modules.get(name)
        if module is None or target is not None:
            return None
        if name == ROOT and not self._is_found_here(module):
            self.modules.clear()
        if self.depth == 0 and not self.is_current():
            self.modules.clear()
        if not self.modules:
            return None
        return spec_from_loader(name, self, is_package=hasattr(module, "__path__"))

    def _is_found_here(self, module: ModuleType) -> bool:
        found = PathFinder.find_spec(ROOT)
        return found is not None and found.origin == module.__file__

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Give a module, which is not to be given again."""
        return self.modules.pop(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Tell that the file was read, and import what the module imports."""
        name = module.__name__
        module.__spec__ = self.specs[name]
        source = Path(str(module.__file__))
        for file in sorted(source.parent.glob(f"{source.stem}.*")):
            sys.audit("open", str(file), "r", os.O_RDONLY)
        self.depth += 1
        try:
            for needed in self.needs.get(name, ()):
                if needed in self.modules:
                    import_module(needed)
        finally:
            self.depth -= 1
        vars(module).update(self.names.get(name, {}))


def state(place: bytes) -> tuple[int, int] | None:
    """Return time and size of a file or folder, or None if there is none."""
    try:
        found = os.stat(place)  # noqa: PTH116 - 1,300 of them before each kernel
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _files(package: Path) -> list[bytes]:
    """Every file of the package but what is compiled."""
    found = (path for path in package.rglob("*") if path.is_file())
    return [os.fsencode(path) for path in found if path.parent.name != "__pycache__"]


def _taken_out() -> dict[str, ModuleType]:
    """Take this package out of the imported modules; return it."""
    names = [name for name in sys.modules if name.split(".")[0] == ROOT]
    return {name: sys.modules.pop(name) for name in names}


def _parted(modules: dict[str, ModuleType]) -> dict[str, dict[str, Any]]:
    """Take modules out of the packages that hold them, until they are imported.

    Returns what packages hold under the name of a module of theirs, as a function.
    """
    names: dict[str, dict[str, Any]] = {}
    for name, module in modules.items():
        package, _, last = name.rpartition(".")
        held = vars(modules[package]) if package else {}
        if held.get(last) is module:
            del held[last]
        elif last in held:
            names.setdefault(package, {})[last] = held[last]
    return names


@contextmanager
def _noted(needs: dict[str, list[str]]) -> Iterator[None]:
    """Note which modules the imports of this package name."""
    usual = builtins.__import__

    def noting(
        name: str,
        globals: dict[str, Any] | None = None,
        locals: Any = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        found = usual(name, globals, locals, fromlist or (), level)
        importer = (globals or {}).get("__name__", "")
        if importer.split(".")[0] == ROOT:
            package = (globals or {}).get("__package__")
            whole = resolve_name("." * level + name, package) if level else name
            named = [whole, *(f"{whole}.{one}" for one in fromlist or ())]
            needs.setdefault(importer, []).extend(named)
        return found

    builtins.__import__ = noting  # type: ignore[assignment]
    try:
        yield
    finally:
        builtins.__import__ = usual
