"""What a cluster costs: the same run here and on workers.

A scheduler and worker processes of dask.distributed on this machine make the reference
work that `analysis run` makes alone, alternating; the first run on fresh workers is not
counted. A line through each gives what a run costs at all, and what a report costs.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
import numpy as np
from reference import make_reference

from nbbatch.run import OVERLAP, cores

RESULTS = Path(__file__).parent / "results-cluster.md"


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """Start a scheduler and workers on the loopback address; give its address."""
    told = folder / f"scheduler-{workers}.json"
    where = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
    with ExitStack() as stack:
        more = ["--port", "0", "--scheduler-file", str(told)]
        stack.enter_context(_started("dask_scheduler", *where, *more))
        while not told.exists():
            time.sleep(0.05)
        more = ["--scheduler-file", str(told), "--nthreads", "1"]
        more += ["--nworkers", str(workers)]
        stack.enter_context(_started("dask_worker", *where, *more))
        from distributed import Client

        with Client(scheduler_file=str(told)) as client:
            client.wait_for_workers(workers)
            address: str = client.scheduler.address
        yield address


@contextmanager
def _started(module: str, *words: str) -> Iterator[None]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as process:
        try:
            yield
        finally:
            process.terminate()


def seconds_of(plan: Path, *options: str) -> float:
    """Return how long `analysis run` takes into an empty folder."""
    out = plan.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "analysis", "run", str(plan), "--out", str(out)]
    start = time.monotonic()
    done = subprocess.run([*command, *options], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.monotonic() - start


@click.command()
@click.option("--counts", default="8,24,48", show_default=True)
@click.option(
    "--workers", default=cores() + OVERLAP, help="As many as are at once here."
)
@click.option("--runs", default=3, show_default=True)
def main(counts: str, workers: int, runs: int) -> None:
    """Measure and write the table."""
    folder = Path(tempfile.mkdtemp())
    sizes = [int(word) for word in counts.split(",")]
    plans = {n: make_reference(folder / str(n), n) for n in sizes}
    found: dict[tuple[int, str], list[float]] = {}
    with cluster(folder, workers) as address:
        first = seconds_of(plans[sizes[0]], "--on", address)
        for _ in range(runs):
            for count, plan in plans.items():
                for way, options in (("here", ()), ("there", ("--on", address))):
                    seconds = seconds_of(plan, *options)
                    found.setdefault((count, way), []).append(seconds)
                    click.echo(f"{count} {way}: {seconds:.2f}", err=True)
    text = table(found, sizes, workers, first)
    RESULTS.write_text(f"# the reference work on a cluster\n\n{text}", encoding="utf-8")
    click.echo(text)
    shutil.rmtree(folder)


def table(
    found: dict[tuple[int, str], list[float]],
    sizes: list[int],
    workers: int,
    first: float,
) -> str:
    """Return the medians and the straight lines through them as Markdown."""
    medians = {key: statistics.median(seconds) for key, seconds in found.items()}
    rows = [
        f"| {n} | {medians[n, 'here']:.2f} | {medians[n, 'there']:.2f} |" for n in sizes
    ]
    lines = []
    for way in ("here", "there"):
        each, start = np.polyfit(sizes, [medians[n, way] for n in sizes], 1)
        lines.append(f"{start:.2f} + {each:.3f} a report")
    return (
        f"Seconds of wall, medians of {len(found[sizes[0], 'here'])} alternating runs; "
        f"{os.cpu_count()} cores, {workers} worker processes on the same machine.\n\n"
        "| reports | `analysis run` | `analysis run --on` |\n|---|---|---|\n"
        + "\n".join([*rows, f"| a line through them | {' | '.join(lines)} |"])
        + f"\n\nThe first run on fresh workers, of {sizes[0]} reports: {first:.2f}.\n"
    )


if __name__ == "__main__":
    main()
