"""No barriers on the pages: axe-core finds none, and each passage has its language."""

import re

import pytest
from browser import (
    DESKTOP,
    KINDS,
    PHONE,
    inspecting,
    needs_chromium,
    shorten,
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


@needs_chromium
def test_no_kind_of_page_has_a_barrier(browser, site):
    barriers = []
    for number, settings in enumerate(WINDOWS):
        with inspecting(browser, **settings) as page:
            for name in KINDS[number :: len(WINDOWS)]:
                page.goto((site / name).as_uri())
                shorten(page)
                barriers += [f"{name}: {each}" for each in violations(page)]
    assert barriers == []


def language(text: NavigableString) -> str:
    return next(each["lang"] for each in text.parents if each.has_attr("lang"))


def looks_like(text: str) -> str | None:
    """The language of a passage, or None if names alone could make it look so."""
    if len(ENGLISH.findall(text)) >= 2:
        return "en" if text.isascii() else None
    return "vi" if len(VIETNAMESE.findall(text)) >= 5 else None


@pytest.mark.parametrize("name", KINDS)
def test_each_passage_is_marked_with_its_language(site, name):
    page = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
    for part in page.select("script, style, pre, code, main .code"):
        part.decompose()
    wrong = [
        text.strip()[:80]
        for text in page.body.find_all(string=True)
        if looks_like(text) not in (None, language(text))
    ]
    assert wrong == []
