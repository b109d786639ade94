"""Tidy tables to sentences, in the language of the report.

A sentence is computed from the table beside which it stands, so it stays true under
other parameters. It says what is reported, by whom; it names no cause of its own.
"""

from collections.abc import Mapping

import networkx as nx
import pandas as pd

from analysis import words


def sentence(key: str, lang: str, **values: float | str) -> words.Sentence:
    """The phrase `key` with its numbers as `lang` writes them."""
    told = {
        name: value if isinstance(value, str) else words.number(value, lang)
        for name, value in values.items()
    }
    return words.Sentence(words.phrase(key, lang, **told))


def who_speaks(sources: pd.DataFrame, lang: str) -> str:
    """How many of the texts are the committee's own account.

    `sources` has `is_self_reported` and `published_date`.
    """
    return sentence(
        "finding_who_speaks",
        lang,
        texts=len(sources),
        own=int(sources["is_self_reported"].sum()),
        dated=int(sources["published_date"].notna().sum()),
    )


def reach(reached: pd.DataFrame, lang: str) -> str:
    """How many keys are reported by all, by some, by one or by none.

    `reached` is what `measures.reach_of_coverage` returns.
    """
    found = reached["reach"].value_counts()
    counts = {key: int(found.get(key, 0)) for key in ("all", "some", "one", "none")}
    return sentence("finding_reach", lang, total=len(reached), **counts)


def reforms(rows: pd.DataFrame, lang: str) -> str:
    """How many reforms are reported as done, ongoing and planned.

    `rows` has one row per reform: `dimension_id`, `status`.
    """
    found = rows["status"].value_counts()
    counts = {key: int(found.get(key, 0)) for key in ("done", "ongoing", "planned")}
    return sentence(
        "finding_reforms",
        lang,
        total=len(rows),
        dimensions=rows["dimension_id"].nunique(),
        **counts,
    )


def shortcomings(rows: pd.DataFrame, lang: str) -> str:
    """How many failings and causes are stated, in how many domains.

    `rows` has one row per shortcoming: `type`, `domain`.
    """
    return sentence(
        "finding_shortcomings",
        lang,
        failings=int((rows["type"] == "shortcoming").sum()),
        causes=int((rows["type"] == "cause").sum()),
        domains=rows["domain"].nunique(),
    )


def terms(programmes: pd.DataFrame, lang: str) -> str:
    """Which counts a term gives for projects, and why they are no series.

    `programmes` is what `measures.programmes_by_term` returns.
    """
    projects = programmes[(programmes["type"] == "project")].dropna(subset=["counted"])
    told = [
        f"{words.number(int(row['counted']), lang)} ({row['term_id']})"
        for row in projects.to_dict("records")
    ]
    silent = programmes.loc[programmes["state"] == "not_mentioned", "term_id"]
    return sentence(
        "finding_terms",
        lang,
        counts=words.joined(told, lang) or words.phrase("none", lang),
        silent=words.joined(silent.tolist(), lang) or words.phrase("none", lang),
    )


def network(graph: nx.MultiDiGraph, lang: str) -> str:
    """How large the network is, how it is evidenced, and what it cannot name."""
    bases = [basis for *_, basis in graph.edges(data="basis")]
    upward = [kind for *_, kind in graph.edges(data="type") if kind == "advises"]
    return sentence(
        "finding_network",
        lang,
        nodes=len(graph),
        edges=len(bases),
        stated=bases.count("stated"),
        unnamed=sum(count for _, count in graph.nodes(data="unnamed")),
        upward=len(upward),
    )


def distribution(shares: pd.DataFrame, names: Mapping[str, str], lang: str) -> str:
    """For each distribution and reading: the total, and what stays unaccounted.

    `shares` is what `measures.distribution` returns; `names` holds the name of each
    indicator.
    """
    rests = shares[shares["band_id"].isna()]
    told = " ".join(
        sentence(
            "finding_distribution",
            lang,
            whole=names[row["indicator_id"]],
            reading=words.phrase(f"reading_{row['reading']}", lang),
            total=int(row["total"]),
            rest=int(row["count"]),
            share=round(row["share_high_pct"], 1),
        )
        for row in rests.to_dict("records")
    )
    return words.Sentence(told)


def attainments(attained: pd.DataFrame, lang: str) -> str:
    """How many attainments can be set against the share of the term elapsed.

    `attained` is what `measures.attainments` returns.
    """
    known = attained["elapsed_low_pct"].notna()
    unclear = attained["denominator_role"] == "unclear"
    return sentence(
        "finding_attainments",
        lang,
        pairs=len(attained),
        elapsed=int(known.sum()),
        unclear=int(unclear.sum()),
        populations=int((attained["denominator_role"] == "population").sum()),
    )


def claims(rows: pd.DataFrame, lang: str) -> str:
    """How many claims there are on how many indicators, and how many are no points.

    `rows` is what `measures.claims_over_time` returns.
    """
    return sentence(
        "finding_claims",
        lang,
        claims=len(rows),
        indicators=rows["indicator_id"].nunique(),
        bounded=int((rows["low"].ne(rows["high"])).sum()),
        undated=int((rows["as_of_start"].isna() & rows["as_of_end"].isna()).sum()),
        rivals=int(rows["claim_set"].notna().sum()),
        aims=int((rows["modality"] == "aimed").sum()),
    )


def reasons(found: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Findings of the audit with `reason` and `arithmetic` as `lang` writes them.

    `found` has `reason`, `reason_values` and `arithmetic`.
    """
    told = [
        sentence(key, lang, **values)
        for key, values in zip(found["reason"], found["reason_values"], strict=True)
    ]
    sums = [words.sum_as_written(text, lang) for text in found["arithmetic"]]
    return found.assign(reason=[str(one) for one in told], arithmetic=sums)


def verdicts(found: pd.DataFrame, lang: str) -> str:
    """How many checks hold, fail and stay open. `found` has `rule` and `verdict`."""
    counts = found["verdict"].value_counts()
    known = {
        key: int(counts.get(key, 0))
        for key in ("consistent", "inconsistent", "undecided")
    }
    rules = found["rule"].nunique()
    return sentence("finding_verdicts", lang, total=len(found), rules=rules, **known)


def comparisons(pairs: pd.DataFrame, lang: str) -> str:
    """How many pairs may be compared. `pairs` has `allowed` and `order`."""
    made = int(pairs["allowed"].sum())
    return sentence(
        "finding_comparisons",
        lang,
        total=len(pairs),
        made=made,
        refused=len(pairs) - made,
        undecided=int((pairs["order"] == "undecided").sum()),
    )


def holding(rows: pd.DataFrame, lang: str) -> str:
    """How many statements hold whichever text is left out.

    `rows` has `committee_count` and `holds`.
    """
    widest = rows["committee_count"].max() if len(rows) else 0
    shared = rows[rows["committee_count"] == widest]
    return sentence(
        "finding_holding",
        lang,
        total=len(rows),
        widest=int(widest),
        shared=len(shared),
        held=int(shared["holds"].sum()),
    )


def figures_held(rows: pd.DataFrame, reported: int, lang: str) -> str:
    """How many of the reported figures some check confirms and none doubts."""
    return sentence("finding_figures_held", lang, held=len(rows), reported=reported)
