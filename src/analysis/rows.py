"""Rows of one table: found by what their columns hold, told apart by a digest."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

Where = Mapping[str, Any] | None


class Rows:
    """The rows of one table, looked up without going through all of them each time.

    Attributes
    ----------
    frame
        The table; its index counts from 0.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._known: dict[str, dict[Any, list[int]]] = {}

    def prepare(self) -> None:
        """Look at every row now: forks of this process then have it for nothing."""
        self._holding(str(self.frame.columns[0]))
        len(self._digests)

    def at(self, where: Where) -> list[int]:
        """The places of the rows whose columns have the value, or a value, given.

        `where` maps columns to a value or a list of values; None asks for every row.
        """
        places = set(range(len(self.frame)))
        for column, wanted in (where or {}).items():
            values = wanted if isinstance(wanted, list) else [wanted]
            holding = self._holding(column)
            places &= {at for value in values for at in holding.get(value, ())}
        return sorted(places)

    def take(
        self, places: Sequence[int], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """The rows at these places, as a table of their own.

        It has all columns, or those of `columns` that there are.
        """
        frame = self.frame
        if columns is not None:
            frame = frame[[name for name in columns if name in frame.columns]]
        return frame.take(places).reset_index(drop=True)

    def digest(self, places: Sequence[int]) -> str:
        """What tells these rows, with their columns, from any others."""
        whole = hashlib.sha256(repr(list(self.frame.columns)).encode())
        for place in places:
            whole.update(self._digests[place])
        return whole.hexdigest()

    def _holding(self, column: str) -> dict[Any, list[int]]:
        """The places at which each value of a column stands."""
        if column not in self._known:
            holding = self._known.setdefault(column, {})
            known = self.frame[column].dropna()
            for place, value in zip(known.index.tolist(), known, strict=True):
                holding.setdefault(value, []).append(place)
        return self._known[column]

    @cached_property
    def _digests(self) -> list[bytes]:
        rows = self.frame.itertuples(index=False, name=None)
        return [hashlib.sha256(repr(row).encode()).digest() for row in rows]
