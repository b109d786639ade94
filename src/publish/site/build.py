"""All pages of the site, written into the folder of the reports."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.allowed_values import data_folder
from nbbatch import hashes
from nbbatch.cache import Cache, opened
from nbbatch.plan import Plan

if TYPE_CHECKING:
    from publish.site.context import SiteContext

Files = dict[str, str | bytes]


def build(plan: Plan, out: Path, say: Callable[[str], None]) -> None:
    """Make the site around the reports in `out`, if anything it rests on changed.

    `say` is given one line where pages were made.

    Raises
    ------
    analysis.dictionary.DataError
        If the data break their dictionary.
    ValueError
        If a download of a report cannot be made; the rest is there.
    """
    start = time.monotonic()
    with opened(out) as cache:
        parts = parts_of(plan, cache)
        if cache.reason("site", parts) is None:
            return
        problem, written = _made(plan, out, say)
        record = {"doubt": f"failed: {problem}"} if problem else {"parts": parts}
        cache.write("site", written, record)
    count = sum(name.endswith(".html") for name in written)
    say(f"{count} pages of the site made, {time.monotonic() - start:.1f} s")
    if problem:
        raise problem


def parts_of(plan: Plan, cache: Cache) -> dict[str, str]:
    """Return the hashes of what the site is made from, by a name for the reason."""
    paths = [cache.out / f"{report.name}.ipynb" for report in plan.reports]
    return hashes.environment(plan.hooks) | {
        "the data": hashes.of_files(data_folder(plan.root)),
        "the plan": hashes.of_file(plan.path),
        "a report": hashes.of_json([[p.name, cache.hash_of(p)] for p in paths]),
    }


def _made(
    plan: Plan, out: Path, say: Callable[[str], None]
) -> tuple[ValueError | None, Files]:
    """What could not be downloaded, and the pages."""
    from publish.site import parcels

    problem = parcels.make(plan, out, say)
    return problem, files(plan, out)


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
