"""Write the downloads of executed reports, several reports at once.

The files of a report are written into a folder of their own, which takes the place of
the old one when it is complete, and only if something has changed since (`records`).
"""

import ctypes
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import cast

from typst import TypstError

from analysis import words
from analysis.tables import Study, load_tables
from publish.downloads.figures import figure_files
from publish.downloads.formats import FOLDER
from publish.downloads.records import RECORDS, Records
from publish.downloads.report import report_files
from publish.downloads.tables import tables_workbook
from publish.executed import Executed, read_executed

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl


class DownloadError(ValueError):
    """Reports whose downloads could not be written: one line for each."""


def write_report(notebook: Path, out: Path) -> list[Path]:
    """Write the downloads of one executed report into `downloads/<report>/` of `out`.

    Returns
    -------
    list of Path
        The files, by name: `figure-<n>` as svg, pdf and png; `report` as pdf and
        docx; `tables.xlsx` if the report has tables.

    Raises
    ------
    ValueError
        If the notebook is no executed report, or a file of it cannot be written; the
        message names the report. What was there before remains.
    """
    report = read_executed(notebook)
    work = out / RECORDS / report.name
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        _write(report, load_tables(cast(words.Lang, report.lang)), work)
    except (ValueError, TypstError) as error:
        shutil.rmtree(work)
        msg = f"{report.name}: {error}"
        raise ValueError(msg) from error
    folder = out / FOLDER / report.name
    folder.parent.mkdir(exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    work.rename(folder)
    return sorted(folder.iterdir())


def _write(report: Executed, study: Study, folder: Path) -> None:
    """Write the files of a report: its figures first, as the whole shows them."""
    for figure in report.figures:
        _save(folder, f"figure-{figure.number}", figure_files(figure, study.lang))
    if report.tables:
        resources = [table.resource for table in report.tables]
        _save(folder, "tables", {"xlsx": tables_workbook(resources, study)})
    _save(folder, "report", report_files(report, study, folder))


def _save(folder: Path, stem: str, contents: Mapping[str, bytes]) -> None:
    for ending, content in contents.items():
        (folder / f"{stem}.{ending}").write_bytes(content)


def write_reports(out: Path, names: Iterable[str], jobs: int = 1) -> list[str]:
    """Write the downloads of the reports `names` in `out`, `jobs` reports at once.

    Those that are up to date are left as they are. Downloads of reports that are not
    named, or that have no executed notebook, are removed.

    Returns
    -------
    list of str
        The reports whose downloads were written.

    Raises
    ------
    DownloadError
        If the downloads of a report cannot be written: the message has a line for
        each; all others are written.
    """
    out = out.absolute()
    notebooks = {
        name: path for name in names if (path := out / f"{name}.ipynb").is_file()
    }
    records = Records(out)
    records.keep(notebooks)
    changed = [path for path in notebooks.values() if not records.is_current(path)]
    problems = []
    for notebook, problem in _attempts(changed, out, jobs):
        if problem:
            problems.append(problem)
        else:
            records.add(notebook)
    if problems:
        raise DownloadError("\n".join(sorted(problems)))
    return [path.stem for path in changed]


def _attempts(
    notebooks: Sequence[Path], out: Path, jobs: int
) -> Iterator[tuple[Path, str]]:
    """Each notebook and what went wrong with it, if anything; large ones first."""
    notebooks = sorted(notebooks, key=lambda path: (-path.stat().st_size, path.name))
    attempt = partial(_attempt, out=out)
    if min(jobs, len(notebooks)) <= 1:
        yield from map(attempt, notebooks)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), _end_with_parent) as workers:
        yield from workers.map(attempt, notebooks)


def _end_with_parent() -> None:
    """Have the kernel end this worker with the process that started it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _attempt(notebook: Path, out: Path) -> tuple[Path, str]:
    try:
        write_report(notebook, out)
    except ValueError as error:
        return notebook, str(error)
    return notebook, ""
