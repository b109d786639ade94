"""Which data a command uses, and what a plan may ask of them; read without pandas.

One rule: the data are the folder that ANALYSIS_DATA names, or else data/ of the nearest
project around the working folder. Nothing stands in for a table that they lack.

A parameter named like the primary key of a table (`committee_id`, `term_id`) must be a
key of that table. Each column of yes and no is a selection of its keys: `is_studied` of
committees.csv offers `committee_id = "studied"` to a plan.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

State = tuple[int, int] | None
Row = dict[str, str]
ROOT = Path(__file__).parents[2]  # the repository that this package is installed from
DICTIONARY, VARIABLE = "datapackage.json", "ANALYSIS_DATA"
LABELS = ("label", "name", "title")
NO_PROJECT = (
    "no project around {place}: neither it nor a folder above it has "
    f"data/{DICTIONARY}; go to the folder of a project, make one with "
    f"'analysis new FOLDER', or name a folder of tables in {VARIABLE}"
)


class AllowedValues(NamedTuple):
    """The keys of a table: labels by language for each, and selections by name."""

    labels: Mapping[str, Mapping[str, str]]
    selections: Mapping[str, list[str]]


def project_of(place: Path) -> Path | None:
    """Return the nearest folder around `place` that has data/, if there is one."""
    for folder in (place, *place.parents):
        if (folder / "data" / DICTIONARY).is_file():
            return folder
    return None


def data_folder(*places: Path) -> Path:
    """Return the folder of the tables, by the rule above.

    The project is looked for around each of `places`, and last around the working
    folder.

    Raises
    ------
    FileNotFoundError
        If ANALYSIS_DATA names a folder without a dictionary, or there is no project.
    """
    if named := os.environ.get(VARIABLE):
        folder = Path(named).absolute()
        if not (folder / DICTIONARY).is_file():
            msg = f"no {DICTIONARY} in {folder}, the folder that {VARIABLE} names"
            raise FileNotFoundError(msg)
        return folder
    for place in (*places, Path.cwd()):
        if project := project_of(place.absolute()):
            return project / "data"
    raise FileNotFoundError(NO_PROJECT.format(place=Path.cwd()))


def allowed_values(parameter: str, project: Path) -> AllowedValues | None:
    """Return the keys that `parameter` may take, or None if it is no key."""
    folder = _folder(project)
    tables = [
        table
        for table in _resources(folder)
        if table["schema"].get("primaryKey") in ([parameter], parameter)
    ]
    rows = [row for table in tables for row in _rows(folder / table["path"])]
    keyed = {row[parameter]: row for row in rows if row.get(parameter)}
    if not tables:
        return None
    fields = (field["name"] for table in tables for field in table["schema"]["fields"])
    selections = {
        column.removeprefix("is_"): [
            k for k, r in keyed.items() if r.get(column) == "true"
        ]
        for column in sorted(fields)
        if column.startswith("is_")
    }
    return AllowedValues({key: _labels(row) for key, row in keyed.items()}, selections)


def rows_about(table: str, values: Mapping[str, object], project: Path) -> int | None:
    """Count the rows of a table that are about the values of a report's parameters.

    A statement is about its subjects; another row about each key in its cells, and
    about what the row of that key refers to. Values that are no keys narrow nothing.

    Returns
    -------
    int or None
        None if the data have no such table.
    """
    folder = _folder(project)
    tables = {each["name"]: each for each in _resources(folder)}
    if table not in tables:
        return None
    rows = _rows(folder / tables[table]["path"])
    for parameter, value in values.items():
        keys = allowed_values(parameter, project)
        if keys is not None and value in keys.labels:
            about = _about(folder, tables, parameter, str(value))
            subjects = _subjects(folder, tables)
            rows = [
                row
                for row in rows
                if (
                    value in subjects[row["fact_id"]]
                    if row.get("fact_id") in subjects
                    else not about.isdisjoint(row.values())
                )
            ]
    return len(rows)


def _about(
    folder: Path, tables: Mapping[str, Any], parameter: str, value: str
) -> set[str]:
    """A key, and the keys of all rows whose column of that name has it."""
    keys = {value}
    for table in tables.values():
        key = table["schema"].get("primaryKey") or []
        column = key[0] if isinstance(key, list) and key else key
        for row in _rows(folder / table["path"]):
            if row.get(parameter) == value and row.get(column):
                keys.add(row[column])
    return keys


def _subjects(folder: Path, tables: Mapping[str, Any]) -> dict[str, set[str]]:
    """The subjects of each statement that has any."""
    subjects: dict[str, set[str]] = {}
    if "subjects" in tables:
        for row in _rows(folder / tables["subjects"]["path"]):
            subjects.setdefault(row["fact_id"], set()).add(row["subject_id"])
    return subjects


def is_collection(project: Path) -> bool:
    """Tell whether the data of a project are facts read from texts."""
    keys = [table["schema"].get("primaryKey") for table in _resources(_folder(project))]
    return ["source_id"] in keys and ["fact_id"] in keys


def data_folders(project: Path) -> set[Path]:
    """Return the folder of tables that the reports of a project use, if any."""
    folder = _folder(project)
    return {folder} if folder.is_dir() else set()


def _folder(project: Path) -> Path:
    """The folder of the tables of a project; one that is not there if it has none."""
    try:
        return data_folder(project)
    except FileNotFoundError:
        return project / "data"


def state_of(path: Path) -> State:
    """Return time and size of a file, or None if there is none."""
    if not path.is_file():
        return None
    state = path.stat()
    return state.st_mtime_ns, state.st_size


def _resources(folder: Path) -> list[dict[str, Any]]:
    path = folder / DICTIONARY
    return _parsed(path, path.stat().st_mtime_ns) if path.is_file() else []


@cache
def _parsed(path: Path, _state: int) -> list[dict[str, Any]]:
    resources: list[dict[str, Any]] = json.loads(path.read_bytes())["resources"]
    return resources


def _rows(path: Path) -> list[Row]:
    return _parsed_rows(path, state_of(path))


@cache
def _parsed_rows(path: Path, state: State) -> list[Row]:
    if state is None:
        return []
    with path.open(encoding="utf-8", newline="", errors="replace") as lines:
        rows = csv.DictReader(lines, restval="")
        return [{k: v for k, v in row.items() if isinstance(k, str)} for row in rows]


def _labels(row: Mapping[str, str]) -> dict[str, str]:
    """Return the label of a row in each language that has one."""
    labels: dict[str, str] = {}
    for column, value in row.items():
        stem, _, lang = str(column).rpartition("_")
        if stem in LABELS and value:
            labels.setdefault(lang, value)
    return labels
