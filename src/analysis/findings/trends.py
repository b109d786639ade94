"""What a committee reports for two dates, and against the goals of its term."""

import pandas as pd

from analysis import words
from analysis.findings.wording import sentence
from analysis.labels import Labels
from analysis.rows import Row, records

MOST = 4  # indicators in a sentence


def claims(rows: pd.DataFrame, labels: Labels, committee_id: str) -> str:
    """The figures of each indicator by year, with the goal of the term.

    `rows` is what `measures.claims_over_time` returns.
    """
    lang, who = labels.lang, labels.place(committee_id)
    dated = rows[rows["start"].notna() & (rows["low"].notna() | rows["high"].notna())]
    groups = [group for _, group in dated.groupby("indicator_id", sort=False)]
    if not groups:
        return sentence("claims_none", lang, who=who)
    items = "; ".join(_item(records(group), labels) for group in groups[:MOST])
    items = words.spelled(items, lang)
    return sentence("claims_over_years", lang, who=who, items=items)


def _item(rows: list[Row], labels: Labels) -> str:
    lang = labels.lang
    dated = [_dated(row, lang) for row in rows if row["role"] == "figure"]
    goals = [
        words.phrase(
            "claim_against",
            lang,
            goal=words.row_figure(row, lang),
            term=words.years(row["term_id"]),
        )
        for row in rows
        if row["role"] == "goal"
    ]
    item = words.phrase(
        "claim_item",
        lang,
        indicator=labels[rows[0]["indicator_id"]],
        figures=words.joined(dated, lang),
    )
    return ", ".join([item, *goals])


def _dated(row: Row, lang: str) -> str:
    is_of_one_time = row["as_of_start"] and row["start"] == row["end"]
    key = "claim_in_year" if is_of_one_time else "claim_by_year"
    return words.phrase(
        key, lang, figure=words.row_figure(row, lang), year=int(row["end"])
    )
