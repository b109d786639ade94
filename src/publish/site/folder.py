"""All pages of the site around the reports."""

from __future__ import annotations

from pathlib import Path

from nbbatch.plan import Plan

Files = dict[str, str | bytes]


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
