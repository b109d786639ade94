"""All pages of the site around the reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nbbatch.plan import Plan

if TYPE_CHECKING:
    from publish.site.context import SiteContext

Files = dict[str, str | bytes]


def files(plan: Plan, out: Path) -> Files:
    """Every file of the site by name; what pages share comes with the catalogue."""
    from analysis import tables, words
    from analysis.explain.index import index
    from publish.executed import read_executed
    from publish.site.context import SiteContext

    executed = {
        report.name: read_executed(path)
        for report in plan.reports
        if (path := out / f"{report.name}.ipynb").is_file()
    }
    written: Files = {}
    for lang in words.LANGUAGES:
        site = SiteContext(index(tables.load_tables(lang)), plan, executed, out)
        written |= _pages(site)
    return written


def _pages(site: SiteContext) -> Files:
    """The pages of one language and the scripts with its words, by file name."""
    from publish.site import downloads, entities, front, glossary, search, statements

    return {
        **dict(statements.pages(site)),
        **dict(entities.pages(site)),
        **dict([front.page(site), glossary.page(site), downloads.page(site)]),
        f"assets/statements__{site.lang}.js": statements.glances(site),
        f"assets/search__{site.lang}.js": search.script(site),
    }
