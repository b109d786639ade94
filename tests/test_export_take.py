import json
from pathlib import Path

import docx
import pytest
from core_toys import change, copied_data
from export_toys import (
    FACTS,
    HOSTILE,
    ROWS,
    notebook,
    resource,
    shown_figure,
    shown_table,
)
from pypdf import PdfReader

from analysis import tables
from publish import downloads
from publish.downloads.document import document
from publish.downloads.take import TakeError, take_report
from publish.executed import Figure, Network, Prose, Table, Text, read_executed

HEADS = ["Cấp ủy", "Number"]
GRAPH = {"application/graphml+xml": "<x/>"}
CELLS = [["Đảng ủy A", "7"], ["Đảng ủy B", "−3"], ["–", "không nêu"]]
HTML = '<p class="finding">Đổi mới &lt;b&gt;.</p>'


def shown_html(page: str, **others: str) -> dict:
    data = {"text/html": page, "text/plain": "text"} | others
    return {"output_type": "execute_result", "data": data, "metadata": {}}


def shown_text(text: str) -> dict:
    data = {"text/plain": [text]}
    return {"output_type": "execute_result", "data": data, "metadata": {}}


def toy(path: Path, **given) -> Path:
    table = shown_table(resource(ROWS), HEADS, CELLS)
    return notebook(path, table, shown_figure(), shown_html(HTML), **given)


def squeezed(text: str) -> str:
    return "".join(text.split())


# --- reading --------------------------------------------------------------------


def test_a_report_is_read_in_order_with_its_parameters(tmp_path):
    graph = {"output_type": "execute_result", "data": GRAPH, "metadata": {}}
    stream = {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]}
    table = shown_table(resource(ROWS), HEADS, CELLS)
    path = notebook(
        tmp_path / "a__vi.ipynb",
        *(table, shown_figure(), graph, graph, shown_text("plain"), stream),
        lang="vi",
        top=3,
    )
    found = read_executed(path)
    assert (found.name, found.lang) == ("a__vi", "vi")
    assert found.parameters == {"name": "lao-cai-city-committee", "top": 3}
    kinds = [Prose, Prose, Table, Figure, Network, Network, Text, Text]
    assert [type(part) for part in found.parts] == kinds
    assert [part.number for part in found.parts[2:6]] == [1, 1, 1, 2]
    assert found.parts[-1] == Text("a\nb")
    assert found.figures[0].table is found.tables[0]
    assert found.fact_ids == sorted(FACTS)


def test_a_figure_goes_with_the_nearest_table_above_it_of_the_name_that_it_draws(
    tmp_path,
):
    tables_ = [
        shown_table(resource(ROWS[:n], name=name), HEADS, CELLS[:n])
        for n, name in [(1, "a"), (2, "b"), (3, "a")]
    ]
    outputs = [
        *(tables_[0], shown_figure("a"), tables_[1], shown_figure("a")),
        *(shown_figure("none"), tables_[2], shown_figure("a")),
    ]
    found = read_executed(notebook(tmp_path / "a.ipynb", *outputs)).figures
    drawn = [figure.table and figure.table.number for figure in found]
    assert drawn == [1, 1, None, 3]


def test_cells_that_only_tests_look_at_are_left_out(tmp_path):
    path = notebook(tmp_path / "a.ipynb", shown_text("4f2a"))
    book = json.loads(path.read_text())
    book["cells"][-1]["metadata"]["tags"] = ["fingerprint"]
    path.write_text(json.dumps(book))
    assert not any(isinstance(part, Text) for part in read_executed(path).parts)


@pytest.mark.parametrize("text", ["no json", "{}", '{"cells": [{}]}', "[]"])
def test_what_is_no_executed_notebook_is_refused_by_name(tmp_path, text):
    path = tmp_path / "bad.ipynb"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"^bad\.ipynb cannot be read as an executed"):
        read_executed(path)


# --- the document ---------------------------------------------------------------


def test_title_and_subject_are_those_of_the_report(tmp_path):
    report = read_executed(toy(tmp_path / "a.ipynb", lang="vi", top=3, which="all"))
    study = tables.load_tables("vi")
    made = document(report, study)
    assert made.title == "A question, asked?"
    assert made.subject == f"{study.name('lao-cai-city-committee')} · top = 3"


def test_keys_of_the_subject_are_told_in_words(tmp_path):
    kinds = "applies_to advises"
    report = read_executed(toy(tmp_path / "a.ipynb", name="all", relations=kinds))
    study = tables.load_tables("en")
    known = study.words_for("relations", "type")
    told = ", ".join(known[kind] for kind in kinds.split())
    assert document(report, study).subject == told


def test_a_report_without_a_heading_has_the_title_of_its_file(tmp_path):
    path = toy(tmp_path / "a.ipynb")
    book = json.loads(path.read_text())
    book["cells"] = book["cells"][1:]
    path.write_text(json.dumps(book))
    assert document(read_executed(path), tables.load_tables()).title == "a"


def test_html_that_does_not_close_is_refused(tmp_path):
    path = notebook(tmp_path / "a.ipynb", shown_html("</section><section>"))
    with pytest.raises(ValueError, match="a: HTML whose elements close"):
        take_report(path, tmp_path)


# --- hostile texts --------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The folder of a report full of signs that mean something to some program."""
    out = tmp_path_factory.mktemp("hostile")
    rows = [[None, None, 1, None, None, text, ""] for text in HOSTILE]
    title = "<script>alert(1)</script> & \"50 %\" #let x = $1$ [a](b) 'Đổi'"
    content = resource(rows, title=title, foot=HOSTILE[9])
    table = shown_table(content, [HOSTILE[9]], [[text] for text in HOSTILE])
    figure = shown_figure(alt=f'" \\ {title}')
    path = notebook(out / "h__en.ipynb", table, figure, name=title)
    take_report(path, out)
    return out / "take" / "h__en"


def test_markup_in_the_data_shows_as_text_in_the_pdf(hostile):
    pages = PdfReader(hostile / "report.pdf").pages
    found = squeezed("".join(page.extract_text().rsplit("\n", 1)[0] for page in pages))
    for text in HOSTILE:
        if text.isascii():
            assert squeezed(text) in found, text
    assert squeezed("Đổi mới phương thức lãnh đạo của Đảng ủy xã Ngòi Đum") in found


def test_markup_in_the_data_shows_as_text_in_word(hostile):
    (table,) = docx.Document(str(hostile / "report.docx")).tables
    found = [" ".join(row.cells[0].text.split()) for row in table.rows[1:]]
    assert found == [" ".join(text.split()) for text in HOSTILE]


def test_hostile_words_of_a_figure_stay_words(hostile):
    content = (hostile / "figure-1.svg").read_text("utf-8")
    assert "<script" not in content
    assert PdfReader(hostile / "figure-1.pdf").metadata.title == "Hình vẽ"


# --- many reports ---------------------------------------------------------------


@pytest.fixture
def out(tmp_path) -> Path:
    for name in ("a__en", "b__vi"):
        toy(tmp_path / f"{name}.ipynb", lang=name[-2:])
    return tmp_path


def states(out: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(out).as_posix(): (path.stat().st_ino, path.read_bytes())
        for path in sorted((out / "take").rglob("*"))
        if path.is_file()
    }


def kept(found: list) -> dict[str, bool]:
    return {one.name: one.is_kept for one in found}


def test_two_at_once_make_what_one_after_the_other_makes(out, tmp_path_factory):
    names = ["a__en", "b__vi"]
    found = downloads.take_reports(out, names, 2)
    assert kept(found) == {"a__en": False, "b__vi": False}
    alone = tmp_path_factory.mktemp("alone")
    for name in names:
        take_report(out / f"{name}.ipynb", alone)
    both = [{p: c for p, (_, c) in states(place).items()} for place in (out, alone)]
    assert both[0] == both[1]
    assert {file for one in found for file in one.files} == set(both[0])
    assert "take/b__vi/figure-1.png" in both[0]


def test_only_what_changed_is_made_again(out, monkeypatch):
    folder = copied_data(out)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    names = ["a__en", "b__vi"]
    downloads.take_reports(out, names)
    before = states(out)
    assert kept(downloads.take_reports(out, names)) == dict.fromkeys(names, True)
    assert states(out) == before
    toy(out / "a__en.ipynb", top=1)
    found = kept(downloads.take_reports(out, names))
    assert found == {"a__en": False, "b__vi": True}
    (out / "take" / "b__vi" / "table-1.csv").write_text("changed by hand")
    found = kept(downloads.take_reports(out, names))
    assert found == {"a__en": True, "b__vi": False}
    (out / "take" / "a__en" / "report.pdf").unlink()
    assert kept(downloads.take_reports(out, names))["a__en"] is False
    change(folder, "sources", author="Nguyễn Thị Ấy")
    assert kept(downloads.take_reports(out, names)) == dict.fromkeys(names, False)


def test_what_leaves_the_plan_leaves_the_folder_and_nothing_else_does(out):
    (out / "take" / "data").mkdir(parents=True)
    downloads.take_reports(out, ["a__en", "b__vi"])
    (out / "b__vi.ipynb").unlink()
    found = downloads.take_reports(out, ["a__en", "b__vi"])
    assert kept(found) == {"a__en": True}
    assert sorted(path.name for path in (out / "take").iterdir()) == ["a__en", "data"]


def test_what_fails_costs_nothing_else_and_is_told_by_name(out):
    downloads.take_reports(out, ["b__vi"])
    before = states(out)
    (out / "b__vi.ipynb").write_text("{}")
    notebook(out / "c__en.ipynb", shown_html("</section><section>"))
    with pytest.raises(TakeError) as error:
        downloads.take_reports(out, ["a__en", "b__vi", "c__en"])
    first, second = str(error.value).splitlines()
    assert first.startswith("b__vi.ipynb cannot be read as an executed report")
    assert second.startswith("c__en: HTML whose elements close")
    after = states(out)
    assert before.items() <= after.items()
    assert {path.split("/")[1] for path in after} == {"a__en", "b__vi"}
    assert not [path for path in (out / ".take").iterdir() if path.is_dir()]


def test_a_language_that_there_is_not_is_refused(out):
    toy(out / "a__fr.ipynb", lang="fr")
    with pytest.raises(ValueError, match="no language 'fr'; known: en, vi"):
        take_report(out / "a__fr.ipynb", out)


def test_facts_that_the_data_no_longer_have_are_named(out):
    rows = [[None, None, 1, None, None, "", "999-obs-99"]]
    table = shown_table(resource(rows), HEADS, CELLS[:1])
    notebook(out / "x__en.ipynb", table)
    with pytest.raises(ValueError, match="x__en: no fact 999-obs-99"):
        take_report(out / "x__en.ipynb", out)


def test_nothing_to_take_is_no_error(tmp_path):
    assert downloads.take_reports(tmp_path, []) == []
