import ast
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.oxml.ns import qn
from export_toys import of_project
from PIL import Image
from pypdf import PdfReader

from analysis import explain, tables, words
from publish.downloads.pandoc import pandoc
from publish.downloads.take import take_report
from publish.executed import FIGURE as SVG
from publish.executed import TABLE as RESOURCE

COMMITTEE = "lao-cai-city-committee"
NAME = "06_aims_and_results__lao-cai-city-committee"
INCH, MARKS = 72, 300  # points, and points of a picture, to an inch


class Cells(HTMLParser):
    """The rows of the tables of a page, read apart from the package."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.captions: list[str] = []
        self.open: list[str] = []
        self.is_folded = False
        self.feed(page)

    def handle_starttag(self, tag, _attrs):
        self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "caption":
            self.captions.append("")
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        while self.open.pop() != tag:
            pass
        self.is_folded = tag == "summary" or (self.is_folded and tag != "details")

    def handle_data(self, data):
        if "caption" in self.open:
            self.captions[-1] += data
        elif {"td", "th"} & set(self.open) and not self.is_folded:
            self.tables[-1][-1][-1] += data


class Taken:
    """A report of the project with all that was taken of it."""

    def __init__(self, lang: str, out: Path) -> None:
        self.lang = lang
        self.path = of_project(
            "06_aims_and_results",
            out / f"{NAME}__{lang}.ipynb",
            lang=lang,
            committee_id=COMMITTEE,
        )
        self.files = take_report(self.path, out)
        self.folder = out / "take" / self.path.stem
        self.study = tables.load_tables(lang)
        self.cells = json.loads(self.path.read_text("utf-8"))["cells"]
        outputs = [out for cell in self.cells for out in cell.get("outputs", [])]
        self.outputs = [output["data"] for output in outputs]
        self.figures = [
            o["metadata"][SVG] | o["data"] for o in outputs if SVG in o["data"]
        ]
        self.resources = [data[RESOURCE] for data in self.outputs if RESOURCE in data]
        shown = [data["text/html"] for data in self.outputs if RESOURCE in data]
        self.shown = Cells("".join(shown))
        prose = [c["source"] for c in self.cells if c["cell_type"] == "markdown"]
        self.prose = "\n\n".join("".join(source) for source in prose)
        self.headings = re.findall(r"^#+ (.*)$", self.prose, re.MULTILINE)


@pytest.fixture(scope="module", params=words.LANGUAGES)
def taken(request, tmp_path_factory) -> Taken:
    return Taken(request.param, tmp_path_factory.mktemp("out"))


def squeezed(text: str) -> str:
    """`text` without spaces, as lines are broken anywhere."""
    return "".join(unicodedata.normalize("NFC", text).split())


def test_everything_of_a_report_is_there(taken):
    figures, count = len(taken.figures), len(taken.resources)
    expected = {
        *(f"figure-{n + 1}.{e}" for n in range(figures) for e in FORMS_OF_FIGURE),
        *(f"table-{n + 1}.{e}" for n in range(count) for e in FORMS_OF_TABLE),
        *("report.pdf", "report.docx", "sources.bib", "sources.json"),
    }
    assert figures == 2
    assert count == 4
    assert {path.name for path in taken.files} == expected
    assert {path.name for path in taken.folder.iterdir()} == expected


DRAWN = ("svg", "pdf", "png")
FORMS_OF_FIGURE = (*DRAWN, *(f"column.{form}" for form in DRAWN), "txt", "csv")
FORMS_OF_TABLE = ("csv", "xlsx", "dta", "tex")


# --- PDF ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf(taken) -> PdfReader:
    return PdfReader(taken.folder / "report.pdf")


@pytest.fixture(scope="module")
def text(pdf) -> str:
    """The text of the pages, without their last line, which is the same on each."""
    pages = (page.extract_text().rsplit("\n", 1)[0] for page in pdf.pages)
    return squeezed(" ".join(pages))


def test_the_pdf_has_title_subject_and_every_heading(taken, pdf, text):
    assert pdf.metadata.title == taken.headings[0]
    assert squeezed(taken.study.name(COMMITTEE)) in text
    for heading in taken.headings:
        assert squeezed(heading) in text
    outline = [entry.title for entry in pdf.outline]
    assert outline[: len(taken.headings) - 1] == taken.headings[1:]


def test_the_pdf_has_each_cell_of_each_table_in_order(taken, text):
    assert len(taken.shown.tables) == len(taken.resources)
    place = 0
    for number, rows in enumerate(taken.shown.tables, 1):
        told = words.phrase(
            "take_table",
            taken.lang,
            number=number,
            caption=taken.shown.captions[number - 1],
        )
        place = text.index(squeezed(told), place)
        for row in rows:
            for cell in row:
                place = text.index(squeezed(cell), place)


def test_vietnamese_stands_in_the_pdf_letter_by_letter(taken, text):
    sources = explain.citation(
        taken.study,
        [f for r in taken.resources for f in facts_of(r)],
        names_facts=False,
    )
    for entry in sources.entries:
        assert squeezed(entry) in text
    assert "�" not in text


def facts_of(content: dict) -> list[str]:
    found = {f for row in content["data"] for f in (row.get("fact_ids") or "").split()}
    return sorted(found)


def test_the_pdf_is_tagged_and_tells_its_language(taken, pdf):
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == taken.lang
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_figures_of_the_pdf_are_lines_with_words(taken, pdf):
    assert sum(len(page.images) for page in pdf.pages) == 0
    alts = [str(one) for one in alternatives(pdf.trailer["/Root"]["/StructTreeRoot"])]
    assert [alt for alt in alts if alt] == [figure["alt"] for figure in taken.figures]


def alternatives(node):
    """The words of figures in the tree of a tagged PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from alternatives(child)
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield node["/Alt"]
        if "/K" in node:
            yield from alternatives(node["/K"])


def test_pages_are_numbered_and_code_is_left_out(pdf):
    last = [page.extract_text().splitlines()[-1] for page in pdf.pages]
    assert [line.split(" / ")[0].split()[-1] for line in last] == [
        str(number) for number in range(1, len(pdf.pages) + 1)
    ]
    whole = " ".join(page.extract_text() for page in pdf.pages)
    assert "study =" not in whole
    assert "axes_of" not in whole


# --- Word -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def word(taken):
    return docx.Document(str(taken.folder / "report.docx"))


def test_word_has_the_headings_in_order(taken, word):
    styles = [(p.style.name, p.text) for p in word.paragraphs]
    assert styles[0] == ("Title", taken.headings[0])
    assert styles[1] == ("Subtitle", taken.study.name(COMMITTEE))
    headings = [text for style, text in styles if style.startswith("Heading")]
    cite = words.phrase("take_cite", taken.lang)
    assert headings == [*taken.headings[1:], cite]


def test_word_has_each_table_cell_by_cell(taken, word):
    found = [
        [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
        for table in word.tables
    ]
    assert found == [
        [[" ".join(cell.split()) for cell in row] for row in rows]
        for rows in taken.shown.tables
    ]


def test_tables_of_word_repeat_their_heads_and_fill_the_line(word):
    lines = [
        section.page_width - section.left_margin - section.right_margin
        for section in word.sections
    ]
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        columns = table._tbl.tblGrid.findall(qn("w:gridCol"))
        width = sum(int(column.get(qn("w:w"))) for column in columns) * 635
        assert min(abs(width - line) for line in lines) < 20 * 635


def test_figures_of_word_have_words_and_captions(taken, word):
    shapes = word.inline_shapes
    alts = [shape._inline.docPr.get("descr") for shape in shapes]
    assert alts == [" ".join(figure["alt"].split()) for figure in taken.figures]
    captions = [p.text for p in word.paragraphs if p.style.name == "Image Caption"]
    assert captions == [
        words.phrase("take_figure", taken.lang, number=n, caption=figure["caption"])
        for n, figure in enumerate(taken.figures, 1)
    ]
    feet = [p.text for p in word.paragraphs if p.style.name == "Foot"]
    assert set(feet) >= {" ".join(figure["foot"].split()) for figure in taken.figures}


def test_word_tells_its_language_and_no_time(taken, word):
    language = word.styles.element.find(f".//{qn('w:lang')}")
    assert language.get(qn("w:val")) == taken.lang
    assert word.core_properties.created.year == 2000
    assert word.core_properties.title == taken.headings[0]


def test_pages_of_word_are_numbered(word):
    fields = word.sections[0].footer._element.iter(qn("w:fldSimple"))
    assert [f.get(qn("w:instr")).strip() for f in fields] == ["PAGE", "NUMPAGES"]


# --- figures --------------------------------------------------------------------


def test_a_figure_has_the_same_size_in_each_form(taken):
    pictures = [
        (taken.folder / f"figure-{number}{kind}", svg)
        for number, figure in enumerate(taken.figures, 1)
        for kind, svg in (("", figure[SVG]), (".column", figure["column"]))
    ]
    for stem, svg in pictures:
        drawn = ET.fromstring(svg)
        width, height = (float(drawn.get(k).removesuffix("pt")) for k in SIZES)
        assert width == pytest.approx(INCH * (3.5 if "column" in stem.name else 7.2))
        box = PdfReader(stem.with_name(f"{stem.name}.pdf")).pages[0].mediabox
        assert (float(box.width), float(box.height)) == pytest.approx((width, height))
        with Image.open(stem.with_name(f"{stem.name}.png")) as picture:
            scale = MARKS / INCH
            assert picture.size == pytest.approx((width * scale, height * scale), abs=1)
            assert len(picture.convert("L").getcolors()) > 10


SIZES = ("width", "height")


def test_the_svg_stands_alone_with_its_words_and_claims(taken):
    both = product(enumerate(taken.figures, 1), ("", "column."))
    for (number, figure), kind in both:
        path = taken.folder / f"figure-{number}.{kind}svg"
        root = ET.fromstring(path.read_bytes())
        assert root[0].text == figure["caption"]
        assert root[1].text == figure["alt"]
        assert not list(root.iter("{http://www.w3.org/2000/svg}a"))
        claims = [group.get("data-claims") for group in root.iter()]
        found = {fact for told in filter(None, claims) for fact in told.split()}
        assert found == set(re.findall(r"\d{3}-[a-z]{3}-\d+", figure[SVG]))
        assert found


def test_a_figure_goes_with_its_data_and_its_caption(taken):
    names = [content["name"] for content in taken.resources]
    for number, figure in enumerate(taken.figures, 1):
        drawn = names.index(figure["draws"]) + 1
        own, table = (
            taken.folder / f for f in (f"figure-{number}.csv", f"table-{drawn}.csv")
        )
        assert own.read_bytes() == table.read_bytes()
        told = (taken.folder / f"figure-{number}.txt").read_text("utf-8")
        lines = told.splitlines()
        assert lines[0].endswith(figure["caption"])
        assert lines[1] == figure["foot"]
        assert figure["alt"] in told
        assert "@misc{leadership-methods" in told


# --- tables and sources ---------------------------------------------------------


def test_every_value_of_a_report_comes_back_from_csv(taken):
    for number, content in enumerate(taken.resources, 1):
        path = taken.folder / f"table-{number}.csv"
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert len(rows) == len(content["data"]) > 0
        for field in content["schema"]["fields"]:
            name, known = field["name"], field.get("words", {})
            for row, raw in zip(rows, content["data"], strict=True):
                assert row[name] == plain(raw[name])
                if raw[name] in known:
                    assert row[f"{name}_label"] == known[raw[name]]


def plain(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_sources_are_cited_in_both_forms(taken):
    csl = json.loads((taken.folder / "sources.json").read_text("utf-8"))
    bib = (taken.folder / "sources.bib").read_text("utf-8")
    read = json.loads(pandoc(bib, "bibtex", "csljson"))
    assert [item["id"] for item in read] == [item["id"] for item in csl]
    assert [squeezed(item["title"]) for item in read] == [
        squeezed(item["title"]) for item in csl
    ]
    facts = sorted({fact for content in taken.resources for fact in facts_of(content)})
    sources = set(taken.study.facts(facts)["source_id"])
    assert {item["id"] for item in csl[:-1]} == {f"source-{one}" for one in sources}
    assert csl[-1]["type"] == "dataset"


SCRIPT = """
import hashlib, sys
from pathlib import Path
from publish.downloads.take import take_report
files = take_report(Path(sys.argv[1]), Path(sys.argv[2]))
print({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
"""


def test_another_process_in_another_place_at_another_time_makes_the_same_bytes(
    taken, tmp_path
):
    env = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(taken.path), str(tmp_path / "đâu đó")],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    mine = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in taken.files}
    assert ast.literal_eval(done.stdout) == mine
