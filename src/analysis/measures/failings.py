"""What fell short, and which reform answers it, as stated or as we read it."""

import pandas as pd

from analysis.measures.counting import NOT_MENTIONED, counted_over, ids
from analysis.measures.coverage import STATUSES

ANSWERS = ["stated", "ours", NOT_MENTIONED]


def answering(
    reforms: pd.DataFrame, targets: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """The measures that may answer a failing: reforms, and planned sector measures.

    A sector measure renews no method of leadership; it stands among the targets if it
    answers a failing.

    Returns
    -------
    DataFrame
        The rows of `reforms`, then the targets that answer a failing, as planned;
        the columns that both have, `status` and `dimension_id` (missing for targets).
    """
    answers = links.loc[links["type"] == "answers", "from"]
    sector = targets[targets["fact_id"].isin(answers)].assign(status="planned")
    shared = [name for name in reforms if name in {*sector, "dimension_id"}]
    return pd.concat([reforms, sector])[shared].reset_index(drop=True)


def remedies(
    failings: pd.DataFrame, reforms: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """Each failing with the reforms that answer it.

    A remedy is a reform linked to the failing; one that names no failing in
    particular is linked to none. For a failing without a link no remedy is coded,
    which is not to say that none is mentioned.

    Parameters
    ----------
    failings
        Failings and causes as reported, one a row: `fact_id`.
    reforms
        `fact_id`, `status`.
    links
        `from`, `to`, `type`, `basis`; those of type `answers` lead from a reform to
        a failing.

    Returns
    -------
    DataFrame
        The rows of `failings` with `answer` (stated, ours, not_mentioned), `remedies`
        (how many; missing if none), `remedy_status` (statuses of the remedies,
        separated by a space; missing if none), `fact_ids`.
    """
    return _answered(failings, _answers(links, reforms, failings), "to", "remedies")


def as_remedies(
    reforms: pd.DataFrame, failings: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """Each reform with the failings that it answers.

    Parameters are those of `remedies`.

    Returns
    -------
    DataFrame
        The rows of `reforms` with `answer` (stated, ours; not_mentioned if no failing
        that a text states is answered), `failings` (how many; missing if none),
        `fact_ids`.
    """
    pairs = _answers(links, reforms, failings)
    return _answered(reforms, pairs, "from", "failings").drop(columns="remedy_status")


def answers_listed(
    failings: pd.DataFrame, reforms: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """Each link from a reform to a failing among `failings`.

    Returns
    -------
    DataFrame
        One row per link, sorted by failing and reform: `failing` and `remedy` (facts),
        `status` (of the reform), `dimension_id`, `basis`, `fact_ids`.
    """
    pairs = _answers(links, reforms, failings)
    measures = reforms.set_index("fact_id")
    rows = pairs.assign(
        failing=pairs["to"],
        remedy=pairs["from"],
        dimension_id=pairs["from"].map(measures["dimension_id"]),
        fact_ids=pairs["to"] + " " + pairs["from"],
    ).sort_values(["failing", "remedy"], ignore_index=True)
    columns = ["failing", "remedy", "status", "dimension_id", "basis", "fact_ids"]
    return rows[columns]


def causes_reported(failings: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Each failing to which a text gives causes, and how many of them are answered.

    Parameters
    ----------
    failings
        What `remedies` returns.
    links
        `from`, `to`, `type`, `basis`; those of type `cause_of` lead from a cause to
        what it is given as a cause of.

    Returns
    -------
    DataFrame
        One row per failing and basis, sorted: `failing` (fact), `basis`, `causes`,
        `stated`, `ours`, `not_mentioned` (how many of the causes have such an
        answer), `fact_ids`.
    """
    by_id = failings.set_index("fact_id")
    given = links[links["type"].eq("cause_of") & links["to"].isin(by_id.index)]
    given = given[given["from"].isin(by_id.index)]
    rows = given.assign(
        failing=given["to"],
        answer=given["from"].map(by_id["answer"]),
        fact_ids=given["from"].map(by_id["fact_ids"]) + " " + given["to"],
    )
    keys = ["failing", "basis"]
    flags = {key: rows["answer"].eq(key).astype("Int64") for key in ANSWERS}
    rows = rows.assign(causes=1, **flags).astype({"causes": "Int64"})
    sums = {key: (key, "sum") for key in ("causes", *ANSWERS)}
    return rows.groupby(keys, as_index=False).agg(**sums, fact_ids=("fact_ids", ids))


def grouped(
    rows: pd.DataFrame, sources: pd.DataFrame, committees: pd.DataFrame
) -> pd.DataFrame:
    """The rows with what may be set side by side: texts of one genre, at one level.

    Returns
    -------
    DataFrame
        The rows with `genre`, `level` and `group`: both, separated by a space.
    """
    genre = rows["source_id"].map(sources.set_index("source_id")["genre"])
    level = rows["committee_id"].map(committees.set_index("committee_id")["level"])
    return rows.assign(genre=genre, level=level, group=genre + " " + level)


def answers_by(rows: pd.DataFrame, key: str, keys: list[str]) -> pd.DataFrame:
    """Rows counted by group, by `key` and by how they are answered.

    Parameters
    ----------
    rows
        What `remedies` or `as_remedies` returns, with `group` as of `grouped`.
    keys
        The values of `key`, in the order wanted; those that no row has are left out.

    Returns
    -------
    DataFrame
        One row per group that occurs, key and answer: `group`, `key`, `answer`,
        `count` (missing where the group has no row of that key), `fact_ids`.
    """
    values = {
        "group": sorted(rows["group"].unique()),
        key: [value for value in keys if value in set(rows[key])],
        "answer": ANSWERS,
    }
    evidence = rows.assign(fact_id=rows["fact_ids"])
    counts = counted_over(evidence, values, zero_within=["group", key])
    return counts.rename(columns={key: "key"})


def _answers(
    links: pd.DataFrame, reforms: pd.DataFrame, failings: pd.DataFrame
) -> pd.DataFrame:
    statuses = reforms.set_index("fact_id")["status"]
    rows = links[links["type"] == "answers"]
    rows = rows[
        rows["from"].isin(statuses.index) & rows["to"].isin(failings["fact_id"])
    ]
    return rows.assign(status=rows["from"].map(statuses))


def _answered(
    rows: pd.DataFrame, pairs: pd.DataFrame, here: str, name: str
) -> pd.DataFrame:
    there = "from" if here == "to" else "to"
    by = pairs.groupby(here)
    facts = rows["fact_id"]
    basis = facts.map(by["basis"].agg(lambda kinds: min(kinds, key=ANSWERS.index)))
    others = facts.map(by[there].agg(ids)).astype("string").fillna("")
    return rows.assign(
        answer=basis.astype("string").fillna(NOT_MENTIONED),
        **{name: facts.map(by.size()).astype("Int64")},
        remedy_status=facts.map(by["status"].agg(_in_order)).astype("string"),
        fact_ids=[
            ids(pair) if pair[1] else pair[0]
            for pair in zip(facts, others, strict=True)
        ],
    )


def _in_order(statuses: "pd.Series[str]") -> str:
    return " ".join(sorted(set(statuses), key=STATUSES.index))
