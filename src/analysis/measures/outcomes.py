"""How citizens and firms rate provinces: scores, ranks and changes within a method."""

import pandas as pd

from analysis.rows import Row, records

CHANGE_COLUMNS = ["survey", "index_name", "years"]
CHANGE_COLUMNS += ["first_score", "last_score", "first_place", "last_place"]
CHANGE_COLUMNS += ["first_rank", "last_rank", "first_of", "last_of", "is_latest"]


def provinces_of(
    committee_id: str,
    committees: pd.DataFrame,
    localities: pd.DataFrame,
    provinces: pd.DataFrame,
) -> pd.DataFrame:
    """The province in which a committee lies, then those of the committees studied.

    Returns
    -------
    DataFrame
        `province_id`, `name`, each province once; no row if the committee lies in
        none of `provinces`.
    """
    above = {row["locality_id"]: row["parent_id"] for row in records(localities)}
    by_locality = {row["locality_id"]: row for row in records(provinces)}
    by_committee = {}
    for row in records(committees):
        place = row["locality_id"]
        while place is not None and place not in by_locality:
            place = above.get(place)
        if place is not None:
            by_committee[row["committee_id"]] = by_locality[place]
    studied = committees.loc[committees["is_studied"].astype(bool), "committee_id"]
    shown = [committee_id, *studied] if committee_id in by_committee else []
    rows = [by_committee[key] for key in shown if key in by_committee]
    return pd.DataFrame(rows, columns=["province_id", "name"]).drop_duplicates(
        ignore_index=True
    )


def scores(outcomes: pd.DataFrame, breaks: pd.DataFrame) -> pd.DataFrame:
    """Scores with their rank among the provinces of the year.

    `breaks` are rows of `outcome_breaks`.

    Returns
    -------
    DataFrame
        The rows of `outcomes` with `stretch` (how many methods came before; only
        scores of one stretch compare), `rank` (1 is the highest score) and `of` (how
        many provinces have a score in that year).
    """
    starts = breaks.groupby("series_id")["year"].agg(list).to_dict()
    pairs = zip(outcomes["series_id"], outcomes["year"], strict=True)
    by_year = outcomes.groupby(["series_id", "year"])["score"]
    return outcomes.assign(
        stretch=[
            sum(start <= year for start in starts.get(key, ())) for key, year in pairs
        ],
        rank=by_year.rank(ascending=False, method="min").astype(int),
        of=by_year.transform("count").astype(int),
    )


def changes(
    scored: pd.DataFrame, series: pd.DataFrame, province_id: str | None
) -> pd.DataFrame:
    """From the first to the last year of each method, for one province.

    `scored` is what `scores` returns, `series` has the indices wanted, in their order.
    Years of two methods are never compared. Without a province there is no row.

    Returns
    -------
    DataFrame
        One row per index and method of two years or more, the latest method first:
        `survey`, `index_name`, `years`, `first_score`, `last_score`, `first_rank`,
        `last_rank`, `first_of`, `last_of` (provinces ranked), `first_place`,
        `last_place` (rank/provinces), `is_latest`.
    """
    scores = scored[scored["province_id"].isin([province_id])].sort_values("year")
    rows = []
    for index in records(series):
        of_index = scores[scores["series_id"].eq(index["series_id"])]
        latest = of_index["stretch"].max()
        for stretch in sorted(of_index["stretch"].unique(), reverse=True):
            of_method = records(of_index[of_index["stretch"] == stretch])
            first, last = of_method[0], of_method[-1]
            if first["year"] < last["year"]:
                rows.append(
                    {
                        "survey": index["survey"],
                        "index_name": index["label"],
                        "years": f"{first['year']}–{last['year']}",
                        **_at("first", first),
                        **_at("last", last),
                        "is_latest": stretch == latest,
                    }
                )
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS)


def _at(end: str, row: Row) -> Row:
    """Score and rank in the `first` or the `last` year."""
    values = {name: row[name] for name in ("score", "rank", "of")}
    values["place"] = f"{row['rank']}/{row['of']}"
    return {f"{end}_{name}": value for name, value in values.items()}
