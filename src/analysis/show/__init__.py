"""Tables and figures as a reader sees them: named, in one language, with evidence.

A table shows keys by their labels and figures as its language writes them. Its last
column links each row to the statements that it was computed from; its foot names the
sources, and says how many of the statements are the committee's own account and how
many figures are bounds. What the texts do not mention is marked as such. The output
also has the raw values, as a Frictionless resource.
"""

from analysis.show.network import cascade as cascade
from analysis.show.network import network as network
from analysis.show.pictures import Chart as Chart
from analysis.show.pictures import Picture as Picture
from analysis.show.pictures import chart as chart
from analysis.show.shown import MANY as MANY
from analysis.show.shown import Table as Table
from analysis.show.shown import links_to_claims as links_to_claims
from analysis.show.stated import Findings as Findings
from analysis.show.stated import stated as stated
from analysis.show.study import foot as foot
from analysis.show.study import sources as sources
from analysis.show.study import table as table
