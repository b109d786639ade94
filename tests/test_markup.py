"""Markup in the data: on every page it is text, and nothing of it is run."""

import pytest
from browser import DESKTOP, chromium, needs_chromium, reading, run_analysis
from core_toys import ROOT, change, copied_data
from playwright.sync_api import Page, expect

MARKUP = "<script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
TEXT = "<script>window.hacked=1</script>"
PLAN = """\
[[report]]
notebook = "{notebooks}/05_goals_and_targets.ipynb"

[[report]]
notebook = "{notebooks}/04_cascade.ipynb"
matrix = {{ committee_id = ["lao-cai-province-committee"] }}
"""
REPORTS = (
    "05_goals_and_targets__en",
    "04_cascade__lao-cai-province-committee__en",
)
PAGES = (
    "index",
    "register__vi",
    "texts__en",
    "instruments__en",
    "text/004_e6a7eaab680102c5__vi",
    *REPORTS,
)
pytestmark = needs_chromium


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site on data in which names, titles and summaries hold markup."""
    project = tmp_path_factory.mktemp("marked")
    data = copied_data(project)
    names = {
        "label_en": MARKUP,
        "label_vi": MARKUP,
        "subject_vi": MARKUP,
        "subject_en": MARKUP,
    }
    change(data, "instruments", lambda row: row["symbol"] == "10-NQ/TU", **names)
    told = {"summary_en": MARKUP, "summary_vi": MARKUP}
    change(data, "targets", lambda row: row["fact_id"] == "004-tgt-09", **told)
    named = {"title_vi": MARKUP, "label_en": MARKUP, "label_vi": MARKUP}
    change(data, "sources", lambda row: row["source_id"].startswith("004"), **named)
    plan = project / "plan.toml"
    plan.write_text(PLAN.format(notebooks=ROOT / "notebooks"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYSIS_DATA", str(data))
        run_analysis("run", str(plan), "--out", str(project / "reports"))
    return project / "reports"


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser):
    with reading(browser, viewport=DESKTOP) as opened:
        yield opened


def is_harmless(page: Page) -> bool:
    return page.evaluate("window.hacked === undefined")


@pytest.mark.parametrize("name", PAGES)
def test_it_is_shown_as_text(page, folder, name):
    page.goto((folder / f"{name}.html").as_uri())
    expect(page.locator("body")).to_contain_text(TEXT)
    assert is_harmless(page)


def test_a_card_of_evidence_shows_it_as_text(page, folder):
    page.goto((folder / f"{REPORTS[0]}.html").as_uri())
    page.locator('td a.number[data-claims*="004-tgt-09"]').first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(TEXT)
    assert is_harmless(page)


def test_what_a_search_finds_shows_it_as_text(page, folder):
    page.goto((folder / "index.html").as_uri())
    form = page.get_by_role("search").first
    form.get_by_role("searchbox").fill("script")
    expect(form.get_by_role("link").first).to_contain_text(TEXT)
    assert is_harmless(page)


def test_the_network_shows_it_as_text(page, folder):
    page.goto((folder / f"{REPORTS[1]}.html").as_uri())
    page.locator(".network-search input").fill("hacked")
    page.keyboard.press("Enter")
    expect(page.locator(".network-story")).to_contain_text(TEXT)
    assert is_harmless(page)
