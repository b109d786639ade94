"""Tables to graphs, graphs to tables, graphs to layouts.

`graphs` builds them, `reach` says what hangs on what, `layers` lays the programme
network out by level and `discourse` the network of speakers and dimensions.
"""

from analysis.networks.discourse import crossings, discourse, ties_table, two_mode
from analysis.networks.graphs import (
    HEIGHT,
    LAYERS,
    TYPES,
    actors,
    of_committee,
    programme_network,
)
from analysis.networks.layers import layered
from analysis.networks.layout import Layout
from analysis.networks.reach import (
    CARRYING,
    downward,
    edges_table,
    time_between,
    what_carries,
    who_implements_whom,
)

__all__ = [
    "CARRYING",
    "HEIGHT",
    "LAYERS",
    "TYPES",
    "Layout",
    "actors",
    "crossings",
    "discourse",
    "downward",
    "edges_table",
    "layered",
    "of_committee",
    "programme_network",
    "ties_table",
    "time_between",
    "two_mode",
    "what_carries",
    "who_implements_whom",
]
