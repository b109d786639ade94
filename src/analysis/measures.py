"""Tables to tidy tables: what is counted, shared and reached, figure by figure.

Every function takes frames with the columns of the codebook and returns a new
frame. Beside each figure stands `fact_ids`: the facts that it was computed from,
separated by a space. Nothing here knows a place, a language or a path.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis import bounds

FACT = re.compile(r"\w+-(men|rel|obs|tgt|bnd|ref|sho|evt)-\d+$")
NOT_MENTIONED = "not_mentioned"
REPORTED = "reported"
STATUSES = ["done", "ongoing", "planned"]


def ids(facts: Iterable[str]) -> str:
    """Facts as one string, sorted, each once."""
    return " ".join(sorted({one for fact in facts for one in str(fact).split()}))


def statements(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every coded statement, whatever table it stands in.

    Returns
    -------
    DataFrame
        One row per fact: `fact_id`, `table`, `source_id`, `committee_id` (empty
        where the table has none).
    """
    columns = ["fact_id", "source_id", "committee_id"]
    parts = [
        frame.reindex(columns=columns).assign(table=name)
        for name, frame in tables.items()
    ]
    stated = pd.concat(parts, ignore_index=True).dropna(subset=["source_id"])
    return stated[["fact_id", "table", "source_id", "committee_id"]]


def counted(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Rows counted by the columns `by`.

    Returns
    -------
    DataFrame
        One row per combination that occurs, sorted: `by`, `count`, `fact_ids`.
    """
    return (
        rows.groupby(by, as_index=False, sort=True, dropna=False)["fact_id"]
        .agg(["size", ids])
        .rename(columns={"size": "count", "ids": "fact_ids"})
    )


def coverage(
    rows: pd.DataFrame, down: str, across: str, every: tuple[list[str], list[str]]
) -> pd.DataFrame:
    """What is reported and what is not mentioned, over every pair of two columns.

    A pair without a row is *not mentioned*: neither no nor zero.

    Parameters
    ----------
    rows
        One row per fact: `fact_id`, and the columns `down` and `across`.
    every
        The keys that each of the two columns can have, in the order wanted.

    Returns
    -------
    DataFrame
        One row per pair: `down`, `across`, `count` (missing where not mentioned),
        `state` (reported, not_mentioned), `fact_ids`.
    """
    grid = pd.MultiIndex.from_product(every, names=[down, across])
    found = counted(rows, [down, across]).set_index([down, across]).reindex(grid)
    found["count"] = found["count"].astype("Int64")
    found["state"] = found["count"].notna().map({True: REPORTED, False: NOT_MENTIONED})
    found["fact_ids"] = found["fact_ids"].fillna("")
    return found.reset_index()[[down, across, "count", "state", "fact_ids"]]


def wide(covered: pd.DataFrame) -> pd.DataFrame:
    """What `coverage` returns, with a column for each key of its second column.

    Returns
    -------
    DataFrame
        One row per key of the first column; in each further column the count, or
        `not_mentioned`; `fact_ids`.
    """
    down, across = covered.columns[:2]
    cells = (
        covered["count"]
        .astype(object)
        .where(covered["state"] == REPORTED, NOT_MENTIONED)
    )
    table = covered.assign(cell=cells).pivot_table(
        index=down, columns=across, values="cell", aggfunc="first", sort=False
    )
    table["fact_ids"] = covered.groupby(down, sort=False)["fact_ids"].agg(ids)
    return table.rename_axis(columns=None).reset_index()


def reach_of_coverage(covered: pd.DataFrame, down: str, across: str) -> pd.DataFrame:
    """For each key of `down`, which keys of `across` report it.

    Returns
    -------
    DataFrame
        One row per key of `down`: `reported_by` and `not_mentioned_by` (keys of
        `across`, separated by a space), `reach` (all, some, one, none), `fact_ids`.
    """

    def summary(group: pd.DataFrame) -> pd.Series:
        yes = group.loc[group["state"] == REPORTED, across].tolist()
        no = group.loc[group["state"] == NOT_MENTIONED, across].tolist()
        reach = "all" if not no else {0: "none", 1: "one"}.get(len(yes), "some")
        values = [" ".join(yes), " ".join(no), reach, ids(group["fact_ids"])]
        return pd.Series(
            values, index=["reported_by", "not_mentioned_by", "reach", "fact_ids"]
        )

    grouped = covered.groupby(down, sort=False)[[across, "state", "fact_ids"]]
    return grouped.apply(summary).reset_index()


def self_report(stated: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Share of statements in which the body described is the speaker.

    Parameters
    ----------
    stated
        `fact_id`, `table`, `source_id`, as `statements` gives them.
    sources
        `source_id`, `is_self_reported`.

    Returns
    -------
    DataFrame
        One row per table: `table`, `count`, `self_reported`, `self_reported_pct`
        (0 to 100), `fact_ids` (those that are self-reported).
    """
    joined = stated.merge(
        sources[["source_id", "is_self_reported"]],
        on="source_id",
        validate="many_to_one",
    )
    own = joined[joined["is_self_reported"].astype(bool)]
    total = joined.groupby("table")["fact_id"].size().rename("count")
    shares = total.to_frame().join(
        own.groupby("table")["fact_id"]
        .agg(["size", ids])
        .rename(columns={"size": "self_reported", "ids": "fact_ids"})
    )
    shares["self_reported"] = shares["self_reported"].fillna(0).astype("Int64")
    shares["fact_ids"] = shares["fact_ids"].fillna("")
    shares["self_reported_pct"] = 100 * shares["self_reported"] / shares["count"]
    columns = ["count", "self_reported", "self_reported_pct", "fact_ids"]
    return shares[columns].reset_index()


def with_bounds(observations: pd.DataFrame) -> pd.DataFrame:
    """The rows with `low` and `high`: the ends of each figure, open ends missing.

    A figure given as about so much keeps its point; no width is made up.
    """
    value, lower, upper = (observations[c] for c in ("value", "lower", "upper"))
    return observations.assign(low=value.fillna(lower), high=value.fillna(upper))


def statuses(
    reforms: pd.DataFrame, dimension_ids: list[str], committee_ids: list[str]
) -> pd.DataFrame:
    """Reforms by dimension, committee and status.

    Returns
    -------
    DataFrame
        One row per dimension, committee and status, in the order given and that of
        `STATUSES`: `dimension_id`, `committee_id`, `status`, `count` (missing where
        none is mentioned), `fact_ids`.
    """
    keys = ["dimension_id", "committee_id", "status"]
    grid = pd.MultiIndex.from_product(
        [dimension_ids, committee_ids, STATUSES], names=keys
    )
    found = counted(reforms, keys).set_index(keys).reindex(grid).reset_index()
    return found.assign(
        count=found["count"].astype("Int64"), fact_ids=found["fact_ids"].fillna("")
    )


def statuses_wide(counts: pd.DataFrame) -> pd.DataFrame:
    """What `statuses` returns, a column for each status.

    Returns
    -------
    DataFrame
        One row per dimension and committee that mentions it: `dimension_id`,
        `committee_id`, `done`, `ongoing`, `planned`, `fact_ids`.
    """
    keys = ["dimension_id", "committee_id"]
    told = counts.dropna(subset=["count"])
    table = told.pivot_table(index=keys, columns="status", values="count", sort=False)
    table = table.reindex(columns=STATUSES).fillna(0).astype("Int64")
    table["fact_ids"] = told.groupby(keys, sort=False)["fact_ids"].agg(ids)
    return table.rename_axis(columns=None).reset_index()


def programmes_by_term(
    instruments: pd.DataFrame, mentions: pd.DataFrame, terms: pd.DataFrame
) -> pd.DataFrame:
    """Programmes, projects and thematic resolutions of each term: counted and named.

    Parameters
    ----------
    instruments
        Of one committee: `instrument_id`, `type`, `term_id`, `identity`,
        `set_count`.
    mentions
        `fact_id`, `instrument_id`, `set_count`.
    terms
        The terms to be shown, in order: `term_id`.

    Returns
    -------
    DataFrame
        One row per term and kind that a text speaks of, and one for a term that
        none speaks of: `term_id`, `type`, `instrument_id` (the set), `counted`
        (the count stated, missing if none is), `named` (items of that kind named
        in the term), `state`, `fact_ids`.
    """
    kinds = ["programme", "project", "thematic_resolution"]
    mine = instruments[instruments["type"].isin(kinds) & instruments["term_id"].notna()]
    said = mentions.groupby("instrument_id")["fact_id"].agg(ids)
    mine = mine.assign(fact_ids=mine["instrument_id"].map(said).fillna(""))
    named = mine[mine["identity"] == "named"]
    by_kind = named.groupby(["term_id", "type"])
    sets = mine[mine["identity"] == "counted_only"].rename(
        columns={"set_count": "counted"}
    )
    alone = by_kind["fact_ids"].agg(ids).reset_index()
    known = set(zip(sets["term_id"], sets["type"], strict=True))
    pairs = list(zip(alone["term_id"], alone["type"], strict=True))
    alone = alone[[pair not in known for pair in pairs]]
    found = pd.concat([sets, alone], ignore_index=True)
    sizes = by_kind.size()
    found["named"] = [
        int(sizes.get((term, kind), 0))
        for term, kind in zip(found["term_id"], found["type"], strict=True)
    ]
    columns = ["term_id", "type", "instrument_id", "counted", "named", "fact_ids"]
    grid = terms[["term_id"]].merge(
        found.reindex(columns=columns), on="term_id", how="left"
    )
    mentioned = grid["type"].notna()
    return grid.assign(
        counted=grid["counted"].astype("Int64"),
        named=grid["named"].astype("Int64"),
        state=mentioned.map({True: REPORTED, False: NOT_MENTIONED}),
        fact_ids=grid["fact_ids"].fillna(""),
    ).sort_values(["term_id", "type"], kind="stable", ignore_index=True)


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
        last: `indicator_id` (of the whole), `reading`, `band_id` (missing for the remainder),
        `count`, `total`, `share_low_pct`, `share_high_pct` (0 to 100), `fact_ids`.
    """
    wholes = totals.set_index("fact_id")
    parts = [
        _one_reading(rows, reading, wholes.loc[rows["total"].iloc[0]])
        for _, rows in bands.groupby("distribution_id", sort=True)
        for reading in _readings(rows)
    ]
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
        own = int(row["count"]) - (above if row["reading"] == "nested" else 0)
        counts.append(own)
        above += own
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


def attainments(targets: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Actual against target, as far as both figures are stated.

    Parameters
    ----------
    targets
        `fact_id`, `actual`, `target` (fact ids of observations),
        `denominator_role`, `claimed_percent`, `claimed_kind`, `term_elapsed`,
        `claim_set`.
    observations
        `fact_id`, `value`, `lower`, `upper`, `qualifier`, `unit`.

    Returns
    -------
    DataFrame
        One row per target with both figures: the columns of `targets` and
        `actual_low`, `actual_high`, `aim_low`, `aim_high`, `unit`, `ratio_low_pct`,
        `ratio_high_pct` (actual per 100 of target), `fact_ids`.
    """
    both = targets.dropna(subset=["actual", "target"]).reset_index(drop=True)
    figures = observations.set_index("fact_id")
    actual = _intervals(figures.loc[both["actual"]])
    aim = _intervals(figures.loc[both["target"]])
    ratios = [bounds.percentage(a, t) for a, t in zip(actual, aim, strict=True)]
    facts = both[["fact_id", "actual", "target"]]
    return both.assign(
        actual_low=[one.lower for one in actual],
        actual_high=[one.upper for one in actual],
        aim_low=[one.lower for one in aim],
        aim_high=[one.upper for one in aim],
        unit=figures.loc[both["actual"], "unit"].to_numpy(),
        ratio_low_pct=[one.lower for one in ratios],
        ratio_high_pct=[one.upper for one in ratios],
        fact_ids=[ids(row) for row in facts.itertuples(index=False)],
    ).astype(dict.fromkeys(ENDS, "float64"))


ENDS = (
    "actual_low",
    "actual_high",
    "aim_low",
    "aim_high",
    "ratio_low_pct",
    "ratio_high_pct",
)


def _intervals(rows: pd.DataFrame) -> list[bounds.Interval]:
    columns = rows[["value", "lower", "upper", "qualifier"]]
    return [
        bounds.of(
            *(None if pd.isna(end) else float(end) for end in (value, lower, upper)),
            qualifier,
        )
        for value, lower, upper, qualifier in columns.itertuples(index=False)
    ]


def claims_over_time(
    observations: pd.DataFrame, indicator_ids: list[str]
) -> pd.DataFrame:
    """Claims of some indicators, one row a claim, with its ends and its time.

    Returns
    -------
    DataFrame
        Sorted by indicator in the order given, committee and time: `indicator_id`,
        `committee_id`, `locality_id`, `as_of_start`, `as_of_end`,
        `as_of_precision`, `as_of_printed`, `low`, `high`, `qualifier`, `unit`,
        `modality`, `claim_set`, `source_id`, `fact_ids`.
    """
    chosen = observations[observations["indicator_id"].isin(indicator_ids)]
    rank = chosen["indicator_id"].map({key: n for n, key in enumerate(indicator_ids)})
    columns = ["committee_id", "as_of_start", "fact_id"]
    sorted_rows = (
        with_bounds(chosen.assign(rank=rank))
        .sort_values(["rank", *columns], na_position="last")
        .rename(columns={"fact_id": "fact_ids"})
    )
    return sorted_rows[CLAIM_COLUMNS].reset_index(drop=True)


CLAIM_COLUMNS = [
    "indicator_id",
    "committee_id",
    "locality_id",
    "as_of_start",
    "as_of_end",
    "as_of_precision",
    "as_of_printed",
    "low",
    "high",
    "qualifier",
    "unit",
    "modality",
    "claim_set",
    "source_id",
    "fact_ids",
]


def with_mentions(instruments: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """The instruments with the `fact_ids` of the mentions that speak of them."""
    said = mentions.groupby("instrument_id")["fact_id"].agg(ids)
    facts = instruments["instrument_id"].map(said).fillna("")
    order = ["type", "term_id", "instrument_id"]
    return instruments.assign(fact_ids=facts).sort_values(order, ignore_index=True)


def in_order(reforms: pd.DataFrame, dimension_ids: list[str]) -> pd.DataFrame:
    """The reforms by dimension in the order given, then by status and text."""
    rank = {key: number for number, key in enumerate(dimension_ids)}
    places = reforms.assign(
        rank=reforms["dimension_id"].map(rank),
        stage=reforms["status"].map(STATUSES.index),
    )
    order = ["rank", "stage", "fact_id"]
    return places.sort_values(order, ignore_index=True)[reforms.columns.to_list()]


def rulings_on(rulings: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The rulings on any of `keys`: claim sets, facts or instruments.

    Returns
    -------
    DataFrame
        The rows of `rulings`, and `fact_ids`: the facts that each names.
    """
    wanted = set(keys)
    subjects = rulings["facts"].fillna("").str.split()
    touched = [
        bool(wanted & {*facts, name})
        for facts, name in zip(subjects, rulings["claim_set"], strict=True)
    ]
    facts = [" ".join(one for one in named if FACT.match(one)) for named in subjects]
    return rulings.assign(fact_ids=facts)[touched].reset_index(drop=True)
