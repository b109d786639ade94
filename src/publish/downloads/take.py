"""Everything that can be taken away of executed reports, written beside them.

A report is written aside and put in its place when it is complete; it is written again
only if something that it was made of has changed (`records`).
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import cast

from typst import TypstError

from analysis import explain, words
from analysis.tables import Study, load_tables
from publish.downloads.document import document
from publish.downloads.figures import figure_files
from publish.downloads.records import FOLDER, RECORDS, Records
from publish.downloads.reports import pdf_file, word_file
from publish.downloads.resource import read_resource
from publish.downloads.tables import table_files
from publish.executed import Executed, read_executed


@dataclass(frozen=True)
class Taken:
    """What can be taken away of one report.

    Attributes
    ----------
    name
        Of the report.
    files
        Their paths below the output folder.
    is_kept
        Whether they were there already.
    """

    name: str
    files: tuple[str, ...]
    is_kept: bool = False


class TakeError(ValueError):
    """Reports of which nothing could be taken away: one line for each."""


def take_report(notebook: Path, out: Path) -> list[Path]:
    """Write everything of one executed report below `out`, in `take/<its name>/`.

    Returns
    -------
    list of Path
        The files, by name: `figure-<n>` as svg, pdf, png, txt and its data as csv;
        `table-<n>` as csv, xlsx, dta and tex; `report.pdf` and `report.docx`;
        `sources.bib` and `sources.json`.

    Raises
    ------
    ValueError
        If the notebook is no executed report, or a file of it cannot be made; the
        message names the report. What was there before stays.
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
    place = out / FOLDER / report.name
    place.parent.mkdir(exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    work.rename(place)
    return sorted(place.iterdir())


def _write(report: Executed, study: Study, folder: Path) -> None:
    """Write the files of a report; the whole report is made of those of its figures."""
    for table in report.tables:
        files = table_files(read_resource(table.resource), study)
        _put(folder, f"table-{table.number}", files)
    for figure in report.figures:
        _put(folder, f"figure-{figure.number}", figure_files(figure, study))
    cited = explain.citation(study, report.fact_ids, names_facts=False)
    forms = {"bib": f"{cited.bibtex}\n".encode(), "json": f"{cited.csl}\n".encode()}
    _put(folder, "sources", forms)
    made, about = document(report, study), _about(study)
    pdf, word = pdf_file(made, folder, about), word_file(made, folder, about)
    _put(folder, "report", {"pdf": pdf, "docx": word})


def _put(folder: Path, stem: str, forms: Mapping[str, bytes]) -> None:
    for ending, content in forms.items():
        (folder / f"{stem}.{ending}").write_bytes(content)


def _about(study: Study) -> dict[str, str]:
    """What the reports of a collection say of it."""
    title = "title" if study.lang == "en" else "title_vi"
    author = words.phrase("citation_authors", study.lang)
    return {"collection": study.dictionary.about[title], "author": author}


def take_reports(out: Path, names: Iterable[str], jobs: int = 1) -> list[Taken]:
    """Write everything of the reports `names` below `out`, `jobs` of them at once.

    What is up to date is kept. What was written of a report that is not named, or that
    has no executed notebook, is removed.

    Raises
    ------
    TakeError
        If something of a report cannot be made; all such at once, the others are done.
    """
    out = out.absolute()
    notebooks = [out / f"{name}.ipynb" for name in names]
    found = {path.stem: path for path in notebooks if path.is_file()}
    records = Records(out)
    records.keep(found)
    kept = {name for name, path in found.items() if records.is_current(path)}
    waiting = [path for name, path in found.items() if name not in kept]
    problems = []
    for notebook, problem in _attempts(waiting, out, jobs):
        if problem:
            problems.append(problem)
        else:
            records.add(notebook)
    if problems:
        raise TakeError("\n".join(sorted(problems)))
    return [Taken(name, records.files(name), name in kept) for name in found]


def _attempts(
    notebooks: Sequence[Path], out: Path, jobs: int
) -> Iterator[tuple[Path, str]]:
    """Each notebook, and what kept its files from being made; the large ones first."""
    notebooks = sorted(notebooks, key=lambda path: (-path.stat().st_size, path.name))
    ask = partial(_one_taken, out=out)
    if min(jobs, len(notebooks)) <= 1:
        yield from map(ask, notebooks)
        return
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    ours = (dict(os.environ),)  # a server that forks may have started under another
    with ProcessPoolExecutor(jobs, get_context(method), _settle, ours) as workers:
        yield from workers.map(ask, notebooks)


def _settle(settings: Mapping[str, str]) -> None:
    os.environ.update(settings)


def _one_taken(notebook: Path, out: Path) -> tuple[Path, str]:
    try:
        take_report(notebook, out)
    except ValueError as error:
        return notebook, str(error)
    return notebook, ""
