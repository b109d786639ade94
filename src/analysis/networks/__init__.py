"""Tables to graphs, graphs to tables, graphs to layouts.

`graphs` builds them; `reach` says what depends on what. `layers` lays the programme
network out by level: `threads` says what stands in which column, `sizes` how large its
boxes are (`letters`: how wide a text is), `order` what stands above what, `places` how
high, and `curves` draws edges.
"""

from analysis.networks.graphs import (
    HEIGHT,
    LAYERS,
    actors,
    of_committee,
    programme_network,
)
from analysis.networks.layers import layered
from analysis.networks.layout import Layout
from analysis.networks.reach import (
    above_and_below,
    chain,
    downward,
    edges_table,
    time_between,
    what_carries,
    who_implements_whom,
)

__all__ = [
    "HEIGHT",
    "LAYERS",
    "Layout",
    "above_and_below",
    "actors",
    "chain",
    "downward",
    "edges_table",
    "layered",
    "of_committee",
    "programme_network",
    "time_between",
    "what_carries",
    "who_implements_whom",
]
