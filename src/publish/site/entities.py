"""Registers: every instrument, committee, body, … of the data, and the index of all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis import explain, words
from analysis.addresses import SINGULAR
from analysis.rows import Row
from publish.site.context import SiteContext, Use

INDEX = "register"
TEXTS = "sources"  # the entities that have pages of their own
NAMES = ("title", "label", "name")
TWIN = ("_en", "_vi")
IN_LANGUAGE = re.compile(r" \([^()]*\)$")


@dataclass(frozen=True)
class Entity:
    """An entity as its register shows it."""

    key: str
    name: str
    other_name: str
    lines: list[tuple[str, str]]
    sections: list[explain.Section]
    uses: list[Use]


def pages(site: SiteContext) -> Iterator[tuple[str, str]]:
    """The address and the text of each register, and of the index of all entities."""
    page = site.page(INDEX, site.say("site_index"))
    groups = [
        (table, site.table_title(table), [_entry(site, key) for key in named])
        for table in SINGULAR
        if (named := keys(site, table))
    ]
    yield site.render("index.html.j2", page, groups=groups)
    for table in SINGULAR:
        if table != TEXTS:
            yield _register(site, table)


def keys(site: SiteContext, table: str) -> list[str]:
    """The keys of a table, by position or as Vietnamese sorts their names."""
    column = site.index.study.dictionary.tables[table].key[0]
    rows = site.index.rows[table]

    def order(row: Row) -> tuple[int, words.SortKey]:
        name = words.vietnamese_key(site.index.names[row[column]])
        return row.get("position") or 0, name

    return [row[column] for row in sorted(rows, key=order)]


def kind(site: SiteContext, table: str) -> str:
    """What one row of a table is called."""
    return site.say(f"site_{SINGULAR[table]}")


def _register(site: SiteContext, table: str) -> tuple[str, str]:
    page = site.page(
        table,
        site.table_title(table),
        trail=((site.say("site_index"), f"{INDEX}__{site.lang}.html"),),
    )
    entities = [_entity(site, key) for key in keys(site, table)]
    return site.render("register.html.j2", page, entities=entities)


def _entity(site: SiteContext, key: str) -> Entity:
    entity = explain.explain(site.index.study, key)
    columns = site.index.study.dictionary.tables[entity.table].columns
    own = {c.title[site.lang] for c in columns.values() if c.name.endswith(TWIN)}
    return Entity(
        key,
        entity.name,
        other_name(site, key),
        [
            (IN_LANGUAGE.sub("", title) if title in own else title, text)
            for title, text in entity.lines
            if text != entity.name
        ],
        entity.sections,
        site.uses.get(key, []),
    )


def other_name(site: SiteContext, key: str) -> str:
    """The name of an entity in the other language, where it has another there."""
    row, name = site.index.row(key), site.index.names[key]
    stems = (stem for stem in NAMES if f"{stem}_{site.other}" in row)
    other = next((row[f"{stem}_{site.other}"] for stem in stems), "")
    return "" if other == name else str(other or "")


def _entry(site: SiteContext, key: str) -> tuple[str, str, str]:
    """Name, address and further words of an entity."""
    return site.index.names[key], site.address(key), further(site, key)


def further(site: SiteContext, key: str) -> str:
    """What distinguishes an entity from others of its name: symbol and subject."""
    row = site.index.row(key)
    parts = [row.get("symbol"), row.get(f"subject_{site.lang}")]
    return " · ".join(filter(None, parts))


def places(site: SiteContext) -> Iterator[tuple[str, str, str, str]]:
    """Title, kind, address and further words of each entity, for the search."""
    for table in SINGULAR:
        for key in keys(site, table):
            row = site.index.row(key)
            names = [
                str(value)
                for column, value in row.items()
                if value and column.endswith(("_vi", "_en", "symbol", "spellings"))
            ]
            further_words = " ".join(dict.fromkeys([key, *names]))
            yield (
                site.index.names[key],
                kind(site, table),
                site.address(key),
                further_words,
            )
