"""Write a network as GraphML and GEXF, which Gephi, yEd, igraph and others read."""

import io
import re
from dataclasses import dataclass
from typing import Any

import networkx as nx

from publish.executed import GEXF, GRAPHML


@dataclass(frozen=True)
class NetworkFiles:
    """A network as GraphML and GEXF, displayed by a notebook as files to download."""

    graphml: str
    gexf: str

    def __repr__(self) -> str:
        """The sizes of both files."""
        return f"GraphML {len(self.graphml)} and GEXF {len(self.gexf)} characters"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {
            GRAPHML: self.graphml,
            GEXF: self.gexf,
            "text/plain": repr(self),
        }


def network_files(graph: nx.MultiDiGraph) -> NetworkFiles:
    """Return `graph` as GraphML and GEXF with all attributes of nodes and edges.

    Missing attributes are left out, since neither format has a missing value. The
    attribute `type` of a relation is called `relation`, as GEXF keeps `type` for
    itself; the key of an edge is its `fact_id`. Equal graphs give equal texts.
    """
    copy = nx.MultiDiGraph()
    for node, attributes in sorted(graph.nodes(data=True)):
        copy.add_node(node, **_attributes(attributes))
    for u, v, key, attributes in sorted(graph.edges(keys=True, data=True)):
        copy.add_edge(u, v, key=key, **_attributes(attributes), fact_id=key)
    graphml, gexf = io.BytesIO(), io.BytesIO()
    nx.write_graphml_xml(copy, graphml)
    nx.write_gexf(copy, gexf)
    undated = re.sub(r' lastmodifieddate="[^"]*"', "", gexf.getvalue().decode("utf-8"))
    return NetworkFiles(graphml.getvalue().decode("utf-8") + "\n", undated)


def _attributes(attributes: dict[str, Any]) -> dict[str, Any]:
    new_names = {"type": "relation"} if "basis" in attributes else {}
    return {
        new_names.get(name, name): value
        for name, value in attributes.items()
        if value is not None
    }
