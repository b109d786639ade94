"""All pages of the site around the reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analysis import tables, words
from analysis.explain.index import index
from nbbatch.plan import Plan
from publish.executed import read_executed
from publish.site import entities, front, full_texts, lists, search, statements
from publish.site.context import SiteContext

Files = dict[str, str | bytes]


def files(plan: Plan, out: Path) -> Files:
    """Every file of the site by name; what pages share comes with the catalogue."""
    written: Files = {}
    for site in contexts(plan, out):
        written |= of_language(site)
    return written


def of_language(site: SiteContext) -> Files:
    """The pages of one language and the scripts with its words, by file name."""
    return {
        **dict(statements.pages(site)),
        **dict(entities.pages(site)),
        **dict([front.page(site), lists.glossary(site), lists.downloads(site)]),
        f"assets/statements__{site.lang}.js": statements.cards(site),
        f"assets/search__{site.lang}.js": search.script(site),
    }


def write_full_texts(plan: Plan, out: Path, folder: Path) -> None:
    """Write the pages of the texts that SOURCES_DIR names, whole, to `folder`.

    Raises
    ------
    FileNotFoundError
        If the texts are not at hand.
    ValueError
        If one of them is not the text that was coded.
    """
    texts = tables.sources_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for site in contexts(plan, out):
        for name, page in full_texts.pages(site, texts, folder):
            (folder / name).write_text(page, encoding="utf-8")


def contexts(plan: Plan, out: Path) -> Iterator[SiteContext]:
    """The site around the reports in `out`, in each language."""
    executed = {
        report.name: read_executed(path)
        for report in plan.reports
        if (path := out / f"{report.name}.ipynb").is_file()
    }
    for lang in words.LANGUAGES:
        yield SiteContext(index(tables.load_tables(lang)), plan, executed, out)
