"""A table as an executed report holds it: a Frictionless resource, read and checked.

The values are raw (keys, numbers, truths, nothing); `words` of a field tells what a
reader of the report sees in place of a key. A column of numbers may hold a key too: why
there is no number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from analysis import words
from analysis.show.cells import parts

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
Value = str | int | float | bool | None


@dataclass(frozen=True)
class Field:
    """One column.

    Attributes
    ----------
    name, title, type
        As the schema of the resource has them; `title` is what a reader calls it.
    words
        What a reader sees in place of each key that occurs.
    levels
        The texts of a column that was made of such words, in their order.
    """

    name: str
    title: str
    type: str = "string"
    words: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = ()

    def label(self, value: Value) -> str | None:
        """What a reader sees in place of a key, or of several; None for a number."""
        if not isinstance(value, str):
            return None
        known = [self.words[part] for part in parts(value, self.words)]
        return " · ".join(known) if known else value

    def number(self, value: Value) -> Value:
        """`value`, or nothing in place of a key among numbers."""
        is_key = self.type != "string" and isinstance(value, str)
        return None if is_key else value


@dataclass(frozen=True)
class Resource:
    """A table of a report, with everything that is said around it."""

    name: str
    title: str
    foot: str
    lang: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in their order."""
        return [field.name for field in self.fields]

    @cached_property
    def fact_ids(self) -> list[str]:
        """Every fact that a row rests on, once."""
        if "fact_ids" not in self.columns:
            return []
        place = self.columns.index("fact_ids")
        found = {fact for row in self.rows for fact in str(row[place] or "").split()}
        return sorted(found)

    def values(self, name: str) -> list[Value]:
        """The values of a column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def with_labels(self) -> "Resource":
        """The same, with the words of keys as a column of their own beside them.

        In a column of numbers nothing is left of a key, so that all of it is numbers.
        """
        columns: list[tuple[Field, list[Value]]] = []
        taken = set(self.columns)
        for known in self.fields:
            values = self.values(known.name)
            columns.append((known, [known.number(value) for value in values]))
            if known.words:
                columns.append(self._labels(known, values, taken))
        rows = zip(*(values for _, values in columns), strict=True)
        fields = tuple(known for known, _ in columns)
        return replace(self, fields=fields, rows=tuple(rows))

    def _labels(
        self, known: Field, values: list[Value], taken: set[str]
    ) -> tuple[Field, list[Value]]:
        labels: list[Value] = [known.label(value) for value in values]
        found = {str(label) for label in labels if label is not None}
        alone = [word for word in dict.fromkeys(known.words.values()) if word in found]
        levels = (*alone, *sorted(found.difference(alone)))
        name = _free(f"{known.name}_label", taken)
        title = words.phrase("take_label", self.lang, title=known.title)
        return Field(name, title, levels=levels), labels


def _free(name: str, taken: set[str]) -> str:
    """`name`, or it with the first number that makes it no name taken before."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free)
    return free


def read_resource(content: Mapping[str, Any]) -> Resource:
    """The resource of an output `application/vnd.dataresource+json`.

    Raises
    ------
    ValueError
        If a value is not of the type of its column, or holds a sign that no file can
        hold; the message names the table, the row and the column.
    """
    fields = tuple(
        Field(item["name"], item["title"], item["type"], item.get("words", {}))
        for item in content["schema"]["fields"]
    )
    name, rows = content["name"], []
    for number, given in enumerate(content["data"], 1):
        for known in fields:
            _check(given.get(known.name), known, f"table {name!r} row {number}")
        rows.append(tuple(given.get(known.name) for known in fields))
    title, foot = content["title"], content.get("foot", "")
    return Resource(name, title, foot, content["lang"], fields, tuple(rows))


def _check(value: Any, known: Field, place: str) -> None:
    """Refuse a value that is not of its column's type, or that no file can hold."""
    where = f"{place}, column {known.name!r}"
    if not (value is None or value in known.words or _is_of(value, known.type)):
        msg = f"{where}: a value of type {known.type}, found {value!r}"
        raise ValueError(msg)
    if isinstance(value, str) and (found := UNWRITABLE.search(value)):
        msg = f"{where}: text without control signs, found U+{ord(found[0]):04X}"
        raise ValueError(msg)


def _is_of(value: Any, kind: str) -> bool:
    is_truth = isinstance(value, bool)
    return isinstance(value, KINDS[kind]) and is_truth == (kind == "boolean")
