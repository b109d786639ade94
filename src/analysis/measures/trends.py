"""Claims over time: reported figures with their dates, and goals over their terms."""

from typing import Any

import pandas as pd

from analysis.measures.counting import ids

CLAIM = ["indicator_id", "committee_id", "locality_id", "as_of_start", "as_of_end"]
CLAIM += ["start", "end", "low", "high", "qualifier", "unit", "role", "term_id"]
CLAIM += ["source_id"]
CLAIM_COLUMNS = [*CLAIM, "fact_ids", "earlier"]
OF_A_TERM = "period"  # the precision of a figure that counts over a whole term


def with_bounds(observations: pd.DataFrame) -> pd.DataFrame:
    """The rows with `low` and `high`: the ends of each figure, open ends missing.

    A figure given as about so much keeps its point; no width is made up.
    """
    value, lower, upper = (observations[c] for c in ("value", "lower", "upper"))
    return observations.assign(low=value.fillna(lower), high=value.fillna(upper))


def claims_over_time(
    observations: pd.DataFrame,
    targets: pd.DataFrame,
    terms: pd.DataFrame,
    links: pd.DataFrame,
) -> pd.DataFrame:
    """Claims of the indicators that are reported for two dates or beside a goal.

    A goal is an aim that a target sets for a term; other aims are left out, and so are
    totals beside their parts and figures of whole terms. What one text says twice of
    the same time is one claim with two facts. `observations` are of one committee.

    Returns
    -------
    DataFrame
        Indicators with a goal first; of each its figures by time, then its goal:
        `indicator_id`, `committee_id`, `locality_id`, `as_of_start`, `as_of_end`,
        `start`, `end` (years with decimals, missing if undated; of a goal its term),
        `low`, `high`, `qualifier`, `unit`, `role` (figure, goal), `term_id` (of a
        goal), `source_id`, `fact_ids`, `earlier` (the fact from which the same
        sentence reports a change).
    """
    is_part = links["type"].eq("part_of") & links["from"].isin(observations["fact_id"])
    is_left_out = observations["as_of_precision"].eq(OF_A_TERM).fillna(value=False)
    is_left_out |= observations["fact_id"].isin(links.loc[is_part, "to"])
    counted = observations[~is_left_out]
    goals = targets[targets["denominator_role"] == "target"]
    goals = goals.dropna(subset=["target", "term_id"]).drop_duplicates("target")
    set_for = counted["fact_id"].map(goals.set_index("target")["term_id"])
    rows = with_bounds(counted).assign(term_id=set_for.astype("string"))
    rows = rows[(rows["modality"] == "reported") | rows["term_id"].notna()]
    is_goal = rows["modality"] != "reported"
    years = rows[["term_id"]].merge(terms, "left", on="term_id").set_index(rows.index)
    first = rows["as_of_start"].fillna(rows["as_of_end"])
    dates = [first.map(_decimal_year), rows["as_of_end"].map(_decimal_year)]
    ends = [years["start_year"], years["end_year"]]
    rows = rows.assign(
        role=is_goal.map({True: "goal", False: "figure"}),
        term_id=rows["term_id"].where(is_goal),
        start=dates[0].where(~is_goal, ends[0]).astype("float64"),
        end=dates[1].where(~is_goal, ends[1]).astype("float64"),
    )
    claims = (
        rows.groupby(CLAIM, dropna=False, as_index=False)
        .agg(fact_ids=("fact_id", ids))
        .groupby("indicator_id")
        .filter(_is_trend)
    )
    changes = links[links["type"] == "change_from"].set_index("from")["to"]
    by_goal = claims["indicator_id"].isin(claims.loc[_goals(claims), "indicator_id"])
    return (
        claims.assign(
            earlier=claims["fact_ids"].map(lambda cell: _earlier(cell, changes)),
            rank=~by_goal,
        )
        .sort_values(
            ["rank", "indicator_id", "role", "start", "end"], ignore_index=True
        )
        .reindex(columns=CLAIM_COLUMNS)
    )


def _goals(claims: pd.DataFrame) -> "pd.Series[bool]":
    return claims["role"] == "goal"


def _is_trend(claims: pd.DataFrame) -> bool:
    """Whether there are figures of two dates, or one beside a goal."""
    is_sized = claims["low"].notna() | claims["high"].notna()
    figures = claims[~_goals(claims) & is_sized]
    dates = set(figures["end"].dropna())
    return len(dates) > 1 or bool(len(figures) and _goals(claims).any())


def _earlier(facts: str, changes: "pd.Series[str]") -> str | None:
    return next((str(changes[fact]) for fact in facts.split() if fact in changes), None)


def _decimal_year(date: Any) -> float | None:
    """A year, month or day as a year with decimals.

    Examples
    --------
    >>> _decimal_year("2021"), _decimal_year("2023-07-04")
    (2021.0, 2023.5)
    """
    if pd.isna(date):
        return None
    year, *rest = (int(part) for part in str(date).split("-"))
    return year + (rest[0] - 1) / 12 if rest else float(year)
