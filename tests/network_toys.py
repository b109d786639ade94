"""The cascades and networks of the reports, as tests of drawing and page need them."""

from dataclasses import dataclass
from functools import cache

import networkx as nx

from analysis import charts, networks, tables
from analysis.networks.layout import Layout
from analysis.tables import Study

CITY = "lao-cai-city-committee"
PROVINCE = "lao-cai-province-committee"
OTHER = "thai-nguyen-city-committee"
REPORTS = [
    (committee, term, lang)
    for committee, term in ((CITY, "all"), (PROVINCE, "2020-2025"), (OTHER, "all"))
    for lang in ("en", "vi")
]


@dataclass(frozen=True)
class Drawn:
    """A network or a cascade with its layout and its picture."""

    study: Study
    graph: nx.MultiDiGraph
    layout: Layout
    ax: object


@cache
def whole(lang: str) -> tuple[Study, nx.MultiDiGraph]:
    study = tables.load_tables(lang)
    return study, networks.whole(study)


@cache
def drawn(committee_id: str, term_id: str, lang: str) -> Drawn:
    """The whole network of a committee."""
    study, everything = whole(lang)
    return laid_out(study, networks.of_committee(everything, committee_id, term_id))


@cache
def cascade(committee_id: str, term_id: str, lang: str) -> Drawn:
    """The cascade of a committee."""
    study, everything = whole(lang)
    part = networks.of_committee(everything, committee_id, term_id)
    return laid_out(study, networks.cascade(part, committee_id, lang).graph)


def laid_out(study: Study, graph: nx.MultiDiGraph) -> Drawn:
    layout = networks.layout(graph)
    ax = charts.draw_network(graph, layout, lang=study.lang)
    return Drawn(study, graph, layout, ax)
