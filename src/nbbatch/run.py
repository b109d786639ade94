"""The run: choose the reports, make them, write them and the failure report."""

from __future__ import annotations

import fnmatch
import os
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from nbbatch.failures import Failed, earlier, failed_report, failure_files
from nbbatch.notebook import in_language
from nbbatch.plan import Plan, Report
from nbbatch.pool import outcomes
from nbbatch.progress import progress
from nbbatch.records import record_of
from nbbatch.reuse import Inputs, drop_doubtful_bytecode, reasons
from nbbatch.state import State
from nbbatch.task import WORK, Failure, Outcome, ReportInfo, Task
from nbbatch.warm.choice import UnavailableError, warm_choice

# Beyond one for each core: warm kernels wait for messages now and then.
OVERLAP = 1
FINE, FAILED, REFUSED, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Options:
    """How a run is to be made; `out` is where the reports go.

    `on` is the address of a scheduler whose workers make them, `patience` how many
    seconds to wait for it.
    """

    out: Path
    only: str | None = None
    is_failed_only: bool = False
    is_forced: bool = False
    is_dry: bool = False
    jobs: int = 0
    timeout: float | None = None
    on: str | None = None
    patience: float = 60.0


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
        failed = {one.name for one in earlier(options.out)}
        reports = [report for report in reports if report.name in failed]
    return reports


@dataclass(frozen=True)
class Result:
    """The exit status of a run, and the reports of the plan that failed last time."""

    status: int
    failed: frozenset[str] = frozenset()


def run_plan(plan: Plan, options: Options, say: Callable[[str], None]) -> Result:
    """Make the chosen reports that are out of date.

    `say` is given each line of the summary.
    """
    reports = chosen(plan, options)
    if options.is_dry:
        return _dry(plan, reports, options, say)
    options.out.mkdir(parents=True, exist_ok=True)
    with locked(options.out):
        return Run(plan, options, say).make(reports)


def _dry(
    plan: Plan,
    reports: Sequence[Report],
    options: Options,
    say: Callable[[str], None],
) -> Result:
    """Say which reports would run, and why."""
    tasks = [task(plan, report, options) for report in reports]
    found = reasons(tasks, Inputs(plan), State(options.out))
    if options.is_forced:
        found = {name: reason or "it is forced" for name, reason in found.items()}
    for name, reason in found.items():
        if reason is not None:
            say(f"{name}: {reason}")
    count = sum(reason is not None for reason in found.values())
    say(f"{count} of {len(plan.reports)} reports would run")
    return Result(FINE)


class Run:
    """One run into an output folder, which it holds the lock of."""

    def __init__(
        self, plan: Plan, options: Options, say: Callable[[str], None]
    ) -> None:
        self.plan = plan
        self.options = options
        self.say = say
        self.start = time.monotonic()
        self.inputs = Inputs(plan)
        self.state = State(options.out)
        self.made: list[Outcome] = []
        self.failures: list[Failed] = []

    def make(self, reports: Sequence[Report]) -> Result:
        """Make what is out of date, write the failure report, sum up."""
        tasks = {one.name: task(self.plan, one, self.options) for one in reports}
        wanted = tasks
        if not self.options.is_forced:
            found = reasons(tasks.values(), self.inputs, self.state)
            wanted = {name: tasks[name] for name, why in found.items() if why}
        if wanted:
            self.execute(wanted, {report.name: report for report in reports})
        is_all = set(tasks) == self.names
        failed = self.finish(sorted(tasks.keys() - wanted.keys()), is_all=is_all)
        return Result(FAILED if self.failures else FINE, failed)

    @property
    def names(self) -> set[str]:
        """The names of all reports of the plan."""
        return {report.name for report in self.plan.reports}

    def execute(self, tasks: dict[str, Task], reports: dict[str, Report]) -> None:
        """Run notebooks, and note what each report was made of."""
        options = self.options
        command: list[str | Path] = ["analysis", "run", self.plan.path]
        command += ["--out", options.out]
        making = self.making(list(tasks.values()))
        with progress(len(tasks)) as advance, closing(making):
            for made in making:
                outcome = written(made, options.out)
                # What was read is in the state, what was made in its files.
                self.made.append(replace(outcome, reads=(), files={}))
                name, record = outcome.name, None
                if outcome.failure is None:
                    record = record_of(tasks[name], outcome, self.inputs)
                else:
                    one = failed_report(reports[name], outcome, command)
                    self.failures.append(one)
                    remove_outputs(options.out, name)
                self.state.add(name, record)
                advance(name, is_failed=outcome.failure is not None)

    def making(self, tasks: list[Task]) -> Generator[Outcome]:
        """Return what makes reports: processes of this machine, or a cluster."""
        options = self.options
        notebooks = {one.notebook.parent for one in tasks}
        drop_doubtful_bytecode([Path(__file__).parents[1], *notebooks])
        if options.on is not None:
            from nbbatch.cluster import outcomes_on

            return outcomes_on(options.on, tasks, options.patience)
        env = kernels(self.say)
        jobs = options.jobs or cores() + (OVERLAP if env else 0)
        return outcomes(tasks, jobs, {**os.environ, **env}, self.plan.hooks.preload)

    def finish(self, kept: list[str], *, is_all: bool) -> frozenset[str]:
        """Remove reports of no plan and sum up; return which failed, now or before."""
        out = self.options.out
        if is_all:
            for name in self.state.keep(self.names):
                remove_outputs(out, name)
        new = sorted(self.failures, key=lambda one: one.name)
        done = {outcome.name for outcome in self.made}.union(kept)
        old = [one for one in earlier(out) if one.name in self.names - done]
        publish(out, failure_files([*new, *old], self.made, kept))
        for one in new:
            self.say(f"FAILED {one.name}: {one.line}")
            self.say(f"       repeat with: {one.repeat}")
        seconds = time.monotonic() - self.start
        self.say(
            f"{len(self.made) - len(new)} reports made, {len(kept)} unchanged, "
            f"{len(new)} failed, {seconds:.1f} s; {out}"
        )
        return frozenset(each.name for each in [*new, *old])


def kernels(say: Callable[[str], None]) -> dict[str, str]:
    """Return the environment of warm kernels, or none and say so."""
    try:
        return warm_choice(os.environ)
    except UnavailableError as reason:
        say(f"normal kernels, not warm ones: {reason}")
        return {}


def task(plan: Plan, report: Report, options: Options) -> Task:
    """Return what a worker needs to make a report."""
    info = ReportInfo(
        report.name,
        report.title,
        report.lang or "en",
        report.values,
        report.parameters,
        report.labels,
        plan.twins(report),
    )
    return Task(
        report.name,
        report.notebook.path,
        in_language(report.notebook.content, report.lang),
        report.parameters,
        info,
        options.out,
        plan.hooks.render,
        options.timeout,
    )


def written(outcome: Outcome, out: Path) -> Outcome:
    """Write the files of a report; if they cannot be written it has failed."""
    try:
        publish(out, outcome.files)
    except OSError as error:
        failure = Failure(f"{type(error).__name__}: {error}")
        return replace(outcome, failure=failure)
    return outcome


def publish(out: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files into a hidden folder and rename them into place.

    Their names may have folders in them.
    """
    work = out / WORK
    work.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        as_bytes = content.encode() if isinstance(content, str) else content
        for place in (work, out):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(as_bytes)
    for name in files:
        (work / name).replace(out / name)


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
