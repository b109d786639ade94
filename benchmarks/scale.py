"""How loading, checks, network and audit grow with the number of texts.

The five texts are copied as a whole, each time with keys of its own: sources,
committees, bodies, places, instruments and every fact, so a copy is as dense as the
original and nothing is found between copies. Only terms, dimensions and indicators are
shared. Seconds are CPU time of the process, which hangs little on what runs beside it.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from growth import exponent

DATA = Path(__file__).parents[1] / "data"
SHARED = ("terms", "dimensions", "indicators")
SETS = ("claim_set", "distribution_id")  # keys of no table
PROGRAM = """\
import json, resource, time
from analysis import audit, networks, tables
spent = dict.fromkeys(["load and check", "of which checks"])
def timed(name, call, *given):
    start = time.process_time()
    found = call(*given)
    spent[name] = time.process_time() - start
    return found
check = tables.check_package
tables.check_package = lambda *given: timed("of which checks", check, *given)
study = timed("load and check", tables.load_tables)
named = [study.labelled(name) for name in ("committees", "bodies", "localities")]
tables_of = study.whole("relations"), study.whole("relation_types")
given = *tables_of, study.labelled("instruments"), networks.actors(*named)
whole = timed("network of all", networks.programme_network, *given)
one = "lao-cai-city-committee"
timed("of one committee", networks.of_committee, whole, one, "all", ["contains"])
found = timed("audit", audit.findings, study)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([spent, peak, len(found)]))
"""


class Original:
    """The tables as rows of text, and the keys that a copy must rename."""

    def __init__(self, folder: Path) -> None:
        about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        self.keys = {
            table["name"]: table["schema"]["primaryKey"] for table in about["resources"]
        }
        self.rows = {name: list(_rows(folder / f"{name}.csv")) for name in self.keys}
        self.named = set(self._named())

    def _named(self) -> Iterator[str]:
        for name, rows in self.rows.items():
            own = self.keys[name][:1] if len(self.keys[name]) == 1 else []
            columns = [] if name in SHARED else [*own, *SETS]
            yield from (row[c] for row in rows for c in columns if row.get(c))

    def copied(self, name: str, number: int) -> Iterator[dict[str, str]]:
        """The rows of a table with the keys of one of the copies; 0 is the original."""
        for row in self.rows[name]:
            yield {c: self.renamed(cell, number) for c, cell in row.items()}

    def renamed(self, cell: str, number: int) -> str:
        """A cell with each key in it renamed, if it holds nothing but keys."""
        keys = cell.split(" ")
        if number == 0 or not self.named.issuperset(keys):
            return cell
        return " ".join(f"{key}-copy{number}" for key in keys)

    def write(self, folder: Path, count: int) -> int:
        """Write copies until there are `count` observations; return their number."""
        shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("sources"))
        copies = max(1, round(count / len(self.rows["observations"])))
        for name in self.rows.keys() - set(SHARED):
            rows = (row for n in range(copies) for row in self.copied(name, n))
            _write(folder / f"{name}.csv", rows)
        return copies * len(self.rows["observations"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _write(path: Path, rows: Iterator[dict[str, str]]) -> None:
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


def measured(folder: Path) -> tuple[dict[str, float], float, int]:
    """Return CPU seconds by step, megabytes and findings, in a fresh process."""
    env = {**os.environ, "ANALYSIS_DATA": str(folder)}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    spent, peak, found = json.loads(done.stdout)
    return spent, peak, found


@click.command()
@click.option("--counts", default="100,1000,10000,100000", show_default=True)
def main(counts: str) -> None:
    """Measure copies of the texts, up to about as many observations as COUNTS say."""
    original = Original(DATA)
    points: dict[str, list[tuple[int, float]]] = {}
    for count in map(int, counts.split(",")):
        folder = Path(tempfile.mkdtemp())
        observations = original.write(folder / "data", count)
        spent, peak, found = measured(folder / "data")
        if not points:
            click.echo(f"| observations | {' | '.join(spent)} | findings | peak MB |")
            click.echo("|---" * (len(spent) + 3) + "|")
        for name, seconds in spent.items():
            points.setdefault(name, []).append((observations, seconds))
        words = " | ".join(f"{seconds:.3f}" for seconds in spent.values())
        click.echo(f"| {observations} | {words} | {found} | {peak:.0f} |")
        shutil.rmtree(folder)
    slopes = [f"{exponent(found[1:]):.2f}" for found in points.values()]
    click.echo(f"| exponent | {' | '.join(slopes)} | | |")


if __name__ == "__main__":
    main()
