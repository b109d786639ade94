"""The plan: which notebook runs with which parameters, checked before anything starts.

A plan is a TOML file (`reports/reports.toml`) with one `[[report]]` for each study::

    [[report]]
    notebook = "04_targets"              # notebooks/04_targets.ipynb
    parameters = { top_count = 10 }      # the same in each of its reports
    matrix = { committee_id = ["lao-cai-city-committee", "yen-bai-city-committee"],
               lang = ["en", "vi"] }     # one report for each combination
    exclude = [ { committee_id = "yen-bai-city-committee", lang = "vi" } ]
    name = "targets__{committee_id}__{lang}"     # only where the usual name will not do

`notebook` is the name of a file of `notebooks/`, or a path ending in `.ipynb`, taken
from the folder of the plan. A report is named after its notebook, then the values of
its matrix (but for `lang`), then its language, joined by two underscores; an empty
value reads "all". A name is made of ASCII letters, digits, `-` and `_`, so no plan can
name a file outside the output folder, and everything after the first full stop of an
output is its kind (`.html`, `.ipynb`, `.graphml`).

The table `[front]` names the reports whose first finding and first figure stand on the
front page of the site, in their order and without their language::

    [front]
    reports = ["04_targets__lao-cai-city-committee"]

Refused, all at once and each with its line and the nearest valid name: unknown keys,
notebooks, parameters and name fields; values of another type, not among a `Literal`'s,
or not a key of the table whose primary key is named like the parameter ("all" and ""
count where they are the parameter's default); parameters both fixed and in the matrix;
excludes that exclude nothing; two reports of one name.
"""

from __future__ import annotations

import itertools
import re
import string
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from nbbatch.keys_of_data import Keys, find_root
from nbbatch.parameters import (
    Notebook,
    Problem,
    ProblemsError,
    Scalar,
    load_notebook,
)

PLAN_KEYS = ("report", "front")
ENTRY_KEYS = ("notebook", "name", "parameters", "matrix", "exclude")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,179}")
Subject = tuple[Path, frozenset[tuple[str, Scalar]]]
RESERVED = ("index", "failures", "reports", "glossary", "register", "take")


@dataclass(frozen=True)
class Report:
    """One notebook run with one set of parameters.

    `parameters` are those that the plan gives; `values` has the defaults too.
    """

    name: str
    notebook: Notebook = field(repr=False)
    parameters: dict[str, Scalar]
    line: int

    @property
    def values(self) -> dict[str, Scalar]:
        """Every parameter with the value that the report has."""
        declared = self.notebook.parameters.values()
        return {p.name: p.default for p in declared} | self.parameters

    @property
    def lang(self) -> str | None:
        """The language of the report, or None if its notebook has no `lang`."""
        lang = self.values.get("lang")
        return None if lang is None else str(lang)

    @property
    def title(self) -> str:
        """The question: the first heading in the report's language."""
        return self.notebook.title(self.lang)


@dataclass(frozen=True)
class Plan:
    """A checked plan."""

    path: Path
    root: Path
    reports: tuple[Report, ...]
    keys: Keys = field(repr=False)
    front: tuple[str, ...] = ()

    def twins(self, report: Report) -> dict[str, str]:
        """Names of the same report in other languages, by language."""
        known = self._names_by_language[_but_lang(report)]
        return {lang: name for lang, name in known.items() if lang != report.lang}

    @cached_property
    def _names_by_language(self) -> dict[Subject, dict[str, str]]:
        """Name by language for each subject of reports."""
        found: dict[Subject, dict[str, str]] = {}
        for report in self.reports:
            names = found.setdefault(_but_lang(report), {})
            if report.lang is not None:
                names[report.lang] = report.name
        return found


def _but_lang(report: Report) -> Subject:
    """What a report is of: its notebook and its values but for the language."""
    values = {key: value for key, value in report.values.items() if key != "lang"}
    return report.notebook.path, frozenset(values.items())


def load_plan(path: Path) -> Plan:
    """Read a plan and check all of it.

    Raises
    ------
    ProblemsError
        With everything that is wrong in the plan, its notebooks and its names.
    """
    path = path.absolute()
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, ValueError) as error:
        message = getattr(error, "strerror", None) or str(error)
        raise ProblemsError([Problem(path, "", f"cannot be read: {message}")]) from None
    return _Check(path, text, content).plan()


class _Check:
    """One pass over a plan that collects problems and reports."""

    def __init__(self, path: Path, text: str, content: dict[str, Any]) -> None:
        self.path = path
        self.content = content
        self.lines = _Lines(text)
        self.root = find_root(path)
        self.keys = Keys(self.root / "data")
        self.problems: list[Problem] = []
        self.reports: list[Report] = []
        self.notebooks: dict[Path, Notebook | None] = {}

    def plan(self) -> Plan:
        """Return the plan, or raise what was found."""
        for key in self.content.keys() - set(PLAN_KEYS):
            self.blame(self.lines.find(key), f"unknown key {_near(key, PLAN_KEYS)}")
        entries = self.content.get("report", [])
        if not entries or not isinstance(entries, list):
            self.blame(1, "names no report; write at least one [[report]]")
            entries = []
        for number, entry in enumerate(entries):
            self.entry(number, entry)
        self.same_names()
        front = self.front()
        if self.problems:
            raise ProblemsError(sorted(set(self.problems), key=_by_line))
        return Plan(self.path, self.root, tuple(self.reports), self.keys, front)

    def blame(self, line: int, text: str) -> None:
        """Note a problem at a line of the plan."""
        self.problems.append(Problem(self.path, f"line {line}", text))

    def entry(self, number: int, entry: dict[str, Any]) -> None:
        """Check one [[report]] and add its reports."""
        before = len(self.problems)
        for key in entry.keys() - set(ENTRY_KEYS):
            line = self.lines.find(key, number)
            self.blame(line, f"unknown key {_near(key, ENTRY_KEYS)}")
        notebook = self.notebook(number, entry)
        fixed, matrix, exclude = self.parts(number, entry)
        if notebook is None or len(self.problems) > before:
            return
        for key in fixed.keys() & matrix.keys():
            self.blame(
                self.lines.find(key, number), f"{key} is fixed and in the matrix"
            )
        listed = {key: [value] for key, value in fixed.items()} | matrix
        for key, values in listed.items():
            self.parameter(number, notebook, key, values)
        if len(self.problems) == before:
            self.expand(number, entry, notebook, (fixed, matrix, exclude))

    def notebook(self, number: int, entry: dict[str, Any]) -> Notebook | None:
        """Return the entry's notebook, or note why there is none."""
        name = entry.get("notebook")
        line = self.lines.find("notebook", number)
        if not isinstance(name, str) or not name:
            self.blame(line, "a report needs a notebook")
            return None
        if name.endswith(".ipynb"):
            path = (self.path.parent / name).resolve()
        else:
            path = self.root / "notebooks" / f"{name}.ipynb"
        if not path.is_file():
            known = sorted(p.stem for p in (self.root / "notebooks").glob("*.ipynb"))
            self.blame(line, f"no notebook {_near(name, known)}")
            return None
        if path not in self.notebooks:
            self.notebooks[path] = self.opened(path)
        return self.notebooks[path]

    def opened(self, path: Path) -> Notebook | None:
        """Load a notebook; its defaults must be keys too."""
        try:
            notebook = load_notebook(path)
        except ProblemsError as error:
            self.problems += error.problems
            return None
        for parameter in notebook.parameters.values():
            refusal = self.keys.refusal(parameter, parameter.default)
            if refusal:
                text = f"the default of {parameter.name} {refusal}"
                self.problems.append(Problem(path, "", text))
        return notebook

    def parts(
        self, number: int, entry: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, list[Any]], list[dict[str, Any]]]:
        """Return `parameters`, `matrix` and `exclude`, noting those of wrong shape."""
        fixed, matrix = entry.get("parameters", {}), entry.get("matrix", {})
        exclude = entry.get("exclude", [])
        shapes = {
            "parameters": _is_table(fixed, lambda v: not isinstance(v, list | dict)),
            "matrix": _is_table(matrix, lambda v: isinstance(v, list) and v),
            "exclude": isinstance(exclude, list) and all(map(_is_table, exclude)),
            "name": isinstance(entry.get("name", ""), str),
        }
        wanted = {
            "parameters": "must be a table of single values",
            "matrix": "must be a table of lists, none of them empty",
            "exclude": "must be a list of tables",
            "name": "must be a text",
        }
        for key in (key for key, is_right in shapes.items() if not is_right):
            self.blame(self.lines.find(key, number), f"{key} {wanted[key]}")
        return fixed, matrix, exclude

    def parameter(
        self, number: int, notebook: Notebook, key: str, values: list[Any]
    ) -> None:
        """Check the name and each value of one parameter."""
        if key not in notebook.parameters:
            text = f"{notebook.path.name} has no parameter "
            near = _near(key, list(notebook.parameters))
            self.blame(self.lines.find(key, number), text + near)
            return
        parameter = notebook.parameters[key]
        for value in values:
            refusal = parameter.refusal(value) or self.keys.refusal(parameter, value)
            if refusal:
                line = self.lines.find(key, number, value)
                self.blame(line, f"{key} {refusal}")

    def expand(
        self,
        number: int,
        entry: dict[str, Any],
        notebook: Notebook,
        parts: tuple[dict[str, Any], dict[str, list[Any]], list[dict[str, Any]]],
    ) -> None:
        """Add one report for each combination that is not excluded."""
        fixed, matrix, exclude = parts
        line = self.lines.find("notebook", number)
        sets = [
            dict(zip(matrix, values, strict=True))
            for values in itertools.product(*matrix.values())
        ]
        for partial in exclude:
            kept = [one for one in sets if not partial.items() <= (fixed | one).items()]
            if len(kept) == len(sets):
                where = self.lines.find("exclude", number)
                self.blame(where, f"exclude {partial} excludes nothing")
            sets = kept
        for one in sets:
            report = Report("", notebook, fixed | one, line)
            name = self.name(number, entry, report, one)
            if name:
                self.reports.append(Report(name, notebook, report.parameters, line))

    def name(
        self, number: int, entry: dict[str, Any], report: Report, one: dict[str, Any]
    ) -> str | None:
        """Return the report's name, or note why it cannot have one."""
        fields = {key: _word(value) for key, value in report.values.items()}
        fields["notebook"] = report.notebook.stem
        template = entry.get("name")
        if template is None:
            parts = [key for key in ("notebook", *one) if key != "lang"]
            parts += ["lang"] if report.lang else []
            template = "__".join(f"{{{key}}}" for key in parts)
        line = self.lines.find("name" if "name" in entry else "notebook", number)
        try:
            wanted = [part[1] for part in string.Formatter().parse(template)]
            unknown = [key for key in wanted if key is not None and key not in fields]
            name = "" if unknown else template.format(**fields)
        except ValueError as error:
            self.blame(line, f"name {template!r} cannot be read: {error}")
            return None
        if unknown:
            self.blame(line, f"name has no field {_near(unknown[0], list(fields))}")
            return None
        own = name.casefold().removesuffix(f"__{report.lang}")
        if not NAME.fullmatch(name) or own in RESERVED:
            self.blame(
                line,
                f"{name!r} cannot name a report: at most 180 ASCII letters, digits, "
                f"- and _, and not {' or '.join(RESERVED)}; give a `name`",
            )
            return None
        return name

    def front(self) -> tuple[str, ...]:
        """Return the reports of the front page, noting those that there are not."""
        wanted = self.content.get("front", {})
        names = wanted.get("reports", []) if _is_table(wanted) else None
        if self.problems:
            return ()
        if not isinstance(names, list) or wanted.keys() - {"reports"}:
            text = "front must be a table with one key, reports: a list of names"
            self.blame(self.lines.find("front"), text)
            return ()
        known = list(studies(self.reports))
        for name in (one for one in names if one not in known):
            line = self.lines.find("reports", None, name)
            self.blame(line, f"front: no report {_near(str(name), known)}")
        return tuple(names)

    def same_names(self) -> None:
        """Note reports that would be written to one file."""
        first: dict[str, Report] = {}
        for report in self.reports:
            other = first.setdefault(report.name.casefold(), report)
            if other is not report:
                self.blame(
                    report.line,
                    f"report {report.name!r} has the name of one of line {other.line}",
                )


def studies(reports: Iterable[Report]) -> dict[str, dict[str, Report]]:
    """Return reports by language for each name without its language."""
    found: dict[str, dict[str, Report]] = {}
    for report in reports:
        lang = report.lang or ""
        found.setdefault(report.name.removesuffix(f"__{lang}"), {})[lang] = report
    return found


def _is_table(value: object, holds: Any = lambda _: True) -> bool:
    return isinstance(value, dict) and all(map(holds, value.values()))


def _word(value: Scalar) -> str:
    """Return a value as names have it: an empty one reads "all"."""
    return str(value).lower() if isinstance(value, bool) else str(value) or "all"


def _near(name: str, known: list[str] | tuple[str, ...]) -> str:
    """Return `name` followed by the nearest valid names."""
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    if close:
        return f"{name!r}; did you mean {close[0]!r}?"
    return f"{name!r}; known: {', '.join(known) or 'none'}"


def _by_line(problem: Problem) -> tuple[str, int, str]:
    number = re.search(r"\d+$", problem.place)
    return str(problem.path), int(number.group()) if number else 0, problem.text


class _Lines:
    """Where in a plan's text a key or a value stands, for messages."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        starts = [
            number
            for number, line in enumerate(self.lines)
            if re.match(r"\s*\[\[\s*report\s*\]\]", line)
        ]
        self.blocks = list(itertools.pairwise([*starts, len(self.lines)]))

    def find(self, key: str, number: int | None = None, value: object = None) -> int:
        """Return the line of `key`, or of `value` after it, in entry `number`."""
        start, end = 0, len(self.lines)
        if number is not None and number < len(self.blocks):
            start, end = self.blocks[number]
        pattern = re.compile(rf'(^|[\s{{,."\'\[]){re.escape(key)}["\']?\s*[=\]]')
        line = self._first(start, end, pattern)
        if line is None or value is None:
            return (start if line is None else line) + 1
        text = value if isinstance(value, str) else str(value).lower()
        found = self._first(line, end, re.compile(re.escape(text)))
        return (line if found is None else found) + 1

    def _first(self, start: int, end: int, pattern: re.Pattern[str]) -> int | None:
        for number in range(start, end):
            if pattern.search(self.lines[number].split(" #")[0]):
                return number
        return None
