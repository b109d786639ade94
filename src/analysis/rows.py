"""Rows of one table, found by what their columns hold."""

from collections.abc import Mapping, Sequence
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
        """Index the key now, so that forks of this process share the index."""
        self._holding(str(self.frame.columns[0]))

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

    def _holding(self, column: str) -> dict[Any, list[int]]:
        """The places at which each value of a column stands."""
        if column not in self._known:
            holding = self._known.setdefault(column, {})
            known = self.frame[column].dropna()
            for place, value in zip(known.index.tolist(), known, strict=True):
                holding.setdefault(value, []).append(place)
        return self._known[column]
