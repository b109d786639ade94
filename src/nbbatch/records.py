"""What a finished report was made of, or the doubt about that.

In doubt a report runs each time: where the watch was off, where it started a program or
used the network, where its own code asks for the time, the environment or whether a
file is there, where an input changed while it ran.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nbbatch.input_watch import doubt, state_of
from nbbatch.notebook import source
from nbbatch.reuse import LOOKS, Inputs, as_typed
from nbbatch.state import Record, stamped
from nbbatch.task import Outcome, Task

PACKAGE = Path(__file__).parents[1]
Lines = Iterable[Mapping[str, Any]]


def record_of(task: Task, outcome: Outcome, inputs: Inputs) -> Record:
    """Return what a finished report was made of, or the `doubt` about that."""
    lines = outcome.reads
    found: dict[str, dict[str, str]] = {"file": {}, "folder": {}}
    for line in lines:
        for kind in LOOKS.keys() & line.keys():
            place = line[kind]
            found[kind][place] = LOOKS[kind](Path(place))
    # After the digests: an input that changes between is seen to have changed.
    doubtful = _doubt(lines, inputs) or _doubt_of_code(task, found["file"])
    if doubtful:
        return {"doubt": doubtful}
    return {
        "parts": inputs.parts(task),
        "files": found["file"],
        "folders": found["folder"],
        "checked": sorted({line["by"] for line in lines if "checked" in line}),
        "data": inputs.data,
        "outputs": {name: stamped(task.out / name) for name in outcome.files},
    }


def _doubt(lines: Lines, inputs: Inputs) -> str | None:
    """Say what a report did that nobody can ask for again, or what changed then."""
    if not any(line.get("watching") for line in lines):
        return "was not watched"
    for line in lines:
        place = next((line[kind] for kind in LOOKS.keys() & line.keys()), None)
        if "unwatched" in line:
            return str(line["unwatched"])
        if place is not None and state_of(place) != line["state"]:
            return f"read {as_typed(place)}, which changed while it ran"
    return None if inputs.is_steady() else "ran while the data changed"


def _doubt_of_code(task: Task, files: Iterable[str]) -> str | None:
    """Say what the user's own code asks for without leaving a trace."""
    own = (place for place in files if PACKAGE not in Path(place).parents)
    return next(filter(None, map(doubt, _code(task, own))), None)


def _code(task: Task, files: Iterable[str]) -> list[str]:
    """Return the code of a notebook's cells, and of the modules among `files`."""
    cells = [cell for cell in task.content["cells"] if cell["cell_type"] == "code"]
    paths = [Path(place) for place in files if place.endswith(".py")]
    modules = [
        path.read_text(encoding="utf-8", errors="replace")
        for path in paths
        if path.is_file()
    ]
    return [*map(source, cells), *modules]
