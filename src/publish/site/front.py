"""The front page: what was found, and every way further."""

from dataclasses import dataclass, replace

from analysis import explain
from analysis.dictionary import FACT_TABLES
from nbbatch.plan import studies
from publish import layout
from publish.catalogue import Row
from publish.downloads import formats
from publish.executed import Figure
from publish.plan_check import front_reports
from publish.site.context import SiteContext
from publish.site.entities import keys

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

    `picture` is the address of the figure.
    """

    report: Row
    question: str
    finding: str
    figure: Figure | None
    picture: str


@dataclass(frozen=True)
class Studied:
    """A committee, its number of statements, and the reports on it.

    `reports` are question, address, and what else the report is on.
    """

    key: str
    statement_count: int
    reports: list[tuple[str, str, str]]


def page(site: SiteContext) -> tuple[str, str]:
    """The address and the text of the front page."""
    front = replace(
        site.page("index", site.title),
        address=layout.front_address(site.lang),
        twins={site.other: layout.front_address(site.other)},
    )
    return site.render(
        "front.html.j2",
        front,
        highlights=highlights(site),
        committees=committees(site),
        texts=keys(site, "sources"),
        counts=counts(site),
        limits=LIMITS,
        citation=explain.citation(site.index.study, []).entries[-1],
    )


def highlights(site: SiteContext) -> list[Highlight]:
    """The reports that the plan chooses for the front page, those that were made."""
    rows = {row.name: (q.title, row) for q in site.questions for row in q.rows}
    chosen = studies(site.plan.reports)
    found = []
    for stem in front_reports(site.plan):
        report = chosen[stem].get(site.lang)
        if report is None or report.name not in rows:
            continue
        title, row = rows[report.name]
        executed = site.executed[report.name]
        finding = executed.findings[0] if executed.findings else ""
        picture = formats.address(row.name, "figure-1", "svg")
        has_picture = executed.figures and (site.out / picture).is_file()
        figure = executed.figures[0] if has_picture else None
        found.append(Highlight(row, title, finding, figure, picture))
    return found


def committees(site: SiteContext) -> list[Studied]:
    """The committees that are studied, each with the reports on it alone."""
    studied = [
        key for key in keys(site, "committees") if site.index.row(key)["is_studied"]
    ]
    return [
        Studied(
            key,
            sum(
                len(site.index.having(table, "committee_id", key))
                for table in FACT_TABLES
                if "committee_id" in site.index.study.dictionary.tables[table].columns
            ),
            [
                (question.title, f"{row.name}.html", _rest(row))
                for question in site.questions
                for row in question.rows
                if site.reports[row.name].values.get("committee_id") == key
            ],
        )
        for key in studied
    ]


def _rest(row: Row) -> str:
    """What a report is on beside its committee, where that is not all."""
    left_out = {"committee_id", *row.wide}
    return " · ".join(text for name, text in row.words.items() if name not in left_out)


def counts(site: SiteContext) -> dict[str, int]:
    """How much there is: texts, committees, statements, questions, instruments."""
    rows = site.index.rows
    return {
        "texts": len(rows["sources"]),
        "committees": sum(row["is_studied"] for row in rows["committees"]),
        "claims": sum(len(rows[table]) for table in FACT_TABLES),
        "questions": len(site.questions),
        "instruments": len(rows["instruments"]),
    }
