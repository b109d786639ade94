"""The steps of a sheet, to be undone and done again, also after a restart."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from reading import atomic

MOST_STEPS = 200
FILE = "history.json"


@dataclass(frozen=True)
class Change:
    """One row before and after a step, None where there was or is no such row."""

    table: str
    row: str
    before: dict[str, str] | None
    after: dict[str, str] | None

    @property
    def reverse(self) -> "Change":
        """The change that takes this one back."""
        return Change(self.table, self.row, self.after, self.before)


Step = tuple[Change, ...]
STEPS = TypeAdapter(dict[Literal["done", "undone"], list[Step]])


@dataclass
class History:
    """Steps that were done, the last one last, and those that were undone."""

    path: Path
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "History":
        """The history of a sheet; one that cannot be read is empty."""
        path = folder / FILE
        try:
            return cls(path, **STEPS.validate_json(path.read_bytes()))
        except (FileNotFoundError, ValidationError):
            return cls(path)

    def save(self) -> None:
        """Write the last 200 steps."""
        self.done = self.done[-MOST_STEPS:]
        content = STEPS.dump_json({"done": self.done, "undone": self.undone})
        atomic.write_whole(self.path, content.decode())
