"""Tables to graphs, graphs to tables, graphs to layouts.

`graphs` builds them; `reach` says what depends on what. `layers` lays the programme
network out by level: `threads` says what stands in which column, `sizes` how large its
boxes are (`letters`: how wide a text is), `order` what stands above what, `places` how
high, and `curves` draws edges.
"""

from analysis.networks.graphs import LAYERS as LAYERS
from analysis.networks.graphs import actors as actors
from analysis.networks.graphs import of_committee as of_committee
from analysis.networks.graphs import programme_network as programme_network
from analysis.networks.layers import layered as layered
from analysis.networks.reach import above_and_below as above_and_below
from analysis.networks.reach import chain as chain
from analysis.networks.reach import downward as downward
from analysis.networks.reach import edges_table as edges_table
from analysis.networks.reach import time_between as time_between
from analysis.networks.reach import what_carries as what_carries
from analysis.networks.reach import who_implements_whom as who_implements_whom
