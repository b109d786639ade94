"""Measure the pages as a reader meets them: number, size, links, barriers, tables cut.

`python benchmarks/pages.py [FOLDER]` reads a built folder (`reports/` by default) in
the system's Chromium, with no network. Each page is opened once, in a wide window, a
narrow one, a light scheme and a dark one by turns; with `--thorough` in all four. Exit
status 1 if there is a violation, a broken link, an error in the console, a table that a
box cuts, or a page wider than its window.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import click

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import (  # noqa: E402
    CUT_TABLES,
    DESKTOP,
    PHONE,
    chromium,
    inspecting,
    overflow,
    violations,
)

WINDOWS = [
    {"viewport": size, "color_scheme": scheme}
    for scheme in ("light", "dark")
    for size in (DESKTOP, PHONE)
]
ADDRESS = re.compile(r'\b(?:href|src)="([^"]+)"')
NAME = re.compile(r'\bid="([^"]+)"')
SHOWN = 20
Task = tuple[Path, int]  # a page, and the number of the window


def looked_at(tasks: list[Task]) -> list[str]:
    """Return what is wrong with pages, one after the other."""
    problems = []
    with chromium() as browser:
        for path, number in tasks:
            settings = WINDOWS[number]
            name = f"{path.name} ({settings['viewport']['width']} px"
            name += f", {settings['color_scheme']})"
            try:
                with inspecting(browser, **settings) as page:
                    page.goto(path.as_uri())
                    wrong = violations(page)
                    wrong += [
                        f"table cut: {each}" for each in page.evaluate(CUT_TABLES)
                    ]
                    if (excess := overflow(page)) > 0:
                        wrong.append(f"wider than its window: {excess} px")
            except AssertionError as error:  # what the browser complains of
                wrong = [str(error).partition("\n")[0]]
            problems += [f"{name}: {each}" for each in wrong]
    return problems


def broken_links(folder: Path, pages: list[Path]) -> tuple[int, list[str]]:
    """Count the links that stay in the folder; name those that lead nowhere."""
    texts = {path: path.read_text(encoding="utf-8") for path in pages}
    names = {
        path: set(map(unquote, NAME.findall(text))) for path, text in texts.items()
    }
    count, wrong = 0, []
    for path, text in texts.items():
        for link in sorted(set(ADDRESS.findall(text))):
            if urlsplit(link).scheme:
                continue
            count += 1
            address, name = map(unquote, urldefrag(link))
            place = (path.parent / address).resolve() if address else path
            if not place.exists() or (name and name not in names.get(place, {name})):
                wrong.append(f"{path.relative_to(folder)}: {link}")
    return count, wrong


def sizes(folder: Path, pages: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield the lines of the table: what was measured, and the figure."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    largest = max(pages, key=lambda path: path.stat().st_size)
    reports = [path for path in pages if path.with_suffix(".ipynb").exists()]
    yield "pages", f"{len(pages):,}"
    yield "of them reports", f"{len(reports):,}"
    yield "all files", f"{len(files):,}, {megabytes(files)}"
    yield "pages and what they need", megabytes([*pages, *folder.glob("assets/*")])
    yield "largest page", f"{largest.relative_to(folder)}, {megabytes([largest])}"


def megabytes(files: Iterable[Path]) -> str:
    """Return the size of files."""
    return f"{sum(path.stat().st_size for path in files) / 1e6:,.1f} MB"


@click.command()
@click.argument(
    "folder",
    default=ROOT / "reports",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@click.option("--thorough", is_flag=True, help="Each page in all four windows.")
@click.option("--jobs", default=2, show_default=True, help="Browsers at once.")
def main(folder: Path, *, thorough: bool, jobs: int) -> None:
    """Measure the pages of FOLDER, and name what is wrong with them."""
    folder = folder.resolve()
    pages = sorted(path for path in folder.rglob("*.html") if ".work" not in path.parts)
    turns = range(len(WINDOWS)) if thorough else [0]
    tasks = [
        (page, (number + turn) % len(WINDOWS))
        for turn, (number, page) in itertools.product(turns, enumerate(pages))
    ]
    with ProcessPoolExecutor(jobs) as pool:
        shares = pool.map(looked_at, [tasks[start::jobs] for start in range(jobs)])
        problems = sorted(problem for share in shares for problem in share)
    count, wrong = broken_links(folder, pages)
    click.echo("| pages | |\n|---|---|")
    for name, text in sizes(folder, pages):
        click.echo(f"| {name} | {text} |")
    click.echo(f"| links within, of them broken | {count:,}, {len(wrong)} |")
    click.echo(f"| looked at, what is wrong | {len(tasks):,}, {len(problems)} |")
    kinds = Counter(problem.partition("): ")[2].split(":")[0] for problem in problems)
    for kind, number in kinds.most_common():
        click.echo(f"{number} x {kind}", err=True)
    for line in [*problems[:SHOWN], *wrong[:SHOWN]]:
        click.echo(line, err=True)
    sys.exit(bool(problems or wrong))


if __name__ == "__main__":
    main()
