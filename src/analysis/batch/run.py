"""The run: choose the reports, make them, write the index and the failure report."""

from __future__ import annotations

import fnmatch
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from analysis.batch.failures import failed_names, failed_report, failure_files
from analysis.batch.plan import Plan, Report
from analysis.batch.pool import outcomes
from analysis.batch.prose import in_language
from analysis.batch.task import Heading, Task, publish
from analysis.batch.warm.choice import UnavailableError, warm_choice

# Beyond one for each core: warm kernels wait for messages now and then.
OVERLAP = 2
FINE, FAILED, REFUSED, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Options:
    """How a run is to be made; `out` is where the reports go."""

    out: Path
    only: str | None = None
    is_failed_only: bool = False
    is_forced: bool = False
    is_dry: bool = False
    jobs: int = 0
    timeout: float | None = None


class ChoiceError(ValueError):
    """No report of the plan fits what was asked for."""


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def chosen(plan: Plan, options: Options) -> list[Report]:
    """Return the reports that the options ask for.

    Raises
    ------
    ChoiceError
        If `--only` fits no report of the plan.
    """
    reports = list(plan.reports)
    if options.only is not None:
        reports = [r for r in reports if fnmatch.fnmatchcase(r.name, options.only)]
        if not reports:
            names = ", ".join(report.name for report in plan.reports[:5])
            message = f"--only {options.only!r} fits no report; the plan has {names}"
            more = len(plan.reports) - 5
            raise ChoiceError(message + (f" and {more} more" if more > 0 else ""))
    if options.is_failed_only:
        failed = failed_names(options.out)
        reports = [report for report in reports if report.name in failed]
    return reports


def run_plan(plan: Plan, options: Options, say: Callable[[str], None]) -> int:
    """Make the chosen reports of a plan and return the exit status.

    `say` is given each line of the summary.
    """
    reports = chosen(plan, options)
    if options.is_dry:
        for report in reports:
            say(f"{report.name}: would run")
        say(f"{len(reports)} of {len(plan.reports)} reports would run")
        return FINE
    options.out.mkdir(parents=True, exist_ok=True)
    with locked(options.out):
        return _run(plan, reports, options, say)


def _run(
    plan: Plan,
    reports: Sequence[Report],
    options: Options,
    say: Callable[[str], None],
) -> int:
    from analysis.batch.catalogue import catalogue

    start = time.monotonic()
    by_name = {report.name: report for report in reports}
    tasks = [task(plan, report, options) for report in reports]
    made = []
    failures = []
    env = kernels(say)
    jobs = options.jobs or cores() + (OVERLAP if env else 0)
    command: list[str | Path] = ["analysis", "run", plan.path, "--out", options.out]
    with progress(len(tasks)) as advance:
        for outcome in outcomes(tasks, jobs, env):
            made.append(outcome)
            if outcome.failure is not None:
                report = by_name[outcome.name]
                failures.append(failed_report(report, outcome, command))
                remove_outputs(options.out, outcome.name)
            advance(outcome.name, is_failed=outcome.failure is not None)
    failures.sort(key=lambda one: one.name)
    written = failure_files(failures, made, [])
    written["index.html"] = catalogue(plan, {one.name: one.error for one in failures})
    publish(options.out, written)
    for one in failures:
        say(f"FAILED {one.name}: {one.line}")
        say(f"       repeat with: {one.repeat}")
    seconds = time.monotonic() - start
    say(
        f"{len(made) - len(failures)} reports made, {len(failures)} failed, "
        f"{seconds:.1f} s; {options.out / 'index.html'}"
    )
    return FAILED if failures else FINE


def kernels(say: Callable[[str], None]) -> dict[str, str]:
    """Return the environment of warm kernels, or none and say so."""
    try:
        return warm_choice(os.environ)
    except UnavailableError as reason:
        say(f"normal kernels, not warm ones: {reason}")
        return {}


def task(plan: Plan, report: Report, options: Options) -> Task:
    """Return what a worker needs to make a report."""
    heading = Heading(
        report.name,
        report.title,
        report.lang or "en",
        report.values,
        plan.twins(report),
    )
    return Task(
        report.name,
        report.notebook.path,
        in_language(report.notebook.content, report.lang),
        report.parameters,
        heading,
        options.out,
        options.timeout,
    )


def remove_outputs(out: Path, name: str) -> None:
    """Remove what an earlier run made of a report that cannot be made now."""
    for path in out.glob(f"{name}.*"):
        path.unlink()


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep a second run out of the same folder.

    Raises
    ------
    ChoiceError
        If another run is at work there.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"another run is at work in {out}"
            raise ChoiceError(message) from None
        yield


@contextmanager
def progress(total: int, stream: TextIO | None = None) -> Iterator[Callable[..., None]]:
    """Show how far a run is: a bar on a terminal, lines anywhere else."""
    stream = stream or sys.stderr
    if stream.isatty():
        from tqdm import tqdm  # type: ignore[import-untyped]

        with tqdm(total=total, unit="report", file=stream, leave=False) as bar:

            def tick(name: str, **_: object) -> None:
                bar.set_postfix_str(name)
                bar.update()

            yield tick
        return
    count = 0
    start = time.monotonic()

    def advance(name: str, *, is_failed: bool) -> None:
        nonlocal count
        count += 1
        seconds = time.monotonic() - start
        left = seconds / count * (total - count)
        word = "failed" if is_failed else "made"
        stream.write(
            f"[{count}/{total}] {word} {name} "
            f"({count / seconds:.1f} reports/s, {left:.0f} s left)\n"
        )
        stream.flush()

    yield advance
