"""Measure the batch against other ways to make the same reports, alternating.

Wall, CPU of the whole machine's share of this work, and peak memory (PSS, all processes
together), a report; medians of `--runs` runs. CPU and memory are read from /proc.
Memory has a run of its own: to look at it takes time, the more the more processes.
A way that fails is counted, and the others go on.
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
MARKS = ("<!-- benchmark -->", "<!-- end of benchmark -->")
OURS, LIMIT = "analysis run", "cells and pages alone"
WAYS = {
    OURS: ["-m", "analysis", "run", "PLAN", "--out", "OUT", "--no-site"],
    "papermill, a loop": [str(HERE / "peers.py"), "papermill", "PLAN", "OUT"],
    "papermill, two at once": [str(HERE / "peers.py"), "papermill-2", "PLAN", "OUT"],
    "nbclient, four at once": [str(HERE / "peers.py"), "nbclient", "PLAN", "OUT"],
    LIMIT: [str(HERE / "peers.py"), "limit", "PLAN", "OUT"],
}


class Meter:
    """Watches what is run meanwhile: peak memory in megabytes, ten looks a second."""

    def __init__(self) -> None:
        self.peak = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def __enter__(self) -> Meter:
        os.environ["BENCHMARK_METER"] = str(id(self))  # all that is started carries it
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()
        del os.environ["BENCHMARK_METER"]

    def watch(self) -> None:
        """Look until it is over."""
        while not self.over.wait(0.1):
            self.peak = max(self.peak, sum(map(self.memory, Path("/proc").iterdir())))

    def memory(self, place: Path) -> float:
        """Return the memory of a process that carries our mark."""
        mark = f"BENCHMARK_METER={id(self)}".encode()
        with suppress(OSError, StopIteration):
            if mark in (place / "environ").read_bytes().split(b"\0"):
                lines = (place / "smaps_rollup").read_text().splitlines()
                line = next(one for one in lines if one.startswith("Pss:"))
                return int(line.split()[1]) / 1024
        return 0.0


def busy() -> float:
    """Return the CPU seconds that this machine has spent so far."""
    line = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0]
    user, nice, system = (int(word) for word in line.split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def run(name: str, plan: Path, out: Path, count: int) -> tuple[float, float] | None:
    """Run one way into an empty folder; return its wall and CPU seconds a report.

    None if it failed, after a line that says so.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    places = {"PLAN": str(plan), "OUT": str(out)}
    command = [sys.executable, *(places.get(word, word) for word in WAYS[name])]
    before, start = busy(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    wall, cpu = time.monotonic() - start, busy() - before
    pages = sum((out / f"{each.name}.html").is_file() for each in tasks_of(plan, out))
    if done.returncode or pages < count:
        click.echo(f"{name} failed, {pages} pages: {done.stderr[-1000:]}", err=True)
        return None
    if name == LIMIT:
        wall = json.loads(done.stdout.splitlines()[-1])["seconds"]
    click.echo(f"{name}: {wall / count:.3f}", err=True)
    return wall / count, cpu / count


def table(
    costs: dict[str, list[tuple[float, float] | None]],
    peaks: dict[str, float],
    count: int,
) -> str:
    """Return the medians as Markdown."""
    found = {name: [one for one in some if one] for name, some in costs.items()}
    walls = {
        n: statistics.median(w for w, _ in some) for n, some in found.items() if some
    }
    lines = [
        f"Seconds a report, {count} reports, {os.cpu_count()} cores, HTML included.",
        "",
        "| way | wall (least-most) | CPU | peak MB | ours is faster | x limit |",
        "|---|---|---|---|---|---|",
    ]
    for name, wall in walls.items():
        each = [one for one, _ in found[name]]
        words = [name, f"{wall:.3f} ({min(each):.3f}-{max(each):.3f})"]
        if failed := len(costs[name]) - len(each):
            words[0] += f" ({failed} of {len(costs[name])} runs failed)"
        if name != LIMIT:
            cpu = statistics.median(cpu for _, cpu in found[name])
            words += [f"{cpu:.2f}", f"{peaks[name]:.0f}"]
        else:
            words += ["", ""]
        words.append(f"{wall / walls[OURS]:.1f}x" if OURS in walls else "")
        words.append(f"{wall / walls[LIMIT]:.2f}" if LIMIT in walls else "")
        lines.append(f"| {' | '.join(words)} |")
    return "\n".join(lines) + "\n"


def write_into(path: Path, text: str) -> None:
    """Put the table between its marks, if the file has them."""
    whole = path.read_text(encoding="utf-8") if path.is_file() else ""
    if MARKS[0] in whole:
        before, rest = whole.split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        whole = f"{before}{MARKS[0]}\n{text}{MARKS[1]}{after}"
        path.write_text(whole, encoding="utf-8")


@click.command()
@click.option("--plan", type=click.Path(path_type=Path), help="Not the reference work.")
@click.option("--count", default=96, show_default=True, help="Its number of reports.")
@click.option("--runs", default=3, show_default=True)
@click.option(
    "--ways", default="", help="Only those whose name has one of these words."
)
def main(plan: Path | None, count: int, runs: int, ways: str) -> None:
    """Measure and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        work, out = Path(folder) / "work", Path(folder) / "out"
        chosen_plan = plan or make_reference(work, count)
        count = len(tasks_of(chosen_plan, out))
        names = [n for n in WAYS if any(word in n for word in ways.split(","))]
        costs: dict[str, list[tuple[float, float] | None]] = {n: [] for n in names}
        for _ in range(runs):
            for name in names:
                costs[name].append(run(name, chosen_plan, out, count))
        peaks = {}
        for name in names:
            with Meter() as meter:
                run(name, chosen_plan, out, count)
            peaks[name] = meter.peak
    text = table(costs, peaks, count)
    click.echo(text)
    if not ways:
        title = "reference work" if plan is None else "the project's own notebooks"
        (HERE / "results.md").write_text(f"# {title}\n\n{text}", encoding="utf-8")
        write_into(HERE.parent / "README.md", text)


if __name__ == "__main__":
    main()
