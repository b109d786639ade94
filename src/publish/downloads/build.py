"""Make the downloads of executed reports, several reports at once."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from typst import TypstError

from analysis import words
from analysis.tables import Study, load_tables
from publish.downloads.figures import figure_files
from publish.downloads.report import write_report
from publish.downloads.tables import tables_workbook
from publish.executed import Executed, read_executed

Downloads = dict[str, bytes]


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
        for ending, content in figure_files(figure, study.lang).items():
            (folder / f"figure-{figure.number}.{ending}").write_bytes(content)
    if report.tables:
        resources = [table.resource for table in report.tables]
        (folder / "tables.xlsx").write_bytes(tables_workbook(resources, study))
    write_report(report, study, folder)


def made_downloads(
    notebooks: Sequence[Path], work: Path, jobs: int
) -> Iterator[tuple[Path, Downloads | str]]:
    """Yield each notebook with its downloads, or what went wrong; large ones first.

    `work` is a folder for temporary files; `jobs` reports are made at once, since most
    of the work is pandoc's and Typst's, and these do not hold up other threads.
    """
    largest_first = sorted(notebooks, key=lambda path: -path.stat().st_size)
    with ThreadPoolExecutor(jobs) as workers:
        yield from workers.map(partial(_attempt, work=work), largest_first)


def _attempt(notebook: Path, work: Path) -> tuple[Path, Downloads | str]:
    try:
        return notebook, report_downloads(notebook, work)
    except ValueError as error:
        return notebook, str(error)
