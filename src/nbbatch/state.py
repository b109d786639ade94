"""What an output folder knows of its reports: one record for each finished one.

`.state.jsonl` gets a line when a report is done, after its outputs are in place, so a
run that is killed loses no more than what it was at work on; the last line of a name
counts, and half a line counts for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FILE = ".state.jsonl"
VERSION = 2
Record = dict[str, Any]


class State:
    """The records of an output folder."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out / FILE
        self.records: dict[str, Record] = {}
        if self.path.is_file():
            text = self.path.read_text(encoding="utf-8", errors="replace")
            for line in text.split("\n"):
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            record = json.loads(line)
        except ValueError:
            return
        if not isinstance(record, dict) or not isinstance(record.get("name"), str):
            return
        is_told = record.get("parts") or record.get("doubt")
        if record.get("version") == VERSION and is_told:
            self.records[record["name"]] = record
        else:
            self.records.pop(record["name"], None)

    def add(self, name: str, record: Record | None) -> None:
        """Note what a report was made of, or with None that it cannot be reused."""
        line = {"version": VERSION, "name": name, **(record or {})}
        with self.path.open("a", encoding="utf-8") as out:
            out.write("\n" * _is_torn(self.path) + json.dumps(line) + "\n")
        self._take(json.dumps(line))

    def keep(self, names: Iterable[str]) -> set[str]:
        """Forget all reports but `names`; return those forgotten."""
        gone = self.records.keys() - set(names)
        for name in gone:
            del self.records[name]
        lines = [json.dumps(record) + "\n" for record in self.records.values()]
        beside = self.path.with_suffix(".new")
        beside.write_text("".join(lines), encoding="utf-8")
        beside.replace(self.path)
        return gone


def _is_torn(path: Path) -> bool:
    """Tell whether the last line of a file was cut short."""
    if not path.is_file() or not path.stat().st_size:
        return False
    with path.open("rb") as lines:
        lines.seek(-1, 2)
        return lines.read() != b"\n"


def stamped(path: Path) -> list[Any]:
    """Return size, time and digest of an output."""
    state = path.stat()
    return [state.st_size, state.st_mtime_ns, digest(path.read_bytes())]


def is_as_stamped(path: Path, stamp: list[Any]) -> bool:
    """Tell whether an output is still what it was."""
    try:
        state = path.stat()
        if [state.st_size, state.st_mtime_ns] == stamp[:2]:
            return True
        return bool(digest(path.read_bytes()) == stamp[2])
    except OSError:
        return False


def digest(content: bytes) -> str:
    """Return a short name for a content."""
    return hashlib.sha256(content).hexdigest()[:32]
