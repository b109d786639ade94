"""Files: read texts, and write what they contain to three CSV files.

A text that cannot be read is listed in a fourth, failures.csv, and stops no other.
"""

import csv
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from reading import figures
from reading.atomic import write_all
from reading.instruments import Instrument, instruments
from reading.periods import Period, periods
from reading.quantities import Quantity, quantities

Row = Instrument | Quantity | Period
TABLES: dict[str, tuple[type[Row], Callable[[str], Iterable[Row]]]] = {
    "instruments.csv": (Instrument, instruments),
    "quantities.csv": (Quantity, quantities),
    "periods.csv": (Period, periods),
}
FAILURES = "failures.csv"
MOST_FOLDERS = 100  # one within the other
Cells = list[list[str]]
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
        If the file cannot be read, is not UTF-8, not NFC, or has a control character;
        the message names what was found and where.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}"
        raise ValueError(msg) from None
    except UnicodeDecodeError as error:
        byte = f"byte {error.object[error.start]:#04x} at {error.start}"
        msg = f"{path} is not UTF-8: found {byte}"
        raise ValueError(msg) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if fault := _fault(line):
            msg = f"{path} line {number} {fault}"
            raise ValueError(msg)
    return text


def _fault(line: str) -> str:
    if control := _CONTROL.search(line):
        return f"has the control character {control.group()!a}"
    words = (w for w in line.split() if not unicodedata.is_normalized("NFC", w))
    return next((f"is not NFC: found {word!a}" for word in words), "")


def write_readings(
    paths: Iterable[Path],
    out: Path,
    progress: Callable[[Sequence[Path]], Iterable[Path]] = iter,
) -> list[Path]:
    """Write instruments.csv, quantities.csv and periods.csv to `out`; return them.

    Texts that cannot be read are listed in failures.csv (`id`, `reason`), which is
    returned too. After an error the tables are those that were there before.

    Parameters
    ----------
    progress
        Is given the files, and gives them one by one, as tqdm does.

    Raises
    ------
    FileNotFoundError
        If a path is missing, or a folder holds no text file.
    ValueError
        If two texts have one id, or none can be read (see `read_text`).
    OSError
        If `out` is a file, or one of the tables is a folder.
    """
    files = text_files(paths)
    out.mkdir(parents=True, exist_ok=True)
    readings: dict[str, list[Cells]] = {}
    failures: dict[str, str] = {}
    for path in progress(files):
        try:
            readings[path.stem] = _readings(path)
        except ValueError as error:
            failures[path.stem] = str(error)
    if not readings:
        raise ValueError("\n".join(failures.values()))
    _write_tables(readings, failures, out)
    return [path for name in (*TABLES, FAILURES) if (path := out / name).exists()]


def _readings(path: Path) -> list[Cells]:
    """Return the cells of what a text contains, for each table."""
    text = read_text(path)
    try:
        return [
            [list(map(_cell, row)) for row in read(text)] for _, read in TABLES.values()
        ]
    except ValueError as error:
        msg = f"{path}: {error}"
        raise ValueError(msg) from None


def _write_tables(
    readings: Mapping[str, list[Cells]], failures: Mapping[str, str], out: Path
) -> None:
    """Write all tables, or leave all as they were."""
    texts: dict[Path, str] = {}
    for number, (name, (kind, _)) in enumerate(TABLES.items()):
        rows = (
            [key, *row] for key, all_of in readings.items() for row in all_of[number]
        )
        texts[out / name] = _table(["id", *kind._fields], rows)
    if failures:
        texts[out / FAILURES] = _table(["id", "reason"], failures.items())
    write_all(texts)
    if not failures:
        (out / FAILURES).unlink(missing_ok=True)


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


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


def _cell(value: str | float | None) -> str:
    """Return a cell: nothing for None, a number with a point and no separators."""
    if isinstance(value, int | float):
        return figures.canonical(value)
    return value or ""
