"""How large the programme network is, and how it is evidenced."""

import networkx as nx

from analysis.findings.wording import sentence


def network(graph: nx.MultiDiGraph, lang: str) -> str:
    """How large the network is, how it is evidenced, and what it cannot name."""
    bases = [basis for *_, basis in graph.edges(data="basis")]
    upward = [kind for *_, kind in graph.edges(data="type") if kind == "advises"]
    return sentence(
        "finding_network",
        lang,
        nodes=len(graph),
        edges=len(bases),
        stated=bases.count("stated"),
        unnamed=sum(count for _, count in graph.nodes(data="unnamed")),
        upward=len(upward),
    )
