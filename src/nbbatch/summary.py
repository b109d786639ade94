"""What a run did, as `summary.json` for programs and `junit.xml` for CI.

`summary.json` has one object for each report: `name`, `status` ("made", "unchanged" or
"failed"), the `reason` for which it ran, `seconds`, `notebook`, `parameters`; of a
failure also the `cell`, its `source`, the `error`, its `traceback`, and `repeat`, the
command that runs this report alone. A failure stays listed until its report runs again.
"""

from __future__ import annotations

import json
import shlex
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbbatch.notebook import typed
from nbbatch.plan import Report
from nbbatch.task import Outcome

SUMMARY, JUNIT, SHOWN = "summary.json", "junit.xml", 5
NOT_XML = {code: None for code in range(32) if chr(code) not in "\t\n"}
Entry = dict[str, Any]


def entry(report: Report, status: str, reason: str | None = None) -> Entry:
    """Return what the summary says about a report."""
    return {
        "name": report.name,
        "status": status,
        "reason": reason,
        "seconds": 0.0,
        "notebook": report.notebook.path.name,
        "parameters": dict(report.values),
    }


def entry_of(
    report: Report, outcome: Outcome, reason: str, command: Sequence[str | Path]
) -> Entry:
    """Return what the summary says about a report that ran.

    `command` is the command of the run, without `--only`.
    """
    status = "made" if outcome.failure is None else "failed"
    base = entry(report, status, reason) | {"seconds": outcome.seconds}
    if outcome.failure is None:
        return base
    words = [str(typed(w)) if isinstance(w, Path) else w for w in command]
    repeat = shlex.join([*words, "--only", report.name])
    return base | asdict(outcome.failure) | {"repeat": repeat}


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
    """Return both forms of a summary by file name."""
    listed = sorted(entries, key=lambda each: str(each["name"]))
    content = json.dumps({"reports": listed}, ensure_ascii=False, indent=1)
    return {SUMMARY: f"{content}\n", JUNIT: _junit(listed)}


def earlier_failures(out: Path) -> list[Entry]:
    """Return the failures of the last summary in a folder; none if it is torn."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        entries = json.loads((out / SUMMARY).read_bytes())["reports"]
        return [each for each in entries if each["status"] == "failed"]
    return []


def _junit(entries: Sequence[Entry]) -> str:
    """Return a summary as JUnit: a test case for each report."""
    count = {
        status: str(sum(each["status"] == status for each in entries))
        for status in ("failed", "unchanged")
    }
    suite = ET.Element(
        "testsuite",
        name="reports",
        tests=str(len(entries)),
        failures=count["failed"],
        errors="0",
        skipped=count["unchanged"],
        time=f"{sum(each['seconds'] for each in entries):.3f}",
    )
    for each in entries:
        case = ET.SubElement(suite, "testcase", name=each["name"])
        case.set("classname", Path(each["notebook"]).stem)
        case.set("time", f"{each['seconds']:.3f}")
        if each["status"] == "unchanged":
            ET.SubElement(case, "skipped", message="unchanged")
        elif each["status"] == "failed":
            details = ET.SubElement(case, "failure")
            details.set("message", line_of(each).translate(NOT_XML))
            text = f"{each['source']}\n\n{each['traceback']}\n\n{each['repeat']}\n"
            details.text = text.translate(NOT_XML)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
