"""axe-core finds nothing on the pages, in wide and narrow windows, light and dark."""

import itertools
from pathlib import Path

import pytest
from browser import DESKTOP, PHONE, chromium, inspecting, overflow, site_of, violations

FACTS = ("bnd", "evt", "men", "obs", "ref", "rel", "sho", "tgt")
THINGS = ("body", "committee", "dimension", "indicator", "instrument", "locality")
THINGS = (*THINGS, "source", "term")
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


def largest(pages: list[Path]) -> Path:
    return max(pages, key=lambda path: (path.stat().st_size, path.name))


def of_each_kind(folder: Path) -> list[Path]:
    """The largest page of each kind that the site makes by the hundred."""
    kinds = [f"claim/???-{fact}-*" for fact in FACTS]
    kinds += [f"{thing}/*" for thing in THINGS]
    langs = itertools.cycle(["en", "vi"])
    return [
        largest(sorted(folder.glob(f"{kind}__{lang}.html")))
        for kind, lang in zip(kinds, langs, strict=False)
    ]


def barriers(browser, pages: list[Path]) -> list[str]:
    """What keeps people from reading, each page in the next kind of window."""
    found = []
    for number, settings in enumerate(WINDOWS):
        with inspecting(browser, **settings) as page:
            for path in pages[number :: len(WINDOWS)]:
                page.goto(path.as_uri())
                found += [f"{path.name}: {one}" for one in violations(page)]
                if overflow(page) > 0:
                    found.append(f"{path.name}: wider than its window")
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
