"""Where a province ranks in the answers of citizens and of firms."""

import pandas as pd

from analysis import words
from analysis.findings.wording import ordinal, sentence, sentences, uncapitalised
from analysis.labels import Labels
from analysis.rows import Row, records

MOVED = 0.1  # of all provinces: what counts as a move in rank
MOST = 3  # indices in a sentence


def outcomes(changed: pd.DataFrame, province: str, who: str, lang: str) -> str:
    """The largest moves in rank since the last break in method, survey by survey.

    Parameters
    ----------
    changed
        What `measures.changes` returns.
    province, who
        The names of the province and of the committee.
    """
    if not len(changed):
        return sentence("outcomes_none", lang, who=who)
    latest = changed[changed["is_latest"]]
    texts = [
        _survey(survey, records(rows), province, lang)
        for survey, rows in latest.groupby("survey", sort=False)
    ]
    level = sentence("outcomes_level", lang, province=province, who=who)
    return sentences([*texts, level], lang)


def years_marked(
    terms: pd.DataFrame, instruments: pd.DataFrame, labels: Labels
) -> dict[int, str]:
    """The years of congresses, and those of dated instruments, with words for each.

    `terms` has `start_year`; `instruments` have `instrument_id` and `date`.
    """
    congress = words.phrase("congress", labels.lang)
    years = {int(year): congress for year in terms["start_year"]}
    dated = records(instruments.dropna(subset=["date"]))
    return years | {int(row["date"][:4]): labels[row["instrument_id"]] for row in dated}


def _survey(survey: object, rows: list[Row], province: str, lang: str) -> str:
    """The moves of one survey; where nothing moved, the index with the best rank."""
    moved = sorted(rows, key=lambda row: -abs(_move(row)))
    shown = [row for row in moved if abs(_move(row)) >= MOVED][:MOST]
    items = [_item(row, lang) for row in shown or moved[:1]]
    key = f"outcomes_{str(survey).lower()}"
    return sentence(key, lang, province=province, items="; ".join(items))


def _move(row: Row) -> float:
    """How far the rank moved as a share of all provinces; above 0 is a fall."""
    first, last = (row[f"{end}_rank"] / row[f"{end}_of"] for end in ("first", "last"))
    return float(last - first)


def _item(row: Row, lang: str) -> str:
    first, last = row["years"].split("–")
    places = {
        "first_rank": ordinal(row["first_rank"], lang),
        "last_rank": ordinal(row["last_rank"], lang),
        "first_of": str(row["first_of"]),
        "last_of": str(row["last_of"]),
    }
    label = uncapitalised(row["index_name"])
    return words.phrase(
        "outcomes_item", lang, label=label, first=first, last=last, **places
    )
