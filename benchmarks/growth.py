"""How the cost of a run grows with the number of its reports."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from reference import make_reference


def seconds_of(plan: Path, out: Path) -> float:
    """Return how long `analysis run` takes."""
    start = time.monotonic()
    command = [sys.executable, "-m", "analysis", "run", str(plan), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - start


def exponent(points: list[tuple[int, float]]) -> float:
    """Return the slope of the straight line through the logarithms."""
    xs = [math.log(count) for count, _ in points]
    ys = [math.log(seconds) for _, seconds in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    pairs = list(zip(xs, ys, strict=True))
    return sum((a - x) * (b - y) for a, b in pairs) / sum((a - x) ** 2 for a in xs)


@click.command()
@click.option("--counts", default="10,100,1000", show_default=True)
def main(counts: str) -> None:
    """Run plans of several sizes, then again with nothing to do."""
    full, idle = [], []
    click.echo(
        "| reports | all, s | s a report | nothing to do, s |\n|---|---|---|---|"
    )
    for count in map(int, counts.split(",")):
        folder = Path(tempfile.mkdtemp())
        plan = make_reference(folder / "work", count)
        full.append((count, seconds_of(plan, folder / "out")))
        idle.append((count, seconds_of(plan, folder / "out")))
        each = full[-1][1] / count
        click.echo(f"| {count} | {full[-1][1]:.1f} | {each:.3f} | {idle[-1][1]:.2f} |")
        shutil.rmtree(folder)
    click.echo(f"\nexponents: all {exponent(full):.2f}, nothing {exponent(idle):.2f}")


if __name__ == "__main__":
    main()
