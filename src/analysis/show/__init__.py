"""Tables and figures as a reader sees them: named, in one language, with evidence.

A table shows keys as names and figures as its language writes them; its last column
leads from each row to the claims that it was computed from, and its foot says which
sources speak, how many of the claims are the committee's own account, and how many
figures are bounds. What the texts do not mention is said in so many words. Beside what
is seen stands the same table with its raw values, as a Frictionless resource.
"""

from analysis.show.cells import figures
from analysis.show.network import network
from analysis.show.pictures import Chart, Picture, chart, figure
from analysis.show.resource import Raw
from analysis.show.shown import MANY, Table, links_to_claims
from analysis.show.study import foot, sources, table

__all__ = [
    "MANY",
    "Chart",
    "Picture",
    "Raw",
    "Table",
    "chart",
    "figure",
    "figures",
    "foot",
    "links_to_claims",
    "network",
    "sources",
    "table",
]
