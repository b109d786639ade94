"""The front page: what was found, and every way further."""

from dataclasses import dataclass

from analysis import explain
from analysis.dictionary import FACT_TABLES
from analysis.rows import Row as Cells
from nbbatch.plan import studies
from publish.catalogue import Row
from publish.downloads.formats import address
from publish.executed import Figure
from publish.plan_check import front_reports
from publish.site import claims, things
from publish.site.edition import Edition
from publish.site.layout import Page, render

LIMITS = (
    "site_limit_sample",
    "site_limit_silence",
    "site_limit_own",
    "site_limit_bounds",
    "site_limit_coding",
)


@dataclass(frozen=True)
class Highlight:
    """A report as the front page shows it: its first finding and its first figure.

    `picture` and `narrow` are the addresses of the figure, the latter for a phone.
    """

    report: Row
    question: str
    finding: str
    figure: Figure | None
    picture: str
    narrow: str = ""


@dataclass(frozen=True)
class Studied:
    """A committee, how many claims speak of it, and the reports on it.

    `reports` are question, address, and what else the report is on.
    """

    key: str
    claim_count: int
    reports: list[tuple[str, str, str]]


def page(edition: Edition) -> tuple[str, str]:
    """The address and the text of the front page."""
    page = Page(
        edition.front(edition.lang), edition.front(edition.other), edition.title
    )
    text = render(
        edition,
        "front.html.j2",
        page,
        highlights=highlights(edition),
        committees=committees(edition),
        texts=things.keys(edition, "sources"),
        counts=counts(edition),
        limits=LIMITS,
        cited_=explain.citation(edition.index.study, []).entries[-1],
    )
    return page.address, text


def highlights(edition: Edition) -> list[Highlight]:
    """The reports that the plan chooses for the front, those that were made."""
    rows = {row.name: (q.title, row) for q in edition.questions for row in q.rows}
    known = studies(edition.plan.reports)
    found = []
    for stem in front_reports(edition.plan):
        report = known[stem].get(edition.lang)
        if report is None or report.name not in rows:
            continue
        title, row = rows[report.name]
        book = edition.books[report.name]
        finding = book.findings[0] if book.findings else ""
        picture = address(row.name, "figure-1", "svg")
        has_picture = book.figures and (edition.out / picture).is_file()
        figure = book.figures[0] if has_picture else None
        narrow = picture.replace(".svg", ".column.svg")
        has_narrow = has_picture and (edition.out / narrow).is_file()
        found.append(
            Highlight(
                row, title, finding, figure, picture, narrow if has_narrow else ""
            )
        )
    return found


def committees(edition: Edition) -> list[Studied]:
    """The committees that are studied, each with the reports on it alone."""
    found = []
    for key in things.keys(edition, "committees"):
        if not edition.index.row(key)["is_studied"]:
            continue
        reports = [
            (question.title, f"{row.name}.html", _rest(row))
            for question in edition.questions
            for row in question.rows
            if edition.reports[row.name].values.get("committee_id") == key
        ]
        found.append(
            Studied(key, len(claims_of(edition, "committee_id", key)), reports)
        )
    return found


def _rest(row: Row) -> str:
    """What a report is on beside its committee, where that is not all."""
    left_out = {"committee_id", *row.wide}
    return " · ".join(text for name, text in row.words.items() if name not in left_out)


def claims_of(edition: Edition, column: str, key: str) -> list[Cells]:
    """The claims in which a column is a key."""
    return [
        row
        for table in FACT_TABLES
        for row in edition.index.rows[table]
        if row.get(column) == key
    ]


def counts(edition: Edition) -> dict[str, int]:
    """How much there is: texts, committees, claims, questions, reports."""
    return {
        "texts": len(edition.index.rows["sources"]),
        "committees": sum(r["is_studied"] for r in edition.index.rows["committees"]),
        "claims": claims.count(edition),
        "questions": len(edition.questions),
        "instruments": len(edition.index.rows["instruments"]),
    }
