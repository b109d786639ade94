"""How loading, checks and selections grow with the number of observations.

The tables are the project's own; observations are added to them with keys of their own.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from growth import exponent

DATA = Path(__file__).parents[1] / "data"
PROGRAM = """\
import time
from analysis import tables
start = time.monotonic()
study = tables.load_tables()
loaded = time.monotonic()
committee = study.whole("committees")["committee_id"].iloc[0]
rows = study.rows("observations", committee_id=committee)
chosen = time.monotonic()
tables.selection_hash("observations", {"committee_id": committee})
print(loaded - start, chosen - loaded, time.monotonic() - chosen)
"""


def grown(folder: Path, count: int) -> None:
    """Write a copy of the data with `count` observations."""
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("sources"))
    path = folder / "observations.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    plain = [row for row in rows if not row.get("claim_set")] or rows
    for number in range(max(0, count - len(rows))):
        row = dict(plain[number % len(plain)])
        row["fact_id"] = f"synthetic-{number}"
        rows.append(row)
    rows.sort(key=lambda row: row["fact_id"])
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@click.command()
@click.option("--counts", default="1000,10000,100000", show_default=True)
def main(counts: str) -> None:
    """Load tables of several sizes, each in a process of its own."""
    names = ("load and check", "select rows", "ask for a hash")
    points: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
    click.echo(f"| observations | {' | '.join(names)} |\n|---|---|---|---|")
    for count in map(int, counts.split(",")):
        folder = Path(tempfile.mkdtemp())
        grown(folder / "data", count)
        env = {**os.environ, "ANALYSIS_DATA": str(folder / "data")}
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr[-2000:])
        seconds = [float(word) for word in done.stdout.split()]
        for name, found in zip(names, seconds, strict=True):
            points[name].append((count, found))
        words = " | ".join(f"{one:.3f}" for one in seconds)
        click.echo(f"| {count} | {words} |")
        shutil.rmtree(folder)
    for name, found in points.items():
        click.echo(f"exponent of {name}: {exponent(found):.2f}")


if __name__ == "__main__":
    main()
