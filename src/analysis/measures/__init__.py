"""Tables to tidy tables: what is counted, shared and reached, figure by figure.

Every function takes frames and returns a new one. A parameter with the name of a table
of `data/` is this table or some of its rows, with the columns of the codebook; `links`
are those of `fact_links`. Beside each figure stands `fact_ids`: the facts that it was
computed from, separated by a space. Nothing here knows a place, a language or a path.
`counting` is what several studies share; the other files have the names of `charts`
and `findings`.
"""

from analysis.measures.counting import NOT_MENTIONED as NOT_MENTIONED
from analysis.measures.counting import wide as wide
from analysis.measures.coverage import coverage as coverage
from analysis.measures.coverage import statements as statements
from analysis.measures.devices import concrete_first as concrete_first
from analysis.measures.devices import first_of_each as first_of_each
from analysis.measures.devices import with_evidence as with_evidence
from analysis.measures.diffusion import against_tasks as against_tasks
from analysis.measures.diffusion import listed_tasks as listed_tasks
from analysis.measures.diffusion import rounds as rounds
from analysis.measures.diffusion import steps as steps
from analysis.measures.evidence import compared as compared
from analysis.measures.evidence import pace as pace
from analysis.measures.evidence import pairs_of_one_indicator as pairs_of_one_indicator
from analysis.measures.evidence import speakers as speakers
from analysis.measures.evidence import tensions as tensions
from analysis.measures.evidence import words_of_facts as words_of_facts
from analysis.measures.failings import about as about
from analysis.measures.failings import accounts as accounts
from analysis.measures.failings import answers as answers
from analysis.measures.failings import causes as causes
from analysis.measures.failings import in_words as in_words
from analysis.measures.methods import methods_by_name as methods_by_name
from analysis.measures.methods import said_of as said_of
from analysis.measures.methods import with_status as with_status
from analysis.measures.organisation import offices as offices
from analysis.measures.organisation import ratios as ratios
from analysis.measures.organisation import shares_with_bases as shares_with_bases
from analysis.measures.outcomes import changes as changes
from analysis.measures.outcomes import provinces_of as provinces_of
from analysis.measures.outcomes import scores as scores
from analysis.measures.parts import parts_and_wholes as parts_and_wholes
from analysis.measures.programmes import programmes_by_term as programmes_by_term
from analysis.measures.programmes import rulings_on as rulings_on
from analysis.measures.reliability import agreement_by_text as agreement_by_text
from analysis.measures.reliability import agreement_on_codes as agreement_on_codes
from analysis.measures.reliability import agreement_on_units as agreement_on_units
from analysis.measures.reliability import confusion as confusion
from analysis.measures.reliability import paired_units as paired_units
from analysis.measures.reliability import settled as settled
from analysis.measures.resolutions import ties as ties
from analysis.measures.targets import attainments as attainments
from analysis.measures.targets import distribution as distribution
from analysis.measures.targets import without_figures as without_figures
from analysis.measures.trends import claims_over_time as claims_over_time
from analysis.measures.trends import with_bounds as with_bounds
