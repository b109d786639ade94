"""The page of all downloads: the files below `downloads/`, whole and by report."""

import re
from dataclasses import dataclass
from pathlib import Path

from publish.catalogue import Row
from publish.downloads.formats import DATASET, FOLDER
from publish.site.edition import Edition
from publish.site.layout import own_page, render

STEM = "take"
KILO = 1000
REPORT = "report"
BESIDE = (".ipynb", ".graphml", ".gexf")
NUMBERED = re.compile(r"(figure|table)-(\d+)")


@dataclass(frozen=True)
class File:
    """A file to take away: `form` is what follows its stem, as its link says it."""

    address: str
    stem: str
    form: str
    size: str


@dataclass(frozen=True)
class Parcel:
    """One thing to take away, in several forms."""

    stem: str
    title: str
    files: list[File]


def page(edition: Edition) -> tuple[str, str]:
    """The address and the text of the page of all files."""
    about = own_page(edition, STEM, edition.say("site_take"))
    found = [
        (question.title, row, of_report(edition, row))
        for question in edition.questions
        for row in question.rows
    ]
    data = parcels(edition, _below(edition, edition.out / DATASET))
    tables = edition.index.study.dictionary.tables
    return about.address, render(
        edition,
        "take.html.j2",
        about,
        whole=[one for one in data if one.stem not in tables],
        tables=[one for one in data if one.stem in tables],
        reports=[one for one in found if one[2]],
    )


def of_report(edition: Edition, row: Row) -> list[Parcel]:
    """What can be taken away of a report, the whole of it first, then by number."""
    beside = sorted(edition.out.glob(f"{row.name}.*"))
    own = [_file(edition, p, row.name) for p in beside if p.suffix in BESIDE]
    found = parcels(edition, own + _below(edition, edition.out / FOLDER / row.name))
    return sorted(found, key=_order)


def _order(parcel: Parcel) -> tuple[bool, str, int]:
    numbered = NUMBERED.fullmatch(parcel.stem)
    if numbered is None:
        return False, parcel.stem, 0
    return True, numbered[1], int(numbered[2])


def parcels(edition: Edition, files: list[File]) -> list[Parcel]:
    """Files by what they hold, each with its title."""
    found: dict[str, list[File]] = {}
    for file in files:
        found.setdefault(file.stem, []).append(file)
    return [Parcel(stem, _title(edition, stem), some) for stem, some in found.items()]


def _title(edition: Edition, stem: str) -> str:
    numbered = NUMBERED.fullmatch(stem)
    if numbered is not None:
        return edition.say(f"site_{numbered[1]}", number=int(numbered[2]))
    if stem == REPORT:
        return edition.say("site_report")
    known = stem in edition.index.study.dictionary.tables
    return edition.table_title(stem) if known else stem


def _below(edition: Edition, folder: Path) -> list[File]:
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    return [_file(edition, path) for path in paths if path.is_file()]


def _file(edition: Edition, path: Path, report: str = "") -> File:
    """A file; those beside the page of `report` belong to the report as a whole."""
    stem, _, form = path.name.partition(".")
    if stem == report:
        stem = REPORT
    count = max(1, round(path.stat().st_size / KILO))
    address = path.relative_to(edition.out).as_posix()
    size = edition.say("site_size", count=count)
    return File(address, stem, form or path.name, size)
