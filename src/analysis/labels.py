"""The labels of keys in the language of a report."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.tables import Study


class Labels(Mapping[str, str]):
    """The label of any key of an entity, and of whatever was added with ``|``.

    Attributes
    ----------
    lang
        The language of the labels.
    """

    def __init__(self, study: "Study", added: Mapping[str, str] | None = None) -> None:
        self.lang = study.lang
        self._study = study
        self._added = dict(added or {})

    def __getitem__(self, key: str) -> str:
        """The label; a KeyError if no entity has the key."""
        if key in self._added:
            return self._added[key]
        table, row = self._study.entity(key)
        return str(row[self._study.label_column(table)])

    def place(self, key: str) -> str:
        """The place of a committee, by which prose names it; else the label."""
        try:
            _, row = self._study.entity(key)
        except KeyError:
            return self[key]
        is_local = row.get("parent_id") and row.get("locality_id")
        return self[row["locality_id"]] if is_local else self[key]

    def __iter__(self) -> Iterator[str]:
        """Every key that has a label."""
        entities = self._study.dictionary.entities
        keys = (key for table in entities for key in self._study.keys(table))
        return iter(dict.fromkeys([*self._added, *keys]))

    def __len__(self) -> int:
        """How many keys have a label."""
        return sum(1 for _ in self)

    def __or__(self, added: Mapping[str, str]) -> "Labels":
        """These labels and others, such as those of the codes of a column."""
        return Labels(self._study, {**self._added, **added})
