"""Tidy tables to sentences, in the language of the report.

A sentence is computed from the table beside which it stands, so it stays true under
other parameters. It says what is reported, by whom; it names no cause of its own.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import networkx as nx
import pandas as pd

from analysis import words


def sentence(key: str, lang: str, **values: float | str) -> words.Sentence:
    """The phrase `key` with its numbers as `lang` writes them, and a capital."""
    told = {
        name: value if isinstance(value, str) else words.number(value, lang)
        for name, value in values.items()
    }
    text = words.phrase(key, lang, **told)
    return words.Sentence(text[:1].upper() + text[1:])


def _counts(values: "pd.Series[str]", keys: tuple[str, ...]) -> dict[str, int]:
    found = values.value_counts()
    return {key: int(found.get(key, 0)) for key in keys}


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
    counts = _counts(reached["reach"], ("all", "some", "one", "none"))
    return sentence("finding_reach", lang, total=len(reached), **counts)


def reforms(rows: pd.DataFrame, lang: str) -> str:
    """How many reforms are reported as done, ongoing and planned.

    `rows` has one row per reform: `dimension_id`, `status`.
    """
    counts = _counts(rows["status"], ("done", "ongoing", "planned"))
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
        sentence(key, lang, **_as_written(values, lang))
        for key, values in zip(found["reason"], found["reason_values"], strict=True)
    ]
    sums = [words.sum_as_written(text, lang) for text in found["arithmetic"]]
    return found.assign(reason=[str(one) for one in told], arithmetic=sums)


def _as_written(values: Mapping[str, float | str], lang: str) -> dict[str, float | str]:
    return {
        name: words.sum_as_written(value, lang) if isinstance(value, str) else value
        for name, value in values.items()
    }


def verdicts(found: pd.DataFrame, lang: str) -> str:
    """How many checks hold, fail and stay open. `found` has `rule` and `verdict`."""
    known = _counts(found["verdict"], ("consistent", "inconsistent", "undecided"))
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


def parts(rows: pd.DataFrame, names: Mapping[str, str], lang: str) -> str:
    """For each whole: its parts as a sum, and whether they fill it.

    `rows` is what `measures.parts_and_wholes` returns, with the words of each row in
    `label`; `names` holds the name of each committee.
    """
    if not len(rows):
        return sentence("nothing_to_show", lang)
    keys = {
        "filled": "finding_parts_filled",
        "open": "finding_parts_open",
        "exceeded": "finding_parts_exceeded",
        "undecided": "finding_parts_undecided",
    }
    told = []
    for _, group in rows.groupby("whole_id", sort=False):
        whole = group[group["role"] == "whole"].to_dict("records")[0]
        sizes = [
            _figure(row, lang)
            for row in group[group["role"] == "part"].to_dict("records")
        ]
        rest = group[group["role"] == "rest"].to_dict("records")
        told.append(
            sentence(
                keys[whole["state"]],
                lang,
                who=names[whole["committee_id"]],
                whole=whole["label"],
                parts=" + ".join(sizes),
                total=_figure(whole, lang),
                rest=_figure(rest[0], lang) if rest else "",
            )
        )
    return words.Sentence(" ".join(told))


def _figure(row: Mapping[Hashable, Any], lang: str) -> str:
    return words.figure(
        row["low"], row["high"], row["unit"], lang, qualifier=row["qualifier"]
    )


def ratios(rows: pd.DataFrame, lang: str) -> str:
    """How many ratios are computed, how many are bounds, and why others are not.

    `rows` is what `measures.ratios` returns.
    """
    made = rows["outcome"] == "computed"
    silent = rows["outcome"] == "not_mentioned"
    return sentence(
        "finding_ratios",
        lang,
        total=len(rows),
        made=int(made.sum()),
        bounded=int((rows["low"].ne(rows["high"]) & made).sum()),
        silent=int(silent.sum()),
        refused=int((~made & ~silent).sum()),
    )


def shares(rows: pd.DataFrame, lang: str) -> str:
    """How many shares say what they are shares of, and how many count it.

    `rows` is what `measures.shares_with_bases` returns.
    """
    found = rows["base_known"].value_counts()
    return sentence(
        "finding_shares",
        lang,
        total=len(rows),
        counted=int(found.get("base_counted", 0)),
        described=int(found.get("base_described", 0)),
        unsaid=int(found.get("base_unsaid", 0)),
    )


def roles(counts: pd.DataFrame, names: Mapping[str, str], lang: str) -> str:
    """For each committee: how often its bodies are said to lead, demand, advise.

    `counts` is what `measures.roles_by_kind` returns; `names` holds the name of each
    committee.
    """
    told = []
    for committee, group in counts.groupby("committee_id", sort=False):
        sums = group.groupby("role")["count"].sum()
        known = {
            name: int(sums.get(name, 0)) or words.phrase("not_mentioned", lang)
            for name in ("leads", "demands", "issues", "gives_advice", "gives_report")
        }
        who = names[str(committee)]
        told.append(sentence("finding_roles", lang, who=who, **known))
    return words.Sentence(" ".join(told))


def sets(rows: pd.DataFrame, names: Mapping[str, str], lang: str) -> str:
    """For each set: how many items are counted, how many named, how many labels.

    `rows` is what `measures.sets_named` returns; `names` holds the name of each
    instrument.
    """
    if not len(rows):
        return sentence("nothing_to_show", lang)
    told = []
    for row in rows.to_dict("records"):
        labels = row["label_ids"]
        counts = {
            "named": int(row["named"]),
            "labels": 0 if pd.isna(labels) else len(str(labels).split()),
        }
        what = names[row["instrument_id"]]
        if pd.isna(row["counted"]):
            told.append(sentence("finding_set_uncounted", lang, what=what, **counts))
        else:
            counts |= {"counted": int(row["counted"]), "unnamed": int(row["unnamed"])}
            told.append(sentence("finding_set", lang, what=what, **counts))
    return words.Sentence(" ".join(told))


def ties(covered: pd.DataFrame, lang: str) -> str:
    """Of how many resolutions a text says who stands behind them, role by role.

    `covered` has `instrument_id`, `role` and `count`, missing where not mentioned.
    """
    if not len(covered):
        return sentence("nothing_to_show", lang)
    said = covered.dropna(subset=["count"]).groupby("role")["instrument_id"].nunique()
    roles_of = ("prompted_by", "issued_by", "led_by", "steered_by", "applies_to")
    counts = {role: int(said.get(role, 0)) for role in roles_of}
    total = covered["instrument_id"].nunique()
    return sentence("finding_ties", lang, total=total, **counts)


def given_causes(rows: pd.DataFrame, lang: str) -> str:
    """How many causes are given, for how many failings, as reported.

    `rows` is what `measures.causes` returns.
    """
    if not len(rows):
        return sentence("nothing_to_show", lang)
    return sentence(
        "finding_causes",
        lang,
        links=len(rows.dropna(subset=["failing_en"])),
        failings=rows["failing_en"].nunique(),
        stated=int((rows["basis"] == "stated").sum()),
        loose=int(rows["failing_en"].isna().sum()),
        domains=rows["domain"].nunique(),
    )


def one_dimension(rows: pd.DataFrame, lang: str) -> str:
    """How many reforms of one dimension are reported, by status.

    `rows` has one row per reform: `committee_id`, `status`.
    """
    counts = _counts(rows["status"], ("done", "ongoing", "planned"))
    return sentence(
        "finding_one_dimension",
        lang,
        total=len(rows),
        committees=rows["committee_id"].nunique(),
        **counts,
    )


def rates(rows: pd.DataFrame, lang: str) -> str:
    """How many rates are shown, over how many mismatches, and how many cannot be.

    `rows` is what `measures.rates` returns.
    """
    found = rows["outcome"].value_counts()
    mixed = rows.loc[rows["outcome"] == "computed", "mismatches"].fillna("").str.split()
    return sentence(
        "finding_rates",
        lang,
        total=len(rows),
        shown=int(found.get("computed", 0)),
        texts=int(mixed.map(lambda names: "two_texts" in names).sum()),
        times=int(mixed.map(lambda names: "as_of" in names).sum()),
        refused=int(found.get("refused", 0)),
        silent=int(found.get("not_mentioned", 0)),
    )


def answered(rows: pd.DataFrame, lang: str) -> str:
    """How many failings have a remedy, as stated or as read; past ones apart.

    `rows` is what `measures.remedies` returns.
    """
    past = rows["is_past"].astype(bool)
    found = rows.loc[~past, "answer"].value_counts()
    counts = {k: int(found.get(k, 0)) for k in ("stated", "ours", "not_mentioned")}
    overcome = rows.loc[past, "answer"] != "not_mentioned"
    return sentence(
        "finding_answered",
        lang,
        total=int((~past).sum()),
        past=int(past.sum()),
        overcome=int(overcome.sum()),
        **counts,
    )


def occasions(rows: pd.DataFrame, lang: str) -> str:
    """How many planned reforms answer a failing that the texts state.

    `rows` is what `measures.as_remedies` returns.
    """
    plans = rows[rows["status"] == "planned"]
    found = plans["answer"].value_counts()
    counts = {k: int(found.get(k, 0)) for k in ("stated", "ours", "not_mentioned")}
    others = rows[rows["status"] != "planned"]
    met = int((others["answer"] != "not_mentioned").sum())
    return sentence(
        "finding_occasions",
        lang,
        plans=len(plans),
        others=len(others),
        met=met,
        **counts,
    )


def causes_answered(rows: pd.DataFrame, lang: str) -> str:
    """How many causes the texts give to how many failings, and which are answered.

    `rows` is what `measures.causes_reported` returns.
    """
    if not len(rows):
        return words.Sentence(words.phrase("nothing_to_show", lang))
    names = ("causes", "stated", "ours", "not_mentioned")
    sums = {
        name: int(rows.loc[rows["basis"] == "stated", name].sum()) for name in names
    }
    return sentence(
        "finding_causes_answered",
        lang,
        failings=rows.loc[rows["basis"] == "stated", "failing"].nunique(),
        read=int(rows.loc[rows["basis"] == "ours", "causes"].sum()),
        **sums,
    )


def tasks(listed: pd.DataFrame, timed: pd.DataFrame, lang: str) -> str:
    """How many tasks are listed, and how the texts lie to the instrument in time.

    `listed` is what `measures.listed_tasks` returns, `timed` what `measures.timings`
    does.
    """
    found = timed["timing"].value_counts()
    keys = ("before", "undecided", "after")
    return sentence(
        "finding_tasks",
        lang,
        tasks=listed["task"].nunique(),
        plans=len(listed),
        dimensions=listed["dimension_id"].nunique(),
        **{key: int(found.get(key, 0)) for key in keys},
    )


def reiteration(standings: pd.DataFrame, names: Mapping[str, str], lang: str) -> str:
    """For each committee, how many tasks meet what it reports already.

    `standings` is what `measures.reiteration` returns; `names` holds the name of each
    committee.
    """
    keys = ("already", "perhaps", "planned", "not_mentioned")
    told = [
        sentence(
            "finding_reiteration",
            lang,
            committee=names[str(committee_id)],
            pairs=len(rows),
            **{key: int((rows["standing"] == key).sum()) for key in keys},
        )
        for committee_id, rows in standings.groupby("committee_id", sort=False)
    ]
    return words.Sentence(" ".join(told))


def times_after(times: pd.DataFrame, lang: str) -> str:
    """How many times between instruments are numbers, intervals, or not known.

    `times` is what `measures.times_after` returns.
    """
    low, high = times["days_low"], times["days_high"]
    return sentence(
        "finding_times_after",
        lang,
        total=len(times),
        exact=int((low == high).sum()),
        between=int((low != high).sum()),
        open=int((low.notna() & high.isna()).sum()),
        none=int((low.isna() & high.isna()).sum()),
    )
