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
TIE = ["instrument_id", "role", "party_id", "fact_id"]


def ties(
    relations: pd.DataFrame, instrument_ids: Sequence[str], bodies: pd.DataFrame
) -> pd.DataFrame:
    """Who or what answers for each resolution, by role.

    A steering committee that implements a resolution steers it.

    Returns
    -------
    DataFrame
        One row per resolution that has a tie, in the order of the facts:
        `instrument_id`, for each role of `TIES` the parties (keys separated by a
        space) or `not_mentioned`, and `fact_ids`, as `wide` returns them.
    """
    steering = bodies.loc[bodies["type"] == "steering_committee", "body_id"]
    outward = relations[
        relations["source"].isin(instrument_ids) & relations["type"].isin(TIES)
    ]
    inward = relations[
        relations["target"].isin(instrument_ids)
        & relations["type"].isin(["implements", "concretises"])
    ]
    steers = inward["source"].isin(steering)
    inward = inward.assign(
        type=steers.map({True: "steered_by", False: "carried_out_by"})
    )
    tied = pd.concat(
        [
            outward[["source", "type", "target", "fact_id"]].set_axis(TIE, axis=1),
            inward[["target", "type", "source", "fact_id"]].set_axis(TIE, axis=1),
        ]
    ).sort_values("fact_id")
    cells = tied.groupby(["instrument_id", "role"], sort=False, as_index=False).agg(
        parties=("party_id", lambda keys: " ".join(keys.unique())),
        fact_ids=("fact_id", ids),
    )
    table = wide(cells, "instrument_id", "role", "parties")
    table[TIES] = table.reindex(columns=TIES).astype(object).fillna(NOT_MENTIONED)
    return table
