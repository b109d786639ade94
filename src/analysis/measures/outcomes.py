"""How citizens and firms rate provinces: scores, ranks and changes within a method."""

import pandas as pd

from analysis.rows import Row, records

SCORE_COLUMNS = ["series_id", "province_id", "year", "score", "stretch", "rank", "of"]
CHANGE_COLUMNS = ["series_id", "survey", "index_name", "province_id", "years"]
CHANGE_COLUMNS += ["first_score", "last_score", "first_place", "last_place"]
CHANGE_COLUMNS += ["first_rank", "last_rank", "first_of", "last_of", "is_latest"]


def provinces_of(
    committee_id: str,
    committees: pd.DataFrame,
    localities: pd.DataFrame,
    provinces: pd.DataFrame,
) -> pd.DataFrame:
    """The province in which a committee lies, then those of the committees studied.

    Parameters
    ----------
    committees
        `committee_id`, `locality_id`, `is_studied`.
    localities
        `locality_id`, `parent_id`.
    provinces
        `province_id`, `name`, `locality_id`.

    Returns
    -------
    DataFrame
        `province_id`, `name`, each province once; no row if the committee lies in
        none of `provinces`.
    """
    above = {row["locality_id"]: row["parent_id"] for row in records(localities)}
    by_locality = {row["locality_id"]: row for row in records(provinces)}
    found = {}
    for row in records(committees):
        place = row["locality_id"]
        while place is not None and place not in by_locality:
            place = above.get(place)
        if place is not None:
            found[row["committee_id"]] = by_locality[place]
    studied = committees.loc[committees["is_studied"].astype(bool), "committee_id"]
    shown = [committee_id, *studied] if committee_id in found else []
    rows = [found[key] for key in shown if key in found]
    return pd.DataFrame(rows, columns=["province_id", "name"]).drop_duplicates(
        ignore_index=True
    )


def scores(outcomes: pd.DataFrame, breaks: pd.DataFrame) -> pd.DataFrame:
    """Scores with their rank among the provinces of the year.

    Parameters
    ----------
    outcomes
        `series_id`, `province_id`, `year`, `score`.
    breaks
        `series_id`, `year` from which a new method holds.

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
    )[SCORE_COLUMNS]


def change(
    scored: pd.DataFrame, series_id: str, province_id: str, first: int, last: int
) -> Row:
    """The score and rank of a province in two years of one method.

    Parameters
    ----------
    scored
        What `scores` returns.

    Returns
    -------
    dict
        The columns of `changes`.

    Raises
    ------
    ValueError
        If there is no such index or province, no score in one of the years, or a
        break in method between them.
    """
    for column, key in (("series_id", series_id), ("province_id", province_id)):
        known = sorted(scored[column].unique())
        if key not in known:
            msg = f"no {column.removesuffix('_id')} {key!r}; known: {', '.join(known)}"
            raise ValueError(msg)
    rows = scored[scored["series_id"].eq(series_id)]
    rows = rows[rows["province_id"].eq(province_id)].set_index("year").sort_index()
    for year in (first, last):
        if year not in rows.index:
            has = ", ".join(map(str, rows.index))
            msg = f"{series_id} has no score of {province_id} in {year}; it has {has}"
            raise ValueError(msg)
    start, end = rows.loc[first], rows.loc[last]
    if start["stretch"] != end["stretch"]:
        allowed = " or ".join(
            f"{part.index[0]}-{part.index[-1]}" for _, part in rows.groupby("stretch")
        )
        msg = (
            f"{series_id} from {first} to {last} runs across a break in method; "
            f"allowed is a stretch within {allowed}"
        )
        raise ValueError(msg)
    return {
        "series_id": series_id,
        "province_id": province_id,
        "years": f"{first}–{last}",
        **{f"first_{name}": start[name] for name in ("score", "rank", "of")},
        **{f"last_{name}": end[name] for name in ("score", "rank", "of")},
        "first_place": f"{start['rank']}/{start['of']}",
        "last_place": f"{end['rank']}/{end['of']}",
        "is_latest": end["stretch"] == rows["stretch"].max(),
    }


def changes(
    scored: pd.DataFrame, series: pd.DataFrame, province_id: str | None
) -> pd.DataFrame:
    """From the first to the last year of each method, for one province.

    Parameters
    ----------
    scored
        What `scores` returns.
    series
        The indices wanted, in their order: `series_id`, `survey`, `label`.
    province_id
        None gives no row.

    Returns
    -------
    DataFrame
        One row per index and method of two years or more, the latest method first:
        `series_id`, `survey`, `index_name`, `province_id`, `years`, `first_score`,
        `last_score`, `first_rank`, `last_rank`, `first_of`, `last_of` (provinces
        ranked), `first_place`, `last_place` (rank/provinces), `is_latest`.
    """
    own = scored[scored["province_id"].isin([province_id])]
    rows = []
    for index in records(series):
        key, name = index["series_id"], index["label"]
        years = own[own["series_id"].eq(key)].groupby("stretch")["year"]
        ends = years.agg(["min", "max"]).sort_index(ascending=False)
        rows += [
            {"survey": index["survey"], "index_name": name}
            | change(scored, key, str(province_id), int(first), int(last))
            for first, last in ends.itertuples(index=False)
            if first < last
        ]
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS)
