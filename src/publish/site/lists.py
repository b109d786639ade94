"""The glossary, and the page of the files of the data set."""

from typing import Any

from analysis import words
from publish.downloads import formats
from publish.site import entities
from publish.site.context import SiteContext

KILO = 1000
ABOUT = "site_file_about"  # files that describe the data
WHOLE = {
    "collection.xlsx": "site_file_workbook",
    formats.REPLICATION_PACKAGE: "site_file_package",
    "collection.bib": "site_file_citations",
    "collection.json": "site_file_citations",
    "codebook.qdc": "site_file_codes",
}
Files = dict[str, list[tuple[str, str, str]]]  # address, wording, size by heading


def glossary(site: SiteContext) -> tuple[str, str]:
    """Return the address and the text of the page of concepts, dimensions and codes."""

    def name(concept: dict[str, Any]) -> words.SortKey:
        return words.vietnamese_key(concept[site.lang])

    return site.render(
        "glossary.html.j2",
        site.page("glossary", site.say("site_glossary")),
        concepts=sorted(site.about.get("concepts", ()), key=name),
        dimensions=entities.keys(site, "dimensions"),
        codes=[
            (table.name, column)
            for table in site.index.study.dictionary.tables.values()
            for column in table.columns.values()
            if column.words
        ],
    )


def downloads(site: SiteContext) -> tuple[str, str]:
    """Return the address and the text of the page of all data, and table by table."""
    whole: Files = {site.say(key): [] for key in (*WHOLE.values(), ABOUT)}
    tables: Files = {}
    names = site.index.study.dictionary.tables
    folder = site.out / formats.DATASET
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        address = path.relative_to(site.out).as_posix()
        count = max(1, round(path.stat().st_size / KILO))
        size = site.say("site_size", count=count)
        stem, _, ending = path.name.partition(".")
        if stem in names and path.name not in WHOLE:
            files = tables.setdefault(site.table_title(stem), [])
            files.append((address, ending, size))
        else:
            title = site.say(WHOLE.get(path.name, ABOUT))
            whole[title].append((address, path.name, size))
    return site.render(
        "downloads.html.j2",
        site.page("downloads", site.say("site_downloads")),
        whole=[(title, files) for title, files in whole.items() if files],
        tables=tables.items(),
    )
