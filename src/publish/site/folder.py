"""All pages of the site, written into the folder of the reports."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from nbbatch.plan import Plan
from nbbatch.run import locked, publish
from publish.site.key import Known, key_of

Files = dict[str, str | bytes]


def build(plan: Plan, out: Path, say: Callable[[str], None]) -> None:
    """Make the site around the reports in `out`, if anything it rests on changed.

    `say` is given one line where pages were made.

    Raises
    ------
    analysis.checks.DataError
        If the data break their dictionary.
    ValueError
        If something of a report cannot be made to take away; the rest is there.
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
    """What could not be made to take away, what could, and the pages."""
    from publish.site import parcels

    problem = parcels.make(plan, out, say)
    return problem, parcels.files(out), files(plan, out)


def files(plan: Plan, out: Path) -> Files:
    """Every file of the site by name: pages in each language, and what they share."""
    from analysis import tables, words
    from analysis.explain.index import index
    from publish.executed import read_executed
    from publish.site import assets, pages
    from publish.site.edition import Edition

    read = {
        report.name: read_executed(path)
        for report in plan.reports
        if (path := out / f"{report.name}.ipynb").is_file()
    }
    written: Files = dict(assets.files())
    for lang in words.LANGUAGES:
        edition = Edition(index(tables.load_tables(lang)), plan, read, out)
        written |= pages.files(edition)
    return written
