"""`reports__L.html`: every report of a plan by question, committee and term.

There is a page for each language of the plan; reports without a language stand on the
English one. The page lists all with no script; `assets/catalogue.js` adds the choice.
With it come what all pages share, and the order of the reports for their links to the
previous and the next (`assets/reports__L.js`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis import words
from nbbatch.plan import Plan, Report
from publish import layout

WHOLE = ("", "all")
CHOICES = ("committee_id", "term_id")
SCRIPTS = ("common.js", "catalogue.js")


@dataclass(frozen=True)
class Row:
    """One report: its parameters by name as a reader knows them.

    `wide` are those that stand for all there are; `missing` is the key of the phrase
    that says why it has no page, if it has none.
    """

    name: str
    words: dict[str, str]
    wide: frozenset[str] = frozenset()
    missing: str = ""

    @property
    def head(self) -> str:
        """The first parameter: reports on one thing stand together."""
        return next(iter(self.words.values()), "")

    @property
    def subject(self) -> str:
        """The parameters in a line: those that narrow the report, or else all."""
        narrow = [told for name, told in self.words.items() if name not in self.wide]
        return " · ".join(narrow or self.words.values())


@dataclass(frozen=True)
class Question:
    """A notebook: its title and the reports made with it, in one language."""

    anchor: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def languages(plan: Plan) -> list[words.Lang]:
    """Return the languages that have a catalogue: those of the plan, or English."""
    found = {report.lang for report in plan.reports}
    return [lang for lang in words.LANGUAGES if lang in found] or [words.LANGUAGES[0]]


def catalogue(
    plan: Plan, missing: Mapping[str, str], *, has_site: bool
) -> dict[str, str | bytes]:
    """Return the pages and what they and the reports need, by file name.

    `missing` gives the key of the phrase that says why a report has no page.
    """
    written = layout.shared_files()
    for lang in languages(plan):
        asked = questions(plan, missing, lang)
        page = _page(plan, lang, has_site=has_site)
        written[page.address] = layout.render(
            "catalogue.html.j2",
            page,
            questions=asked,
            choices=choices(asked),
            failed_count=sum(why == "catalogue_failed" for why in missing.values()),
        )
        written[f"assets/reports__{lang}.js"] = _order(asked)
    return written


def _page(plan: Plan, lang: str, *, has_site: bool) -> layout.Page:
    return layout.Page(
        f"reports__{lang}.html",
        lang,
        words.phrase("catalogue_title", lang),
        {other: f"reports__{other}.html" for other in languages(plan) if other != lang},
        has_site=has_site,
        scripts=(*SCRIPTS, *(layout.SITE_SCRIPTS[1:] if has_site else ())),
    )


def _order(asked: list[Question]) -> str:
    """The script with the name and the title of each report that has a page."""
    order = [
        [row.name, " – ".join(filter(None, [question.title, row.subject]))]
        for question in asked
        for row in question.rows
        if not row.missing
    ]
    return f"window.REPORTS = {json.dumps(order, ensure_ascii=False)};\n"


def questions(plan: Plan, missing: Mapping[str, str], lang: str) -> list[Question]:
    """Return the reports in one language by notebook, in the notebooks' order.

    Reports without a language stand among the first language's.
    """
    first = languages(plan)[0]
    groups: dict[Path, list[Report]] = {}
    for report in plan.reports:
        if lang == (report.lang if report.lang in words.LANGUAGES else first):
            groups.setdefault(report.notebook.path, []).append(report)
    return [_question(reports, missing, lang) for _, reports in sorted(groups.items())]


def choices(asked: list[Question]) -> dict[str, list[str]]:
    """Return the committees and terms that may be chosen, as the reader knows them."""
    rows = [row for question in asked for row in question.rows]
    found = {
        name: {row.words[name] for row in rows if name in row.words} for name in CHOICES
    }
    return {
        name: sorted(told, key=words.vietnamese_key)
        for name, told in found.items()
        if told
    }


def _question(reports: list[Report], missing: Mapping[str, str], lang: str) -> Question:
    columns = _columns(reports)
    rows = tuple(
        Row(
            report.name,
            {name: _word(report, name, lang) for name in columns},
            frozenset(name for name in columns if report.values[name] in WHOLE),
            missing.get(report.name, ""),
        )
        for report in reports
    )
    heads = list(dict.fromkeys(row.head for row in rows))
    in_order = tuple(sorted(rows, key=lambda row: heads.index(row.head)))
    return Question(reports[0].notebook.path.stem, reports[0].title, columns, in_order)


def _columns(reports: list[Report]) -> tuple[str, ...]:
    """Return the parameters to show: those of CHOICES, and those that vary."""
    names = [name for name in reports[0].values if name != "lang"]
    varied = [name for name in names if len({r.values[name] for r in reports}) > 1]
    return tuple(name for name in names if name in CHOICES or name in varied)


def _word(report: Report, name: str, lang: str) -> str:
    """Return a key as a reader knows it; "" and "all" stand for all of them."""
    value = report.values[name]
    if value in WHOLE:
        return words.phrase("catalogue_all", lang)
    return report.labels.get(name, {}).get(lang) or str(value)
