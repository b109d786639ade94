"""Documents into a project: their texts, and a sheet of proposals for each."""

import csv
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.dictionary import DataError
from coding.documents.reader import Document, DocumentError, read_document
from coding.proposals import propose
from coding.recorded import slug, unused
from coding.texts import check_name, texts_folder
from reading import atomic

LONGEST_ID = 60


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
            sheet = propose(project, key, coder, document.source)
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
    try:
        check_name("the id of a text", source_id)
    except ValueError as error:
        msg = f"{error}; such as {_stem(source_id)!r}"
        raise DocumentError(msg) from None
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
    first, mark, rest = _stem(path.stem).partition("_")
    taken = {name.partition("_")[0] for name in _ids(project)}
    joint = "-" if first[-1].isdigit() else ""
    return unused(first, taken, joint) + mark + rest


def _stem(name: str) -> str:
    """An id made of a name: as many of its words as it may have."""
    words = textwrap.shorten(slug(name, " "), LONGEST_ID, placeholder="")
    return words.replace(" ", "_") or "text"


def _ids(project: Path) -> set[str]:
    """Return the ids in the table of sources, and of the texts."""
    ids = {each.stem for each in texts_folder(project).glob("*.txt")}
    table = project / "data" / "sources.csv"
    if table.exists():
        with table.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            ids |= {row.get("source_id") or "" for row in csv.DictReader(file)}
    return ids
