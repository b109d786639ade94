"""The front page: the question, the findings, three figures, the ways further."""

import re
from dataclasses import dataclass, replace

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


@dataclass(frozen=True)
class Finding:
    """A stated finding, its sentence with its figures linked.

    Attributes
    ----------
    sources
        The keys of the texts that it rests on.
    study
        Title and address of the report that it belongs to, if that was made.
    citation
        The texts and the data set with its facts, as they are cited, in HTML.
    """

    stated: argument.Stated
    sentence: Markup
    sources: list[str]
    study: tuple[str, str] | None
    citation: list[str]


@dataclass(frozen=True)
class Studied:
    """A committee: the first finding about it, and the reports on it.

    `story` is the title and the address of its own report; None if there is none.
    """

    key: str
    finding: Markup
    story: tuple[str, str] | None
    others: list[tuple[str, str]]


def page(site: SiteContext) -> tuple[str, str]:
    """The address and the text of the front page."""
    stated = argument.of_front_page(site.index.study)
    front = replace(
        site.page("index", site.title),
        address=layout.front_address(site.lang),
        twins={site.other: layout.front_address(site.other)},
    )
    return site.render(
        "front.html.j2",
        front,
        findings=[_finding(site, one) for one in stated if one.holds],
        withheld=sum(not one.holds for one in stated),
        highlights=highlights(site),
        committees=committees(site),
        texts=keys(site, "sources"),
        limits=(*LIMITS, _coding(site)),
        citation=explain.citation(site.index.study, []).marked[-1],
    )


def _coding(site: SiteContext) -> str:
    """The phrase that says whether anything was coded twice."""
    coders = {row["coder"] for row in site.index.study.records("codings")}
    return "site_limit_coding" if len(coders) > 1 else "site_limit_single"


def highlights(site: SiteContext) -> list[Highlight]:
    """The figures on the front page: those that the plan chooses, where they were made.

    If it chooses none, they are the first of the first questions that have any.
    """
    rows = {row.name: (q.title, row) for q in site.questions for row in q.rows}
    chosen = studies(site.plan.reports)
    wanted = front_figures(site.plan)
    firsts = [q.rows[0].name.removesuffix(f"__{site.lang}") for q in site.questions]
    shown = []
    for stem, number in wanted or [(stem, 1) for stem in firsts]:
        report = chosen.get(stem, {}).get(site.lang)
        if report is None or report.name not in rows:
            continue
        title, row = rows[report.name]
        executed = site.executed[report.name]
        figures, findings = executed.figures, executed.findings
        picture = formats.addresses(row.name, f"figure-{number}", formats.FIGURE)["SVG"]
        if len(figures) >= number and (site.out / picture).is_file():
            figure = figures[number - 1]
            beside = findings[0] if number == 1 and findings else figure.alt
            answer = SENTENCE.split(beside)[0]
            shown.append(Highlight(row, title, answer, figure, picture))
    return shown if wanted else shown[:HIGHLIGHTS]


def _finding(site: SiteContext, stated: argument.Stated) -> Finding:
    study = site.index.study
    sources = sorted({study.record(fact)["source_id"] for fact in stated.facts})
    return Finding(
        stated,
        Markup("").join(_part(site, part) for part in stated.parts),
        sources,
        _study(site, stated),
        explain.citation(study, stated.facts).marked,
    )


def _part(site: SiteContext, part: str | argument.Figure) -> Markup:
    """A part of a sentence; a figure leads to its statement."""
    if isinstance(part, str):
        return Markup.escape(part)
    link = Markup('<a class="number" data-claims="{}" href="{}">{}</a>')
    return link.format(" ".join(part.facts), site.address(part.facts[0]), part.text)


def _study(site: SiteContext, stated: argument.Stated) -> tuple[str, str] | None:
    """The report of a finding; of several the one on a committee of its facts."""
    rows = [
        (question.title, row)
        for question in site.questions
        for row in question.rows
        if site.reports[row.name].notebook.path.stem == stated.study
    ]
    about = {site.index.study.record(fact).get("committee_id") for fact in stated.facts}
    rows.sort(
        key=lambda one: (
            site.reports[one[1].name].values.get("committee_id") not in about
        )
    )
    return (rows[0][0], f"{rows[0][1].name}.html") if rows else None


def committees(site: SiteContext) -> list[Studied]:
    """Return the studied committees, each with the reports on it alone."""
    return [
        _studied(site, key)
        for key in keys(site, "committees")
        if site.index.row(key)["is_studied"]
    ]


def _studied(site: SiteContext, key: str) -> Studied:
    reports = [
        (question.title, row.name)
        for question in site.questions
        for row in question.rows
        if site.reports[row.name].values.get("committee_id") == key
        and not row.subject.partition(SEPARATOR)[2]
    ]
    if not reports:
        return Studied(key, Markup(""), None, [])
    story, *others = [(title, f"{name}.html") for title, name in reports]
    return Studied(key, _first_finding(site, key, reports[0][1]), story, others)


def _first_finding(site: SiteContext, committee: str, report: str) -> Markup:
    """The first stated finding about a committee, or what its report computes."""
    for stated in argument.of_notebook(site.index.study, about=committee):
        whom = argument.committees(site.index.study, stated.facts)
        if stated.holds and whom == {committee}:
            return Markup("").join(_part(site, part) for part in stated.parts)
    return Markup.escape(next(iter(site.executed[report].findings), ""))
