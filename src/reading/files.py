"""Files: texts in, three CSV files of what was read in them out."""

import csv
import dataclasses
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from reading import figures
from reading.instruments import Instrument, instruments
from reading.periods import Period, periods
from reading.quantities import Quantity, quantities

Row = Instrument | Quantity | Period


def text_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and those below a folder named that end in ".txt".

    They are sorted by id, which is the file's name without its ending.

    Raises
    ------
    FileNotFoundError
        If a path is missing, or a folder holds no text file.
    ValueError
        If two files have one id.
    """
    by_id: dict[str, Path] = {}
    for file in (file for path in paths for file in _files_of(path)):
        known = by_id.setdefault(file.stem, file)
        if not known.samefile(file):
            msg = f"two files have the id {file.stem!r}: {known} and {file}"
            raise ValueError(msg)
    return [by_id[key] for key in sorted(by_id)]


def read_text(path: Path) -> str:
    """Return the text of a file, each character as it stands.

    Raises
    ------
    ValueError
        If the file is not UTF-8, or not NFC, naming what was found and where.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte {content[error.start]:#04x} at {error.start}"
        msg = f"{path} is not UTF-8: found {found}"
        raise ValueError(msg) from None
    for number, line in enumerate(text.split("\n"), start=1):
        for word in line.split():
            if not unicodedata.is_normalized("NFC", word):
                msg = f"{path} line {number} is not NFC: found {word!a}"
                raise ValueError(msg)
    return text


def write_readings(paths: Iterable[Path], out: Path) -> list[Path]:
    """Write instruments.csv, quantities.csv and periods.csv to `out`; return them.

    Every text is read before anything is written, and each file is written beside its
    place and renamed, so that an error leaves what stood there as it was.

    Raises
    ------
    FileNotFoundError
        If a path is missing, or a folder holds no text file.
    ValueError
        If a text is not UTF-8 or not NFC, or two have one id.
    NotADirectoryError
        If `out` is a file.
    """
    if out.exists() and not out.is_dir():
        msg = f"{out} is a file; the readings need a folder"
        raise NotADirectoryError(msg)
    texts = {path.stem: read_text(path) for path in text_files(paths)}
    instrument_rows = [(key, row) for key in texts for row in instruments(texts[key])]
    quantity_rows = [(key, row) for key in texts for row in quantities(texts[key])]
    period_rows = [(key, row) for key in texts for row in periods(texts[key])]
    out.mkdir(parents=True, exist_ok=True)
    return [
        _write_table(out / "instruments.csv", Instrument, instrument_rows),
        _write_table(out / "quantities.csv", Quantity, quantity_rows),
        _write_table(out / "periods.csv", Period, period_rows),
    ]


def _files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        msg = f"no file or folder {path}"
        raise FileNotFoundError(msg)
    files = sorted(file for file in path.rglob("*.txt") if file.is_file())
    if not files:
        msg = f"no text file (*.txt) below {path}"
        raise FileNotFoundError(msg)
    return files


def _write_table(path: Path, kind: type[Row], rows: Iterable[tuple[str, Row]]) -> Path:
    """Write one row per reading, its columns those of `kind`, and return the path."""
    beside = path.with_name(f".{path.name}.part")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", *(field.name for field in dataclasses.fields(kind))])
        for key, row in rows:
            writer.writerow([key, *map(_cell, dataclasses.astuple(row))])
    return beside.replace(path)


def _cell(value: str | float | None) -> str:
    """Return a cell: nothing for None, a number with a point and no separators."""
    if isinstance(value, int | float):
        return figures.canonical(value)
    return value or ""
