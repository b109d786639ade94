"""A network as GraphML and GEXF, with all its attributes; a graph has one text."""

import io
import re
from dataclasses import dataclass
from typing import Any

import networkx as nx

GRAPHML, GEXF = "application/graphml+xml", "application/gexf+xml"


@dataclass(frozen=True)
class NetworkFiles:
    """A network as GraphML and GEXF, to be taken along from a report."""

    graphml: str
    gexf: str

    def __repr__(self) -> str:
        """What there is, and how much."""
        return f"GraphML {len(self.graphml)} and GEXF {len(self.gexf)} characters"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {GRAPHML: self.graphml, GEXF: self.gexf, "text/plain": repr(self)}


def network_files(graph: nx.MultiDiGraph) -> NetworkFiles:
    """`graph` as GraphML and GEXF; the same graph gives the same text.

    What is not known is left out, as neither format has a word for it.
    """
    known = nx.MultiDiGraph()
    for node, attributes in sorted(graph.nodes(data=True)):
        known.add_node(node, **_told(attributes))
    for u, v, key, attributes in sorted(graph.edges(keys=True, data=True)):
        known.add_edge(u, v, key=key, **_told(attributes), fact_id=key)
    graphml, gexf = io.BytesIO(), io.BytesIO()
    nx.write_graphml_xml(known, graphml)
    nx.write_gexf(known, gexf)
    undated = re.sub(r' lastmodifieddate="[^"]*"', "", gexf.getvalue().decode("utf-8"))
    return NetworkFiles(graphml.getvalue().decode("utf-8") + "\n", undated)


def _told(attributes: dict[str, Any]) -> dict[str, Any]:
    renamed = {"type": "relation"} if "basis" in attributes else {}
    return {
        renamed.get(name, name): value
        for name, value in attributes.items()
        if value is not None
    }
