"""Keys to choose from: found by parts of their labels, with or without marks."""

from collections.abc import Iterable

from analysis.advice import folded
from coding.recorded import slug, unused
from coding.sheet import Sheet


def choices(
    sheet: Sheet, tables: Iterable[str], typed: str, lang: str
) -> list[tuple[str, str]]:
    """The keys of some tables, of the data and of a sheet, with their labels.

    Only those whose key, or label in either language, has every word that was typed,
    whether with its marks or without; labels that begin with it come first.
    """
    wanted = folded(typed)
    matches: list[tuple[bool, str, str]] = []
    for table in tables:
        other = _labelled(sheet, table, "en" if lang == "vi" else "vi")
        for key, label in _labelled(sheet, table, lang).items():
            text = folded(f"{label} {key} {other[key]}")
            if all(word in text for word in wanted.split()):
                matches.append((not text.startswith(wanted), label, key))
    return [(key, label) for _, label, key in sorted(matches)]


def _labelled(sheet: Sheet, table: str, lang: str) -> dict[str, str]:
    """The label of each row of a table; a fact of the sheet has its row's name."""
    labels = dict(sheet.recorded.labels(table, lang, sheet.recorded.rows(table)))
    described = sheet.layout.tables.get(table)
    if described is None:
        return labels
    rows = [dict(row) for row in sheet.tables[table] if row.state != "rejected"]
    if described.has_quote:
        return labels | {row["row"]: row["quote"] for row in rows}
    return labels | dict(sheet.recorded.labels(table, lang, rows))


def new_key(sheet: Sheet, table: str, label: str) -> str:
    """A key for a new entity, made of its label, that no table has yet."""
    keys: set[str] = set()
    for name in sheet.recorded.dictionary.entities:
        keys |= set(sheet.recorded.keyed(name))
        if name in sheet.layout.tables and name != "sources":
            key = sheet.layout.tables[name].key
            keys |= {row[key] for row in sheet.tables[name]}
    base = slug(label) or sheet.layout.tables[table].table.short
    return unused(base, keys)
