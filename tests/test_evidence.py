"""Each number that a stored page shows leads to the claims that it rests on."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis import schema, tables

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
NUMBER = re.compile(r"\d")
# Tables about the collection itself, not about what a text says.
OF_THE_COLLECTION = {
    "The texts",
    "The committee",
    "What the collection consists of",
}


@pytest.fixture(scope="module")
def facts() -> set[str]:
    frames = tables.load_tables().fact_tables()
    return {fact for frame in frames.values() for fact in frame["fact_id"]}


def pages(path: Path) -> list[BeautifulSoup]:
    book = json.loads(path.read_text(encoding="utf-8"))
    found = [
        "".join(output["data"]["text/html"])
        for cell in book["cells"]
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    return [BeautifulSoup(page, "html.parser") for page in found]


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
def test_each_link_leads_to_a_fact(path, facts):
    targets = {
        link["href"].partition("#")[2]
        for page in pages(path)
        for link in page.select("a[href*='#']")
    }
    assert targets <= facts


def test_the_page_of_claims_has_a_place_for_every_fact(facts):
    ledger = next(path for path in NOTEBOOKS if path.stem.endswith("_claims"))
    places = {row.get("id") for page in pages(ledger) for row in page.select("tr[id]")}
    assert places == facts
    assert len(schema.FACT_TABLES) == len(pages(ledger)) - 1
