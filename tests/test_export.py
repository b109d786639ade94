import io
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import networkx as nx
import pytest
from core_toys import ROOT

from analysis import export, networks, tables


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
        study.whole("relations"), study.labelled("instruments"), actors
    )
    return networks.of_committee(graph, "lao-cai-city-committee", "all", networks.TYPES)


def read_back(files: export.NetworkFiles) -> dict[str, nx.MultiDiGraph]:
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
    check_equal(read_back(export.network_files(graph))[form], graph)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_the_real_network_comes_back(real, form):
    assert len(real) > 10
    check_equal(read_back(export.network_files(real))[form], real)


def test_numbers_come_back_as_numbers(graph):
    for found in read_back(export.network_files(graph)).values():
        assert found.nodes["prog"]["set_count"] == 7
        assert isinstance(found.nodes["prog"]["set_count"], int)


def test_vietnamese_letters_stand_as_they_are(graph):
    files = export.network_files(graph)
    for text in (files.graphml, files.gexf):
        assert "xã Đồng Liên" in text
        assert "Chương trình" in text


def test_what_is_not_known_is_left_out(graph):
    files = export.network_files(graph)
    for text in (files.graphml, files.gexf):
        assert "None" not in text
        assert "locality_id" not in text


def test_both_are_well_formed(graph):
    files = export.network_files(graph)
    assert ET.fromstring(files.graphml.encode()).tag.endswith("graphml")
    assert ET.fromstring(files.gexf.encode()).tag.endswith("gexf")


def test_the_order_in_which_a_graph_was_made_does_not_matter(real):
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(real.nodes(data=True))))
    turned.add_edges_from(reversed(list(real.edges(keys=True, data=True))))
    assert export.network_files(turned) == export.network_files(real)


def test_the_graph_is_left_as_it_was(graph):
    before = nx.node_link_data(graph, edges="edges")
    export.network_files(graph)
    assert nx.node_link_data(graph, edges="edges") == before


SCRIPT = """
import hashlib
from analysis import export, networks, tables
study = tables.load_tables("vi")
actors = networks.actors(*map(study.labelled, ("committees", "bodies", "localities")))
graph = networks.programme_network(
    study.whole("relations"), study.labelled("instruments"), actors)
part = networks.of_committee(graph, "lao-cai-city-committee", "all", networks.TYPES)
files = export.network_files(part)
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
    files = export.network_files(graph)
    bundle = files._repr_mimebundle_()
    assert bundle == {
        "application/graphml+xml": files.graphml,
        "application/gexf+xml": files.gexf,
        "text/plain": repr(files),
    }
    assert repr(files).startswith("GraphML ")
