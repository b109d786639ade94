"""Measure the pages as a reader meets them: size, speed, links, evidence, barriers.

`python benchmarks/pages.py [FOLDER]` reads a built folder (`reports/` by default) in
the system's Chromium, with no network. Every page is opened once and axe-core looks at
it, in a wide window, a narrow one, a light scheme and a dark one by turns; with
`--thorough` in all four. Exit status 1 if there is a violation, a broken link, an error
in the console or a page wider than its window.
"""

from __future__ import annotations

import itertools
import re
import shutil
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import axe_playwright_python
import click
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
NAMES = ("chromium", "chromium-browser", "google-chrome")
SIZES = {
    "wide": {"width": 1300, "height": 900},
    "narrow": {"width": 390, "height": 844},
}
SETTINGS = [(size, scheme) for scheme in ("light", "dark") for size in SIZES]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOWN = 20
EVIDENCE = {
    "cells": "numbers in tables that show their claims",
    "sentences": "sentences with numbers that lead to their table",
    "marks": "marks of figures that lead to claims or things",
}
LOOK = """async rules => {
  const options = {resultTypes: ["violations"], runOnly: rules, preload: false};
  const found = await axe.run(document, options);
  const all = (where) => [...document.querySelectorAll(where)];
  const numbered = (where) => all(where).filter(one => /\\d/.test(one.textContent));
  const share = (found, where) => [
    found.filter(one => one.matches(where) || one.querySelector(where)).length,
    found.length,
  ];
  return {
    violations: found.violations.flatMap(one => one.nodes.map(
      node => `${one.impact} ${one.id}: ${node.html.slice(0, 160)}`)),
    excess: document.documentElement.scrollWidth - window.innerWidth,
    cut: all("main table").filter(table => {
      if (table.getBoundingClientRect().right > innerWidth + 1) return true;
      for (let at = table.parentElement; at !== document.body; at = at.parentElement) {
        const { overflowX: x, overflowY: y } = getComputedStyle(at);
        if (x !== "visible" && at.scrollWidth > at.clientWidth + 1) return true;
        if (y !== "visible" && at.scrollHeight > at.clientHeight + 1) return true;
      }
      return false;
    }).length,
    cells: share(numbered("td.figure"), "[data-claims]"),
    sentences: share(numbered("p.finding"), "a[href]"),
    marks: share(all("svg a"), "[data-claims], [href]"),
  };
}"""


@dataclass(frozen=True)
class Look:
    """What was seen on one page in one window."""

    page: str
    setting: str
    seen: dict[str, Any]
    complaints: list[str]

    @property
    def problems(self) -> list[str]:
        """What is wrong, each with the page and the window."""
        wide = self.seen["excess"]
        found = [*self.seen["violations"], *self.complaints]
        found += [f"{wide} pixels wider than its window"] if wide > 0 else []
        cut = self.seen["cut"]
        found += [f"tables that a box cuts: {cut}"] if cut else []
        return [f"{self.page} ({self.setting}): {one}" for one in found]


Task = tuple[Path, str, int]


def looks(tasks: list[Task]) -> list[Look]:
    """Look at pages, one after the other: path, name, number of the setting."""
    made = []
    with chromium() as browser:
        for number, (size, scheme) in enumerate(SETTINGS):
            context = browser.new_context(
                viewport=SIZES[size],  # type: ignore[arg-type]
                color_scheme=scheme,  # type: ignore[arg-type]
                offline=True,
                bypass_csp=True,
            )
            context.add_init_script(path=AXE)
            page, said = context.new_page(), list[str]()
            _listen(page, said)
            for path, name, _ in (one for one in tasks if one[2] == number):
                said.clear()
                page.goto(path.as_uri())
                seen = page.evaluate(LOOK, RULES)
                made.append(Look(name, f"{size}, {scheme}", seen, list(said)))
            context.close()
    return made


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, with no window."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


def _listen(page: Page, said: list[str]) -> None:
    page.on(
        "console",
        lambda one: said.append(one.text) if one.type == "error" else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda asked: said.append(f"failed: {asked.url}"))


@dataclass
class Addresses(HTMLParser):
    """What a page points at, and the names that others may point at in it."""

    links: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and names of one element."""
        for name, value in attrs:
            if name in ("href", "src", "xlink:href") and value:
                self.links.add(value)
            elif name in ("id", "name") and value and (name == "id" or tag == "a"):
                self.names.add(value)


def addresses(path: Path) -> Addresses:
    """Return the addresses and names of a page."""
    found = Addresses()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def broken(folder: Path, pages: Iterable[Path]) -> tuple[int, list[str]]:
    """Count the links that stay in the folder; name those that lead nowhere."""
    known = {path: addresses(path) for path in pages}
    count, wrong = 0, []
    for page, found in known.items():
        for link in sorted(found.links):
            if urlsplit(link).scheme:
                continue
            count += 1
            place, _, name = _target(page, link)
            names = known[place].names if place in known else set()
            if not place.is_file() or (name and place in known and name not in names):
                wrong.append(f"{page.relative_to(folder)}: {link}")
    return count, wrong


def _target(page: Path, link: str) -> tuple[Path, str, str]:
    address, name = urldefrag(link)
    address = unquote(urlsplit(address).path)
    place = (page.parent / address).resolve() if address else page
    return place, address, unquote(name)


def broken_in_scripts(folder: Path) -> tuple[int, list[str]]:
    """The same for the addresses that the scripts of search hold."""
    count, wrong = 0, []
    for path in sorted((folder / "assets").glob("*__*.js")):
        text = path.read_text(encoding="utf-8")
        found = set(re.findall(r'"([\w./-]+__(?:en|vi)\.html)(?:#[^"]*)?"', text))
        count += len(found)
        missing = (one for one in sorted(found) if not (folder / one).is_file())
        wrong += [f"{path.relative_to(folder)}: {one}" for one in missing]
    return count, wrong


def loads(pages: list[Path], times: int = 5) -> dict[str, float]:
    """Milliseconds until a page has loaded, by its file: the median of some loads."""
    script = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    made: dict[str, float] = {}
    with chromium() as browser:
        page = browser.new_page(viewport=SIZES["wide"], bypass_csp=True)  # type: ignore[arg-type]
        for one in pages:
            taken = []
            for _ in range(times):
                page.goto(one.as_uri())
                page.wait_for_function(f"{script} > 0")
                taken.append(page.evaluate(script))
            made[one.name] = statistics.median(taken)
    return made


def rows(
    folder: Path, pages: list[Path], seen: list[Look]
) -> Iterator[tuple[str, str]]:
    """The lines of the table: what was measured, and the figure."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    largest = max(pages, key=lambda path: path.stat().st_size)
    reports = [one for one in pages if one.with_suffix(".ipynb").exists()]
    yield "pages", f"{len(pages):,}"
    yield "of them reports", f"{len(reports):,}"
    yield "all files", f"{len(files):,}, {_megabytes(files)}"
    yield "pages and what they need", _megabytes([*pages, *folder.glob("assets/*")])
    yield "largest page", f"{largest.relative_to(folder)}, {_megabytes([largest])}"
    front = [folder / "index.html"]
    groups = {"front page": front, "reports": reports}
    for name, group in ((name, group) for name, group in groups.items() if group):
        taken = loads(group)
        slowest = max(taken, key=taken.__getitem__)
        middle = statistics.median(taken.values())
        yield f"load, median, {name}", f"{middle:.0f} ms"
        if len(taken) > 1:
            yield f"slowest of the {name}", f"{slowest}, {taken[slowest]:.0f} ms"
    yield from _evidence(seen)


def _evidence(seen: list[Look]) -> Iterator[tuple[str, str]]:
    once = {one.page: one.seen for one in seen}.values()
    for name, text in EVIDENCE.items():
        told, count = (sum(one[name][place] for one in once) for place in (0, 1))
        yield text, f"{told:,} of {count:,}"


def _megabytes(files: Iterable[Path]) -> str:
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
    pages = sorted(folder.rglob("*.html"))
    turns = range(len(SETTINGS)) if thorough else [0]
    tasks = [
        (page, str(page.relative_to(folder)), (number + turn) % len(SETTINGS))
        for turn, (number, page) in itertools.product(turns, enumerate(pages))
    ]
    with ProcessPoolExecutor(jobs) as pool:
        shares = pool.map(looks, [tasks[start::jobs] for start in range(jobs)])
        seen = [look for share in shares for look in share]
    count, wrong = broken(folder, pages)
    more, worse = broken_in_scripts(folder)
    problems = sorted(problem for look in seen for problem in look.problems)
    click.echo("| pages | |\n|---|---|")
    for name, text in rows(folder, pages, seen):
        click.echo(f"| {name} | {text} |")
    click.echo(
        f"| links within, of them broken | {count + more:,}, {len(wrong + worse)} |"
    )
    click.echo(f"| looked at, what is wrong | {len(seen):,}, {len(problems)} |")
    tell(problems, [*wrong, *worse])
    sys.exit(bool(problems or wrong or worse))


def tell(problems: list[str], wrong: list[str]) -> None:
    """Write what is wrong to stderr: how often each kind, and the first of them."""
    kinds = Counter(re.sub(r"^.*?\): ", "", one).split(":")[0] for one in problems)
    for kind, count in kinds.most_common():
        click.echo(f"{count} x {kind}", err=True)
    for one in [*problems[:SHOWN], *wrong[:SHOWN]]:
        click.echo(one, err=True)


if __name__ == "__main__":
    main()
