"""The only place that reads data/: the checked tables as one frozen `Study`.

Checking the data reads every table, but a report depends only on those whose rows it
uses. Audit events (`sys.addaudithook`) tell a runner of notebooks which these are:
`nbbatch.quiet` and `nbbatch.loud` stand around the check, and `nbbatch.read` names the
file of a table whenever its rows are given.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from analysis import schema, words
from analysis.rows import Rows, Where

PANDAS_TYPES: dict[str, Any] = {
    "string": "string",
    "date": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
}
EVIDENCE = ["fact_id", "source_id", "start", "end", "printed", "asserted_by"]
NO_EVIDENCE = pd.DataFrame(columns=[*EVIDENCE, "table"], dtype="string").astype(
    {"start": "Int64", "end": "Int64"}
)
ENTITIES = (
    "committees",
    "bodies",
    "localities",
    "instruments",
    "indicators",
    "dimensions",
    "terms",
    "sources",
)


def data_folder() -> Path:
    """Where the tables stand: ANALYSIS_DATA, or data/ beside src/.

    Raises
    ------
    FileNotFoundError
        If there is no datapackage.json; the message says where it was looked for.
    """
    named = os.environ.get("ANALYSIS_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "data"
    if not (folder / "datapackage.json").is_file():
        msg = (
            f"no datapackage.json in {folder}; install the repository with "
            "'pip install -e .', or name the folder of the tables in ANALYSIS_DATA"
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
    """

    lang: words.Lang
    dictionary: schema.Dictionary
    frames: Mapping[str, pd.DataFrame] = field(repr=False)
    _rows: Mapping[str, Rows] = field(repr=False)

    def prepare(self) -> None:
        """Index every table now, so that forks of this process share the indexes."""
        for rows in self._rows.values():
            rows.prepare()

    def whole(self, table: str) -> pd.DataFrame:
        """All rows of a table."""
        return self._ask(table, None)

    def rows(self, table: str, **where: Any) -> pd.DataFrame:
        """The rows of `table` whose columns have the value, or a value, given.

        Raises
        ------
        ValueError
            If the table has no such column, or the column cannot have such a value:
            it is no key of the table referred to, or not in the enumeration. The
            message names those that are.
        """
        for column, wanted in where.items():
            self._check_known(table, column, wanted)
        return self._ask(table, where)

    def everything(self) -> dict[str, pd.DataFrame]:
        """Every table, whole."""
        return {table: self.whole(table) for table in self.dictionary.tables}

    def fact_tables(self) -> dict[str, pd.DataFrame]:
        """Every table of facts, whole."""
        return {table: self.whole(table) for table in schema.FACT_TABLES}

    def keys(self, table: str, **where: Any) -> list[str]:
        """The keys of the rows asked for, in the order of the table."""
        rows = self.rows(table, **where)
        order = "position" if "position" in rows.columns else rows.columns[0]
        return rows.sort_values(order)[rows.columns[0]].tolist()

    def names(self, keys: pd.Series) -> pd.Series:
        """The name of each key of an entity, in the study's language."""
        known = self._names_of({str(key) for key in keys.dropna()})
        return keys.map(known).astype("string")

    def name(self, key: str) -> str:
        """The name of one entity."""
        return self._names_of({key})[key]

    def words_for(self, table: str, column: str) -> dict[str, str]:
        """The word for each value of an enumeration."""
        known = self.dictionary.tables[table].columns[column].words
        return {value: twins[self.lang] for value, twins in known.items()}

    def names_for(self, keys: Iterable[str]) -> dict[str, str]:
        """The name of each of several entities."""
        return self._names_of(set(keys))

    def having(self, table: str, column: str, values: Iterable[str]) -> pd.DataFrame:
        """The rows in which `column` is one of `values`, known or not."""
        return self._ask(table, {column: sorted(set(values))})

    def labelled(self, table: str, **where: Any) -> pd.DataFrame:
        """Rows of an entity with their name in the study's language as `label`."""
        rows = self.rows(table, **where)
        return rows.assign(label=rows[self._name_column(table)])

    def title(self, column: str, table: str | None = None) -> str:
        """The title of a column as the dictionary, or the phrase list, has it."""
        if table is not None:
            return self.dictionary.tables[table].columns[column].title[self.lang]
        for promise in self.dictionary.tables.values():
            if column in promise.columns:
                return promise.columns[column].title[self.lang]
        return words.phrase(f"column_{column}", self.lang)

    def word(self, table: str, column: str, value: str) -> str:
        """The word for one value of an enumeration."""
        return self.dictionary.tables[table].columns[column].words[value][self.lang]

    def facts(self, fact_ids: list[str]) -> pd.DataFrame:
        """Evidence of facts, whatever table they stand in.

        Returns
        -------
        DataFrame
            One row per fact, in the given order: `fact_id`, `table`, `source_id`,
            `start`, `end`, `printed`, `asserted_by`.
        """
        where = {"fact_id": sorted(fact_ids)}
        places = {table: self._rows[table].at(where) for table in schema.FACT_TABLES}
        found = [
            self._rows[table].take(held, EVIDENCE).assign(table=table)
            for table, held in places.items()
            if held
        ]
        frame = pd.concat([NO_EVIDENCE, *found]).set_index("fact_id")
        return frame.loc[[key for key in fact_ids if key in frame.index]].reset_index()

    def _names_of(self, keys: set[str]) -> dict[str, str]:
        known: dict[str, str] = {}
        for table in ENTITIES:
            key = self.dictionary.tables[table].key[0]
            indexed = self._rows[table]
            places = indexed.at({key: sorted(keys)})
            if places:
                rows = indexed.take(places)
                names = rows[self._name_column(table)]
                known |= dict(zip(rows[key], names, strict=True))
        return known

    def _name_column(self, table: str) -> str:
        columns = self.dictionary.tables[table].columns
        for stem in ("label", "title", "name"):
            if f"{stem}_{self.lang}" in columns:
                return f"{stem}_{self.lang}"
        return self.dictionary.tables[table].key[0]

    def _check_known(self, table: str, column: str, wanted: Any) -> None:
        columns = self.dictionary.tables[table].columns
        if column not in columns:
            msg = f"{table} has no column {column!r}; known: {', '.join(columns)}"
            raise ValueError(msg)
        values = wanted if isinstance(wanted, list) else [wanted]
        known = self._known(table, column, values)
        for value in values:
            if known is not None and value not in known:
                noun = column.removesuffix("_id")
                listed = self._known(table, column, None) or known
                msg = f"no {noun} {value!r}; known: {', '.join(sorted(listed))}"
                raise ValueError(msg)

    def _known(
        self, table: str, column: str, values: list[Any] | None
    ) -> set[str] | None:
        """Which of `values` a column may have, None if any; all if none are named."""
        promise = self.dictionary.tables[table]
        owners = promise.foreign.get(column, ())
        if column == promise.key[0]:
            owners = (table,)
        listed = promise.columns[column].constraints.get("enum")
        if listed is not None or not owners:
            return None if listed is None else set(listed)
        keys = {owner: self.dictionary.tables[owner].key[0] for owner in owners}
        return {
            found
            for owner, key in keys.items()
            for found in self._ask(owner, None if values is None else {key: values})[
                key
            ]
        }

    def _ask(self, table: str, where: Where) -> pd.DataFrame:
        """The rows that match `where`."""
        rows = self._rows[table]
        return rows.take(rows.at(where))


T = TypeVar("T")


class Watched(Mapping[str, T]):
    """Tables by name; whoever takes one is heard to read its file."""

    def __init__(self, tables: Mapping[str, T], paths: Mapping[str, Path]) -> None:
        self._tables = tables
        self._paths = {name: str(path) for name, path in paths.items()}

    def __getitem__(self, table: str) -> T:
        found = self._tables[table]
        sys.audit("nbbatch.read", self._paths[table])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def load_tables(lang: words.Lang = "en") -> Study:
    """The study: every table of data/, checked against its dictionary.

    Raises
    ------
    analysis.schema.DataError
        If any table breaks the dictionary; all problems at once.
    ValueError
        If `lang` is not one of the languages.
    """
    if lang not in words.LANGUAGES:
        known = ", ".join(words.LANGUAGES)
        msg = f"no language {lang!r}; known: {known}"
        raise ValueError(msg)
    folder = data_folder()
    sys.audit("nbbatch.quiet", str(folder), "analysis.tables:load_tables")
    try:
        checked = _read(folder, _stamp(folder))
    finally:
        sys.audit("nbbatch.loud", str(folder))
    sys.audit("nbbatch.read", str(folder / "datapackage.json"))
    return Study(lang, *checked)


def _stamp(folder: Path) -> tuple[object, ...]:
    """What the tables were read from; the dictionary by what stands in it."""
    states = [(path.name, path.stat()) for path in sorted(folder.glob("*.csv"))]
    files = [(name, seen.st_mtime_ns, seen.st_size) for name, seen in states]
    return (*files, (folder / "datapackage.json").read_bytes())


@cache
def _read(
    folder: Path, _stamp: object
) -> tuple[schema.Dictionary, Watched[pd.DataFrame], Watched[Rows]]:
    dictionary = schema.read_dictionary(folder / "datapackage.json")
    readings = {
        name: schema.read_table(table, folder)
        for name, table in dictionary.tables.items()
    }
    problems = schema.check_package(readings)
    if problems:
        raise schema.DataError(problems)
    frames = {name: _frame(reading) for name, reading in readings.items()}
    rows = {name: Rows(frame) for name, frame in frames.items()}
    paths = {name: folder / table.path for name, table in dictionary.tables.items()}
    return dictionary, Watched(frames, paths), Watched(rows, paths)


def _frame(reading: schema.Reading) -> pd.DataFrame:
    columns = reading.table.columns
    cells = {
        name: pd.array([row[name] for row in reading.rows], PANDAS_TYPES[column.type])
        for name, column in columns.items()
    }
    return pd.DataFrame(cells, columns=list(columns), copy=False)
