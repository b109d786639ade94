"""What a notebook declares: its parameters, read from the cell tagged `parameters`.

The cell holds annotated scalars, a comment each, beside imports::

    committee_id: str = "lao-cai"  # a committee_id of data/committees.csv
    lang: Literal["en", "vi"] = "en"  # language of the report

The file is read as JSON and the cell with `ast`; a plan is checked without loading
papermill or nbformat.
"""

from __future__ import annotations

import ast
import json
import tokenize
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

Scalar = str | int | float | bool
KINDS: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True, order=True)
class Problem:
    """Something that stops a run before it starts: where it is and what it is."""

    path: Path
    place: str
    text: str

    def __str__(self) -> str:
        here = Path.cwd()
        inside = self.path.is_relative_to(here)
        path = self.path.relative_to(here) if inside else self.path
        return " ".join(filter(None, [str(path), self.place])) + f": {self.text}"


class ProblemsError(Exception):
    """Every problem found in a plan and its notebooks, one line each."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Parameter:
    """One declared parameter of a notebook.

    `choices` are the values that a `Literal` allows; empty means any of `kind`.
    """

    name: str
    kind: str
    default: Scalar
    choices: tuple[Scalar, ...] = ()
    comment: str = ""

    def refusal(self, value: object) -> str | None:
        """Say why `value` is not one of this parameter's, or None if it is."""
        if self.choices:
            same = [c for c in self.choices if c == value and type(c) is type(value)]
            allowed = ", ".join(map(repr, self.choices))
            return None if same else f"must be one of {allowed}, found {value!r}"
        if self.kind == "float" and type(value) is int:
            return None
        if type(value) is KINDS[self.kind]:
            return None
        return f"must be {self.kind}, found {type(value).__name__} {value!r}"


@dataclass(frozen=True)
class Notebook:
    """A notebook file as far as a plan needs it."""

    path: Path
    content: dict[str, Any]
    parameters: dict[str, Parameter]

    @property
    def stem(self) -> str:
        """The name without `.ipynb`, as plans write it."""
        return self.path.stem

    def title(self, lang: str | None) -> str:
        """Return the first heading of the cells that a report in `lang` keeps."""
        for cell in self.content["cells"]:
            tags = cell_tags(cell) & {"en", "vi"}
            if cell["cell_type"] != "markdown" or (tags and lang and lang not in tags):
                continue
            for line in source(cell).splitlines():
                if line.startswith("#"):
                    return line.lstrip("#").strip()
        return self.stem


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell, which the file may hold as a list of lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def cell_tags(cell: dict[str, Any]) -> set[str]:
    """Return the tags of a cell."""
    return set(cell.get("metadata", {}).get("tags", []))


def load_notebook(path: Path) -> Notebook:
    """Read a notebook, but for its stored outputs, and its declared parameters.

    Raises
    ------
    ProblemsError
        If the file is no notebook, or if its parameters cell holds anything but
        annotated scalars with a default that fits; all such lines at once.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = content["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                cell["outputs"] = []  # megabytes, of the default parameters alone
    except (OSError, ValueError, KeyError, TypeError) as error:
        text = f"cannot be read as a notebook: {error}"
        raise ProblemsError([Problem(path, "", text)]) from error
    tagged = [
        (number, cell)
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code" and "parameters" in cell_tags(cell)
    ]
    if len(tagged) > 1:
        numbers = ", ".join(str(number) for number, _ in tagged)
        text = f"cells {numbers} are all tagged `parameters`; papermill uses one"
        raise ProblemsError([Problem(path, "", text)])
    parameters: dict[str, Parameter] = {}
    for number, cell in tagged:
        parameters = _declared(path, number, source(cell))
    return Notebook(path, content, parameters)


def _declared(path: Path, number: int, text: str) -> dict[str, Parameter]:
    """Return the parameters that a cell declares; `number` is for messages."""
    try:
        imports = ast.Import | ast.ImportFrom
        body = ast.parse(text).body
        statements = [one for one in body if not isinstance(one, imports)]
    except SyntaxError as error:
        place = f"cell {number} line {error.lineno}"
        raise ProblemsError([Problem(path, place, f"{error.msg}")]) from error
    comments = _comments(text)
    found: dict[str, Parameter] = {}
    problems = []
    for statement in statements:
        try:
            parameter = _parameter(statement, comments.get(statement.lineno, ""))
            found[parameter.name] = parameter
        except ValueError as error:
            place = f"cell {number} line {statement.lineno}"
            problems.append(Problem(path, place, str(error)))
    if problems:
        raise ProblemsError(problems)
    return found


def _comments(text: str) -> dict[int, str]:
    """Return the comment at the end of each line that has one."""
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    return {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _parameter(statement: ast.stmt, comment: str) -> Parameter:
    """Read `name: type = scalar`; anything else is a ValueError."""
    match statement:
        case ast.AnnAssign(
            target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value
        ):
            pass
        case _:
            message = (
                "a parameter is written `name: type = value`, "
                f"found {ast.unparse(statement)!r}"
            )
            raise ValueError(message)
    try:
        default = ast.literal_eval(value)
    except ValueError as error:
        message = f"{name} needs a plain value, found {ast.unparse(value)!r}"
        raise ValueError(message) from error
    kind, choices = _type(name, annotation)
    parameter = Parameter(name, kind, default, choices, comment)
    refusal = parameter.refusal(default)
    if refusal:
        message = f"the default of {name} {refusal}"
        raise ValueError(message)
    return parameter


def _type(name: str, annotation: ast.expr) -> tuple[str, tuple[Scalar, ...]]:
    """Return the kind and the choices that an annotation names."""
    match annotation:
        case ast.Name(id=kind) if kind in KINDS:
            return kind, ()
        case ast.Subscript(value=ast.Name(id="Literal"), slice=choices):
            values = ast.literal_eval(choices)
            values = values if isinstance(values, tuple) else (values,)
            return type(values[0]).__name__, values
        case _:
            message = (
                f"the type of {name} must be str, int, float, bool or Literal[...], "
                f"found {ast.unparse(annotation)!r}"
            )
            raise ValueError(message)
