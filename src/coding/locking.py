"""Locked sheets: what a coder had before the sheets of a text were compared.

Locking keeps a copy of the files of a sheet in `locked/`, and their hash and the day in
`lock.toml`. Two sheets are compared as they were locked, whatever became of them after.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.dictionary import DataError
from coding import problems
from coding.sheet import Sheet
from reading import atomic

LOCK, FOLDER = "lock.toml", "locked"


@dataclass(frozen=True)
class Lock:
    """The lock of a sheet, and whether the sheet was changed after it."""

    coder: str
    day: str
    is_changed: bool


def lock(project: Path, source_id: str, coder: str, day: date) -> str:
    """Lock a sheet; return a line that says so.

    Raises
    ------
    DataError
        If it is locked already, or has rows that the dictionary does not allow.
    """
    sheet = Sheet.open(project, source_id, coder)
    place = sheet.name
    if (sheet.folder / LOCK).exists():
        advice = "a lock is for good; who codes again does so under another --coder"
        found = f"locked on {_read(sheet)['day']}"
        raise DataError.of(place, "a sheet not locked yet", found, advice=advice)
    accepted = len(sheet.rows(state="accepted"))
    if not accepted:
        advice = "accept the rows of the sheet first"
        raise DataError.of(place, "accepted rows", "none", advice=advice)
    if wrong := problems.of_accepted(sheet):
        raise DataError(wrong)
    texts = _files(sheet.folder)
    copies = {sheet.folder / FOLDER / name: text for name, text in texts.items()}
    record = f'sha256 = "{_digest(texts)}"\nday = "{day.isoformat()}"\n'
    atomic.write_all({**copies, sheet.folder / LOCK: record})
    undecided = len(sheet.rows(state="proposed"))
    return f"locked: {place}, {accepted} rows accepted, {undecided} still proposed"


def locked_sheet(project: Path, source_id: str, coder: str) -> tuple[Sheet, Lock]:
    """The sheet of a coder as it was locked.

    Raises
    ------
    DataError
        If it is not locked, or the copy is not what was locked.
    """
    now = Sheet.open(project, source_id, coder)
    place = now.name
    if not (now.folder / LOCK).exists():
        advice = f"run 'analysis lock {source_id} --coder {coder}' when it is finished"
        raise DataError.of(place, "a locked sheet", "no lock.toml", advice=advice)
    kept = _read(now)
    texts = _files(now.folder / FOLDER)
    if _digest(texts) != kept["sha256"]:
        copies, advice = f"{place}/{FOLDER}", "bring the folder back as git has it"
        found = "other files than those that were locked"
        raise DataError.of(copies, "what was locked", found, advice=advice)
    sheet = Sheet(project, source_id, coder, folder=now.folder / FOLDER)
    return sheet, Lock(coder, kept["day"], is_changed=_files(now.folder) != texts)


def _files(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.csv"))
    }


def _digest(texts: dict[str, str]) -> str:
    content = "".join(f"{name}\n{text}" for name, text in texts.items())
    return hashlib.sha256(content.encode()).hexdigest()


def _read(sheet: Sheet) -> dict[str, str]:
    try:
        kept = tomllib.loads((sheet.folder / LOCK).read_text(encoding="utf-8"))
        return {name: str(kept[name]) for name in ("sha256", "day")}
    except (ValueError, KeyError) as error:
        place = f"{sheet.name}/{LOCK}"
        allowed = "sha256 and day, in TOML"
        advice = "bring the file back as git has it"
        raise DataError.of(place, allowed, error, advice=advice) from None
