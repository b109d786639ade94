"""Files: read texts, and write what they contain to three CSV files."""

import csv
import dataclasses
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from reading import figures
from reading.instruments import Instrument, instruments
from reading.periods import Period, periods
from reading.quantities import Quantity, quantities

MOST_FOLDERS = 100  # one within the other
Row = Instrument | Quantity | Period
# All but tabs and the ends of lines and pages.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def text_files(paths: Iterable[Path]) -> list[Path]:
    """Return the given files, and those in a given folder that end in ".txt".

    They are sorted by id, which is the file's name without its ending.

    Raises
    ------
    FileNotFoundError
        If a path is missing, or a folder holds no text file.
    OSError
        If a folder cannot be listed.
    ValueError
        If two files have one id, a name is not UTF-8, or folders are nested more than
        100 deep.
    """
    by_id: dict[str, Path] = {}
    for file in (file for path in paths for file in _files_of(path)):
        if not file.name.isprintable():  # a byte that is not UTF-8 is a surrogate
            msg = f"the name of {str(file)!a} is not printable UTF-8"
            raise ValueError(msg)
        first = by_id.setdefault(file.stem, file)
        if not first.samefile(file):
            msg = f"two files have the id {file.stem!r}: {first} and {file}"
            raise ValueError(msg)
    return [by_id[key] for key in sorted(by_id)]


def read_text(path: Path) -> str:
    """Return the text of a file, unchanged.

    Raises
    ------
    ValueError
        If the file is not UTF-8, not NFC, or has a control character; the message
        names what was found and where.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"byte {content[error.start]:#04x} at {error.start}"
        msg = f"{path} is not UTF-8: found {byte}"
        raise ValueError(msg) from None
    control = _CONTROL.search(text)
    if control:
        number = text.count("\n", 0, control.start()) + 1
        msg = f"{path} line {number} has the control character {control.group()!a}"
        raise ValueError(msg)
    for number, line in enumerate(text.split("\n"), start=1):
        for word in line.split():
            if not unicodedata.is_normalized("NFC", word):
                msg = f"{path} line {number} is not NFC: found {word!a}"
                raise ValueError(msg)
    return text


def write_readings(paths: Iterable[Path], out: Path) -> list[Path]:
    """Write instruments.csv, quantities.csv and periods.csv to `out`; return them.

    After an error the three tables are those that were there before.

    Raises
    ------
    FileNotFoundError
        If a path is missing, or a folder holds no text file.
    ValueError
        If a text cannot be read (see `read_text`) or has a number too long, or two
        have one id.
    NotADirectoryError
        If `out` is a file.
    IsADirectoryError
        If one of the three tables is a folder.
    """
    if out.exists() and not out.is_dir():
        msg = f"{out} is a file; the readings need a folder"
        raise NotADirectoryError(msg)
    tables: dict[type[Row], list[tuple[str, Row]]] = {}
    for path in text_files(paths):
        for kind, rows in _readings(path).items():
            tables.setdefault(kind, []).extend((path.stem, row) for row in rows)
    out.mkdir(parents=True, exist_ok=True)
    targets = [out / name for name in _NAMES.values()]
    for target in filter(Path.is_dir, targets):
        msg = f"{target} is a folder; the readings need a file there"
        raise IsADirectoryError(msg)
    with TemporaryDirectory(prefix=".readings-", dir=out) as folder:
        new, old = Path(folder, "new"), Path(folder, "old")
        new.mkdir()
        old.mkdir()
        for kind, name in _NAMES.items():
            _write_table(new / name, kind, tables[kind])
        _replace(targets, new, old)
    return targets


def _replace(targets: list[Path], new: Path, old: Path) -> None:
    """Put the files of `new` where `targets` are; after an error, put all back."""
    try:
        for target in targets:
            if target.exists():
                target.rename(old / target.name)
            (new / target.name).rename(target)
    except OSError:
        for target in targets:
            _put_back(target, new / target.name, old / target.name)
        raise


def _put_back(target: Path, draft: Path, kept: Path) -> None:
    if not draft.exists():  # it is the target now
        target.unlink(missing_ok=True)
    if kept.exists():
        kept.rename(target)


_NAMES: dict[type[Row], str] = {
    Instrument: "instruments.csv",
    Quantity: "quantities.csv",
    Period: "periods.csv",
}


def _readings(path: Path) -> dict[type[Row], Sequence[Row]]:
    """Return what a text contains, by kind."""
    text = read_text(path)
    try:
        return {
            Instrument: list(instruments(text)),
            Quantity: list(quantities(text)),
            Period: list(periods(text)),
        }
    except ValueError as error:
        msg = f"{path}: {error}"
        raise ValueError(msg) from None


def _files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        msg = f"no file or folder {path}"
        raise FileNotFoundError(msg)
    files: list[Path] = []
    for place, _, names in os.walk(path, onerror=_cannot_list):
        if place.count(os.sep) - str(path).count(os.sep) > MOST_FOLDERS:
            msg = f"the folders in {path} are nested more than {MOST_FOLDERS} deep"
            raise ValueError(msg)
        files += (Path(place, name) for name in names if name.endswith(".txt"))
    files = sorted(filter(Path.is_file, files))
    if not files:
        msg = f"no text file (*.txt) below {path}"
        raise FileNotFoundError(msg)
    return files


def _cannot_list(error: OSError) -> NoReturn:
    raise error


def _write_table(path: Path, kind: type[Row], rows: Iterable[tuple[str, Row]]) -> None:
    """Write one row per reading, its columns those of `kind`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", *(field.name for field in dataclasses.fields(kind))])
        for key, row in rows:
            writer.writerow([key, *map(_cell, dataclasses.astuple(row))])


def _cell(value: str | float | None) -> str:
    """Return a cell: nothing for None, a number with a point and no separators."""
    if isinstance(value, int | float):
        return figures.canonical(value)
    return value or ""
