"""Tables and figures as a reader sees them: named, in one language, with evidence.

A table shows keys by their labels and figures as its language writes them. Its last
column links each row to the statements that it was computed from; its foot names the
sources, and says how many of the statements are the committee's own account and how
many figures are bounds. What the texts do not mention is marked as such. The output
also has the raw values, as a Frictionless resource.
"""

from analysis.show.cells import figures
from analysis.show.network import cascade, network
from analysis.show.pictures import Chart, Picture, chart
from analysis.show.resource import Raw
from analysis.show.shown import MANY, Table, links_to_claims
from analysis.show.stated import Findings, stated
from analysis.show.study import foot, sources, table

__all__ = [
    "MANY",
    "Chart",
    "Findings",
    "Picture",
    "Raw",
    "Table",
    "cascade",
    "chart",
    "figures",
    "foot",
    "links_to_claims",
    "network",
    "sources",
    "stated",
    "table",
]
