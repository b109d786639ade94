"""Documents into a project: their texts, and a sheet of proposals for each."""

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.dictionary import DataError
from coding.documents import Document, DocumentError, read_document
from coding.proposals import propose
from coding.texts import texts_folder
from reading import atomic

LONGEST_ID = 60
ID = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")


def import_all(
    project: Path,
    paths: Sequence[Path],
    say: Callable[[str], None],
    source_id: str | None = None,
    coder: str = "first",
) -> None:
    """Import documents, and make a sheet of proposals for each; say what was done.

    Raises
    ------
    DataError
        If some could not be imported, after the others were.
    """
    if source_id and len(paths) > 1:
        msg = "--id names one text: import the documents one by one"
        raise DocumentError(msg)
    problems: list[str] = []
    for path in paths:
        try:
            key, document = import_document(project, path, source_id)
            sheet = propose(document.text, key, project, coder, document.source())
        except (ValueError, FileNotFoundError) as error:
            problems += getattr(error, "problems", [str(error)])
            continue
        say(f"{path} -> texts/{key}.txt, {len(document.text)} characters")
        for note in document.notes:
            say(f"  {note}")
        count = len(sheet.rows(state="proposed"))
        say(f"  coding/{key}/{coder}/: {count} proposals to accept, change or reject")
    if problems:
        raise DataError(problems)


def import_document(
    project: Path, path: Path, source_id: str | None = None
) -> tuple[str, Document]:
    """Write the text of a document into the project; return its id and the document.

    The id is made of the file's name unless it is given.

    Raises
    ------
    DocumentError
        If the document cannot be read, the id is no id, or another text has it.
    """
    document = read_document(path)
    folder = texts_folder(project)
    source_id = source_id or proposed_id(project, path, document.text)
    if not ID.fullmatch(source_id):
        msg = (
            f"{source_id!r} is no id of a text: allowed are a-z, 0-9, and between them "
            f"_ or -; such as {_slug(source_id)!r}"
        )
        raise DocumentError(msg)
    target = folder / f"{source_id}.txt"
    if target.exists() and target.read_bytes() != document.text.encode():
        msg = (
            f"{target} exists and has another text: give another id with --id, or, if "
            "nothing is coded from it yet, remove it"
        )
        raise DocumentError(msg)
    if not target.exists():
        atomic.write_whole(target, document.text)
    return source_id, document


def proposed_id(project: Path, path: Path, text: str) -> str:
    """Return an id made of a file's name, its part before the first "_" of its own.

    A text that is in the project already keeps its id.
    """
    for each in sorted(texts_folder(project).glob("*.txt")):
        if each.read_bytes() == text.encode():
            return each.stem
    words = _slug(path.stem)
    taken = {one.partition("_")[0] for one in _ids(project)}
    first, mark, rest = words.partition("_")
    number, free = 2, first
    while free in taken:
        free, number = (
            f"{first}{'-' if first[-1].isdigit() else ''}{number}",
            number + 1,
        )
    return f"{free}{mark}{rest}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = re.findall("[a-z0-9]+", re.sub(r"[\u0300-\u036f]", "", plain))
    slug = ""
    for word in words:
        if len(slug) + len(word) < LONGEST_ID:
            slug += f"_{word}" if slug else word
    return slug or "text"


def _ids(project: Path) -> set[str]:
    """Return the ids in the table of sources, and of the texts."""
    found = {each.stem for each in texts_folder(project).glob("*.txt")}
    table = project / "data" / "sources.csv"
    if table.exists():
        with table.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            found |= {row.get("source_id") or "" for row in csv.DictReader(file)}
    return found
