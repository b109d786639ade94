"""The keys that a parameter may take, read straight from `data/`.

A `str` parameter named like the primary key of a table (`committee_id`, `term_id`)
must be one of that table's keys. The files are read with the standard library, and
only those of the tables that a plan needs.
"""

from __future__ import annotations

import csv
import json
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from nbbatch.parameters import Parameter, Scalar

DICTIONARY = Path("data") / "datapackage.json"
SHOWN = 8


def find_root(plan: Path) -> Path:
    """Return the project of a plan: the nearest folder above it that has `data/`.

    A plan elsewhere belongs to the project that this package is part of.
    """
    for folder in plan.absolute().parents:
        if (folder / DICTIONARY).is_file():
            return folder
    return Path(__file__).parents[2]


class Keys:
    """The primary keys of the tables in a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, dict[str, dict[str, str]]] = {}

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        """Files of the tables by the column that is their whole primary key."""
        path = self.folder / "datapackage.json"
        if not path.is_file():
            return {}
        files: dict[str, list[str]] = {}
        for table in json.loads(path.read_text(encoding="utf-8"))["resources"]:
            key = table["schema"].get("primaryKey", [])
            key = [key] if isinstance(key, str) else key
            if len(key) == 1:
                files.setdefault(key[0], []).append(table["path"])
        return files

    @property
    def is_collection(self) -> bool:
        """Whether the data are facts read from texts, and not just keys."""
        return "source_id" in self._files and "fact_id" in self._files

    def known(self, column: str) -> dict[str, dict[str, str]]:
        """Return the rows of the tables whose primary key is `column`, by key."""
        if column not in self._known:
            self._known[column] = {
                row[column]: row
                for name in self._files.get(column, [])
                for row in self._rows(name)
                if row.get(column)
            }
        return self._known[column]

    def label(self, column: str, key: str, lang: str) -> str | None:
        """Return what `lang` calls a key, or None if the table has no name for it."""
        row = self.known(column).get(key, {})
        names = [row.get(f"{stem}_{lang}") for stem in ("label", "name", "title")]
        return next(filter(None, names), None)

    def _rows(self, name: str) -> list[dict[str, str]]:
        path = self.folder / name
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="", errors="replace") as lines:
            return list(csv.DictReader(lines))

    def refusal(self, parameter: Parameter, value: Scalar) -> str | None:
        """Say why `value` is no key that `parameter` can take, or None if it is."""
        if parameter.kind != "str" or parameter.name not in self._files:
            return None
        known = self.known(parameter.name)
        extra = {parameter.default} & {"all", ""}
        if value in known or value in extra:
            return None
        near = get_close_matches(str(value), sorted(known), n=1, cutoff=0.5)
        if near:
            return f"{value!r} is unknown; did you mean {near[0]!r}?"
        listed = [repr(word) for word in sorted(map(str, extra)) + sorted(known)]
        more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
        return f"{value!r} is unknown; known: {', '.join(listed[:SHOWN])}{more}"
