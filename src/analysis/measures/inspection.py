"""Inspection, supervision, discipline: rates of events, and who stands beside them."""

from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from analysis import bounds
from analysis.measures.counting import NOT_MENTIONED, ids
from analysis.measures.organisation import COMPUTED
from analysis.measures.parts import AS_OF, ENDS, as_columns, interval
from analysis.rows import Row, records

RATE_COLUMNS = ["committee_id", "indicator_id"]
for side in ("event", "member"):
    RATE_COLUMNS += [f"{side}_{cell}" for cell in (*ENDS, *AS_OF, "source_id")]
RATE_COLUMNS += [*ENDS, "outcome", "mismatches", "fact_ids"]


def rates(
    observations: pd.DataFrame,
    event_ids: Sequence[str],
    member_id: str,
    committee_ids: Sequence[str],
    *,
    accept: Collection[str] = (),
) -> pd.DataFrame:
    """Events for each 1,000 members, with bounds and every mismatch by name.

    A rate over two texts or two times is computed only if the author accepts that
    mismatch by name; it then comes back to be printed beside the rate.

    Parameters
    ----------
    observations
        `fact_id`, `committee_id`, `indicator_id`, `modality`, `value`, `lower`,
        `upper`, `qualifier`, `unit`, `as_of_start`, `as_of_end`, `source_id`.
    event_ids, member_id
        The indicators that count events, and the one that counts members.
    committee_ids
        The committees of which rates are wanted; each is set against its own
        members only.
    accept
        The mismatches accepted: `two_texts`, `as_of`.

    Returns
    -------
    DataFrame
        One row per committee and event, more if several figures give it:
        `committee_id`, `indicator_id`, both figures with their times and texts as
        `event_…` and `member_…`, the rate as `low`, `high`, `qualifier`, `unit`,
        `outcome` (computed, not_mentioned, refused), `mismatches` (keys, separated
        by a space; empty if there is none), `fact_ids`.

    Raises
    ------
    ValueError
        If `accept` names what is no mismatch.
    """
    allowed = {"two_texts", "as_of"}
    for name in accept:
        if name not in allowed:
            msg = f"no mismatch {name!r}; allowed: {', '.join(sorted(allowed))}"
            raise ValueError(msg)
    figures = records(observations[observations["modality"] == "reported"])
    rows = [
        row
        for committee_id in committee_ids
        for event_id in event_ids
        for row in _rates(
            [f for f in figures if f["committee_id"] == committee_id],
            (event_id, member_id),
            accept,
        )
        if row.setdefault("committee_id", committee_id)
    ]
    return pd.DataFrame(rows, columns=RATE_COLUMNS)


def _rates(
    figures: list[Row], pair: tuple[str, str], accept: Collection[str]
) -> Iterator[Row]:
    events, members = ([f for f in figures if f["indicator_id"] == k] for k in pair)
    if not events or not members:
        yield {
            "indicator_id": pair[0],
            **_beside("event_", events[0] if events else None),
            **_beside("member_", members[0] if members else None),
            **as_columns("", None, "per_thousand", 2),
            "outcome": NOT_MENTIONED,
            "mismatches": "",
            "fact_ids": ids(f["fact_id"] for f in (*events, *members)),
        }
    for event in events:
        for member in members:
            mismatches = list(_mismatches(event, member))
            is_accepted = set(mismatches) <= set(accept)
            rate = bounds.rate_per_1000(interval(event), interval(member))
            yield {
                "indicator_id": pair[0],
                **_beside("event_", event),
                **_beside("member_", member),
                **as_columns("", rate if is_accepted else None, "per_thousand", 2),
                "outcome": COMPUTED if is_accepted else "refused",
                "mismatches": " ".join(mismatches),
                "fact_ids": ids([event["fact_id"], member["fact_id"]]),
            }


def _mismatches(event: Row, member: Row) -> Iterator[str]:
    if event["source_id"] != member["source_id"]:
        yield "two_texts"
    if any(event[end] != member[end] for end in AS_OF):
        yield "as_of"


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
        ids([fact, *others])
        for fact, others in zip(relations["fact_id"], beside, strict=True)
    ]
    kept = pd.Series([bool(others) for others in beside], index=relations.index)
    return relations.assign(fact_ids=joined)[kept.astype(bool)].reset_index(drop=True)
