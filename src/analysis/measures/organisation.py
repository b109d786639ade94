"""Organisations, members and cadres: parts of wholes, ratios, and who leads whom."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import bounds
from analysis.measures.coverage import NOT_MENTIONED, ids
from analysis.rows import records

Row = dict[str, Any]
COMPUTED = "computed"
AS_OF = ["as_of_start", "as_of_end"]
ENDS = ["low", "high", "qualifier", "unit"]
PART_COLUMNS = ["whole_id", "role", "committee_id", "indicator_id", "population_vi"]
PART_COLUMNS += ["population_en", *ENDS, *(f"share_{end}" for end in ENDS), "state"]
PART_COLUMNS += [*AS_OF, "source_id", "fact_ids"]
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


def parts_and_wholes(observations: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Counts that are parts of other counts: each whole, its parts and the rest.

    What the parts leave of the whole is computed and never filled.

    Parameters
    ----------
    observations
        `fact_id`, `committee_id`, `indicator_id`, `population_vi`, `population_en`,
        `value`, `lower`, `upper`, `qualifier`, `unit`, `as_of_start`, `as_of_end`,
        `source_id`.
    links
        `from`, `to`, `type`; those of type `part_of` between two counts are used.

    Returns
    -------
    DataFrame
        For each whole, in the order of `observations`, a row for it, for each part,
        and for the rest if there is or may be one: `whole_id`, `role` (whole, part,
        rest), what is counted, `low`, `high`, `qualifier`, `unit`, the same of its
        `share` (per cent of the whole), `state` of the whole (filled, open,
        exceeded, undecided), its time, `source_id`, `fact_ids`.
    """
    counts = {row["fact_id"]: row for row in records(observations) if _is_count(row)}
    joined = links[links["type"] == "part_of"]
    pairs = list(zip(joined["from"], joined["to"], strict=True))
    rows: list[Row] = []
    for whole_id in counts:
        parts = [counts[a] for a, b in pairs if b == whole_id and a in counts]
        if parts:
            rows += _whole_with_parts(counts[whole_id], parts)
    return pd.DataFrame(rows, columns=PART_COLUMNS)


def _is_count(row: Row) -> bool:
    ends = row["value"], row["lower"], row["upper"]
    return row["unit"] == "count" and any(end is not None for end in ends)


def _whole_with_parts(whole: Row, parts: list[Row]) -> Iterator[Row]:
    total, each = interval(whole), [interval(part) for part in parts]
    rest = total - total_of(each)
    state = {"equal": "filled", "greater": "open", "less": "exceeded"}.get(
        bounds.order(rest, bounds.point(0)), "undecided"
    )
    rows = [("whole", whole, total), *(("part", *p) for p in _zip(parts, each))]
    if state in ("open", "undecided"):
        said = ids([whole["fact_id"], *(part["fact_id"] for part in parts)])
        unnamed = {**whole, "fact_id": said, "population_vi": None}
        rows.append(("rest", {**unnamed, "population_en": None}, rest))
    for role, row, size in rows:
        yield {
            **row,
            "whole_id": whole["fact_id"],
            "role": role,
            "state": state,
            "fact_ids": row["fact_id"],
            **told("", size, "count", 0),
            **told("share_", _share(size, total), "percent", 1),
        }


def _share(size: bounds.Interval, total: bounds.Interval) -> bounds.Interval | None:
    return None if total.contains(0) else bounds.percentage(size, total)


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
    found = mine[mine["indicator_id"].isin(wanted)]
    base = {"numerator": pair[0], "denominator": pair[1]}
    groups = [g for _, g in found.groupby(["source_id", *AS_OF], dropna=False)]
    full = [g for g in groups if sorted(g["indicator_id"]) == wanted]
    for group in full:
        known = {row["indicator_id"]: row for row in records(group)}
        top, bottom = (
            total_of(interval(known[key]) for key in side) for side in (above, below)
        )
        yield {
            **base,
            **told("top_", top, known[above[0]]["unit"], 1),
            **told("bottom_", bottom, known[below[0]]["unit"], 1),
            **told("", bounds.ratio(top, bottom), "count", 1),
            "outcome": COMPUTED,
            "missing": None,
            **{column: group[column].iloc[0] for column in (*AS_OF, "source_id")},
            "fact_ids": ids(group["fact_id"]),
        }
    if not full:
        missing = [key for key in wanted if key not in set(found["indicator_id"])]
        yield {
            **base,
            **{k: v for side in ("top_", "bottom_", "") for k, v in _no(side)},
            "outcome": _why_not(found, groups, wanted, missing),
            "missing": " ".join(missing) or None,
            "fact_ids": ids(found["fact_id"]),
        }


def _no(side: str) -> list[tuple[str, Any]]:
    return list(told(side, None, "count", 0).items())


def _why_not(
    found: pd.DataFrame,
    groups: list[pd.DataFrame],
    wanted: list[str],
    missing: list[str],
) -> str:
    if missing:
        return NOT_MENTIONED
    if any(set(group["indicator_id"]) == set(wanted) for group in groups):
        return "rivals"
    by_text = found.groupby("source_id")["indicator_id"].nunique()
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
        **told("", interval(row), "percent", 2),
        "qualifier": row["qualifier"],
        "linked_id": linked["indicator_id"] if linked else None,
        **told("linked_", size, linked["unit"] if linked else "count", 1),
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
    own = actors.set_index("actor_id")
    rows = [
        {
            "actor_id": row[side],
            "committee_id": own.loc[row[side], "committee_id"],
            "type": own.loc[row[side], "type"],
            "role": role,
            "other_id": row["target" if side == "source" else "source"],
            "basis": row["basis"],
            "fact_id": row["fact_id"],
        }
        for row in records(relations.sort_values("fact_id"))
        for (kind, side), role in ROLES.items()
        if row["type"] == kind and row[side] in own.index
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
    keys = ["committee_id", "type", "role"]
    mine = acted[acted["committee_id"].isin(committee_ids)]
    named = [kind for kind in kinds if (mine["type"] == kind).any()]
    every = [committee_ids, named, list(dict.fromkeys(ROLES.values()))]
    grid = pd.MultiIndex.from_product(every, names=keys).to_frame(index=False)
    found = (
        mine.groupby(keys)["fact_id"]
        .agg(["size", ids])
        .set_axis(["count", "fact_ids"], axis=1)
        .reset_index()
    )
    counted = grid.merge(found, on=keys, how="left")
    return counted.assign(
        count=counted["count"].astype("Int64"), fact_ids=counted["fact_ids"].fillna("")
    )


def roles_wide(counts: pd.DataFrame) -> pd.DataFrame:
    """What `roles_by_kind` returns, a column for each role.

    Returns
    -------
    DataFrame
        One row per committee and kind of body of which a role is told:
        `committee_id`, `type`, a column for each role (missing where not
        mentioned), `fact_ids`.
    """
    keys = ["committee_id", "type"]
    names = list(dict.fromkeys(ROLES.values()))
    told_of = counts.dropna(subset=["count"])
    table = told_of.pivot_table(index=keys, columns="role", values="count", sort=False)
    table = table.reindex(columns=names).astype("Int64")
    table["fact_ids"] = told_of.groupby(keys, sort=False)["fact_ids"].agg(ids)
    return table.rename_axis(columns=None).reset_index()


def total_of(sizes: Iterable[bounds.Interval]) -> bounds.Interval:
    """The sum of some intervals."""
    total = bounds.point(0)
    for size in sizes:
        total = total + size
    return total


def told(
    prefix: str, size: bounds.Interval | None, unit: str, digits: int
) -> dict[str, Any]:
    """`size` as the columns of a figure, rounded so that its bounds still hold.

    An end at zero, or of a share at a hundred, tells nothing and is left open.
    """
    cells: list[Any] = [math.nan, math.nan, "exact", unit]
    if size is not None:
        low, high = size.lower, size.upper
        if not size.is_point:
            low = None if low == 0 else low
            high = None if unit == "percent" and high == 100 else high  # noqa: PLR2004
        cells = [*_rounded(low, high, digits), _qualifier(size, low, high), unit]
    return dict(zip((f"{prefix}{end}" for end in ENDS), cells, strict=True))


def _rounded(low: float | None, high: float | None, digits: int) -> tuple[float, float]:
    by = 10**digits
    if low is not None and low == high:
        near = math.floor(round(low * by, 6) + 0.5) / by
        return near, near
    down = math.nan if low is None else math.floor(round(low * by, 6)) / by
    up = math.nan if high is None else math.ceil(round(high * by, 6)) / by
    return down, up


def _qualifier(size: bounds.Interval, low: float | None, high: float | None) -> str:
    if size.is_about:
        return "about"
    if high is None and low is not None:
        return "over" if size.lower_open else "at_least"
    if low is None and high is not None:
        return "under" if size.upper_open else "at_most"
    return "exact"


def interval(row: Mapping[str, Any]) -> bounds.Interval:
    """The figure of a row of observations."""
    return bounds.of(row["value"], row["lower"], row["upper"], row["qualifier"])


def _zip(
    parts: list[Row], sizes: list[bounds.Interval]
) -> Iterator[tuple[Row, bounds.Interval]]:
    return zip(parts, sizes, strict=True)
