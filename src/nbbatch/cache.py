"""The cache of an output folder: what each step was made from, and what it made.

A step is a report, its downloads, the site and so on. It is repeated only if something
that it was made from has changed, and only outputs of steps are ever overwritten or
removed. `.cache.jsonl` gets two lines for each step: one names its outputs
before they are moved into place, one is its record afterwards. The last line of a step
counts, and half a line counts for nothing, so a run that is killed loses no more than
what it was making. A record has

`parts`    hashes of what is known before a step runs, by a name for the reason
`read`     hashes of the files that it read, and of the names in folders
`doubt`    if not null, why the step must be repeated each time
`fault`    of the step "the data" alone: what is wrong with them, "" if nothing
`outputs`  time, size and hash of each file made
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nbbatch.hashes import of_bytes, of_path, state_of
from nbbatch.notebook import typed

FILE, WORK, LOCK = ".cache.jsonl", ".work", ".lock"
VERSION = 4
Record = dict[str, Any]
Stamp = list[Any]


class ConflictError(ValueError):
    """An output would overwrite a file that no run has made, or that is an input."""


class LockedError(ValueError):
    """Another run is at work in the same folder."""


class Cache:
    """The steps of an output folder.

    Attributes
    ----------
    records
        The record of each finished step, by name.
    owned
        The outputs of each step, finished or not, by paths from the folder.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out / FILE
        self.records: dict[str, Record] = {}
        self.owned: dict[str, set[str]] = {}
        self._stamps: dict[str, Stamp] = {}
        if self.path.is_file():
            text = self.path.read_text(encoding="utf-8", errors="replace")
            for line in text.split("\n"):
                self._take(line)

    def _take(self, text: str) -> None:
        """Read a line; one of another version still says whose the outputs are."""
        try:
            line = json.loads(text)
            step, outputs = str(line["step"]), set(line["outputs"])
        except (ValueError, TypeError, LookupError):
            return
        if line.get("version") == VERSION and "parts" in line:
            self.records[step] = line
            self._stamps.update(line["outputs"])
        else:
            self.records.pop(step, None)
        self.owned[step] = outputs

    def reason(self, step: str, parts: Mapping[str, str]) -> str | None:
        """Return why a step must be repeated, or None if its outputs can stay."""
        record = self.records.get(step)
        if record is None:
            return "it was not made before"
        if record.get("doubt"):
            return f"it {record['doubt']}"
        return next(self._changes(record, parts), None)

    def _changes(self, record: Record, parts: Mapping[str, str]) -> Iterator[str]:
        """Yield what has changed since a step was made."""
        then = record["parts"]
        yield from (f"{p} changed" for p in parts if then.get(p) != parts[p])
        for name, stamp in record["outputs"].items():
            if self.hash_of(self.out / name) != stamp[-1]:
                yield f"its output {name} is missing or changed"
        for place, value in record.get("read", {}).items():
            if self.hash_of(Path(place)) != value:
                yield f"{typed(Path(place))} changed"

    def hash_of(self, path: Path) -> str:
        """Return the hash of a path; outputs that were not touched are not read."""
        stamp = self._stamps.get(os.path.relpath(path, self.out))
        is_same = stamp is not None and state_of(path) == stamp[:2]
        return str(stamp[2]) if stamp and is_same else of_path(path)

    def conflicts(
        self, step: str, names: Iterable[str], hashes: Mapping[str, str] | None = None
    ) -> Iterator[str]:
        """Yield the outputs that would overwrite what this step has not made.

        A file that another step has made with the same content is no conflict;
        `hashes` are those of the contents.
        """
        earlier = self.owned.get(step, set())
        for name in names:
            if name in earlier or not os.path.lexists(self.out / name):
                continue
            makers = [other for other, theirs in self.owned.items() if name in theirs]
            if makers and hashes and self._stamps.get(name, [""])[-1] == hashes[name]:
                continue
            whose = f"is an output of {makers[0]}" if makers else "was made by no run"
            yield f"{typed(self.out / name)} exists and {whose}"

    def write(
        self, step: str, files: Mapping[str, str | bytes], record: Record
    ) -> None:
        """Write the outputs of a step aside, move them into place, note the record.

        What the step has made before and does not make now is removed. Names may have
        folders in them.

        Raises
        ------
        ConflictError
            If a file of that name exists which this step has not made.
        OSError
            If a file cannot be written; nothing is in place then.
        """
        contents = {
            name: each.encode() if isinstance(each, str) else each
            for name, each in files.items()
        }
        hashes = {name: of_bytes(content) for name, content in contents.items()}
        self.claim(step, hashes)
        for name, content in contents.items():
            aside = self.out / WORK / name
            aside.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(content)
        for name in contents:
            (self.out / name).parent.mkdir(parents=True, exist_ok=True)
            (self.out / WORK / name).replace(self.out / name)
        self._unlink(step, self.owned[step] - files.keys())
        self.note(step, record, hashes)

    def claim(self, step: str, hashes: Mapping[str, str]) -> None:
        """Note that a step is about to make files of these names and hashes."""
        refused = list(self.conflicts(step, hashes, hashes))
        if refused:
            message = f"{step}: {refused[0]}; move it away, or choose another --out"
            raise ConflictError(message)
        outputs = sorted(self.owned.get(step, set()) | set(hashes))
        self._append({"step": step, "outputs": outputs})

    def note(self, step: str, record: Record, hashes: Mapping[str, str]) -> None:
        """Note a finished step; `hashes` are those of its outputs, by name."""
        outputs = {
            name: [*(state_of(self.out / name) or [0, 0]), value]
            for name, value in hashes.items()
        }
        self._append({"step": step, **record, "outputs": outputs})

    def remove(self, step: str) -> None:
        """Remove the outputs of a step, and forget it."""
        self._unlink(step, self.owned.get(step, set()))
        if step in self.owned:
            self._append({"step": step, "outputs": {}})

    def keep(self, kind: str, steps: Collection[str]) -> None:
        """Remove the steps whose names begin with `kind`, but for `steps`."""
        for step in [s for s in self.owned if s.startswith(kind) and s not in steps]:
            self.remove(step)

    def _unlink(self, step: str, names: Iterable[str]) -> None:
        """Remove outputs of a step, and folders that are empty then."""
        others = (kept for other, kept in self.owned.items() if other != step)
        for name in set(names).difference(*others):
            path = self.out / name
            path.unlink(missing_ok=True)
            for folder in Path(name).parents[:-1]:
                with suppress(OSError):  # it holds other files
                    (self.out / folder).rmdir()

    def _append(self, line: Record) -> None:
        text = json.dumps({"version": VERSION, **line})
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write(f"\n{text}\n")  # the line before may be torn
        self._take(text)

    def compact(self) -> None:
        """Write the file anew with one line for each step that has outputs."""
        lines = []
        for step, names in self.owned.items():
            claim = {"version": VERSION, "step": step, "outputs": sorted(names)}
            if names or step in self.records:
                lines.append(json.dumps(self.records.get(step, claim)) + "\n")
        beside = self.path.with_suffix(".new")
        beside.write_text("".join(lines), encoding="utf-8")
        beside.replace(self.path)


@contextmanager
def opened(out: Path) -> Iterator[Cache]:
    """Give the cache of a folder, in which no other run is at work meanwhile.

    Raises
    ------
    LockedError
        If another run is.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / LOCK).open("w") as lock:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"another run is at work in {out}"
                raise LockedError(message) from None
        shutil.rmtree(out / WORK, ignore_errors=True)  # of a run that was killed
        cache = Cache(out)
        yield cache
        Cache(out).compact()  # with what others have noted meanwhile
        shutil.rmtree(out / WORK, ignore_errors=True)
