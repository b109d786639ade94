"""Concepts, dimensions and codes in both languages, with where each is used."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis import words
from analysis.addresses import SINGULAR
from analysis.dictionary import FACT_TABLES, Column
from analysis.explain.models import Line, Part
from publish.site import entities
from publish.site.context import SiteContext

STEM = "glossary"
EXAMPLES = 3
Twins = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """A word in both languages, what it means, and where it is used.

    `count` says how many rows use it, None where rows do not; `used` are links.
    """

    name: Twins
    meaning: str = ""
    count: int | None = None
    used: list[Line] = field(default_factory=list)
    lang: str = ""


@dataclass(frozen=True)
class Code:
    """A column whose values are codes, and the word for each."""

    anchor: str
    title: str
    meaning: str
    entries: list[Entry]


def page(site: SiteContext) -> tuple[str, str]:
    """The address and the text of the glossary."""
    return site.render(
        "glossary.html.j2",
        site.page(STEM, site.say("site_glossary")),
        concepts=concepts(site),
        dimensions=dimensions(site),
        codes=codes(site),
        columns=columns(site),
    )


def concepts(site: SiteContext) -> list[Entry]:
    """The concepts of the data package, each with the codes that it names."""
    own = site.lang
    found = [
        Entry(
            {lang: one[lang] for lang in words.LANGUAGES},
            one.get(f"description_{own}", ""),
            used=_named(site, one["vi"]),
        )
        for one in site.about.get("concepts", ())
    ]
    return sorted(found, key=lambda one: words.vietnamese_key(one.name[own]))


def _named(site: SiteContext, word: str) -> list[Line]:
    """The entities whose Vietnamese name begins with a word, few of them."""
    wanted = word.casefold()
    found = [
        key
        for table in ("dimensions", "indicators", "instruments")
        for key in entities.keys(site, table)
        if _vietnamese(site, key).casefold().startswith(wanted)
    ]
    return [Line(Part(site.index.names[k], k)) for k in found[:EXAMPLES]]


def _vietnamese(site: SiteContext, key: str) -> str:
    row = site.index.row(key)
    return str(row.get("title_vi") or row.get("label_vi") or row.get("name_vi") or "")


def dimensions(site: SiteContext) -> list[Entry]:
    """The dimensions of reform, with what each is and is not."""
    return [_dimension(site, key) for key in entities.keys(site, "dimensions")]


def _dimension(site: SiteContext, key: str) -> Entry:
    row, lang = site.index.row(key), site.lang
    parts = [row[f"definition_{lang}"]]
    for kind in ("includes", "excludes"):
        if row[f"{kind}_{lang}"]:
            told = row[f"{kind}_{lang}"]
            parts.append(site.say(f"site_{kind}", words=told))
    rows = site.index.having("reforms", "dimension_id", key)
    name: Twins = {own: row[f"title_{own}"] for own in words.LANGUAGES}
    used = [Line(Part(site.index.names[key], key))]
    return Entry(name, "; ".join(filter(None, parts)), len(rows), used)


def codes(site: SiteContext) -> list[Code]:
    """Every column whose values are codes: the words, how often, and examples."""
    return [
        Code(
            f"{table}-{name}",
            f"{site.table_title(table)}: {column.title[site.lang]}",
            column.description,
            _values(site, table, column),
        )
        for table, promise in site.index.study.dictionary.tables.items()
        for name, column in promise.columns.items()
        if column.words
    ]


def _values(site: SiteContext, table: str, column: Column) -> list[Entry]:
    rows = site.index.rows[table]
    count = Counter(row[column.name] for row in rows)
    is_linked = table in (*FACT_TABLES, *SINGULAR)
    key = site.index.study.dictionary.tables[table].key[0]
    return [
        Entry(
            {lang: told[lang] or value for lang in words.LANGUAGES},
            count=count[value],
            used=[
                Line(Part(site.index.names.get(row[key]) or row[key], row[key]))
                for row in site.index.having(table, column.name, value)[:EXAMPLES]
                if is_linked
            ],
        )
        for value, told in column.words.items()
    ]


def columns(site: SiteContext) -> list[Code]:
    """Every table with what its columns are called."""
    return [
        Code(
            name,
            site.table_title(name),
            "",
            [
                Entry(column.title, column.description)
                for column in promise.columns.values()
                if not column.name.endswith("_vi")
            ],
        )
        for name, promise in site.index.study.dictionary.tables.items()
    ]
