"""How far two coders agree who each read the texts without sight of the other's work.

Three questions, in this order: whether they take the same stretches of text for
measures, whether they see the same method at work in a measure, and whether they take
it for done. Krippendorff's alpha is 1 where they agree and 0 where they agree as often
as chance would have it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.counting import ids
from analysis.measures.coverage import coverage
from analysis.rows import Row, records

Numbers = npt.NDArray[Any]
CODERS = ("first", "second")
RESAMPLES, SEED = 2000, 1
DIGITS = 2  # of an alpha
COUNTS = ("first_units", "second_units")
UNITS = (*COUNTS, "precision_pct", "recall_pct", "overlap_pct", "alpha")
CODES = ("dimension_id", "status")
ENDS = ("low", "high", "qualifier", "unit")
AGREED = (
    *("code", "pairs", "same_pct", "alpha"),
    *(f"{name}_{end}" for name in ("measures", "texts") for end in ENDS),
    "fact_ids",
)
INTERVAL = (2.5, 97.5)  # per cent: the middle 95


class Section(NamedTuple):
    """A stretch of a text: a unit that a coder marked, or the gap between two."""

    start: int
    length: int
    is_unit: bool


def agreement_on_units(codings: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """How far two coders mark the same stretches of each text.

    Returns
    -------
    DataFrame
        One row per text, and a last one, without a `source_id`, for all of them:
        `first_units`, `second_units` (counts), `precision_pct` (characters of the
        first coder's units that are in the second's), `recall_pct` (the reverse),
        `overlap_pct` (their harmonic mean, F1), `alpha` (Krippendorff's for unitising,
        2004, in which units of one coder that overlap count as one). No row if either
        coder has no unit.
    """
    if not set(CODERS) <= set(codings["coder"]):
        return pd.DataFrame(columns=["source_id", *UNITS])
    lengths = sources.set_index("source_id")["length"]
    texts = [
        {"source_id": source, **_compared(int(lengths[source]), rows)}
        for source, rows in codings.groupby("source_id")
    ]
    sums = pd.DataFrame(texts)
    sums.loc[len(sums)] = sums.drop(columns="source_id").sum()
    shared, first, second = (sums[n] for n in ("shared", "first", "second"))
    alpha = 1 - sums["observed"] / sums["expected"]
    return pd.DataFrame(
        {
            "source_id": sums["source_id"],
            **{name: sums[name].astype(int) for name in COUNTS},
            "precision_pct": 100 * shared / first,
            "recall_pct": 100 * shared / second,
            "overlap_pct": 200 * shared / (first + second),
            "alpha": alpha.round(DIGITS),
        }
    )


def _compared(length: int, codings: pd.DataFrame) -> Row:
    """What two coders mark in one text, and how far they disagree: numbers to add."""
    units = [codings[codings["coder"] == coder] for coder in CODERS]
    spans = [_spans(rows) for rows in units]
    marked = [{n for start, end in part for n in range(start, end)} for part in spans]
    sections = [sections_of(part, length) for part in spans]
    return {
        **dict(zip(COUNTS, map(len, units), strict=True)),
        **dict(zip(CODERS, map(len, marked), strict=True)),
        "shared": len(marked[0] & marked[1]),
        "observed": observed(*sections),
        "expected": expected(*sections),
    }


def _spans(units: pd.DataFrame) -> list[tuple[int, int]]:
    """The stretches that a coder marks, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for row in records(units.sort_values(["start", "end"])):
        if spans and row["start"] < spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], row["end"])
        else:
            spans.append((row["start"], row["end"]))
    return spans


def sections_of(spans: Iterable[tuple[int, int]], length: int) -> list[Section]:
    """Units and the gaps between them, over a text of some length.

    Examples
    --------
    >>> [tuple(section) for section in sections_of([(2, 5)], 9)]
    [(0, 2, False), (2, 3, True), (5, 4, False)]
    """
    sections, place = [], 0
    for start, end in spans:
        sections.append(Section(place, start - place, is_unit=False))
        sections.append(Section(start, end - start, is_unit=True))
        place = end
    sections.append(Section(place, length - place, is_unit=False))
    return [section for section in sections if section.length]


def observed(first: Sequence[Section], second: Sequence[Section]) -> float:
    """The observed disagreement of two coders on the units of one text."""
    length = sum(section.length for section in first)
    return sum(_distance(a, b) for a, b in product(first, second)) / length**2


def _distance(a: Section, b: Section) -> int:
    """The squared distance of two sections: of their ends, or of a unit in a gap."""
    apart = a.start - b.start
    if a.is_unit and b.is_unit and -a.length < apart < b.length:
        return apart**2 + (apart + a.length - b.length) ** 2
    if a.is_unit and not b.is_unit and 0 <= apart <= b.length - a.length:
        return a.length**2
    if b.is_unit and not a.is_unit and 0 <= -apart <= a.length - b.length:
        return b.length**2
    return 0


def expected(first: Sequence[Section], second: Sequence[Section]) -> float:
    """The disagreement of two coders on units if chance alone placed them."""
    length, both = sum(section.length for section in first), [*first, *second]
    units = [section.length for section in both if section.is_unit]
    gaps = [section.length for section in both if not section.is_unit]
    total = sum(
        (len(units) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        + unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
        for unit in units
    )
    pairs = 2 * length * (2 * length - 1) - sum(unit * (unit - 1) for unit in units)
    return 2 / length * total / pairs


def paired_units(codings: pd.DataFrame, codes: Sequence[str] = CODES) -> pd.DataFrame:
    """The units of the first coder, each with the unit of the second that covers it.

    The second unit is that which shares most characters with the first, and at least
    half of them; a unit without such a partner is left out.

    Returns
    -------
    DataFrame
        One row per pair: `first_unit`, `second_unit`, `source_id`, and `first_…` and
        `second_…` of each of `codes`; `fact_ids` (the first unit's fact).
    """
    second = codings[codings["coder"] == "second"]
    others = {name: records(rows) for name, rows in second.groupby("source_id")}
    pairs = []
    for row in records(codings[codings["coder"] == "first"]):
        shared = partial(_shared, row)
        partner = max(others.get(row["source_id"], []), key=shared, default=None)
        if partner and 2 * shared(partner) >= row["end"] - row["start"]:
            pairs.append(
                {
                    "first_unit": row["unit_id"],
                    "second_unit": partner["unit_id"],
                    "source_id": row["source_id"],
                    **{f"first_{name}": row[name] for name in codes},
                    **{f"second_{name}": partner[name] for name in codes},
                    "fact_ids": row["fact_id"],
                }
            )
    coded = [f"{coder}_{name}" for coder in CODERS for name in codes]
    columns = ["first_unit", "second_unit", "source_id", *coded, "fact_ids"]
    return pd.DataFrame(pairs, columns=columns)


def _shared(row: Row, other: Row) -> int:
    """How many characters two units have in common; below 1 if none."""
    return int(min(row["end"], other["end"]) - max(row["start"], other["start"]))


def nominal_alpha(first: Numbers, second: Numbers) -> float:
    """Krippendorff's alpha of two coders, for codes without an order (2011).

    Examples
    --------
    >>> codes = [np.array([*word]) for word in ("aabbdcccedda", "babbbccceddd")]
    >>> round(nominal_alpha(*codes), 3)
    0.692
    """
    _, counts = np.unique(np.concatenate([first, second]), return_counts=True)
    total = 2 * len(first)
    by_chance = 1 - (counts * (counts - 1)).sum() / (total * (total - 1))
    return float(1 - (first != second).mean() / by_chance) if by_chance else np.nan


def agreement_on_codes(
    pairs: pd.DataFrame, names: Sequence[str] = CODES
) -> pd.DataFrame:
    """How far two coders give one code to the same measures.

    `pairs` is what `paired_units` returns.

    Returns
    -------
    DataFrame
        One row for each of `names`: `code`, `pairs` (count), `same_pct` (0 to 100),
        `alpha` (Krippendorff's, nominal), the columns of two figures, `measures_…` and
        `texts_…` (the middle 95 per cent of alpha over resampled measures, and over
        resampled texts), `fact_ids`. No row without pairs.
    """
    if not len(pairs):
        return pd.DataFrame(columns=AGREED)
    random = np.random.default_rng(SEED)
    measures = [random.integers(len(pairs), size=len(pairs)) for _ in range(RESAMPLES)]
    by_text = [*pairs.reset_index(drop=True).groupby("source_id").indices.values()]
    texts = [
        np.concatenate(
            [by_text[n] for n in random.integers(len(by_text), size=len(by_text))]
        )
        for _ in range(RESAMPLES)
    ]
    rows = []
    for name in names:
        coded = [pairs[f"{coder}_{name}"] for coder in CODERS]
        first, second = np.split(pd.factorize(pd.concat(coded))[0], 2)
        rows.append(
            {
                "code": name.removesuffix("_id"),
                "pairs": len(pairs),
                "same_pct": 100 * float((first == second).mean()),
                "alpha": round(nominal_alpha(first, second), DIGITS),
                **_interval("measures", first, second, measures),
                **_interval("texts", first, second, texts),
                "fact_ids": ids(pairs["fact_ids"]),
            }
        )
    return pd.DataFrame(rows)


def _interval(
    name: str, first: Numbers, second: Numbers, samples: Iterable[Numbers]
) -> Row:
    """The middle of alpha over some samples, as the columns of a figure."""
    alphas = [nominal_alpha(first[rows], second[rows]) for rows in samples]
    low, high = np.percentile(alphas, INTERVAL).round(DIGITS)
    ends = {"low": low, "high": high, "qualifier": "exact", "unit": "count"}
    return {f"{name}_{end}": value for end, value in ends.items()}


def confusion(
    pairs: pd.DataFrame, dimension_ids: Sequence[str], labels: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The method that each of two coders saw in the same words.

    Returns
    -------
    DataFrame
        One row per pair of methods: `first_dimension_id`, `second_place` (the place
        of the second coder's method in `dimension_ids`, as text), `count`, `state`,
        `fact_ids`, as `coverage` returns them.
    dict
        The labels of the methods with their place, and of each place.
    """
    places = {key: str(n) for n, key in enumerate(dimension_ids, 1)}
    rows = pairs.assign(
        fact_id=pairs["fact_ids"],
        second_place=pairs["second_dimension_id"].map(places),
    )
    ends = list(places), list(places.values())
    counts = coverage(rows, "first_dimension_id", "second_place", ends)
    named = {key: f"{place}. {labels[key]}" for key, place in places.items()}
    return counts, named | {place: place for place in places.values()}


def agreement_by_text(pairs: pd.DataFrame) -> pd.DataFrame:
    """The share of measures in which two coders see one method, in each text.

    Returns
    -------
    DataFrame
        One row per text: `source_id`, `dimension_pct` (0 to 100), `fact_ids`.
    """
    is_same = pairs["first_dimension_id"] == pairs["second_dimension_id"]
    by_text = pairs.assign(dimension_pct=100.0 * is_same).groupby("source_id")
    return by_text.agg({"dimension_pct": "mean", "fact_ids": ids}).reset_index()


def settled(disagreements: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Who was right where two coders disagreed, and by which rule.

    Returns
    -------
    DataFrame
        One row per kind of code and rule, the most frequent first: `about`, `rule`,
        `first`, `second`, `neither` (counts; missing where none), `fact_ids`.
    """
    facts = codings.set_index("unit_id")["fact_id"]
    rows = disagreements.assign(fact_ids=disagreements["first"].map(facts))
    by = ["about", "rule"]
    counts = pd.crosstab([rows["about"], rows["rule"]], rows["right"])
    counts = counts.reindex(columns=["first", "second", "neither"], fill_value=0)
    table = counts.astype("Int64").where(counts > 0).rename_axis(columns=None)
    table["fact_ids"] = rows.groupby(by)["fact_ids"].agg(ids)
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index()
