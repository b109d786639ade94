"""Every span read again from the texts, and every figure against its column.

Three readings: the text is the one that was coded (length and sha256); the words at
a span are the words as printed; the figure that `reading` makes of a numeral is the
numeral's value, and each fact that it serves has that value in a column.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import served
from analysis.checks import MAX_PRINTED_WORDS
from analysis.tables import Study, load_tables, sources_folder
from reading import figures

DIGITS = ("furniture", "name", "list_number")
Row = Any


@dataclass(frozen=True)
class Verdict:
    """What was read again: how many of each kind, and what did not agree."""

    checked: dict[str, int]
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """One line a kind, then one line a problem."""
        counts = [f"{number} {kind}" for kind, number in self.checked.items()]
        return "\n".join([*counts, *self.problems, f"{len(self.problems)} disagree"])


def verify(study: Study, folder: Path) -> Verdict:
    """Read every span of the study again from the texts in `folder`."""
    texts, problems = read_texts(study, folder)
    spans = list(_spans(study, texts))
    read = list(_numerals(study))
    figures_served = list(_served(study))
    absent = len(study.whole("sources")) - len(texts) - len(problems)
    checked = {
        "texts": len(texts),
        "texts not at hand": absent,
        "spans": len(spans),
        "numerals": len(read),
        "figures served": len(figures_served),
    }
    disagreements = [text for text in (*spans, *read, *figures_served) if text]
    return Verdict(checked, [*problems, *disagreements])


def printed_words(span: str) -> str:
    """The words of a span as `printed` keeps them: the first eight at most."""
    return " ".join(span.split()[:MAX_PRINTED_WORDS])


def read_texts(study: Study, folder: Path) -> tuple[dict[str, str], list[str]]:
    """Return the coded texts that are in `folder` by id, and what is wrong with any."""
    texts, problems = {}, []
    for row in study.whole("sources").to_dict("records"):
        path = folder / f"{row['source_id']}.txt"
        if not path.is_file():
            continue
        raw = path.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        if digest == row["sha256"]:
            texts[row["source_id"]] = raw.decode("utf-8")
        else:
            problems.append(
                f"{path.name}: another text than the one coded, sha256 found {digest}; "
                f"allowed {row['sha256']}"
            )
    if not texts and not problems and len(study.whole("sources")):
        problems.append(f"{folder.name}: found none of the texts coded")
    return texts, problems


def _spans(study: Study, texts: dict[str, str]) -> Iterator[str | None]:
    for name, table in study.dictionary.tables.items():
        if "printed" not in table.columns:
            continue
        for row in study.whole(name).dropna(subset=["source_id"]).to_dict("records"):
            text = texts.get(row["source_id"])
            if text is None:
                continue
            words = printed_words(text[row["start"] : row["end"]])
            if words == " ".join(row["printed"].split()):
                yield None
            else:
                key = " ".join(str(row[part]) for part in table.key)
                yield f"{name} {key}: printed {row['printed']!r}, found {words!r}"


def _numerals(study: Study) -> Iterator[str | None]:
    for row in study.whole("numerals").to_dict("records"):
        if row["role"] in DIGITS:
            continue
        kept = tuple(None if pd.isna(row[c]) else row[c] for c in ("value", "value2"))
        try:
            read: Any = figures.figure(row["printed"], row["role"], row["form"])
        except ValueError as error:
            read = str(error)
        yield (
            None
            if read == kept
            else (
                f"numerals {row['numeral_id']}: {row['printed']!r} as {row['role']} "
                f"reads {read}, the row has {kept}"
            )
        )


def _served(study: Study) -> Iterator[str | None]:
    numerals: dict[str, Row] = {
        row["numeral_id"]: row for row in study.whole("numerals").to_dict("records")
    }
    facts: dict[str, Row] = {
        row["fact_id"]: row
        for name, table in study.dictionary.tables.items()
        if table.key == ("fact_id",)
        for row in study.whole(name).to_dict("records")
    }
    for link in study.whole("numeral_facts").to_dict("records"):
        figure, fact = numerals[link["numeral_id"]], facts[link["fact_id"]]
        agrees = served.agrees(link["as"], figure, fact)
        yield (
            None
            if agrees
            else (
                f"numerals {link['numeral_id']}: {figure['printed']!r} is not the "
                f"{link['as']} of {link['fact_id']}"
            )
        )


def run_verify(texts: Path | None, say: Callable[[str], object]) -> int:
    """Read every span again, print the result, and return the exit status.

    It is 0 if all agree, 1 if not.
    """
    verdict = verify(load_tables(), texts or sources_folder())
    say(str(verdict))
    return int(bool(verdict.problems))
