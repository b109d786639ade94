"""A report as PDF, Word, Excel and figures, read back by other readers."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import nbformat
import openpyxl
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from downloads_toys import squeezed
from PIL import Image
from pypdf import PdfReader

from analysis import explain, tables, words
from publish.downloads.figures import DOTS_PER_INCH
from publish.executed import FIGURE, TABLE

COMMITTEE = "lao-cai-city-committee"
NAME = "05_goals_and_targets"
POINTS_PER_INCH = 72


class Cells:
    """The rows of the tables of a page, read without the code of the package."""

    def __init__(self, html: str) -> None:
        page = BeautifulSoup(html, "html.parser")
        for folded in page.select("details"):
            folded.replace_with(folded.summary.get_text())
        self.captions = [caption.get_text() for caption in page.select("caption")]
        self.tables = [
            [[cell.get_text() for cell in row.select("td, th")] for row in rows]
            for rows in (table.select("tr") for table in page.select("table"))
        ]


class Report:
    """A report of the project with its downloads."""

    def __init__(self, lang: str, out: Path) -> None:
        self.lang = lang
        self.path = out / f"{NAME}__{lang}.ipynb"
        self.folder = out / "downloads" / self.path.stem
        self.study = tables.load_tables(lang)
        self.cells = nbformat.read(self.path, as_version=4)["cells"]
        outputs = [
            output
            for cell in self.cells
            for output in cell.get("outputs", [])
            if "data" in output
        ]
        self.figures = [
            o["metadata"][FIGURE] | o["data"] for o in outputs if FIGURE in o["data"]
        ]
        data = [output["data"] for output in outputs if TABLE in output["data"]]
        self.resources = [each[TABLE] for each in data]
        self.shown = Cells("".join(each["text/html"] for each in data))
        prose = [c["source"] for c in self.cells if c["cell_type"] == "markdown"]
        text = "\n\n".join("".join(source) for source in prose)
        self.headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)

    def caption(self, kind: str, number: int, caption: str) -> str:
        return words.phrase(f"take_{kind}", self.lang, number=number, caption=caption)

    @property
    def citations(self) -> list[str]:
        rows = [row for content in self.resources for row in content["data"]]
        facts = [(row.get("fact_ids") or "").split() for row in rows]
        return explain.citation(self.study, facts, names_facts=False).entries


@pytest.fixture(scope="module", params=words.LANGUAGES)
def report(request, site) -> Report:
    return Report(request.param, site)


def test_a_report_has_these_files_and_no_others(report):
    numbers = range(1, len(report.figures) + 1)
    figures = {f"figure-{n}.{end}" for n in numbers for end in ("svg", "pdf", "png")}
    assert len(figures) == 6
    expected = {*figures, "report.pdf", "report.docx", "tables.xlsx"}
    assert {path.name for path in report.folder.iterdir()} == expected


# --- PDF ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf(report) -> PdfReader:
    return PdfReader(report.folder / "report.pdf")


@pytest.fixture(scope="module")
def text(pdf) -> str:
    """The text of the pages, without their last line, which is the same on each."""
    pages = (page.extract_text().rsplit("\n", 1)[0] for page in pdf.pages)
    return squeezed(" ".join(pages))


def test_the_pdf_has_title_subject_language_and_every_heading(report, pdf, text):
    assert pdf.metadata.title == report.headings[0]
    assert pdf.trailer["/Root"]["/Lang"] == report.lang
    assert squeezed(report.study.name(COMMITTEE)) in text
    for heading in report.headings:
        assert squeezed(heading) in text
    outline = [entry.title for entry in pdf.outline]
    assert outline[: len(report.headings) - 1] == report.headings[1:]


def test_the_pdf_has_each_cell_of_each_table_in_order(report, text):
    assert len(report.shown.tables) == len(report.resources) > 0
    place = 0
    captions = zip(report.shown.captions, report.shown.tables, strict=True)
    for number, (caption, rows) in enumerate(captions, 1):
        place = text.index(squeezed(report.caption("table", number, caption)), place)
        for cell in (cell for row in rows for cell in row):
            place = text.index(squeezed(cell), place)


def test_figures_of_the_pdf_are_vectors_and_all_fonts_are_embedded(pdf):
    assert sum(len(page.images) for page in pdf.pages) == 0
    fonts = [
        font for page in pdf.pages for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        (descendant,) = font.get_object()["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_nothing_of_the_pdf_is_beyond_the_margins(pdf):
    """No word of a table is set outside of the page or its margins of 20 mm."""
    margin = 20 / 25.4 * POINTS_PER_INCH
    for page in pdf.pages:
        width, places = float(page.mediabox.width), []

        def note(text, outer, inner, _font, _size, places=places):
            if text.strip():
                places.append(inner[4] * outer[0] + outer[4])

        page.extract_text(visitor_text=note)
        assert places
        assert min(places) >= margin - 1
        assert max(places) <= width - margin


# --- Word -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def word(report):
    return docx.Document(str(report.folder / "report.docx"))


def test_word_has_title_subject_and_headings_in_order(report, word):
    paragraphs = [(p.style.name, p.text) for p in word.paragraphs]
    assert paragraphs[0] == ("Title", report.headings[0])
    assert paragraphs[1] == ("Subtitle", report.study.name(COMMITTEE))
    headings = [text for style, text in paragraphs if style.startswith("Heading")]
    assert headings == [*report.headings[1:], words.phrase("take_cite", report.lang)]
    texts = [text for _, text in paragraphs]
    assert texts[-len(report.citations) :] == report.citations


def test_word_has_each_table_cell_by_cell_as_wide_as_the_page(report, word):
    tables_ = [
        [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
        for table in word.tables
    ]
    assert tables_ == [
        [[" ".join(cell.split()) for cell in row] for row in rows]
        for rows in report.shown.tables
    ]
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        width = table._tbl.tblPr.find(qn("w:tblW"))
        assert width.get(qn("w:type")) == "pct"
        assert int(width.get(qn("w:w"))) == pytest.approx(5000, rel=0.01)


def test_figures_of_word_have_descriptions_captions_and_notes(report, word):
    alts = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert alts == [" ".join(figure["alt"].split()) for figure in report.figures]
    captions = [p.text for p in word.paragraphs if p.style.name == "Image Caption"]
    assert captions == [
        report.caption("figure", n, figure["caption"])
        for n, figure in enumerate(report.figures, 1)
    ]
    notes = {p.text for p in word.paragraphs if p.style.name == "Foot"}
    assert notes >= {" ".join(figure["foot"].split()) for figure in report.figures}


# --- figures and tables ---------------------------------------------------------


def test_a_figure_has_the_same_size_in_each_format(report):
    for number, figure in enumerate(report.figures, 1):
        path = report.folder / f"figure-{number}.svg"
        drawn = ET.fromstring(figure[FIGURE])
        size = [float(drawn.get(k).removesuffix("pt")) for k in ("width", "height")]
        box = PdfReader(path.with_suffix(".pdf")).pages[0].mediabox
        assert [float(box.width), float(box.height)] == pytest.approx(size)
        with Image.open(path.with_suffix(".png")) as picture:
            pixels = [side * DOTS_PER_INCH / POINTS_PER_INCH for side in size]
            assert picture.size == pytest.approx(pixels, abs=1)
            assert len(picture.convert("L").getcolors()) > 10


def test_the_svg_has_its_description_and_its_statements_but_no_link(report):
    for number, figure in enumerate(report.figures, 1):
        root = ET.fromstring((report.folder / f"figure-{number}.svg").read_bytes())
        assert (root[0].text, root[1].text) == (figure["caption"], figure["alt"])
        assert not list(root.iter("{http://www.w3.org/2000/svg}a"))
        claims = " ".join(group.get("data-claims", "") for group in root.iter())
        expected = set(re.findall(r"\d{3}-[a-z]{3}-\d+", figure[FIGURE]))
        assert set(claims.split()) == expected
        assert expected


def test_every_value_of_a_report_comes_back_from_excel(report):
    book = openpyxl.load_workbook(report.folder / "tables.xlsx")
    for number, content in enumerate(report.resources, 1):
        sheet = book[words.phrase("site_table", report.lang, number=number)]
        head, *rows = sheet.iter_rows(values_only=True)
        assert len(rows) == len(content["data"]) > 0
        for field in content["schema"]["fields"]:
            name, labels = field["name"], field.get("words", {})
            for row, raw in zip(rows, content["data"], strict=True):
                cells = dict(zip(head, row, strict=True))
                if raw[name] in labels:
                    assert (cells[f"{name}_label"] or "") == labels[raw[name]]
                if field["type"] == "string" or not isinstance(raw[name], str):
                    value = raw[name]
                    is_float = isinstance(value, float)
                    assert cells[name] == (pytest.approx(value) if is_float else value)
