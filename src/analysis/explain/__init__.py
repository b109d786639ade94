"""Everything the data record about one fact, instrument, committee or indicator.

Modules, from what all rest on:

`models`      what is explained, as text and as HTML
`index`       the lines of the audit and of the rulings by fact
`wording`     rows of the tables in words, a line each
`statements`  one fact: its rivals, rulings, checks and numerals; its passage
`entities`    whatever a key names, with every fact that refers to it
`citations`   the sources of some facts, and the data, as they are cited
"""

from analysis.explain.citations import Citation as Citation
from analysis.explain.citations import authors as authors
from analysis.explain.citations import citation as citation
from analysis.explain.citations import collection as collection
from analysis.explain.entities import explain as explain
from analysis.explain.entities import first as first
from analysis.explain.models import Explanation as Explanation
from analysis.explain.models import Passage as Passage
from analysis.explain.models import Section as Section
from analysis.explain.statements import passage as passage
