"""What was aimed at and what was reached, with bounds on what is left open."""

from typing import Any

import pandas as pd

from analysis import bounds
from analysis.measures.counting import ids
from analysis.measures.parts import ENDS, as_columns, interval
from analysis.rows import Row, records

SHARE_COLUMNS = ["indicator_id", "reading", "band_id", "count", "total"]
SHARE_COLUMNS += [*(f"share_{end}" for end in ENDS), "fact_ids"]
SIDES = ("actual", "aim", "ratio", "elapsed")
STAGES = ("below", "unclear", "in_progress", "exceeded", "met", "aimed")


def distribution(bands: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """How goals or targets lie over the bands, under each reading of the bands.

    Where the bands do not overlap, what they leave of the whole is *unaccounted*:
    it could lie in any band, so the share of each has a lower bound (none of it) and
    an upper bound (all of it). Where a band includes a higher one, the higher is
    taken from it first. `totals` are the observations of the wholes.

    Returns
    -------
    DataFrame
        One row per distribution, reading and band, the band of the remainder last:
        `indicator_id` (of the whole), `reading`, `band_id` (missing for the
        remainder), `count`, `total`, the share of the whole as `share_low`,
        `share_high`, `share_qualifier`, `share_unit` (percent), `fact_ids`.
    """
    wholes = totals.set_index("fact_id")
    rows = [
        row
        for _, group in bands.groupby("distribution_id", sort=True)
        for reading in ("disjoint", "nested")
        if (group["reading"] == reading).any()
        for row in _one_reading(group, reading, wholes.loc[group["total"].iloc[0]])
    ]
    shares = pd.DataFrame(rows, columns=SHARE_COLUMNS)
    return shares.astype({"band_id": "string", "count": "Int64"})


def _one_reading(
    bands: pd.DataFrame, reading: str, whole: "pd.Series[Any]"
) -> list[Row]:
    is_rival = bands["claim_set"].notna()
    of_reading = bands[~is_rival | (bands["reading"] == reading)].sort_values(
        ["band_lower", "band_upper"], ascending=False, na_position="last"
    )
    counts: dict[str, int] = {}
    for row in records(of_reading):
        above = sum(counts.values()) if row["reading"] == "nested" else 0
        counts[row["fact_id"]] = row["count"] - above
    rest = int(whole["value"]) - sum(counts.values())
    shared = {
        "indicator_id": whole["indicator_id"],
        "reading": reading,
        "total": int(whole["value"]),
    }
    rows = [
        shared
        | {"band_id": key, "count": count, "fact_ids": ids([key, str(whole.name)])}
        | _share(count, count + rest, whole)
        for key, count in counts.items()
    ]
    facts = ids([*counts, str(whole.name)])
    rows.append(
        shared
        | {"band_id": None, "count": rest, "fact_ids": facts}
        | _share(rest, rest, whole)
    )
    return rows


def _share(low: int, high: int, whole: "pd.Series[Any]") -> dict[str, Any]:
    total = bounds.point(float(whole["value"]))
    share = bounds.percentage(bounds.Interval(low, high), total)
    return as_columns("share_", share, "percent", 1)


def attainments(
    targets: pd.DataFrame, observations: pd.DataFrame, terms: pd.DataFrame
) -> pd.DataFrame:
    """Results against their goals, as far as both figures are stated.

    Rival readings that set the same two figures against each other give one row. What
    is counted up over a term is set against the share of the term elapsed: as the text
    states it, else by the day of the figure, with bounds, as only the years of a term
    are known. Of rates and yearly sums no such share is expected.

    Returns
    -------
    DataFrame
        One row per pair of figures, the highest ratio first: the columns of
        `targets`, `indicator_id` (of the actual figure), `low`, `high`, `qualifier`
        and `unit` of the `actual_…` figure, the `aim_…`, the `ratio_…` (actual per
        cent of aim) and the `elapsed_…` share of the term in per cent, `fact_ids`.
    """
    pair = ["actual", "target"]
    both = targets.dropna(subset=pair).drop_duplicates(pair)
    figures = {row["fact_id"]: row for row in records(observations)}
    years = terms.set_index("term_id")[["start_year", "end_year"]].T.to_dict("list")
    rows = [
        row | _attainment(row, figures, years.get(row["term_id"]))
        for row in records(both)
    ]
    added = [f"{side}_{end}" for side in SIDES for end in ENDS]
    columns = [*targets.columns, "indicator_id", *added, "fact_ids"]
    attained = pd.DataFrame(rows, columns=columns)
    return attained.sort_values(
        ["ratio_low", "ratio_high"], ascending=False, ignore_index=True
    )


def _attainment(row: Row, figures: dict[str, Row], years: list[int] | None) -> Row:
    actual, aim = figures[row["actual"]], figures[row["target"]]
    reached, goal = interval(actual), interval(aim)
    ratio = bounds.percentage(reached, goal)
    elapsed = None
    if actual["unit"] == "count":
        elapsed = _elapsed(row["term_elapsed"], actual["as_of_end"], years)
    return {
        "indicator_id": actual["indicator_id"],
        **as_columns("actual_", reached, actual["unit"], 2),
        **as_columns("aim_", goal, aim["unit"], 2),
        **as_columns("ratio_", ratio, "percent", 1),
        **as_columns("elapsed_", elapsed, "percent", 0),
        "fact_ids": ids([row["fact_id"], row["actual"], row["target"]]),
    }


def _elapsed(
    stated: float | None, day: str | None, years: list[int] | None
) -> bounds.Interval | None:
    """Per cent of a term elapsed at `day`, with bounds.

    The term begins somewhere in its first year and ends somewhere in its last.
    """
    if stated is not None:
        return bounds.point(100 * stated)
    if years is None or day is None or len(day) != len("2023-07-04"):
        return None
    early, late = years
    date = pd.Timestamp(day)
    now = date.year + (date.day_of_year - 1) / (366 if date.is_leap_year else 365)
    if not early + 1 <= now <= late:
        return None
    year = 100 / (late - early)
    return bounds.Interval(year * (now - early - 1), year * (now - early))


def without_figures(targets: pd.DataFrame, attained: pd.DataFrame) -> pd.DataFrame:
    """The rows of `targets` not in `attained`: what falls short comes first."""
    others = targets[~targets["fact_id"].isin(attained["fact_id"])]
    stage = others["status"].map(STAGES.index)
    return others.loc[stage.sort_values(kind="stable").index].reset_index(drop=True)
