"""The values that a parameter of a notebook may take, read without pandas.

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
ROOT = Path(__file__).parents[2]
LABELS = ("label", "name", "title")


class AllowedValues(NamedTuple):
    """The keys of a table: labels by language for each, and selections by name."""

    labels: Mapping[str, Mapping[str, str]]
    selections: Mapping[str, list[str]]


def project_of(place: Path) -> Path:
    """Return the nearest folder around `place` with data/, or that of this package."""
    for folder in (place, *place.parents):
        if (folder / "data" / "datapackage.json").is_file():
            return folder
    return ROOT


def allowed_values(parameter: str, project: Path) -> AllowedValues | None:
    """Return the keys that `parameter` may take, or None if it is no key."""
    folder = data_folder(project)
    tables = [
        table
        for table in _resources(folder)
        if table["schema"].get("primaryKey") in ([parameter], parameter)
    ]
    rows = [row for table in tables for row in _rows(folder / table["path"])]
    keyed = {row[parameter]: row for row in rows if row.get(parameter)}
    if not tables:
        return None
    selections: dict[str, list[str]] = {}
    for key, row in keyed.items():
        for column, value in row.items():
            if str(column).startswith("is_") and value == "true":
                selections.setdefault(column.removeprefix("is_"), []).append(key)
    return AllowedValues({key: _labels(row) for key, row in keyed.items()}, selections)


def is_collection(project: Path) -> bool:
    """Tell whether the data of a project are facts read from texts."""
    keys = [
        table["schema"].get("primaryKey") for table in _resources(data_folder(project))
    ]
    return ["source_id"] in keys and ["fact_id"] in keys


def data_folder(project: Path) -> Path:
    """Return the folder of the tables: ANALYSIS_DATA, or data/ of the project."""
    named = os.environ.get("ANALYSIS_DATA")
    return Path(named) if named else project_of(project) / "data"


def state_of(path: Path) -> State:
    """Return time and size of a file, or None if there is none."""
    if not path.is_file():
        return None
    state = path.stat()
    return state.st_mtime_ns, state.st_size


def data_folders(project: Path) -> set[Path]:
    """Return the folders of tables that reports use: the project's and our own."""
    return {data_folder(project), data_folder(ROOT)}


def _resources(folder: Path) -> list[dict[str, Any]]:
    path = folder / "datapackage.json"
    return _parsed(path, path.stat().st_mtime_ns) if path.is_file() else []


@cache
def _parsed(path: Path, _state: int) -> list[dict[str, Any]]:
    resources: list[dict[str, Any]] = json.loads(path.read_bytes())["resources"]
    return resources


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="", errors="replace") as lines:
        return list(csv.DictReader(lines))


def _labels(row: Mapping[str, str]) -> dict[str, str]:
    """Return the label of a row in each language that has one."""
    labels: dict[str, str] = {}
    for column, value in row.items():
        stem, _, lang = str(column).rpartition("_")
        if stem in LABELS and value:
            labels.setdefault(lang, value)
    return labels
