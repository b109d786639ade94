"""`reports__L.html`: every report of a plan by question, in one language.

Reports without a language are on the English page. With the pages come what all pages
share, and the order of the reports for their links to the previous and the next one
(`assets/reports__L.js`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis import words
from nbbatch.plan import Plan, Report
from publish import layout

SEPARATOR = " · "  # between what a report is about


@dataclass(frozen=True)
class Row:
    """One report: what it is about, "" if nothing narrows its question.

    `missing` is the key of the phrase that says why it has no page, if it has none.
    """

    name: str
    subject: str
    missing: str = ""


@dataclass(frozen=True)
class Question:
    """A notebook: its title and the reports made with it, in one language."""

    stem: str
    title: str
    rows: tuple[Row, ...]


def languages(plan: Plan) -> list[words.Lang]:
    """Return the languages that have a catalogue: those of the plan, or English."""
    used = {report.lang for report in plan.reports}
    return [lang for lang in words.LANGUAGES if lang in used] or [words.LANGUAGES[0]]


def catalogue(
    plan: Plan, missing: Mapping[str, str], *, has_site: bool
) -> dict[str, str | bytes]:
    """Return the pages and what they and the reports need, by file name.

    `missing` gives the key of the phrase that says why a report has no page.
    """
    files: dict[str, str | bytes] = {**layout.shared_files()}
    pages = {lang: f"reports__{lang}.html" for lang in languages(plan)}
    for lang in pages:
        page = layout.Page(
            pages[lang],
            lang,
            words.phrase("catalogue_title", lang),
            {other: pages[other] for other in pages if other != lang},
            has_site=has_site,
            scripts=layout.SITE_SCRIPTS if has_site else (),
        )
        listed = questions(plan, missing, lang)
        files[page.address] = layout.render(
            "catalogue.html.j2",
            page,
            questions=listed,
            failed_count=sum(why == "catalogue_failed" for why in missing.values()),
        )
        order = [
            [row.name, " – ".join(filter(None, [question.title, row.subject]))]
            for question in listed
            for row in question.rows
            if not row.missing
        ]
        script = f"window.REPORTS = {json.dumps(order, ensure_ascii=False)};\n"
        files[f"assets/reports__{lang}.js"] = script
    return files


def questions(plan: Plan, missing: Mapping[str, str], lang: str) -> list[Question]:
    """Return the reports in one language by notebook, in the notebooks' order.

    Reports without a language are among the first language's.
    """
    first = languages(plan)[0]
    groups: dict[Path, list[Report]] = {}
    for report in plan.reports:
        if lang == (report.lang if report.lang in words.LANGUAGES else first):
            groups.setdefault(report.notebook.path, []).append(report)
    return [
        _question(groups[path], missing, lang)
        for path in sorted(groups, key=lambda path: path.stem)
    ]


def _question(reports: list[Report], missing: Mapping[str, str], lang: str) -> Question:
    """A notebook with its reports, those on the same committee side by side."""
    by_subject: dict[str, list[Row]] = {}
    for report in reports:
        subject = layout.subject(report, lang)
        row = Row(report.name, SEPARATOR.join(subject), missing.get(report.name, ""))
        by_subject.setdefault(next(iter(subject), ""), []).append(row)
    rows = tuple(row for group in by_subject.values() for row in group)
    return Question(reports[0].notebook.path.stem, reports[0].title, rows)
