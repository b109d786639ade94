"""No barriers on the pages: axe-core finds none, and each passage has its language."""

import re
from pathlib import Path

import pytest
from browser import (
    DESKTOP,
    PHONE,
    chromium,
    inspecting,
    needs_chromium,
    pages_of,
    shorten,
    site_of,
    violations,
)
from bs4 import BeautifulSoup, NavigableString

WINDOWS = [
    {"viewport": size, "color_scheme": scheme}
    for scheme in ("light", "dark")
    for size in (PHONE, DESKTOP)
]
VIETNAMESE = re.compile(
    r"\w*[ăđơưạảấầẩẫậắằẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]\w*", re.I
)
ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|are|by|was|not|with)\b")

pytestmark = needs_chromium


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


def language(text: NavigableString) -> str:
    return next(one["lang"] for one in text.parents if one.has_attr("lang"))


def looks_like(text: str) -> str | None:
    """The language of a passage, or None if names alone could make it look so."""
    if len(ENGLISH.findall(text)) >= 2:
        return "en" if text.isascii() else None
    return "vi" if len(VIETNAMESE.findall(text)) >= 5 else None


class TestReports:
    def test_reports_have_no_barrier(self, browser, folder):
        reports = [path.with_suffix(".html") for path in sorted(folder.glob("*.ipynb"))]
        assert len(reports) >= 14
        assert barriers(browser, reports) == []


class TestSite:
    def test_pages_around_them_have_none(self, browser, folder):
        reports = {path.stem for path in folder.glob("*.ipynb")}
        pages = [path for path in pages_of(folder) if path.stem not in reports]
        assert len(pages) >= 30
        assert barriers(browser, pages) == []


class TestLanguage:
    def test_each_passage_is_marked_with_its_language(self, folder):
        wrong = []
        for path in pages_of(folder):
            page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            for part in page.select("script, style, pre, code, main .code"):
                part.decompose()
            wrong += [
                f"{path.name}: {text.strip()[:80]}"
                for text in page.body.find_all(string=True)
                if looks_like(text) not in (None, language(text))
            ]
        assert wrong == []
