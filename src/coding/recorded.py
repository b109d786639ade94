"""What the tables of a project hold already: rows as text, keys, and their labels."""

import csv
import io
import itertools
import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from analysis.advice import folded
from analysis.cells import read_text
from analysis.datapackage import read_dictionary
from analysis.dictionary import DataError, Dictionary
from coding.layout import Layout

Cells = dict[str, str]


class Recorded:
    """The tables of the data of a project, each read when first asked for."""

    def __init__(self, project: Path) -> None:
        self.folder = project / "data"
        content = (self.folder / "datapackage.json").read_bytes()
        self.dictionary, self.layout = _described(content)
        self._rows: dict[str, list[Cells]] = {}

    def rows(self, table: str) -> list[Cells]:
        """The rows of a table, every cell as text.

        Raises
        ------
        DataError
            If there is no such file, or it is no CSV in UTF-8 with these columns.
        """
        if table not in self._rows:
            described = self.dictionary.tables[table]
            try:
                text = read_text(self.folder / described.path)
                rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
                read = [{k: v or "" for k, v in row.items() if k} for row in rows]
            except (OSError, UnicodeDecodeError, csv.Error) as error:
                msg = f"data/{described.path}: cannot be read: {error}"
                raise DataError([msg]) from None
            if read and list(read[0]) != list(described.columns):
                place, wanted = f"data/{described.path} line 1", [*described.columns]
                raise DataError.of(place, str(wanted), list(read[0]))
            self._rows[table] = read
        return self._rows[table]

    def keyed(self, table: str) -> dict[str, Cells]:
        """The rows of a table by the first column of its key."""
        key = self.dictionary.tables[table].key[0]
        return {row[key]: row for row in self.rows(table)}

    def labels(
        self, table: str, lang: str, rows: Iterable[Cells]
    ) -> Iterator[tuple[str, str]]:
        """The key and the label of each of some rows of a table."""
        described = self.dictionary.tables[table]
        stems = (described.label,) if described.label else described.summary
        columns = [described.in_language(stem, lang) for stem in stems]
        for row in rows:
            words = (row.get(column, "") for column in columns)
            yield row[described.key[0]], ", ".join(filter(None, words))


@lru_cache(maxsize=4)
def _described(content: bytes) -> tuple[Dictionary, Layout]:
    """The dictionary of a project, and the tables of its sheets."""
    dictionary = read_dictionary(content)
    return dictionary, Layout(dictionary)


def slug(label: str, joint: str = "-") -> str:
    """A key made of a label.

    Examples
    --------
    >>> slug("Nghị quyết số 05-NQ/TU")
    'nghi-quyet-so-05-nq-tu'
    """
    return re.sub(r"[^a-z0-9]+", joint, folded(label)).strip(joint)


def unused(name: str, taken: Container[str], joint: str = "-") -> str:
    """A name that is not taken: the given one, or with the first number that is free.

    Examples
    --------
    >>> unused("hue", {"hue", "hue-2"})
    'hue-3'
    """
    numbered = (f"{name}{joint}{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([name], numbered) if each not in taken)
