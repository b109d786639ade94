"""`index.html`: every report of a plan by question, committee, term and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from analysis.batch.keys_of_data import Keys
from analysis.batch.plan import Plan, Report

TITLES = {"committee_id": "Committee", "term_id": "Term"}


@dataclass(frozen=True)
class Row:
    """One study: its parameters by name, and its reports by language.

    `words` are the parameters' values as a reader knows them, in both languages.
    `reports` are names by language; `missing` says why one has no page.
    """

    words: dict[str, str]
    reports: dict[str, str]
    missing: dict[str, str]


@dataclass(frozen=True)
class Question:
    """A notebook: its title by language and the studies made with it."""

    anchor: str
    titles: dict[str, str]
    columns: list[str]
    rows: list[Row]


@cache
def templates() -> jinja2.Environment:
    """Return the templates of the pages that no notebook makes."""
    folder = Path(__file__).parent / "template"
    loader = jinja2.FileSystemLoader(folder)
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)


def catalogue(plan: Plan, missing: Mapping[str, str]) -> str:
    """Return the text of `index.html`; `missing` says why a report has no page."""
    questions = _questions(plan, missing)
    choices: dict[str, list[str]] = {}
    for question in questions:
        for row in question.rows:
            for name in TITLES.keys() & row.words.keys():
                choices.setdefault(name, []).append(row.words[name])
    langs = {lang for q in questions for row in q.rows for lang in row.reports if lang}
    return (
        templates()
        .get_template("catalogue.html.j2")
        .render(
            questions=questions,
            choices={
                key: sorted(set(choices[key])) for key in TITLES if key in choices
            },
            titles=TITLES,
            langs=sorted(langs),
            failed_count=sum(why == "failed" for why in missing.values()),
        )
    )


def _questions(plan: Plan, missing: Mapping[str, str]) -> list[Question]:
    """Group the reports by notebook, then by all parameters but the language."""
    keys = Keys(plan.root / "data")
    groups: dict[Path, dict[tuple[object, ...], list[Report]]] = {}
    for report in plan.reports:
        values = tuple(v for k, v in sorted(report.values.items()) if k != "lang")
        studies = groups.setdefault(report.notebook.path, {})
        studies.setdefault(values, []).append(report)
    return [
        _question([r for reports in studies.values() for r in reports], keys, missing)
        for _, studies in sorted(groups.items())
    ]


def _question(
    reports: list[Report], keys: Keys, missing: Mapping[str, str]
) -> Question:
    notebook = reports[0].notebook
    titles = {report.lang or "": report.title for report in reports}
    studies: dict[str, list[Report]] = {}
    for report in reports:
        values = {k: v for k, v in report.values.items() if k != "lang"}
        studies.setdefault(repr(sorted(values.items())), []).append(report)
    columns = _columns(reports)
    rows = [
        Row(
            {name: _words(keys, name, str(made[0].values[name])) for name in columns},
            {report.lang or "": report.name for report in made},
            {r.lang or "": missing[r.name] for r in made if r.name in missing},
        )
        for made in studies.values()
    ]
    return Question(notebook.stem, dict(sorted(titles.items())), columns, rows)


def _columns(reports: list[Report]) -> list[str]:
    """Return the parameters to show: those named in TITLES, and those that vary."""
    names = [name for name in reports[0].values if name != "lang"]
    varied = [name for name in names if len({r.values[name] for r in reports}) > 1]
    return [name for name in names if name in TITLES or name in varied]


def _words(keys: Keys, name: str, value: str) -> str:
    """Return a key as a reader knows it, in both languages where they differ."""
    labels = [keys.label(name, value, lang) for lang in ("en", "vi")]
    return " · ".join(dict.fromkeys(filter(None, labels))) or value or "all"
