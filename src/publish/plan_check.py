"""What the site asks of a plan, beyond what its reports need."""

from __future__ import annotations

from analysis.addresses import SINGULAR
from nbbatch.notebook import PlanError, typed
from nbbatch.plan import Plan, studies
from nbbatch.plan_file import near

REGISTERS = tuple(table for table in SINGULAR if table != "sources")
# Names of pages around the reports, without their language.
PAGES = ("index", "reports", "texts", "register", "glossary", "downloads", *REGISTERS)


def front_reports(plan: Plan) -> list[str]:
    """Return the reports of the front page, named without their language.

    The table `[front]` of the plan has one key: `reports`, a list of their names.

    Raises
    ------
    PlanError
        If the table has another form, or names a report that does not exist.
    """
    names = plan.front.get("reports", [])
    is_list = isinstance(names, list) and all(isinstance(n, str) for n in names)
    if not is_list or plan.front.keys() - {"reports"}:
        message = "front: must be a table with one key, reports: a list of names"
        raise PlanError([f"{typed(plan.path)}: {message}"])
    known = studies(plan.reports)
    problems = [f"no report {near(name, known)}" for name in names if name not in known]
    if problems:
        raise PlanError(f"{typed(plan.path)}: front: {each}" for each in problems)
    return list(names)


def check_plan(plan: Plan) -> None:
    """Check what the site reads of a plan, before anything runs.

    Raises
    ------
    PlanError
        If the front page cannot be made, or a report has the name of another page.
    """
    front_reports(plan)
    taken = [name for name in studies(plan.reports) if name.casefold() in PAGES]
    if taken:
        pages = ", ".join(PAGES)
        message = f"{taken[0]!r} cannot name a report beside the pages {pages}"
        raise PlanError([f"{typed(plan.path)}: {message}; give a `name`"])
