import re
from html import escape

import nbformat
import pytest
from batch_toys import make_project, notebook, toy_cells

from analysis.batch import page
from analysis.batch.catalogue import catalogue
from analysis.batch.plan import load_plan
from analysis.batch.task import Heading

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def book():
    made = nbformat.reads(notebook(*toy_cells()), as_version=4)
    made.cells[-1].execution_count = 2
    return made


def shown(book, *outputs, lang="en", **heading):
    book.cells[-1].outputs = [
        nbformat.v4.new_output("display_data", data, metadata=metadata)
        for data, metadata in outputs
    ]
    return page.files(book, Heading("one", "A <title>", lang, **heading))


def test_a_page_asks_nothing_of_the_network(book):
    html = shown(book, ({"text/html": "<b>x</b>"}, {}))["one.html"]
    assert "default-src 'none'" in html
    assert not re.search(r"""(src|href)=["'](https?:)?//""", html)
    assert "<script" not in html
    assert "@import" not in html


def test_a_page_has_language_title_and_ways_out(book):
    html = shown(book, lang="vi", twins={"en": "other"})["one.html"]
    assert '<html lang="vi">' in html
    assert "<title>A &lt;title&gt;</title>" in html
    assert 'href="index.html"' in html
    assert '<a href="other.html" lang="en" hreflang="en">English</a>' in html


def test_code_is_folded_away(book):
    html = shown(book)["one.html"]
    for block in re.findall(r'<div class="highlight.*?</div>', html, re.DOTALL):
        before = html[: html.index(block)]
        assert before.rfind("<details>") > before.rfind("</details>")
    assert html.count("<details>") == 2


def test_a_picture_has_its_words(book):
    alt = 'Growth "by" <term>'
    html = shown(book, ({"image/png": PICTURE}, {"image/png": {"alt": alt}}))[
        "one.html"
    ]
    assert f'alt="{escape(alt)}"' in html
    assert f"data:image/png;base64,{PICTURE}" in html


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


def test_markup_in_data_shows_as_text(book):
    html = shown(book, ({"text/plain": "<script>alert(1)</script>"}, {}))["one.html"]
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_a_table_keeps_its_rows_and_loses_its_style(book):
    style = "<style scoped>\n .x {}\n</style>\n"
    table = f"<div>\n{style}<table><tr><td>1</td></tr></table></div>"
    html = shown(book, ({"text/html": table}, {}))["one.html"]
    assert "<td>1</td>" in html
    assert "scoped" not in html


def test_one_exporter_is_reused():
    assert page.exporter() is page.exporter()


def test_the_index_has_each_report_once_and_filters(tmp_path):
    plan = load_plan(make_project(tmp_path))
    html = catalogue(plan, {})
    for report in plan.reports:
        assert html.count(f'href="{report.name}.html"') == 1
    assert '<option value="vi" lang="vi">Tiếng Việt</option>' in html
    assert "<option>Yên Bái</option>" in html
    assert 'lang="vi">Bao nhiêu?' in html


def test_markup_in_the_index_shows_as_text(tmp_path):
    path = make_project(tmp_path)
    data = tmp_path / "data" / "committees.csv"
    data.write_text(data.read_text().replace("Yên Bái", "<script>x</script>"))
    assert "<script>x" not in catalogue(load_plan(path), {})
