"""Whatever a key names, with every fact that speaks of it.

An instrument has its mentions with their dates, and its edges: what stands above it,
what below, what beside. An indicator has all its claims, a committee all of its own.
"""

from difflib import get_close_matches

from analysis import networks, words
from analysis.dictionary import FACT_TABLES
from analysis.explain import lines
from analysis.explain.cards import Claim, Linked, Part, Section, Thing
from analysis.explain.claims import claim
from analysis.explain.index import Index, on
from analysis.explain.index import index as index_of
from analysis.rows import Row
from analysis.tables import Study

NEAREST = 5


def explain(study: Study, key: str, *, with_passage: bool = False) -> Claim | Thing:
    """All that is known of a fact, an edge, or whatever else `key` names.

    Parameters
    ----------
    key
        A fact id (an edge has one too), or the key of an instrument, a committee, an
        indicator, a body, a locality, a dimension, a term or a source.
    with_passage
        Whether a fact comes with its paragraph, from the texts themselves.

    Raises
    ------
    ValueError
        If nothing has this key: the message names the nearest.
    FileNotFoundError
        If a passage is asked for and the texts are not at hand.
    """
    known = index_of(study)
    table = known.homes.get(key)
    if table in FACT_TABLES:
        return claim(study, key, with_passage=with_passage)
    if table is not None:
        return _thing(known, table, key)
    near = ", ".join(_nearest(known, key)) or "none"
    msg = f"no fact and no key {key!r}; nearest: {near}"
    raise ValueError(msg)


def _nearest(index: Index, wanted: str) -> list[str]:
    """The keys that look, or whose names look, most like what was asked for."""
    known = {key: key for key in index.homes if key not in index.names}
    for key, name in index.names.items():
        known[name.lower()] = known[key] = f"{key} ({name})"
    close = get_close_matches(wanted.lower(), list(known), NEAREST, 0.5)
    return list(dict.fromkeys(known[text] for text in close))


def _thing(index: Index, table: str, key: str) -> Thing:
    promise = index.study.dictionary.tables[table]
    told = lines.of_columns(index, table, index.row(key), promise.key)
    spoken = spoken_of(index, key)
    facts = [row["fact_id"] for rows in spoken.values() for row in rows]
    rulings = index.study.dictionary.tables["rulings"].title[index.lang]
    checks = words.phrase("explain_checks", index.lang)
    sections = [
        *_of_facts(index, key, spoken),
        *_other_things(index, table, key),
        Section(rulings, on(index.rulings, [key, *facts])),
        Section(checks, on(index.checks, facts)),
    ]
    shown = [section for section in sections if section.items]
    return Thing(key, table, told, shown, name=index.names[key])


def spoken_of(index: Index, key: str) -> dict[str, list[Row]]:
    """The facts of each table that name the key in any column."""
    found = {}
    for table in FACT_TABLES:
        columns = index.study.dictionary.columns_with(table, index.homes[key])
        rows = [row for one in columns for row in index.having(table, one, key)]
        found[table] = list({row["fact_id"]: row for row in rows}.values())
    return found


def _of_facts(index: Index, key: str, spoken: dict[str, list[Row]]) -> list[Section]:
    sections = []
    for table, rows in spoken.items():
        if table == "relations":
            sections += _edges(index, key, rows)
            continue
        title = index.study.dictionary.tables[table].title[index.lang]
        sections.append(Section(title, lines.of_rows(index, table, rows)))
    return sections


def _edges(index: Index, key: str, rows: list[Row]) -> list[Section]:
    """What stands above by the edges that carry a programme, what below, the rest."""
    sides: dict[str, list[Row]] = {
        "explain_above": [],
        "explain_below": [],
        "explain_beside": [],
    }
    directions = {
        row["type"]: row["direction"] for row in index.study.records("relation_types")
    }
    for row in rows:
        sides[_side(key, row, directions[row["type"]])].append(row)
    return [
        Section(words.phrase(side, index.lang), lines.of_rows(index, "relations", some))
        for side, some in sides.items()
    ]


def _side(key: str, row: Row, direction: str | None) -> str:
    source, target = row["source"], row["target"]
    if direction is None or key not in (source, target):
        return "explain_beside"
    upper, _ = networks.above_and_below(source, target, direction)
    return "explain_below" if upper == key else "explain_above"


def _other_things(index: Index, table: str, key: str) -> list[Section]:
    """The entities that name the key: the instruments of a committee, its bodies."""
    sections = []
    for other in index.study.dictionary.entities:
        promise = index.study.dictionary.tables[other]
        keys = {
            row[promise.key[0]]
            for column in index.study.dictionary.columns_with(other, table)
            for row in index.having(other, column, key)
        } - {key}
        order = sorted(keys, key=lambda one: words.vietnamese_key(index.names[one]))
        items = [Linked(Part(index.names[one], one), f" ({one})") for one in order]
        sections.append(Section(promise.title[index.lang], items))
    return sections
