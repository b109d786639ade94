"""One fact, instrument, committee or indicator with all that is known of it.

Rooms, from what all rest on:

`cards`    what is known, as text and as HTML
`index`    every row by its cells; the audit and the rulings by fact
`lines`    rows of the tables in words, a line each
`claims`   one fact: its rivals, rulings, checks and numerals; its passage on request
`things`   whatever a key names, with every fact that speaks of it
`citing`   the sources of some facts, and the data, as they are cited
"""

from analysis.explain.cards import Claim, Passage, Section, Thing
from analysis.explain.citing import Citation, citation, collection
from analysis.explain.claims import claim, passage, sources_folder
from analysis.explain.things import explain

__all__ = [
    "Citation",
    "Claim",
    "Passage",
    "Section",
    "Thing",
    "citation",
    "claim",
    "collection",
    "explain",
    "passage",
    "sources_folder",
]
