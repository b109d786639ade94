"""Resolutions: who issues each, leads it, steers it and carries it out."""

from collections.abc import Sequence

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, ids, wide

TIES = [
    "prompted_by",
    "issued_by",
    "led_by",
    "steered_by",
    "applies_to",
    "carried_out_by",
]


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
    if not len(instrument_ids):
        return pd.DataFrame(columns=["instrument_id", *TIES, "fact_ids"])
    keys = ["instrument_id", "role"]
    grid = pd.MultiIndex.from_product([instrument_ids, TIES], names=keys)
    parties = tied.groupby(keys).agg(
        parties=("party_id", lambda names: " ".join(dict.fromkeys(names))),
        fact_ids=("fact_id", ids),
    )
    rows = parties.reindex(grid).fillna({"fact_ids": ""}).reset_index()
    return wide(rows, "instrument_id", "role", "parties", silent=NOT_MENTIONED)
