"""Resolutions: what is counted and named, who answers for each, and causes."""

from collections.abc import Sequence

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, ids, wide
from analysis.rows import records

TIES = [
    "prompted_by",
    "issued_by",
    "led_by",
    "steered_by",
    "applies_to",
    "carried_out_by",
]
SET_COLUMNS = ["instrument_id", "term_id", "counted", "named", "unnamed"]
SET_COLUMNS += ["named_ids", "label_ids", "fact_ids"]
CAUSE_COLUMNS = [
    "domain",
    "type",
    "summary_vi",
    "summary_en",
    "failing_vi",
    "failing_en",
]
CAUSE_COLUMNS += ["basis", "is_past", "source_id", "fact_ids"]


def sets_named(
    instruments: pd.DataFrame, mentions: pd.DataFrame, relations: pd.DataFrame
) -> pd.DataFrame:
    """Sets of instruments: how many are counted, which are named, what only labels.

    A member of a set that is itself known by its kind only is a label for some of
    its items, and no further item.

    Parameters
    ----------
    instruments
        `instrument_id`, `term_id`, `identity`, `set_count`.
    mentions
        `fact_id`, `instrument_id`.
    relations
        `fact_id`, `type`, `source`, `target`; those of type `contains` are used.

    Returns
    -------
    DataFrame
        One row per set, and per item named outside any set, sorted by term (newest
        first) and key: `instrument_id`, `term_id`, `counted` (missing if not stated),
        `named`, `unnamed` (missing if not stated), `named_ids`, `label_ids` (keys
        separated by a space), `fact_ids`.
    """
    named = set(instruments.loc[instruments["identity"] == "named", "instrument_id"])
    mine = set(instruments["instrument_id"])
    inside = relations[
        (relations["type"] == "contains")
        & relations["source"].isin(mine)
        & relations["target"].isin(mine)
    ]
    facts_of = mentions.groupby("instrument_id")["fact_id"].agg(ids).to_dict()
    rows = []
    for row in records(instruments):
        key = row["instrument_id"]
        if key in set(inside["target"]):
            continue
        within = inside[inside["source"] == key]
        items = sorted(named & {*within["target"], key})
        labels = sorted(set(within["target"]) - named)
        counted = row["set_count"]
        facts = [*within["fact_id"], facts_of.get(key, "")]
        rows.append(
            {
                **row,
                "counted": counted,
                "named": len(items),
                "unnamed": None if counted is None else int(counted) - len(items),
                "named_ids": " ".join(items) or None,
                "label_ids": " ".join(labels) or None,
                "fact_ids": ids(facts),
            }
        )
    sets = pd.DataFrame(rows, columns=SET_COLUMNS)
    order = sets.sort_values("instrument_id").sort_values(
        "term_id", ascending=False, na_position="last", kind="stable"
    )
    whole = dict.fromkeys(["counted", "named", "unnamed"], "Int64")
    return order.astype(whole).reset_index(drop=True)


def in_sets(sets: pd.DataFrame) -> list[str]:
    """The keys of what `sets_named` returns: each set, its named items, its labels."""
    columns = ["instrument_id", "named_ids", "label_ids"]
    cells = sets[columns].fillna("").to_numpy().ravel().tolist()
    return list(dict.fromkeys(" ".join(cells).split()))


def ties(
    relations: pd.DataFrame, instrument_ids: Sequence[str], bodies: pd.DataFrame
) -> pd.DataFrame:
    """Who or what answers for each resolution: its ties, by role.

    Parameters
    ----------
    relations
        `fact_id`, `source`, `type`, `target`, `basis`.
    instrument_ids
        The resolutions, groups and sets.
    bodies
        `body_id`, `type`; a steering committee that implements one steers it.

    Returns
    -------
    DataFrame
        One row per tie, sorted by its fact: `instrument_id`, `role` (of `TIES`),
        `party_id`, `basis`, `fact_id`.
    """
    steering = set(bodies.loc[bodies["type"] == "steering_committee", "body_id"])
    outward = relations[relations["source"].isin(instrument_ids)]
    outward = outward[outward["type"].isin(TIES)]
    inward = relations[relations["target"].isin(instrument_ids)]
    inward = inward[inward["type"].isin(["implements", "concretises"])]
    steers = inward["source"].isin(steering)
    columns = ["instrument_id", "role", "party_id", "basis", "fact_id"]
    both = pd.concat(
        [
            outward.assign(
                instrument_id=outward["source"],
                role=outward["type"],
                party_id=outward["target"],
            ),
            inward.assign(
                instrument_id=inward["target"],
                role=steers.map({True: "steered_by", False: "carried_out_by"}),
                party_id=inward["source"],
            ),
        ]
    )
    return both.sort_values("fact_id", ignore_index=True)[columns]


def ties_wide(tied: pd.DataFrame, instrument_ids: Sequence[str]) -> pd.DataFrame:
    """What `ties` returns, a row for each instrument and a column for each role.

    Returns
    -------
    DataFrame
        One row per instrument, in the order given: `instrument_id`, for each role
        the parties (keys separated by a space) or `not_mentioned`, `fact_ids`.
    """
    keys = ["instrument_id", "role"]
    grid = pd.MultiIndex.from_product([instrument_ids, TIES], names=keys)
    parties = tied.groupby(keys).agg(
        parties=("party_id", lambda names: " ".join(dict.fromkeys(names))),
        fact_ids=("fact_id", ids),
    )
    rows = parties.reindex(grid).fillna({"fact_ids": ""}).reset_index()
    return wide(rows, "instrument_id", "role", "parties", silent=NOT_MENTIONED)


def given_causes(shortcomings: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """What is given as a cause, and of which failing, as reported.

    Parameters
    ----------
    shortcomings
        `fact_id`, `type`, `domain`, `summary_vi`, `summary_en`, `is_past`,
        `source_id`.
    links
        `from`, `to`, `type`, `basis`; those of type `cause_of` are used.

    Returns
    -------
    DataFrame
        One row per cause and failing, in the order of `shortcomings`, a cause that
        is linked with none by itself: `domain`, `type`, `summary_…`, `failing_…`,
        `basis` of the link, `is_past`, `source_id`, `fact_ids`.
    """
    by_id = {row["fact_id"]: row for row in records(shortcomings)}
    causal = records(links[links["type"] == "cause_of"])
    rows = []
    for key, row in by_id.items():
        linked = [
            link for link in causal if link["from"] == key and link["to"] in by_id
        ]
        rows += [
            {
                **row,
                "failing_vi": by_id[link["to"]]["summary_vi"],
                "failing_en": by_id[link["to"]]["summary_en"],
                "basis": link["basis"],
                "fact_ids": ids([key, link["to"]]),
            }
            for link in linked
        ]
        if row["type"] == "cause" and not linked:
            rows.append({**row, "fact_ids": key})
    return pd.DataFrame(rows, columns=CAUSE_COLUMNS)
