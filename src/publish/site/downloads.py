"""The page of the data set: all of it, and table by table."""

from dataclasses import dataclass
from pathlib import Path

from publish.downloads import formats
from publish.site.context import SiteContext

STEM = "downloads"
KILO = 1000
ABOUT = "site_file_about"  # files that describe the data
WHOLE = {
    "collection.xlsx": "site_file_workbook",
    formats.REPLICATION_PACKAGE: "site_file_package",
    "collection.bib": "site_file_citations",
    "collection.json": "site_file_citations",
    "codebook.qdc": "site_file_codes",
}


@dataclass(frozen=True)
class File:
    """A file to download; `form` is how its link is worded."""

    address: str
    form: str
    size: str


def page(site: SiteContext) -> tuple[str, str]:
    """Return the address and the text of the page."""
    whole: dict[str, list[File]] = {site.say(key): [] for key in WHOLE.values()}
    tables: dict[str, list[File]] = {}
    names = site.index.study.dictionary.tables
    folder = site.out / formats.DATASET
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        stem, _, ending = path.name.partition(".")
        if stem in names and path.name not in WHOLE:
            file = _file(site, path, ending)
            tables.setdefault(site.table_title(stem), []).append(file)
        else:
            title = site.say(WHOLE.get(path.name, ABOUT))
            whole.setdefault(title, []).append(_file(site, path, path.name))
    return site.render(
        "downloads.html.j2",
        site.page(STEM, site.say("site_downloads")),
        whole=[(title, files) for title, files in whole.items() if files],
        tables=list(tables.items()),
    )


def _file(site: SiteContext, path: Path, form: str) -> File:
    count = max(1, round(path.stat().st_size / KILO))
    address = path.relative_to(site.out).as_posix()
    return File(address, form, site.say("site_size", count=count))
