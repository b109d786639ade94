"""What of the texts is not coded: no fault of a row, but something still to be done."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from analysis.rows import Row
from analysis.tables import Study
from reading.numerals import digits_outside
from reading.sentences import sentences

FIGURES = ("value", "lower", "upper", "count")  # of a fact
TO_DO = "code its sheet, then 'analysis accept"
SHOWN = 3  # of many alike


def incomplete(
    study: Study, texts: Mapping[str, str], others: Iterable[str] = ()
) -> list[str]:
    """A line for each text of which something is not coded.

    `others` are the ids of texts that are at hand and not in the data.

    Texts without a fact; facts with a figure that no numeral serves; and where the text
    is at hand, figures that are in no numeral, and how many sentences have no code.
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
    found: dict[str, list[Row]] = {}
    for table in (*study.dictionary.facts, "evidence", "office_holders"):
        for source, rows in study.groups(table, "source_id").items():
            found.setdefault(source, []).extend(rows)
    return found


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
