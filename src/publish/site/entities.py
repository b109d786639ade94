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
    title, groups = site.say("site_index"), {t: keys(site, t) for t in SINGULAR}
    yield site.render("index.html.j2", site.page(INDEX, title), groups=groups)
    trail = ((title, f"{INDEX}__{site.lang}.html"),)
    for table in SINGULAR:
        if table != TEXTS:
            page = site.page(table, site.table_title(table), trail=trail)
            entities = [_entity(site, key) for key in groups[table]]
            yield site.render("register.html.j2", page, entities=entities)


def keys(site: SiteContext, table: str) -> list[str]:
    """The keys of a table, by position or as Vietnamese sorts their names."""
    column = site.index.study.dictionary.tables[table].key[0]

    def order(row: Row) -> tuple[int, words.SortKey]:
        name = words.vietnamese_key(site.index.names[row[column]])
        return row.get("position") or 0, name

    return [row[column] for row in sorted(site.index.rows[table], key=order)]


def _entity(site: SiteContext, key: str) -> Entity:
    entity = explain.explain(site.index.study, key)
    columns = site.index.study.dictionary.tables[entity.table].columns
    translated = {c.title[site.lang] for c in columns.values() if c.name.endswith(TWIN)}
    lines = [
        (IN_LANGUAGE.sub("", title) if title in translated else title, text)
        for title, text in entity.lines
        if text != entity.name
    ]
    other, uses = _other_name(site, key), site.uses.get(key, [])
    return Entity(key, entity.name, other, lines, entity.sections, uses)


def _other_name(site: SiteContext, key: str) -> str:
    """The name of an entity in the other language, where it has another there."""
    row = site.index.row(key)
    names = (row.get(f"{stem}_{site.other}") for stem in NAMES)
    other = next((str(name) for name in names if name), "")
    return "" if other == site.index.names[key] else other
