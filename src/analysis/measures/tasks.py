"""An instrument's tasks against what was already reported and what was planned."""

from typing import Any

import pandas as pd

from analysis.bounds import days_between, days_of
from analysis.measures.counting import NOT_MENTIONED, ids

STANDINGS = ["already", "perhaps", "planned", NOT_MENTIONED]
TIMINGS = ["before", "same", "undecided", "after"]


def listed_tasks(
    reforms: pd.DataFrame, relations: pd.DataFrame, instrument_id: str
) -> pd.DataFrame:
    """The planned reforms that a text lists as numbered tasks under an instrument.

    A text lists tasks under the instrument if it states that someone implements it.

    Parameters
    ----------
    reforms
        `fact_id`, `committee_id`, `task`, `source_id`, `start`.
    relations
        `target`, `type`, `source_id`.

    Returns
    -------
    DataFrame
        The rows of `reforms` with a `task`, in their order in the text.

    Raises
    ------
    ValueError
        If no text lists tasks under the instrument.
    """
    carried = relations["target"].eq(instrument_id) & relations["type"].eq("implements")
    texts = relations.loc[carried, "source_id"].dropna()
    tasks = reforms[reforms["task"].notna() & reforms["source_id"].isin(texts)]
    if not len(tasks):
        msg = f"no text lists numbered tasks under {instrument_id!r}"
        raise ValueError(msg)
    return tasks.sort_values(["source_id", "start"], ignore_index=True)


def timings(sources: pd.DataFrame, date: str, listing: list[str]) -> pd.DataFrame:
    """Whether each text was written before or after a date, as far as its window says.

    Parameters
    ----------
    sources
        `source_id`, `window_start`, `window_end`.
    date
        Of the instrument: a day, month or year.
    listing
        The texts that list its tasks themselves.

    Returns
    -------
    DataFrame
        The rows of `sources` with `timing`: before, same (the text with the list),
        undecided (the window holds the date, or has an open end), after.
    """
    first, last = days_of(date)

    def timing(row: "pd.Series[Any]") -> str:
        if row["source_id"] in listing:
            return "same"
        start, end = row["window_start"], row["window_end"]
        if not pd.isna(end) and days_of(end)[1] < first:
            return "before"
        return "undecided" if pd.isna(start) or days_of(start)[0] <= last else "after"

    return sources.assign(timing=sources.apply(timing, axis="columns"))


def against_tasks(
    tasks: pd.DataFrame,
    reforms: pd.DataFrame,
    timed: pd.DataFrame,
    committee_ids: list[str],
) -> pd.DataFrame:
    """What each text reports and plans in the dimensions of each task.

    In the text with the list, what is planned is the task itself.

    Parameters
    ----------
    tasks
        What `listed_tasks` returns.
    reforms
        `fact_id`, `committee_id`, `dimension_id`, `status`, `source_id`.
    timed
        What `timings` returns.
    committee_ids
        The committees whose texts are wanted, in order.

    Returns
    -------
    DataFrame
        One row per task, dimension and text, in the order of the committees: `task`,
        `dimension_id`, `source_id`, `committee_id`, `timing`, `reported` and `planned`
        (how many reforms; missing where none is mentioned), `reported_fact_ids`,
        `planned_fact_ids`, `fact_ids` (both).
    """
    pairs = tasks[["task", "dimension_id"]].drop_duplicates()
    places = reforms[["committee_id", "source_id"]].drop_duplicates()
    wanted = pd.DataFrame({"committee_id": committee_ids}).merge(places)
    grid = pairs.merge(wanted.merge(timed[["source_id", "timing"]]), how="cross")
    others = _others(reforms, tasks)
    spread = pd.concat([others.merge(pairs, on="dimension_id"), tasks])
    planned = spread["status"].eq("planned")
    listing = spread["source_id"].isin(tasks["source_id"])
    is_task = spread["fact_id"].isin(tasks["fact_id"])
    spread = spread.assign(half=planned.map({True: "planned", False: "reported"}))
    spread = spread[~(listing & planned) | is_task]
    keys = ["task", "dimension_id", "source_id", "committee_id"]
    both = spread.groupby(keys)["fact_id"].agg(ids).rename("fact_ids").reset_index()
    rows = grid.merge(both, "left", keys)
    for half in ("reported", "planned"):
        by = spread[spread["half"] == half].groupby(keys)["fact_id"]
        counts = by.agg(["size", ids]).set_axis([half, f"{half}_fact_ids"], axis=1)
        rows = rows.merge(counts.reset_index(), "left", keys)
    facts = ["reported_fact_ids", "planned_fact_ids", "fact_ids"]
    rows[facts] = rows[facts].fillna("")
    columns = [*keys, "timing", "reported", "planned", *facts]
    whole = dict.fromkeys(["task", "reported", "planned"], "Int64")
    return rows[columns].astype(whole)


def reiteration(
    tasks: pd.DataFrame,
    reforms: pd.DataFrame,
    timed: pd.DataFrame,
    committee_ids: list[str],
    date: str,
) -> pd.DataFrame:
    """How each committee stands to each dimension of each task.

    *Already*: a reform done or ongoing is reported in a text written before the date,
    in the text with the list, or of years that ended before it. *Perhaps*: one is
    reported, but it may be later than the date. *Planned*: only plans are reported,
    the list itself left out. Otherwise it is not mentioned.

    Parameters
    ----------
    reforms
        As of `against_tasks`, with `period_end` (a year, or missing).
    committee_ids
        The committees wanted, in order.
    date
        Of the instrument.

    Returns
    -------
    DataFrame
        One row per task, dimension and committee: `task`, `dimension_id`,
        `committee_id`, `standing`, `fact_ids` (the reforms of that standing).
    """
    others = _others(reforms, tasks)
    timing = others["source_id"].map(timed.set_index("source_id")["timing"])
    is_earlier = timing.isin(["before", "same"]) | (
        others["period_end"] < int(date[:4])
    )
    standing = is_earlier.astype("boolean").map({True: "already"}).fillna("perhaps")
    standing = standing.where(others["status"] != "planned", "planned")
    rows = others.assign(standing=standing)
    keys = ["dimension_id", "committee_id"]
    facts = rows.groupby([*keys, "standing"])["fact_id"].agg(ids).reset_index()
    facts["rank"] = facts["standing"].map(STANDINGS.index)
    best = facts.sort_values("rank").drop_duplicates(keys)
    pairs = tasks[["task", "dimension_id"]].drop_duplicates()
    everyone = pd.DataFrame({"committee_id": committee_ids})
    places = pairs.merge(everyone, how="cross").merge(best, "left", keys)
    return places.assign(
        standing=places["standing"].fillna(NOT_MENTIONED),
        fact_ids=places["fact_id"].fillna(""),
    )[["task", *keys, "standing", "fact_ids"]]


def _others(reforms: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """The reforms beside the listed tasks; norms are left out, which report nothing."""
    listed = reforms["fact_id"].isin(tasks["fact_id"])
    return reforms[~listed & reforms["status"].ne("norm")].drop(columns="task")


def times_after(
    relations: pd.DataFrame,
    instruments: pd.DataFrame,
    reforms: pd.DataFrame,
    sources: pd.DataFrame,
) -> pd.DataFrame:
    """Days from a dated instrument to what carries it out, as far as the texts say.

    Both dated: a number, or a range where a date is a year or month. Told: the text
    reports it as a fact, so it came between the instrument and the latest day of the
    text. Planned: it was to come when the text was written, so it came, if at all,
    after the earliest day of the text: no upper end. Set as a task to bodies or
    committees, that is said after a plan and before any other reform: nothing follows
    for when it began, so there is no figure.

    Parameters
    ----------
    relations
        `fact_id`, `source`, `target`, `type`, `source_id`, `start`, `end`.
    instruments
        `instrument_id`, `date`, `existence`.
    reforms
        `status`, `source_id`, `start`.
    sources
        `source_id`, `window_start`, `window_end`.

    Returns
    -------
    DataFrame
        One row per text, pair and ground, sorted by date: `upper`, `upper_date`,
        `lower`, `ground` (dated, told, planned, task), `days_low`, `days_high`
        (missing where open), `source_id`, `fact_ids`.
    """
    by_id = instruments.set_index("instrument_id")
    carried = relations[relations["type"].isin(["implements", "concretises"])]
    dated = by_id.index[by_id["date"].notna()]
    rows = carried[carried["target"].isin(dated)].dropna(subset=["source_id"])
    windows = sources.set_index("source_id")
    measures = reforms.sort_values("start")
    times = [
        _time_after(row, by_id, windows.loc[row["source_id"]], measures)
        for row in rows.to_dict("records")
    ]
    columns = ["upper", "upper_date", "lower", "ground", "days_low", "days_high"]
    columns.append("source_id")
    whole = {"days_low": "Int64", "days_high": "Int64"}
    frame = pd.DataFrame(times, columns=[*columns, "fact_ids"]).astype(whole)
    frame = frame.groupby(columns, as_index=False, dropna=False).agg(
        fact_ids=("fact_ids", ids)
    )
    order = ["upper_date", "upper", "ground", "fact_ids"]
    return frame.sort_values(order, ignore_index=True)


def _time_after(
    row: dict[Any, Any],
    instruments: pd.DataFrame,
    window: "pd.Series[Any]",
    measures: pd.DataFrame,
) -> tuple[Any, ...]:
    upper, lower = row["target"], row["source"]
    date = str(instruments.loc[upper, "date"])
    ground, low, high = _ground(row, instruments, measures), None, None
    if ground == "dated":
        low, high = days_between(date, str(instruments.loc[lower, "date"]))
    elif ground == "told":
        low, high = 0, days_between(date, str(window["window_end"]))[1]
    elif ground == "planned":
        low = max(days_between(date, str(window["window_start"]))[0], 0)
    return upper, date, lower, ground, low, high, row["source_id"], row["fact_id"]


def _ground(
    row: dict[Any, Any], instruments: pd.DataFrame, measures: pd.DataFrame
) -> str:
    lower = row["source"]
    if lower in instruments.index:
        if not pd.isna(instruments.loc[lower, "date"]):
            return "dated"
        is_planned = instruments.loc[lower, "existence"] == "planned"
        return "planned" if is_planned else "told"
    here = measures["source_id"].eq(row["source_id"]) & measures["start"].lt(row["end"])
    return (
        "task" if measures.loc[here, "status"].tail(1).eq("planned").any() else "told"
    )
