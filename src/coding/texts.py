"""The texts of a project: where they are, and one of them."""

import os
import re
from pathlib import Path

from analysis.dictionary import DataError

NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


def check_name(what: str, name: str) -> None:
    """Refuse a name that is none of a text or a coder.

    Raises
    ------
    ValueError
        If it has other signs than small letters and digits, parted by - or _.
    """
    if not NAME.fullmatch(name):
        msg = f"{what} is of small letters and digits, parted by - or _; found {name!r}"
        raise ValueError(msg)


def texts_folder(project: Path) -> Path:
    """The folder of the texts: SOURCES_DIR, or texts/ of the project."""
    return Path(os.environ.get("SOURCES_DIR") or project / "texts")


def read_source(project: Path, source_id: str) -> str:
    """The text of a source.

    Raises
    ------
    FileNotFoundError
        If it is not there.
    DataError
        If it is not UTF-8.
    """
    path = texts_folder(project) / f"{source_id}.txt"
    if not path.is_file():
        ids = sorted(each.stem for each in path.parent.glob("*.txt"))
        msg = (
            f"no text {source_id!r} in {path.parent.name}/; there are: "
            f"{', '.join(ids) or 'none'}; 'analysis import' makes one from a document"
        )
        raise FileNotFoundError(msg)
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        advice = "'analysis import' converts other encodings"
        found = f"byte {error.object[error.start]:#04x} at {error.start}"
        place = f"{path.parent.name}/{path.name}"
        raise DataError.of(place, "UTF-8", found, advice=advice) from None
