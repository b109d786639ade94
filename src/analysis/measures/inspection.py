"""Inspection, supervision, discipline: rates of events, and who stands beside them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pandas as pd

from analysis import bounds
from analysis.measures.counting import NOT_MENTIONED, ids
from analysis.measures.organisation import COMPUTED
from analysis.measures.parts import AS_OF, ENDS, as_columns, interval
from analysis.rows import Row, records

RATE_COLUMNS = ["committee_id", "indicator_id"]
for side in ("event", "member"):
    RATE_COLUMNS += [f"{side}_{cell}" for cell in (*ENDS, *AS_OF, "source_id")]
RATE_COLUMNS += [*ENDS, "outcome", "mismatches", "accepted", "fact_ids"]


def rates(
    observations: pd.DataFrame,
    compared: pd.DataFrame,
    event_ids: Sequence[str],
    member_id: str,
    committee_ids: Sequence[str],
) -> pd.DataFrame:
    """Events for each 1,000 members, with bounds and every mismatch by name.

    Parameters
    ----------
    observations
        `fact_id`, `committee_id`, `indicator_id`, `modality`, `value`, `lower`,
        `upper`, `qualifier`, `unit`, `as_of_start`, `as_of_end`, `source_id`.
    compared
        What the gate says of each count of events beside each count of members:
        `first`, `second`, `allowed`, `refusals`, `accepted`.
    event_ids, member_id
        The indicators that count events, and the one that counts members.
    committee_ids
        The committees of which rates are wanted; each is compared with its own
        members only.

    Returns
    -------
    DataFrame
        One row per committee and event, more if several figures give it:
        `committee_id`, `indicator_id`, both figures with their times and texts as
        `event_…` and `member_…`, the rate as `low`, `high`, `qualifier`, `unit`,
        `outcome` (computed, not_mentioned, refused), `mismatches` (keys, separated
        by a space; empty if there is none), `accepted` (the reasons for which the
        author accepts them, separated by "; "), `fact_ids`.
    """
    pairs = {(row["first"], row["second"]): row for row in records(compared)}
    reported = records(observations[observations["modality"] == "reported"])
    rows = []
    for committee_id in committee_ids:
        figures = [row for row in reported if row["committee_id"] == committee_id]
        members = [row for row in figures if row["indicator_id"] == member_id]
        for event_id in event_ids:
            events = [row for row in figures if row["indicator_id"] == event_id]
            key = {"committee_id": committee_id, "indicator_id": event_id}
            rows += [{**key, **row} for row in _rates(events, members, pairs)]
    return pd.DataFrame(rows, columns=RATE_COLUMNS)


def _rates(
    events: list[Row], members: list[Row], pairs: Mapping[tuple[str, str], Row]
) -> Iterator[Row]:
    if not events or not members:
        yield {
            **_beside("event_", events[0] if events else None),
            **_beside("member_", members[0] if members else None),
            **as_columns("", None, "per_thousand", 2),
            "outcome": NOT_MENTIONED,
            "mismatches": "",
            "accepted": "",
            "fact_ids": ids(f["fact_id"] for f in (*events, *members)),
        }
    for event, member in product(events, members):
        pair = pairs[event["fact_id"], member["fact_id"]]
        rate = None
        if pair["allowed"]:
            rate = bounds.rate_per_1000(interval(event), interval(member))
        accepted = re.findall(r"(?:^|; )([a-z_]+): ", pair["accepted"])
        yield {
            **_beside("event_", event),
            **_beside("member_", member),
            **as_columns("", rate, "per_thousand", 2),
            "outcome": COMPUTED if pair["allowed"] else "refused",
            "mismatches": " ".join([*pair["refusals"].split(), *accepted]),
            "accepted": re.sub(r"(^|; )[a-z_]+: ", r"\1", pair["accepted"]),
            "fact_ids": ids([event["fact_id"], member["fact_id"]]),
        }


def _beside(prefix: str, row: Row | None) -> Row:
    if row is None:
        return as_columns(prefix, None, "count", 0)
    cells = {f"{prefix}{name}": row[name] for name in (*AS_OF, "source_id")}
    return {**as_columns(prefix, interval(row), row["unit"], 1), **cells}


def relations_beside(relations: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """The relations whose words overlap those of some facts, in one text.

    Parameters
    ----------
    relations
        `fact_id`, `source_id`, `start`, `end` and what else is to come back.
    facts
        `fact_id`, `source_id`, `start`, `end`.

    Returns
    -------
    DataFrame
        The rows of `relations` that overlap any fact, in their order, with
        `fact_ids`: the relation and the facts that it stands beside.
    """
    spans = records(facts[["fact_id", "source_id", "start", "end"]])
    beside = [
        [
            span["fact_id"]
            for span in spans
            if span["source_id"] == row["source_id"]
            and span["start"] < row["end"]
            and row["start"] < span["end"]
        ]
        for row in records(relations)
    ]
    joined = [
        ids([own, *others])
        for own, others in zip(relations["fact_id"], beside, strict=True)
    ]
    kept = pd.Series([bool(others) for others in beside], index=relations.index)
    return relations.assign(fact_ids=joined)[kept.astype(bool)].reset_index(drop=True)
