"""Networks as GraphML and GEXF, read back by networkx."""

import io

import networkx as nx
import pytest

from analysis import networks, tables
from publish.downloads.networks import NetworkFiles, network_files


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
    everything = networks.whole(tables.load_tables("vi"))
    return networks.of_committee(everything, "lao-cai-city-committee", "all")


def read_back(files: NetworkFiles) -> dict[str, nx.MultiDiGraph]:
    graphml = nx.read_graphml(io.BytesIO(files.graphml.encode()), force_multigraph=True)
    return {"graphml": graphml, "gexf": nx.read_gexf(io.BytesIO(files.gexf.encode()))}


def present(attributes: dict) -> dict:
    return {name: value for name, value in attributes.items() if value is not None}


@pytest.mark.parametrize("form", ["graphml", "gexf"])
@pytest.mark.parametrize("which", ["graph", "real"])
def test_every_node_edge_and_attribute_comes_back(request, which, form):
    graph = request.getfixturevalue(which)
    copy = read_back(network_files(graph))[form]
    assert copy.is_directed()
    assert set(copy) == set(graph)
    for node, attributes in graph.nodes(data=True):
        assert dict(copy.nodes[node]) == present(attributes), node
    edges = {given["fact_id"]: (u, v, given) for u, v, given in copy.edges(data=True)}
    assert len(edges) == copy.number_of_edges() == graph.number_of_edges()
    for u, v, key, attributes in graph.edges(keys=True, data=True):
        source, target, given = edges[key]
        assert (source, target) == (u, v)
        expected = present(attributes)
        expected |= {"relation": expected.pop("type"), "fact_id": key}
        assert {name: given[name] for name in expected} == expected
        assert set(given) - set(expected) <= {"id"}


def test_the_order_of_a_graph_does_not_matter_and_the_graph_is_not_changed(real):
    before = nx.node_link_data(real, edges="edges")
    reverse = nx.MultiDiGraph()
    reverse.add_nodes_from(reversed(list(real.nodes(data=True))))
    reverse.add_edges_from(reversed(list(real.edges(keys=True, data=True))))
    assert network_files(reverse) == network_files(real)
    assert nx.node_link_data(real, edges="edges") == before
