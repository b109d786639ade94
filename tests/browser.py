"""A reader's browser: Chromium of the system, pages of a folder, no network.

What the browser complains of fails the test: an error in the console, an error of a
script, a request that leaves the folder. axe-core reads pages in contexts of their own,
as it is put into the page and must not change what other tests see.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Route,
    sync_playwright,
)

PLAN = Path(__file__).with_name("site.toml")
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
NEEDED = "needs Chromium"
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason=NEEDED)
DESKTOP = {"width": 1300, "height": 900}
PHONE = {"width": 390, "height": 844}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A table that its window or a box within it cuts.
CUT_TABLES = """() => [...document.querySelectorAll("main table")].filter(table => {
  const box = table.getBoundingClientRect();
  if (box.right > innerWidth + 1) return true;
  for (let at = table.parentElement; at !== document.body; at = at.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(at);
    if (overflowX !== "visible" && at.scrollWidth > at.clientWidth + 1) return true;
    if (overflowY !== "visible" && at.scrollHeight > at.clientHeight + 1) return true;
  }
  return false;
}).map(table => table.caption?.textContent ?? "no caption")"""
# One page of each kind.
KINDS = [
    "05_goals_and_targets__vi.html",
    "index.html",
    "index__vi.html",
    "reports__en.html",
    "texts__vi.html",
    "text/003_120acb040f22ed62__en.html",
    "register__en.html",
    "instruments__vi.html",
    "glossary__en.html",
    "downloads__vi.html",
]
LEFT = "net::ERR_ABORTED"  # the reader went on before all was there
BEYOND = re.compile(r"^(?!file:|data:|about:)")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium with no window; the test is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip(NEEDED)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


def listen(context: BrowserContext) -> list[str]:
    """Refuse what leaves the folder; return a list that fills with complaints."""
    complaints: list[str] = []

    def refuse(route: Route) -> None:
        complaints.append(f"asked for {route.request.url}")
        route.abort()

    def note_failure(request: Request) -> None:
        if request.failure != LEFT:
            complaints.append(f"{request.failure}: {request.url}")

    context.route(BEYOND, refuse)
    context.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type == "error" else None
        ),
    )
    context.on("weberror", lambda message: complaints.append(str(message.error)))
    context.on("requestfailed", note_failure)
    return complaints


@contextmanager
def reading(browser: Browser, **settings: Any) -> Iterator[Page]:
    """An empty page of a reader who is not on line; no complaint is left at its end.

    `settings` are those of a browser's context: `viewport`, `color_scheme` …
    """
    with browser.new_context(offline=True, **settings) as context:
        context.set_default_timeout(20_000)
        context.set_default_navigation_timeout(30_000)
        complaints = listen(context)
        yield context.new_page()
    assert not complaints, complaints


@contextmanager
def inspecting(browser: Browser, **settings: Any) -> Iterator[Page]:
    """The same with axe-core in each page that it opens."""
    with reading(browser, bypass_csp=True, **settings) as page:
        page.context.add_init_script(path=AXE)
        yield page


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe-core finds: impact, rule and the first words of the element.

    `within` is a selector of the part that it reads.
    """
    options = {"resultTypes": ["violations"], "runOnly": STANDARDS, "preload": False}
    read = "([within, options]) => axe.run(within ?? document, options)"
    results = page.evaluate(read, [within, options])
    return [
        f"{each['impact']} {each['id']}: {node['html'][:160]}"
        for each in results["violations"]
        for node in each["nodes"]
    ]


def shorten(page: Page, most: int = 8) -> None:
    """Take rows, items and parts after the first `most` away: axe-core is slow."""
    page.evaluate(
        """most => {
          const lists = "main, main :is(tbody, ul, ol, dl, section:has(> section))";
          for (const list of document.querySelectorAll(lists))
            [...list.children]
              .filter((one) => list.tagName !== "MAIN" || one.tagName === "ARTICLE")
              .slice(most).forEach((one) => one.remove());
        }""",
        most,
    )


def overflow(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return page.evaluate(
        "() => document.documentElement.scrollWidth - window.innerWidth"
    )


def site_of(factory: pytest.TempPathFactory) -> Path:
    """The site around the reports of `site.toml`, built once for all workers."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "index.html").exists():
            run_analysis("run", str(PLAN), "--out", str(folder))
    return folder


def run_analysis(*arguments: str) -> None:
    """Call the command line, which must succeed."""
    command = [sys.executable, "-m", "analysis", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
