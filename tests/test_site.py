"""The site around reports that were really made, from the real data, in one run."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import quote, unquote

import lxml.html
import pytest
from browser import PLAN as SITE_PLAN
from core_toys import DICTIONARY, ROOT

from analysis import argument, tables, words
from analysis.__main__ import HOOKS
from analysis.addresses import (
    SINGULAR,
    entity_address,
    fact_address,
    text_address,
)
from nbbatch.plan import load_plan
from publish import steps
from publish.executed import read_executed

HEADINGS = [f"h{level}" for level in range(1, 7)]
FRONT = ["04_cascade__lao-cai-city-committee", "05_goals_and_targets"]
MAKE_AGAIN = """\
import sys
from pathlib import Path
from analysis.__main__ import HOOKS
from analysis.tables import load_tables
from nbbatch.plan import load_plan
from publish.downloads.build import report_downloads
from publish.downloads.dataset import dataset_files
from publish.site.build import contexts, of_language
plan, out, report = map(Path, sys.argv[1:])
_, vietnamese = contexts(load_plan(plan, HOOKS), out)
steps = {
    "": of_language(vietnamese),
    "downloads/data": dataset_files(load_tables()),
    f"downloads/{report}": report_downloads(out / f"{report}.ipynb", out),
}
for folder, made in steps.items():
    for name, content in made.items():
        path = out / "again" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
"""


class Reader:
    """What a page has: headings, links, ids, scripts, handlers, languages."""

    def __init__(self, path: Path) -> None:
        page = lxml.html.parse(path, lxml.html.HTMLParser(encoding="utf-8")).getroot()
        scripts = "//script[not(@src) and not(@type='application/json')]"
        self.tags = Counter(str(tag.tag) for tag in page.iter())
        self.headings = [int(tag.tag[1]) for tag in page.iter(*HEADINGS)]
        self.links = page.xpath("//@href | //@src | //@*[name() = 'xlink:href']")
        self.ids = page.xpath("//@id")
        self.inline_scripts = page.xpath(scripts)
        self.handlers = page.xpath("//@*[starts-with(name(), 'on')]")
        self.lang = page.get("lang")


@pytest.fixture(scope="module")
def pages(site) -> dict[str, Reader]:
    """Every page of the folder by its address."""
    paths = [path for path in site.rglob("*.html") if ".work" not in path.parts]
    return {path.relative_to(site).as_posix(): Reader(path) for path in paths}


@pytest.fixture(scope="module")
def site_pages(site, pages) -> dict[str, Reader]:
    """The pages of the site, without those of reports."""
    result = {f"{path.stem}.html" for path in site.glob("*.ipynb")}
    return {name: page for name, page in pages.items() if name not in result}


def text_of(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def words_of(html: str) -> str:
    """The text of a page without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


# --- pages ----------------------------------------------------------------------


def test_every_statement_and_entity_has_a_place_in_both_languages(pages):
    study = tables.load_tables("en")
    wanted = {"index.html", "index__vi.html"}
    for lang in words.LANGUAGES:
        for table in DICTIONARY.facts:
            rows = study.frames[table][["fact_id", "source_id"]]
            places = rows.itertuples(index=False, name=None)
            wanted |= {fact_address(*place, lang) for place in places}
        for table in SINGULAR:
            wanted |= {entity_address(table, key, lang) for key in study.keys(table)}
        stems = ("texts", "register", "glossary", "downloads", "reports")
        wanted |= {f"{stem}__{lang}.html" for stem in stems}
    places = {f"{name}#{place}" for name in pages for place in pages[name].ids}
    assert wanted <= places | set(pages)


def test_statements_follow_the_order_of_the_text(pages):
    study = tables.load_tables("en")
    starts = {
        row["fact_id"]: row["start"]
        for table in DICTIONARY.facts
        for row in study.records(table)
    }
    for source in study.keys("sources"):
        places = [
            starts[n] for n in pages[text_address(source, "en")].ids if n in starts
        ]
        assert places == sorted(places)
        assert len(places) > 10


def test_the_site_is_light(site, pages):
    of_its_own = [
        name for name in pages if not (site / name).with_suffix(".ipynb").exists()
    ]
    assert len(of_its_own) <= 40
    assert sum((site / name).stat().st_size for name in of_its_own) < 14e6


def test_no_link_is_broken(site, pages):
    there = {
        path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()
    }
    broken = [
        f"{name}: {link}"
        for name, page in pages.items()
        for link in set(page.links)
        if not leads(name, link, pages, there)
    ]
    assert sorted(broken)[:20] == []


def leads(name: str, link: str, pages: dict[str, Reader], there: set[str]) -> bool:
    """Whether a link of a page leads to a place that is there."""
    if link.startswith(("https://", "http://", "data:")):
        return True
    address, _, place = link.partition("#")
    target = normpath(join(dirname(name), unquote(address))) if address else name
    return target in there and (
        not place or target not in pages or place in pages[target].ids
    )


def test_every_page_is_marked_up_in_order(site_pages):
    for name, page in site_pages.items():
        lang = re.search(r"__(en|vi)\.html$", name)
        assert page.lang == (lang[1] if lang else "en"), name
        assert page.headings[0] == 1, name
        assert page.headings.count(1) == 1, name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), name
        assert len(page.ids) == len(set(page.ids)), name
        assert "main" in page.ids, name
        assert "#main" in page.links, name
        assert page.tags["title"] == page.tags["main"] == 1, name


def test_no_page_runs_a_script_of_its_own_or_asks_the_network(site, pages):
    for name, page in pages.items():
        assert page.inline_scripts == [], name
        assert page.handlers == [], name
        text = text_of(site, name)
        assert "default-src 'none'" in text, name
        assert not re.search(r'<(script|img|link)[^>]*(src|href)="(https?:)?//', text)
        assert "@import" not in text


def test_every_page_leads_to_its_twin_which_tells_as_much(site_pages):
    for name, page in site_pages.items():
        if name == "index__vi.html" or name.endswith("__vi.html"):
            continue
        is_front = name == "index.html"
        twin = "index__vi.html" if is_front else name.replace("__en.html", "__vi.html")
        root = "../" * name.count("/")
        assert root + twin in page.links, name
        assert root + name in site_pages[twin].links, name
        # Reports, and with them the uses of a statement, may be in one language only.
        if name.startswith(("reports__", "index", "downloads__")):
            continue
        for tag in ("article", "blockquote", "h1", "h2", "table", "tr"):
            assert page.tags[tag] == site_pages[twin].tags[tag], (name, tag)


# --- what pages say ---------------------------------------------------------------


def card(site: Path, row, lang: str = "en") -> str:
    """The card of a statement on the page of its text."""
    html = text_of(site, text_address(row["source_id"], lang))
    _, _, rest = html.partition(f'<article class="statement" id="{row["fact_id"]}">')
    return rest.partition("</article>")[0]


def test_a_statement_has_all_that_bears_on_it(site):
    study = tables.load_tables("en")
    rows = study.frames["observations"]
    row = rows[rows["claim_set"].notna()].iloc[0]
    html = card(site, row)
    assert f'<blockquote lang="vi">{row["printed"]}</blockquote>' in html
    text = words_of(html)
    assert f"characters {row['start']} to {row['end']}" in text
    assert study.name(row["asserted_by"]) in text
    rivals = rows.loc[rows["claim_set"] == row["claim_set"], "fact_id"]
    for rival in set(rivals) - {row["fact_id"]}:
        assert f'href="#{rival}"' in html
    address = fact_address(row["fact_id"], row["source_id"], "en")
    assert f"<code>{address}</code>" in html
    page = text_of(site, text_address(row["source_id"], "en"))
    assert f"@misc{{source-{row['source_id']}" in unescape(page)


def test_statements_and_reports_lead_to_each_other(site):
    report = "05_goals_and_targets__vi"
    study = tables.load_tables("vi")
    shown = read_executed(site / f"{report}.ipynb").shown
    assert shown[0].fact_ids
    for part in shown:
        for fact in part.fact_ids:
            html = card(site, study.record(fact), "vi")
            assert f'href="../{report}.html#{part.kind}-{part.number}"' in html
            assert "05_goals_and_targets__en" not in html


def test_a_statement_leads_to_its_words_at_the_publisher_and_shows_its_codes(site):
    study = tables.load_tables("en")
    urls = {row["source_id"]: row["url"] for row in study.records("sources")}
    rows = study.records("shortcomings")
    row = next(row for row in rows if urls[row["source_id"]])
    html, url = card(site, row), urls[row["source_id"]]
    assert f'href="{url}#:~:text={quote(row["printed"], safe="")}"' in html
    shown = words_of(html.partition("<details>")[0])
    assert study.word("shortcomings", "type", row["type"]) in shown
    assert study.name(row["committee_id"]) in shown


def test_an_entity_names_the_reports_that_show_it(site):
    key = "lao-cai-city-committee"
    html = text_of(site, "committees__en.html").partition(f'id="{key}"')[2]
    assert f'href="04_cascade__{key}__en.html"' in html.partition("</article>")[0]


def test_an_instrument_leads_to_its_edges_and_they_lead_back(site):
    study = tables.load_tables("en")
    row = study.frames["relations"].iloc[0]
    edge = fact_address(row["fact_id"], row["source_id"], "en")
    for end in ("source", "target"):
        table = next(t for t in SINGULAR if row[end] in study.keys(t))
        assert f'href="{edge}"' in text_of(site, f"{table}__en.html")
        link = f'href="../{entity_address(table, row[end], "en")}"'
        assert link in card(site, row)


def test_the_front_page_shows_the_figures_that_the_plan_chooses(site):
    html, lang = text_of(site, "index.html"), "en"
    for stem in FRONT:
        book = read_executed(site / f"{stem}__{lang}.ipynb")
        assert f'href="{stem}__{lang}.html"' in html
        picture = f"downloads/{stem}__{lang}/figure-1.svg"
        (alt,) = re.findall(f'<img[^>]* src="{picture}" alt="([^"]*)"', html)
        assert unescape(alt) == book.figures[0].alt


@pytest.mark.parametrize(
    ("lang", "name"), [("en", "index.html"), ("vi", "index__vi.html")]
)
def test_the_front_page_has_the_findings_with_their_figures_linked(site, lang, name):
    html = text_of(site, name)
    shown = re.findall(r'<p class="finding">(.*?)</p>', html, re.DOTALL)
    stated = argument.of_front_page(tables.load_tables(lang))
    plain = [unescape(re.sub(r"<[^>]*>", "", text)) for text in shown]
    assert plain == [str(each.sentence) for each in stated]
    for text, each in zip(shown, stated, strict=True):
        figures = [part for part in each.parts if not isinstance(part, str)]
        assert text.count('<a class="number"') == len(figures), each.finding_id
        assert f'id="{each.finding_id}"' in html


def test_a_committee_has_a_card_with_the_first_finding_about_it_alone(site):
    html = text_of(site, "index.html").partition('<div class="cards">')[2]
    committee, study = "lao-cai-city-committee", tables.load_tables("en")
    alone = next(
        stated.sentence
        for stated in argument.of_notebook(study, about=committee)
        if argument.committees(study, stated.facts) == {committee}
    )
    assert f'<h3><a href="01_committee__{committee}__en.html">' in html
    assert alone in unescape(re.sub(r"<[^>]+>", "", html))


def test_the_glossary_has_the_concepts_of_the_readme(site):
    readme = (ROOT / "README.md").read_text(encoding="utf-8").split("## Glossary")[1]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", readme, re.MULTILINE)
    pairs = {pair for row in rows[1:] for pair in (row[:2], row[2:])}
    about = tables.load_tables("en").dictionary.about
    assert {(each["vi"], each["en"]) for each in about["concepts"]} == pairs
    for lang in words.LANGUAGES:
        texts = words_of(text_of(site, f"glossary__{lang}.html"))
        assert all(word in texts for pair in pairs for word in pair)
        assert all(each[f"description_{lang}"] in texts for each in about["concepts"])


def test_the_card_of_a_statement_is_what_the_statement_says(site):
    study = tables.load_tables("en")
    script = text_of(site, "assets/statements__en.js")
    content = json.loads(script.removeprefix("window.STATEMENTS = ").rstrip(";\n"))
    cards = content["cards"]
    assert len(cards) == sum(len(study.frames[table]) for table in DICTIONARY.facts)
    row = study.frames["observations"].query("lower.notna() and upper.isna()").iloc[0]
    address, html = cards[row["fact_id"]]
    assert address == fact_address(row["fact_id"], row["source_id"], "en")
    text = words_of(html)
    for part in (row["printed"], study.name(row["source_id"]), row["fact_id"]):
        assert part in text
    assert words.number(row["lower"], "en") in text
    assert set(content["phrases"]) == {"all", "missing"}


# --- building -------------------------------------------------------------------


def test_where_nothing_changed_nothing_is_made(site):
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    lines: list[str] = []
    steps.build(load_plan(SITE_PLAN, HOOKS), site, lines.append)
    assert lines == []
    assert before == {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}


@pytest.mark.parametrize("report", ["05_goals_and_targets__vi"])
def test_another_process_in_another_place_and_zone_makes_the_same_bytes(
    site, tmp_path, report
):
    """Pages of one language, the data set and the downloads of a report."""
    place = tmp_path / "đâu đó"
    place.mkdir()
    for path in site.glob("*.ipynb"):
        shutil.copyfile(path, place / path.name)
    shutil.copytree(site / "downloads", place / "downloads")
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh"}
    subprocess.run(
        [sys.executable, "-c", MAKE_AGAIN, SITE_PLAN, place, report],
        env=os.environ | elsewhere | {"ANALYSIS_DATA": str(data)},
        check=True,
        cwd=place,
    )
    again = place / "again"
    result = [path.relative_to(again) for path in again.rglob("*") if path.is_file()]
    kinds = Counter(path.suffix for path in result)
    assert kinds[".html"] > 15
    assert kinds[".dta"] > 20
    assert min(kinds[f".{kind}"] for kind in ("pdf", "docx", "xlsx", "png")) > 0
    assert [
        p for p in result if (site / p).read_bytes() != (again / p).read_bytes()
    ] == []
