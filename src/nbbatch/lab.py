"""Working copies of the notebooks for JupyterLab, with the prose of one language.

A default that is no key of the data becomes the first key of a selection ("studied"). A
copy that its user has changed is never overwritten. Copies are signed as trusted, since
JupyterLab shows no stored figures of others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from nbbatch.hashes import of_file
from nbbatch.hooks import Hooks
from nbbatch.notebook import Notebook, cell_tags, in_language, load_notebook, source

HASHES = ".stamps.json"
DEFAULT = r"""^({name}\b[^=]*=[\s(]*)(["'])[^"']*\2"""


def copy_notebooks(
    notebooks: Path, lab: Path, lang: str, hooks: Hooks | None = None
) -> list[Path]:
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
        book = load_notebook(path)
        defaults = {"lang": lang, **_defaults(book, hooks or Hooks(), notebooks.parent)}
        content = in_language(book.content, lang)
        for cell in content["cells"]:
            if "parameters" in cell_tags(cell):
                cell["source"] = _with_defaults(source(cell), defaults)
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        copy.write_text(text, encoding="utf-8")
        hashes[copy.name] = of_file(copy)
        trust(copy)
    record.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    return kept


def _defaults(book: Notebook, hooks: Hooks, project: Path) -> dict[str, str]:
    """The first selected key for each parameter whose default the data do not have."""
    defaults = {}
    for name, parameter in book.parameters.items():
        allowed = hooks.allowed_values(name, project)
        if allowed and parameter.default not in {"all", "", *allowed.labels}:
            selected = chain.from_iterable(allowed.selections.values())
            defaults[name] = next(selected, str(parameter.default))
    return defaults


def _with_defaults(text: str, defaults: Mapping[str, str]) -> str:
    """The text of a cell of parameters with other defaults."""
    for name, value in defaults.items():
        pattern = DEFAULT.format(name=name)
        text = re.sub(pattern, rf'\1"{value}"', text, flags=re.MULTILINE)
    return text


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
