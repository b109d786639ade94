"""The frame of every page: title, navigation, language, search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2

from analysis import words

TEMPLATES = Path(__file__).parent / "templates"
SHARED = (".css", ".js", ".woff", ".txt")
SITE_SCRIPTS = ("common.js", "search.js", "evidence.js")


@dataclass(frozen=True)
class Page:
    """What a page says of itself.

    Attributes
    ----------
    address
        The page, from the folder of the reports.
    title
        What it is about.
    twins
        The address of the same page in each other language.
    has_site, has_reports
        Whether there is a site around it, and a list of reports in its language.
    trail
        Words and addresses of the pages above it, the front page excepted.
    scripts
        The scripts that it needs, of those in `assets/`.
    base
        The way from the page to the folder of the reports, if it is not in it.
    """

    address: str
    lang: str
    title: str
    twins: Mapping[str, str] = field(default_factory=dict)
    has_site: bool = True
    has_reports: bool = True
    trail: tuple[tuple[str, str], ...] = ()
    scripts: tuple[str, ...] = SITE_SCRIPTS
    base: str = ""

    @property
    def root(self) -> str:
        """The way from the page to the folder of the reports."""
        return self.base or "../" * self.address.count("/")


@cache
def templates() -> jinja2.Environment:
    """Return the templates of all pages."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def render(template: str, page: Page, **content: object) -> str:
    """Return the text of a page."""
    return (
        templates()
        .get_template(template)
        .render(
            page=page,
            root=page.root,
            say=partial(say, page.lang),
            language_name=language_name,
            front=partial(front_address),
            **content,
        )
    )


def say(lang: str, key: str, /, **values: object) -> str:
    """Return a phrase, its numbers as the language writes them."""
    written = {
        name: words.number(value, lang) if isinstance(value, int) else value
        for name, value in values.items()
    }
    return words.phrase(key, lang, **written)


def subject(report: Any, lang: str) -> list[str]:
    """Return what a report is about: labels of keys, and other values that were set.

    `report` has `values`, `parameters` and `labels`, as those of a plan have.
    """
    labels = {name: by_lang.get(lang) for name, by_lang in report.labels.items()}
    return [
        str(labels.get(name) or value)
        for name, value in report.values.items()
        if name != "lang"
        and (labels.get(name) or (name in report.parameters and value != "all"))
    ]


def front_address(lang: str) -> str:
    """Return the address of the front page."""
    return "index.html" if lang == "en" else f"index__{lang}.html"


def language_name(lang: str) -> str:
    """Return what a language calls itself, or its code if it has no phrases here."""
    return words.phrase("language_name", lang) if lang in words.LANGUAGES else lang


def shared_files() -> dict[str, bytes]:
    """Return the styles, scripts and fonts that pages share, by address.

    The fonts are those that matplotlib measures the words of a figure with.
    """
    paths = [path for path in TEMPLATES.iterdir() if path.suffix in SHARED]
    return {f"assets/{path.name}": path.read_bytes() for path in sorted(paths)}
