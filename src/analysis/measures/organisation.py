"""Organisation and cadres: ratios, shares with their bases, and offices held."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.measures.counting import ids
from analysis.measures.parts import AS_OF, ENDS, as_columns, interval, total_of
from analysis.rows import Row, records

RATIO_COLUMNS = ["committee_id", "numerator", "denominator"]
RATIO_COLUMNS += [f"{side}_{end}" for side in ("top", "bottom") for end in ENDS]
RATIO_COLUMNS += [*ENDS, *AS_OF, "source_id", "fact_ids"]
SHARE_COLUMNS = ["committee_id", "indicator_id", "population_vi", "population_en"]
SHARE_COLUMNS += ["boundary_vi", "boundary_en", *ENDS, "linked_id"]
SHARE_COLUMNS += [*(f"linked_{end}" for end in ENDS), "base_known", "source_id"]
SHARE_COLUMNS += ["fact_ids"]
OFFICES = ["name_printed", "posts", "posts_above", "count"]
LEVELS = ("village", "commune", "district", "province", "region", "central")


def ratios(
    observations: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    committee_ids: Sequence[str],
) -> pd.DataFrame:
    """How many of one for each of another, where one text gives both for one time.

    Figures of two texts or times are never divided, nor is one that has a rival; only
    what is reported is used. A pair is a numerator and a denominator, each the keys of
    one or more indicators, separated by a space; several are added up.

    Returns
    -------
    DataFrame
        A row for each pair and committee that one text gives, more if several texts
        or times give it: `committee_id`, `numerator`, `denominator`, the two figures
        as `top_…` and `bottom_…`, the ratio as `low`, `high`, `qualifier`, `unit`,
        the time, `source_id`, `fact_ids`.
    """
    reported = observations[observations["modality"] == "reported"]
    rows = [
        {"committee_id": committee_id, **row}
        for pair in pairs
        for committee_id in committee_ids
        for row in _ratio(reported[reported["committee_id"] == committee_id], pair)
    ]
    return pd.DataFrame(rows, columns=RATIO_COLUMNS)


def _ratio(mine: pd.DataFrame, pair: tuple[str, str]) -> Iterator[Row]:
    above, below = (side.split() for side in pair)
    wanted = sorted([*above, *below])
    figures = mine[mine["indicator_id"].isin(wanted)]
    for _, group in figures.groupby(["source_id", *AS_OF], dropna=False):
        if sorted(group["indicator_id"]) != wanted:
            continue
        by_indicator = {row["indicator_id"]: row for row in records(group)}
        top, bottom = (
            total_of(interval(by_indicator[key]) for key in side)
            for side in (above, below)
        )
        yield {
            "numerator": pair[0],
            "denominator": pair[1],
            **as_columns("top_", top, by_indicator[above[0]]["unit"], 1),
            **as_columns("bottom_", bottom, by_indicator[below[0]]["unit"], 1),
            **as_columns("", top / bottom, "count", 1),
            **{column: group[column].iloc[0] for column in (*AS_OF, "source_id")},
            "fact_ids": ids(group["fact_id"]),
        }


def shares_with_bases(
    observations: pd.DataFrame, links: pd.DataFrame, parts: pd.DataFrame
) -> pd.DataFrame:
    """Reported shares, each with what it is a share of, as far as a text says.

    `parts` is what `parts_and_wholes` returns; each part adds its computed share.

    Returns
    -------
    DataFrame
        One row per share, committee by committee: `committee_id`, `indicator_id`,
        population and boundary in both languages, `low`, `high`, `qualifier`, `unit`,
        the count linked with it as `linked_id` (indicator) and `linked_…`,
        `base_known` (base_counted, base_described, base_unsaid), `source_id`,
        `fact_ids`.
    """
    every = {row["fact_id"]: row for row in records(observations)}
    joined = links[links["type"] == "ratio_of"]
    beside = dict(zip(joined["from"], joined["to"], strict=True))
    rows = [
        _share_row(row, every.get(beside.get(key, "")))
        for key, row in every.items()
        if row["unit"] == "percent" and row["modality"] == "reported"
    ]
    wholes = {row["whole_id"]: row for row in records(parts) if row["role"] == "whole"}
    for part in records(parts[parts["role"] == "part"]):
        whole = wholes[part["whole_id"]]
        rows.append(
            {
                **part,
                **{end: part[f"share_{end}"] for end in ENDS},
                "linked_id": whole["indicator_id"],
                **{f"linked_{end}": whole[end] for end in ENDS},
                "base_known": "base_counted",
                "fact_ids": ids([part["fact_ids"], whole["fact_ids"]]),
            }
        )
    shares = pd.DataFrame(rows, columns=SHARE_COLUMNS)
    return shares.sort_values("committee_id", kind="stable", ignore_index=True)


def _share_row(row: Row, linked: Row | None) -> Row:
    described = "base_described" if row["population_en"] else "base_unsaid"
    size = interval(linked) if linked else None
    facts = [row["fact_id"], *([linked["fact_id"]] if linked else [])]
    return {
        **row,
        **as_columns("", interval(row), "percent", 2),
        "qualifier": row["qualifier"],
        "linked_id": linked["indicator_id"] if linked else None,
        **as_columns("linked_", size, linked["unit"] if linked else "count", 1),
        "base_known": "base_counted" if linked else described,
        "fact_ids": ids(facts),
    }


def offices(office_holders: pd.DataFrame, bodies: pd.DataFrame) -> pd.DataFrame:
    """Who holds several offices at once, and which of them at a higher level.

    Former offices are left out.

    Returns
    -------
    DataFrame
        One row per person with two offices or more, most offices first:
        `name_printed`, `posts` (bodies of the lowest level at which the person holds
        one, separated by a space), `posts_above` (those of higher levels), `count`.
    """
    now = office_holders[~office_holders["is_former"].astype(bool)]
    held = now.merge(bodies[["body_id", "level"]], on="body_id")
    held = held.drop_duplicates(["name_printed", "body_id"])
    rows = []
    for name, group in held.groupby("name_printed"):
        rank = group["level"].map(LEVELS.index)
        posts = group.loc[rank == rank.min(), "body_id"]
        above = group.loc[rank > rank.min(), "body_id"]
        rows.append((name, " ".join(posts), " ".join(above) or None, len(group)))
    table = pd.DataFrame(rows, columns=OFFICES)
    several = table[table["count"] > 1]
    return several.sort_values(
        ["count", "name_printed"], ascending=[False, True], ignore_index=True
    )
