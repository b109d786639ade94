"""Tables to graphs, graphs to tables, graphs to layouts.

`graphs` builds them; `reach` says how far documents are carried; `cascade` makes the
few boxes of a drawing; `layout` places them (`letters`: how wide a text is).
"""

from analysis.networks.cascade import cascade as cascade
from analysis.networks.cascade import rows as rows
from analysis.networks.graphs import LAYERS as LAYERS
from analysis.networks.graphs import above_and_below as above_and_below
from analysis.networks.graphs import downward as downward
from analysis.networks.graphs import of_committee as of_committee
from analysis.networks.graphs import programme_network as programme_network
from analysis.networks.graphs import reached as reached
from analysis.networks.graphs import whole as whole
from analysis.networks.layout import layout as layout
from analysis.networks.reach import carried_out as carried_out
from analysis.networks.reach import edges_table as edges_table
from analysis.networks.reach import followed as followed
from analysis.networks.reach import longest_chain as longest_chain
from analysis.networks.reach import roles as roles
