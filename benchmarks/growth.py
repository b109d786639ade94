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

from nbbatch.cache import Cache

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


@click.command()
@click.option("--counts", default="10,30,100,300,1000", show_default=True)
def main(counts: str) -> None:
    """Measure and print."""
    grow([int(word) for word in counts.split(",")])


if __name__ == "__main__":
    main()
