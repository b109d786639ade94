"""What was read so far, kept on disk, so that a second call goes on from there.

Each line is one document, as JSON: its id, the hash of its file, and its rows or why
it could not be read. A line is used again only if file and rules are the same; one that
was cut off is not used.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TextIO

NAME = ".readings.jsonl"


@dataclass(frozen=True)
class Entry:
    """One document: the cells of its rows, table by table, or the reason of failure."""

    id: str
    sha256: str
    tables: list[list[list[str]]]
    reason: str = ""


class Journal:
    """The entries of a folder of readings, by the id and the hash of a document."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._rules = _hash_of_rules()
        self._entries = {(entry.id, entry.sha256): entry for entry in self._read()}
        self._file: TextIO | None = None

    def get(self, key: str, content_hash: str) -> Entry | None:
        """Return the entry of a document, if it was read as it is now."""
        return self._entries.get((key, content_hash))

    def add(self, entry: Entry) -> None:
        """Write an entry to the disk."""
        if self._file is None:
            self._file = self.path.open("a", encoding="utf-8")
            self._file.write("\n")  # the line before may have been cut off
        line = {"rules": self._rules, **asdict(entry)}
        self._file.write(f"{json.dumps(line, ensure_ascii=False)}\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file, and keep it."""
        if self._file:
            self._file.close()

    def _read(self) -> Iterator[Entry]:
        if not self.path.exists():
            return
        for line in self.path.read_text("utf-8", errors="replace").splitlines():
            try:
                fields = json.loads(line)
                if fields.pop("rules") == self._rules:
                    yield Entry(**fields)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # a line that was cut off


def _hash_of_rules() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
