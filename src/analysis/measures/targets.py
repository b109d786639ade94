"""What was aimed at and what was reached, with bounds on what is left open."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis import bounds
from analysis.measures.counting import ids

SHARE_COLUMNS = [
    "indicator_id",
    "reading",
    "band_id",
    "count",
    "total",
    "share_low_pct",
    "share_high_pct",
    "fact_ids",
]


def distribution(bands: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """How goals or targets lie over the bands, under each reading of the bands.

    Where the bands do not overlap, what they leave of the whole is *unaccounted*:
    it could lie in any band, so each share has a lower bound (none of it) and an
    upper bound (all of it). Where a band includes a higher one, the higher is
    taken from it first.

    Parameters
    ----------
    bands
        `fact_id`, `distribution_id`, `total`, `count`, `reading`, `band_lower`,
        `band_upper`, `claim_set`.
    totals
        The observations of the wholes: `fact_id`, `indicator_id`, `value`.

    Returns
    -------
    DataFrame
        One row per distribution, reading and band, the band of the remainder
        last: `indicator_id` (of the whole), `reading`, `band_id` (missing for the
        remainder), `count`, `total`, `share_low_pct`, `share_high_pct` (0 to 100),
        `fact_ids`.
    """
    wholes = totals.set_index("fact_id")
    parts = [
        _one_reading(rows, reading, wholes.loc[rows["total"].iloc[0]])
        for _, rows in bands.groupby("distribution_id", sort=True)
        for reading in _readings(rows)
    ]
    if not parts:
        return pd.DataFrame(columns=SHARE_COLUMNS)
    return pd.concat(parts, ignore_index=True)


def _readings(bands: pd.DataFrame) -> list[str]:
    return [r for r in ("disjoint", "nested") if (bands["reading"] == r).any()]


def _one_reading(
    bands: pd.DataFrame, reading: str, whole: "pd.Series[Any]"
) -> pd.DataFrame:
    total = float(whole["value"])
    rival = bands["claim_set"].notna()
    rows = bands[~rival | (bands["reading"] == reading)].copy()
    order = ["band_lower", "band_upper"]
    rows = rows.sort_values(order, ascending=False, na_position="last")
    above = 0
    counts = []
    for _, row in rows.iterrows():
        exclusive = int(row["count"]) - (above if row["reading"] == "nested" else 0)
        counts.append(exclusive)
        above += exclusive
    rest = total - sum(counts)
    shares = pd.DataFrame(
        {
            "indicator_id": whole["indicator_id"],
            "reading": reading,
            "band_id": [*rows["fact_id"], None],
            "count": [*counts, int(rest)],
            "total": int(total),
            "share_low_pct": [100 * count / total for count in counts] + [0.0],
            "share_high_pct": [100 * (count + rest) / total for count in counts]
            + [100 * rest / total],
            "fact_ids": [
                *(ids([fact, whole]) for fact, whole in _pairs(rows)),
                ids([*rows["fact_id"], *rows["total"]]),
            ],
        }
    )
    return shares.astype({"band_id": "string", "count": "Int64"})


def _pairs(rows: pd.DataFrame) -> Iterable[tuple[str, str]]:
    return zip(rows["fact_id"], rows["total"], strict=True)


def attainments(
    targets: pd.DataFrame, observations: pd.DataFrame, terms: pd.DataFrame
) -> pd.DataFrame:
    """Actual against target, as far as both figures are stated.

    Rival readings that set the same two figures against each other give one row.
    How much of the term had elapsed is what the text states; else it follows from
    the day of the figure, with bounds, as only the years of a term are known.

    Parameters
    ----------
    targets
        `fact_id`, `actual`, `target` (fact ids of observations), `status`,
        `denominator_role`, `claimed_percent`, `claimed_kind`, `term_id`,
        `term_elapsed` (0 to 1).
    observations
        `fact_id`, `indicator_id`, `value`, `lower`, `upper`, `qualifier`, `unit`,
        `as_of_end`.
    terms
        `term_id`, `start_year`, `end_year`.

    Returns
    -------
    DataFrame
        One row per pair of figures: the columns of `targets`, `indicator_id` (of
        the actual figure), `actual_low`, `actual_high`, `aim_low`, `aim_high`,
        `unit`, `ratio_low_pct`, `ratio_high_pct` (actual per 100 of target),
        `elapsed_low_pct`, `elapsed_high_pct` (0 to 100), `fact_ids`.
    """
    pair = ["actual", "target"]
    both = targets.dropna(subset=pair).drop_duplicates(pair).reset_index(drop=True)
    figures = observations.set_index("fact_id")
    reached = figures.loc[both["actual"]]
    actual, aim = _intervals(reached), _intervals(figures.loc[both["target"]])
    ratios = [bounds.percentage(a, t) for a, t in zip(actual, aim, strict=True)]
    years = both[["term_id"]].merge(terms, on="term_id", how="left")
    rows = zip(both["term_elapsed"], reached["as_of_end"], *_years(years), strict=True)
    elapsed = [_elapsed(*row) for row in rows]
    return both.assign(
        indicator_id=reached["indicator_id"].to_numpy(),
        actual_low=_ends(interval.lower for interval in actual),
        actual_high=_ends(interval.upper for interval in actual),
        aim_low=_ends(interval.lower for interval in aim),
        aim_high=_ends(interval.upper for interval in aim),
        unit=reached["unit"].to_numpy(),
        ratio_low_pct=_ends(interval.lower for interval in ratios),
        ratio_high_pct=_ends(interval.upper for interval in ratios),
        elapsed_low_pct=_ends(low for low, _ in elapsed),
        elapsed_high_pct=_ends(high for _, high in elapsed),
        fact_ids=[ids(row) for row in both[["fact_id", *pair]].to_numpy().tolist()],
    )


def _years(terms: pd.DataFrame) -> "tuple[pd.Series[Any], pd.Series[Any]]":
    return terms["start_year"], terms["end_year"]


def _elapsed(
    stated: float, day: Any, first: Any, last: Any
) -> tuple[float | None, float | None]:
    """Per cent of a term elapsed at `day`, with bounds.

    The term begins somewhere in its first year and ends somewhere in its last.
    """
    if not pd.isna(stated):
        return 100 * stated, 100 * stated
    if pd.isna(first) or pd.isna(day) or len(day) != len("2023-07-04"):
        return None, None
    date = pd.Timestamp(day)
    now = date.year + (date.day_of_year - 1) / (366 if date.is_leap_year else 365)
    early, late = int(first), int(last)
    if not early + 1 <= now <= late:
        return None, None
    shares = (now - early - 1) / (late - early), (now - early) / (late - early)
    return 100 * shares[0], 100 * shares[1]


def _ends(ends: Iterable[float | None]) -> "pd.Series[float]":
    return pd.Series(list(ends), dtype="float64")


def _intervals(rows: pd.DataFrame) -> list[bounds.Interval]:
    columns = rows[["value", "lower", "upper", "qualifier"]]
    return [bounds.of(*row) for row in columns.to_numpy().tolist()]
