"""How alike the methods of committees are: overlap of sets, with its bounds."""

from itertools import combinations

import pandas as pd

from analysis.measures.coverage import STATUSES, ids

ACTED = ["done", "ongoing"]
# What is put into a set, and which statuses count.
VIEWS: dict[str, tuple[list[str], list[str]]] = {
    "any_status": (["dimension_id"], STATUSES),
    "acted_only": (["dimension_id"], ACTED),
    "done_only": (["dimension_id"], ["done"]),
    "ongoing_only": (["dimension_id"], ["ongoing"]),
    "planned_only": (["dimension_id"], ["planned"]),
    "by_status": (["dimension_id", "status"], STATUSES),
}
COLUMNS = ["first", "second", "level", "view", "dropped", "both", "first_only"]
COLUMNS += ["second_only", "neither", "low_pct", "told_pct", "high_pct", "fact_ids"]


def likeness(
    reforms: pd.DataFrame, committees: pd.DataFrame, dimension_ids: list[str]
) -> pd.DataFrame:
    """The overlap of what each two committees report, in several views.

    Overlap is what both report per hundred of what either reports (Jaccard). What a
    committee does not mention may be there all the same. As told, it counts as
    absent; at least is the smallest overlap that any filling of the silences leaves,
    at most the greatest.

    Parameters
    ----------
    reforms
        `fact_id`, `committee_id`, `dimension_id`, `status`.
    committees
        Those to be compared, in the order wanted: `committee_id`, `level`.
    dimension_ids
        All dimensions that there are.

    Returns
    -------
    DataFrame
        One row per pair and view, pairs of one level first: `first`, `second`,
        `level` (their level; `across` if they differ), `view`, `dropped` (missing),
        `both`, `first_only`, `second_only`, `neither`, `low_pct`, `told_pct` (missing
        if one of them reports nothing of the kind), `high_pct` (0 to 100), `fact_ids`.
    """
    rows = [
        _overlap(reforms, pair, view, dimension_ids)
        for pair in _pairs(committees)
        for view in VIEWS
    ]
    return _frame(rows)


def likeness_without_each(
    reforms: pd.DataFrame,
    committees: pd.DataFrame,
    dimension_ids: list[str],
    view: str = "any_status",
) -> pd.DataFrame:
    """The overlap of one view as it is, and after each text in turn is dropped.

    Returns
    -------
    DataFrame
        As `likeness` returns; `dropped` is the text left out, missing in the first
        row of each pair. A pair of which one has no text left has no figures. Only
        texts of one of the two are dropped, as others change nothing.
    """
    rows = []
    for pair in _pairs(committees):
        mine = reforms[reforms["committee_id"].isin(pair[:2])]
        rows.append(_overlap(mine, pair, view, dimension_ids))
        for source_id in sorted(mine["source_id"].unique()):
            left = mine[mine["source_id"] != source_id]
            row = _overlap(left, pair, view, dimension_ids)
            gone = not set(pair[:2]) <= set(left["committee_id"])
            rows.append(row | {"dropped": source_id} | (NOTHING if gone else {}))
    return _frame(rows)


def only_planned(
    reforms: pd.DataFrame, committee_ids: list[str], dimension_ids: list[str]
) -> pd.DataFrame:
    """The dimensions that each committee would lose if plans were left out.

    Returns
    -------
    DataFrame
        One row per committee: `committee_id`, `mentioned` (dimensions with any
        reform), `acted` (with one done or ongoing), `planned_only` (the dimensions
        between the two, separated by a space), `fact_ids` (all its reforms).
    """
    rows = []
    for committee_id in committee_ids:
        mine = reforms[reforms["committee_id"] == committee_id]
        acted = set(mine.loc[mine["status"].isin(ACTED), "dimension_id"])
        lost = mine[~mine["dimension_id"].isin(acted)]
        kept = [one for one in dimension_ids if one in set(lost["dimension_id"])]
        counts = mine["dimension_id"].nunique(), len(acted)
        rows.append((committee_id, *counts, " ".join(kept), ids(mine["fact_id"])))
    names = ["committee_id", "mentioned", "acted", "planned_only", "fact_ids"]
    return pd.DataFrame(rows, columns=names)


FIGURES = ["both", "first_only", "second_only", "neither"]
FIGURES += ["low_pct", "told_pct", "high_pct"]
NOTHING = dict.fromkeys(FIGURES, None)


def _pairs(committees: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Every two committees with their level, or `across`; those of one level first."""
    level = dict(zip(committees["committee_id"], committees["level"], strict=True))
    pairs = [
        (a, b, level[a] if level[a] == level[b] else "across")
        for a, b in combinations(level, 2)
    ]
    return sorted(pairs, key=lambda pair: pair[2] == "across")


def _overlap(
    reforms: pd.DataFrame,
    pair: tuple[str, str, str],
    view: str,
    dimension_ids: list[str],
) -> dict[str, object]:
    keys, statuses = VIEWS[view]
    counted = reforms[reforms["status"].isin(statuses)]
    sides = [counted[counted["committee_id"] == one] for one in pair[:2]]
    first, second = (set(side[keys].itertuples(index=False)) for side in sides)
    whole = len(dimension_ids) * (len(statuses) if "status" in keys else 1)
    both, either = len(first & second), len(first | second)
    return {
        "first": pair[0],
        "second": pair[1],
        "level": pair[2],
        "view": view,
        "dropped": None,
        "both": both,
        "first_only": len(first - second),
        "second_only": len(second - first),
        "neither": whole - either,
        "low_pct": 100 * both / whole,
        "told_pct": 100 * both / either if first and second else None,
        "high_pct": 100.0,
        "fact_ids": ids(fact for side in sides for fact in side["fact_id"]),
    }


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    whole = dict.fromkeys(FIGURES[:4], "Int64")
    shares = dict.fromkeys(FIGURES[4:], "float64")
    texts = {"dropped": "string"}
    return pd.DataFrame(rows, columns=COLUMNS).astype(whole | shares | texts)
