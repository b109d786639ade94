"""How the cost of a run grows with the number of its reports.

Plans of 10 to 1,000 light reports (two tables of the reference work) are run, then run
again with nothing to do; exponents are those of a line through the logarithms, from 100
reports on, where the start of a run no longer counts.
"""

from __future__ import annotations

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

FROM = 100


def seconds_of(plan: Path, out: Path) -> tuple[float, float]:
    """Return how long `analysis run` takes, and the CPU seconds of its one process."""
    start, before = time.monotonic(), os.times()
    command = [sys.executable, "-m", "analysis", "run", str(plan), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
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


@click.command()
@click.option("--counts", default="10,30,100,300,1000", show_default=True)
def main(counts: str) -> None:
    """Run plans of several sizes, then again with nothing to do; print the seconds."""
    points: dict[str, list[tuple[int, float]]] = {"all": [], "nothing": []}
    click.echo("| reports | all, s | s a report | nothing to do, s | of it CPU, s |")
    click.echo("|---|---|---|---|---|")
    for count in map(int, counts.split(",")):
        folder = Path(tempfile.mkdtemp())
        plan, out = make_reference(folder / "work", count, LIGHT), folder / "out"
        full, _ = seconds_of(plan, out)
        idle, cpu = seconds_of(plan, out)
        points["all"].append((count, full))
        points["nothing"].append((count, idle))
        words = f"{full:.1f} | {full / count:.3f} | {idle:.2f} | {cpu:.2f}"
        click.echo(f"| {count} | {words} |")
        shutil.rmtree(folder)
    late = {name: [p for p in each if p[0] >= FROM] for name, each in points.items()}
    slopes = [f"{n} {exponent(p):.2f}" for n, p in late.items() if len(p) > 1]
    click.echo(f"\nexponents from {FROM} reports on: {', '.join(slopes)}\n")


if __name__ == "__main__":
    main()
