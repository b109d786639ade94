"""The site in one language: words, names, addresses, where a claim is used."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from analysis import words
from analysis.addresses import SINGULAR, claim_address, thing_address
from analysis.dictionary import FACT_TABLES
from analysis.explain.index import Index
from analysis.explain.models import Part
from nbbatch.plan import Plan, Report
from publish.catalogue import Question, Row, languages, questions
from publish.executed import Executed, Figure, Table

WEB = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Use:
    """A report that shows a claim or a thing, and where in it."""

    report: Row
    title: str
    places: list[Table | Figure]

    @property
    def address(self) -> str:
        """The page of the report."""
        return f"{self.report.name}.html"


@dataclass(frozen=True)
class Edition:
    """The site in one language.

    Attributes
    ----------
    index
        The rows of the data, found by their cells.
    plan
        The plan of the reports.
    books
        What each report shows, by its name; those that were made.
    out
        The folder of the reports.
    """

    index: Index
    plan: Plan
    books: Mapping[str, Executed] = field(repr=False)
    out: Path

    @property
    def lang(self) -> words.Lang:
        """The language."""
        return self.index.lang

    @property
    def other(self) -> words.Lang:
        """The other language."""
        return "vi" if self.lang == "en" else "en"

    @property
    def other_name(self) -> str:
        """The name of the other language, in that language."""
        return words.phrase("language_name", self.other)

    @property
    def about(self) -> Mapping[str, Any]:
        """What the data package says of itself."""
        return self.index.study.dictionary.about

    @property
    def title(self) -> str:
        """The title of the data package."""
        return str(self.about["title" if self.lang == "en" else "title_vi"])

    def say(self, key: str, **values: object) -> str:
        """A phrase; a number is written as the language writes it."""
        told = {
            name: words.number(value, self.lang) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return words.phrase(key, self.lang, **told)

    def table_title(self, table: str) -> str:
        """What a table of the data is called."""
        return self.index.study.dictionary.tables[table].title[self.lang]

    @cached_property
    def questions(self) -> list[Question]:
        """The reports that were made, by question."""
        is_made = set(self.books)
        asked = questions(self.plan, {}, self.lang) if self.has_reports else []
        kept = [
            Question(
                one.anchor,
                one.title,
                one.columns,
                tuple(row for row in one.rows if row.name in is_made),
            )
            for one in asked
        ]
        return [one for one in kept if one.rows]

    @property
    def has_reports(self) -> bool:
        """Whether the plan has reports in this language."""
        return self.lang in languages(self.plan)

    @cached_property
    def reports(self) -> dict[str, Report]:
        """The reports of the plan by name."""
        return {report.name: report for report in self.plan.reports}

    @cached_property
    def uses(self) -> dict[str, list[Use]]:
        """Where each claim and each thing is shown, in the order of the questions."""
        found: dict[str, list[Use]] = defaultdict(list)
        for question in self.questions:
            for row in question.rows:
                for key, places in self._places(row.name).items():
                    found[key].append(Use(row, question.title, places))
        return found

    def _places(self, name: str) -> dict[str, list[Table | Figure]]:
        places: dict[str, list[Table | Figure]] = defaultdict(list)
        for value in self.reports[name].values.values():
            places[str(value)] = []
        for shown in self.books[name].shown:
            for key in shown.fact_ids | shown.keys:
                places[key].append(shown)
        return {key: told for key, told in places.items() if key in self.index.homes}

    # --- addresses -------------------------------------------------------------

    def address(self, key: str, lang: str = "") -> str:
        """The page of a claim or a thing, from the folder of the reports."""
        table = self.index.homes[key]
        if table in FACT_TABLES:
            return claim_address(key, lang or self.lang)
        return thing_address(SINGULAR[table], key, lang or self.lang)

    def front(self, lang: str) -> str:
        """The front page."""
        return "index.html" if lang == "en" else f"index__{lang}.html"

    # --- texts as HTML ---------------------------------------------------------

    def html(self, text: str, root: str = "", without: str = "") -> Markup:
        """A text with a link for each key in it but one.

        `root` leads to the folder of the reports.
        """
        parts = [
            part._replace(key="") if part.key == without else part
            for part in parts_of(text)
        ]
        return Markup("").join(self._part(part, root) for part in parts)

    def plain(self, text: str) -> Markup:
        """A text without links, in which other languages are marked."""
        parts = [part._replace(key="") for part in parts_of(text)]
        return Markup("").join(self._part(part, "") for part in parts)

    def _part(self, part: Part, root: str) -> Markup:
        shown = escape(part.text)
        lang = Markup(' lang="{}"').format(part.lang) if part.lang else ""
        if part.key in self.index.homes:
            evidence = ""
            if self.index.homes[part.key] in FACT_TABLES:
                evidence = Markup(' class="fact" data-claims="{}"').format(part.key)
            address = root + self.address(part.key)
            return Markup('<a{}{} href="{}">{}</a>').format(
                evidence, lang, address, shown
            )
        if WEB.fullmatch(part.text):
            return Markup('<a rel="noreferrer" href="{}">{}</a>').format(shown, shown)
        return Markup("<span{}>{}</span>").format(lang, shown) if lang else shown


def parts_of(text: str) -> Iterable[Part]:
    """The parts of a text: those that it knows of, or all of it as one."""
    return getattr(text, "parts", None) or (Part(text),)
