"""What a run did, for a terminal and, as `summary.json`, for programs.

`summary.json` has one object for each report: `name`, `status` ("made", "unchanged" or
"failed"), the `reason` for which it ran, `seconds`, `notebook`, `parameters`; of a
failure also the `cell`, its `source`, the `error`, its `traceback`, and `repeat`, the
command that runs this report alone. A failure stays listed until its report runs again.
"""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbbatch.notebook import typed
from nbbatch.plan import Report
from nbbatch.task import Outcome

SUMMARY, SHOWN = "summary.json", 5
Entry = dict[str, Any]


def entry(
    report: Report,
    reason: str | None = None,
    outcome: Outcome | None = None,
    command: Sequence[str | Path] = (),
) -> Entry:
    """Return what the summary says about a report; without an `outcome` it did not run.

    `command` is the command of the run, without `--only`.
    """
    failure = outcome.failure if outcome else None
    listed = {
        "name": report.name,
        "status": "failed" if failure else "made" if outcome else "unchanged",
        "reason": reason,
        "seconds": outcome.seconds if outcome else 0.0,
        "notebook": report.notebook.path.name,
        "parameters": dict(report.values),
    }
    if failure:
        words = [str(typed(w)) if isinstance(w, Path) else w for w in command]
        repeat = shlex.join([*words, "--only", report.name])
        listed |= asdict(failure) | {"repeat": repeat}
    return listed


def line_of(failed: Entry) -> str:
    """Return a failure in one line."""
    cell = f" cell {failed['cell']}" if failed["cell"] else ""
    values = ", ".join(f"{key}={v!r}" for key, v in failed["parameters"].items())
    return f"{failed['notebook']}{cell} ({values}): {failed['error']}"


def lines(failed: Iterable[Entry], reasons: Iterable[str]) -> Iterator[str]:
    """Yield what a terminal shows: each failure, and how many ran for which reason."""
    for each in failed:
        yield f"FAILED {each['name']}: {line_of(each)}"
        yield f"       repeat with: {each['repeat']}"
    counted = Counter(reasons).most_common()
    for reason, count in counted[:SHOWN]:
        yield f"{count} ran: {reason}"
    if len(counted) > SHOWN:
        yield f"{len(counted) - SHOWN} more reasons are in {SUMMARY}"


def files(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the summary by its file name."""
    listed = sorted(entries, key=lambda each: str(each["name"]))
    content = json.dumps({"reports": listed}, ensure_ascii=False, indent=1)
    return {SUMMARY: f"{content}\n"}


def earlier_failures(out: Path) -> list[Entry]:
    """Return the failures of the last summary in a folder; none if it is torn."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        entries = json.loads((out / SUMMARY).read_bytes())["reports"]
        return [each for each in entries if each["status"] == "failed"]
    return []
