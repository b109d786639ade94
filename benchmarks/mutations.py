"""Random edits, after each of which a run must give what a clean build gives.

Works on a copy of the repository and a plan of few reports. After each edit (`edits`)
one run goes on from what it has, and another starts from nothing; every file must be
equal, byte for byte, but for the cache and the summaries, which hold times. A run may
also refuse data that are broken, where in a clean build every report fails. What makes
a clean build fail is taken back before the next edit.

A re-run is needless if all files of the report are the same as before it.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click
from edits import KINDS, Copy

REFUSED = 2
Files = dict[str, bytes]


@dataclass
class Tally:
    """What came of the edits of one kind."""

    edits: int = 0
    wrong: int = 0
    broken: int = 0
    made: int = 0
    needless: int = 0
    kept: int = 0


class Folder:
    """An output folder, and runs into it."""

    def __init__(self, folder: Path, copy: Copy, *, is_whole: bool) -> None:
        self.folder = folder
        self.out = folder / "reports"
        self.copy = copy
        self.is_whole = is_whole
        self.out.mkdir(parents=True)

    def run(self) -> int:
        """Make the reports of the copy; return the exit status."""
        env = {**os.environ, "PYTHONPATH": str(self.copy.folder / "src")}
        words = ["-m", "analysis", "run", str(self.copy.plan), "--jobs", "2"]
        words += ["--out", str(self.out), "--site" if self.is_whole else "--no-site"]
        options = {"cwd": self.folder, "env": env, "capture_output": True}
        return subprocess.run([sys.executable, *words], **options).returncode

    def empty(self) -> None:
        """Forget all that was made."""
        shutil.rmtree(self.out)
        self.out.mkdir()

    def files(self) -> Files:
        """Return every file that a reader may see, but for the one with times."""
        places = {path: path.relative_to(self.out) for path in self.out.rglob("*")}
        return {
            place.as_posix(): path.read_bytes()
            for path, place in places.items()
            if path.is_file()
            and not any(part.startswith(".") for part in place.parts)
            and place.name != "summary.json"
        }

    def ran(self) -> tuple[set[str], set[str]]:
        """Return the names of the reports that the last run made, and of those kept."""
        listed = json.loads((self.out / "summary.json").read_bytes())["reports"]
        kept = {each["name"]: each["status"] == "unchanged" for each in listed}
        return {n for n in kept if not kept[n]}, {n for n in kept if kept[n]}


def differing(one: Files, other: Files) -> list[str]:
    """Return the names of files that are not the same in both."""
    names = one.keys() | other.keys()
    return sorted(name for name in names if one.get(name) != other.get(name))


def of_report(files: Files, name: str) -> Files:
    """Return the files of one report."""
    return {file: files[file] for file in files if file.startswith(f"{name}.")}


def tried(copy: Copy, kind: str, made: Folder, clean: Folder, tally: Tally) -> str:
    """Make one edit, run both ways, count what came of it, and say it."""
    where = copy.edit(kind)
    before = made.files()
    status = made.run()
    clean.empty()
    clean_status = clean.run()
    now = made.files()
    tally.edits += 1
    if clean_status:
        tally.broken += 1
    if status == REFUSED and clean_status:
        copy.undo()
        return f"{where}: refused, as a clean build fails"
    wrong = differing(now, clean.files())
    tally.wrong += bool(wrong or status != clean_status)
    ran, kept = made.ran()
    needless = {n for n in ran if of_report(before, n) == of_report(now, n) != {}}
    tally.made += len(ran)
    tally.kept += len(kept)
    tally.needless += len(needless)
    if clean_status:
        copy.undo()
    said = f"{len(ran)} ran, {len(needless)} needless, {len(kept)} kept"
    return f"{where}: {said}; differs: {', '.join(wrong) or 'nothing'}"


def table(tallies: dict[str, Tally]) -> str:
    """Return what came of the edits, kind by kind, as Markdown."""
    columns = ("edits", "wrong", "broken", "made", "needless", "kept")
    lines = ["| kind | " + " | ".join(columns) + " |", "|---" * 7 + "|"]
    for kind, tally in tallies.items():
        values = [str(getattr(tally, column)) for column in columns]
        lines.append(f"| {kind} | " + " | ".join(values) + " |")
    sums = [sum(getattr(t, column) for t in tallies.values()) for column in columns]
    return "\n".join([*lines, "| all | " + " | ".join(map(str, sums)) + " |"])


@click.command()
@click.option("--count", default=100, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--site", is_flag=True, help="The whole site, not only its reports.")
@click.option("--kind", default="", help="Only kinds of edit that fit (regex).")
def main(*, count: int, seed: int, site: bool, kind: str) -> None:
    """Make COUNT edits; the exit status says whether every one was noticed."""
    folder = Path(tempfile.mkdtemp())
    copy = Copy(folder / "copy", folder / "made" / "reports", seed)
    made = Folder(folder / "made", copy, is_whole=site)
    clean = Folder(folder / "clean", copy, is_whole=site)
    if made.run():
        sys.exit("the reports fail before any edit")
    kinds = [name for name in KINDS if re.search(kind, name)]
    tallies = {name: Tally() for name in kinds}
    chosen = (kinds * (count // len(kinds) + 1))[:count]
    random.Random(seed).shuffle(chosen)
    start = time.monotonic()
    for number, name in enumerate(chosen, start=1):
        said = tried(copy, name, made, clean, tallies[name])
        click.echo(f"{number} {name}: {said}")
    wrong = sum(tally.wrong for tally in tallies.values())
    click.echo(f"\n{table(tallies)}\n")
    click.echo(f"{count} edits, {wrong} wrong, {time.monotonic() - start:.0f} s")
    shutil.rmtree(folder)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
