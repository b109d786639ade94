"""Measure the batch against other ways to make the same reports, alternating.

Wall, CPU of the whole machine's share of this work, and peak memory (PSS, all processes
together), a report; medians of `--runs` runs. CPU and memory are read from /proc.
Memory has a run of its own: to look at it takes time, the more the more processes.
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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
from peers import tasks_of
from reference import make_reference

T = TypeVar("T")
HERE = Path(__file__).parent
PYTHON = sys.executable
MARKS = ("<!-- benchmark -->", "<!-- end of benchmark -->")


@dataclass(frozen=True)
class Cost:
    """Seconds of one run, a report: on the clock, and of CPU."""

    wall: float
    cpu: float


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
            memory = 0.0
            for process in self.processes():
                try:
                    memory += _pss(process)
                except OSError:
                    continue
            self.peak = max(self.peak, memory)

    def processes(self) -> list[int]:
        """Return the processes that carry our mark."""
        mark = f"BENCHMARK_METER={id(self)}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                environment = (place / "environ").read_bytes()
            except OSError:
                continue
            if mark in environment.split(b"\0"):
                found.append(int(place.name))
        return found


def _pss(process: int) -> float:
    text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def _busy() -> float:
    """Return the CPU seconds that this machine has spent so far."""
    line = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0]
    user, nice, system = (int(word) for word in line.split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


class Bench:
    """The reports of one plan, and the ways to make them."""

    def __init__(self, plan: Path, out: Path) -> None:
        self.plan = plan
        self.out = out
        self.tasks = tasks_of(plan, out)
        self.number = 0
        self.limit = 0.0

    def measured(self, way: Callable[[], None]) -> Cost:
        """Run one way and return its cost for each report."""
        before, start = _busy(), time.monotonic()
        self.run(way)
        wall, count = time.monotonic() - start, len(self.tasks)
        return Cost(wall / count, (_busy() - before) / count)

    def peak(self, way: Callable[[], None]) -> float:
        """Run one way and return the most memory that it had at once."""
        with Meter() as meter:
            self.run(way)
        return meter.peak

    def run(self, way: Callable[[], None]) -> None:
        """Run one way into an empty folder."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        self.number += 1
        way()
        pages = len(list(self.out.glob("*.html")))
        if pages < len(self.tasks):
            sys.exit(f"{way.__name__} made {pages} pages of {len(self.tasks)}")

    def ours(self) -> None:
        """Call `analysis run`, everything cold."""
        options = ["--out", str(self.out), "--no-site"]
        self.call("-m", "analysis", "run", str(self.plan), *options)

    def papermill(self) -> None:
        """Call papermill in a loop, then nbconvert once over all."""
        for each in self.tasks:
            self.papermill_once(each.name)
        self.convert()

    def papermill_two(self) -> None:
        """Call papermill in two processes (xargs -P2), then nbconvert once."""
        names = "\n".join(each.name for each in self.tasks)
        command = [PYTHON, __file__, "--one", str(self.plan), str(self.out)]
        xargs = ["xargs", "-P2", "-n1", *command]
        subprocess.run(xargs, input=names, text=True, check=True)
        self.convert()

    def papermill_once(self, name: str) -> None:
        """One report by papermill's own command line."""
        each = next(one for one in self.tasks if one.name == name)
        words = [w for k, v in each.parameters.items() for w in ("-r", k, str(v))]
        files = [str(each.notebook), str(self.out / f"{name}.ipynb")]
        folder = ["--cwd", str(each.notebook.parent)]
        self.call("-m", "papermill", *files, *folder, "--no-progress-bar", *words)

    def convert(self) -> None:
        """Make the pages with one call of nbconvert."""
        made = sorted(map(str, self.out.glob("*.ipynb")))
        self.call("-m", "nbconvert", "--to", "html", *made)

    def nbclient(self) -> None:
        """Run nbclient, four at once, with our pages."""
        self.call(str(HERE / "peers.py"), "nbclient", str(self.plan), str(self.out))

    def cells(self) -> None:
        """Run the cells and pages alone; what it prints is the limit."""
        said = self.call(str(HERE / "peers.py"), "limit", str(self.plan), str(self.out))
        self.limit = json.loads(said.splitlines()[-1])["seconds"] / len(self.tasks)

    def call(self, *words: str) -> str:
        """Call Python; its errors are shown only if it fails."""
        done = subprocess.run([PYTHON, *words], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(words)[:200]}\n{done.stderr[-3000:]}")
        return done.stdout


def table(
    costs: dict[str, list[Cost]], peaks: dict[str, float], limit: float, count: int
) -> str:
    """Return the medians as Markdown."""
    first = costs.get("analysis run") or next(iter(costs.values()))
    ours = statistics.median(one.wall for one in first)
    lines = [
        f"Seconds a report, {count} reports, {os.cpu_count()} cores, HTML included.",
        "",
        "| way | wall (least-most) | CPU | peak MB | ours is faster | x limit |",
        "|---|---|---|---|---|---|",
    ]
    for name, found in costs.items():
        walls = [one.wall for one in found]
        wall = statistics.median(walls)
        cpu = statistics.median(one.cpu for one in found)
        lines.append(
            f"| {name} | {wall:.3f} ({min(walls):.3f}-{max(walls):.3f}) | {cpu:.2f} "
            f"| {peaks[name]:.0f} | {wall / ours:.1f}x | {wall / limit:.2f} |"
        )
    lines.append(f"| cells and pages alone | {limit:.3f} | | | | 1 |")
    return "\n".join(lines) + "\n"


def write_into(path: Path, text: str) -> None:
    """Put the table between its marks, if the file has them."""
    if path.is_file() and MARKS[0] in path.read_text(encoding="utf-8"):
        whole = path.read_text(encoding="utf-8")
        before, rest = whole.split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        whole = f"{before}{MARKS[0]}\n{text}{MARKS[1]}{after}"
        path.write_text(whole, encoding="utf-8")


def twice_if_need_be(
    name: str, measure: Callable[[Callable[[], None]], T], way: Callable[[], None]
) -> T:
    """Measure a way; once more if it fails, as a peer's kernels given one port do."""
    try:
        return measure(way)
    except SystemExit as error:
        click.echo(f"{name}, measured again: {error}", err=True)
        return measure(way)


@click.command(context_settings={"ignore_unknown_options": True})
@click.option(
    "--plan", type=click.Path(path_type=Path), help="Instead of the reference."
)
@click.option(
    "--count", default=96, show_default=True, help="Reports of the reference."
)
@click.option("--runs", default=3, show_default=True)
@click.option(
    "--ways", default="", help="Only those whose name has one of these words."
)
@click.option("--one", nargs=3, hidden=True)
def main(
    plan: Path | None, count: int, runs: int, ways: str, one: tuple[str, ...]
) -> None:
    """Measure and write the table."""
    if one:
        Bench(Path(one[0]), Path(one[1])).papermill_once(one[2])
        return
    folder = Path(tempfile.mkdtemp())
    bench = Bench(plan or make_reference(folder / "work", count), folder / "out")
    known: dict[str, Callable[[], None]] = {
        "analysis run": bench.ours,
        "papermill, a loop": bench.papermill,
        "papermill, two processes": bench.papermill_two,
        "nbclient, four at once": bench.nbclient,
    }
    words = ways.split(",")
    chosen = {n: w for n, w in known.items() if any(word in n for word in words)}
    if not chosen:
        message = f"{ways!r} is in none of: {'; '.join(known)}"
        raise click.BadParameter(message, param_hint="--ways")
    costs: dict[str, list[Cost]] = {name: [] for name in chosen}
    limits = []
    for number in range(runs):
        bench.run(bench.cells)
        limits.append(bench.limit)
        for name, way in chosen.items():
            cost = twice_if_need_be(name, bench.measured, way)
            costs[name].append(cost)
            click.echo(f"run {number + 1} {name}: {cost.wall:.3f}", err=True)
    peaks = {n: twice_if_need_be(n, bench.peak, way) for n, way in chosen.items()}
    text = table(costs, peaks, statistics.median(limits), len(bench.tasks))
    click.echo(text)
    if not ways:
        title = "reference work" if plan is None else "the project's own notebooks"
        (HERE / "results.md").write_text(f"# {title}\n\n{text}", encoding="utf-8")
        write_into(HERE.parent / "README.md", text)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
