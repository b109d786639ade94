"""Organisation and cadres: ratios, shares with their bases, and roles of bodies."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, counted_over, ids
from analysis.measures.parts import AS_OF, ENDS, as_columns, interval, total_of
from analysis.rows import Row, records

COMPUTED = "computed"
RATIO_COLUMNS = ["committee_id", "numerator", "denominator"]
RATIO_COLUMNS += [f"{side}_{end}" for side in ("top", "bottom") for end in ENDS]
RATIO_COLUMNS += [*ENDS, "outcome", "missing", *AS_OF, "source_id", "fact_ids"]
SHARE_COLUMNS = ["committee_id", "indicator_id", "population_vi", "population_en"]
SHARE_COLUMNS += ["boundary_vi", "boundary_en", *ENDS, "linked_id"]
SHARE_COLUMNS += [
    *(f"linked_{end}" for end in ENDS),
    "base_known",
    "source_id",
    "fact_ids",
]
ROLES = {
    ("led_by", "target"): "leads",
    ("requires", "source"): "demands",
    ("issued_by", "target"): "issues",
    ("advises", "source"): "gives_advice",
    ("reports_to", "source"): "gives_report",
    ("implements", "source"): "carries_out",
    ("concretises", "source"): "carries_out",
}


def actors(committees: pd.DataFrame, bodies: pd.DataFrame) -> pd.DataFrame:
    """Committees and their bodies in one table, as those who act.

    Returns
    -------
    DataFrame
        One row per committee, then per body: `actor_id`, `committee_id`, `type`
        (of the body; whole_committee for a committee).
    """
    columns = ["actor_id", "committee_id", "type"]
    whole = committees.assign(
        actor_id=committees["committee_id"], type="whole_committee"
    )
    parts = bodies.assign(actor_id=bodies["body_id"])
    return pd.concat([whole[columns], parts[columns]], ignore_index=True)


def ratios(
    observations: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    committee_ids: Sequence[str],
) -> pd.DataFrame:
    """So many of one thing for each of another, where one text gives both for one time.

    Parameters
    ----------
    observations
        As in `parts_and_wholes`, with `modality`; only what is reported is used.
    pairs
        Numerator and denominator, each the keys of one or more indicators, separated
        by a space; several are added up.
    committee_ids
        The committees of which each ratio is wanted.

    Returns
    -------
    DataFrame
        A row for each committee and pair, more if several texts or times give it:
        `committee_id`, `numerator`, `denominator`, the two figures as `top_…` and
        `bottom_…`, the ratio as `low`, `high`, `qualifier`, `unit`, `outcome`
        (computed; or why not: not_mentioned, two_texts, as_of, rivals), `missing`
        (indicators not mentioned), the time, `source_id`, `fact_ids`.
    """
    reported = observations[observations["modality"] == "reported"]
    rows = [
        row
        for committee_id in committee_ids
        for pair in pairs
        for row in _ratio(reported[reported["committee_id"] == committee_id], pair)
        if row.setdefault("committee_id", committee_id)
    ]
    return pd.DataFrame(rows, columns=RATIO_COLUMNS)


def _ratio(mine: pd.DataFrame, pair: tuple[str, str]) -> Iterator[Row]:
    above, below = (side.split() for side in pair)
    wanted = sorted([*above, *below])
    figures = mine[mine["indicator_id"].isin(wanted)]
    base = {"numerator": pair[0], "denominator": pair[1]}
    groups = [g for _, g in figures.groupby(["source_id", *AS_OF], dropna=False)]
    full = [g for g in groups if sorted(g["indicator_id"]) == wanted]
    for group in full:
        by_indicator = {row["indicator_id"]: row for row in records(group)}
        top, bottom = (
            total_of(interval(by_indicator[key]) for key in side)
            for side in (above, below)
        )
        yield {
            **base,
            **as_columns("top_", top, by_indicator[above[0]]["unit"], 1),
            **as_columns("bottom_", bottom, by_indicator[below[0]]["unit"], 1),
            **as_columns("", top / bottom, "count", 1),
            "outcome": COMPUTED,
            "missing": None,
            **{column: group[column].iloc[0] for column in (*AS_OF, "source_id")},
            "fact_ids": ids(group["fact_id"]),
        }
    if not full:
        missing = [key for key in wanted if key not in set(figures["indicator_id"])]
        yield {
            **base,
            **as_columns("top_", None, "count", 0),
            **as_columns("bottom_", None, "count", 0),
            **as_columns("", None, "count", 0),
            "outcome": _why_not(figures, groups, wanted, missing),
            "missing": " ".join(missing) or None,
            "fact_ids": ids(figures["fact_id"]),
        }


def _why_not(
    figures: pd.DataFrame,
    groups: list[pd.DataFrame],
    wanted: list[str],
    missing: list[str],
) -> str:
    if missing:
        return NOT_MENTIONED
    if any(set(group["indicator_id"]) == set(wanted) for group in groups):
        return "rivals"
    by_text = figures.groupby("source_id")["indicator_id"].nunique()
    return "as_of" if (by_text == len(wanted)).any() else "two_texts"


def shares_with_bases(
    observations: pd.DataFrame, links: pd.DataFrame, parts: pd.DataFrame
) -> pd.DataFrame:
    """Reported shares, each with what it is a share of, as far as a text says.

    Parameters
    ----------
    observations
        As in `parts_and_wholes`, with `modality`, `boundary_vi`, `boundary_en`.
    links
        `from`, `to`, `type`; `ratio_of` leads from a share to a count beside it.
    parts
        What `parts_and_wholes` returns; each part adds its computed share.

    Returns
    -------
    DataFrame
        One row per share, in the order of `observations`, then one per part:
        `committee_id`, `indicator_id`, population and boundary in both languages,
        `low`, `high`, `qualifier`, `unit`, the count linked with it as `linked_id`
        (indicator) and `linked_…`, `base_known` (base_counted, base_described,
        base_unsaid),
        `source_id`, `fact_ids`.
    """
    all_rows = {row["fact_id"]: row for row in records(observations)}
    joined = links[links["type"] == "ratio_of"]
    beside = dict(zip(joined["from"], joined["to"], strict=True))
    rows = [
        _share_row(row, all_rows.get(beside.get(key, "")))
        for key, row in all_rows.items()
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
    return pd.DataFrame(rows, columns=SHARE_COLUMNS)


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


def roles(relations: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """What each committee and body is said to do: lead, demand, issue, advise.

    Parameters
    ----------
    relations
        `fact_id`, `source`, `type`, `target`, `basis`.
    actors
        Committees and bodies: `actor_id`, `committee_id`, `type`.

    Returns
    -------
    DataFrame
        One row per relation and role, sorted by its fact: `actor_id`,
        `committee_id`, `type` (of the actor), `role` (of `ROLES`), `other_id` (the
        other end of the relation), `basis`, `fact_id`.
    """
    by_actor = actors.set_index("actor_id")
    rows = [
        {
            "actor_id": row[side],
            "committee_id": by_actor.loc[row[side], "committee_id"],
            "type": by_actor.loc[row[side], "type"],
            "role": role,
            "other_id": row["target" if side == "source" else "source"],
            "basis": row["basis"],
            "fact_id": row["fact_id"],
        }
        for row in records(relations.sort_values("fact_id"))
        for (kind, side), role in ROLES.items()
        if row["type"] == kind and row[side] in by_actor.index
    ]
    columns = ["actor_id", "committee_id", "type", "role", "other_id", "basis"]
    return pd.DataFrame(rows, columns=[*columns, "fact_id"])


def roles_by_kind(
    acted: pd.DataFrame, committee_ids: Sequence[str], kinds: Sequence[str]
) -> pd.DataFrame:
    """Roles counted by committee and kind of body; committees are never pooled.

    Parameters
    ----------
    acted
        What `roles` returns.
    kinds
        The kinds of body in the order wanted; those that none names are left out.

    Returns
    -------
    DataFrame
        One row per committee, kind of body and role, in the order of
        `committee_ids`, `kinds` and `ROLES`: `committee_id`, `type`, `role`,
        `count` (missing where not mentioned), `fact_ids`.
    """
    mine = acted[acted["committee_id"].isin(committee_ids)]
    values = {
        "committee_id": committee_ids,
        "type": [kind for kind in kinds if (mine["type"] == kind).any()],
        "role": list(dict.fromkeys(ROLES.values())),
    }
    return counted_over(mine, values)
