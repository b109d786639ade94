"""A page for every claim, and what the evidence at a glance is read from."""

import json
from collections.abc import Iterator

from analysis import explain
from analysis.dictionary import FACT_TABLES
from analysis.explain import citations, wording
from analysis.explain import statements as explained
from analysis.explain.index import on
from analysis.explain.models import Line, Part, joined
from analysis.rows import Row
from publish.site.edition import Edition
from publish.site.layout import Page, own_page, render

STEM = "claims"
GLANCE = ("source", "as_of", "rivals", "verdict", "missing")
SHOWN_ABOVE = {"printed", "source_id", "asserted_by", "as_of_printed"}


def pages(edition: Edition) -> Iterator[tuple[str, str]]:
    """The address and the text of the page of each claim."""
    for table in FACT_TABLES:
        for row in edition.index.rows[table]:
            page = _page(edition, table, row)
            yield page.address, _text(edition, page, table, row)


def _page(edition: Edition, table: str, row: Row) -> Page:
    fact = row["fact_id"]
    return Page(
        edition.address(fact),
        edition.address(fact, edition.other),
        said(edition, table, row),
        [(edition.say("site_claims"), f"{STEM}__{edition.lang}.html"), (fact, None)],
        kicker=f"{edition.say('site_claim', fact=fact)} · {edition.table_title(table)}",
        key=fact,
    )


def said(edition: Edition, table: str, row: Row) -> Line:
    """What a claim says, in a line; its id if the data say no more of it."""
    return wording.statement(edition.index, table, row) or Line(row["fact_id"])


def listing(edition: Edition) -> tuple[str, str]:
    """The address and the text of the list of all claims."""
    page = own_page(edition, STEM, edition.say("site_claims"))
    found = [
        (table, edition.table_title(table), wording.of_rows(edition.index, table, rows))
        for table in FACT_TABLES
        if (rows := edition.index.rows[table])
    ]
    return page.address, render(edition, "claims.html.j2", page, claims=found)


def _text(edition: Edition, page: Page, table: str, row: Row) -> str:
    index, fact = edition.index, row["fact_id"]
    known = explain.statement(index.study, fact)
    hidden = {index.study.title(column, table) for column in SHOWN_ABOVE & row.keys()}
    return render(
        edition,
        "claim.html.j2",
        page,
        fact=fact,
        printed=row["printed"],
        source=wording.source(index, row),
        spoken=_cell(edition, table, row, "asserted_by"),
        as_of=as_of(edition, row),
        rows=[(title, text) for title, text in known.lines if title not in hidden],
        sections_=known.sections,
        uses_=edition.uses.get(fact, []),
        cited_=cited(edition, row),
    )


def cited(edition: Edition, row: Row) -> explain.Citation:
    """How a claim is cited: its text, and the data set with it."""
    index, key = edition.index, row["source_id"]
    rows = [{n: v or "" for n, v in index.row(key).items()}] if key else []
    return citations.of_sources(index.study, rows, [row["fact_id"]])


def _cell(edition: Edition, table: str, row: Row, column: str) -> Line:
    value = row.get(column)
    return wording.cell(edition.index, table, column, value) if value else Line()


def time_of(row: Row) -> str:
    """Of when a claim speaks: the stretch of time that it is read as."""
    ends = [row.get("as_of_start"), row.get("as_of_end")]
    return "–".join(dict.fromkeys(end for end in ends if end))


def as_of(edition: Edition, row: Row) -> Line:
    """The time of a claim, and as printed."""
    told = row.get("as_of_printed")
    lang = "" if edition.lang == "vi" else "vi"
    printed = Line(Part(f"“{told}”", lang=lang)) if told else Line()
    return joined([Line(time_of(row)), printed], " · ")


def glances(edition: Edition) -> str:
    """The script from which any page reads what stands behind a claim."""
    told = {
        row["fact_id"]: _glance(edition, table, row)
        for table in FACT_TABLES
        for row in edition.index.rows[table]
    }
    own = {name: edition.say(f"glance_{name}") for name in GLANCE}
    own["claims"] = edition.say("glance_all", count="{count}")
    return f"window.CLAIMS = {_json(told)};\nwindow.CLAIM_WORDS = {_json(own)};\n"


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _glance(edition: Edition, table: str, row: Row) -> dict[str, object]:
    index, fact = edition.index, row["fact_id"]
    glance = {
        "said": wording.summary(index, table, row),
        "printed": row["printed"],
        "source": wording.source(index, row),
        "as_of": time_of(row),
        "as_of_printed": row.get("as_of_printed"),
        "figure": wording.figure(index, row),
        "rivals": explained.rivals(index, row),
        "verdict": _verdict(edition, fact),
        "address": edition.address(fact),
    }
    return {name: value for name, value in glance.items() if value}


def _verdict(edition: Edition, fact: str) -> str:
    """The worst that the audit says of a claim; nothing if it says nothing."""
    checks = on(edition.index.checks, [fact])
    return checks[0].split(":")[0] if checks else ""


def places(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """Title, kind, address and further words of each claim, for the search."""
    for table in FACT_TABLES:
        kind = edition.table_title(table)
        for row in edition.index.rows[table]:
            fact = row["fact_id"]
            further = f"{fact} {row['printed'] or ''}"
            yield said(edition, table, row), kind, edition.address(fact), further


def count(edition: Edition) -> int:
    """How many claims there are."""
    return sum(len(edition.index.rows[table]) for table in FACT_TABLES)
