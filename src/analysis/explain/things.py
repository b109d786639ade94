"""Whatever a key names, with every fact that speaks of it.

An instrument has its mentions with their dates, and its edges: what stands above it,
what below, what beside. An indicator has all its claims, a committee all of its own.
"""

from difflib import get_close_matches

import pandas as pd

from analysis import networks, schema, words
from analysis.explain import lines
from analysis.explain.cards import Claim, Section, Thing
from analysis.explain.claims import claim
from analysis.tables import ENTITIES, Study

DOWNWARD = ("contains", "applies_to")  # of the carrying types; the others lead upward
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
    for table in schema.FACT_TABLES:
        if len(study.having(table, "fact_id", [key])):
            return claim(study, key, with_passage=with_passage)
    for table in ENTITIES:
        if len(study.having(table, study.dictionary.tables[table].key[0], [key])):
            return _thing(study, table, key)
    near = ", ".join(_nearest(study, key)) or "none"
    msg = f"no fact and no key {key!r}; nearest: {near}"
    raise ValueError(msg)


def _nearest(study: Study, wanted: str) -> list[str]:
    """The keys that look, or whose names look, most like what was asked for."""
    known: dict[str, str] = {}
    for table in schema.FACT_TABLES:
        known |= {fact: fact for fact in study.whole(table)["fact_id"]}
    for table in ENTITIES:
        keys = study.keys(table)
        names = study.names_for(keys)
        known |= {names[key].lower(): f"{key} ({names[key]})" for key in keys}
        known |= {key: f"{key} ({names[key]})" for key in keys}
    close = get_close_matches(wanted.lower(), list(known), NEAREST, 0.5)
    return list(dict.fromkeys(known[text] for text in close))


def _thing(study: Study, table: str, key: str) -> Thing:
    promise = study.dictionary.tables[table]
    row = study.rows(table, **{promise.key[0]: key}).iloc[0]
    told = lines.of_columns(study, table, row, promise.key)
    spoken = _spoken_of(study, table, key)
    facts = [fact for rows in spoken.values() for fact in rows["fact_id"]]
    sections = [
        *_of_facts(study, key, spoken),
        *_other_things(study, table, key),
        lines.rulings(study, [key, *facts]),
        lines.checks(study, facts),
    ]
    shown = [section for section in sections if section.items]
    return Thing(key, table, told, shown, name=study.name(key))


def _spoken_of(study: Study, table: str, key: str) -> dict[str, pd.DataFrame]:
    """The facts of each table that name the key in any column."""
    found = {}
    for facts in schema.FACT_TABLES:
        columns = _columns_of(study, facts, table)
        parts = [study.having(facts, column, [key]) for column in columns]
        if parts:
            found[facts] = pd.concat(parts).drop_duplicates("fact_id")
    return found


def _columns_of(study: Study, table: str, owner: str) -> list[str]:
    columns = study.dictionary.tables[table].columns
    return [name for name in columns if owner in lines.owners(study, table, name)]


def _of_facts(study: Study, key: str, spoken: dict[str, pd.DataFrame]) -> list[Section]:
    sections = []
    for table, rows in spoken.items():
        if table == "relations":
            sections += _edges(study, key, rows)
            continue
        title = study.dictionary.tables[table].title[study.lang]
        sections.append(Section(title, lines.of_rows(study, table, rows)))
    return sections


def _edges(study: Study, key: str, rows: pd.DataFrame) -> list[Section]:
    """What stands above by the edges that carry a programme, what below, the rest."""
    sides = pd.Series(
        [_side(key, *row) for row in rows[["source", "target", "type"]].to_numpy()],
        index=rows.index,
        dtype="object",
    )
    return [
        Section(
            words.phrase(side, study.lang),
            lines.of_rows(study, "relations", rows[sides == side]),
        )
        for side in ("explain_above", "explain_below", "explain_beside")
    ]


def _side(key: str, source: str, target: str, kind: str) -> str:
    if kind not in networks.CARRYING or key not in (source, target):
        return "explain_beside"
    upper = source if kind in DOWNWARD else target
    return "explain_below" if upper == key else "explain_above"


def _other_things(study: Study, table: str, key: str) -> list[Section]:
    """The entities that name the key: the instruments of a committee, its bodies."""
    sections = []
    for other in ENTITIES:
        promise = study.dictionary.tables[other]
        keys = {
            found
            for column in _columns_of(study, other, table)
            for found in study.having(other, column, [key])[promise.key[0]]
        } - {key}
        names = study.names_for(keys)
        order = sorted(keys, key=lambda one: words.vietnamese_key(names[one]))
        items = [f"{names[one]} ({one})" for one in order]
        sections.append(Section(promise.title[study.lang], items))
    return sections
