import re
from html import escape
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import matplotlib as mpl
import nbformat
import pytest
from batch_toys import code, make_project, notebook, prose, toy_cells, toy_plan
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from analysis import words
from nbbatch.task import ReportInfo
from publish import executed, layout, page
from publish.catalogue import catalogue

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def book():
    result = nbformat.reads(notebook(*toy_cells()), as_version=4)
    result.cells[-1].execution_count = 2
    return result


FACTS = {
    "f-1": {"source_id": "s"},
    "f-2": {"source_id": "s"},
    "f-3": {"source_id": None},
}
STUDY = SimpleNamespace(record=FACTS.__getitem__)


def shown(book, *outputs, lang="en", has_site=False, **info):
    book.cells[-1].outputs = [
        nbformat.v4.new_output("display_data", data, metadata=metadata)
        for data, metadata in outputs
    ]
    about = ReportInfo("one", "A <title>", lang, **info)
    if not has_site:
        return page.render_alone(book, about)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "load_tables", lambda: STUDY)
        return page.render(book, about)


def test_a_page_has_language_title_and_ways_out(book):
    html = shown(book, lang="vi", twins={"en": "other"})["one.html"]
    assert '<html lang="vi">' in html
    assert "<title>A &lt;title&gt;</title>" in html
    assert 'href="reports__vi.html"' in html
    assert '<a href="other.html" lang="en" hreflang="en">English</a>' in html


def test_code_is_hidden_until_one_switch_shows_it(book):
    soup = BeautifulSoup(shown(book)["one.html"], "html.parser")
    assert len(soup.select("main .code .highlight")) == 2
    assert len(soup.select(".code-switch input")) == 1
    assert not soup.select("details.code")


def test_a_page_lists_its_parts_where_there_are_several(book):
    parts = [prose("## First & *one*"), prose("## Second")]
    book.cells[:0] = nbformat.reads(notebook(*parts), as_version=4).cells
    soup = BeautifulSoup(shown(book)["one.html"], "html.parser")
    links = {a["href"]: a.get_text() for a in soup.select(".contents a")}
    assert links == {"#part-1": "First & one", "#part-2": "Second"}
    assert [h["id"] for h in soup.select("h2")] == ["part-1", "part-2"]


def test_errors_warnings_and_other_outputs_are_shown(book):
    new = nbformat.v4.new_output
    book.cells[-1].outputs = [
        new("stream", name="stderr", text="careful <b>"),
        new("error", ename="E", evalue="v", traceback=["\x1b[31mE: v\x1b[0m"]),
        new("display_data", {"text/markdown": "*so*"}),
        new("display_data", {"text/latex": "$x$"}),
    ]
    info = ReportInfo("one", "A title", "en")
    soup = BeautifulSoup(page.render_alone(book, info)["one.html"], "html.parser")
    warnings = [pre.get_text() for pre in soup.select("pre.warning")]
    assert warnings == ["careful <b>", "E: v"]
    assert soup.select_one(".prose em").get_text() == "so"
    assert soup.select("pre")[-1].get_text() == "$x$"


def test_a_picture_has_its_words(book):
    alt = 'Growth "by" <term>'
    picture = {"image/png": PICTURE}, {"image/png": {"alt": alt}}
    image = BeautifulSoup(shown(book, picture)["one.html"], "html.parser").img
    assert image["alt"] == alt
    assert image["src"] == f"data:image/png;base64,{PICTURE}"


def test_networks_become_files_with_links(book):
    first = {"application/graphml+xml": "<g1/>", "application/gexf+xml": "<x1/>"}
    second = {"application/graphml+xml": "<g2/>", "text/plain": "net"}
    written = shown(book, (first, {}), (second, {}))
    html = written.pop("one.html")
    assert written == {
        "one.graphml": "<g1/>",
        "one.gexf": "<x1/>",
        "one.2.graphml": "<g2/>",
    }
    for name in written:
        assert f'<a href="{name}" download>' in html
    assert "application/graphml+xml" in book.cells[-1].outputs[0].data


# --- tables, figures and the site around them ---------------------------------------

SVG = """<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt"
 viewBox="0 0 72 36" xmlns="http://www.w3.org/2000/svg" version="1.1">
 <defs><style type="text/css">*{stroke-linecap: butt}</style></defs>
 <g id="figure_1"><g id="axes_1">
  <g id="series:x"><a xlink:href="claims:f-1?One%20%3Cb%3E"><path d="M 0 0"/></a></g>
  <g id="series:y"><a xlink:href="claims:f-1+f-2"><path d="M 1 0"/></a></g>
  <g id="series:y"><a xlink:href="claims:f-1+f-2"><path d="M 2 0"/></a></g>
  <g id="bound:f-3 f-4"><a xlink:href="claims:f-3?Three"><path d="M 3 0"/></a>
   <defs><path id="m1" d="M 0 3"/></defs>
   <g clip-path="url(#p1)"><a xlink:href="claims:f-3?Three"><use xlink:href="#m1"/></a>
   </g></g>
  <g id="node:n"><a xlink:href="entity:body/n"><path d="M 4 0"/></a></g>
  <g id="series:odd"><a xlink:href="javascript:alert(1)"><path d="M 5 0"/></a></g>
  <g id="text_1"><!-- A & B --><path d="M 6 0"/></g>
 </g></g>
 <defs><clipPath id="p1"><rect x="0" y="0" width="9" height="9"/></clipPath></defs>
</svg>
"""
DRAWN = {"alt": "Seven <marks>", "caption": "What & how", "foot": "Of <i>x</i>."}
ROW = (
    '<tr><td class="figure"><a class="number" data-claims="f-1 f-2" href="#row-1">5</a>'
    '</td><td class="evidence" id="row-1"><a data-claims="f-1" '
    'href="claim/f-1__en.html">f-1</a></td></tr>'
)
TABLE = f'<table class="coded"><caption>Listed</caption><tbody>{ROW}</tbody></table>'


def table(name="listed", html=TABLE):
    return ({"text/html": html, executed.TABLE: {"name": name}}, {})


def figure(draws="listed", svg=SVG):
    return (
        {executed.FIGURE: svg, "text/plain": "x"},
        {executed.FIGURE: DRAWN | {"draws": draws}},
    )


def site_page(book, *outputs, **heading) -> BeautifulSoup:
    html = shown(book, *outputs, has_site=True, **heading)["one.html"]
    return BeautifulSoup(html, "html.parser")


def test_tables_and_figures_are_numbered_in_their_order(book):
    soup = site_page(
        book, table("a"), figure("a"), table("b"), figure("a"), figure("c")
    )
    places = [each["id"] for each in soup.select("div.output[id], figure[id]")]
    assert places == ["table-1", "figure-1", "table-2", "figure-2", "figure-3"]
    captions = [each.get_text() for each in soup.select("caption, .caption")]
    assert captions == [
        "Table 1. Listed",
        "Figure 1. What & how",
        "Table 2. Listed",
        "Figure 2. What & how",
        "Figure 3. What & how",
    ]
    drawn = [[a["href"] for a in p.select("a")] for p in soup.select("figure .foot")]
    assert drawn == [["#table-1"], ["#table-1"], []]


def test_the_last_table_of_a_name_is_drawn_or_the_first_below(book):
    soup = site_page(book, table(), table(), figure(), table())
    assert soup.select_one("figure .foot a")["href"] == "#table-2"
    soup = site_page(book, table("other"), figure(), table(), table())
    assert soup.select_one("figure .foot a")["href"] == "#table-2"


def test_no_id_is_given_twice_and_every_place_that_is_led_to_exists(book):
    soup = site_page(book, table(), figure(), table(), figure())
    ids = [each["id"] for each in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    led = {a["href"][1:] for a in soup.select('[href^="#"]')}
    assert {"table-1", "table-1-row-1", "table-2-row-1", "figure-2-m1"} <= led
    assert led <= set(ids)
    for clipped in soup.select("[clip-path]"):
        assert clipped["clip-path"][5:-1] in ids


def test_each_mark_is_one_link_to_what_it_stands_for(book):
    soup = site_page(book, table(), figure())
    actual = [
        (a["href"], a.get("data-claims"), a["aria-label"]) for a in soup.select("svg a")
    ]
    assert actual == [
        ("text/s__en.html#f-1", "f-1", "One <b>"),
        ("#table-1", "f-1 f-2", "2 statements"),
        ("text/inferred__en.html#f-3", "f-3", "Three"),
        ("bodies__en.html#n", None, "n"),
    ]
    assert len(soup.select("svg a path")) == 6
    assert not soup.select("svg a a")


def test_a_figure_is_named_by_its_words_and_styles_nothing_else(book):
    soup = site_page(book, figure())
    svg = soup.select_one("svg")
    assert (svg["role"], svg["aria-label"]) == ("group", "Seven <marks>")
    assert not svg.select("style, metadata, title, script")
    assert "width" not in svg.attrs
    assert svg.select_one("g.letters path")


def test_a_figure_that_may_scroll_can_be_reached_by_keyboard(book):
    plain = re.sub(r"</?a\b[^>]*>", "", SVG)
    soup = site_page(book, table(), figure(), figure(svg=plain))
    with_marks, without = soup.select("figure .paper")
    assert with_marks.select("svg a[href]")
    assert "tabindex" not in with_marks.attrs
    assert not without.select("svg a")
    assert (without["tabindex"], without["role"]) == ("0", "group")
    assert without["aria-label"] == "Figure 2"


def test_downloads_are_in_one_menu(book):
    network = {"application/graphml+xml": "<g/>", "text/plain": "net"}
    soup = site_page(book, table(), figure(), figure(), (network, {}))
    (menu,) = soup.select("details.downloads")
    files = [a["href"] for a in menu.select("a[download]")]
    stems = [f"downloads/one/{name}" for name in ("report.pdf", "report.docx")]
    assert files[:4] == [*stems, "one.ipynb", "downloads/one/tables.xlsx"]
    figures = [f"downloads/one/figure-2.{end}" for end in ("svg", "pdf", "png")]
    assert files[7:] == [*figures, "one.graphml"]
    assert len(set(soup.select("a[download]")) - set(menu.select("a"))) == 1


def test_a_long_table_shows_some_rows_and_opens_to_all(book):
    rows = [ROW.replace("row-1", f"row-{n}") for n in range(1, 31)]
    html = TABLE.replace(ROW, "".join(rows))
    long, short = site_page(book, table(html=html), table()).select("div.output")
    assert "long" in long["class"]
    assert len(long.select("tbody tr")) == 30
    assert "30" in long.select_one(".more").get_text()
    assert "long" not in short["class"]
    assert not short.select(".more")


def test_on_a_phone_each_cell_of_a_wide_table_has_the_title_of_its_column(book):
    titles = ["One", 'A "b"', "</style><b>", "Four"]
    heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    html = TABLE.replace("<tbody>", f"<thead><tr>{heads}</tr></thead><tbody>")
    soup = site_page(book, table(html=html), table())
    wide, narrow = soup.select("div.output")
    assert "stacked" in wide["class"]
    assert "stacked" not in narrow["class"]
    (style,) = soup.select("head style")
    assert '#table-1 tr>:nth-child(2){--title:"A \\"b\\""}' in style.string
    assert "</style>" not in style.string


def test_without_a_site_nothing_leads_there(book):
    html = shown(book, table(), figure())["one.html"]
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("[data-claims], svg a, a[download], form")
    assert "downloads/" not in html
    assert "text/" not in html.partition("<main")[2]
    assert soup.select_one("svg")["role"] == "img"
    assert soup.select_one(".figure").get_text() == "5"
    assert soup.select_one(".evidence").get_text() == "f-1"


def test_a_finding_leads_to_the_table_of_its_section(book):
    sentence = words.Sentence("Five of <6>.")._repr_html_()
    data = {"text/html": sentence, "text/plain": "Five of <6>."}
    soup = site_page(book, table(), (data, {}))
    finding = soup.select_one("p.finding")
    assert finding.get_text() == "Five of <6>. Computed from table 1"
    assert finding.select_one("a")["href"] == "#table-1"
    soup = site_page(book, (data, {}))
    assert not soup.select("p.finding a")
    soup = site_page(book, table("other"), (data, {}), figure(), table())
    assert soup.select_one("p.finding a")["href"] == "#table-2"


def test_markup_in_words_addresses_and_marks_shows_as_text(book):
    bad = "<script>alert(1)</script>"
    svg = SVG.replace("One%20%3Cb%3E", quote(bad))
    data, _ = figure(svg=svg)
    given = dict.fromkeys(("alt", "caption", "foot"), bad)
    soup = site_page(book, (data, {executed.FIGURE: given | {"draws": bad}}))
    assert not soup.select("script:not([src])")
    labels = [a["aria-label"] for a in soup.select("svg a")]
    assert labels[0] == bad
    assert bad in soup.select_one("figcaption").get_text()
    assert soup.select_one("svg")["aria-label"] == bad
    assert not re.search(r"\son\w+=", str(soup))


def test_a_report_that_is_older_than_the_data_is_refused(book):
    html = TABLE.replace("f-1", "f-9")
    with pytest.raises(ValueError, match="no fact 'f-9' in the data: the report is"):
        site_page(book, table(html=html))


def test_a_foreign_svg_stays_a_picture(book):
    html = shown(book, ({"image/svg+xml": SVG}, {}), has_site=True)["one.html"]
    assert "<svg" not in html.partition("<main")[2]
    assert "data:image/svg+xml;base64," in html


def test_each_language_has_a_catalogue_with_each_of_its_reports_once(tmp_path):
    plan = toy_plan(make_project(tmp_path))
    written = catalogue(plan, {}, has_site=False)
    pages = [name for name in written if name.endswith(".html")]
    assert pages == ["reports__en.html", "reports__vi.html"]
    scripts = ("common.js", "reports__en.js", "reports__vi.js")
    assert {"assets/style.css", *(f"assets/{name}" for name in scripts)} <= set(written)
    for lang in ("en", "vi"):
        html = written[f"reports__{lang}.html"]
        assert f'<html lang="{lang}">' in html
        assert "index.html" not in html  # there is no site
        assert "<script" not in html
        for report in plan.reports:
            count = html.count(f'href="{report.name}.html"')
            assert count == (report.lang == lang)
    assert "How many?" in written["reports__en.html"]
    assert 'href="reports__vi.html"' in written["reports__en.html"]
    assert "Bao nhiêu?" in written["reports__vi.html"]


def test_reports_without_a_language_are_in_the_english_catalogue(tmp_path):
    path = make_project(tmp_path, '[[report]]\nnotebook = "02_plain"\n')
    plain = tmp_path / "notebooks" / "02_plain.ipynb"
    cells = [prose("# A plain one"), code("count: int = 2", "parameters")]
    plain.write_text(notebook(*cells), encoding="utf-8")
    written = catalogue(toy_plan(path), {}, has_site=False)
    assert [n for n in written if n.endswith(".html")] == ["reports__en.html"]
    assert 'href="02_plain.html"' in written["reports__en.html"]


def test_markup_in_the_catalogue_shows_as_text(tmp_path):
    path = make_project(tmp_path)
    data = tmp_path / "data" / "committees.csv"
    data.write_text(data.read_text().replace("Yên Bái", "<script>x</script>"))
    html = catalogue(toy_plan(path), {}, has_site=False)["reports__en.html"]
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


@pytest.mark.parametrize("name", ["DejaVuSans", "DejaVuSans-Bold"])
def test_a_font_of_the_pages_has_the_letters_and_widths_of_the_figures(name):
    """The fonts were cut by `pyftsubset <name>.ttf --flavor=woff --drop-tables+=FFTM

    --unicodes=20-24F,1EA0-1EFF,2000-206F,2190-229F,2500-25FF
    --layout-features=kern,ccmp,mark`.
    """
    whole = TTFont(Path(mpl.get_data_path(), "fonts", "ttf", f"{name}.ttf"))
    cut = TTFont(layout.TEMPLATES / f"{name}.woff")
    glyphs, kept = whole.getBestCmap(), cut.getBestCmap()
    root = Path(__file__).parents[1]
    texts = [root / "src/analysis/words.toml", *(root / "data").glob("*.csv")]
    used = {ord(sign) for path in texts for sign in path.read_text("utf-8")}
    assert used & set(glyphs) <= set(kept)
    assert {sign: cut["hmtx"][kept[sign]][0] for sign in kept} == {
        sign: whole["hmtx"][glyphs[sign]][0] for sign in kept
    }
