"""Tables to tidy tables: what is counted, shared and reached, figure by figure.

Every function takes frames with the columns of the codebook and returns a new
frame. Beside each figure stands `fact_ids`: the facts that it was computed from,
separated by a space. Nothing here knows a place, a language or a path.
"""

from analysis.measures.coverage import (
    NOT_MENTIONED,
    REPORTED,
    STATUSES,
    counted,
    coverage,
    ids,
    in_order,
    reach_of_coverage,
    self_report,
    statements,
    statuses,
    statuses_wide,
    wide,
)
from analysis.measures.figures import claims_over_time, with_bounds
from analysis.measures.instruments import programmes_by_term, rulings_on, with_mentions
from analysis.measures.results import attainments, distribution
from analysis.measures.synthesis import (
    design,
    figures_that_hold,
    pairs_of_one_indicator,
    without_each_source,
)

__all__ = [
    "NOT_MENTIONED",
    "REPORTED",
    "STATUSES",
    "attainments",
    "claims_over_time",
    "counted",
    "coverage",
    "design",
    "distribution",
    "figures_that_hold",
    "ids",
    "in_order",
    "pairs_of_one_indicator",
    "programmes_by_term",
    "reach_of_coverage",
    "rulings_on",
    "self_report",
    "statements",
    "statuses",
    "statuses_wide",
    "wide",
    "with_bounds",
    "with_mentions",
    "without_each_source",
]
