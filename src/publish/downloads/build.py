"""Make the downloads of executed reports, several reports at once."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from typst import TypstError

from analysis import words
from analysis.tables import Study, load_tables
from nbbatch.workers import HAS_FORKS, die_with_parent
from publish.downloads.figures import figure_files
from publish.downloads.report import report_files
from publish.downloads.tables import tables_workbook
from publish.executed import Executed, read_executed

Downloads = dict[str, bytes]
FEW = 5  # reports are made here sooner than by processes that must start first


def report_downloads(notebook: Path, work: Path) -> Downloads:
    """Return the downloads of one executed report, by the names of the files.

    `work` is a folder for temporary files. The downloads are `figure-<n>` as svg, pdf
    and png; `report` as pdf and docx; `tables.xlsx` if the report has tables.

    Raises
    ------
    ValueError
        If the notebook is no executed report, or a file of it cannot be made; the
        message names the report.
    """
    report = read_executed(notebook)
    with TemporaryDirectory(dir=work) as folder:
        try:
            _write(report, load_tables(cast(words.Lang, report.lang)), Path(folder))
        except (ValueError, TypstError) as error:
            msg = f"{report.name}: {error}"
            raise ValueError(msg) from error
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


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


def made_downloads(
    notebooks: Sequence[Path], work: Path, jobs: int = 1
) -> Iterator[tuple[Path, Downloads | str]]:
    """Yield each notebook with its downloads, or what went wrong; large ones first.

    `work` is a folder for temporary files; `jobs` reports are made at once, if there
    are more than `FEW`.
    """
    attempt = partial(_attempt, work=work)
    notebooks = sorted(notebooks, key=lambda path: (-path.stat().st_size, path.name))
    if jobs == 1 or len(notebooks) <= FEW:
        yield from map(attempt, notebooks)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _end_with, (os.getpid(),)) as workers:
        yield from workers.map(attempt, notebooks)


def _end_with(parent: int) -> None:
    """End this worker with the process that started it, even if that has ended."""
    if HAS_FORKS:
        die_with_parent(parent)


def _attempt(notebook: Path, work: Path) -> tuple[Path, Downloads | str]:
    try:
        return notebook, report_downloads(notebook, work)
    except ValueError as error:
        return notebook, str(error)
