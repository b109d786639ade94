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
from analysis.measures.failings import (
    ANSWERS,
    answers_by,
    answers_listed,
    answers_wide,
    as_remedies,
    causes_reported,
    grouped,
    remedies,
)
from analysis.measures.figures import claims_over_time, with_bounds
from analysis.measures.inspection import rates, relations_beside
from analysis.measures.instruments import programmes_by_term, rulings_on, with_mentions
from analysis.measures.organisation import (
    ROLES,
    actors,
    parts_and_wholes,
    ratios,
    roles,
    roles_by_kind,
    roles_wide,
    shares_with_bases,
)
from analysis.measures.resolutions import (
    TIES,
    given_causes,
    in_sets,
    sets_named,
    ties,
    ties_wide,
)
from analysis.measures.results import attainments, distribution
from analysis.measures.synthesis import (
    design,
    figures_that_hold,
    pairs_of_one_indicator,
    without_each_source,
)
from analysis.measures.tasks import (
    STANDINGS,
    against_tasks,
    listed_tasks,
    reiteration,
    standings_wide,
    times_after,
    timings,
)

__all__ = [
    "ANSWERS",
    "NOT_MENTIONED",
    "REPORTED",
    "ROLES",
    "STANDINGS",
    "STATUSES",
    "TIES",
    "actors",
    "against_tasks",
    "answers_by",
    "answers_listed",
    "answers_wide",
    "as_remedies",
    "attainments",
    "causes_reported",
    "claims_over_time",
    "counted",
    "coverage",
    "design",
    "distribution",
    "figures_that_hold",
    "given_causes",
    "grouped",
    "ids",
    "in_order",
    "in_sets",
    "listed_tasks",
    "pairs_of_one_indicator",
    "parts_and_wholes",
    "programmes_by_term",
    "rates",
    "ratios",
    "reach_of_coverage",
    "reiteration",
    "relations_beside",
    "remedies",
    "roles",
    "roles_by_kind",
    "roles_wide",
    "rulings_on",
    "self_report",
    "sets_named",
    "shares_with_bases",
    "standings_wide",
    "statements",
    "statuses",
    "statuses_wide",
    "ties",
    "ties_wide",
    "times_after",
    "timings",
    "wide",
    "with_bounds",
    "with_mentions",
    "without_each_source",
]
