"""Concepts, dimensions and codes in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis import words
from publish.site import entities
from publish.site.context import SiteContext

STEM = "glossary"
Twins = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """A word in both languages, what it means, and its place in a register if any."""

    name: Twins
    meaning: str
    address: str = ""


@dataclass(frozen=True)
class Code:
    """A column whose values are codes, and the word for each in both languages."""

    anchor: str
    title: str
    meaning: str
    values: list[Twins]


def page(site: SiteContext) -> tuple[str, str]:
    """Return the address and the text of the glossary."""
    page = site.page(STEM, site.say("site_glossary"))
    return site.render(
        "glossary.html.j2",
        page,
        sections=[
            ("concepts", site.say("site_concepts"), concepts(site)),
            ("dimensions", site.table_title("dimensions"), dimensions(site)),
        ],
        codes=codes(site),
    )


def concepts(site: SiteContext) -> list[Entry]:
    """Return the concepts of the data package in the order of their names."""
    entries = [
        Entry(
            {lang: concept[lang] for lang in words.LANGUAGES},
            concept.get(f"description_{site.lang}", ""),
        )
        for concept in site.about.get("concepts", ())
    ]
    return sorted(
        entries, key=lambda entry: words.vietnamese_key(entry.name[site.lang])
    )


def dimensions(site: SiteContext) -> list[Entry]:
    """Return the dimensions of reform, with what each includes and excludes."""
    return [_dimension(site, key) for key in entities.keys(site, "dimensions")]


def _dimension(site: SiteContext, key: str) -> Entry:
    row, lang = site.index.row(key), site.lang
    limits = [
        site.say(f"site_{kind}", words=text)
        for kind in ("includes", "excludes")
        if (text := row[f"{kind}_{lang}"])
    ]
    name: Twins = {each: row[f"title_{each}"] for each in words.LANGUAGES}
    meaning = "; ".join(filter(None, [row[f"definition_{lang}"], *limits]))
    return Entry(name, meaning, site.address(key))


def codes(site: SiteContext) -> list[Code]:
    """Return every column whose values are codes, with their words."""
    return [
        Code(
            f"{name}-{column.name}",
            f"{site.table_title(name)}: {column.title[site.lang]}",
            column.description,
            [
                {lang: labels[lang] or value for lang in words.LANGUAGES}
                for value, labels in column.words.items()
            ],
        )
        for name, table in site.index.study.dictionary.tables.items()
        for column in table.columns.values()
        if column.words
    ]
