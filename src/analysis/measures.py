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
        (0 to 100), `fact_ids`.
    """
    owners = sources[["source_id", "is_self_reported"]]
    joined = stated.merge(owners, on="source_id", validate="many_to_one")
    own = joined["is_self_reported"].astype(int)
    return (
        joined.assign(own=own)
        .groupby("table", as_index=False)
        .agg(
            count=("fact_id", "size"),
            self_reported=("own", "sum"),
            self_reported_pct=("own", lambda share: 100 * share.mean()),
            fact_ids=("fact_id", ids),
        )
    )


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
    instruments: pd.DataFrame,
    mentions: pd.DataFrame,
    relations: pd.DataFrame,
    terms: pd.DataFrame,
) -> pd.DataFrame:
    """Programmes, projects and thematic resolutions of each term: counted and named.

    Parameters
    ----------
    instruments
        Of one committee: `instrument_id`, `type`, `term_id`, `identity`,
        `set_count`.
    mentions
        `fact_id`, `instrument_id`.
    relations
        `fact_id`, `type`, `source`, `target`; those of type `contains` say which
        items belong to a set.
    terms
        The terms to be shown, in order: `term_id`.

    Returns
    -------
    DataFrame
        One row per term and set that a text speaks of, or item named outside any
        set, and one for a term that none speaks of: `term_id`, `type`,
        `instrument_id`, `counted` (as stated; missing if no count is), `named`
        (items named), `state`, `fact_ids`.
    """
    kinds = ["programme", "project", "thematic_resolution"]
    mine = instruments[instruments["type"].isin(kinds)].dropna(subset=["term_id"])
    parts = relations[relations["type"] == "contains"]
    is_named = mine["identity"] == "named"
    parts = parts[parts["target"].isin(mine.loc[is_named, "instrument_id"])]
    said = pd.concat(
        [
            mentions[["instrument_id", "fact_id"]],
            parts[["source", "fact_id"]].set_axis(["instrument_id", "fact_id"], axis=1),
        ]
    )
    facts = said.groupby("instrument_id")["fact_id"].agg(ids)
    sizes = parts.groupby("source")["target"].nunique()
    alone = is_named & ~mine["instrument_id"].isin(parts["target"])
    rows = mine[alone | ~is_named]
    found = rows.assign(
        counted=rows["set_count"].astype("Int64"),
        named=rows["instrument_id"].map(sizes).fillna(0).astype("Int64")
        + (rows["identity"] == "named").astype("Int64"),
        fact_ids=rows["instrument_id"].map(facts),
    ).dropna(subset=["fact_ids"])
    columns = ["term_id", "type", "instrument_id", "counted", "named", "fact_ids"]
    grid = terms[["term_id"]].merge(found[columns], on="term_id", how="left")
    mentioned = grid["type"].notna()
    return grid.assign(
        state=mentioned.map({True: REPORTED, False: NOT_MENTIONED}),
        fact_ids=grid["fact_ids"].fillna(""),
    ).sort_values(["term_id", "type", "instrument_id"], ignore_index=True)


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
        actual_low=_ends(one.lower for one in actual),
        actual_high=_ends(one.upper for one in actual),
        aim_low=_ends(one.lower for one in aim),
        aim_high=_ends(one.upper for one in aim),
        unit=reached["unit"].to_numpy(),
        ratio_low_pct=_ends(one.lower for one in ratios),
        ratio_high_pct=_ends(one.upper for one in ratios),
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


def claims_over_time(
    observations: pd.DataFrame, indicator_ids: list[str]
) -> pd.DataFrame:
    """Claims of some indicators, one row a claim, with its ends and its time.

    What one text says twice of the same time is one claim with two facts.

    Returns
    -------
    DataFrame
        Sorted by indicator in the order given, committee and time: `indicator_id`,
        `committee_id`, `locality_id`, `as_of_start`, `as_of_end`,
        `as_of_precision`, `low`, `high`, `qualifier`, `unit`, `modality`,
        `claim_set`, `source_id`, `fact_ids`.
    """
    chosen = observations[observations["indicator_id"].isin(indicator_ids)]
    rank = {key: number for number, key in enumerate(indicator_ids)}
    rows = with_bounds(chosen.assign(rank=chosen["indicator_id"].map(rank)))
    order = ["rank", "committee_id", "as_of_start", "as_of_end", "fact_ids"]
    return (
        rows.groupby(["rank", *CLAIM_COLUMNS[:-1]], dropna=False, as_index=False)
        .agg(fact_ids=("fact_id", ids))
        .sort_values(order, na_position="last", ignore_index=True)[CLAIM_COLUMNS]
    )


CLAIM_COLUMNS = [
    "indicator_id",
    "committee_id",
    "locality_id",
    "as_of_start",
    "as_of_end",
    "as_of_precision",
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
