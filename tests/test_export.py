import io
import math
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import openpyxl
import pandas as pd
import pytest
from core_toys import ROOT

from analysis import measures, networks, show, tables, words
from publish import downloads


@pytest.fixture
def graph():
    graph = nx.MultiDiGraph()
    graph.add_node(
        "prog",
        label='Chương trình "7" <Đề án> & Ủy ban',
        kind="instrument",
        type="programme",
        date="2021-03",
        set_count=7,
        unnamed=0,
        locality_id=None,
    )
    graph.add_node("place", label="xã Đồng Liên", kind="locality", unnamed=0, date=None)
    graph.add_edge("prog", "place", key="r1", type="applies_to", basis="stated")
    graph.add_edge("prog", "place", key="r2", type="requires", basis="stated")
    graph.edges["prog", "place", "r2"]["source_id"] = "000_x"
    return graph


@pytest.fixture(scope="module")
def real():
    study = tables.load_tables("vi")
    actors = networks.actors(
        study.labelled("committees"),
        study.labelled("bodies"),
        study.labelled("localities"),
    )
    graph = networks.programme_network(
        study.whole("relations"),
        study.whole("relation_types"),
        study.labelled("instruments"),
        actors,
    )
    return networks.of_committee(
        graph, "lao-cai-city-committee", "all", graph.graph["types"].split()
    )


def read_back(files: downloads.NetworkFiles) -> dict[str, nx.MultiDiGraph]:
    graphml = nx.read_graphml(io.BytesIO(files.graphml.encode()), force_multigraph=True)
    return {"graphml": graphml, "gexf": nx.read_gexf(io.BytesIO(files.gexf.encode()))}


def told(attributes: dict) -> dict:
    return {name: value for name, value in attributes.items() if value is not None}


def check_equal(found: nx.MultiDiGraph, graph: nx.MultiDiGraph) -> None:
    assert found.is_directed()
    assert set(found) == set(graph)
    for node, known in graph.nodes(data=True):
        assert dict(found.nodes[node]) == told(known), node
    edges = {known["fact_id"]: (u, v, known) for u, v, known in found.edges(data=True)}
    assert len(edges) == found.number_of_edges() == graph.number_of_edges()
    for u, v, key, known in graph.edges(keys=True, data=True):
        source, target, back = edges[key]
        assert (source, target) == (u, v)
        expected = told(known)
        expected |= {"relation": expected.pop("type"), "fact_id": key}
        assert {name: back[name] for name in expected} == expected
        assert set(back) - set(expected) <= {"id"}


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_every_attribute_comes_back(graph, form):
    check_equal(read_back(downloads.network_files(graph))[form], graph)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_the_real_network_comes_back(real, form):
    assert len(real) > 10
    check_equal(read_back(downloads.network_files(real))[form], real)


def test_numbers_come_back_as_numbers(graph):
    for found in read_back(downloads.network_files(graph)).values():
        assert found.nodes["prog"]["set_count"] == 7
        assert isinstance(found.nodes["prog"]["set_count"], int)


def test_vietnamese_letters_stand_as_they_are(graph):
    files = downloads.network_files(graph)
    for text in (files.graphml, files.gexf):
        assert "xã Đồng Liên" in text
        assert "Chương trình" in text


def test_what_is_not_known_is_left_out(graph):
    files = downloads.network_files(graph)
    for text in (files.graphml, files.gexf):
        assert "None" not in text
        assert "locality_id" not in text


def test_both_are_well_formed(graph):
    files = downloads.network_files(graph)
    assert ET.fromstring(files.graphml.encode()).tag.endswith("graphml")
    assert ET.fromstring(files.gexf.encode()).tag.endswith("gexf")


def test_the_order_in_which_a_graph_was_made_does_not_matter(real):
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(real.nodes(data=True))))
    turned.add_edges_from(reversed(list(real.edges(keys=True, data=True))))
    assert downloads.network_files(turned) == downloads.network_files(real)


def test_the_graph_is_left_as_it_was(graph):
    before = nx.node_link_data(graph, edges="edges")
    downloads.network_files(graph)
    assert nx.node_link_data(graph, edges="edges") == before


SCRIPT = """
import hashlib
from analysis import measures, networks, show, tables, words
from publish import downloads
study = tables.load_tables("vi")
actors = networks.actors(*map(study.labelled, ("committees", "bodies", "localities")))
graph = networks.programme_network(
    study.whole("relations"), study.whole("relation_types"),
    study.labelled("instruments"), actors)
types = study.whole("relation_types")["type"]
part = networks.of_committee(graph, "lao-cai-city-committee", "all", types)
files = downloads.network_files(part)
layout = networks.layered(part)
tidy = [networks.edges_table(part), networks.what_carries(part),
        networks.time_between(part)]
text = files.graphml + files.gexf + repr(layout) + "".join(t.to_csv() for t in tidy)
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_two_runs_give_the_same_bytes_whatever_the_hash_seed():
    digests = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_a_report_takes_both_files_along(graph):
    files = downloads.network_files(graph)
    bundle = files._repr_mimebundle_()
    assert bundle == {
        "application/graphml+xml": files.graphml,
        "application/gexf+xml": files.gexf,
        "text/plain": repr(files),
    }
    assert repr(files).startswith("GraphML ")


# --- Excel ----------------------------------------------------------------------


@pytest.fixture(scope="module", params=words.LANGUAGES)
def study(request):
    return tables.load_tables(request.param)


def read_excel(path) -> dict[str, list[list]]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def figures(study) -> show.Table:
    rows = measures.with_bounds(study.whole("observations"))
    columns = ["indicator_id", "figure", "source_id"]
    return show.table(
        study, rows, "figures_reported", of="observations", columns=columns
    )


def test_a_shown_table_comes_back_with_its_claims(study, tmp_path):
    table = figures(study)
    written = downloads.excel(study, table, tmp_path / "a.xlsx")
    head, *rows = next(iter(read_excel(tmp_path / "a.xlsx").values()))
    claims = words.phrase("column_evidence", study.lang)
    assert head == [*table.cells.columns, claims]
    expected = table.cells.assign(claims=[" ".join(row) for row in table.evidence])
    assert rows == expected.to_numpy().tolist()
    assert repr(written) == words.phrase(
        "excel_written",
        study.lang,
        rows=words.number(len(rows), study.lang),
        path="a.xlsx",
    )


def test_the_codebook_tells_each_column_as_the_dictionary_does(study, tmp_path):
    downloads.excel(study, study.whole("sources"), tmp_path / "a.xlsx")
    _, codebook, _ = read_excel(tmp_path / "a.xlsx").values()
    columns = study.dictionary.tables["sources"].columns
    assert [row[0] for row in codebook[1:]] == list(columns)
    for name, vietnamese, english, description in codebook[1:]:
        assert (vietnamese, english) == (
            columns[name].title["vi"],
            columns[name].title["en"],
        )
        assert (description or "") == columns[name].description
    assert any(row[3] for row in codebook[1:])


def test_columns_of_no_table_are_told_by_the_phrases(study, tmp_path):
    downloads.excel(study, figures(study), tmp_path / "a.xlsx")
    _, codebook, _ = read_excel(tmp_path / "a.xlsx").values()
    told = {name: (vi, en) for name, vi, en, _ in codebook[1:]}
    assert list(told) == ["indicator_id", "figure", "source_id", "fact_ids"]
    assert told["figure"] == ("Số liệu", "Figure")


def test_the_sources_of_a_table_go_along(study, tmp_path):
    downloads.excel(study, figures(study), tmp_path / "a.xlsx")
    *_, (_, *cited) = read_excel(tmp_path / "a.xlsx").values()
    facts = study.frames["observations"]
    assert len(cited) == facts["source_id"].nunique() + 1
    assert study.dictionary.about["version"] in cited[-1][0]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "http://x"]


def test_no_cell_is_a_formula_or_a_link(study, tmp_path):
    frame = pd.DataFrame({"=A1": FORMULAS, "text": "12"})
    downloads.excel(study, frame, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    column = [cell.value for cell in next(sheet.iter_cols())]
    assert column == ["=A1", *FORMULAS]
    quoted = [cell.quotePrefix for cell in next(sheet.iter_cols())[1:]]
    assert quoted == [True] * 6 + [False]


def test_figures_of_a_frame_stay_figures_and_what_is_missing_stays_empty(
    study, tmp_path
):
    frame = pd.DataFrame(
        {
            "n": pd.array([1, None], dtype="Int64"),
            "x": [0.1, math.nan],
            "is_y": pd.array([True, None], dtype="boolean"),
            "end": [math.inf, -math.inf],
            "list": [["a"], {}],
        }
    )
    downloads.excel(study, frame, tmp_path / "a.xlsx")
    _, *rows = next(iter(read_excel(tmp_path / "a.xlsx").values()))
    assert rows == [[1, 0.1, True, "inf", "['a']"], [None, None, None, "-inf", "{}"]]


def test_an_empty_table_goes_to_excel(study, tmp_path):
    downloads.excel(study, study.whole("bands").iloc[:0], tmp_path / "a.xlsx")
    first, *_ = read_excel(tmp_path / "a.xlsx").values()
    assert first == [list(study.frames["bands"].columns)]


def test_what_excel_cannot_hold_is_refused_and_nothing_is_written(study, tmp_path):
    path = tmp_path / "a.xlsx"
    with pytest.raises(ValueError, match="cannot hold row 2, column 1"):
        downloads.excel(study, pd.DataFrame({"a": ["x" * 32768]}), path)
    assert not path.exists()
    with pytest.raises(ValueError, match=r"ends in \.xlsx, found 'a\.csv'"):
        downloads.excel(study, pd.DataFrame({"a": [1]}), "a.csv")


def test_the_same_table_gives_the_same_bytes(study, tmp_path):
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    written = [downloads.excel(study, figures(study), path) for path in paths]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert "download>" in written[0]._repr_html_()


def test_markup_in_the_name_of_a_file_is_escaped():
    page = downloads.ExcelFile(Path('a"<b>.xlsx'), "<b>")._repr_html_()
    assert "<b>" not in page
    assert 'href="a&quot;&lt;b&gt;.xlsx"' in page
