"""The pages as readers use them: at a desk or on a phone, with keys or a finger."""

import io
import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import networkx as nx
import pypdf
import pytest
from browser import (
    DESKTOP,
    PHONE,
    chromium,
    inspecting,
    needs_chromium,
    overflow,
    pages_of,
    reading,
    site_of,
    violations,
)
from playwright.sync_api import Locator, Page, expect

AIMS = "What was aimed at, and what was reached?"
CUT_TABLES = """() => [...document.querySelectorAll("main table")].filter(table => {
  const box = table.getBoundingClientRect();
  if (box.right > innerWidth + 1) return true;
  for (let at = table.parentElement; at !== document.body; at = at.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(at);
    if (overflowX !== "visible" && at.scrollWidth > at.clientWidth + 1) return true;
    if (overflowY !== "visible" && at.scrollHeight > at.clientHeight + 1) return true;
  }
  return false;
}).map(table => table.caption?.textContent ?? "no caption")"""
PAPER = {"width": 703, "height": 1000}  # A4 within margins of 12 mm
TEXT = "text/004_e6a7eaab680102c5__en.html"
PRINTED = "355/500 đảng viên, đạt 71% mục tiêu"
READERS = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "has_touch": True},
}
pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return site_of(tmp_path_factory)


@pytest.fixture(params=READERS)
def page(browser, folder, request):
    """The front page, as a reader at a desk or on the way finds it."""
    with reading(browser, **READERS[request.param]) as opened:
        opened.goto((folder / "index.html").as_uri())
        yield opened


@pytest.fixture
def desk(browser):
    with reading(browser, viewport=DESKTOP, reduced_motion="reduce") as opened:
        yield opened


def tab_to(page: Page, wanted: Locator, most: int = 100) -> None:
    """Press the tab key until the element has the focus."""
    mark = wanted.element_handle()
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("mark => mark === document.activeElement", mark):
            return
    pytest.fail(f"{most} tabs do not lead to {wanted}")


def place(page: Page) -> str:
    """The page's address within its folder, with no fragment."""
    return "/".join(page.url.partition("#")[0].split("/")[-2:])


# --- evidence ---------------------------------------------------------------------


def share(page: Page) -> Locator:
    return page.locator("td a.number").filter(has_text=re.compile("^71%$")).first


@pytest.fixture
def targets(page):
    """The report on the targets of Lào Cai city, reached from the front page."""
    city = page.locator("#committees article").filter(has_text="Lào Cai city")
    city.get_by_role("link", name=AIMS).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(AIMS)
    return page


def test_a_reader_finds_the_targets_and_reads_where_a_share_stands(targets):
    card = targets.get_by_role("tooltip")
    share(targets).hover()
    expect(card).to_contain_text(PRINTED)
    expect(card).to_contain_text("Report of Lào Cai city's half-term conference")
    targets.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_the_keyboard_shows_the_same_and_leads_to_the_claim(targets):
    mark = share(targets)
    before = mark.locator("xpath=preceding::a[1]")
    before.focus()
    targets.keyboard.press("Tab")
    expect(mark).to_be_focused()
    card = targets.get_by_role("tooltip")
    expect(card).to_contain_text(PRINTED)
    expect(mark).to_have_attribute("aria-describedby", card.get_attribute("id"))
    targets.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(mark).to_be_focused()


def test_a_card_can_be_pointed_at_and_its_address_followed(targets):
    share(targets).hover()
    address = targets.get_by_role("tooltip").get_by_role("link", name="004-tgt-09")
    address.hover()
    address.click()
    assert place(targets) == TEXT
    statement = targets.locator('[id="004-tgt-09"]')
    expect(statement).to_contain_text(PRINTED)
    statement.get_by_role("link", name=AIMS).first.click()
    assert place(targets).endswith("05_goals_and_targets__en.html")


def test_a_number_of_one_claim_leads_to_its_page(desk, folder):
    desk.goto((folder / "05_goals_and_targets__en.html").as_uri())
    mark = desk.locator('td a.number:not([data-claims*=" "])').first
    fact = mark.get_attribute("data-claims")
    mark.click()
    assert desk.url.endswith(f"__en.html#{fact}")
    expect(desk.locator(f'[id="{fact}"] details')).to_have_attribute("open", "")


def test_a_finger_shows_the_card_first_and_follows_then(browser, folder):
    with reading(browser, **READERS["phone"]) as opened:
        opened.goto((folder / "05_goals_and_targets__en.html").as_uri())
        mark = opened.locator('td a.number:not([data-claims*=" "])').first
        fact = mark.get_attribute("data-claims")
        mark.tap()
        card = opened.get_by_role("tooltip")
        expect(card).to_be_visible()
        edges = card.bounding_box()
        assert edges["x"] >= 0
        assert edges["x"] + edges["width"] <= PHONE["width"]
        assert place(opened).endswith("05_goals_and_targets__en.html")
        mark.tap()
        opened.wait_for_url(f"**/text/*__en.html#{fact}")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_arrows_go_from_mark_to_mark_of_a_figure(desk, folder, size):
    desk.set_viewport_size(size)
    desk.goto((folder / "05_goals_and_targets__en.html").as_uri())
    stop = desk.locator('#figure-1 svg:visible a[tabindex="0"]')
    card = desk.get_by_role("tooltip")
    stop.focus()
    seen = []
    for _ in range(3):
        expect(stop).to_have_count(1)
        expect(stop).to_be_focused()
        expect(card).to_contain_text(stop.get_attribute("data-claims").split()[0])
        seen.append(stop.get_attribute("id"))
        desk.keyboard.press("ArrowRight")
    assert len(set(seen)) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_card_is_no_barrier(browser, folder, scheme):
    with inspecting(browser, viewport=PHONE, color_scheme=scheme) as opened:
        opened.goto((folder / "05_goals_and_targets__en.html").as_uri())
        share(opened).focus()
        expect(opened.get_by_role("tooltip")).to_contain_text(PRINTED)
        assert violations(opened) == []
        assert overflow(opened) <= 0


# --- languages --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "twin"),
    [
        ("index.html", "index__vi.html"),
        ("05_goals_and_targets__en.html", "05_goals_and_targets__vi.html"),
        (TEXT, TEXT.replace("__en", "__vi")),
        ("instruments__en.html", "instruments__vi.html"),
    ],
)
@pytest.mark.parametrize("reader", READERS)
def test_the_other_language_is_one_click_away_and_back(
    browser, folder, reader, here, twin
):
    with reading(browser, **READERS[reader]) as opened:
        opened.goto((folder / here).as_uri())
        opened.get_by_role("link", name="Tiếng Việt").click()
        assert opened.url == (folder / twin).as_uri()
        assert opened.locator("html").get_attribute("lang") == "vi"
        opened.get_by_role("link", name="English").click()
        assert opened.url == (folder / here).as_uri()
        assert opened.locator("html").get_attribute("lang") == "en"


# --- search -----------------------------------------------------------------------


def search(page: Page, text: str) -> Locator:
    """Go to the search with the keyboard and type; return the links found."""
    form = page.get_by_role("search").first
    tab_to(page, form.get_by_role("searchbox"))
    page.keyboard.type(text)
    found = form.get_by_role("link")
    expect(found.first).to_be_visible()
    return found


def form_link(page: Page, address: str) -> Locator:
    return page.get_by_role("search").first.locator(f'a[href="{address}"]')


def test_a_symbol_is_found_and_opened_with_the_keyboard(page):
    found = search(page, "10-NQ/TU")
    wanted = form_link(page, "instruments__en.html#lcp-resolution-10-2021")
    for _ in range(found.count()):
        page.keyboard.press("ArrowDown")
        if wanted.evaluate("mark => mark === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/instruments__en.html#lcp-resolution-10-2021")
    expect(page.get_by_role("main")).to_contain_text("10-NQ/TU")


def test_a_name_is_found_without_its_marks(page):
    found = search(page, "lao cai")
    expect(found.first).to_contain_text("Lào Cai")
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(found).to_have_count(0)
    expect(page.get_by_role("searchbox").first).to_be_focused()


@pytest.mark.parametrize("typed", ["71%", "71 %"])
def test_statements_are_found_by_their_figures(desk, folder, typed):
    desk.goto((folder / "index.html").as_uri())
    found = search(desk, typed)
    expect(desk.get_by_role("search").get_by_role("status")).to_contain_text("results")
    assert any("#004-tgt" in link.get_attribute("href") for link in found.all())


def test_what_is_not_there_is_said(page):
    form = page.get_by_role("search").first
    form.get_by_role("searchbox").fill("xyzzy")
    expect(form.get_by_role("status")).not_to_be_empty()
    expect(form.get_by_role("link")).to_have_count(0)


# --- the network ------------------------------------------------------------------


@pytest.fixture
def network(desk, folder):
    """The page of the network, reached from the front page."""
    desk.goto((folder / "index.html").as_uri())
    city = desk.locator("#committees article").filter(has_text="Lào Cai city")
    city.get_by_role("link", name="Who carries out what").click()
    expect(desk.locator(".network-tools")).to_be_visible()
    return desk


def chain(network: Page, name: str) -> set[str]:
    """What stands above and below a node, by the data that the page carries."""
    data = json.loads(network.locator("script.network-data").text_content())
    edges = [(e["upper"], e["lower"]) for e in data["edges"] if "upper" in e]
    graph = nx.DiGraph(edges)
    return nx.ancestors(graph, name) | nx.descendants(graph, name)


def test_a_chain_is_followed_with_the_keyboard_alone(network):
    tab_to(network, network.locator(".network-search input"), most=900)
    network.keyboard.type("tuyen van")
    network.keyboard.press("Enter")
    told = network.locator(".network-status")
    chosen = network.locator(".node.chosen")
    expect(chosen).to_be_focused()
    first = chosen.get_attribute("data-node")
    expect(told).to_contain_text(chosen.get_attribute("aria-label").split(",")[0])
    network.keyboard.press("ArrowLeft")
    second = chosen.get_attribute("data-node")
    assert second != first
    lit = network.locator(".node.lit").evaluate_all(
        "marks => marks.map(mark => mark.dataset.node)"
    )
    assert first in lit
    assert chain(network, second) <= set(lit)
    expect(told).to_contain_text(chosen.get_attribute("aria-label").split(",")[0])
    network.keyboard.press("Enter")
    network.wait_for_url(f"**__en.html#{second}")


def offered(network: Page, kind: str) -> Path:
    """The file of `kind` that the page offers; from a folder a browser shows some."""
    link = network.locator(f'.download a[download][href$=".{kind}"]').first
    address = link.evaluate("link => link.href")
    return Path(url2pathname(urlsplit(address).path))


def test_the_data_of_the_network_are_offered_and_can_be_read(network):
    data = json.loads(network.locator("script.network-data").text_content())
    nodes = {node["id"] for node in data["nodes"]}
    assert set(nx.read_graphml(offered(network, "graphml"))) == nodes
    assert set(nx.read_gexf(offered(network, "gexf"))) == nodes


# --- a report -----------------------------------------------------------------------


def test_one_switch_shows_all_code_and_a_long_table_opens(desk, folder):
    desk.goto((folder / "11_evidence__vi.html").as_uri())
    code = desk.locator(".code").first
    expect(code).to_be_hidden()
    desk.locator(".code-switch input").check()
    expect(code).to_be_visible()
    table = desk.locator(".long").first
    assert table.locator("tbody tr:visible").count() == 10
    table.locator(".more input").check()
    every = table.locator("tbody tr").count()
    assert table.locator("tbody tr:visible").count() == every > 10


def test_a_report_leads_to_the_one_before_and_the_next(desk, folder):
    desk.goto((folder / "05_goals_and_targets__en.html").as_uri())
    before, after = desk.locator(".neighbours a").all()
    assert before.get_attribute("href").startswith("04_cascade")
    after.click()
    assert place(desk).endswith("06_trends__thai-nguyen-city-committee__en.html")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_no_table_is_cut(desk, folder, size):
    desk.set_viewport_size(size)
    cut = []
    for path in [*sorted(folder.glob("*__*__*.html")), folder / "glossary__en.html"]:
        desk.goto(path.as_uri())
        cut += [f"{path.name}: {name}" for name in desk.evaluate(CUT_TABLES)]
    assert cut == []


# --- paper, and narrow windows ----------------------------------------------------


def letters(text: str) -> str:
    """A text with neither ligatures nor places where a word may break."""
    return re.sub("\u00ad", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", ["05_goals_and_targets__en", "dimensions__en"])
def test_no_cell_or_line_is_cut_off_on_paper(browser, folder, name):
    with reading(browser, color_scheme="dark") as opened:
        opened.goto((folder / f"{name}.html").as_uri())
        opened.emulate_media(media="print")
        shown = opened.locator("main :is(th, td, p, li, dd)").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => one.innerText)"
        )
        made = pypdf.PdfReader(io.BytesIO(opened.pdf(format="A4")))
    text = letters("".join(sheet.extract_text() for sheet in made.pages))
    paper = re.sub(r"\s", "", text)
    # A line may break after a hyphen, with other cells of its row between the parts.
    words = {part for text in shown for part in re.split(r"\s|(?<=-)", letters(text))}
    assert len(words) > 50
    assert [word for word in sorted(words) if word not in paper] == []


def test_no_page_is_wider_than_a_phone_or_a_sheet_of_paper(browser, folder):
    wide = []
    with reading(browser, **READERS["phone"]) as opened:
        for path in pages_of(folder):
            opened.emulate_media(media="screen")
            opened.set_viewport_size(PHONE)
            opened.goto(path.as_uri())
            wide += [f"{path.name}, phone"] * (overflow(opened) > 0)
            opened.emulate_media(media="print")
            opened.set_viewport_size(PAPER)
            wide += [f"{path.name}, paper"] * (overflow(opened) > 0)
    assert wide == []
