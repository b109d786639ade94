"""A plan as it is written: its TOML, its shape, and limits of size and time."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from nbbatch.notebook import SHORT, TYPES, PlanError, Scalar, typed

MOST_BYTES, MOST_COLUMNS = 300_000, 4_000  # dotted keys cost the square of a line
MOST_PROBLEMS, MOST_NAMES = 20, 8


def _single(value: Any) -> Scalar:
    if type(value) not in TYPES.values():
        message = f"must be a text, a number, true or false, found {SHORT.repr(value)}"
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


class Entry(BaseModel):
    """One [[report]] of a plan, as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True)
    notebook: Annotated[str, Field(min_length=1, max_length=250)]
    name: Annotated[str, Field(max_length=250)] | None = None
    parameters: dict[str, Value] = {}
    matrix: dict[str, Values] = {}
    exclude: list[dict[str, Value]] = []
    needs: list[str] = []


class PlanFile(BaseModel):
    """A plan as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True)
    report: Annotated[list[Entry], Field(min_length=1)]
    front: dict[str, Any] = {}


def read_plan(path: Path) -> PlanFile:
    """Read a plan and check its shape.

    Raises
    ------
    PlanError
        If it is no file, too long, no TOML, or not of the shape of `PlanFile`.
    """
    try:
        return PlanFile.model_validate(tomllib.loads(_text(path)))
    except ValidationError as error:
        problems = [_of_pydantic(each) for each in error.errors(include_url=False)]
    except (OSError, ValueError) as error:
        message = getattr(error, "strerror", None) or str(error)
        problems = [f"cannot be read: {message}"]
    except RecursionError:
        problems = ["cannot be read: nested too deeply"]
    raise plan_error(path, problems)


def _text(path: Path) -> str:
    """Return the text of a plan, if it is short enough to be read in time."""
    with path.open("rb") as plan:
        text = plan.read(MOST_BYTES + 1).decode()
    if len(text) > MOST_BYTES or max(map(len, text.split("\n"))) > MOST_COLUMNS:
        limit = f"{MOST_BYTES:,} characters, and {MOST_COLUMNS:,} in a line"
        message = f"it is too long: at most {limit}"
        raise ValueError(message)
    return text


def plan_error(path: Path, problems: Iterable[str]) -> PlanError:
    """Return an error with the problems of a plan, 20 at most, each once."""
    listed = list(dict.fromkeys(problems))
    more = len(listed) - MOST_PROBLEMS
    listed[MOST_PROBLEMS:] = [f"and {more} more problems"] if more > 0 else []
    return PlanError(f"{typed(path)}: {problem}" for problem in listed)


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
