"""axe-core finds nothing on the pages, in wide and narrow windows, light and dark."""

from pathlib import Path

import pytest
from browser import (
    DESKTOP,
    PHONE,
    chromium,
    inspecting,
    of_each_kind,
    shorten,
    site_of,
    violations,
)

WINDOWS = [
    {"viewport": size, "color_scheme": scheme}
    for scheme in ("light", "dark")
    for size in (PHONE, DESKTOP)
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return site_of(tmp_path_factory)


def barriers(browser, pages: list[Path]) -> list[str]:
    """What keeps people from reading, each page in the next kind of window."""
    found = []
    for number, settings in enumerate(WINDOWS):
        with inspecting(browser, **settings) as page:
            for path in pages[number :: len(WINDOWS)]:
                page.goto(path.as_uri())
                shorten(page)
                found += [f"{path.name}: {one}" for one in violations(page)]
    return found


class TestReports:
    def test_reports_have_no_barrier(self, browser, folder):
        reports = [path.with_suffix(".html") for path in sorted(folder.glob("*.ipynb"))]
        assert len(reports) == 20
        assert barriers(browser, reports) == []


class TestSite:
    def test_pages_around_them_have_none(self, browser, folder):
        made = {path.stem for path in folder.glob("*.ipynb")}
        pages = [
            path for path in sorted(folder.glob("*.html")) if path.stem not in made
        ]
        assert len(pages) >= 8
        assert barriers(browser, pages) == []

    def test_pages_of_claims_and_things_have_none(self, browser, folder):
        assert barriers(browser, of_each_kind(folder)) == []
