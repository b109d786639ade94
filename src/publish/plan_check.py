"""What the site asks of a plan and of folders, beyond what its reports need."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from analysis.addresses import SINGULAR
from analysis.allowed_values import is_collection
from nbbatch.notebook import PlanError, typed
from nbbatch.plan import Plan, studies
from nbbatch.plan_file import near

REGISTERS = tuple(table for table in SINGULAR if table != "sources")
FIGURE = re.compile(r"(.+)#figure-([1-9]\d?)")
# Names of pages around the reports, without their language.
PAGES = ("index", "reports", "texts", "register", "glossary", "downloads", *REGISTERS)


def front_figures(plan: Plan) -> list[tuple[str, int]]:
    """Return the figures of the front page: report (without language) and number.

    The table `[front]` of the plan has one key: `figures`, a list of addresses such as
    "04_cascade#figure-1".

    Raises
    ------
    PlanError
        If the table has another form, or names a report that does not exist.
    """
    named = plan.front.get("figures", [])
    is_list = isinstance(named, list) and all(isinstance(n, str) for n in named)
    matches = [FIGURE.fullmatch(name) for name in named] if is_list else [None]
    if not all(matches) or plan.front.keys() - {"figures"}:
        message = (
            "front: must be a table with one key, figures: a list of figures such as "
            f'"04_cascade#figure-1"; found {dict(plan.front)}'
        )
        raise PlanError([f"{typed(plan.path)}: {message}"])
    figures = [(match[1], int(match[2])) for match in matches if match]
    reports = [*studies(plan.reports), *plan.left_out]
    problems = [
        f"no report {near(name, reports)}" for name, _ in figures if name not in reports
    ]
    if problems:
        raise PlanError(f"{typed(plan.path)}: front: {each}" for each in problems)
    return figures


def check_plan(plan: Plan) -> None:
    """Check what the site reads of a plan, before anything runs.

    Raises
    ------
    PlanError
        If the front page cannot be made, or a report has the name of another page.
    """
    front_figures(plan)
    taken = [name for name in studies(plan.reports) if name.casefold() in PAGES]
    if taken:
        pages = ", ".join(PAGES)
        message = f"{taken[0]!r} cannot name a report beside the pages {pages}"
        raise PlanError([f"{typed(plan.path)}: {message}; give a `name`"])


def check_texts(plan: Plan, out: Path, folder: Path) -> None:
    """Check that the whole texts can be written to `folder`, before anything runs.

    Raises
    ------
    FileNotFoundError
        If the texts are not at hand.
    ValueError
        If the data are no facts read from texts, or the folder is refused.
    """
    from analysis.tables import sources_folder

    if not is_collection(plan.root):
        msg = (
            f"--with-texts: the data of {plan.root.name} must be facts read from texts"
        )
        raise ValueError(msg)
    sources_folder()
    check_folder(folder, [out, plan.root / "reports"])


def check_folder(folder: Path, reports: Sequence[Path]) -> None:
    """Check that what is written to `folder` is neither published nor committed.

    Raises
    ------
    ValueError
        If it overlaps with a folder of reports, or git does not ignore it.
    """
    folder = folder.resolve()
    for other in (path.resolve() for path in reports):
        if folder.is_relative_to(other) or other.is_relative_to(folder):
            msg = (
                "--with-texts: must be a folder apart from the reports, as others have "
                f"rights in the texts; found {folder.name} together with {other.name}"
            )
            raise ValueError(msg)
    if any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        place = next(path for path in (folder, *folder.parents) if path.is_dir())
        command = ["git", "-C", str(place), "check-ignore", "--quiet", f"{folder}/"]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            msg = (
                "--with-texts: must be a folder that git does not keep, as others have "
                f"rights in the texts; found {folder.name}, which .gitignore lacks"
            )
            raise ValueError(msg)
