import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import nbformat
import pandas as pd
import pytest

from analysis import explore, measures, networks, show, words
from nbbatch.refresh import refresh

CITY = "lao-cai-city-committee"


@pytest.fixture(scope="module")
def shown(study):
    rows = measures.with_bounds(study.rows("observations", committee_id=CITY))
    columns = ["indicator_id", "figure", "source_id"]
    return show.table(
        study, rows, "figures_reported", of="observations", columns=columns
    )


class Widget(SimpleNamespace):
    """Stands in for a widget: keeps what it was given."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(given=given, **named)


@pytest.fixture
def lab(monkeypatch) -> list[Any]:
    """The packages of the extra `lab`, stood in for; what was displayed."""
    displayed: list[Any] = []
    widgets, itables, ipython = map(ModuleType, ("ipywidgets", "widget", "display"))
    for name in ("Dropdown", "SelectMultiple", "interactive"):
        setattr(widgets, name, Widget)
    itables.ITable = Widget
    ipython.display = displayed.append
    monkeypatch.setitem(sys.modules, "ipywidgets", widgets)
    monkeypatch.setitem(sys.modules, "itables", ModuleType("itables"))
    monkeypatch.setitem(sys.modules, "itables.widget", itables)
    monkeypatch.setitem(sys.modules, "IPython.display", ipython)
    return displayed


@pytest.mark.parametrize("name", ["ipywidgets", "itables"])
def test_without_the_extra_it_says_what_to_install(study, shown, monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    message = "needs the extra `lab`; use 'make lab'"
    with pytest.raises(ModuleNotFoundError, match=message):
        explore.network(study) if name == "ipywidgets" else explore.table(shown)


# --- a table --------------------------------------------------------------------


@pytest.mark.usefixtures("lab")
def test_each_column_is_sorted_by_the_rank_beside_it(shown):
    widget = explore.table(shown)
    (frame,) = widget.given
    width = len(shown.cells.columns) + 1
    *sort_by, ranks = widget.columnDefs
    assert [each["orderData"] for each in sort_by] == list(range(width, 2 * width))
    assert ranks == {
        "targets": list(range(width, 2 * width)),
        "visible": False,
        "searchable": False,
    }
    assert len(frame.columns) == 2 * width
    assert widget.caption == shown.caption
    assert widget.allow_html is False
    assert widget.language["search"] == words.phrase("explore_search", shown.lang)


def test_names_rank_as_vietnamese_sorts_them():
    cells = pd.DataFrame({"Tên": ["Đề án", "dự án", "Bà", "ba", "ăn"]})
    frame, width = explore.with_ranks(show.Table("", cells, [], "", "vi"))
    assert width == 1
    assert frame["rank 0"].tolist() == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("lang", "figures"),
    [
        (
            "en",
            ["no figure", "−3", "0.78%", "15–17%", "more than 86", "8,831", "9,000"],
        ),
        ("vi", ["không rõ", "−3", "0,78%", "15–17%", "hơn 86", "8.831.", "9.000"]),
    ],
)
def test_figures_rank_by_their_size(lang, figures):
    cells = pd.DataFrame({"a": figures[::-1]})
    table = show.Table("", cells, [], "", lang, numeric=frozenset({0}))
    frame, _ = explore.with_ranks(table)
    assert frame["rank 0"].tolist() == list(range(len(figures)))[::-1]


def test_titles_that_repeat_and_empty_tables_are_ranked():
    cells = pd.DataFrame([["b", "x"], ["a", "y"]], columns=["n", "n"])
    frame, _ = explore.with_ranks(show.Table("", cells, [["f"], []], "", "en"))
    assert frame["rank 0"].tolist() == [1, 0]
    assert frame["rank 1"].tolist() == [0, 1]
    assert frame["rank 2"].tolist() == [1, 0]
    empty, width = explore.with_ranks(show.Table("", cells[:0], [], "", "en"))
    assert (len(empty), width) == (0, 2)


# --- a network ------------------------------------------------------------------


def test_the_choices_of_a_network_are_those_of_the_data(study, lab):
    widget = explore.network(study)
    committees = [key for _, key in widget.committee_id.options]
    assert sorted(committees) == sorted(study.keys("committees", is_studied=True))
    names = [name for name, _ in widget.committee_id.options]
    assert names == sorted(names, key=words.vietnamese_key)
    assert widget.term_id.options[0][1] == "all"
    kinds = {key for _, key in widget.relations.options}
    assert kinds == set(study.frames["relations"]["type"])
    assert set(widget.relations.value) <= kinds
    (draw,) = widget.given
    draw(CITY, "all", widget.relations.value)
    assert [type(shown) for shown in lab] == [show.Chart, show.Table]


def test_a_choice_of_which_nothing_is_stated_is_a_sentence(study):
    graph = networks.whole(study)
    (sentence,) = explore.drawn(study, graph, CITY, "2000-2005", ())
    assert study.name(CITY) in sentence


def test_the_picture_and_the_table_of_a_choice_rest_on_the_same_edges(study):
    graph = networks.whole(study)
    chart, listed = explore.drawn(
        study, graph, CITY, "2020-2025", ["implements", "contains"]
    )
    part = networks.of_committee(graph, CITY, "2020-2025", ["implements", "contains"])
    assert chart.picture.alt == chart.sentence
    assert {fact for row in listed.evidence for fact in row} == {
        key for *_, key in part.edges(keys=True)
    }


# --- cells that need JupyterLab ---------------------------------------------------


def book_with_a_widget_cell(tag: str) -> Any:
    code, new = nbformat.v4.new_code_cell, nbformat.v4.new_notebook
    stale = nbformat.v4.new_output("stream", text="stale")
    left_out = code("no_such_widget", metadata={"tags": [tag]}, outputs=[stale])
    book = new(cells=[code("1 + 1"), left_out, code("2 + 2")])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    return book


def test_a_refresh_leaves_out_cells_that_need_jupyterlab(tmp_path):
    path = tmp_path / "book.ipynb"
    nbformat.write(book_with_a_widget_cell("nbval-skip"), path)
    refresh([path], 1, str)
    first, left_out, last = nbformat.read(path, as_version=4).cells
    assert left_out.outputs == []
    assert left_out.execution_count is None
    assert (first.execution_count, last.execution_count) == (1, 2)
