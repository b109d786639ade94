"""The frame of every page: title, ways out, search, language."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jinja2

from publish.site.edition import Edition

TEMPLATES = Path(__file__).parents[1] / "templates"
SHARED = TEMPLATES


@dataclass(frozen=True)
class Page:
    """What a page says of itself.

    Attributes
    ----------
    address, twin
        The page and the same in the other language, from the folder of the reports.
    title
        What it is about: its heading.
    trail
        Words and addresses of the pages above it, but for the front page.
    kicker
        What kind of page it is, in a few words above the heading.
    key
        The claim or thing that it is about, if it is about one.
    other_name
        The name of that thing in the other language.
    """

    address: str
    twin: str
    title: str
    trail: list[tuple[str, str | None]] = field(default_factory=list)
    kicker: str = ""
    key: str = ""
    other_name: str = ""

    @property
    def root(self) -> str:
        """The way from the page to the folder of the reports."""
        return "../" * self.address.count("/")


@cache
def templates() -> jinja2.Environment:
    """The templates of the site."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([TEMPLATES, SHARED]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def render(edition: Edition, template: str, page: Page, **content: object) -> str:
    """The text of a page."""
    return (
        templates()
        .get_template(template)
        .render(
            edition=edition,
            page=page,
            root=page.root,
            say=edition.say,
            has_site=True,
            has_reports=edition.has_reports,
            twins=[(edition.other, edition.other_name, page.root + page.twin)],
            link=lambda text: edition.html(text, page.root, without=page.key),
            plain=edition.plain,
            **content,
        )
    )


def own_page(edition: Edition, stem: str, title: str) -> Page:
    """A page of the site's own that stands beside the reports."""
    return Page(f"{stem}__{edition.lang}.html", f"{stem}__{edition.other}.html", title)
