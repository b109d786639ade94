"""The site in one language: phrases, names, addresses, uses of a statement."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from analysis import words
from analysis.addresses import entity_address, fact_address
from analysis.explain.index import Index
from analysis.explain.models import Part
from nbbatch.plan import Plan, Report
from publish import layout
from publish.catalogue import Question, Row, languages, questions
from publish.executed import Executed, Figure, Table

WEB = re.compile(r"https?://\S+")


class Use(NamedTuple):
    """A report, and its tables and figures that show a statement or an entity."""

    title: str
    report: Row
    shown: list[Table | Figure]


@dataclass(frozen=True)
class SiteContext:
    """The site in one language.

    Attributes
    ----------
    index
        The rows of the data by their cells.
    plan
        The plan of the reports.
    executed
        What each report shows, by its name; those that were executed.
    out
        The folder of the reports.
    """

    index: Index
    plan: Plan
    executed: Mapping[str, Executed] = field(repr=False)
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
    def about(self) -> Mapping[str, Any]:
        """What the data package says of itself."""
        return self.index.study.dictionary.about

    @property
    def title(self) -> str:
        """The title of the data package."""
        return str(self.about["title" if self.lang == "en" else "title_vi"])

    def say(self, key: str, **values: object) -> str:
        """A phrase."""
        return layout.say(self.lang, key, **values)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The tables of statements."""
        return self.index.study.dictionary.facts

    def table_title(self, table: str) -> str:
        """The title of a table of the data."""
        return self.index.study.dictionary.tables[table].title[self.lang]

    @cached_property
    def questions(self) -> list[Question]:
        """The reports that were executed, by question."""
        asked = questions(self.plan, {}, self.lang) if self.has_reports else []
        reports = [
            tuple(row for row in question.rows if row.name in self.executed)
            for question in asked
        ]
        return [
            replace(question, rows=rows)
            for question, rows in zip(asked, reports, strict=True)
            if rows
        ]

    @cached_property
    def questions_of_reports(self) -> list[tuple[str, Row]]:
        """The reports that were executed, each after the title of its question."""
        return [(each.title, row) for each in self.questions for row in each.rows]

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
        """The uses of each statement and entity, in the order of the questions."""
        uses: dict[str, list[Use]] = defaultdict(list)
        for title, row in self.questions_of_reports:
            for key, shown in self._shown(row.name).items():
                uses[key].append(Use(title, row, shown))
        return uses

    def _shown(self, name: str) -> dict[str, list[Table | Figure]]:
        """What a report shows of each statement and entity that it is about."""
        shown: dict[str, list[Table | Figure]] = defaultdict(list)
        for value in self.reports[name].values.values():
            shown[str(value)] = []
        for part in self.executed[name].shown:
            for key in part.fact_ids | part.keys:
                shown[key].append(part)
        return {key: parts for key, parts in shown.items() if key in self.index.homes}

    def address(self, key: str) -> str:
        """The place of a statement or an entity, from the folder of the reports."""
        table = self.index.homes[key]
        if table in self.facts:
            return fact_address(key, self.index.row(key)["source_id"], self.lang)
        return entity_address(table, key, self.lang)

    def page(self, stem: str, title: str, **about: Any) -> layout.Page:
        """A page of the site, `stem` being its address without language and ending."""
        return layout.Page(
            f"{stem}__{self.lang}.html",
            self.lang,
            title,
            {self.other: f"{stem}__{self.other}.html"},
            has_reports=self.has_reports,
            **about,
        )

    def render(
        self, template: str, page: layout.Page, **content: object
    ) -> tuple[str, str]:
        """The address and the text of a page."""
        text = layout.render(
            template,
            page,
            site=self,
            link=lambda text: self.html(text, page),
            **content,
        )
        return page.address, text

    def html(self, text: str, page: layout.Page) -> Markup:
        """A text for a page, with a link for each key in it."""
        parts = getattr(text, "parts", None) or (Part(text),)
        return Markup("".join(self._part(part, page) for part in parts))

    def _part(self, part: Part, page: layout.Page) -> str:
        """A part as HTML. It is joined, not formatted: a site has 150,000 parts."""
        text = str(escape(part.text))
        lang = f' lang="{escape(part.lang)}"' if part.lang else ""
        if part.key in self.index.homes:
            address = self.address(part.key)
            if address == page.address:
                return text
            place, _, anchor = address.partition("#")
            href = f"#{anchor}" if place == page.address else page.root + address
            is_fact = self.index.homes[part.key] in self.facts
            evidence = f' class="fact" data-claims="{part.key}"' if is_fact else ""
            return f'<a{evidence}{lang} href="{escape(href)}">{text}</a>'
        if WEB.fullmatch(part.text):
            return f'<a rel="noreferrer" href="{text}">{text}</a>'
        return f"<span{lang}>{text}</span>" if lang else text
