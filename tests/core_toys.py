"""What the tests of the core rooms share: copied data, small studies, the texts."""

import csv
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.cells import read_table
from analysis.checks import check_package
from analysis.datapackage import read_dictionary
from analysis.rows import Index, records

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TEXTS = Path(os.environ.get("SOURCES_DIR") or "no-texts")
needs_texts = pytest.mark.skipif(
    not os.environ.get("SOURCES_DIR"), reason="SOURCES_DIR is not set"
)


DICTIONARY = read_dictionary((DATA / "datapackage.json").read_bytes())
READ = {name: read_table(table, DATA) for name, table in DICTIONARY.tables.items()}


def problems(folder: Path) -> list[str]:
    """What is wrong with the tables of a folder; those of `DATA` are not read again."""
    read = dict(READ)
    for name, table in DICTIONARY.tables.items():
        path = folder / table.path
        if not path.is_file() or path.read_bytes() != (DATA / path.name).read_bytes():
            read[name] = read_table(table, folder)
    return check_package(DICTIONARY, read)


def copied_data(folder: Path) -> Path:
    copy = folder / "data"
    copy.mkdir()
    for path in [*DATA.glob("*.csv"), DATA / "datapackage.json"]:
        shutil.copyfile(path, copy / path.name)
    return copy


def table_rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder: Path, table: str, rows: list[dict[str, str]]) -> None:
    columns = rows[0] if rows else DICTIONARY.tables[table].columns
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change(folder: Path, table: str, which=0, /, **cells: str) -> int:
    """Change cells of the first row that fits `which`; return its line."""
    rows = table_rows(folder, table)
    fits = which if callable(which) else lambda row: row is rows[which]
    number = next(n for n, row in enumerate(rows) if fits(row))
    rows[number] |= cells
    write_rows(folder, table, rows)
    return number + 2


def with_tables(study, **given):
    """The study with some of its tables replaced."""
    rows = {table: records(frame) for table, frame in given.items()}
    index = Index(study.index.rows | rows)
    return replace(study, frames={**study.frames, **given}, index=index)


def runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of `length` words of `text`, without case and punctuation."""
    words = [re.sub(r"^\W+|\W+$", "", word.lower()) for word in text.split()]
    words = [word for word in words if word]
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def texts() -> dict[str, str]:
    return {
        path.stem: path.read_bytes().decode("utf-8")
        for path in sorted(TEXTS.glob("*.txt"))
    }
