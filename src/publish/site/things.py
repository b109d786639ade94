"""A page for every instrument, committee, text, …, and the list of them all."""

import re
from collections.abc import Iterator

from analysis import explain, words
from analysis.addresses import SINGULAR
from analysis.rows import Row
from publish.site.edition import Edition
from publish.site.layout import Page, own_page, render

STEM = "register"
NAMES = ("title", "label", "name")
TWIN = ("_en", "_vi")
IN_LANGUAGE = re.compile(r" \([^()]*\)$")


def pages(edition: Edition) -> Iterator[tuple[str, str]]:
    """The address and the text of the page of each thing."""
    for table in SINGULAR:
        for key in keys(edition, table):
            page = _page(edition, table, key)
            yield page.address, _text(edition, page, key)


def keys(edition: Edition, table: str) -> list[str]:
    """The keys of a table, by position or as Vietnamese sorts their names."""
    column = edition.index.study.dictionary.tables[table].key[0]
    rows = edition.index.rows[table]

    def order(row: Row) -> tuple[int, words.SortKey]:
        name = words.vietnamese_key(edition.index.names[row[column]])
        return row.get("position") or 0, name

    return [row[column] for row in sorted(rows, key=order)]


def kind(edition: Edition, table: str) -> str:
    """What one row of a table is called."""
    return edition.say(f"site_{SINGULAR[table]}")


def _page(edition: Edition, table: str, key: str) -> Page:
    name = edition.index.names[key]
    return Page(
        edition.address(key),
        edition.address(key, edition.other),
        name,
        [
            (edition.table_title(table), f"{STEM}__{edition.lang}.html#{table}"),
            (name, None),
        ],
        kicker=kind(edition, table),
        key=key,
        other_name=other_name(edition, key),
    )


def other_name(edition: Edition, key: str) -> str:
    """The name of a thing in the other language, where it has another there."""
    row, name = edition.index.row(key), edition.index.names[key]
    stems = (stem for stem in NAMES if f"{stem}_{edition.other}" in row)
    told = next((row[f"{stem}_{edition.other}"] for stem in stems), "")
    return "" if told == name else str(told or "")


def _text(edition: Edition, page: Page, key: str) -> str:
    thing = explain.explain(edition.index.study, key)
    columns = edition.index.study.dictionary.tables[thing.table].columns
    own = {c.title[edition.lang] for c in columns.values() if c.name.endswith(TWIN)}
    return render(
        edition,
        "thing.html.j2",
        page,
        key=key,
        rows=[
            (IN_LANGUAGE.sub("", title) if title in own else title, text)
            for title, text in thing.lines
            if text != thing.name
        ],
        sections_=thing.sections,
        uses_=edition.uses.get(key, []),
    )


def register(edition: Edition) -> tuple[str, str]:
    """The address and the text of the list of all things."""
    page = own_page(edition, STEM, edition.say("site_register"))
    found = [
        (table, edition.table_title(table), [_entry(edition, k) for k in named])
        for table in SINGULAR
        if (named := keys(edition, table))
    ]
    return page.address, render(edition, "register.html.j2", page, things=found)


def _entry(edition: Edition, key: str) -> tuple[str, str, str]:
    """Name, address and further words of a thing."""
    return edition.index.names[key], edition.address(key), further(edition, key)


def further(edition: Edition, key: str) -> str:
    """What tells a thing from others of its name: its symbol and its subject."""
    row = edition.index.row(key)
    told = [row.get("symbol"), row.get(f"subject_{edition.lang}")]
    return " · ".join(filter(None, told))


def places(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """Title, kind, address and further words of each thing, for the search."""
    for table in SINGULAR:
        for key in keys(edition, table):
            row = edition.index.row(key)
            names = [
                str(value)
                for column, value in row.items()
                if value and column.endswith(("_vi", "_en", "symbol", "spellings"))
            ]
            name = edition.index.names[key]
            told = " ".join(dict.fromkeys([key, *names]))
            yield name, kind(edition, table), edition.address(key), told
