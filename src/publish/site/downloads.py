"""The page of everything to download: the data set, and the files of each report."""

import re
from dataclasses import dataclass
from pathlib import Path

from publish.catalogue import Row
from publish.downloads import formats
from publish.site.context import SiteContext

STEM = "downloads"
KILO = 1000
REPORT, TABLES = "report", "tables"
BESIDE = (".ipynb", ".graphml", ".gexf")
NUMBERED = re.compile(r"figure-(\d+)")


@dataclass(frozen=True)
class File:
    """A file: `form` is what follows its stem, as its link says it."""

    address: str
    stem: str
    form: str
    size: str


@dataclass(frozen=True)
class Parcel:
    """One thing to download, in several formats."""

    stem: str
    title: str
    files: list[File]


def page(site: SiteContext) -> tuple[str, str]:
    """The address and the text of the page."""
    reports = [
        (question.title, row, of_report(site, row))
        for question in site.questions
        for row in question.rows
    ]
    data = parcels(site, _below(site, site.out / formats.DATASET))
    tables = site.index.study.dictionary.tables
    return site.render(
        "downloads.html.j2",
        site.page(STEM, site.say("site_downloads")),
        whole=[parcel for parcel in data if parcel.stem not in tables],
        tables=[parcel for parcel in data if parcel.stem in tables],
        reports=[report for report in reports if report[2]],
    )


def of_report(site: SiteContext, row: Row) -> list[Parcel]:
    """The downloads of a report, the whole of it first, then by number."""
    beside = sorted(site.out.glob(f"{row.name}.*"))
    own = [_file(site, path, row.name) for path in beside if path.suffix in BESIDE]
    below = _below(site, site.out / formats.FOLDER / row.name)
    return sorted(parcels(site, own + below), key=_order)


def _order(parcel: Parcel) -> tuple[bool, str, int]:
    numbered = NUMBERED.fullmatch(parcel.stem)
    return numbered is not None, parcel.stem, int(numbered[1]) if numbered else 0


def parcels(site: SiteContext, files: list[File]) -> list[Parcel]:
    """Files by what they hold, each with its title."""
    by_stem: dict[str, list[File]] = {}
    for file in files:
        by_stem.setdefault(file.stem, []).append(file)
    return [Parcel(stem, _title(site, stem), some) for stem, some in by_stem.items()]


def _title(site: SiteContext, stem: str) -> str:
    numbered = NUMBERED.fullmatch(stem)
    if numbered is not None:
        return site.say("site_figure", number=int(numbered[1]))
    if stem == REPORT:
        return site.say("site_report")
    if stem == TABLES:
        return site.say("page_tables")
    is_table = stem in site.index.study.dictionary.tables
    return site.table_title(stem) if is_table else stem


def _below(site: SiteContext, folder: Path) -> list[File]:
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [_file(site, path) for path in paths if path.is_file()]


def _file(site: SiteContext, path: Path, report: str = "") -> File:
    """A file; those beside the page of `report` belong to the report as a whole."""
    stem, _, form = path.name.partition(".")
    if stem == report:
        stem = REPORT
    count = max(1, round(path.stat().st_size / KILO))
    address = path.relative_to(site.out).as_posix()
    return File(address, stem, form or path.name, site.say("site_size", count=count))
