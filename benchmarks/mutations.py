"""Random edits, after each of which a run must give what a clean build gives.

Works on a copy of the repository: a cell of the data, a line of the package, prose or
code of a notebook, a parameter of the plan. After each edit `analysis run` goes on from
what it has, and another starts from nothing; every output must be equal, byte for byte.
"""

from __future__ import annotations

import csv
import filecmp
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parents[1]
PARTS = ("data", "notebooks", "requirements", "src")
OWN = {"index.html", "failures.html", "failures.json", "junit.xml", "reports.toml"}


class Copy:
    """A copy of the repository that edits are made in."""

    def __init__(self, folder: Path, plan: Path, seed: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.random = random.Random(seed)
        for name in PARTS:
            if (ROOT / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "sources")
                shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        (folder / "reports").mkdir()
        self.plan = folder / "reports" / "reports.toml"
        shutil.copyfile(plan, self.plan)

    def run(self, out: Path) -> tuple[int, str]:
        """Call `analysis run` on the copy; return its status and last line."""
        # Compiled code is as old as a second allows; edits here are quicker.
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        env["PYTHONPATH"] = str(self.folder / "src")
        command = [sys.executable, "-m", "analysis", "run", str(self.plan)]
        done = subprocess.run(
            [*command, "--out", str(out)], env=env, capture_output=True, text=True
        )
        return done.returncode, (done.stdout.splitlines() or [done.stderr])[-1]

    def edit(self) -> str:
        """Make one random edit and say which."""
        kinds: list[Callable[[], str]] = [
            self.edit_data,
            self.edit_data,
            self.edit_package,
            self.edit_notebook,
            self.edit_plan,
        ]
        return self.random.choice(kinds)()

    def pick(self, pattern: str) -> Path:
        """Return one of the files that fit."""
        return self.random.choice(sorted(self.folder.glob(pattern)))

    def edit_data(self) -> str:
        """Change a note or a summary of one row."""
        path = self.pick("data/*.csv")
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        names = [n for n in rows[0] if n == "note" or n.startswith("summary")]
        if not names:
            return self.edit_data()
        number = self.random.randrange(len(rows))
        name = self.random.choice(names)
        rows[number][name] = f"word {self.random.randrange(10**6)}"
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return f"{path.name} row {number + 1} {name}"

    def edit_package(self) -> str:
        """Add a line to a module of the package."""
        path = self.pick("src/analysis/**/*.py")
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n_edit = {self.random.random()}\n", encoding="utf-8")
        return str(path.relative_to(self.folder))

    def edit_notebook(self) -> str:
        """Add a line to a cell of a notebook."""
        path = self.pick("notebooks/*.ipynb")
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        number = self.random.randrange(len(content["cells"]))
        cell = content["cells"][number]
        word = f"edit {self.random.randrange(10**6)}"
        added = f"\n\n{word}" if cell["cell_type"] == "markdown" else f"\n# {word}"
        cell["source"] = "".join(cell["source"]) + added
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        path.write_text(text, encoding="utf-8")
        return f"{path.name} cell {number + 1} ({cell['cell_type']})"

    def edit_plan(self) -> str:
        """Change the order of the languages, and so nothing but the plan."""
        text = self.plan.read_text(encoding="utf-8")
        one, other = '["en", "vi"]', '["vi", "en"]'
        new = text.replace(one, other) if one in text else text.replace(other, one)
        self.plan.write_text(new, encoding="utf-8")
        return "the order of languages in the plan"


def difference(one: Path, other: Path) -> list[str]:
    """Return the names of outputs that two folders do not share byte for byte."""
    names = {
        path.name
        for folder in (one, other)
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(".")
    } - OWN
    _, different, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return sorted(different + missing)


@click.command()
@click.option("--plan", default=ROOT / "reports/reports.toml", type=Path)
@click.option("--count", default=100, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(plan: Path, count: int, seed: int) -> None:
    """Make COUNT edits; the exit status says whether every one was noticed."""
    folder = Path(tempfile.mkdtemp())
    copy = Copy(folder / "copy", plan.absolute(), seed)
    made, clean = folder / "made", folder / "clean"
    copy.run(made)
    wrong = 0
    for number in range(1, count + 1):
        what = copy.edit()
        status, said = copy.run(made)
        shutil.rmtree(clean, ignore_errors=True)
        clean_status, _ = copy.run(clean)
        found = difference(made, clean)
        if found or status != clean_status:
            wrong += 1
        click.echo(f"{number} {what}: {said.split(';')[0]}; differs: {found or 'none'}")
    click.echo(f"{count} edits, {wrong} not noticed")
    shutil.rmtree(folder)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
