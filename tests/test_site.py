"""The site around reports that were really made, from the real data, in one run."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from core_toys import ROOT, change, copied_data

from analysis import tables, words
from analysis.__main__ import HOOKS, main
from analysis.addresses import SINGULAR, claim_address, thing_address
from analysis.dictionary import FACT_TABLES
from nbbatch.cache import Cache
from nbbatch.plan import load_plan
from publish.executed import read_executed
from publish.site.folder import files
from publish.steps import build

PLAN = """\
[front]
reports = ["05_programme_network__lao-cai-city-committee", "06_aims_and_results"]

[[report]]
notebook = "05_programme_network"
matrix = { committee_id = ["lao-cai-city-committee"], lang = ["en", "vi"] }

[[report]]
notebook = "06_aims_and_results"
matrix = { lang = ["en", "vi"] }
"""
REPORTS = 4
FRONT = ["05_programme_network__lao-cai-city-committee", "06_aims_and_results"]
WRITE = """\
import sys
from pathlib import Path
from analysis.__main__ import HOOKS
from nbbatch.plan import load_plan
from nbbatch.run import publish
from publish.site.folder import files
plan, out = map(Path, sys.argv[1:])
publish(out, files(load_plan(plan, HOOKS), out))
"""


class Reader(HTMLParser):
    """What a page has: headings, links, ids, scripts, handlers, languages."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: Counter[str] = Counter()
        self.handlers: list[str] = []
        self.inline_scripts = 0
        self.lang = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.tags[tag] += 1
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "html":
            self.lang = known.get("lang") or ""
        if tag == "script" and "src" not in known:
            self.inline_scripts += 1
        self.handlers += [name for name in known if name.startswith("on")]
        self.ids += [known["id"]] if known.get("id") else []
        names = ("href", "src", "xlink:href")
        self.links += [known[name] for name in names if known.get(name)]


@pytest.fixture(scope="module")
def plan_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def out(tmp_path_factory, plan_path):
    """The folder of the reports and of the site around them, made by the command."""
    made = tmp_path_factory.mktemp("reports")
    result = CliRunner().invoke(main, ["run", str(plan_path), "--out", str(made)])
    assert result.exit_code == 0, result.output
    assert f"{REPORTS} reports made" in result.output
    assert "pages of the site made" in result.output
    return made


@pytest.fixture(scope="module")
def pages(out) -> dict[str, Reader]:
    """Every page of the folder by its address."""
    paths = [path for path in out.rglob("*.html") if ".work" not in path.parts]
    return {
        path.relative_to(out).as_posix(): Reader(path.read_text(encoding="utf-8"))
        for path in paths
    }


@pytest.fixture(scope="module")
def own(out, pages) -> dict[str, Reader]:
    """The pages of the site, without those of reports."""
    made = {f"{path.stem}.html" for path in out.glob("*.ipynb")}
    return {name: page for name, page in pages.items() if name not in made}


def text_of(out: Path, name: str) -> str:
    return (out / name).read_text(encoding="utf-8")


def words_of(html: str) -> str:
    """The text of a page without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


# --- pages ----------------------------------------------------------------------


def test_every_claim_and_every_thing_has_a_page_in_both_languages(pages):
    study = tables.load_tables("en")
    wanted = set()
    for lang in words.LANGUAGES:
        for table in FACT_TABLES:
            facts = study.frames[table]["fact_id"]
            wanted |= {claim_address(fact, lang) for fact in facts}
        for table, name in SINGULAR.items():
            wanted |= {thing_address(name, key, lang) for key in study.keys(table)}
        stems = ("claims", "register", "glossary", "take", "reports")
        wanted |= {f"{stem}__{lang}.html" for stem in stems}
    wanted |= {"index.html", "index__vi.html"}
    assert wanted <= set(pages)
    assert set(SINGULAR) == set(tables.load_tables().dictionary.entities)


def test_no_link_is_broken(out, pages):
    there = {
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()
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


def test_every_page_is_marked_up_in_order(own):
    for name, page in own.items():
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


def test_no_page_runs_a_script_of_its_own_or_asks_the_network(out, own):
    for name, page in own.items():
        assert page.inline_scripts == 0, name
        assert page.handlers == [], name
        text = text_of(out, name)
        assert "default-src 'none'" in text, name
        assert not re.search(r'<(script|img|link)[^>]*(src|href)="(https?:)?//', text)


def test_every_page_leads_to_its_twin_which_tells_as_much(own):
    for name, page in own.items():
        if name == "index__vi.html" or name.endswith("__vi.html"):
            continue
        is_front = name == "index.html"
        twin = "index__vi.html" if is_front else name.replace("__en.html", "__vi.html")
        root = "../" * name.count("/")
        assert root + twin in page.links, name
        assert root + name in own[twin].links, name
        for tag in page.tags.keys() - {"span"}:  # those mark the other language
            assert page.tags[tag] == own[twin].tags[tag], (name, tag)


def test_titles_tell_pages_apart(out, own):
    titles = Counter(
        re.search(r"<title>(.*?)</title>", text_of(out, name))[1] for name in own
    )
    assert [title for title, count in titles.items() if count > 1] == []


# --- what pages say ---------------------------------------------------------------


def test_a_claim_is_told_with_all_that_bears_on_it(out):
    study = tables.load_tables("en")
    rows = study.frames["observations"]
    row = rows[rows["claim_set"].notna()].iloc[0]
    html = text_of(out, claim_address(row["fact_id"], "en"))
    assert f'<blockquote lang="vi">{row["printed"]}</blockquote>' in html
    told = words_of(html)
    assert f"characters {row['start']} to {row['end']}" in told
    assert study.name(row["source_id"]) in told
    assert study.name(row["asserted_by"]) in told
    rivals = rows.loc[rows["claim_set"] == row["claim_set"], "fact_id"]
    for rival in set(rivals) - {row["fact_id"]}:
        assert f'href="../{claim_address(rival, "en")}"' in html
    assert f"<code>{claim_address(row['fact_id'], 'en')}</code>" in html
    assert f"@misc{{source-{row['source_id']}" in unescape(html)


def test_claims_and_reports_lead_to_each_other(out):
    report = "06_aims_and_results__vi"
    assert read_executed(out / f"{report}.ipynb").shown[0].fact_ids
    for shown in read_executed(out / f"{report}.ipynb").shown:
        for fact in shown.fact_ids:
            html = text_of(out, claim_address(fact, "vi"))
            assert f'href="../{report}.html#{shown.kind}-{shown.number}"' in html
            assert "06_aims_and_results__en" not in html
    page = text_of(out, f"{report}.html")
    assert f'href="{claim_address("004-bnd-01", "vi")}"' in page


def test_a_thing_names_the_reports_that_show_it(out):
    key = "lao-cai-city-committee"
    html = text_of(out, thing_address("committee", key, "en"))
    assert f'href="../05_programme_network__{key}__en.html"' in html
    assert 'href="../06_aims_and_results__en.html"' in html


def test_an_instrument_leads_to_its_edges_and_they_lead_back(out):
    row = tables.load_tables("en").frames["relations"].iloc[0]
    address = claim_address(row["fact_id"], "en")
    for end in ("source", "target"):
        (page,) = out.glob(f"*/{row[end]}__en.html")
        assert f'href="../{address}"' in page.read_text(encoding="utf-8")
        link = f'href="../{page.parent.name}/{page.name}"'
        assert link in text_of(out, address)


@pytest.mark.parametrize(
    ("lang", "name"), [("en", "index.html"), ("vi", "index__vi.html")]
)
def test_the_front_page_says_what_was_found(out, lang, name):
    html = text_of(out, name)
    for stem in FRONT:
        book = read_executed(out / f"{stem}__{lang}.ipynb")
        assert book.findings[0] in unescape(html)
        assert f'href="{stem}__{lang}.html"' in html
        picture = f"take/{stem}__{lang}/figure-1.svg"
        (alt,) = re.findall(f'<img src="{picture}" alt="([^"]*)">', html)
        assert unescape(alt) == book.figures[0].alt
        narrow = f'srcset="take/{stem}__{lang}/figure-1.column.svg"'
        assert (narrow in html) == ("network" not in stem)


def test_half_term_targets_are_two_clicks_from_the_front_page(out, pages):
    found = [
        second
        for first in set(pages["index.html"].links)
        if first in pages
        for second in [first, *pages[first].links]
        if second == "06_aims_and_results__en.html"
    ]
    assert found
    told = words_of(text_of(out, "06_aims_and_results__en.html"))
    assert "goals of the congress resolution" in told


def test_the_glossary_has_the_concepts_of_the_readme(out):
    readme = (ROOT / "README.md").read_text(encoding="utf-8").split("## Glossary")[1]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", readme, re.MULTILINE)
    pairs = {pair for row in rows[1:] for pair in (row[:2], row[2:])}
    about = tables.load_tables("en").dictionary.about
    assert {(one["vi"], one["en"]) for one in about["concepts"]} == pairs
    for lang in words.LANGUAGES:
        told = words_of(text_of(out, f"glossary__{lang}.html"))
        assert all(word in told for pair in pairs for word in pair)
        assert all(one[f"description_{lang}"] in told for one in about["concepts"])


def test_what_is_seen_at_a_glance_is_what_the_claim_says(out):
    study = tables.load_tables("en")
    script = text_of(out, "assets/claims__en.js")
    first, second = script.splitlines()
    claims = json.loads(first.removeprefix("window.CLAIMS = ").removesuffix(";"))
    own = json.loads(second.removeprefix("window.CLAIM_WORDS = ").removesuffix(";"))
    assert len(claims) == sum(len(study.frames[table]) for table in FACT_TABLES)
    assert all((out / claim["address"]).is_file() for claim in claims.values())
    row = study.frames["observations"].query("lower.notna() and upper.isna()").iloc[0]
    claim = claims[row["fact_id"]]
    assert claim["printed"] == row["printed"]
    assert claim["source"] == study.name(row["source_id"])
    assert words.number(row["lower"], "en") in claim["figure"]
    assert set(own) >= {"source", "as_of", "rivals", "verdict", "missing"}


# --- search ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, out):
    """The front page in a browser without a network; no word on the console."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((out / "index.html").as_uri())
    yield page
    assert said == []
    context.close()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lao cai city party", "Lào Cai city Party committee"),
        ("10-nq/tu", "Resolution 10 on commercial farming"),
        ("what was AIMED", "What was aimed at, and what was reached?"),
        ("thanh pho lao cai", "Lào Cai city"),
    ],
)
def test_search_finds_without_case_and_marks(page, typed, first):
    page.fill("#search", typed)
    page.wait_for_selector("form[role=search] ol a")
    found = page.locator("form[role=search] ol a").all_inner_texts()
    assert any(text.startswith(first) for text in found[:5]), found[:5]


@pytest.mark.parametrize("typed", ["71%", "71 %"])
def test_search_finds_claims_with_a_figure(page, out, typed):
    page.fill("#search", typed)
    page.wait_for_selector("form[role=search] ol a")
    status = page.locator("form [role=status]").inner_text()
    links = page.locator("form[role=search] ol a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert status == f"Found: {len(links)}"
    assert all("71" in words_of(text_of(out, link)) for link in links)
    assert any(link.startswith("claim/") for link in links)


def test_search_is_used_with_keys_alone(page):
    page.focus("#search")
    page.keyboard.type("71%")
    page.wait_for_selector("form[role=search] ol a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    assert page.locator("form[role=search] ol a").count() == 0
    page.fill("#search", "71%")
    page.wait_for_selector("form[role=search] ol a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{second}")


def test_search_that_finds_nothing_says_so(page):
    page.fill("#search", "zzz")
    page.wait_for_function(
        "document.querySelector('form [role=status]').textContent === 'Nothing found'"
    )


# --- building -------------------------------------------------------------------


def test_where_nothing_changed_nothing_is_made(out, plan_path):
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    said: list[str] = []
    build(load_plan(plan_path, HOOKS), out, said.append)
    assert said == []
    assert before == {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}


def test_two_folders_and_two_orders_of_hashing_give_the_same_pages(
    out, plan_path, tmp_path
):
    for path in out.iterdir():
        if path.suffix in (".ipynb", ".graphml", ".gexf"):
            shutil.copyfile(path, tmp_path / path.name)
    shutil.copytree(out / "take", tmp_path / "take")
    subprocess.run(
        [sys.executable, "-c", WRITE, plan_path, tmp_path],
        env=os.environ | {"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh"},
        check=True,
        cwd=tmp_path,
    )
    different = [
        name
        for name in Cache(out).owned["site"]
        if (out / name).read_bytes() != (tmp_path / name).read_bytes()
    ]
    assert different == []


def test_markup_in_the_data_shows_as_text(plan_path, tmp_path, monkeypatch):
    data = copied_data(tmp_path)
    marked = "</script><script>alert(1)</script>"
    names = {"label_en": marked, "label_vi": marked}
    change(data, "instruments", lambda row: row["symbol"] == "10-NQ/TU", **names)
    fact = {"summary_en": f'"><img src=x onerror="{marked}">'}
    change(data, "reforms", 0, **fact)
    monkeypatch.setenv("ANALYSIS_DATA", str(data))
    written = files(load_plan(plan_path, HOOKS), tmp_path)
    instrument = thing_address("instrument", "lcp-resolution-10-2021", "en")
    assert "&lt;script&gt;alert(1)" in written[instrument]
    assert "&lt;img src=x" in written["claims__en.html"]  # as no report lists them
    for name in (name for name in written if name.endswith(".html")):
        page = Reader(written[name])
        assert page.inline_scripts == 0, name
        assert page.handlers == [], name
