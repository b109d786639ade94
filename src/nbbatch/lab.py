"""Working copies of the notebooks for JupyterLab, with the prose of one language.

Exploring changes notebooks; in a copy nothing of theirs is lost. A copy that its user
has changed is never overwritten. Copies are signed as trusted, since JupyterLab shows
no stored figures of others.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from nbbatch.hashes import of_file
from nbbatch.notebook import cell_tags, in_language, load_notebook, source

HASHES = ".stamps.json"
LANG = re.compile(r"""^(lang\b[^=]*=\s*)(["'])\w*\2""", re.MULTILINE)


def copy_notebooks(notebooks: Path, lab: Path, lang: str) -> list[Path]:
    """Copy each notebook of a folder into `lab`, with `lang` set to one language.

    Returns
    -------
    list of Path
        The copies that were left as their user has changed them.

    Raises
    ------
    FileNotFoundError
        If the folder holds no notebook.
    """
    paths = sorted(notebooks.glob("*.ipynb"))
    if not paths:
        message = f"no notebooks in {notebooks}"
        raise FileNotFoundError(message)
    lab.mkdir(exist_ok=True)
    record = lab / HASHES
    hashes = json.loads(record.read_bytes()) if record.is_file() else {}
    kept = []
    for path in paths:
        copy = lab / path.name
        if copy.exists() and hashes.get(copy.name) != of_file(copy):
            kept.append(copy)
            continue
        content = notebook_in(load_notebook(path).content, lang)
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        copy.write_text(text, encoding="utf-8")
        hashes[copy.name] = of_file(copy)
        trust(copy)
    record.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    return kept


def notebook_in(content: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return a notebook with the prose of one language and its `lang` set to it."""
    content = in_language(content, lang)
    cells = [
        {**cell, "source": LANG.sub(rf'\1"{lang}"', source(cell))}
        if "parameters" in cell_tags(cell)
        else cell
        for cell in content["cells"]
    ]
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
