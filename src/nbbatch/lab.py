"""A working copy of the notebooks for JupyterLab, with prose of one language.

Exploring changes notebooks; in the copy (`lab/`, ignored by git) nothing is lost and
nothing shows up as changed. A copy that its user has changed is never overwritten.

Copies are signed as trusted: of others, JupyterLab shows no stored figure.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbbatch.notebook import cell_tags, is_of_language, load_notebook, source

STAMPS = ".stamps.json"


@dataclass(frozen=True)
class Copies:
    """The working copies: the start notebook, and those left as their user has them."""

    start: Path
    kept: tuple[Path, ...]


def copy_notebooks(notebooks: Path, lab: Path, lang: str) -> Copies:
    """Copy each notebook of a folder into `lab` with prose and `lang` in one language.

    Raises
    ------
    FileNotFoundError
        If the folder holds no notebook.
    """
    found = sorted(notebooks.glob("*.ipynb"))
    if not found:
        message = f"no notebooks in {notebooks}"
        raise FileNotFoundError(message)
    lab.mkdir(exist_ok=True)
    stamps_path = lab / STAMPS
    is_known = stamps_path.is_file()
    stamps = json.loads(stamps_path.read_text(encoding="utf-8")) if is_known else {}
    kept = []
    for notebook in found:
        copy = lab / notebook.name
        if copy.exists() and stamps.get(copy.name) != _stamp(copy):
            kept.append(copy)
            continue
        content = notebook_in(load_notebook(notebook).content, lang)
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        copy.write_text(text, encoding="utf-8")
        stamps[copy.name] = _stamp(copy)
        trust(copy)
    stamps_path.write_text(json.dumps(stamps, indent=1) + "\n", encoding="utf-8")
    return Copies(lab / found[0].name, tuple(kept))


def notebook_in(content: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return a notebook with the prose of one language and its `lang` set to it."""
    cells = []
    for cell in content["cells"]:
        if not is_of_language(cell, lang):
            continue
        if "parameters" in cell_tags(cell):
            text = re.sub(
                r"""^(lang\b[^=]*=\s*)(["'])\w*\2""",
                rf'\1"{lang}"',
                source(cell),
                flags=re.MULTILINE,
            )
            cell = {**cell, "source": text}
        cells.append(cell)
    return {**content, "cells": cells}


def trust(path: Path) -> None:
    """Sign a notebook for JupyterLab, in the folder where Jupyter keeps signatures."""
    from jupyter_core.paths import jupyter_data_dir
    from nbformat import read
    from nbformat.sign import NotebookNotary

    folder = Path(jupyter_data_dir())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    notary: Any = NotebookNotary(data_dir=str(folder))  # type: ignore[no-untyped-call]
    notary.sign(read(path, as_version=4))  # type: ignore[no-untyped-call]
    notary.store.close()


def _stamp(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
