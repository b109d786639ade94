"""The programme network on its page: as text, and as Chromium's readers use it."""

import json
import re
import xml.etree.ElementTree as ET

import nbformat
import networkx as nx
import pytest
from browser import DESKTOP, PHONE, chromium, inspecting, reading, violations
from bs4 import BeautifulSoup
from network_toys import CITY, PROVINCE, drawn, picture

from analysis import networks, words
from analysis.addresses import TABLE_OF_KIND, entity_address, fact_address
from nbbatch.task import ReportInfo
from publish import layout, page
from publish.network_widget import with_network

LANGUAGES = ["en", "vi"]
SET = "lcc-programmes-2010-2015"


def html_of(committee: str, lang: str) -> str:
    """The page of a notebook that shows one network."""
    data, about = picture(drawn(committee, "all", lang))._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data, metadata=about)
    cell = nbformat.v4.new_code_cell("draw()", outputs=[output])
    title = nbformat.v4.new_markdown_cell("# Network")
    book = nbformat.v4.new_notebook(cells=[title, cell])
    return page.render(book, ReportInfo("one", "Network", lang))["one.html"]


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def city(lang):
    return drawn(CITY, "all", lang)


@pytest.fixture(scope="module")
def html(lang):
    return html_of(CITY, lang)


@pytest.fixture(scope="module")
def soup(html):
    return BeautifulSoup(html, "html.parser")


@pytest.fixture(scope="module")
def address(tmp_path_factory, html, lang):
    """The page in a folder with the scripts that it asks for."""
    folder = tmp_path_factory.mktemp(f"page-{lang}")
    (folder / "one.html").write_text(html, encoding="utf-8")
    (folder / "province.html").write_text(html_of(PROVINCE, lang), encoding="utf-8")
    (folder / "assets").mkdir()
    for name, content in layout.shared_files().items():
        (folder / name).write_bytes(content)
    (folder / f"instruments__{lang}.html").write_text("<title>Programmes</title>")
    script = "window.STATEMENTS = {entries: {}, texts: {}, phrases: {}};"
    (folder / "assets" / f"statements__{lang}.js").write_text(script)
    (folder / "assets" / f"reports__{lang}.js").write_text("window.REPORTS = [];")
    return (folder / "one.html").as_uri()


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def open_page(browser, address):
    with reading(browser, viewport=DESKTOP, reduced_motion="reduce") as opened:
        opened.goto(address)
        opened.wait_for_selector(".network-tools")
        yield opened


def say(key: str, lang: str, /, **values: object) -> str:
    return words.phrase(f"network_{key}", lang, **values)


def node(opened, name: str):
    return opened.locator(f'[data-node="{name}"]')


def status(opened) -> str:
    return opened.locator(".network-status").inner_text()


def focused(opened) -> str | None:
    return opened.evaluate("document.activeElement.dataset.node ?? null")


# --- as text ----------------------------------------------------------------------


def test_each_node_and_edge_is_one_link_with_a_name(soup, city, lang):
    nodes = {mark["data-node"]: mark for mark in soup.select("svg a.node")}
    edges = {mark["data-edge"]: mark for mark in soup.select("svg a.edge")}
    assert set(nodes) == set(city.graph)
    assert set(edges) == {key for *_, key in city.graph.edges(keys=True)}
    assert len(soup.select("svg a")) == len(nodes) + len(edges)
    for name, known in city.graph.nodes(data=True):
        assert nodes[name]["aria-label"].startswith(known["label"])
        table = TABLE_OF_KIND[known["kind"]]
        assert nodes[name]["href"] == entity_address(table, name, lang)
    for fact, mark in edges.items():
        assert mark["data-claims"] == fact
        assert "target" not in mark.attrs
        source = city.study.record(fact)["source_id"]
        assert mark["href"] == fact_address(fact, source, lang)


def test_an_edge_says_what_it_joins_how_and_on_what_basis(soup, city):
    mark = soup.select_one('a.edge[data-edge="000-rel-40"]')
    labels = dict(city.graph.nodes(data="label"))
    kind = city.study.word("relations", "type", "contains")
    basis = city.study.word("relations", "basis", "stated")
    part = labels["lcc-projects-2010-2015"]
    assert mark["aria-label"] == f"{labels[SET]} – {kind} – {part} ({basis})"


def test_the_data_block_holds_the_whole_network(soup, city):
    (block,) = soup.select("script.network-data")
    assert block["type"] == "application/json"
    data = json.loads(block.string)
    assert {one["id"] for one in data["nodes"]} == set(city.graph)
    found = {(e["source"], e["target"], e["id"]) for e in data["edges"]}
    assert found == set(city.graph.edges(keys=True))
    down = {(e["upper"], e["lower"]) for e in data["edges"] if "upper" in e}
    assert down == set(networks.downward(city.graph).edges)


def test_scripts_come_from_the_folder_and_none_stands_in_the_page(soup):
    scripts = [one for one in soup.select("script") if not one.get("type")]
    assert all(one["src"].startswith("assets/") for one in scripts)
    assert not any(one.string for one in scripts)
    assert "assets/network.js" in [one["src"] for one in scripts]


def test_markup_in_a_label_stays_text():
    label = "</script><script>alert(1)</script>"
    svg = '<svg><g id="figure-1-node:a"><a href="x"><path d="M 0 0"/></a></g></svg>'
    known = {"id": "a", "label": label, "layer": "places", "term": None}
    told = {"nodes": [known], "edges": [], "words": {"layer": {"places": "Places"}}}
    html = with_network(svg, told, "en")
    assert "<script>alert" not in html
    (block,) = re.findall(r'class="network-data">(.*?)</script>', html)
    assert json.loads(block)["nodes"][0]["label"] == label
    root = ET.fromstring(html[: html.index("</svg>") + 6])
    assert root.find("a").get("aria-label") == f"{label}, Places"


def test_without_a_site_the_figure_has_neither_links_nor_scripts():
    data, about = picture(drawn(CITY, "all", "en"))._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data, metadata=about)
    cell = nbformat.v4.new_code_cell("draw()", outputs=[output])
    book = nbformat.v4.new_notebook(cells=[cell])
    html = page.render_alone(book, ReportInfo("one", "Network", "en"))["one.html"]
    assert "network.js" not in html
    assert not BeautifulSoup(html, "html.parser").select("figure svg a")


def test_two_builds_of_a_page_are_the_same(html, lang):
    assert html_of(CITY, lang) == html


# --- in Chromium ------------------------------------------------------------------


def test_without_script_the_links_stand_and_no_tool_is_shown(browser, address):
    with reading(browser, viewport=DESKTOP, java_script_enabled=False) as opened:
        opened.goto(address)
        assert opened.locator("svg a.node").count() == len(
            drawn(CITY, "all", "en").graph
        )
        assert opened.locator(".network-tools").count() == 0


def test_the_chain_of_every_node_is_that_of_the_table(open_page, city, lang):
    down = networks.downward(city.graph)
    for name, label in sorted(city.graph.nodes(data="label")):
        node(open_page, name).dispatch_event("click")
        above = networks.reached(down, name, up=True)
        below = networks.reached(down, name)
        near = set(nx.all_neighbors(city.graph, name)) - above - below - {name}
        counts = {"above": len(above), "below": len(below), "joined": len(near)}
        assert status(open_page) == say("chain", lang, name=label, **counts)
        lit = open_page.eval_on_selector_all(
            ".node.lit", "marks => marks.map(mark => mark.dataset.node)"
        )
        assert set(lit) == above | below | near | {name}
    assert down.number_of_edges() > 50


def test_a_choice_lists_nodes_and_edges_with_their_evidence(open_page, city, lang):
    node(open_page, SET).dispatch_event("click")
    story = open_page.locator(".network-story")
    heads = story.locator(".head").all_inner_texts()
    assert heads == [
        f"{say('above', lang)} (1)",
        f"{say('below', lang)} (7)",
        f"{say('edges', lang)} (9)",
    ]
    facts = [
        one.get_attribute("data-claims")
        for one in story.locator("a[data-claims]").all()
    ]
    own = [*city.graph.in_edges(SET, keys=True), *city.graph.out_edges(SET, keys=True)]
    assert set(facts) == {key for *_, key in own}
    assert story.locator("a").first.get_attribute("href") == entity_address(
        "instruments", SET, lang
    )


def test_what_is_lit_is_drawn_over_what_is_not_and_below_the_boxes(open_page):
    node(open_page, SET).dispatch_event("click")
    order = open_page.eval_on_selector_all(
        "svg .edge, svg .node", "marks => marks.map(mark => mark.classList.value)"
    )
    kinds = [("node" in one.split(), "lit" in one.split()) for one in order]
    edges = [is_lit for is_node, is_lit in kinds if not is_node]
    assert edges == sorted(edges)
    assert sum(edges) == 9
    assert [is_node for is_node, _ in kinds] == sorted(is_node for is_node, _ in kinds)


def test_search_finds_without_marks_or_case_and_enter_goes_there(open_page, lang):
    search = open_page.locator(".network-search input")
    search.fill("TUYEN VAN")
    found = open_page.locator(".node.found")
    assert found.count() >= 3
    assert status(open_page) == say("found", lang, count=found.count())
    search.press("Enter")
    assert focused(open_page) == "lcc-model-tuyen-van"
    assert "chosen" in node(open_page, "lcc-model-tuyen-van").get_attribute("class")


def test_what_is_not_there_is_found_no_time(open_page, lang):
    open_page.fill(".network-search input", "xyz")
    assert status(open_page) == say("found", lang, count=0)
    open_page.locator(".network-search input").press("Enter")
    assert open_page.locator(".node.chosen").count() == 0


def test_the_drawing_is_one_stop_of_the_tab_key(open_page, city):
    marks = len(city.graph) + city.graph.number_of_edges()
    assert open_page.locator('svg a[tabindex="0"]').count() == 1
    assert open_page.locator('svg a[tabindex="-1"]').count() == marks - 1
    open_page.locator(".network-buttons button").last.focus()
    open_page.keyboard.press("Tab")
    assert focused(open_page) is not None
    open_page.keyboard.press("Tab")
    assert focused(open_page) is None


def test_a_chain_is_followed_with_the_arrow_keys(open_page, city):
    node(open_page, "lao-cai-city-committee").focus()
    open_page.keyboard.press("Enter")
    assert node(open_page, "lao-cai-city-committee").get_attribute("aria-current")
    seen = ["lao-cai-city-committee"]
    for key in ("ArrowDown", "ArrowUp", "ArrowDown"):
        open_page.keyboard.press(key)
        seen.append(focused(open_page))
        pair = set(seen[-2:])
        assert len(pair) == 2
        assert city.graph.subgraph(pair).number_of_edges()
        assert open_page.locator(".node.chosen").get_attribute("data-node") == seen[-1]
    open_page.keyboard.press("ArrowLeft")
    boxes = city.layout.boxes
    assert boxes[focused(open_page)][0] < boxes[seen[-1]][0]
    open_page.keyboard.press("Escape")
    assert open_page.locator(".node.chosen, .node.lit, .edge.lit").count() == 0
    assert not open_page.locator(".network-story").is_visible()


def test_a_second_enter_opens_the_page_of_the_node(open_page, lang):
    node(open_page, SET).focus()
    open_page.keyboard.press("Enter")
    assert open_page.url.endswith("one.html")
    with open_page.expect_navigation():
        open_page.keyboard.press("Enter")
    assert open_page.url.endswith(entity_address("instruments", SET, lang))


def scale(opened) -> float:
    """How much larger the drawing is seen than when the page was opened."""
    widths = opened.eval_on_selector(
        "figure svg", "svg => [svg.viewBox.baseVal.width, svg.getBBox().width]"
    )
    return widths[1] / widths[0]


def wait_until(opened, is_so) -> None:
    """Wait without the string of code that the page's own policy forbids."""
    for _ in range(100):
        if is_so():
            return
        opened.wait_for_timeout(50)
    pytest.fail("waited in vain")


def test_buttons_and_keys_change_the_size(open_page, lang):
    buttons = open_page.locator(".network-buttons button")
    assert scale(open_page) < 1.1
    buttons.nth(0).click()
    assert scale(open_page) > 1.5
    buttons.nth(2).click()
    assert scale(open_page) < 1.1
    node(open_page, SET).focus()
    open_page.keyboard.press("+")
    assert scale(open_page) > 1.5
    open_page.keyboard.press("0")
    assert scale(open_page) < 1.1
    assert buttons.nth(1).get_attribute("aria-label") == say("out", lang)


def test_the_wheel_scrolls_the_page_and_zooms_only_with_ctrl(open_page):
    open_page.locator("figure svg").hover(position={"x": 300, "y": 200})
    before = open_page.evaluate("window.scrollY")
    open_page.mouse.wheel(0, 300)
    wait_until(open_page, lambda: open_page.evaluate("window.scrollY") > before)
    assert scale(open_page) < 1.1
    open_page.keyboard.down("Control")
    open_page.mouse.wheel(0, -300)
    open_page.keyboard.up("Control")
    wait_until(open_page, lambda: scale(open_page) > 1)


def test_a_chosen_node_is_brought_into_a_larger_view(open_page):
    buttons = open_page.locator(".network-buttons button")
    for _ in range(3):
        buttons.nth(0).click()
    open_page.fill(".network-search input", "Lao Cai")
    open_page.locator(".network-search input").press("Enter")
    mark = node(open_page, focused(open_page)).bounding_box()
    room = open_page.locator("figure svg").bounding_box()
    assert room["x"] <= mark["x"]
    assert mark["x"] + mark["width"] <= room["x"] + room["width"] + 1


def test_in_print_the_tools_are_gone_and_the_whole_is_drawn(open_page):
    node(open_page, SET).dispatch_event("click")
    open_page.locator(".network-buttons button").nth(0).click()
    open_page.emulate_media(media="print")
    open_page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not open_page.locator(".network-tools").is_visible()
    assert not open_page.locator(".network-story").is_visible()
    dimmed = "getComputedStyle(document.querySelector('.node:not(.lit)')).opacity"
    assert open_page.evaluate(dimmed) == "1"
    assert scale(open_page) < 1.1


def test_a_finger_chooses_and_the_page_still_scrolls(browser, address):
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    with reading(browser, **phone) as opened:
        opened.goto(address)
        opened.wait_for_selector(".network-tools")
        node(opened, "lao-cai-city-committee").tap()
        assert opened.locator(".node.chosen").count() == 1
        assert opened.evaluate(
            "document.querySelector('figure svg').style.touchAction"
        ) == ("pan-x pan-y")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(browser, address, scheme, size):
    with inspecting(browser, viewport=size, color_scheme=scheme) as opened:
        opened.goto(address)
        opened.wait_for_selector(".network-tools")
        node(opened, SET).dispatch_event("click")
        assert violations(opened) == []
