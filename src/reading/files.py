"""Files: read texts, and write what they contain to three CSV files.

A text that cannot be read is listed in a fourth, failures.csv, and stops no other.
"""

import csv
import dataclasses
import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from reading import figures
from reading.atomic import write_all
from reading.instruments import Instrument, instruments
from reading.journal import Entry, Journal
from reading.periods import Period, periods
from reading.quantities import Quantity, quantities

FAILURES = "failures.csv"
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


def write_readings(
    paths: Iterable[Path],
    out: Path,
    progress: Callable[[Sequence[Path]], Iterable[Path]] = iter,
) -> list[Path]:
    """Write instruments.csv, quantities.csv and periods.csv to `out`; return them.

    Texts that cannot be read are listed in failures.csv (`id`, `reason`), which is
    returned too. A call that was interrupted goes on where it was. After an error the
    tables are those that were there before.

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
    NotADirectoryError
        If `out` is a file.
    IsADirectoryError
        If one of the tables is a folder.
    """
    if out.exists() and not out.is_dir():
        msg = f"{out} is a file; the readings need a folder"
        raise NotADirectoryError(msg)
    files = text_files(paths)
    out.mkdir(parents=True, exist_ok=True)
    targets = [out / name for name in (*_NAMES.values(), FAILURES)]
    for target in filter(Path.is_dir, targets):
        msg = f"{target} is a folder; the readings need a file there"
        raise IsADirectoryError(msg)
    journal = Journal(out)
    try:
        entries = [_entry(path, journal) for path in progress(files)]
    finally:
        journal.close()
    failed = [entry for entry in entries if entry.reason]
    if len(failed) < len(entries):
        _write_tables(entries, failed, out)
    journal.path.unlink(missing_ok=True)
    if len(failed) == len(entries):
        raise Unreadable([entry.reason for entry in failed])
    return list(filter(Path.exists, targets))


class Unreadable(ValueError):
    """No text can be read; `problems` has a line for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def _entry(path: Path, journal: Journal) -> Entry:
    """Return what a text contains, read now or in the call that was interrupted."""
    try:
        content_hash = sha256(path.read_bytes()).hexdigest()
    except OSError as error:  # not read before, as far as can be told
        return Entry(path.stem, "", [], f"{path} cannot be read: {error.strerror}")
    entry = journal.get(path.stem, content_hash)
    if entry is None:
        try:
            entry = Entry(path.stem, content_hash, _readings(path))
        except ValueError as error:
            entry = Entry(path.stem, content_hash, [], str(error))
        journal.add(entry)
    return entry


def _write_tables(entries: Sequence[Entry], failed: Sequence[Entry], out: Path) -> None:
    """Write all tables, or leave all as they were."""
    texts: dict[Path, str] = {}
    read = [entry for entry in entries if not entry.reason]
    for number, (kind, name) in enumerate(_NAMES.items()):
        columns = [field.name for field in dataclasses.fields(kind)]
        rows = ([each.id, *row] for each in read for row in each.tables[number])
        texts[out / name] = _table(["id", *columns], rows)
    if failed:
        rows = ([entry.id, entry.reason] for entry in failed)
        texts[out / FAILURES] = _table(["id", "reason"], rows)
    write_all(texts)
    if not failed:
        (out / FAILURES).unlink(missing_ok=True)


_NAMES: dict[type[Row], str] = {
    Instrument: "instruments.csv",
    Quantity: "quantities.csv",
    Period: "periods.csv",
}
_READERS = (instruments, quantities, periods)


def _readings(path: Path) -> list[list[list[str]]]:
    """Return the cells of what a text contains, kind by kind."""
    text = read_text(path)
    try:
        return [
            [list(map(_cell, dataclasses.astuple(row))) for row in read(text)]
            for read in _READERS
        ]
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


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


def _cell(value: str | float | None) -> str:
    """Return a cell: nothing for None, a number with a point and no separators."""
    if isinstance(value, int | float):
        return figures.canonical(value)
    return value or ""
