"""Tidy tables to sentences, in the language of the report.

A sentence is computed from the table beside it, so it stays true under other
parameters. It says what is reported, by whom; it names no cause of its own. The files
have the names of `measures` and `charts`; `wording` is what they share.
"""

from analysis.findings.devices import devices as devices
from analysis.findings.diffusion import against_tasks as against_tasks
from analysis.findings.diffusion import rounds as rounds
from analysis.findings.diffusion import steps as steps
from analysis.findings.evidence import agreement as agreement
from analysis.findings.evidence import comparisons as comparisons
from analysis.findings.evidence import failings_by_others as failings_by_others
from analysis.findings.evidence import pace as pace
from analysis.findings.evidence import reasons as reasons
from analysis.findings.evidence import verdicts as verdicts
from analysis.findings.failings import account_names as account_names
from analysis.findings.failings import answers as answers
from analysis.findings.failings import causes as causes
from analysis.findings.failings import diagnoses as diagnoses
from analysis.findings.methods import committee as committee
from analysis.findings.methods import methods as methods
from analysis.findings.network import advice as advice
from analysis.findings.network import cascade as cascade
from analysis.findings.network import drawn as drawn
from analysis.findings.network import network as network
from analysis.findings.organisation import offices as offices
from analysis.findings.organisation import ratios as ratios
from analysis.findings.organisation import shares as shares
from analysis.findings.outcomes import outcomes as outcomes
from analysis.findings.outcomes import years_marked as years_marked
from analysis.findings.parts import parts as parts
from analysis.findings.programmes import terms as terms
from analysis.findings.targets import attainments as attainments
from analysis.findings.targets import distribution as distribution
from analysis.findings.trends import claims as claims
from analysis.findings.wording import sentence as sentence
