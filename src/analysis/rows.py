"""Rows of tables as dictionaries, and the one index of them by their cells."""

import sys
from collections.abc import Iterator, Mapping
from operator import itemgetter
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

    def __init__(self, rows: Mapping[str, list[Row]]) -> None:
        self.rows = rows
        self._groups: dict[tuple[str, ...], dict[Any, list[Row]]] = {}
        self._keyed: dict[tuple[str, str], dict[Any, Row]] = {}

    def groups(self, table: str, *columns: str) -> dict[Any, list[Row]]:
        """The rows that have each value of some columns.

        The value of several columns is a tuple; missing values (None) form a group
        of their own.
        """
        if (table, *columns) not in self._groups:
            value_of = itemgetter(*columns)
            by_value: dict[Any, list[Row]] = {}
            for row in self.rows[table]:
                by_value.setdefault(value_of(row), []).append(row)
            self._groups[table, *columns] = by_value
        return self._groups[table, *columns]

    def keyed(self, table: str, key: str) -> dict[Any, Row]:
        """The row of each value of a column that is the key of its table."""
        if (table, key) not in self._keyed:
            self._keyed[table, key] = {row[key]: row for row in self.rows[table]}
        return self._keyed[table, key]

    def matches(self, table: str, where: Mapping[str, Any]) -> list[int]:
        """The positions of the rows whose columns have the value, or one of a list."""
        values = {
            column: set(wanted) if isinstance(wanted, list) else {wanted}
            for column, wanted in where.items()
        }
        return [
            position
            for position, row in enumerate(self.rows[table])
            if all(row[column] in wanted for column, wanted in values.items())
        ]


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
