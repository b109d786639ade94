"""The plan: which notebook runs with which parameters, checked before anything starts.

A plan is a TOML file (`reports/reports.toml`) with one `[[report]]` for each study::

    [[report]]
    notebook = "04_targets"              # notebooks/04_targets.ipynb
    parameters = { top_count = 10 }      # the same in each of its reports
    matrix = { committee_id = "studied", lang = ["en", "vi"] }
                                         # one report for each combination
    exclude = [ { committee_id = "yen-bai-city-committee", lang = "vi" } ]
    name = "targets__{committee_id}__{lang}"     # only where the usual name will not do

`notebook` is the name of a file of `notebooks/`, or a path ending in `.ipynb` from the
folder of the plan. A value of the matrix, or one in its list, may be the name of a
selection that the study offers ("studied"). A report is named after its notebook, the
values of its matrix but for `lang`, and its language, joined by two underscores; an
empty value reads "all". Names consist of ASCII letters, digits, `-` and `_`, so no plan
can name a file outside the output folder. The table `[front]` is passed on unread.

Refused, with the number of the report and the nearest valid name: unknown keys,
notebooks, parameters and name fields; values of another type or not allowed; parameters
both fixed and in the matrix; excludes that exclude nothing; two reports of one name.
"""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from nbbatch.hooks import Allowed, Hooks
from nbbatch.notebook import (
    SHORT,
    TYPES,
    Notebook,
    Parameter,
    PlanError,
    Scalar,
    load_notebook,
    typed,
)

MOST_BYTES, MOST_COLUMNS = 300_000, 4_000  # dotted keys cost the square of a line
MOST_REPORTS, MOST_PROBLEMS, MOST_NAMES = 10_000, 20, 8
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,179}")
FIELD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _single(value: Any) -> Scalar:
    if type(value) not in TYPES.values():
        message = f"must be a text, a number, true or false, found {SHORT.repr(value)}"
        raise ValueError(message)
    if type(value) is int and not -(2**63) <= value < 2**63:
        message = "must be a whole number below 2**63"
        raise ValueError(message)
    scalar: Scalar = value
    return scalar


def _several(value: Any) -> list[Scalar]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not value:
        message = "must be a list of values, not empty, or the name of a selection"
        raise ValueError(message)
    return [_single(each) for each in value]


Value = Annotated[Scalar, PlainValidator(_single)]
Values = Annotated[list[Scalar], PlainValidator(_several)]
Combination = dict[str, Scalar]


class Entry(BaseModel):
    """One [[report]] of a plan, as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True)
    notebook: Annotated[str, Field(min_length=1, max_length=250)]
    name: Annotated[str, Field(max_length=250)] | None = None
    parameters: dict[str, Value] = {}
    matrix: dict[str, Values] = {}
    exclude: list[dict[str, Value]] = []


class PlanFile(BaseModel):
    """A plan as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True)
    report: Annotated[list[Entry], Field(min_length=1)]
    front: dict[str, Any] = {}


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
    """A checked plan; `root` is the folder of its project."""

    path: Path
    root: Path
    reports: tuple[Report, ...]
    hooks: Hooks = field(default_factory=Hooks, repr=False)
    front: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def twins(self, report: Report) -> dict[str, str]:
        """Names of the same report in other languages, by language."""
        same = self._names_by_language[report.subject]
        return {lang: name for lang, name in same.items() if lang != report.lang}

    @cached_property
    def _names_by_language(self) -> dict[Any, dict[str, str]]:
        names: dict[Any, dict[str, str]] = {}
        for report in self.reports:
            same = names.setdefault(report.subject, {})
            if report.lang is not None:
                same[report.lang] = report.name
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
    if path.exists() and not path.is_file():
        raise _error(path, ["is no file"])
    hooks = hooks or Hooks()
    near = (folder for folder in path.parents if (folder / "notebooks").is_dir())
    root = next(near, root or path.parent)
    content = _read(path)
    check = _Check(path, root, hooks)
    for number, entry in enumerate(content.report, start=1):
        check.entry(number, entry)
    if check.problems:
        raise _error(path, check.problems)
    return Plan(path, root, tuple(check.reports.values()), hooks, content.front)


def _read(path: Path) -> PlanFile:
    """Read the TOML and check its shape."""
    try:
        with path.open("rb") as plan:
            text = plan.read(MOST_BYTES + 1).decode()
    except (OSError, ValueError) as error:
        message = getattr(error, "strerror", None) or str(error)
        raise _error(path, [f"cannot be read: {message}"]) from None
    if len(text) > MOST_BYTES or max(map(len, text.split("\n"))) > MOST_COLUMNS:
        limit = f"{MOST_BYTES:,} characters, and {MOST_COLUMNS:,} in a line"
        raise _error(path, [f"is too long: at most {limit}"])
    try:
        return PlanFile.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise _error(path, map(_of_pydantic, error.errors(include_url=False))) from None
    except ValueError as error:
        raise _error(path, [f"cannot be read: {error}"]) from None
    except RecursionError:
        raise _error(path, ["cannot be read: nested too deeply"]) from None


def _error(path: Path, problems: Iterable[str]) -> PlanError:
    found = list(dict.fromkeys(problems))
    more = len(found) - MOST_PROBLEMS
    found[MOST_PROBLEMS:] = [f"and {more} more problems"] if more > 0 else []
    return PlanError(f"{typed(path)}: {problem}" for problem in found)


def _of_pydantic(error: Any) -> str:
    """Return one problem that pydantic found, with its place."""
    place = list(error["loc"])
    message = str(error.get("ctx", {}).get("error", error["msg"]))
    if error["type"] == "extra_forbidden":
        model: type[BaseModel] = Entry if len(place) > 1 else PlanFile
        message = f"unknown key {near(str(place.pop()), model.model_fields)}"
    elif place == ["report"]:
        return "names no report; write at least one [[report]]"
    if len(place) > 1:
        place[:2] = [f"report {place[1] + 1}"]
    return ": ".join([*(SHORT.repr(p).strip("'") for p in place), message])


def near(name: str, names: Iterable[str]) -> str:
    """Return `name` followed by the nearest valid names."""
    names = list(names)
    close = get_close_matches(name[:100], names, n=1, cutoff=0.5)
    if close:
        return f"{SHORT.repr(name)}; did you mean {close[0]!r}?"
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    listed = ", ".join(map(repr, names[:MOST_NAMES])) or "none"
    return f"{SHORT.repr(name)}; allowed: {listed}{more}"


class _Check:
    """One pass over the entries of a plan that collects reports and problems."""

    def __init__(self, path: Path, root: Path, hooks: Hooks) -> None:
        self.path = path
        self.root = root
        self.hooks = hooks
        self.problems: list[str] = []
        self.reports: dict[str, Report] = {}
        self.numbers: dict[str, int] = {}
        self.notebooks: dict[Path, Notebook | None] = {}
        self.allowed: dict[str, Allowed | None] = {}
        self.count = 0

    def entry(self, number: int, entry: Entry) -> None:
        """Check one [[report]] and add its reports."""
        if len(self.problems) > MOST_PROBLEMS:
            return
        before = len(self.problems)
        place = f"report {number}, {SHORT.repr(entry.notebook)[1:-1]}: "
        try:
            notebook = self.notebook(entry.notebook)
            if notebook is not None:
                self.expand(number, entry, notebook)
        except ValueError as error:
            problems = getattr(error, "problems", [str(error)])
            self.problems[before:] = [place + problem for problem in problems]

    def notebook(self, name: str) -> Notebook | None:
        """Return a notebook, None if its problems have been reported already."""
        folder = self.root / "notebooks"
        is_path = name.endswith(".ipynb")
        path = self.path.parent / name if is_path else folder / f"{name}.ipynb"
        if path not in self.notebooks:
            self.notebooks[path] = None
            if "\0" in name or not path.is_file():
                names = sorted(p.stem for p in folder.glob("*.ipynb"))
                del self.notebooks[path]
                raise PlanError([f"no notebook {near(name, names)}"])
            notebook = load_notebook(path.resolve())
            refusals = [
                f"the default of {parameter.name} {refusal}"
                for parameter in notebook.parameters.values()
                if (refusal := self.refusal(parameter, parameter.default))
            ]
            if refusals:
                raise PlanError(refusals)
            self.notebooks[path] = notebook
        return self.notebooks[path]

    def expand(self, number: int, entry: Entry, notebook: Notebook) -> None:
        """Add one report for each combination that is not excluded."""
        matrix = {
            key: self.selected(key, values) for key, values in entry.matrix.items()
        }
        fixed = {key: [value] for key, value in entry.parameters.items()}
        problems = [
            f"{key} is fixed and in the matrix" for key in fixed if key in matrix
        ]
        for key, values in (fixed | matrix).items():
            problems += self.of_parameter(notebook, key, values)
        if problems:
            raise PlanError(problems)
        count = math.prod(len(values) for values in matrix.values())
        self.count += count
        if self.count > MOST_REPORTS or count * len(entry.exclude) > MOST_REPORTS * 10:
            raise PlanError(
                [f"too many combinations: at most {MOST_REPORTS:,} reports"]
            )
        for chosen in _combinations(entry, matrix):
            report = Report("", notebook, entry.parameters | chosen)
            self.add(number, entry.name, report, chosen)

    def selected(self, key: str, values: list[Scalar]) -> list[Scalar]:
        """Replace names of selections by their values."""
        selections = found.selections if (found := self.allowed_values(key)) else {}
        chosen: list[Sequence[Scalar]] = [
            selections.get(str(each)) or [each] for each in values
        ]
        return list(dict.fromkeys(itertools.chain.from_iterable(chosen)))

    def of_parameter(
        self, notebook: Notebook, key: str, values: list[Scalar]
    ) -> Iterable[str]:
        """Yield what is wrong with the values of one parameter."""
        if key not in notebook.parameters:
            yield f"no parameter {near(key, notebook.parameters)}"
            return
        for value in values[: MOST_REPORTS + 1]:
            if refusal := self.refusal(notebook.parameters[key], value):
                yield f"{key} {refusal}"

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
        return f"{near(str(value), names)}".replace(";", " is unknown;", 1)

    def allowed_values(self, parameter: str) -> Allowed | None:
        """Return what the study allows for a parameter, asked once."""
        if parameter not in self.allowed:
            found = self.hooks.allowed_values(parameter, self.root)
            self.allowed[parameter] = found
        return self.allowed[parameter]

    def add(
        self, number: int, template: str | None, report: Report, chosen: Combination
    ) -> None:
        """Add a report under its name."""
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
        if name.casefold() in self.numbers:
            other = self.numbers[name.casefold()]
            raise PlanError([f"{name!r} is also the name of report {other}"])
        self.numbers[name.casefold()] = number
        labels = {
            key: found.labels[str(value)]
            for key, value in report.values.items()
            if (found := self.allowed.get(key)) and str(value) in found.labels
        }
        self.reports[name] = Report(name, report.notebook, report.parameters, labels)


def _combinations(
    entry: Entry, matrix: Mapping[str, list[Scalar]]
) -> list[Combination]:
    """Return the combinations of a matrix that are not excluded."""
    kept = [
        dict(zip(matrix, values, strict=True))
        for values in itertools.product(*matrix.values())
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


def _word(value: Scalar) -> str:
    """Return a value as names have it: an empty one reads "all"."""
    return str(value).lower() if isinstance(value, bool) else str(value) or "all"


def studies(reports: Iterable[Report]) -> dict[str, dict[str, Report]]:
    """Return reports by language for each name without its language."""
    found: dict[str, dict[str, Report]] = {}
    for report in reports:
        lang = report.lang or ""
        found.setdefault(report.name.removesuffix(f"__{lang}"), {})[lang] = report
    return found
