"""The pages as readers use them: at a desk or on a phone, with keys or a finger."""

import io
import re
import unicodedata
from pathlib import Path

import nbformat
import pypdf
import pytest
from browser import (
    CUT_TABLES,
    DESKTOP,
    KINDS,
    PHONE,
    needs_chromium,
    overflow,
    reading,
)
from core_toys import NOTEBOOKS, change, copied_data
from playwright.sync_api import Locator, Page, expect

from analysis import tables
from analysis.__main__ import HOOKS
from nbbatch.plan import load_plan
from nbbatch.task import ReportInfo
from publish import layout, page
from publish.site import build, entities, statements
from publish.site import front as front_page
from publish.site import search as search_of

AIMS = "05_goals_and_targets__en.html"
PAPER = {"width": 703, "height": 1000}  # A4 within margins of 12 mm
READERS = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "has_touch": True},
}
MARKUP = "<script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
SHOWN = "<script>window.hacked=1</script>"
LANG = ("en", "vi")
pytestmark = needs_chromium


@pytest.fixture(params=READERS)
def front(browser, site, request):
    """The front page, as a reader at a desk or on the way finds it."""
    with reading(browser, **READERS[request.param]) as opened:
        opened.goto((site / "index.html").as_uri())
        yield opened


@pytest.fixture
def desk(browser):
    with reading(browser, viewport=DESKTOP, reduced_motion="reduce") as opened:
        yield opened


@pytest.fixture
def targets(desk, site):
    """A report of which the figures lead to statements."""
    desk.goto((site / AIMS).as_uri())
    return desk


def number(page: Page) -> Locator:
    """A number of a table that rests on one statement."""
    return page.locator('td a.number[data-claims]:not([data-claims*=" "])').first


def printed(mark: Locator) -> str:
    """The words as printed of the statement that a number rests on."""
    record = tables.load_tables().record(mark.get_attribute("data-claims"))
    return record["printed"]


# --- evidence ---------------------------------------------------------------------


def test_a_number_shows_its_statement_and_leads_to_it(targets):
    mark, card = number(targets), targets.get_by_role("tooltip")
    mark.hover()
    expect(card).to_contain_text(printed(mark))
    fact = mark.get_attribute("data-claims")
    address = card.get_by_role("link", name=fact)
    address.hover()
    address.click()
    assert targets.url.endswith(f"__en.html#{fact}")
    statement = targets.locator(f'[id="{fact}"]')
    expect(statement.locator("details")).to_have_attribute("open", "")
    statement.locator(f'a[href$="{AIMS}"]').first.click()
    assert targets.url.endswith(AIMS)


def test_the_keyboard_shows_the_same(targets):
    mark, card = number(targets), targets.get_by_role("tooltip")
    mark.focus()
    expect(card).to_contain_text(printed(mark))
    expect(mark).to_have_attribute("aria-describedby", card.get_attribute("id"))
    targets.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(mark).to_be_focused()


def test_a_finger_shows_the_card_first_and_follows_then(browser, site):
    with reading(browser, **READERS["phone"]) as opened:
        opened.goto((site / AIMS).as_uri())
        mark = number(opened)
        fact = mark.get_attribute("data-claims")
        mark.tap()
        card = opened.get_by_role("tooltip")
        expect(card).to_be_visible()
        edges = card.bounding_box()
        assert edges["x"] >= 0
        assert edges["x"] + edges["width"] <= PHONE["width"]
        assert opened.url.endswith(AIMS)
        mark.tap()
        opened.wait_for_url(f"**/text/*__en.html#{fact}")


def test_arrows_go_from_mark_to_mark_of_a_figure(targets):
    stop = targets.locator('#figure-1 svg a[tabindex="0"]')
    card = targets.get_by_role("tooltip")
    stop.focus()
    seen = set()
    for _ in range(3):
        expect(stop).to_have_count(1)
        expect(stop).to_be_focused()
        expect(card).to_contain_text(stop.get_attribute("data-claims").split()[0])
        seen.add(stop.get_attribute("id"))
        targets.keyboard.press("ArrowRight")
    assert len(seen) == 3


# --- languages and search ---------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "twin"),
    [
        ("index.html", "index__vi.html"),
        (AIMS, AIMS.replace("__en", "__vi")),
        ("instruments__en.html", "instruments__vi.html"),
    ],
)
def test_the_other_language_is_one_click_away_and_back(desk, site, here, twin):
    desk.goto((site / here).as_uri())
    desk.get_by_role("link", name="Tiếng Việt").click()
    assert desk.url == (site / twin).as_uri()
    assert desk.locator("html").get_attribute("lang") == "vi"
    desk.get_by_role("link", name="English").click()
    assert desk.url == (site / here).as_uri()


def search(page: Page, text: str) -> Locator:
    """Type into the search; return the links found."""
    form = page.get_by_role("search").first
    form.get_by_role("searchbox").focus()
    page.keyboard.type(text)
    links = form.get_by_role("link")
    expect(links.first).to_be_visible()
    return links


def test_a_symbol_is_found_and_opened_with_the_keyboard(front):
    links = search(front, "10-NQ/TU")
    address = "instruments__en.html#lcp-resolution-10-2021"
    wanted = front.get_by_role("search").locator(f'a[href="{address}"]')
    for _ in range(links.count()):
        front.keyboard.press("ArrowDown")
        if wanted.evaluate("mark => mark === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    front.keyboard.press("Enter")
    front.wait_for_url(f"**/{address}")
    expect(front.get_by_role("main")).to_contain_text("10-NQ/TU")


def test_a_name_is_found_without_its_marks_and_nothing_is_said_to_be_found(front):
    links = search(front, "lao cai")
    expect(links.first).to_contain_text("Lào Cai")
    front.keyboard.press("ArrowDown")
    front.keyboard.press("Escape")
    expect(links).to_have_count(0)
    box = front.get_by_role("searchbox").first
    expect(box).to_be_focused()
    box.fill("xyzzy")
    expect(front.get_by_role("search").get_by_role("status")).not_to_be_empty()
    expect(links).to_have_count(0)


@pytest.mark.parametrize("typed", ["71%", "71 %"])
def test_statements_are_found_by_their_figures(desk, site, typed):
    desk.goto((site / "index.html").as_uri())
    links = search(desk, typed)
    assert any("#004-tgt" in link.get_attribute("href") for link in links.all())


# --- a report -----------------------------------------------------------------------


def test_one_switch_shows_all_code(targets):
    code = targets.locator(".code").first
    expect(code).to_be_hidden()
    targets.locator(".code-switch input").check()
    expect(code).to_be_visible()


def test_a_report_leads_to_the_one_before_and_the_next(desk, site):
    desk.goto((site / "04_cascade__lao-cai-city-committee__en.html").as_uri())
    before, after = desk.locator(".neighbours a").all()
    assert before.get_attribute("href").startswith("01_committee")
    after.click()
    assert desk.url.endswith(AIMS)


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Path:
    """The page of each notebook with the outputs that it stores, in both languages."""
    out = tmp_path_factory.mktemp("stored")
    for path in NOTEBOOKS:
        book = nbformat.read(path, as_version=4)
        pages = page.render(book, ReportInfo(path.stem, path.stem, "en"))
        (out / f"{path.stem}.html").write_text(pages[f"{path.stem}.html"], "utf-8")
    (out / "assets").mkdir()
    for name, content in layout.shared_files().items():
        (out / name).write_bytes(content)
    (out / "assets" / "reports__en.js").write_text("window.REPORTS = [];")
    return out


def test_no_table_is_cut_and_a_long_one_opens(desk, stored):
    cut, opened = [], 0
    for path in sorted(stored.glob("*.html")):
        desk.set_viewport_size(DESKTOP)
        desk.goto(path.as_uri())
        cut += [f"{path.name}: {name}" for name in desk.evaluate(CUT_TABLES)]
        for table in desk.locator(".long").all()[:1]:
            assert table.locator("tbody tr:visible").count() == 10
            table.locator(".more input").check()
            every = table.locator("tbody tr").count()
            assert table.locator("tbody tr:visible").count() == every > 10
            opened += 1
        desk.set_viewport_size(PHONE)
        cut += [f"{path.name}, phone: {name}" for name in desk.evaluate(CUT_TABLES)]
    assert cut == []
    assert opened


def letters(text: str) -> str:
    """A text with neither ligatures nor places where a word may break."""
    return re.sub("\u00ad", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", [AIMS, "glossary__en.html"])
def test_no_cell_or_line_is_cut_off_on_paper(browser, site, name):
    with reading(browser, color_scheme="dark") as opened:
        opened.goto((site / name).as_uri())
        opened.emulate_media(media="print")
        shown = opened.locator("main :is(th, td, p, li, dd)").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => one.innerText)"
        )
        printed = pypdf.PdfReader(io.BytesIO(opened.pdf(format="A4")))
    text = letters("".join(sheet.extract_text() for sheet in printed.pages))
    paper = re.sub(r"\s", "", text)
    # A line may break after a hyphen, with other cells of its row between the parts.
    words = {part for text in shown for part in re.split(r"\s|(?<=-)", letters(text))}
    assert len(words) > 50
    assert [word for word in sorted(words) if word not in paper] == []


def test_no_kind_of_page_is_wider_than_a_phone_or_a_sheet_of_paper(browser, site):
    wide = []
    with reading(browser, **READERS["phone"]) as opened:
        for name in KINDS:
            opened.emulate_media(media="screen")
            opened.set_viewport_size(PHONE)
            opened.goto((site / name).as_uri())
            wide += [f"{name}, phone"] * (overflow(opened) > 0)
            opened.emulate_media(media="print")
            opened.set_viewport_size(PAPER)
            wide += [f"{name}, paper"] * (overflow(opened) > 0)
    assert wide == []


# --- markup in the data -----------------------------------------------------------


def test_markup_in_the_data_is_text_on_every_page(browser, tmp_path, monkeypatch):
    data = copied_data(tmp_path)
    labels = {
        f"{name}_{lang}": MARKUP for name in ("label", "subject") for lang in LANG
    }
    change(data, "instruments", lambda row: row["symbol"] == "10-NQ/TU", **labels)
    summaries = {f"summary_{lang}": MARKUP for lang in LANG}
    change(data, "targets", lambda row: row["fact_id"] == "004-tgt-09", **summaries)
    titles = {"title_vi": MARKUP} | {f"label_{lang}": MARKUP for lang in LANG}
    change(data, "sources", lambda row: row["source_id"].startswith("004"), **titles)
    monkeypatch.setenv("ANALYSIS_DATA", str(data))
    plan = load_plan(Path(__file__).with_name("site.toml"), HOOKS)
    out = tmp_path / "site"
    english, vietnamese = build.contexts(plan, out)
    text = "004_e6a7eaab680102c5"
    rows = statements.texts(vietnamese)[text]
    files = {
        **dict([front_page.page(english), next(statements.pages(english))]),
        **dict([*entities.pages(english), next(entities.pages(vietnamese))]),
        **dict([statements.page(vietnamese, text, [("", rows)])]),
        "assets/search__en.js": search_of.script(english),
        **layout.shared_files(),
    }
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(
            content.encode() if isinstance(content, str) else content
        )
    with reading(browser, viewport=DESKTOP) as desk:
        pages = ["index", "register__vi", "texts__en", "instruments__en"]
        for name in [*pages, f"text/{text}__vi"]:
            desk.goto((out / f"{name}.html").as_uri())
            expect(desk.locator("body")).to_contain_text(SHOWN)
            assert desk.evaluate("window.hacked === undefined")
        desk.goto((out / "index.html").as_uri())
        expect(search(desk, "script").first).to_contain_text(SHOWN)
        assert desk.evaluate("window.hacked === undefined")
