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
from publish.site.context import SiteContext, Use

STEM = "texts"
GLANCE = ("source", "as_of", "rivals", "verdict", "missing")
HIDDEN = {"printed", "source_id"}  # columns that a card shows above the others


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


def texts(site: SiteContext) -> dict[str | None, list[tuple[str, Row]]]:
    """The statements of each text in their order, None being no text; with tables."""
    found: dict[str | None, list[tuple[str, Row]]] = {
        row["source_id"]: [] for row in site.index.rows["sources"]
    }
    for table in site.facts:
        for row in site.index.rows[table]:
            found.setdefault(row["source_id"], []).append((table, row))
    for rows in found.values():
        rows.sort(key=lambda pair: (pair[1]["start"] or 0, pair[1]["end"] or 0))
    return found


def pages(site: SiteContext) -> Iterator[tuple[str, str]]:
    """The address and the text of the page of each text, and of the list of them."""
    found = texts(site)
    yield site.render(
        "texts.html.j2",
        site.page(STEM, site.say("site_texts")),
        texts={key: len(rows) for key, rows in found.items() if key},
        inferred=len(found.get(None, ())),
        inferred_address=f"text/{NO_TEXT}__{site.lang}.html",
    )
    for key, rows in found.items():
        yield page(site, key, [("", rows)])


def page(
    site: SiteContext,
    key: str | None,
    paragraphs: Sequence[tuple[str, list[tuple[str, Row]]]],
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
    title = index.names[key] if key else site.say("site_inferred")
    about = site.page(
        f"text/{key or NO_TEXT}",
        title,
        trail=((site.say("site_texts"), f"{STEM}__{site.lang}.html"),),
        base=base,
    )
    source = index.row(key) if key else {}
    given = [{name: value or "" for name, value in source.items()}] if key else []
    return site.render(
        "text.html.j2",
        about,
        rows=wording.of_columns(index, "sources", source, ("source_id",)),
        url=source.get("url"),
        count=sum(len(rows) for _, rows in paragraphs),
        paragraphs=[
            (
                text,
                [
                    _statement(site, table, row, source.get("url"))
                    for table, row in rows
                ],
            )
            for text, rows in paragraphs
        ],
        citation=citations.of_sources(index.study, given, []),
    )


def _statement(site: SiteContext, table: str, row: Row, url: str | None) -> Statement:
    index, fact = site.index, row["fact_id"]
    known = explain.statement(index.study, fact)
    hidden = {index.study.title(column, table) for column in HIDDEN & row.keys()}
    printed, shown = row["printed"] or "", label(site, table, row)
    codes = _codes(site, table, row)
    return Statement(
        fact,
        site.table_title(table),
        printed,
        shown,
        joined([cell for _, cell in codes if cell not in shown], " · "),
        [(title, text) for title, text in known.lines if title not in hidden],
        known.sections,
        _verdict(site, fact),
        site.uses.get(fact, []),
        f"{url}#:~:text={quote(printed, safe='')}" if url and printed else "",
    )


def _codes(site: SiteContext, table: str, row: Row) -> list[tuple[str, Line]]:
    """The coded cells of a statement: values of a list, and keys of entities."""
    dictionary = site.index.study.dictionary
    free = [
        name
        for name, column in dictionary.tables[table].columns.items()
        if not column.words
        and not set(dictionary.owners(table, name)) & set(dictionary.entities)
    ]
    skipped = [*free, *HIDDEN, "asserted_by"]
    return wording.of_columns(site.index, table, row, skipped)


def label(site: SiteContext, table: str, row: Row) -> Line:
    """What a statement says, in a line; its id if the data say no more of it."""
    return wording.statement(site.index, table, row) or Line(row["fact_id"])


def glances(site: SiteContext) -> str:
    """The script from which any page reads the evidence for a number."""
    entries = {
        row["fact_id"]: _glance(site, table, row)
        for table in site.facts
        for row in site.index.rows[table]
    }
    phrases = {name: site.say(f"glance_{name}") for name in GLANCE}
    phrases["statements"] = site.say("glance_all", count="{count}")
    names = {
        row["source_id"]: site.index.names[row["source_id"]] for row in _sources(site)
    }
    content = {"entries": entries, "texts": names, "phrases": phrases}
    return f"window.STATEMENTS = {_json(content)};\n"


def _sources(site: SiteContext) -> list[Row]:
    return site.index.rows["sources"]


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _glance(site: SiteContext, table: str, row: Row) -> dict[str, object]:
    index, fact = site.index, row["fact_id"]
    glance = {
        "said": wording.summary(index, table, row),
        "printed": row["printed"],
        "text": row["source_id"],
        "as_of": time_of(row),
        "as_of_printed": row.get("as_of_printed"),
        "figure": wording.figure(index, row),
        "rivals": explained.rivals(index, row),
        "verdict": _verdict(site, fact),
    }
    return {name: value for name, value in glance.items() if value}


def time_of(row: Row) -> str:
    """The stretch of time that a statement is read as being about."""
    ends = [row.get("as_of_start"), row.get("as_of_end")]
    return "–".join(dict.fromkeys(end for end in ends if end))


def _verdict(site: SiteContext, fact: str) -> str:
    """The worst verdict of the audit on a statement; "" if there is none."""
    checks = on(site.index.checks, [fact])
    return checks[0].split(":")[0] if checks else ""


def places(site: SiteContext) -> Iterator[tuple[str, str, str, str]]:
    """Title, kind, address and further words of each statement, for the search."""
    for table in site.facts:
        kind = site.table_title(table)
        for row in site.index.rows[table]:
            fact = row["fact_id"]
            further = f"{fact} {row['printed'] or ''}"
            yield label(site, table, row), kind, site.address(fact), further
