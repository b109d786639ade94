"""Whatever a key names, with every fact that refers to it.

An instrument has its mentions and its relations: upward, downward, and others. An
indicator has all its statements, a committee all of its own.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from analysis import networks, words
from analysis.explain import wording
from analysis.explain.index import Index, on
from analysis.explain.index import index as index_of
from analysis.explain.models import Explanation, Line, Part, Section
from analysis.explain.statements import statement
from analysis.rows import Row
from analysis.tables import Study

NEAREST = 5


def first(study: Study, keys: Iterable[str]) -> Explanation | words.Sentence:
    """What is recorded about the first of some keys, or that there is none."""
    for key in keys:
        return explain(study, key)
    return words.Sentence(words.phrase("nothing_to_show", study.lang))


def explain(study: Study, key: str) -> Explanation:
    """Everything the data record about a fact or an entity.

    Parameters
    ----------
    key
        A fact id (a relation has one too), or the key of an instrument, a committee,
        an indicator, a body, a locality, a dimension, a term or a source.

    Raises
    ------
    ValueError
        If nothing has this key: the message names the nearest.
    """
    index = index_of(study)
    table = index.homes.get(key, "")
    if table in study.dictionary.facts:
        return statement(index, table, key)
    if table:
        return _entity(index, table, key)
    near = ", ".join(_nearest(index, key)) or "none"
    msg = f"no fact and no key {key!r}; nearest: {near}"
    raise ValueError(msg)


def _nearest(index: Index, wanted: str) -> list[str]:
    """The keys that look, or whose labels look, most like what was asked for."""
    shown = {key: key for key in index.homes if key not in index.names}
    for key, name in index.names.items():
        shown[name.lower()] = shown[key] = f"{key} ({name})"
    close = get_close_matches(wanted.lower(), list(shown), NEAREST, 0.5)
    return list(dict.fromkeys(shown[text] for text in close))


def _entity(index: Index, table: str, key: str) -> Explanation:
    tables = index.study.dictionary.tables
    lines = wording.of_columns(index, table, index.row(key), tables[table].key)
    facts = facts_on(index, key)
    ids = [row["fact_id"] for rows in facts.values() for row in rows]
    checks = words.phrase("explain_checks", index.lang)
    sections = [
        *_of_facts(index, key, facts),
        *_other_entities(index, table, key),
        Section(tables["rulings"].title[index.lang], on(index.rulings, [key, *ids])),
        Section(checks, on(index.checks, ids)),
    ]
    shown = [section for section in sections if section.items]
    return Explanation(key, table, lines, shown, name=index.names[key])


def facts_on(index: Index, key: str) -> dict[str, list[Row]]:
    """The facts of each table that have the key in any column."""
    dictionary = index.study.dictionary
    facts = {}
    for table in dictionary.facts:
        columns = dictionary.columns_with(table, index.homes[key])
        rows = [row for name in columns for row in index.having(table, name, key)]
        facts[table] = list({row["fact_id"]: row for row in rows}.values())
    return facts


def _of_facts(index: Index, key: str, facts: dict[str, list[Row]]) -> list[Section]:
    sections = []
    for table, rows in facts.items():
        if table == "relations":
            sections += _relations(index, key, rows)
            continue
        title = index.study.dictionary.tables[table].title[index.lang]
        lines = [wording.of_row(index, table, row) for row in rows]
        sections.append(Section(title, lines))
    return sections


def _relations(index: Index, key: str, rows: list[Row]) -> list[Section]:
    """The relations that carry a programme upward, those downward, and the others."""
    sides: dict[str, list[Row]] = {
        "explain_above": [],
        "explain_below": [],
        "explain_beside": [],
    }
    types = index.study.groups("relation_types", "type")
    for row in rows:
        sides[_side(key, row, types[row["type"]][0]["direction"])].append(row)
    return [
        Section(
            words.phrase(side, index.lang),
            [wording.of_row(index, "relations", row) for row in part],
        )
        for side, part in sides.items()
    ]


def _side(key: str, row: Row, direction: str | None) -> str:
    source, target = row["source"], row["target"]
    if direction is None or key not in (source, target):
        return "explain_beside"
    upper, _ = networks.above_and_below(source, target, direction)
    return "explain_below" if upper == key else "explain_above"


def _other_entities(index: Index, table: str, key: str) -> list[Section]:
    """The entities that refer to the key, such as the bodies of a committee."""
    dictionary, names = index.study.dictionary, index.names
    sections = []
    for other in dictionary.entities:
        description = dictionary.tables[other]
        keys = {
            row[description.key[0]]
            for column in dictionary.columns_with(other, table)
            for row in index.having(other, column, key)
        } - {key}
        order = sorted(keys, key=lambda name: words.vietnamese_key(names[name]))
        lines = [Line(Part(names[name], name), f" ({name})") for name in order]
        sections.append(Section(description.title[index.lang], lines))
    return sections
