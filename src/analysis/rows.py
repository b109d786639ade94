"""Rows of tables as dictionaries, and the one index of them by their cells."""

import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.allowed_values import State

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame as dictionaries; a missing value is None.

    Examples
    --------
    >>> records(pd.DataFrame({"a": pd.array([1, None], "Int64"), "b": ["x", "y"]}))
    [{'a': 1, 'b': 'x'}, {'a': None, 'b': 'y'}]
    """
    names = [str(name) for name in frame.columns]
    cells = [_cells(column) for _, column in frame.items()]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _cells(column: "pd.Series[Any]") -> list[Any]:
    return [
        None if missing else cell
        for cell, missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]


class Index:
    """The rows of several tables by the values of their cells.

    Each part is built when first asked for, and shared: do not change what is
    returned.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self.frames = frames
        self._records: dict[str, list[Row]] = {}
        self._positions: dict[tuple[str, ...], dict[Any, list[int]]] = {}
        self._groups: dict[tuple[str, ...], dict[Any, list[Row]]] = {}
        self._keyed: dict[tuple[str, ...], dict[Any, Row]] = {}

    def records(self, table: str) -> list[Row]:
        """The rows of a table."""
        if table not in self._records:
            self._records[table] = records(self.frames[table])
        return self._records[table]

    def positions(self, table: str, *columns: str) -> dict[Any, list[int]]:
        """The positions of the rows that have each value of some columns.

        The value of several columns is a tuple; missing values (None) form a group
        of their own.
        """
        if (table, *columns) not in self._positions:
            cells = [_cells(self.frames[table][name]) for name in columns]
            values = cells[0] if len(cells) == 1 else list(zip(*cells, strict=True))
            by_value: dict[Any, list[int]] = {}
            for position, value in enumerate(values):
                by_value.setdefault(value, []).append(position)
            self._positions[table, *columns] = by_value
        return self._positions[table, *columns]

    def groups(self, table: str, *columns: str) -> dict[Any, list[Row]]:
        """The rows that have each value of some columns, as in `positions`."""
        if (table, *columns) not in self._groups:
            rows = self.records(table)
            self._groups[table, *columns] = {
                value: [rows[position] for position in positions]
                for value, positions in self.positions(table, *columns).items()
            }
        return self._groups[table, *columns]

    def keyed(self, table: str, key: str) -> dict[Any, Row]:
        """The row of each value of a column that is the key of its table."""
        if (table, key) not in self._keyed:
            rows = self.records(table)
            self._keyed[table, key] = {row[key]: row for row in rows}
        return self._keyed[table, key]

    def matches(self, table: str, where: Mapping[str, Any]) -> list[int]:
        """The positions of the rows whose columns have the value, or one of a list."""
        positions = set(range(len(self.frames[table])))
        for column, wanted in where.items():
            values = wanted if isinstance(wanted, list) else [wanted]
            by_value = self.positions(table, column)
            matching = (by_value.get(value, []) for value in values)
            positions &= set(chain.from_iterable(matching))
        return sorted(positions)


class Frames(Mapping[str, pd.DataFrame]):
    """Frames by name; an audit event, `nbbatch.read`, tells of each that is used.

    The event has the file of the table, and its state (see `state_of`) when it was
    read.
    """

    def __init__(
        self,
        frames: Mapping[str, pd.DataFrame],
        files: Mapping[str, tuple[Path, State]],
    ) -> None:
        self._frames = frames
        self._files = files

    def __getitem__(self, table: str) -> pd.DataFrame:
        frame = self._frames[table]
        sys.audit("nbbatch.read", *self._files[table])
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)
