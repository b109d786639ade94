"""The run: choose the reports, make those that are out of date, write them, sum up."""

from __future__ import annotations

import fnmatch
import os
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from nbbatch import hashes, summary
from nbbatch.cache import Cache, ConflictError, opened
from nbbatch.notebook import in_language
from nbbatch.plan import Plan, Report
from nbbatch.task import Failure, Outcome, ReportInfo, Task
from nbbatch.workers import outcomes_here

# Beyond one for each core: a worker waits now and then for a process to end.
OVERLAP = 1
SHOWN = 5
DATA = "the data"
FINE, FAILED, REFUSED, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Options:
    """How a run is to be made; `out` is where the reports go.

    `on` is the address of a scheduler whose workers make them, `wait` how many
    seconds to wait for it; `memory` are GB for the cells of one report.
    """

    out: Path
    only: str | None = None
    failed: bool = False
    force: bool = False
    dry_run: bool = False
    jobs: int | None = None
    timeout: float | None = None
    memory: float | None = None
    on: str | None = None
    wait: float = 60.0


@dataclass(frozen=True)
class Result:
    """The exit status of a run, and the reports of the plan that failed last time."""

    status: int
    failed: frozenset[str] = frozenset()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def chosen(plan: Plan, options: Options) -> list[Report]:
    """Return the reports that the options ask for.

    Raises
    ------
    ValueError
        If `--only` fits no report of the plan.
    """
    reports = list(plan.reports)
    if options.only is not None:
        reports = [r for r in reports if fnmatch.fnmatchcase(r.name, options.only)]
        if not reports:
            names = ", ".join(report.name for report in plan.reports[:SHOWN])
            message = f"--only {options.only!r} fits no report; the plan has {names}"
            more = len(plan.reports) - SHOWN
            raise ValueError(message + (f" and {more} more" if more > 0 else ""))
    if options.failed:
        failed = {each["name"] for each in summary.earlier_failures(options.out)}
        reports = [report for report in reports if report.name in failed]
    return reports


def run_plan(plan: Plan, options: Options, say: Callable[[str], None]) -> Result:
    """Make the chosen reports that are out of date, unless it is a dry run.

    `say` is given each line of the summary.

    Raises
    ------
    ConflictError
        If an output would overwrite an input, or a file that no run has made; before
        anything runs.
    """
    reports = chosen(plan, options)
    if options.dry_run:
        reasons = Run(plan, options, Cache(options.out)).reasons(reports)
        for name, reason in reasons.items():
            say(f"{name}: {reason}")
        for line in left_out(plan):
            say(line)
        say(f"{len(reasons)} of {len(plan.reports)} reports would run")
        return Result(FINE)
    with opened(options.out) as cache:
        return Run(plan, options, cache).make(reports, say)


def left_out(plan: Plan) -> Iterator[str]:
    """Yield which reports are left out for want of data, and why."""
    for name, reason in plan.left_out.items():
        yield f"no report {name}: {reason}"


def step_of(name: str) -> str:
    """Return the name of a report in the cache."""
    return f"report {name}"


class Run:
    """One run into an output folder, whose cache it has."""

    def __init__(self, plan: Plan, options: Options, cache: Cache) -> None:
        self.plan = plan
        self.options = options
        self.cache = cache
        self.shared = hashes.environment(plan.hooks, plan.root, with_assets=False)
        self.fault = self.fault_of_data()
        self.tasks = {each.name: task(plan, each, options) for each in plan.reports}

    def fault_of_data(self) -> str:
        """Return what is wrong with the data as a whole, "" if nothing.

        They are checked once in each state. As long as there is no report they need no
        check: those that depend on it fail.
        """
        if self.cache.reason(DATA, {DATA: self.shared[DATA]}) is None:
            return str(self.cache.records[DATA]["fault"])
        has_reports = any(step.startswith(step_of("")) for step in self.cache.records)
        return self.plan.hooks.fault_of_data() if has_reports else ""

    def note_fault(self) -> None:
        """Note what is wrong with the data in this state."""
        parts = {DATA: self.shared[DATA]}
        if self.cache.reason(DATA, parts):
            self.cache.note(DATA, {"parts": parts, "fault": self.fault}, {})

    def reasons(self, reports: Sequence[Report]) -> dict[str, str]:
        """Return why each report must run, of those that must."""
        self.refuse_conflicts(reports)
        reasons = {}
        for report in reports:
            parts = self.parts(self.tasks[report.name])
            reason = self.cache.reason(step_of(report.name), parts)
            if reason or self.options.force:
                reasons[report.name] = reason or "it is forced"
        return reasons

    def refuse_conflicts(self, reports: Sequence[Report]) -> None:
        """Refuse outputs that are inputs, or that exist though no run made them."""
        out, inputs = self.options.out, {self.plan.path.resolve()}
        inputs |= {report.notebook.path for report in self.plan.reports}
        present: dict[str, list[str]] = {}
        for path in out.iterdir() if out.is_dir() else ():
            present.setdefault(path.name.partition(".")[0], []).append(path.name)
        problems: list[str] = []
        for report in reports:
            names = present.get(report.name, [])
            problems += [
                f"{report.name}: its output {name} is an input of the plan"
                for name in names
                if (out / name).resolve() in inputs
            ] or self.cache.conflicts(step_of(report.name), names)
        problems += self.cache.conflicts("summary", [summary.SUMMARY])
        if problems:
            more = len(problems) - SHOWN
            listed = "; ".join(problems[:SHOWN]) + f" and {more} more" * (more > 0)
            message = f"{listed}: move them away, give a `name`, or choose --out"
            raise ConflictError(message)

    def parts(self, task: Task) -> dict[str, str]:
        """Return the hash of each part that is known before a report runs."""
        modules = [
            entry.name
            for entry in task.notebook.parent.iterdir()
            if entry.suffix in (".py", ".so")
            or (entry.is_dir() and not entry.name.startswith((".", "__")))
        ]
        return self.shared | {
            DATA: self.fault,
            "its notebook": hashes.of_json([task.content, sorted(modules)]),
            "its parameters": hashes.of_json(task.parameters),
            "its heading or its twin": hashes.of_json([vars(task.info), task.render]),
        }

    def make(self, reports: Sequence[Report], say: Callable[[str], None]) -> Result:
        """Make what is out of date, write the summary, say it."""
        start = time.monotonic()
        reasons = self.reasons(reports)
        self.note_fault()
        entries = {
            report.name: summary.entry(report)
            for report in reports
            if report.name not in reasons
        }
        entries |= self.execute(reasons) if reasons else {}
        if len(reports) == len(self.tasks):
            self.cache.keep("report ", {step_of(name) for name in self.tasks})
        failed = [each for each in entries.values() if each["status"] == "failed"]
        for each in summary.earlier_failures(self.options.out):
            if each["name"] in self.tasks:
                entries.setdefault(each["name"], each)
        self.cache.write("summary", summary.files(entries.values()), {"parts": {}})
        for line in summary.lines(failed, reasons.values()):
            say(line)
        for line in left_out(self.plan):
            say(line)
        say(
            f"{len(reasons) - len(failed)} reports made, "
            f"{len(reports) - len(reasons)} unchanged, {len(failed)} failed, "
            f"{time.monotonic() - start:.1f} s; {self.options.out}"
        )
        listed = {n for n, each in entries.items() if each["status"] == "failed"}
        return Result(FAILED if failed else FINE, frozenset(listed))

    def execute(self, reasons: Mapping[str, str]) -> dict[str, summary.Entry]:
        """Run notebooks, write what they make; return the entries of the summary."""
        from tqdm import tqdm  # type: ignore[import-untyped]

        command = ("analysis", "run", self.plan.path, "--out", self.options.out)
        by_name = {report.name: report for report in self.plan.reports}
        entries = {}
        pause = 0.1 if sys.stderr.isatty() else 5.0  # a log needs few lines
        with (
            closing(self.outcomes([self.tasks[name] for name in reasons])) as making,
            tqdm(total=len(reasons), unit="report", mininterval=pause) as bar,
        ):
            for outcome in map(self.written, making):
                bar.set_postfix_str(outcome.name, refresh=False)
                bar.update()
                report, reason = by_name[outcome.name], reasons[outcome.name]
                entries[outcome.name] = summary.entry(report, reason, outcome, command)
        return entries

    def outcomes(self, tasks: Sequence[Task]) -> Generator[Outcome]:
        """Return what makes reports: processes of this machine, or a cluster."""
        options, hooks = self.options, self.plan.hooks
        if options.on is not None:
            from nbbatch.cluster import Cluster

            cluster = Cluster(options.on, options.wait)
            return cluster.outcomes(tasks, self.plan.root, hooks, self.shared)
        jobs = options.jobs or cores() + OVERLAP
        return outcomes_here(tasks, jobs, hooks.preload)

    def written(self, outcome: Outcome) -> Outcome:
        """Write the files of a report; a report that failed has none any more."""
        step, failure = step_of(outcome.name), outcome.failure
        if failure is None:
            parts = self.parts(self.tasks[outcome.name])
            record = {"parts": parts, **asdict(outcome.inputs)}
            try:
                self.cache.write(step, outcome.files, record)
            except (OSError, ConflictError) as error:
                failure = Failure(f"{type(error).__name__}: {error}")
        if failure is not None:
            self.cache.remove(step)
        return replace(outcome, failure=failure, files={})  # they are on the disk now


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
        plan.hooks.render,
        options.timeout,
        int(options.memory * 1e9) if options.memory else None,
        tuple(map(str, hashes.source_folders(plan.hooks))),
    )
