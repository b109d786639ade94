"""Load the tables of data/, checked, as one frozen `Study`: nothing else reads them.

A `Study` gives rows as frames (`rows`, `whole`) or as dictionaries (`records`,
`groups`), finds any key (`table_of`, `record`), and labels keys, codes and columns in
the language of a report.

All tables are checked together, but a report depends only on those whose rows it uses:
every way to rows takes `Study.frames[table]`, of which the runner of notebooks hears.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import words
from analysis.allowed_values import DICTIONARY, State, data_folder, state_of
from analysis.cells import TableRows, read_table
from analysis.checks import check_package
from analysis.datapackage import read_dictionary
from analysis.dictionary import DataError, Dictionary
from analysis.labels import Labels
from analysis.rows import Frames, Index, Row

PANDAS_TYPES: dict[str, Any] = {
    "string": "string",
    "date": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
}
TEXTS = ("fact_id", "table", "source_id", "printed", "asserted_by")
EVIDENCE = dict.fromkeys(TEXTS, "string") | dict.fromkeys(("start", "end"), "Int64")


def sources_folder() -> Path:
    """The folder of the texts: the one that SOURCES_DIR names, or texts/ of a project.

    Raises
    ------
    FileNotFoundError
        If it is not there.
    """
    named = os.environ.get("SOURCES_DIR", "")
    folder = Path(named) if named else data_folder().parent / "texts"
    if not folder.is_dir():
        msg = (
            "the texts are read from the folder that SOURCES_DIR names, or else from "
            f"texts/ beside data/; allowed is an existing folder, found {named!r}"
        )
        raise FileNotFoundError(msg)
    return folder


@dataclass(frozen=True)
class Study:
    """The checked tables, and the language in which they are shown.

    Attributes
    ----------
    lang
        "en" or "vi".
    dictionary
        What each table and column is, in both languages.
    frames
        Every table by name; ask for rows with `rows` and `whole` instead.
    index
        The rows of the same tables by the values of their cells.
    """

    lang: words.Lang
    dictionary: Dictionary
    frames: Mapping[str, pd.DataFrame] = field(repr=False)
    index: Index = field(repr=False)

    # --- rows -----------------------------------------------------------------

    def whole(self, table: str) -> pd.DataFrame:
        """All rows of a table."""
        return self._take(table, None)

    def rows(self, table: str, **where: Any) -> pd.DataFrame:
        """The rows of `table` whose columns have the value, or one of a list.

        Raises
        ------
        ValueError
            If the table has no such column, or the column cannot have such a value:
            it is no key of the table referred to, or not in the enumeration. The
            message names those that are.
        """
        for column, wanted in where.items():
            self._check_value(table, column, wanted)
        return self._take(table, where)

    def having(self, table: str, column: str, values: Iterable[str]) -> pd.DataFrame:
        """The rows in which `column` is one of `values`, whether these exist or not."""
        return self._take(table, {column: sorted(set(values))})

    def records(self, table: str, **where: Any) -> list[Row]:
        """The rows as dictionaries, a missing value being None; not to be changed.

        A condition has one value, or a list of them; any value is allowed.
        """
        self._read(table)
        rows = self.index.rows[table]
        if not where:
            return rows
        return [rows[position] for position in self.index.matches(table, where)]

    def groups(self, table: str, *columns: str) -> dict[Any, list[Row]]:
        """The rows of a table by the value of a column, or the tuple of several.

        Missing values (None) form a group of their own; not to be changed.
        """
        self._read(table)
        return self.index.groups(table, *columns)

    def keyed(self, table: str) -> dict[Any, Row]:
        """The rows of a table by its key, or the first column of it; as of `groups`."""
        self._read(table)
        return self.index.keyed(table, self.dictionary.tables[table].key[0])

    def fact_tables(self) -> dict[str, pd.DataFrame]:
        """Every table of facts, whole."""
        return {table: self.whole(table) for table in self.dictionary.facts}

    def facts(self, fact_ids: list[str]) -> pd.DataFrame:
        """The evidence of facts of any table.

        Returns
        -------
        DataFrame
            One row per fact, in the given order: `fact_id`, `table`, `source_id`,
            `printed`, `asserted_by`, `start`, `end`. Unknown facts have none.
        """
        places = (self._find(fact, self.dictionary.facts) for fact in fact_ids)
        rows = [row | {"table": table} for table, row in filter(None, places)]
        return pd.DataFrame(rows, columns=list(EVIDENCE)).astype(EVIDENCE)

    # --- keys -----------------------------------------------------------------

    def keys(self, table: str, **where: Any) -> list[str]:
        """The keys of the rows asked for, by `position` or else in their own order."""
        rows = self.rows(table, **where)
        order = "position" if "position" in rows.columns else rows.columns[0]
        return rows.sort_values(order)[rows.columns[0]].tolist()

    def table_of(self, key: str) -> str | None:
        """The table of facts or entities that has a row of this key, if any."""
        place = self._find(key, (*self.dictionary.facts, *self.dictionary.entities))
        return place and place[0]

    def record(self, key: str) -> Row:
        """The row of a fact or an entity.

        Raises
        ------
        KeyError
            If none has this key.
        """
        return self._place(key, (*self.dictionary.facts, *self.dictionary.entities))[1]

    def entity(self, key: str) -> tuple[str, Row]:
        """The table and the row of an entity.

        Raises
        ------
        KeyError
            If none has this key.
        """
        return self._place(key, self.dictionary.entities)

    def _place(self, key: str, tables: Iterable[str]) -> tuple[str, Row]:
        place = self._find(key, tables)
        if place is None:
            raise KeyError(key)
        return place

    def _find(self, key: str, tables: Iterable[str]) -> tuple[str, Row] | None:
        """The one of some tables that has a key, and the row; else all are used."""
        for table in tables:
            row = self.index.keyed(table, self.dictionary.tables[table].key[0]).get(key)
            if row is not None:
                self._read(table)
                return table, row
        self._read(*tables)
        return None

    # --- labels ---------------------------------------------------------------

    @property
    def labels(self) -> Labels:
        """The label of any entity by its key, in the study's language."""
        return Labels(self)

    def label_column(self, table: str) -> str:
        """The column that names an entity, in the study's language."""
        description = self.dictionary.tables[table]
        return description.in_language(description.label, self.lang)

    def names(self, keys: pd.Series) -> pd.Series:
        """The label of each key of a column."""
        return keys.map(self.labels.get).astype("string")

    def name(self, key: str) -> str:
        """The label of one entity."""
        return self.labels[key]

    def names_for(self, keys: Iterable[str]) -> dict[str, str]:
        """The label of each of several keys, those of no entity left out."""
        labels = self.labels
        return {key: labels[key] for key in dict.fromkeys(keys) if key in labels}

    def labelled(self, table: str, **where: Any) -> pd.DataFrame:
        """Rows of an entity with their label in the study's language as `label`."""
        rows = self.rows(table, **where)
        return rows.assign(label=rows[self.label_column(table)])

    def title(self, column: str, of: str | None = None) -> str:
        """The title of a column.

        It is that of the table `of` if this has the column, else a phrase, else (for
        a table that is as wide as there are keys) the label of a key, else the title
        in the first table that has such a column.
        """
        if of is None or column not in self.dictionary.tables[of].columns:
            if f"column_{column}" in words.phrases():
                return words.phrase(f"column_{column}", self.lang)
            if column in self.labels:
                return self.labels[column]
        described = self.dictionary.find(column, of)
        if described is None:
            return words.phrase(f"column_{column}", self.lang)
        return described.heading(self.lang)

    def words_for(self, table: str, column: str) -> dict[str, str]:
        """The label of each code of an enumeration."""
        codes = self.dictionary.tables[table].columns[column].words
        return {code: labels[self.lang] for code, labels in codes.items()}

    def word(self, table: str, column: str, value: str) -> str:
        """The label of one code of an enumeration."""
        return self.words_for(table, column)[value]

    # --- checks of what is asked for --------------------------------------------

    def _check_value(self, table: str, column: str, wanted: Any) -> None:
        columns = self.dictionary.tables[table].columns
        if column not in columns:
            msg = f"{table} has no column {column!r}; known: {', '.join(columns)}"
            raise ValueError(msg)
        allowed = self._allowed(table, column)
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if allowed is not None and value not in allowed:
                noun = column.removesuffix("_id")
                msg = f"no {noun} {value!r}; known: {', '.join(sorted(allowed))}"
                raise ValueError(msg)

    def _allowed(self, table: str, column: str) -> set[str] | None:
        """The values that a column may have, None if any."""
        tables = self.dictionary.tables
        description = tables[table]
        if "enum" in description.columns[column].constraints:
            return set(description.columns[column].constraints["enum"])
        owners = description.foreign.get(column, ())
        if column == description.key[0]:
            owners = (table,)
        if not owners:
            return None
        self._read(*owners)
        keys = (self.index.groups(name, tables[name].key[0]) for name in owners)
        return set(chain.from_iterable(keys))

    def _read(self, *tables: str) -> None:
        """Tell a runner of notebooks that rows of these tables are used."""
        for table in tables:
            self.frames[table]

    def _take(self, table: str, where: Mapping[str, Any] | None) -> pd.DataFrame:
        """The rows asked for, as a frame of their own."""
        positions = self.index.matches(table, where or {})
        return self.frames[table].take(positions).reset_index(drop=True)


def load_tables(lang: words.Lang = "en") -> Study:
    """The study: every table of data/, checked against its dictionary.

    Raises
    ------
    analysis.dictionary.DataError
        If any table breaks the dictionary; all problems at once.
    ValueError
        If `lang` is not one of the languages.
    """
    if lang not in words.LANGUAGES:
        languages = ", ".join(words.LANGUAGES)
        msg = f"no language {lang!r}; known: {languages}"
        raise ValueError(msg)
    folder = data_folder()
    content = (folder / DICTIONARY).read_bytes()
    files = (folder / table.path for table in read_dictionary(content).tables.values())
    states = tuple((file, state_of(file)) for file in files)
    return Study(lang, *_read(folder, content, states))


def fault() -> str:
    """What is wrong with the data; "" if nothing."""
    try:
        load_tables()
    except Exception as error:  # whatever it is, reports that load them fail with it
        return f"{type(error).__name__}: {error}"
    return ""


@cache
def _read(
    folder: Path, content: bytes, states: tuple[tuple[Path, State], ...]
) -> tuple[Dictionary, Frames, Index]:
    dictionary = read_dictionary(content)
    tables = {
        name: read_table(table, folder) for name, table in dictionary.tables.items()
    }
    if problems := check_package(dictionary, tables):
        raise DataError(problems)
    frames = {name: _frame(table) for name, table in tables.items()}
    rows = {name: table.rows for name, table in tables.items()}
    files = dict(zip(frames, states, strict=True))
    return dictionary, Frames(frames, files), Index(rows)


def _frame(read: TableRows) -> pd.DataFrame:
    columns = read.table.columns
    cells = {
        name: pd.array([row[name] for row in read.rows], PANDAS_TYPES[column.type])
        for name, column in columns.items()
    }
    return pd.DataFrame(cells, columns=list(columns), copy=False)
