"""An instrument on its way down, and a method from committee to committee."""

from datetime import date

import pandas as pd

from analysis.bounds import days_of
from analysis.measures.counting import ids, ids_of_rows
from analysis.measures.devices import concrete_first
from analysis.rows import Row, records

STEP = ["key", "kind", "low", "high", "fact_ids"]


def listed_tasks(
    reforms: pd.DataFrame, relations: pd.DataFrame, instrument_id: str
) -> pd.DataFrame:
    """The planned measures that a text lists as numbered tasks under an instrument.

    A text lists tasks under the instrument if it states that someone implements it.

    Returns
    -------
    DataFrame
        The rows of `reforms` with a `task`, in their order in the text; none if no text
        lists tasks under the instrument.
    """
    carried = relations["target"].eq(instrument_id) & relations["type"].eq("implements")
    texts = relations.loc[carried, "source_id"].dropna()
    tasks = reforms[reforms["task"].notna() & reforms["source_id"].isin(texts)]
    return tasks.sort_values(["source_id", "start"], ignore_index=True)


def steps(
    instrument_id: str,
    instruments: pd.DataFrame,
    mentions: pd.DataFrame,
    relations: pd.DataFrame,
    sources: pd.DataFrame,
) -> pd.DataFrame:
    """The dated steps around an instrument, and which texts name it.

    Returns
    -------
    DataFrame
        One row per step, sorted by date: `key` (an instrument or a text), `kind`
        (beside: an earlier instrument that a text naming this one has carried out too;
        issued: the instrument; follows: what is to carry it out; names, silent: a text
        that does or does not name it; earlier: one written before it; unclear: one
        that does not name it and may have been written before), `low`, `high` (dates,
        missing where open), `fact_ids`.

    Raises
    ------
    ValueError
        If the instrument has no date.
    """
    dates = instruments.set_index("instrument_id")["date"].fillna("")
    if not (day := str(dates[instrument_id])):
        msg = f"{instrument_id} cannot be followed: it needs a date in instruments.csv"
        raise ValueError(msg)
    naming = mentions[mentions["instrument_id"].eq(instrument_id)]
    facts_of = naming.groupby("source_id")["fact_id"].agg(ids)
    texts = [_text_step(row, facts_of, days_of(day)) for row in records(sources)]
    here = relations["source_id"].isin(naming["source_id"])
    carried = relations[here & relations["type"].eq("implements")]
    dated = instruments.dropna(subset=["date"])
    beside = dated[dated["instrument_id"].isin([*carried["target"], instrument_id])]
    is_earlier = beside["date"].map(lambda on: days_of(on)[1] < days_of(day)[0])
    shown = beside[is_earlier | beside["instrument_id"].eq(instrument_id)]
    undated = instruments.loc[instruments["date"].isna(), "instrument_id"]
    after = carried[
        carried["target"].eq(instrument_id) & carried["source"].isin(undated)
    ]
    windows = sources.set_index("source_id")["window_start"]
    follows = [
        (row["source"], "follows", windows[row["source_id"]], None, row["fact_id"])
        for row in after.to_dict("records")
    ]
    facts = mentions.groupby("instrument_id")["fact_id"].agg(ids)
    issued = [
        (
            key,
            "issued" if key == instrument_id else "beside",
            on,
            on,
            facts.get(key, ""),
        )
        for key, on in zip(shown["instrument_id"], shown["date"], strict=True)
    ]
    frame = pd.DataFrame([*issued, *follows, *texts], columns=STEP)
    return frame.sort_values(["low", "key"], na_position="last", ignore_index=True)


def _text_step(
    row: Row, facts_of: "pd.Series[str]", days: tuple[date, date]
) -> tuple[str | None, ...]:
    """A text as a step: whether it names an instrument issued on these days."""
    key, start, end = row["source_id"], row["window_start"], row["window_end"]
    kind = "unclear"
    if key in facts_of:
        kind = "names"
    elif end and days_of(end)[1] < days[0]:
        kind = "earlier"
    elif start and days_of(start)[0] > days[1]:
        kind = "silent"
    return key, kind, start, end, facts_of.get(key, "")


def against_tasks(tasks: pd.DataFrame, reforms: pd.DataFrame) -> pd.DataFrame:
    """For each matter of the tasks, the measures that committees report or plan.

    `tasks` is what `listed_tasks` returns. The matter of a task is its device, or else
    its dimension; so is that of a measure, unless no task has its device. Norms report
    nothing and are left out.

    Returns
    -------
    DataFrame
        One row per matter and measure, the most concrete first: `matter`, `tasks`
        (their numbers), `asked_en`, `asked_vi` (all tasks on the matter), the columns
        of the measure (missing if none is coded), `fact_ids`.
    """
    by_matter = tasks.assign(matter=_matter).groupby("matter", sort=False)
    asked = by_matter.agg(
        tasks=("task", lambda numbers: ", ".join(map(str, numbers.unique()))),
        asked_en=("summary_en", "; ".join),
        asked_vi=("summary_vi", "; ".join),
        asked_ids=("fact_id", ids),
    ).reset_index()
    others = reforms[~reforms["fact_id"].isin(tasks["fact_id"])]
    others = concrete_first(others[others["status"].ne("norm")])
    others = others.assign(matter=_matter(others, set(asked["matter"])))
    rows = asked.merge(others, "left", "matter")
    return rows.assign(fact_ids=ids_of_rows(rows, ["asked_ids", "fact_id"]))


def _matter(rows: pd.DataFrame, devices: set[str] | None = None) -> "pd.Series[str]":
    """The device, or else the dimension; of all devices, or of some."""
    device = rows["device"]
    if devices is not None:
        device = device.where(device.isin(devices))
    return device.fillna(rows["dimension_id"])


def rounds(reforms: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Which text names which device, as what, and when it was written.

    Returns
    -------
    DataFrame
        The most concrete measure of each device and text, sorted by device and date:
        the columns of `reforms`, `key` (the text), `kind` (the status), `low`, `high`
        (the dates between which the text was written, missing where open), `fact_ids`.
    """
    firsts = concrete_first(reforms.dropna(subset=["device"]))
    windows = sources[["source_id", "window_start", "window_end"]]
    rows = firsts.drop_duplicates(["device", "source_id"]).merge(
        windows, on="source_id"
    )
    rows = rows.assign(
        key=rows["source_id"],
        kind=rows["status"],
        low=rows["window_start"],
        high=rows["window_end"],
        fact_ids=rows["fact_id"],
    )
    columns = [*reforms.columns, *STEP]
    return rows.sort_values(["device", "low", "key"], ignore_index=True)[columns]
