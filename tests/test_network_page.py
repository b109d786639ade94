"""A network on its page: as text, and as Chromium's readers use it."""

import json
import re
import xml.etree.ElementTree as ET

import networkx as nx
import pytest
from browser import (
    DESKTOP,
    PHONE,
    inspecting,
    needs_chromium,
    reading,
    shorten,
    violations,
)
from bs4 import BeautifulSoup

from analysis import networks, words
from publish.network_widget import with_network

REPORT = "04_cascade__lao-cai-city-committee__en"
CITY = "lao-cai-city-committee"
DRAWING = "figure:has(.network-data) svg"


@pytest.fixture(scope="module")
def soup(site):
    html = (site / f"{REPORT}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser")


@pytest.fixture(scope="module")
def data(soup) -> dict:
    (block,) = soup.select("script.network-data")
    assert block["type"] == "application/json"
    return json.loads(block.string)


@pytest.fixture(scope="module")
def down(data) -> nx.DiGraph:
    """Who is above whom, by the data that the page carries."""
    graph = nx.DiGraph((e["upper"], e["lower"]) for e in data["edges"] if "upper" in e)
    graph.add_nodes_from((node["id"], node) for node in data["nodes"])
    return graph


@pytest.fixture
def opened(browser, site):
    with reading(browser, viewport=DESKTOP, reduced_motion="reduce") as page:
        page.goto((site / f"{REPORT}.html").as_uri())
        page.wait_for_selector(".network-tools")
        yield page


def say(key: str, /, **values: object) -> str:
    return words.phrase(f"network_{key}", "en", **values)


def node(page, name: str):
    return page.locator(f'[data-node="{name}"]')


def status(page) -> str:
    return page.locator(".network-status").inner_text()


def focused(page) -> str | None:
    return page.evaluate("document.activeElement.dataset.node ?? null")


def neighbours(data: dict, name: str) -> set[str]:
    graph = nx.Graph((edge["source"], edge["target"]) for edge in data["edges"])
    return set(graph[name])


# --- as text ----------------------------------------------------------------------


def test_each_node_and_edge_is_one_link_with_a_name(soup, data):
    nodes = {mark["data-node"]: mark for mark in soup.select("svg a.node")}
    edges = {mark["data-edge"]: mark for mark in soup.select("svg a.edge")}
    labels = {given["id"]: given["label"] for given in data["nodes"]}
    assert set(nodes) == set(labels)
    assert set(edges) == {given["id"] for given in data["edges"]}
    assert len(nodes) > 10
    for name, label in labels.items():
        assert nodes[name]["aria-label"].startswith(label)
        assert nodes[name]["href"].endswith(f"#{name}")
    for given in data["edges"]:
        mark = edges[given["id"]]
        assert mark["data-claims"] == given["id"]
        assert mark["href"].endswith(f"#{given['id']}")
        for part in (labels[given["source"]], labels[given["target"]]):
            assert part in mark["aria-label"]


def test_the_files_of_the_network_hold_what_the_page_has(site, data):
    nodes = {given["id"] for given in data["nodes"]}
    assert nodes <= set(nx.read_graphml(site / f"{REPORT}.graphml"))
    assert nodes <= set(nx.read_gexf(site / f"{REPORT}.gexf"))


def test_markup_in_a_label_stays_text():
    label = "</script><script>alert(1)</script>"
    svg = '<svg><g id="figure-1-node:a"><a href="x"><path d="M 0 0"/></a></g></svg>'
    given = {"id": "a", "label": label, "layer": "places", "term": None}
    network = {"nodes": [given], "edges": [], "words": {"layer": {"places": "Places"}}}
    html = with_network(svg, network, "en")
    assert "<script>alert" not in html
    (block,) = re.findall(r'class="network-data">(.*?)</script>', html)
    assert json.loads(block)["nodes"][0]["label"] == label
    root = ET.fromstring(html[: html.index("</svg>") + 6])
    assert root.find("a").get("aria-label") == f"{label}, Places"


# --- in Chromium ------------------------------------------------------------------


@needs_chromium
def test_without_script_the_links_are_there_and_no_tool_is_shown(browser, site, data):
    with reading(browser, viewport=DESKTOP, java_script_enabled=False) as page:
        page.goto((site / f"{REPORT}.html").as_uri())
        assert page.locator("svg a.node").count() == len(data["nodes"])
        assert page.locator(".network-tools").count() == 0


@needs_chromium
def test_the_chain_of_a_node_is_lit_and_said(opened, data, down):
    labels = {given["id"]: given["label"] for given in data["nodes"]}
    for name, label in sorted(labels.items())[::6]:
        node(opened, name).dispatch_event("click")
        above = networks.reached(down, name, up=True)
        below = networks.reached(down, name)
        near = neighbours(data, name) - above - below - {name}
        counts = {"above": len(above), "below": len(below), "joined": len(near)}
        assert status(opened) == say("chain", name=label, **counts)
        lit = opened.eval_on_selector_all(
            ".node.lit", "marks => marks.map(mark => mark.dataset.node)"
        )
        assert set(lit) == above | below | near | {name}
    assert down.number_of_edges() > 10


@needs_chromium
def test_whoever_chooses_a_set_sees_who_issued_it(opened, data):
    issued = next(edge for edge in data["edges"] if edge["type"] == "issued_by")
    node(opened, issued["source"]).dispatch_event("click")
    story = opened.locator(".network-story").inner_text()
    labels = {given["id"]: given["label"] for given in data["nodes"]}
    assert labels[issued["target"]] in story.partition(say("edges"))[0]


def test_a_narrow_page_has_the_cascade_as_a_list_of_chains(soup):
    (outline,) = soup.select(".outline")
    links = outline.select("li a")
    assert {mark["data-claims"] for mark in links if mark.has_attr("data-claims")}
    depths = [len(mark.find_parents("ul")) for mark in links]
    assert max(depths) > 3


@needs_chromium
def test_a_choice_lists_its_edges_with_their_evidence(opened, data):
    node(opened, CITY).dispatch_event("click")
    links = opened.locator(".network-story a[data-claims]").all()
    facts = {link.get_attribute("data-claims") for link in links}
    assert {
        edge["id"] for edge in data["edges"] if CITY in (edge["source"], edge["target"])
    } <= facts
    order = opened.eval_on_selector_all(
        "svg .edge, svg .node", "marks => marks.map(mark => mark.classList.value)"
    )
    kinds = [("node" in each.split(), "lit" in each.split()) for each in order]
    edges = [is_lit for is_node, is_lit in kinds if not is_node]
    assert edges == sorted(edges)  # what is lit is drawn over what is not


@needs_chromium
def test_search_finds_without_marks_or_case_and_enter_goes_there(opened):
    search = opened.locator(".network-search input")
    search.fill("LAO CAI")
    actual = opened.locator(".node.found").count()
    assert actual > 1
    assert status(opened) == say("found", count=actual)
    search.press("Enter")
    assert node(opened, focused(opened)).get_attribute("aria-current") == "true"
    opened.keyboard.press("Escape")
    assert opened.locator(".node.chosen, .node.lit, .edge.lit").count() == 0
    search.fill("xyz")
    assert status(opened) == say("found", count=0)
    search.press("Enter")
    assert opened.locator(".node.chosen").count() == 0


@needs_chromium
def test_the_drawing_is_one_stop_of_the_tab_key_and_arrows_follow_edges(opened, data):
    assert opened.locator(f"{DRAWING} a[tabindex='0']").count() == 1
    node(opened, CITY).focus()
    opened.keyboard.press("Enter")
    seen = {CITY}
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        before = focused(opened)
        opened.keyboard.press(key)
        seen.add(focused(opened))
        assert opened.locator(".node.chosen").get_attribute("data-node") == focused(
            opened
        )
        if key in ("ArrowDown", "ArrowUp") and focused(opened) != before:
            assert focused(opened) in neighbours(data, before)
    assert len(seen) > 1
    chosen = focused(opened)
    opened.keyboard.press("Enter")
    opened.wait_for_url(f"**__en.html#{chosen}")


@needs_chromium
def test_print_shows_the_drawing_alone(opened):
    node(opened, CITY).dispatch_event("click")
    opened.emulate_media(media="print")
    assert opened.locator(DRAWING).is_visible()
    assert not opened.locator(".network-tools").is_visible()
    assert not opened.locator(".network-story").is_visible()


@needs_chromium
def test_a_finger_chooses_and_nothing_chosen_is_a_barrier(browser, site):
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    with inspecting(browser, **phone) as page:
        page.goto((site / f"{REPORT}.html").as_uri())
        page.wait_for_selector(".network-tools")
        node(page, CITY).tap()
        assert page.locator(".node.chosen").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        shorten(page)
        assert violations(page) == []
