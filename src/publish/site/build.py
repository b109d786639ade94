"""All pages of the site, written into the folder of the reports."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nbbatch.plan import Plan
from nbbatch.run import locked, publish
from publish.site.key import Known, key_of

if TYPE_CHECKING:
    from publish.site.context import SiteContext

Files = dict[str, str | bytes]


def build(plan: Plan, out: Path, say: Callable[[str], None]) -> None:
    """Make the site around the reports in `out`, if anything it rests on changed.

    `say` is given one line where pages were made.

    Raises
    ------
    analysis.checks.DataError
        If the data break their dictionary.
    ValueError
        If a download of a report cannot be made; the rest is there.
    """
    start = time.monotonic()
    with locked(out):
        known = Known(out)
        books = known.digests(report.name for report in plan.reports)
        key = key_of(plan, books)
        if known.is_current(key):
            return
        problem, taken, written = _made(plan, out, say)
        publish(out, written)
        known.note("" if problem else key, [*written, *taken], books)
    count = sum(name.endswith(".html") for name in written)
    say(f"{count} pages of the site made, {time.monotonic() - start:.1f} s")
    if problem:
        raise problem


def _made(
    plan: Plan, out: Path, say: Callable[[str], None]
) -> tuple[ValueError | None, list[str], Files]:
    """What could not be downloaded, the downloads, and the pages."""
    from publish.site import parcels

    problem = parcels.make(plan, out, say)
    return problem, parcels.files(out), files(plan, out)


def files(plan: Plan, out: Path) -> Files:
    """Every file of the site by name: pages in each language, and what they share."""
    from analysis import tables, words
    from analysis.explain.index import index
    from publish.executed import read_executed
    from publish.layout import shared_files
    from publish.site.context import SiteContext

    executed = {
        report.name: read_executed(path)
        for report in plan.reports
        if (path := out / f"{report.name}.ipynb").is_file()
    }
    written = shared_files()
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
