"""The downloads of several reports: hostile texts, failures, what is written again."""

import json
from pathlib import Path

import docx
import pytest
from core_toys import change, copied_data
from downloads_toys import (
    HOSTILE,
    ROWS,
    notebook,
    resource,
    shown_figure,
    shown_html,
    shown_table,
    squeezed,
    write_report,
    write_reports,
)
from pypdf import PdfReader

from analysis import tables
from publish.downloads.report import subject
from publish.executed import read_executed
from publish.steps import DownloadError

HEADS = ["Cấp ủy", "Number"]
CELLS = [["Đảng ủy A", "7"], ["Đảng ủy B", "−3"], ["–", "không nêu"]]
HTML = '<p class="finding">Đổi mới &lt;b&gt;.</p>'
UNKNOWN_FACT = [[None, None, 1, None, None, "", "999-obs-99"]]


def toy(path: Path, **given) -> Path:
    table = shown_table(resource(ROWS), HEADS, CELLS)
    return notebook(path, table, shown_figure(), shown_html(HTML), **given)


def pdf_text(path: Path) -> str:
    pages = PdfReader(path).pages
    return squeezed("".join(page.extract_text().rsplit("\n", 1)[0] for page in pages))


# --- what a report says ---------------------------------------------------------


def test_the_subject_is_the_parameters_in_words(tmp_path):
    study = tables.load_tables("vi")
    path = toy(tmp_path / "a.ipynb", lang="vi", top=3, which="all")
    name = study.name("lao-cai-city-committee")
    assert subject(read_executed(path), study) == f"{name} · 3"


def test_a_report_without_a_heading_has_the_title_of_its_file(tmp_path):
    path = toy(tmp_path / "a.ipynb")
    book = json.loads(path.read_text())
    book["cells"] = book["cells"][1:]
    path.write_text(json.dumps(book))
    write_report(path, tmp_path)
    assert PdfReader(tmp_path / "downloads/a/report.pdf").metadata.title == "a"


def test_an_empty_figure_an_empty_table_and_foreign_html_fail_nothing(tmp_path):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"\n width="9pt" height="9pt"></svg>'
    empty = shown_figure(svg=svg)
    nothing = shown_table(resource([]), HEADS, [])
    nothing["data"]["text/html"] = '<p class="nothing">A toy: nothing to show</p>'
    odd = shown_html('</section><table><tr><td>1&nbsp;x<br></table><img src="x.png">')
    path = notebook(tmp_path / "a.ipynb", empty, nothing, odd)
    files = {file.name for file in write_report(path, tmp_path)}
    assert {"figure-1.pdf", "report.pdf", "report.docx", "tables.xlsx"} <= files
    assert squeezed("A toy: nothing to show") in pdf_text(
        tmp_path / "downloads/a/report.pdf"
    )


# --- hostile texts --------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The folder of a report full of signs that mean something to some program."""
    out = tmp_path_factory.mktemp("hostile")
    rows = [[None, None, 1, None, None, text, ""] for text in HOSTILE]
    title = "<script>alert(1)</script> & \"50 %\" #let x = $1$ [a](b) 'Đổi' \\1"
    content = resource(rows, title=title, foot=HOSTILE[9])
    table = shown_table(content, [HOSTILE[9]], [[text] for text in HOSTILE])
    figure = shown_figure(alt=f'" \\ {title}', caption=title)
    path = notebook(out / "h__en.ipynb", table, figure, name=title)
    write_report(path, out)
    return out / "downloads" / "h__en"


def test_markup_in_the_data_is_text_in_the_pdf(hostile):
    text = pdf_text(hostile / "report.pdf")
    for each in HOSTILE:
        if each.isascii():
            assert squeezed(each) in text, each
    assert squeezed("Đổi mới phương thức lãnh đạo của Đảng ủy xã Ngòi Đum") in text


def test_markup_in_the_data_is_text_in_word(hostile):
    (table,) = docx.Document(str(hostile / "report.docx")).tables
    cells = [" ".join(row.cells[0].text.split()) for row in table.rows[1:]]
    assert cells == [" ".join(text.split()) for text in HOSTILE]


def test_markup_in_the_texts_of_a_figure_is_text(hostile):
    assert "<script" not in (hostile / "figure-1.svg").read_text("utf-8")
    title = PdfReader(hostile / "figure-1.pdf").metadata.title
    assert title.startswith("<script>alert(1)</script>")


# --- many reports ---------------------------------------------------------------

NAMES = ["a__en", "b__vi"]


@pytest.fixture
def out(tmp_path) -> Path:
    for name in NAMES:
        toy(tmp_path / f"{name}.ipynb", lang=name[-2:])
    return tmp_path


def states(out: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(out).as_posix(): (path.stat().st_ino, path.read_bytes())
        for path in sorted((out / "downloads").rglob("*"))
        if path.is_file()
    }


def test_only_what_changed_is_written_again(out, monkeypatch):
    folder = copied_data(out)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    assert write_reports(out, NAMES) == NAMES
    before = states(out)
    assert write_reports(out, NAMES) == []
    assert states(out) == before
    toy(out / "a__en.ipynb", top=1)
    assert write_reports(out, NAMES) == ["a__en"]
    (out / "downloads" / "b__vi" / "tables.xlsx").write_text("changed by hand")
    assert write_reports(out, NAMES) == ["b__vi"]
    (out / "downloads" / "a__en" / "report.pdf").unlink()
    assert write_reports(out, NAMES) == ["a__en"]
    change(folder, "sources", author="Nguyễn Thị Ấy")
    assert write_reports(out, NAMES) == NAMES


def test_downloads_of_a_report_that_is_gone_are_removed_and_nothing_else(out):
    (out / "downloads" / "data").mkdir(parents=True)
    write_reports(out, NAMES)
    (out / "b__vi.ipynb").unlink()
    assert write_reports(out, NAMES) == []
    folders = sorted(path.name for path in (out / "downloads").iterdir())
    assert folders == ["a__en", "data"]
    assert write_reports(out, []) == []


def test_no_page_leads_to_a_download_that_could_not_be_made(out):
    links = "".join(
        f'<a href="{name}" download>x</a>'
        for name in ("downloads/c__en/report.pdf", "c__en.ipynb")
    )
    file = '<a href="downloads/c__en/figure-1.svg" download>SVG</a>'
    group = f"<div><dt>Figure 1</dt><dd>{file}</dd></div>"
    notebook(out / "c__en.ipynb", shown_table(resource(UNKNOWN_FACT), HEADS, CELLS[:1]))
    (out / "c__en.html").write_text(f"<dd>{links}</dd>{group}")
    with pytest.raises(DownloadError, match="c__en: no fact 999-obs-99"):
        write_reports(out, ["c__en"])
    left = '<dd><a href="c__en.ipynb" download>x</a></dd>'
    assert (out / "c__en.html").read_text() == left


def test_a_figure_without_a_text_in_its_place_is_refused_by_its_name(tmp_path):
    path = notebook(
        tmp_path / "a.ipynb", shown_figure(alt=" ", caption="Half the targets")
    )
    with pytest.raises(ValueError, match="figure 'Half the targets': must have a text"):
        read_executed(path)


def test_what_fails_is_named_and_costs_nothing_else(out):
    write_reports(out, ["b__vi"])
    before = states(out)
    (out / "b__vi.ipynb").write_text("{}")
    notebook(out / "c__en.ipynb", shown_table(resource(UNKNOWN_FACT), HEADS, CELLS[:1]))
    toy(out / "d__fr.ipynb", lang="fr")
    with pytest.raises(DownloadError) as error:
        write_reports(out, [*NAMES, "c__en", "d__fr"])
    first, second, third = str(error.value).splitlines()
    assert first.startswith("b__vi.ipynb cannot be read as an executed report")
    assert second.startswith("c__en: no fact 999-obs-99")
    assert third.startswith("d__fr: no language 'fr'; known: en, vi")
    after = states(out)
    assert before.items() <= after.items()
    assert {path.split("/")[1] for path in after} == set(NAMES)
