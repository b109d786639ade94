"""How far two coders agree who each read the texts without sight of the other's work.

Three questions, in this order: whether they take the same stretches of text for
measures, whether they see the same method at work in a measure, and whether they take
it for done. Krippendorff's alpha is 1 where they agree and 0 where they agree as often
as chance would have it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.counting import ids
from analysis.measures.coverage import coverage
from analysis.rows import Row, records

Numbers = npt.NDArray[np.intp]
CODERS = ("first", "second")
RESAMPLES, SEED = 2000, 1
DIGITS = 2  # of an alpha
UNITS = (
    *("first_units", "second_units"),
    *("precision_pct", "recall_pct", "overlap_pct", "alpha"),
)
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

    Parameters
    ----------
    codings
        One row per unit: `coder` (first, second), `source_id`, `start`, `end`.
    sources
        `source_id`, `length` (characters).

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
        _Text(int(lengths[source]), group)
        for source, group in codings.groupby("source_id")
    ]
    names = [*sorted(codings["source_id"].unique()), None]
    groups = [*([text] for text in texts), texts]
    rows = [
        {"source_id": name, **_units(group)}
        for name, group in zip(names, groups, strict=True)
    ]
    return pd.DataFrame(rows)


class _Text:
    """The units and the sections of two coders in one text."""

    def __init__(self, length: int, codings: pd.DataFrame) -> None:
        self.spans = {
            coder: _spans(codings[codings["coder"] == coder]) for coder in CODERS
        }
        self.counts = [int((codings["coder"] == coder).sum()) for coder in CODERS]
        marked = [
            {n for start, end in self.spans[coder] for n in range(start, end)}
            for coder in CODERS
        ]
        self.shared, self.marked = len(marked[0] & marked[1]), list(map(len, marked))
        sections = [sections_of(self.spans[coder], length) for coder in CODERS]
        self.disagreement = observed(*sections), expected(*sections)


def _spans(units: pd.DataFrame) -> list[tuple[int, int]]:
    """The stretches that a coder marks, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for row in records(units.sort_values(["start", "end"])):
        if spans and row["start"] < spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], row["end"])
        else:
            spans.append((row["start"], row["end"]))
    return spans


def _units(texts: Sequence[_Text]) -> Row:
    shared = sum(text.shared for text in texts)
    first, second = (sum(text.marked[n] for text in texts) for n in (0, 1))
    found, chance = (sum(text.disagreement[n] for text in texts) for n in (0, 1))
    return {
        "first_units": sum(text.counts[0] for text in texts),
        "second_units": sum(text.counts[1] for text in texts),
        "precision_pct": 100 * shared / first,
        "recall_pct": 100 * shared / second,
        "overlap_pct": 200 * shared / (first + second),
        "alpha": round(1 - found / chance, DIGITS) if chance else np.nan,
    }


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
        shared, found = _shared_with(row), others.get(row["source_id"], [])
        partner = max(found, key=shared, default=None)
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


def _shared_with(row: Row) -> Callable[[Row], int]:
    def shared(other: Row) -> int:
        return int(min(row["end"], other["end"]) - max(row["start"], other["start"]))

    return shared


def nominal_alpha(first: Sequence[str], second: Sequence[str]) -> float:
    """Krippendorff's alpha of two coders, for codes without an order (2011).

    Examples
    --------
    >>> round(nominal_alpha(list("aabbdcccedda"), list("babbbccceddd")), 3)
    0.692
    """
    return _alpha(*_numbered(first, second))


def _numbered(first: Sequence[str], second: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The codes of two coders as numbers."""
    _, numbers = np.unique([*first, *second], return_inverse=True)
    return numbers[: len(first)], numbers[len(first) :]


def _alpha(first: Numbers, second: Numbers) -> float:
    counts = np.bincount(np.concatenate([first, second]))
    total = 2 * len(first)
    by_chance = 1 - (counts * (counts - 1)).sum() / (total * (total - 1))
    return float(1 - (first != second).mean() / by_chance) if by_chance else np.nan


def agreement_on_codes(
    pairs: pd.DataFrame, names: Sequence[str] = CODES
) -> pd.DataFrame:
    """How far two coders give one code to the same measures.

    Parameters
    ----------
    pairs
        What `paired_units` returns.

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
        codes = _numbered(*(pairs[f"{coder}_{name}"].tolist() for coder in CODERS))
        rows.append(
            {
                "code": name.removesuffix("_id"),
                "pairs": len(pairs),
                "same_pct": 100 * float((codes[0] == codes[1]).mean()),
                "alpha": round(_alpha(*codes), DIGITS),
                **_interval("measures", *codes, measures),
                **_interval("texts", *codes, texts),
                "fact_ids": ids(pairs["fact_ids"]),
            }
        )
    return pd.DataFrame(rows)


def _interval(
    name: str, first: Numbers, second: Numbers, samples: Iterable[Numbers]
) -> Row:
    """The middle of alpha over some samples, as the columns of a figure."""
    alphas = [_alpha(first[rows], second[rows]) for rows in samples]
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
    """The shares of measures with one code in each text.

    Returns
    -------
    DataFrame
        One row per text: `source_id`, `pairs`, `dimension_pct`, `status_pct` (0 to
        100), `fact_ids`.
    """
    same = pairs.assign(
        dimension_pct=100.0
        * (pairs["first_dimension_id"] == pairs["second_dimension_id"]),
        status_pct=100.0 * (pairs["first_status"] == pairs["second_status"]),
    )
    return same.groupby("source_id", as_index=False).agg(
        pairs=("fact_ids", "size"),
        dimension_pct=("dimension_pct", "mean"),
        status_pct=("status_pct", "mean"),
        fact_ids=("fact_ids", ids),
    )


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
