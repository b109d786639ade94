"""A notebook file: cells, tags, languages, and the parameters that it declares.

The cell tagged `parameters` holds annotated scalars, beside imports::

    committee_id: str = "lao-cai"  # a committee_id of data/committees.csv
    lang: Literal["en", "vi"] = "en"  # language of the report

Cells tagged `en` or `vi` belong to reports of that language, all others to both. The
file is read as JSON and the cell with `ast`, so a plan is checked without papermill.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from reprlib import Repr
from typing import Any

LANGUAGES = ("en", "vi")
ONLY_LAB = "nbval-skip"  # the tag of cells that need JupyterLab
Scalar = str | int | float | bool
TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
SHORT = Repr()
SHORT.maxstring = SHORT.maxother = SHORT.maxlong = 80


class PlanError(ValueError):
    """Everything wrong with a plan and its notebooks, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Parameter:
    """A declared parameter; `choices` are the values of a `Literal`, empty for any."""

    name: str
    type: str
    default: Scalar
    choices: tuple[Scalar, ...] = ()

    def refusal(self, value: object) -> str | None:
        """Return why the parameter cannot have `value`, or None if it can."""
        if self.choices:
            is_choice = any(c == value and type(c) is type(value) for c in self.choices)
            allowed = ", ".join(map(repr, self.choices))
            message = f"must be one of {allowed}, found {SHORT.repr(value)}"
            return None if is_choice else message
        if type(value) is TYPES[self.type] or (
            self.type == "float" and type(value) is int
        ):
            return None
        return f"must be {self.type}, found {type(value).__name__} {SHORT.repr(value)}"


@dataclass(frozen=True)
class Notebook:
    """A notebook without its stored outputs, which belong to the defaults alone."""

    path: Path
    content: dict[str, Any] = field(repr=False)
    parameters: dict[str, Parameter]

    def title(self, lang: str | None) -> str:
        """Return the first heading in a language, or the name of the file."""
        for cell in in_language(self.content, lang)["cells"]:
            lines = source(cell).splitlines() if cell["cell_type"] == "markdown" else []
            for line in lines:
                if line.startswith("#"):
                    return line.lstrip("#").strip()
        return self.path.stem


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell, which the file may hold as a list of lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def cell_tags(cell: dict[str, Any]) -> set[str]:
    """Return the tags of a cell."""
    return set(cell.get("metadata", {}).get("tags", []))


def code_cells(content: dict[str, Any]) -> list[str]:
    """Return the source of each code cell."""
    return [source(c) for c in content["cells"] if c["cell_type"] == "code"]


def is_of_language(cell: dict[str, Any], lang: str | None) -> bool:
    """Tell whether a report in `lang` has this cell; without a language it has all."""
    tags = cell_tags(cell).intersection(LANGUAGES)
    return lang is None or not tags or lang in tags


def in_language(content: dict[str, Any], lang: str | None) -> dict[str, Any]:
    """Return the content of a notebook with the cells of one language."""
    cells = [cell for cell in content["cells"] if is_of_language(cell, lang)]
    return {**content, "cells": cells}


def load_notebook(path: Path) -> Notebook:
    """Read a notebook and its declared parameters.

    Raises
    ------
    PlanError
        If the file is no notebook, or its parameters cell holds anything but annotated
        scalars with a default that fits; all such lines at once.
    """
    try:
        content = json.loads(path.read_bytes())
        for cell in content["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        tagged = [
            (number, source(cell))
            for number, cell in enumerate(content["cells"], start=1)
            if cell["cell_type"] == "code" and "parameters" in cell_tags(cell)
        ]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise PlanError([f"{typed(path)}: is no notebook: {error}"]) from error
    except RecursionError:
        raise PlanError([f"{typed(path)}: is no notebook: nested too deeply"]) from None
    if len(tagged) > 1:
        cells = ", ".join(str(number) for number, _ in tagged)
        message = f"cells {cells} are all tagged `parameters`; papermill uses one"
        raise PlanError([f"{typed(path)}: {message}"])
    declared = [
        parameter
        for number, text in tagged
        for parameter in _declared(f"{typed(path)} cell {number}", text)
    ]
    return Notebook(path, content, {each.name: each for each in declared})


def _declared(place: str, text: str) -> list[Parameter]:
    """Return the parameters that a cell declares; `place` is for messages."""
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError) as error:
        line = f" line {error.lineno}" if isinstance(error, SyntaxError) else ""
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        raise PlanError([f"{place}{line}: {message}"]) from error
    parameters, problems = [], []
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        try:
            parameters.append(_parameter(statement))
        except ValueError as error:
            problems.append(f"{place} line {statement.lineno}: {error}")
    if problems:
        raise PlanError(problems)
    return parameters


def _parameter(statement: ast.stmt) -> Parameter:
    """Read `name: type = scalar`; anything else is a ValueError."""
    match statement:
        case ast.AnnAssign(ast.Name(name), annotation, ast.expr() as value):
            pass
        case _:
            found = SHORT.repr(ast.unparse(statement))
            message = f"a parameter is written `name: type = value`, found {found}"
            raise ValueError(message)
    try:
        default = ast.literal_eval(value)
    except ValueError as error:
        found = SHORT.repr(ast.unparse(value))
        message = f"{name} needs a plain value, found {found}"
        raise ValueError(message) from error
    parameter = _of_type(name, annotation, default)
    refusal = parameter.refusal(default)
    if refusal:
        message = f"the default of {name} {refusal}"
        raise ValueError(message)
    return parameter


def _of_type(name: str, annotation: ast.expr, default: Any) -> Parameter:
    """Return a parameter of the annotated type, or with the annotated choices."""
    match annotation:
        case ast.Name(id=kind) if kind in TYPES:
            return Parameter(name, kind, default)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=listed):
            values = ast.literal_eval(listed)
            choices = values if isinstance(values, tuple) else (values,)
            if choices and {*map(type, choices)} <= {*TYPES.values()}:
                return Parameter(name, type(choices[0]).__name__, default, choices)
    message = (
        f"the type of {name} must be str, int, float, bool or Literal[...], "
        f"found {SHORT.repr(ast.unparse(annotation))}"
    )
    raise ValueError(message)


def typed(path: Path) -> Path:
    """Return a path as one would type it here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
