"""How the cost of a run grows with the number of its reports.

Plans of 10 to 1,000 light reports (two tables of the reference work) are run, then run
again with nothing to do; exponents are those of a line through the logarithms, from 100
reports on, where the start of a run no longer counts. Then one row of one committee is
changed below 200 reports on eight committees: only its readers may be made again.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import click
import numpy as np
from reference import LIGHT, make_reference

from nbbatch.cache import Cache

DATA = Path(__file__).parents[1] / "data"
FROM = 100
READER = """\
from analysis import tables
study = tables.load_tables()
rows = study.rows("observations", committee_id=committee_id)
rows[["fact_id", "value"]].head(number)"""


def seconds_of(
    plan: Path, out: Path, env: dict[str, str] | None = None
) -> tuple[float, float]:
    """Return how long `analysis run` takes, and the CPU seconds of its one process."""
    start, before = time.monotonic(), os.times()
    command = [sys.executable, "-m", "analysis", "run", str(plan), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return time.monotonic() - start, cpu


def exponent(points: Iterable[tuple[int, float]]) -> float:
    """Return the slope of the straight line through the logarithms."""
    counts, seconds = np.log(np.array(list(points), dtype=float)).T
    return float(np.polyfit(counts, seconds, 1)[0])


def state_of(out: Path) -> tuple[float, float]:
    """Return the seconds that it takes to read the state of a folder, and its MB."""
    start = time.monotonic()
    state = Cache(out)
    return time.monotonic() - start, state.path.stat().st_size / 1e6


def grow(counts: list[int]) -> None:
    """Run plans of several sizes, then again with nothing to do."""
    points: dict[str, list[tuple[int, float]]] = {}
    head = ("reports", "all, s", "s a report", "nothing to do, s", "of it CPU, s")
    click.echo(f"| {' | '.join(head)} | state, s | state, MB |")
    click.echo("|---" * (len(head) + 2) + "|")
    for count in counts:
        folder = Path(tempfile.mkdtemp())
        plan, out = make_reference(folder / "work", count, LIGHT), folder / "out"
        full, _ = seconds_of(plan, out)
        idle, cpu = seconds_of(plan, out)
        state, size = state_of(out)
        found = {"all": full, "nothing": idle, "its CPU": cpu, "state": state}
        for name, seconds in found.items():
            points.setdefault(name, []).append((count, seconds))
        words = f"{full:.1f} | {full / count:.3f} | {idle:.2f} | {cpu:.2f}"
        click.echo(f"| {count} | {words} | {state:.4f} | {size:.2f} |")
        shutil.rmtree(folder)
    late = {name: [p for p in all_ if p[0] >= FROM] for name, all_ in points.items()}
    slopes = [f"{n} {exponent(p):.2f}" for n, p in late.items() if len(p) > 1]
    click.echo(f"\nexponents from {FROM} reports on: {', '.join(slopes)}\n")


def make_readers(folder: Path, count: int) -> tuple[Path, list[str]]:
    """Write a copy of the data, and a plan of `count` reports on its committees."""
    shutil.copytree(DATA, folder / "tables", ignore=shutil.ignore_patterns("sources"))
    (folder / "data").mkdir()  # of a project that has no site
    (folder / "data/datapackage.json").write_text('{"resources": []}\n')
    with (folder / "tables/committees.csv").open(encoding="utf-8", newline="") as lines:
        committees = [row["committee_id"] for row in csv.DictReader(lines)]
    (folder / "reports").mkdir()
    (folder / "notebooks").mkdir()
    parameters = 'committee_id: str = "central-committee"\nnumber: int = 5'
    cells = [_code(parameters, ["parameters"]), _code(READER, [])]
    title = {"cell_type": "markdown", "metadata": {}, "source": "# Which?", "id": "t"}
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"cells": [title, *cells], "metadata": {"kernelspec": spec}}
    text = json.dumps(book | {"nbformat": 4, "nbformat_minor": 5})
    (folder / "notebooks/reader.ipynb").write_text(text, encoding="utf-8")
    plan = folder / "reports/reports.toml"
    numbers = [*range(1, count // len(committees) + 1)]
    matrix = f"committee_id = {json.dumps(committees)}\nnumber = {numbers}\n"
    head = '[[report]]\nnotebook = "reader"\n[report.matrix]\n'
    plan.write_text(head + matrix, encoding="utf-8")
    return plan, committees


def _code(text: str, tags: list[str]) -> dict[str, object]:
    cell = {"cell_type": "code", "id": f"c{len(text)}", "source": text}
    return cell | {"metadata": {"tags": tags}, "outputs": [], "execution_count": None}


def change_one_row(path: Path) -> str:
    """Change the value of an observation; return the committee that it is of."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    row = next(row for row in rows if row["value"] and row["qualifier"] == "exact")
    row["value"] = str(float(row["value"]) + 1)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return row["committee_id"]


def change(count: int) -> None:
    """Change one row below `count` reports; say which were made again."""
    folder = Path(tempfile.mkdtemp())
    plan, committees = make_readers(folder, count)
    env, out = {**os.environ, "ANALYSIS_DATA": str(folder / "tables")}, folder / "out"
    full, _ = seconds_of(plan, out, env)
    idle, cpu = seconds_of(plan, out, env)
    before = {path: path.stat().st_mtime_ns for path in out.glob("reader__*.html")}
    committee = change_one_row(folder / "tables/observations.csv")
    some, _ = seconds_of(plan, out, env)
    again = {p.name for p, was in before.items() if p.stat().st_mtime_ns != was}
    wanted = {path.name for path in before if f"__{committee}__" in path.name}
    click.echo(
        f"{len(before)} reports on {len(committees)} committees: all {full:.1f} s, "
        f"nothing {idle:.2f} s ({cpu:.2f} s CPU), one row of {committee} changed "
        f"{some:.1f} s: "
        f"{len(again)} made again, of which {len(wanted)} read it"
    )
    shutil.rmtree(folder)
    if again != wanted:
        sys.exit(f"made again or not, though not or to be: {again ^ wanted}")


@click.command()
@click.option("--counts", default="10,30,100,300,1000", show_default=True)
@click.option("--changed", default=200, show_default=True, help="Reports of the last.")
def main(counts: str, changed: int) -> None:
    """Measure both, and print them."""
    if counts:
        grow([int(word) for word in counts.split(",")])
    if changed:
        change(changed)


if __name__ == "__main__":
    main()
