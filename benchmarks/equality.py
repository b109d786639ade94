"""Compare every report of a plan with plain papermill's, byte for byte.

`analysis run` makes the reports, in forks of one process, several at once. papermill's
own command line makes them again: one process and one normal kernel for each, started
in an empty folder elsewhere, with `ANALYSIS_DATA`. Our file is compared as it stands.
In papermill's, only this is changed first: prose of the other language goes, as a
report has one language; the times, paths and versions of `metadata.papermill` go, of
which the parameters stay; `papermill` and `execution` go from each cell's metadata, as
they hold times; and the cell with the parameters, whose id is random, gets the name
that ours has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click
from peers import tasks_of

from nbbatch.notebook import is_of_language
from nbbatch.run import cores
from nbbatch.task import Task

ROOT = Path(__file__).parents[1]
INJECTED = "injected-parameters"


def normalised(text: str, each: Task, lang: str | None) -> str:
    """Return what papermill wrote without times, random ids and the other language."""
    book: dict[str, Any] = json.loads(text)
    book["cells"] = [cell for cell in book["cells"] if is_of_language(cell, lang)]
    book["metadata"]["papermill"] = {"parameters": each.parameters}
    for cell in book["cells"]:
        for times in ("papermill", "execution"):
            cell["metadata"].pop(times, None)
        if INJECTED in cell["metadata"].get("tags", []):
            cell["id"] = INJECTED
    return json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def by_papermill(each: Task, folder: Path) -> str:
    """Return what papermill's command line makes of a report, from an empty folder."""
    here = folder / each.name
    here.mkdir(parents=True)
    command = [sys.executable, "-m", "papermill", str(each.notebook), "out.ipynb"]
    command += ["--parameters_yaml", json.dumps(each.parameters)]
    data = {"ANALYSIS_DATA": str(ROOT / "data")}
    options: dict[str, Any] = {"cwd": here, "env": os.environ | data}
    options["capture_output"] = True
    subprocess.run([*command, "--no-progress-bar"], check=True, **options)
    return (here / "out.ipynb").read_text(encoding="utf-8")


def first_difference(ours: str, theirs: str) -> str | None:
    """Return the first line that two texts do not share, or None if they are equal."""
    lines = zip_longest(ours.splitlines(), theirs.splitlines(), fillvalue="")
    for number, (our_line, their_line) in enumerate(lines, start=1):
        if our_line != their_line:
            return f"line {number}: {our_line[:90]!r}, papermill {their_line[:90]!r}"
    return None


def differences(plan: Path, folder: Path) -> dict[str, str | None]:
    """Make a plan both ways; return for each report where it differs, None if equal."""
    out = folder / "ours"
    command = [sys.executable, "-m", "analysis", "run", str(plan), "--no-site"]
    command += ["--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)

    def difference(each: Task) -> str | None:
        lang = str(each.parameters.get("lang", "")) or None
        theirs = normalised(by_papermill(each, folder / "theirs"), each, lang)
        return first_difference(
            (out / f"{each.name}.ipynb").read_text(encoding="utf-8"), theirs
        )

    tasks = tasks_of(plan, out)
    with ThreadPoolExecutor(cores()) as pool:
        places = pool.map(difference, tasks)
        return dict(zip((each.name for each in tasks), places, strict=True))


@click.command()
@click.option("--plan", default=ROOT / "reports/reports.toml", type=Path)
def main(plan: Path) -> None:
    """Tell of every report of PLAN whether it is equal; the exit status says all."""
    with tempfile.TemporaryDirectory() as folder:
        places = differences(plan.absolute(), Path(folder))
    for name, where in places.items():
        click.echo(f"{name}: {where or 'equal'}")
    equal = sum(where is None for where in places.values())
    click.echo(f"{equal} of {len(places)} reports equal")
    sys.exit(equal != len(places))


if __name__ == "__main__":
    main()
