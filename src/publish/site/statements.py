"""The page of each text, with its statements in order, and the cards of evidence."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from analysis import explain
from analysis.addresses import NO_TEXT
from analysis.explain import citations, wording
from analysis.explain import statements as explained
from analysis.explain.index import on
from analysis.explain.models import Line, joined
from analysis.rows import Row
from publish import layout
from publish.site.context import SiteContext, Use

STEM = "texts"
HIDDEN = {"printed", "source_id"}  # columns that the page shows above the others
FactRows = list[tuple[str, Row]]  # statements with their tables


@dataclass(frozen=True)
class Statement:
    """A statement as the page of its text shows it.

    Attributes
    ----------
    codes
        The words of its coded columns that its label does not have.
    lines
        Title and words of each of its columns.
    sections
        What bears on it: rivals, rulings, checks, numerals.
    verdict
        The worst verdict of the audit, "" if no check rests on it.
    address
        Its words in the text as published, "" where that has no address.
    """

    fact_id: str
    kind: str
    printed: str
    label: Line
    codes: Line
    lines: list[tuple[str, str]]
    sections: list[explain.Section]
    verdict: str
    uses: list[Use]
    address: str


def texts(site: SiteContext) -> dict[str | None, FactRows]:
    """The statements of each text in their order, None being no text."""
    by_text: dict[str | None, FactRows] = {
        row["source_id"]: [] for row in site.index.rows["sources"]
    }
    for table in site.facts:
        for row in site.index.rows[table]:
            by_text.setdefault(row["source_id"], []).append((table, row))
    for rows in by_text.values():
        rows.sort(key=lambda pair: (pair[1]["start"] or 0, pair[1]["end"] or 0))
    return by_text


def pages(site: SiteContext) -> Iterator[tuple[str, str]]:
    """The address and the text of the page of each text, and of the list of them."""
    by_text = texts(site)
    yield site.render(
        "texts.html.j2",
        site.page(STEM, site.say("site_texts")),
        texts=[
            (key, len(rows), _described(site, key))
            for key, rows in by_text.items()
            if key
        ],
        inferred=len(by_text.get(None, ())),
        inferred_address=f"text/{NO_TEXT}__{site.lang}.html",
    )
    for key, rows in by_text.items():
        yield page(site, key, [("", rows)])


def page(
    site: SiteContext,
    key: str | None,
    paragraphs: Sequence[tuple[str, FactRows]],
    base: str = "",
) -> tuple[str, str]:
    """Return the address and the page of a text.

    Parameters
    ----------
    key
        The text; None for statements that no text makes.
    paragraphs
        Each paragraph with the statements that begin in it; all of the statements
        with "" where the text is not shown.
    base
        The way to the folder of the reports, for a page that is not in it.
    """
    index = site.index
    about = site.page(
        f"text/{key or NO_TEXT}",
        index.names[key] if key else site.say("site_inferred"),
        trail=((site.say("site_texts"), f"{STEM}__{site.lang}.html"),),
        base=base,
    )
    source = index.row(key) if key else {}
    url = source.get("url")
    return site.render(
        "text.html.j2",
        about,
        described=_described(site, key) if key else (),
        rows=wording.of_columns(index, "sources", source, ("source_id",)),
        url=url,
        count=sum(len(rows) for _, rows in paragraphs),
        paragraphs=[
            (text, [_statement(site, table, row, url) for table, row in rows])
            for text, rows in paragraphs
        ],
        citation=_citation(site, key),
    )


def _citation(site: SiteContext, key: str | None) -> citations.Citation:
    """A text, None being no text, and the data set as they are cited."""
    rows = [site.index.row(key)] if key else []
    return citations.of_sources(site.index.study, rows, [])


def _described(site: SiteContext, key: str) -> list[str]:
    """A text as it is cited, and in English its translated title."""
    translated = site.index.row(key)["title_en"] if site.lang == "en" else None
    return [_citation(site, key).marked[0], *([translated] if translated else [])]


def _statement(site: SiteContext, table: str, row: Row, url: str | None) -> Statement:
    study, fact, printed = site.index.study, row["fact_id"], row["printed"] or ""
    explained, shown = explain.explain(study, fact), label(site, table, row)
    hidden = {study.title(column, table) for column in HIDDEN & row.keys()}
    codes = [cell for cell in _codes(site, table, row) if cell not in shown]
    return Statement(
        fact,
        site.table_title(table),
        printed,
        shown,
        joined(codes, " · "),
        [(title, text) for title, text in explained.lines if title not in hidden],
        explained.sections,
        _verdict(site, fact),
        site.uses.get(fact, []),
        f"{url}#:~:text={quote(printed, safe='')}" if url and printed else "",
    )


def _codes(site: SiteContext, table: str, row: Row) -> list[Line]:
    """The coded cells of a statement: values of a list, and keys of entities."""
    dictionary = site.index.study.dictionary
    free = [
        name
        for name, column in dictionary.tables[table].columns.items()
        if not column.words
        and not set(dictionary.owners(table, name)) & set(dictionary.entities)
    ]
    skipped = [*free, *HIDDEN, "asserted_by", "names"]  # "nothing" alone says little
    return [cell for _, cell in wording.of_columns(site.index, table, row, skipped)]


def label(site: SiteContext, table: str, row: Row) -> Line:
    """What a statement says, in a line; its id if the data say no more of it."""
    return wording.statement(site.index, table, row) or Line(row["fact_id"])


def _verdict(site: SiteContext, fact: str) -> str:
    """The worst verdict of the audit on a statement; "" if there is none."""
    checks = on(site.index.checks, [fact])
    return checks[0].split(":")[0] if checks else ""


def cards(site: SiteContext) -> str:
    """The script with the address and the card of each statement.

    A card is what any page shows of the evidence for a number; "{root}" in it is the
    way to the folder of the reports.
    """
    template = layout.templates().get_template("card.html.j2")
    entries = {
        row["fact_id"]: [
            site.address(row["fact_id"]),
            template.render(site=site, **_card(site, table, row)),
        ]
        for table in site.facts
        for row in site.index.rows[table]
    }
    phrases = {
        "all": site.say("glance_all", count="{count}"),
        "missing": site.say("glance_missing"),
    }
    content = json.dumps(
        {"cards": entries, "phrases": phrases},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f"window.STATEMENTS = {content};\n"


def _card(site: SiteContext, table: str, row: Row) -> dict[str, object]:
    ends = [row.get("as_of_start"), row.get("as_of_end")]
    return {
        "row": row,
        "figure": wording.figure(site.index, row),
        "summary": wording.summary(site.index, table, row),
        "as_of": "–".join(dict.fromkeys(filter(None, ends))),
        "verdict": _verdict(site, row["fact_id"]),
        "rivals": explained.rivals(site.index, row),
    }
