"""Every span read again from the texts, and every figure against its column.

Three readings: the text is the one that was coded (length and sha256); the words at
a span are the words as printed; the figure that `reading` makes of a numeral is the
numeral's value, and each fact that it serves has that value in a column. What of the
texts is not coded is no fault of a row, but something still to be done.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from analysis import served
from analysis.checks import MAX_PRINTED_WORDS, ROLES_WITHOUT_FACT
from analysis.rows import Row
from analysis.tables import Study, load_tables, sources_folder
from reading.figures import figure
from reading.numerals import digits_outside
from reading.sentences import sentences

FIGURES = ("value", "lower", "upper", "count")  # of a fact
TO_DO = "code its sheet, then 'analysis accept"
SHOWN = 3  # of many alike


@dataclass(frozen=True)
class Verdict:
    """What was read again: how many of each kind, what did not agree, what lacks."""

    checked: dict[str, int]
    problems: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """One line a kind, then one line a problem, or what is incomplete."""
        counts = [f"{number} {kind}" for kind, number in self.checked.items()]
        lacking = [f"incomplete: {line}" for line in self.incomplete]
        total = f"{len(self.problems)} disagree"
        return "\n".join([*counts, *lacking, *self.problems, total])


def verify(study: Study, folder: Path) -> Verdict:
    """Read every span of the study again from the texts in `folder`."""
    texts, problems = read_texts(study, folder)
    spans = list(_spans(study, texts))
    read = list(_numerals(study))
    figures_served = list(_served(study))
    absent = len(study.records("sources")) - len(texts) - len(problems)
    checked = {
        "texts": len(texts),
        "texts not at hand": absent,
        "spans": len(spans),
        "numerals": len(read),
        "figures served": len(figures_served),
    }
    disagreements = [text for text in (*spans, *read, *figures_served) if text]
    files = {path.stem for path in folder.glob("*.txt")}
    others = sorted(files - set(study.keys("sources")))
    lacking = _incomplete(study, texts, others)
    return Verdict(checked, [*problems, *disagreements], lacking)


def printed_words(span: str) -> str:
    """The words of a span as `printed` keeps them: the first eight at most."""
    return " ".join(span.split()[:MAX_PRINTED_WORDS])


def read_texts(study: Study, folder: Path) -> tuple[dict[str, str], list[str]]:
    """Return the coded texts that are in `folder` by id, and what is wrong with any."""
    texts, problems = {}, []
    sources = study.records("sources")
    for row in sources:
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
    if sources and not texts and not problems:
        problems.append(f"{folder.name}: found none of the texts coded")
    return texts, problems


def _spans(study: Study, texts: dict[str, str]) -> Iterator[str]:
    """For each span that is in the texts, what is wrong with it or ""."""
    for name, table in study.dictionary.tables.items():
        for row in study.records(name) if "printed" in table.columns else ():
            if row["source_id"] not in texts:
                continue
            words = printed_words(texts[row["source_id"]][row["start"] : row["end"]])
            key = " ".join(str(row[part]) for part in table.key)
            is_same = words == " ".join(row["printed"].split())
            wrong = f"{name} {key}: printed {row['printed']!r}, found {words!r}"
            yield "" if is_same else wrong


def _numerals(study: Study) -> Iterator[str]:
    """For each numeral that is a quantity, what is wrong with its value or ""."""
    for row in study.records("numerals"):
        if row["role"] in ROLES_WITHOUT_FACT:
            continue
        kept = row["value"], row["value2"]
        try:
            read: Any = figure(row["printed"], row["role"], row["form"])
        except ValueError as error:
            read = str(error)
        wrong = (
            f"numerals {row['numeral_id']}: {row['printed']!r} as {row['role']} "
            f"reads {read}, the row has {kept}"
        )
        yield "" if read == kept else wrong


def _served(study: Study) -> Iterator[str]:
    """For each figure of a fact, "" if the fact has it as what it is served as."""
    numerals = study.keyed("numerals")
    for link in study.records("numeral_facts"):
        figure, fact = numerals[link["numeral_id"]], study.record(link["fact_id"])
        wrong = (
            f"numerals {link['numeral_id']}: {figure['printed']!r} is not the "
            f"{link['as']} of {link['fact_id']}"
        )
        yield "" if served.agrees(link["as"], figure, fact) else wrong


def _incomplete(
    study: Study, texts: Mapping[str, str], others: Iterable[str]
) -> list[str]:
    """What is not coded yet, a line each.

    Texts at hand that are not in the data (`others`); texts without a fact; facts with
    a figure that no numeral serves; and where the text is at hand, figures that are in
    no numeral, and how many sentences have no code.
    """
    passages = _passages(study)
    lines = [f"{other}: not in the data; {TO_DO} {other}'" for other in others]
    if not lines and not study.records("sources"):
        lines = ["no text is coded yet; 'analysis import' begins with a document"]
    lines += _unserved(study)
    for source in study.keyed("sources"):
        if not passages.get(source):
            lines.append(f"{source}: no fact; {TO_DO} {source}'")
        elif source in texts:
            lines += _of_text(study, source, texts[source], passages[source])
    return lines


def _passages(study: Study) -> dict[str, list[Row]]:
    """The rows of facts and of further passages of each text."""
    passages: dict[str, list[Row]] = {}
    for table in (*study.dictionary.facts, "evidence", "office_holders"):
        for source, rows in study.groups(table, "source_id").items():
            passages.setdefault(source, []).extend(rows)
    return passages


def _unserved(study: Study) -> Iterator[str]:
    """Facts with a figure that no numeral serves."""
    served = set(study.groups("numeral_facts", "fact_id"))
    for table in study.dictionary.facts:
        figures = [f for f in FIGURES if f in study.dictionary.tables[table].columns]
        for row in study.records(table):
            has_figure = any(row[name] is not None for name in figures)
            if has_figure and row["fact_id"] not in served:
                yield f"{table} {row['fact_id']}: no numeral serves its figure"


def _of_text(
    study: Study, source: str, text: str, passages: list[Row]
) -> Iterator[str]:
    numerals = study.groups("numerals", "source_id").get(source, [])
    runs = digits_outside(text, [(row["start"], row["end"]) for row in numerals])
    forgotten = [f"{run.group()!r} at {run.start()}" for run in runs]
    if forgotten:
        shown = ", ".join(islice(forgotten, SHOWN))
        more = " …" if len(forgotten) > SHOWN else ""
        yield f"{source}: figures in no numeral: {len(forgotten)} ({shown}{more})"
    coded = bytearray(len(text))
    for row in passages:
        coded[row["start"] : row["end"]] = b"\1" * (row["end"] - row["start"])
    spans = sentences(text)
    bare = sum(not any(coded[start:end]) for start, end in spans)
    if bare:
        yield f"{source}: sentences without a code: {bare} of {len(spans)}"


def run_verify(texts: Path | None, say: Callable[[str], object]) -> int:
    """Read every span again, print the result, and return the exit status.

    It is 0 if all agree, 1 if not; what is incomplete is no fault.
    """
    verdict = verify(load_tables(), texts or sources_folder())
    say(str(verdict))
    return int(bool(verdict.problems))
