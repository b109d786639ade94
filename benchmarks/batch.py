"""Measure the batch against other ways to make the same reports, alternating.

Wall and CPU of each run with all its processes, a report, medians of `--runs` runs;
and peak memory (PSS, all processes together) in a run of its own, since to look at it
takes time. A way that fails is counted, and the others go on.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import click
from peers import tasks_of
from reference import make_reference

HERE = Path(__file__).parent
OURS, LIMIT = "analysis run", "cells and pages alone"
WAYS = {
    OURS: ["-m", "analysis", "run", "PLAN", "--out", "OUT", "--no-site"],
    "papermill, a loop": [str(HERE / "peers.py"), "papermill", "PLAN", "OUT"],
    LIMIT: [str(HERE / "peers.py"), "limit", "PLAN", "OUT"],
}
Cost = tuple[float, float]


def peak_memory(mark: str, over: threading.Event) -> float:
    """Return the peak, until `over`, of the MB of all processes that carry `mark`."""

    def memory(process: Path) -> float:
        with suppress(OSError, StopIteration):
            if mark.encode() in (process / "environ").read_bytes().split(b"\0"):
                lines = (process / "smaps_rollup").read_text().splitlines()
                line = next(each for each in lines if each.startswith("Pss:"))
                return int(line.split()[1]) / 1024
        return 0.0

    peak = 0.0
    while not over.wait(0.1):
        peak = max(peak, sum(map(memory, Path("/proc").glob("[0-9]*"))))
    return peak


def run(name: str, plan: Path, out: Path, count: int, mark: str = "") -> Cost | None:
    """Run one way into an empty folder; return its wall and CPU seconds a report.

    None if it failed, after a line that says so.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    places = {"PLAN": str(plan), "OUT": str(out)}
    command = [sys.executable, *(places.get(word, word) for word in WAYS[name])]
    env = {**os.environ, "BENCHMARK": mark.removeprefix("BENCHMARK=")}
    before, start = os.times(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    wall, after = time.monotonic() - start, os.times()
    cpu = after.children_user - before.children_user
    cpu += after.children_system - before.children_system
    pages = sum((out / f"{each.name}.html").is_file() for each in tasks_of(plan, out))
    if done.returncode or pages < count:
        click.echo(f"{name} failed, {pages} pages: {done.stderr[-1000:]}", err=True)
        return None
    if name == LIMIT:
        wall = json.loads(done.stdout.splitlines()[-1])["seconds"]
    click.echo(f"{name}: {wall / count:.3f}", err=True)
    return wall / count, cpu / count


def memory_of(name: str, plan: Path, out: Path, count: int) -> float:
    """Run one way again; return its peak of memory in MB."""
    mark, over, peaks = f"BENCHMARK={os.getpid()}", threading.Event(), [0.0]
    watching = threading.Thread(target=lambda: peaks.append(peak_memory(mark, over)))
    watching.start()
    run(name, plan, out, count, mark)
    over.set()
    watching.join()
    return peaks[-1]


def table(
    costs: dict[str, list[Cost | None]], peaks: dict[str, float], count: int
) -> str:
    """Return the medians as Markdown."""
    done = {name: [each for each in some if each] for name, some in costs.items()}
    walls_of = {name: [wall for wall, _ in some] for name, some in done.items() if some}
    walls = {name: statistics.median(each) for name, each in walls_of.items()}
    lines = [
        f"Seconds a report, {count} reports, {os.cpu_count()} cores, HTML included.",
        "",
        "| way | wall (least-most) | CPU | peak MB | ours is faster | x limit |",
        "|---|---|---|---|---|---|",
    ]
    for name, wall in walls.items():
        each = walls_of[name]
        cells = [name, f"{wall:.3f} ({min(each):.3f}-{max(each):.3f})", "", ""]
        if failed := len(costs[name]) - len(each):
            cells[0] += f" ({failed} of {len(costs[name])} runs failed)"
        if name != LIMIT:
            cpu = statistics.median(cpu for _, cpu in done[name])
            cells[2:] = [f"{cpu:.2f}", f"{peaks[name]:.0f}"]
        cells.append(f"{wall / walls[OURS]:.1f}x" if OURS in walls else "")
        cells.append(f"{wall / walls[LIMIT]:.2f}" if LIMIT in walls else "")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--plan", type=click.Path(path_type=Path), help="Not the reference work.")
@click.option("--count", default=96, show_default=True, help="Its number of reports.")
@click.option("--runs", default=3, show_default=True)
@click.option("--ways", default="", help="Words of the names of those to measure.")
def main(plan: Path | None, count: int, runs: int, ways: str) -> None:
    """Measure and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        work, out = Path(folder) / "work", Path(folder) / "out"
        chosen = plan or make_reference(work, count)
        count = len(tasks_of(chosen, out))
        names = [n for n in WAYS if any(word in n for word in ways.split(","))]
        costs: dict[str, list[Cost | None]] = {name: [] for name in names}
        for _ in range(runs):
            for name in names:
                costs[name].append(run(name, chosen, out, count))
        peaks = {name: memory_of(name, chosen, out, count) for name in names}
    text = table(costs, peaks, count)
    click.echo(text)
    if not ways:
        title = "reference work" if plan is None else "the project's own notebooks"
        (HERE / "results.md").write_text(f"# {title}\n\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
