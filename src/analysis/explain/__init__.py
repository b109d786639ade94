"""Everything the data record about one fact, instrument, committee or indicator.

Modules, from what all rest on:

`models`      what is explained, as text and as HTML
`index`       the lines of the audit and of the rulings by fact
`wording`     rows of the tables in words, a line each
`statements`  one fact: its rivals, rulings, checks and numerals; its passage
`entities`    whatever a key names, with every fact that refers to it
`citations`   the sources of some facts, and the data, as they are cited
"""

from analysis.explain.citations import Citation, authors, citation, collection
from analysis.explain.entities import explain, first
from analysis.explain.models import Explanation, Passage, Section
from analysis.explain.statements import passage, statement

__all__ = [
    "Citation",
    "Explanation",
    "Passage",
    "Section",
    "authors",
    "citation",
    "collection",
    "explain",
    "first",
    "passage",
    "statement",
]
