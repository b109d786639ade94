"""Findings about this collection: each sentence filled from its facts, if it holds.

`data/findings.csv` has the sentences, with places for figures, and
`data/finding_checks.csv` what must hold of the facts that they stand on. A finding of
which a check fails, or is undecided within the bounds of the figures, is withheld: it
has no sentence, and its failures say why.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from analysis import bounds, words
from analysis.bounds import Interval, Order
from analysis.rows import Row
from analysis.stated import Place, parse
from analysis.tables import Study
from analysis.unanswered import Filter

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SMALL = re.compile(r"(?<![\d.,–])[1-9](?![\d.,%–])")
COUNTED = {"bands": "count", "mentions": "set_count"}  # columns of exact counts
DATES = {
    "events": ("date_start", "date_end"),
    "mentions": ("date", "date"),
    "observations": ("as_of_start", "as_of_end"),
}
Verdict = bool | None  # None: the bounds leave it undecided


@dataclass(frozen=True)
class Figure:
    """A figure in a sentence, as the language writes it, and its facts."""

    text: str
    facts: tuple[str, ...]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Stated:
    """A stated finding, evaluated.

    Attributes
    ----------
    study, rank
        The stem of its notebook, and its place on the front page, if it has one.
    parts
        The sentence cut at its figures; empty if the finding is withheld.
    rival, refuted
        Another reading of the same facts, and what would refute the finding.
    support
        Whose account it rests on, in words.
    facts
        The keys of every fact that it stands on.
    failures
        Why it is withheld, a line for each check; empty if it holds.
    """

    finding_id: str
    study: str
    rank: int | None
    parts: tuple[str | Figure, ...] = field(repr=False)
    rival: str
    refuted: str
    support: str
    facts: tuple[str, ...]
    failures: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return not self.failures

    @property
    def sentence(self) -> words.Sentence:
        """The finding in words; empty if it is withheld."""
        return words.Sentence("".join(map(str, self.parts)))


class MissingError(LookupError):
    """A fact that has no figure, or no date."""


def of_notebook(study: Study, stem: str) -> list[Stated]:
    """The findings of a notebook, those of the front page first.

    Raises
    ------
    ValueError
        If it has none; the message names the notebooks that have some.
    """
    by_notebook = study.groups("findings", "study")
    if stem not in by_notebook:
        msg = f"no finding of {stem!r}; known: {', '.join(sorted(by_notebook))}"
        raise ValueError(msg)
    rows = sorted(by_notebook[stem], key=lambda row: row["rank"] or sys.maxsize)
    return [evaluate(study, row) for row in rows]


def of_front_page(study: Study) -> list[Stated]:
    """The findings of the front page in their order, the withheld ones too."""
    by_rank = study.groups("findings", "rank")
    return [evaluate(study, by_rank[rank][0]) for rank in sorted(filter(None, by_rank))]


def evaluate(study: Study, finding: Row) -> Stated:
    """A row of `findings`, filled with its figures if all of its checks hold."""
    lang = study.lang
    checks = study.groups("finding_checks", "finding_id")[finding["finding_id"]]
    parsed = parse(finding[f"text_{lang}"])
    facts = [fact for part in parsed if isinstance(part, Place) for fact in part.facts]
    facts += _keys(finding["facts"])
    for check in checks:
        facts += [*_keys(check["facts"]), *_keys(check["others"])]
    failures = [
        words.phrase("check_missing", lang, fact=fact)
        for fact in dict.fromkeys(facts)
        if study.table_of(fact) is None
    ] or [text for check in checks for text in _failures(study, check)]
    return Stated(
        finding_id=finding["finding_id"],
        study=finding["study"],
        rank=finding["rank"],
        parts=() if failures else _filled(study, parsed),
        rival=finding[f"rival_{lang}"],
        refuted=finding[f"refuted_{lang}"],
        support=study.word("findings", "support", finding["support"]),
        facts=tuple(dict.fromkeys(facts)),
        failures=tuple(failures),
    )


def _keys(cell: str | None) -> list[str]:
    return (cell or "").split()


# --- figures ----------------------------------------------------------------------


def _figure(study: Study, fact: str) -> Interval:
    column, row = COUNTED.get(str(study.table_of(fact))), study.record(fact)
    if column is None:
        figure = bounds.of_row(row) if "qualifier" in row else None
    else:
        figure = None if row[column] is None else bounds.point(row[column])
    if figure is None:
        raise MissingError(fact)
    return figure


def _total(study: Study, facts: Iterable[str]) -> Interval:
    first, *others = (_figure(study, fact) for fact in facts)
    return sum(others, start=first)


def _filled(study: Study, parsed: list[str | Place]) -> tuple[str | Figure, ...]:
    parts = [
        part if isinstance(part, str) else Figure(_written(study, part), part.facts)
        for part in parsed
    ]
    if isinstance(first := parts[0], Figure):
        parts[0] = Figure(first.text[:1].upper() + first.text[1:], first.facts)
    return tuple(parts)


def _written(study: Study, place: Place) -> str:
    """The figure of a place with its bound and unit."""
    total = _total(study, place.added)
    if place.subtracted:
        total = total - _total(study, place.subtracted)
    row = study.record(place.added[0])
    qualifier = row.get("qualifier") if len(place.facts) == 1 else _qualifier(total)
    unit, lang = row.get("unit") or "count", study.lang
    text = words.figure(
        total.lower, total.upper, unit, lang, qualifier=qualifier or "exact"
    )
    if not place.in_words:
        return text
    return SMALL.sub(
        lambda digit: words.phrase(f"number_{NUMBERS[int(digit[0]) - 1]}", lang), text
    )


def _qualifier(total: Interval) -> str:
    """How a figure that was computed is bounded."""
    if total.is_about:
        return "about"
    is_open = total.lower_open if total.lower is not None else total.upper_open
    return ("over" if total.lower is not None else "under") if is_open else "exact"


# --- checks -----------------------------------------------------------------------


def _failures(study: Study, check: Row) -> Iterator[str]:
    """Why a check does not hold; nothing if it does."""
    try:
        verdict = _verdict(study, check)
    except MissingError as error:
        yield words.phrase("check_missing", study.lang, fact=error)
        return
    if not verdict:
        facts = " ".join([*_keys(check["facts"]), *_keys(check["others"])])
        yield words.phrase(
            "check_undecided" if verdict is None else "check_failed",
            study.lang,
            position=check["position"],
            comparison=study.word("finding_checks", "comparison", check["comparison"]),
            facts=facts or f"{check['column']} = {check['value']}",
        )


def _verdict(study: Study, check: Row) -> Verdict:
    facts, others = _keys(check["facts"]), _keys(check["others"])
    match check["comparison"]:
        case "before":
            return _is_before(study, facts, others)
        case "sums_to":
            return _is("equal", _total(study, facts), _total(study, others))
        case "more_than":
            return _is("greater", _total(study, facts), _total(study, others))
        case "share_of":
            share = bounds.percentage(_total(study, facts), _total(study, others))
            return _both(
                _is("greater", share, check["lower"]),
                _is("less", share, check["upper"]),
            )
    return _is_coded(study, check, facts)


def _both(a: Verdict, b: Verdict) -> Verdict:
    return False if False in (a, b) else None if None in (a, b) else True


def _is(wanted: Order, a: Interval, b: Interval | float | None) -> Verdict:
    """Whether `a` stands so to `b`; true where nothing is asked."""
    if b is None:
        return True
    order = bounds.order(a, b if isinstance(b, Interval) else bounds.point(b))
    return None if order == "undecided" else order == wanted


def _is_before(study: Study, facts: list[str], others: list[str]) -> Verdict:
    """Whether the last of some dates lies before the first of others."""
    pairs = [(_dates(study, a), _dates(study, b)) for a in facts for b in others]
    least = min(bounds.days_between(a[1], b[0])[0] for a, b in pairs)
    greatest = min(bounds.days_between(a[0], b[1])[1] for a, b in pairs)
    return True if least > 0 else False if greatest <= 0 else None


def _dates(study: Study, fact: str) -> tuple[str, str]:
    """The first and the last date of a fact; an open end is the other one."""
    row, columns = study.record(fact), DATES.get(str(study.table_of(fact)), ())
    dates = [row[name] for name in columns if row[name] is not None]
    if not dates:
        raise MissingError(fact)
    return dates[0], dates[-1]


def _is_coded(study: Study, check: Row, facts: list[str]) -> bool:
    """Whether statements have a code, each of them, or they alone; or none has."""
    wanted = Filter(check["column"], tuple(_keys(check["value"])))
    rows, sources = study.records(check["table"]), _keys(check["source_id"])
    match check["comparison"]:
        case "each_is":
            rows = [row for row in rows if row["fact_id"] in facts]
            is_each = {row["fact_id"] for row in rows} == set(facts)
            return is_each and all(map(wanted.fits, rows))
        case "only_in":
            rows = [row for row in rows if wanted.fits(row)]
            is_there = {row["source_id"] for row in rows} == set(sources)
            return is_there and {row["fact_id"] for row in rows} == set(facts)
    return not any(row["source_id"] in sources for row in rows if wanted.fits(row))
