"""Each number that a stored page shows leads to the claims that it rests on."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from core_toys import NOTEBOOKS

from analysis import tables
from analysis.addresses import read_reference

NUMBER = re.compile(r"\d")
SVG, TABLE = "image/svg+xml", "application/vnd.dataresource+json"
LINK = "{http://www.w3.org/2000/svg}a"
HREF = "{http://www.w3.org/1999/xlink}href"
# Tables about the collection itself or of indices, not of what a text says.
OF_THE_COLLECTION = {
    "The sources",
    "The committee",
    "What the collection consists of",
    "How citizens and firms rate the province, method by method",
    "Agreement on what is a measure, text by text",
    "Years from which scores are not compared with earlier ones",
}


@pytest.fixture(scope="module")
def facts() -> set[str]:
    frames = tables.load_tables().fact_tables()
    return {fact for frame in frames.values() for fact in frame["fact_id"]}


def outputs(path: Path, kind: str) -> list[dict]:
    """The stored outputs of a notebook that are of a kind, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    listed = [output for cell in cells for output in cell.get("outputs", [])]
    return [output for output in listed if kind in output.get("data", {})]


def pages(path: Path) -> list[BeautifulSoup]:
    results = ["".join(o["data"]["text/html"]) for o in outputs(path, "text/html")]
    return [BeautifulSoup(page, "html.parser") for page in results]


def rows(path: Path):
    for page in pages(path):
        for table in page.select("table.coded"):
            caption = table.caption.get_text()
            if caption not in OF_THE_COLLECTION:
                for row in table.select("tbody tr"):
                    yield caption, row


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_row_with_a_number_has_claims(path):
    bare = [
        (caption, row.get_text(" "))
        for caption, row in rows(path)
        if NUMBER.search(" ".join(cell.get_text() for cell in row.select(".figure")))
        and not row.get("id")
        and not row.select(".evidence a")
    ]
    assert bare == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_number_beside_claims_leads_to_them(path):
    for page in pages(path):
        for row in page.select("table.coded tbody tr:has(.evidence a)"):
            claims = [link["data-claims"] for link in row.select(".evidence a")]
            numbers = [c for c in row.select(".figure") if NUMBER.search(c.get_text())]
            for cell in numbers:
                link = cell.select_one("a.number")
                assert link is not None, row
                assert link["data-claims"].split() == claims
                place = row.select_one(".evidence")["id"]
                leads = link["href"] == f"#{place}"
                assert leads == (len(claims) > 1)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_link_leads_to_a_fact(path, facts):
    links = [link for page in pages(path) for link in page.select("[data-claims]")]
    assert {fact for link in links for fact in link["data-claims"].split()} <= facts


def marks(path: Path):
    """What is known of each figure, and what its marks stand for."""
    for output in outputs(path, SVG):
        tree = ET.fromstring("".join(output["data"][SVG]))
        results = [read_reference(link.get(HREF)) for link in tree.iter(LINK)]
        yield output["metadata"][SVG], results


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_figure_has_marks_that_lead_to_claims_of_its_table(path, facts):
    listed = [output["data"][TABLE] for output in outputs(path, TABLE)]
    resources = {content["name"]: content for content in listed}
    for given, actual in marks(path):
        rows = resources[given["draws"]]["data"]
        texts = {fact for row in rows for fact in row.get("fact_ids", "").split()}
        drawn = {fact for each in actual for fact in each.facts}
        assert bool(drawn) == bool(texts), given["alt"]  # an index rests on no text
        assert drawn <= texts & facts, given["alt"]
        is_named = "network" in given  # where the page names the marks
        assert is_named or all(each.label for each in actual), given["alt"]
        assert given["alt"]
        assert given["caption"]
