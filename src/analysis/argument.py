"""Findings about this collection: each sentence filled from its facts, if it holds.

`data/findings.csv` has the sentences, with places for figures, and
`data/finding_checks.csv` what must hold of the facts that they stand on. A finding of
which a check fails, or is undecided within the bounds of the figures, is withheld: it
has no sentence, and its failures say why.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import pandas as pd

from analysis import words
from analysis.bounds import Interval
from analysis.grounds import MissingError, keys, total, verdict
from analysis.rows import Row
from analysis.stated import Place, parse
from analysis.tables import Study


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


def of_notebook(
    study: Study, stem: str | None = None, about: str | None = None
) -> list[Stated]:
    """The findings of a notebook, those of the front page first.

    With `about`, a committee, only those of which some fact is about it. Without a
    notebook, those of the front page, and those about this committee alone.
    """
    rows = study.records("findings", **({"study": stem} if stem else {}))
    rows = sorted(rows, key=lambda row: row["rank"] or sys.maxsize)
    stated = [evaluate(study, row) for row in rows]
    if about is None:
        return stated
    chosen = {finding: committees(study, finding.facts) for finding in stated}
    return [
        finding
        for finding, whom in chosen.items()
        if about in whom and (stem or finding.rank or whom == {about})
    ]


def committees(study: Study, facts: Iterable[str]) -> set[str]:
    """The Party organisations of which some facts are said."""
    subjects = study.groups("subjects", "fact_id")
    rows = [
        [study.record(fact).get("committee_id")]
        + [row["subject_id"] for row in subjects.get(fact, [])]
        for fact in facts
    ]
    return set(filter(None, chain.from_iterable(rows)))


def of_front_page(study: Study) -> list[Stated]:
    """The findings of the front page in their order, the withheld ones too."""
    by_rank = study.groups("findings", "rank")
    return [evaluate(study, by_rank[rank][0]) for rank in sorted(filter(None, by_rank))]


def methods(study: Study) -> pd.DataFrame:
    """The methods by name: `dimension_id`, `committee_id`, `text`, `fact_ids`."""
    rows = []
    for row in study.records("methods"):
        parsed = parse(row[f"text_{study.lang}"])
        facts = dict.fromkeys([*keys(row["facts"]), *_facts_of(parsed)])
        text = "".join(map(str, _filled(study, parsed)))
        rows.append((row["dimension_id"], row["committee_id"], text, " ".join(facts)))
    columns = ["dimension_id", "committee_id", "text", "fact_ids"]
    return pd.DataFrame(rows, columns=columns)


def _facts_of(parsed: list[str | Place]) -> list[str]:
    """The facts of the places of a text."""
    return [fact for part in parsed if isinstance(part, Place) for fact in part.facts]


def evaluate(study: Study, finding: Row) -> Stated:
    """A row of `findings`, filled with its figures if all of its checks hold."""
    lang = study.lang
    checks = study.groups("finding_checks", "finding_id")[finding["finding_id"]]
    parsed = parse(finding[f"text_{lang}"])
    facts = [*_facts_of(parsed), *keys(finding["facts"])]
    for check in checks:
        facts += [*keys(check["facts"]), *keys(check["others"])]
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


def _filled(study: Study, parsed: list[str | Place]) -> tuple[str | Figure, ...]:
    parts = [
        part if isinstance(part, str) else Figure(_written(study, part), part.facts)
        for part in parsed
    ]
    if isinstance(first := parts[0], Figure):
        parts[0] = Figure(words.capitalised(first.text), first.facts)
    return tuple(parts)


def _written(study: Study, place: Place) -> str:
    """The figure of a place with its bound and unit."""
    figure = total(study, place.added)
    if place.subtracted:
        figure = figure - total(study, place.subtracted)
    row = study.record(place.added[0])
    qualifier = row.get("qualifier") if len(place.facts) == 1 else _qualifier(figure)
    unit, lang = row.get("unit") or "count", study.lang
    text = words.figure(
        figure.lower, figure.upper, unit, lang, qualifier=qualifier or "exact"
    )
    return words.spelled(text, lang) if place.in_words else text


def _qualifier(figure: Interval) -> str:
    """How a figure that was computed is bounded."""
    if figure.is_about:
        return "about"
    is_open = figure.lower_open if figure.lower is not None else figure.upper_open
    return ("over" if figure.lower is not None else "under") if is_open else "exact"


def _failures(study: Study, check: Row) -> Iterator[str]:
    """Why a check does not hold; nothing if it does."""
    try:
        holds = verdict(study, check)
    except MissingError as error:
        yield words.phrase("check_missing", study.lang, fact=error)
        return
    if not holds:
        facts = " ".join([*keys(check["facts"]), *keys(check["others"])])
        yield words.phrase(
            "check_undecided" if holds is None else "check_failed",
            study.lang,
            position=check["position"],
            comparison=study.word("finding_checks", "comparison", check["comparison"]),
            facts=facts or f"{check['column']} = {check['value']}",
        )
