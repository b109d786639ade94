"""How well texts are read, and how fast: precision, recall and F1 by kind; seconds.

    python benchmarks/reading_quality.py FOLDER [--part open|aside] [--errors]

FOLDER holds the texts (<id>.txt) that `annotations/texts.csv` lists; a text that is
missing or has another sha256 is an error. A reading is right if its span and its values
are those of the annotation; a second line counts values alone, where the spans overlap.
The errors in the part `aside` were not looked at while rules were written (reading.md).
"""

import csv
import hashlib
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from reading.figures import canonical
from reading.instruments import instruments
from reading.periods import periods
from reading.quantities import quantities

FOLDER = Path(__file__).parent / "annotations"
READERS: dict[str, Callable[[str], Iterable[Any]]] = {
    "instrument": instruments,
    "quantity": quantities,
    "period": periods,
}
VALUES = {
    "instrument": ("type", "symbol", "date"),
    "quantity": ("value", "value2", "unit", "qualifier", "form"),
    "period": ("start_year", "end_year"),
}
Reading = tuple[int, int, tuple[str, ...]]
Counts = Counter[tuple[str, str]]


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of annotations."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(text: str, kind: str) -> list[Reading]:
    """Return what the rules read in a text, in the form of the annotations."""
    return [
        (
            row.start,
            row.end,
            tuple(_cell(getattr(row, value)) for value in VALUES[kind]),
        )
        for row in READERS[kind](text)
    ]


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical(value)


def overlapping(
    expected: list[Reading], found: list[Reading]
) -> list[tuple[Reading, Reading]]:
    """Return pairs of readings with equal values and overlapping spans, each once."""
    pairs, left = [], list(found)
    for wanted in expected:
        for other in left:
            if wanted[2] == other[2] and wanted[0] < other[1] and other[0] < wanted[1]:
                pairs.append((wanted, other))
                left.remove(other)
                break
    return pairs


def scores(right: int, expected: int, found: int) -> str:
    """Return precision, recall and F1 as a line."""
    precision, recall = right / max(found, 1), right / max(expected, 1)
    f1 = 2 * right / max(expected + found, 1)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"


def errors(text: str, missed: Iterable[Reading], mark: str) -> None:
    """Print readings with a few characters around."""
    for start, end, values in missed:
        around = text[max(0, start - 25) : end + 25].replace("\n", "⏎")
        click.echo(f"  {mark} {start}-{end} {'|'.join(values)}   …{around}…")


def compared(
    text: str, annotated: list[dict[str, str]], kind: str, *, show: bool
) -> Counts:
    """Count what is expected, found and right of a kind in a text."""
    expected = [
        (int(row["start"]), int(row["end"]), tuple(row[v] for v in VALUES[kind]))
        for row in annotated
        if row["kind"] == kind
    ]
    found = read(text, kind)
    exact = Counter(expected) & Counter(found)
    if show:
        errors(text, Counter(expected) - exact, f"- {kind}")
        errors(text, Counter(found) - exact, f"+ {kind}")
    return Counter(
        {
            (kind, "expected"): len(expected),
            (kind, "found"): len(found),
            (kind, "span and values"): exact.total(),
            (kind, "values"): len(overlapping(expected, found)),
        }
    )


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--part", type=click.Choice(["open", "aside"]))
@click.option("--errors", "show", is_flag=True, help="Print each error.")
def main(folder: Path, part: str | None, *, show: bool) -> None:
    """Print two lines for each kind, and the processor time of a million characters."""
    listed = [row for row in rows_of("texts") if part in {None, row["part"]}]
    annotated: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("annotations"):
        annotated.setdefault(row["id"], []).append(row)
    counts: Counts = Counter()
    start = time.process_time()
    for row in listed:
        text = (folder / f"{row['id']}.txt").read_text(encoding="utf-8")
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            sys.exit(f"{row['id']}.txt is not the text that was annotated")
        for kind in VALUES:
            rows = annotated.get(row["id"], [])
            counts += compared(text, rows, kind, show=show)
    size = sum(int(row["length"]) for row in listed)
    seconds = (time.process_time() - start) / size * 1e6
    click.echo(f"{len(listed)} texts, {size:,} characters, {seconds:.1f} s a million")
    for kind, which in itertools.product(VALUES, ("span and values", "values")):
        expected, found = counts[kind, "expected"], counts[kind, "found"]
        line = scores(counts[kind, which], expected, found)
        click.echo(f"{kind:11}{which:16} {line}  of {expected}")


if __name__ == "__main__":
    main()
