"""The plan: which notebook runs with which parameters, checked before anything starts.

A plan is a TOML file (`reports/reports.toml`) with one `[[report]]` for each study::

    [[report]]
    notebook = "04_targets"              # notebooks/04_targets.ipynb
    parameters = { top_count = 10 }      # the same in each of its reports
    matrix = { committee_id = "studied", lang = ["en", "vi"] }
                                         # one report for each combination
    exclude = [ { committee_id = "yen-bai-city-committee", lang = "vi" } ]
    needs = ["targets", "bands"]         # no report where neither has a row about it
    name = "targets__{committee_id}__{lang}"     # only where the usual name will not do

`notebook` is the name of a file of `notebooks/`, or a path ending in `.ipynb` from the
folder of the plan. A value of the matrix, or one in its list, may be the name of a
selection that the study offers ("studied"). A report that a selection or `needs` leaves
without data is left out, and the plan keeps why. A report is named after its notebook,
the values of its matrix but for `lang`, and its language, joined by two underscores; an
empty value reads "all". A name cannot lead out of the output folder. `[front]` is
passed on unread. What is wrong is refused with the number of the report and the nearest
valid name.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from pathlib import Path
from typing import Any

from nbbatch.hooks import Allowed, Hooks
from nbbatch.notebook import (
    SHORT,
    Notebook,
    Parameter,
    PlanError,
    Scalar,
    load_notebook,
)
from nbbatch.plan_file import MOST_PROBLEMS, Entry, near, plan_error, read_plan

MOST_REPORTS = 10_000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,179}")
FIELD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True)
class Report:
    """One notebook run with one set of parameters, those that the plan gives.

    `labels` are those of its values, by parameter and language.
    """

    name: str
    notebook: Notebook = field(repr=False)
    parameters: Mapping[str, Scalar]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @cached_property
    def values(self) -> dict[str, Scalar]:
        """Every parameter with the value that the report has."""
        declared = self.notebook.parameters.values()
        return {p.name: p.default for p in declared} | dict(self.parameters)

    @property
    def lang(self) -> str | None:
        """The language of the report, or None if its notebook has no `lang`."""
        lang = self.values.get("lang")
        return None if lang is None else str(lang)

    @property
    def title(self) -> str:
        """The first heading in the report's language."""
        return self.notebook.title(self.lang)

    @property
    def subject(self) -> tuple[Path, frozenset[tuple[str, Scalar]]]:
        """The notebook and the values but for the language."""
        values = {key: value for key, value in self.values.items() if key != "lang"}
        return self.notebook.path, frozenset(values.items())


@dataclass(frozen=True)
class Plan:
    """A checked plan; `root` is the folder of its project.

    `left_out` are the reports for which there are no data, and why; named without
    their language.
    """

    path: Path
    root: Path
    reports: tuple[Report, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    hooks: Hooks = field(default_factory=Hooks, repr=False)
    front: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def twins(self, report: Report) -> dict[str, str]:
        """Names of the same report in other languages, by language."""
        same = self._names_by_language[report.subject]
        return {lang: n for lang, n in same.items() if lang != (report.lang or "")}

    @cached_property
    def _names_by_language(self) -> dict[Any, dict[str, str]]:
        names: dict[Any, dict[str, str]] = defaultdict(dict)
        for report in self.reports:
            names[report.subject][report.lang or ""] = report.name
        return names


def load_plan(path: Path, hooks: Hooks | None = None, root: Path | None = None) -> Plan:
    """Read a plan and check all of it.

    The project is the nearest folder above the plan that has `notebooks/`; without one
    it is `root`, or the folder of the plan.

    Raises
    ------
    PlanError
        With everything wrong in the plan, its notebooks and its names, 20 at most.
    """
    path = path.absolute()
    hooks = hooks or Hooks()
    near = (folder for folder in path.parents if (folder / "notebooks").is_dir())
    root = next(near, root or path.parent)
    content = read_plan(path)
    check, problems = _Check(path, root, hooks), list[str]()
    for number, entry in enumerate(content.report, start=1):
        try:
            check.entry(number, entry)
        except ValueError as error:
            place = f"report {number}, {SHORT.repr(entry.notebook)[1:-1]}: "
            each = getattr(error, "problems", [str(error)])
            problems += [place + problem for problem in each]
        if len(problems) > MOST_PROBLEMS:
            break
    reports, left_out = tuple(check.reports.values()), check.left_out
    if not problems and not reports:
        reasons = [f"{name}: no report, as {why}" for name, why in left_out.items()]
        problems = ["there is nothing to report yet", *reasons]
    if problems:
        raise plan_error(path, problems)
    return Plan(path, root, reports, left_out, hooks, content.front)


class _Check:
    """One pass over the entries of a plan, which collects its reports."""

    def __init__(self, path: Path, root: Path, hooks: Hooks) -> None:
        self.path = path
        self.root = root
        self.hooks = hooks
        self.reports: dict[str, Report] = {}
        self.left_out: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.notebooks: dict[Path, Notebook] = {}
        self.allowed: dict[str, Allowed | None] = {}

    def entry(self, number: int, entry: Entry) -> None:
        """Add one report for each combination of a [[report]] that is not excluded."""
        notebook = self.notebook(entry.notebook)
        matrix = {key: self.selected(key, some) for key, some in entry.matrix.items()}
        problems = self.problems(entry, notebook, matrix)
        if first := list(islice(problems, MOST_PROBLEMS)):
            raise PlanError(first)
        for key, values in matrix.items():
            if not values:
                wanted = ", ".join(map(str, entry.matrix[key]))
                self.left_out[entry.notebook] = f"no {key} has is_{wanted} = true"
        count = math.prod(len(values) for values in matrix.values())
        if len(self.numbers) + count > MOST_REPORTS:
            message = f"too many combinations: at most {MOST_REPORTS:,} reports"
            raise PlanError([message])
        for chosen in _combinations(entry, matrix):
            report = Report("", notebook, entry.parameters | chosen)
            self.add(number, entry, report, chosen)

    def notebook(self, name: str) -> Notebook:
        """Return a notebook, read once."""
        folder = self.root / "notebooks"
        is_path = name.endswith(".ipynb")
        path = self.path.parent / name if is_path else folder / f"{name}.ipynb"
        if path not in self.notebooks:
            if "\0" in name or not path.is_file():
                names = sorted(p.stem for p in folder.glob("*.ipynb"))
                raise PlanError([f"no notebook {near(name, names)}"])
            self.notebooks[path] = load_notebook(path.resolve())
        return self.notebooks[path]

    def selected(self, key: str, values: list[Scalar]) -> list[Scalar]:
        """Replace names of selections by their values."""
        allowed = self.allowed_values(key)
        selections = allowed.selections if allowed else {}
        chosen = [v for each in values for v in selections.get(str(each), [each])]
        return [value for _, value in dict.fromkeys((type(v), v) for v in chosen)]

    def problems(
        self, entry: Entry, notebook: Notebook, matrix: dict[str, list[Scalar]]
    ) -> Iterator[str]:
        """Yield what is wrong with the parameters and the tables of an entry."""
        given = {key: [value] for key, value in entry.parameters.items()} | matrix
        declared = notebook.parameters
        fixed = entry.parameters
        yield from (
            f"{name} is fixed and in the matrix" for name in fixed if name in matrix
        )
        yield from (
            f"no parameter {near(n, declared)}" for n in given if n not in declared
        )
        for name, parameter in declared.items():
            words = name if name in given else f"the default of {name}"
            for value in given.get(name, [parameter.default]):
                if refusal := self.refusal(parameter, value):
                    yield f"{words} {refusal}"
        for table in entry.needs:
            if self.hooks.rows_about(table, {}, self.root) is None:
                yield f"needs: no table {SHORT.repr(table)} in the data"

    def refusal(self, parameter: Parameter, value: Scalar) -> str | None:
        """Return why a parameter cannot have a value, or None if it can."""
        if refusal := parameter.refusal(value):
            return refusal
        allowed = None
        if parameter.type == "str" and not parameter.choices:
            allowed = self.allowed_values(parameter.name)
        everything = {parameter.default} & {"all", ""}
        if allowed is None or value in allowed.labels or value in everything:
            return None
        names = [*map(str, everything), *sorted(allowed.selections), *allowed.labels]
        return near(str(value), names).replace(";", " is unknown;", 1)

    def allowed_values(self, parameter: str) -> Allowed | None:
        """Return what the study allows for a parameter, asked once."""
        if parameter not in self.allowed:
            values = self.hooks.allowed_values(parameter, self.root)
            self.allowed[parameter] = values
        return self.allowed[parameter]

    def add(
        self, number: int, entry: Entry, report: Report, chosen: Iterable[str]
    ) -> None:
        """Add a report under its name, unless there are no data for it."""
        name = _name(entry.name, report, chosen)
        if name.casefold() in self.numbers:
            other = self.numbers[name.casefold()]
            raise PlanError([f"{name!r} is also the name of report {other}"])
        self.numbers[name.casefold()] = number
        rows = (self.hooks.rows_about(t, report.values, self.root) for t in entry.needs)
        if entry.needs and not any(rows):
            reason = f"no row about it in {' or '.join(entry.needs)}"
            self.left_out[name.removesuffix(f"__{report.lang}")] = reason
            return
        labels = {
            key: allowed.labels[str(value)]
            for key, value in report.values.items()
            if (allowed := self.allowed.get(key)) and str(value) in allowed.labels
        }
        self.reports[name] = replace(report, name=name, labels=labels)


def _combinations(
    entry: Entry, matrix: Mapping[str, list[Scalar]]
) -> list[dict[str, Scalar]]:
    """Return the combinations of a matrix that are not excluded."""
    kept = [
        dict(zip(matrix, values, strict=True)) for values in product(*matrix.values())
    ]
    for partial in entry.exclude:
        rest = [
            each
            for each in kept
            if not partial.items() <= (entry.parameters | each).items()
        ]
        if len(rest) == len(kept):
            raise PlanError([f"exclude {SHORT.repr(partial)} excludes nothing"])
        kept = rest
    return kept


def _name(template: str | None, report: Report, chosen: Iterable[str]) -> str:
    """Return the name of a report, from a template or from the values chosen."""
    fields = {key: _word(value) for key, value in report.values.items()}
    fields["notebook"] = report.notebook.path.stem
    if template is None:
        parts = [key for key in ("notebook", *chosen) if key != "lang"]
        parts += ["lang"] if report.lang else []
        template = "__".join(f"{{{key}}}" for key in parts)
    for key in FIELD.findall(template):
        if key not in fields:
            raise PlanError([f"name has no field {near(key, fields)}"])
    name = FIELD.sub(lambda match: fields[match[1]], template)
    if not NAME.fullmatch(name):
        message = (
            f"{SHORT.repr(name)} cannot name a report: at most 180 ASCII letters, "
            "digits, - and _; give a `name`, which may have fields like {lang}"
        )
        raise ValueError(message)
    return name


def _word(value: Scalar) -> str:
    """Return a value as names have it: an empty one reads "all"."""
    return str(value).lower() if isinstance(value, bool) else str(value) or "all"


def studies(reports: Iterable[Report]) -> dict[str, dict[str, Report]]:
    """Return reports by language for each name without its language."""
    studied: dict[str, dict[str, Report]] = {}
    for report in reports:
        lang = report.lang or ""
        studied.setdefault(report.name.removesuffix(f"__{lang}"), {})[lang] = report
    return studied
