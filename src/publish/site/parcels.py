"""What is taken away, made before the pages that list it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from analysis.tables import load_tables
from nbbatch.plan import Plan
from nbbatch.run import cores
from publish.downloads.build import write_reports
from publish.downloads.crate import write_replication_package
from publish.downloads.dataset import write_dataset
from publish.downloads.formats import DATASET, FOLDER, REPLICATION_PACKAGE


def make(plan: Plan, out: Path, say: Callable[[str], None]) -> ValueError | None:
    """Write what can be taken away of the data and of each report that was made.

    `say` is told why there is no replication package, where none can be made.

    Returns
    -------
    ValueError or None
        What could not be made: it costs nothing else.
    """
    names = [report.name for report in plan.reports]
    problem = None
    try:
        write_reports(out, names, cores())
    except ValueError as error:
        problem = error
    write_dataset(load_tables(), out / DATASET)
    for reason in _crate(plan, out):
        say(f"no replication package: {reason}")
    return problem


def _crate(plan: Plan, out: Path) -> Iterator[str]:
    """Write the replication package; give the reason where it cannot be made."""
    used = [plan.path, *sorted({report.notebook.path for report in plan.reports})]
    outside = [path for path in used if not path.is_relative_to(plan.root)]
    if outside:
        yield f"{outside[0].name} does not stand in the project's folder"
        return
    is_own = plan.path == plan.root / "reports" / "reports.toml"
    try:
        path = out / DATASET / REPLICATION_PACKAGE
        write_replication_package(plan.root, out, path, [] if is_own else used)
    except FileNotFoundError as error:
        yield str(error)


def files(out: Path) -> list[str]:
    """Every file to take away, by its path from the folder of the reports."""
    paths = sorted((out / FOLDER).rglob("*"))
    return [path.relative_to(out).as_posix() for path in paths if path.is_file()]
