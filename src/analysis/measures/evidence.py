"""What the evidence is: who says what of whom, what is compared, what is in tension."""

from collections.abc import Mapping
from itertools import chain

import pandas as pd

from analysis import bounds, words
from analysis.measures.counting import counted
from analysis.measures.trends import with_bounds
from analysis.rows import Row, records

SHOWN = 3  # statements of a check that are named before the rest is left out
SHARES = ("reached", "passed_low", "passed_high")  # of an aim, of its term


def speakers(
    statements: pd.DataFrame, subjects: pd.DataFrame, bodies: pd.DataFrame
) -> pd.DataFrame:
    """Who states something of which committee, and whether it is the speaker's own.

    `statements` are rows of any table of facts that says by whom it is asserted.

    Returns
    -------
    DataFrame
        One row per text, speaker and committee, the most statements first:
        `source_id`, `asserted_by`, `subject_id`, `is_own` (whether the speaker belongs
        to the committee), `count`, `fact_ids`.
    """
    committees = bodies.set_index("body_id")["committee_id"]
    joined = statements.merge(subjects, on="fact_id", validate="one_to_many")
    table = counted(joined, ["source_id", "asserted_by", "subject_id"])
    is_own = table["asserted_by"].map(committees).eq(table["subject_id"])
    table.insert(3, "is_own", is_own.fillna(value=False).astype(bool))
    return table.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def words_of_facts(
    tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str], lang: str
) -> dict[str, str]:
    """What each fact states, in a few words: its summary, or its key and its figure.

    `tables` are those of facts, by name; `labels` has each indicator and instrument.
    """
    texts: dict[str, str] = {}
    for row in chain.from_iterable(map(records, tables.values())):
        text = _words(row, labels, lang)
        whole = texts.get(row.get("total") or "")
        texts[row["fact_id"]] = f"{row['count']} {text} ({whole})" if whole else text
    return {fact: text for fact, text in texts.items() if text}


def _words(row: Row, labels: Mapping[str, str], lang: str) -> str:
    summary = row.get(f"summary_{lang}") or row.get(f"label_{lang}")
    if summary:
        return str(summary).rstrip(".")
    key = row.get("indicator_id") or row.get("instrument_id")
    if key is None:
        return ""
    size = bounds.of_row(row) if "qualifier" in row else None
    if size is None:
        is_worded = "qualifier" in row and row["printed"]
        return f"{labels[key]}: “{row['printed']}”" if is_worded else labels[key]
    figure = words.figure(
        size.lower, size.upper, row["unit"], lang, qualifier=row["qualifier"]
    )
    return f"{labels[key]}: {figure}"


def compared(checks: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Checks of the audit with the `statements` that each compares, in words.

    `names` is what `words_of_facts` returns.
    """
    texts = []
    for facts in checks["fact_ids"].str.split():
        named = list(dict.fromkeys(names[fact] for fact in facts if fact in names))
        rest = ["…"] if len(named) > SHOWN else []
        texts.append("; ".join(named[:SHOWN] + rest))
    return checks.assign(statements=texts)


def tensions(
    links: pd.DataFrame, stated: pd.DataFrame, names: Mapping[str, str]
) -> pd.DataFrame:
    """Statements that are hard to hold together, side by side.

    `stated` is what `statements` returns, `names` what `words_of_facts` returns.

    Returns
    -------
    DataFrame
        One row per pair, those of two texts first: `one_statement`, `one_source`,
        `other_statement`, `other_source`, `fact_ids`.
    """
    chosen = links[links["type"] == "in_tension_with"]
    source = stated.set_index("fact_id")["source_id"]
    pairs = pd.DataFrame(
        {
            "one_statement": chosen["from"].map(names),
            "one_source": chosen["from"].map(source),
            "other_statement": chosen["to"].map(names),
            "other_source": chosen["to"].map(source),
            "fact_ids": chosen["from"] + " " + chosen["to"],
        }
    )
    are_one = pairs["one_source"] == pairs["other_source"]
    order = are_one.sort_values(kind="stable").index
    return pairs.loc[order].reset_index(drop=True)


def pace(checks: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """What was attained of the aims of a term against how much of it had passed.

    `checks` are findings of the audit, `names` what `words_of_facts` returns.

    Returns
    -------
    DataFrame
        One row per aim, the highest share first: `aim` (in words), `reached_pct`,
        `passed_low_pct`, `passed_high_pct` (share of the term), `fact_ids`.
    """
    rows = [
        (
            names[row["fact_ids"].split()[0]],
            *(round(100 * row["reason_values"][name]) for name in SHARES),
            row["fact_ids"],
        )
        for row in records(checks[checks["family"] == "pace"])
    ]
    columns = ["aim", *(f"{name}_pct" for name in SHARES), "fact_ids"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "reached_pct", ascending=False, ignore_index=True
    )


def pairs_of_one_indicator(
    pairs: pd.DataFrame, observations: pd.DataFrame
) -> pd.DataFrame:
    """The pairs of figures that measure one indicator, with both figures beside them.

    `pairs` is what `gate.comparisons` returns.

    Returns
    -------
    DataFrame
        The columns of `pairs`, those allowed first, then those of two committees; two
        figures that one text has of one committee are no pair. In addition
        `indicator_id`, `first_committee`, `second_committee`, and for each side
        `…_low`, `…_high`, `…_unit`, `…_qualifier`.
    """
    kept = ["indicator_id", "committee_id", "low", "high", "unit", "qualifier"]
    kept += ["source_id"]
    figures = with_bounds(observations).set_index("fact_id")[kept]
    sides = [
        figures.loc[pairs[side]]
        .rename(columns={"committee_id": "committee"})
        .add_prefix(f"{side}_")
        .reset_index(drop=True)
        for side in ("first", "second")
    ]
    both = pd.concat([pairs.reset_index(drop=True), *sides], axis=1)
    both["indicator_id"] = both["first_indicator_id"]
    both["is_one"] = both["first_committee"] == both["second_committee"]
    is_own = both["is_one"] & (both["first_source_id"] == both["second_source_id"])
    same = both[(both["indicator_id"] == both["second_indicator_id"]) & ~is_own]
    return same.sort_values(
        ["allowed", "is_one"], ascending=[False, True], kind="stable", ignore_index=True
    )
