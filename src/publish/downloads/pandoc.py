"""The one way to pandoc: the program that comes with the package `pypandoc-binary`."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pypandoc

THEN = "946684800"  # what pandoc takes for now: the same document, the same bytes


@cache
def _program() -> str:
    folder = Path(pypandoc.__file__).parent / "files"
    found = shutil.which("pandoc", path=folder) or pypandoc.get_pandoc_path()
    return str(found)


def pandoc(text: str, source: str, target: str, *options: str) -> bytes:
    """`text` in the form `target` of pandoc.

    Raises
    ------
    ValueError
        If pandoc cannot read or write it; the message is its own.
    """
    forms = ("--from", source, "--to", target, "--output", "-")
    return _run(*forms, *options, given=text.encode())


def default(name: str) -> bytes:
    """A file that pandoc has inside itself."""
    return _run("--print-default-data-file", name)


def _run(*options: str, given: bytes = b"") -> bytes:
    done = subprocess.run(
        [_program(), *options],
        input=given,
        capture_output=True,
        check=False,
        env=os.environ | {"SOURCE_DATE_EPOCH": THEN},
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        msg = f"pandoc {' '.join(options)}: {said}"
        raise ValueError(msg)
    return done.stdout
