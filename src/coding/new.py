"""A project of one's own: empty tables under the same dictionary, notebooks, a plan.

What comes along is the instrument, not the collection: the dictionary and the codebook,
kinds of method, domains of shortcomings, types of relation, the provinces with what
citizens and firms answer, and the notebooks without their outputs. Whatever is coded
from texts begins empty, documents, places and Party organisations included. With
`core`, all tables of the collection come along as a base.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.allowed_values import DICTIONARY, ROOT

TEMPLATES = Path(__file__).with_name("project")
INSTRUMENT = (
    *("dimensions", "domains", "relation_types"),
    *("provinces", "outcome_series", "outcome_breaks", "outcomes"),
)
FOLDERS = ("texts", "coding")
PLACES = ("provinces", "locality_id")  # a column that refers to rows left behind
NOTICES = "The scores in outcomes.csv are not ours:"  # of the licence of the tables
NAME = re.compile(r"[^\W_][\w.-]{0,79}")


def make_project(folder: Path, *, core: bool = False) -> None:
    """Make a project in `folder`, a new one or one that is empty.

    It is made beside and moved into place, so that nothing is left of one that failed.

    Parameters
    ----------
    core
        Whether the tables of the collection come along.

    Raises
    ------
    ValueError
        If the name is not one of letters, digits, `.`, `-` and `_`, or the folder is
        not empty.
    FileNotFoundError
        If the folder above it, or the repository of this package, is not there.
    OSError
        If the folder cannot be written.
    """
    folder = folder.absolute().resolve()
    _check(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as beside:
        project = Path(beside) / folder.name
        _write_data(project / "data", folder.name, core=core)
        _write_notebooks(project / "notebooks")
        for name in FOLDERS:
            (project / name).mkdir()
            (project / name / ".gitkeep").touch()
        _write_templates(project, folder.name)
        if folder.is_dir():
            for path in project.iterdir():
                path.rename(folder / path.name)
        else:
            project.rename(folder)


def _check(folder: Path) -> None:
    if not NAME.fullmatch(folder.name):
        msg = (
            f"{folder.name!r} cannot name a project: allowed are at most 80 letters, "
            "digits, '.', '-' and '_', a letter or digit first"
        )
        raise ValueError(msg)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder} is there and not empty; name a folder that is new or empty"
        raise ValueError(msg)
    if not folder.parent.is_dir():
        msg = f"no folder {folder.parent} to make {folder.name} in; make it first"
        raise FileNotFoundError(msg)
    if not (ROOT / "data" / DICTIONARY).is_file():
        msg = (
            "the tables and notebooks of the repository are not beside this package; "
            "install it from a clone of the repository with 'pip install -e .'"
        )
        raise FileNotFoundError(msg)


def _write_data(data: Path, name: str, *, core: bool) -> None:
    data.mkdir(parents=True)
    shipped = ROOT / "data"
    about = json.loads((shipped / DICTIONARY).read_bytes())
    for table in about["resources"]:
        path = data / table["path"]
        if core or table["name"] in INSTRUMENT:
            shutil.copyfile(shipped / table["path"], path)
        else:
            path.write_text(_header(table), encoding="utf-8", newline="\n")
    for path in shipped.glob("*.md"):
        shutil.copyfile(path, data / path.name)
    licence = (shipped / "LICENSE").read_text(encoding="utf-8")
    if not core:
        _clear(data / f"{PLACES[0]}.csv", PLACES[1])
        licence = "  " + licence[licence.index(NOTICES) :]
    (data / "LICENSE").write_text(licence, encoding="utf-8", newline="\n")
    text = json.dumps(_described(about, name), ensure_ascii=False, indent=1)
    (data / DICTIONARY).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _described(about: dict[str, Any], name: str) -> dict[str, Any]:
    """The dictionary under the project's own name; its authors are to be filled in."""
    del about["contributors"]
    slug = re.sub(r"[^a-z0-9._-]", "-", name.casefold())
    return about | {
        "name": slug,
        "title": f"{name}: coded statements",
        "title_vi": f"{name}: dữ kiện mã hóa",
        "version": "0.1.0",
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _header(table: dict[str, Any]) -> str:
    return ",".join(field["name"] for field in table["schema"]["fields"]) + "\n"


def _clear(path: Path, column: str) -> None:
    """Empty a column of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {column: ""} for row in rows)


def _write_notebooks(folder: Path) -> None:
    """Write the notebooks without the outputs that the collection gave them."""
    folder.mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        book = json.loads(path.read_bytes())
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        text = json.dumps(book, ensure_ascii=False, indent=1)
        (folder / path.name).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _write_templates(project: Path, name: str) -> None:
    """Write the plan, the README and git's settings."""
    for path in _templates():
        target = project / path.relative_to(TEMPLATES)
        target = target.with_name(target.name.replace("dot.", "."))
        target.parent.mkdir(exist_ok=True)
        text = path.read_text(encoding="utf-8").replace("{name}", name)
        target.write_text(text, encoding="utf-8", newline="\n")


def _templates() -> Iterable[Path]:
    return (path for path in sorted(TEMPLATES.rglob("*")) if path.is_file())
