"""The front page: the question, the findings, three figures, the ways further."""

import re
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from analysis import argument, explain
from nbbatch.plan import studies
from publish import layout
from publish.catalogue import SEPARATOR, Row
from publish.downloads import formats
from publish.executed import Figure
from publish.plan_check import front_figures
from publish.site.context import SiteContext
from publish.site.entities import keys

SENTENCE = re.compile(r"(?<=\.)\s")  # between two of them
HIGHLIGHTS = 3  # figures, where the plan chooses none
LIMITS = (
    "site_limit_sample",
    "site_limit_silence",
    "site_limit_own",
    "site_limit_bounds",
)
Link = tuple[str, str]  # title and address


@dataclass(frozen=True)
class Highlight:
    """A figure of a report on the front page.

    `answer` is the first sentence of what the report says beside it, and `picture` its
    address.
    """

    report: Row
    question: str
    answer: str
    figure: Figure
    picture: str


def page(site: SiteContext) -> tuple[str, str]:
    """The address and the text of the front page."""
    study = site.index.study
    stated = argument.of_front_page(study)
    front = replace(
        site.page("index", site.title),
        address=layout.front_address(site.lang),
        twins={site.other: layout.front_address(site.other)},
    )
    return site.render(
        "front.html.j2",
        front,
        findings=[each for each in stated if each.holds],
        withheld=sum(not each.holds for each in stated),
        sentence=partial(_sentence, site),
        study_of=partial(_study_of, site),
        sources_of=lambda facts: sorted({study.record(f)["source_id"] for f in facts}),
        cited=lambda facts: explain.citation(study, facts).marked,
        highlights=highlights(site),
        committees=[
            (key, reports_on(site, key))
            for key in keys(site, "committees")
            if site.index.row(key)["is_studied"]
        ],
        first_finding=partial(_first_finding, site),
        texts=keys(site, "sources"),
        limits=(*LIMITS, _coding(site)),
    )


def _coding(site: SiteContext) -> str:
    """The phrase that says whether anything was coded twice."""
    coders = {row["coder"] for row in site.index.study.records("codings")}
    return "site_limit_coding" if len(coders) > 1 else "site_limit_single"


def highlights(site: SiteContext) -> list[Highlight]:
    """The figures on the front page: those that the plan chooses, where they were made.

    If it chooses none, they are the first of the first questions that have any.
    """
    rows = {row.name: (title, row) for title, row in site.questions_of_reports}
    chosen = studies(site.plan.reports)
    wanted = front_figures(site.plan)
    firsts = [q.rows[0].name.removesuffix(f"__{site.lang}") for q in site.questions]
    shown = []
    for stem, number in wanted or [(stem, 1) for stem in firsts]:
        report = chosen.get(stem, {}).get(site.lang)
        if report is None or report.name not in rows:
            continue
        title, row = rows[report.name]
        executed = site.executed[row.name]
        figures, findings = executed.figures, executed.findings
        files = formats.addresses(row.name, f"figure-{number}", formats.FIGURE)
        if len(figures) >= number and (site.out / files["SVG"]).is_file():
            figure = figures[number - 1]
            beside = findings[0] if number == 1 and findings else figure.alt
            answer = SENTENCE.split(beside)[0]
            shown.append(Highlight(row, title, answer, figure, files["SVG"]))
    return shown if wanted else shown[:HIGHLIGHTS]


def _sentence(site: SiteContext, stated: argument.Stated) -> Markup:
    """A stated finding, its figures leading to their statements."""
    link = Markup('<a class="number" data-claims="{}" href="{}">{}</a>')
    return Markup("").join(
        Markup.escape(part)
        if isinstance(part, str)
        else link.format(" ".join(part.facts), site.address(part.facts[0]), part.text)
        for part in stated.parts
    )


def _study_of(site: SiteContext, stated: argument.Stated) -> Link | None:
    """The report of a finding; of several the one on a committee of its facts."""
    about = {site.index.study.record(fact).get("committee_id") for fact in stated.facts}
    links: list[tuple[bool, Link]] = []
    for title, row in site.questions_of_reports:
        report = site.reports[row.name]
        if report.notebook.path.stem == stated.study:
            is_of_another = report.values.get("committee_id") not in about
            links.append((is_of_another, (title, f"{row.name}.html")))
    return min(links, key=lambda link: link[0])[1] if links else None


def reports_on(site: SiteContext, committee: str) -> list[Link]:
    """Return the reports on one committee alone, in the order of the questions."""
    return [
        (title, f"{row.name}.html")
        for title, row in site.questions_of_reports
        if site.reports[row.name].values.get("committee_id") == committee
        and SEPARATOR not in row.subject
    ]


def _first_finding(site: SiteContext, committee: str, report: str) -> Markup:
    """The first stated finding about a committee, or what its report computes."""
    for stated in argument.of_notebook(site.index.study, about=committee):
        whom = argument.committees(site.index.study, stated.facts)
        if stated.holds and whom == {committee}:
            return _sentence(site, stated)
    findings = site.executed[report.removesuffix(".html")].findings
    return Markup.escape(next(iter(findings), ""))
