"""The failure report: JSON for programs, JUnit for CI."""

from __future__ import annotations

import json
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from nbbatch.notebook import Scalar
from nbbatch.plan import Report
from nbbatch.task import Outcome

NOT_XML = {code: None for code in range(32) if chr(code) not in "\t\n"}


@dataclass(frozen=True)
class Failed:
    """A report that failed, and the command that repeats just this one."""

    name: str
    notebook: str
    parameters: Mapping[str, Scalar]
    cell: int | None
    source: str
    error: str
    traceback: str
    repeat: str

    @property
    def line(self) -> str:
        """One line for the summary of a run."""
        cell = f" cell {self.cell}" if self.cell else ""
        values = ", ".join(f"{key}={value!r}" for key, value in self.parameters.items())
        return f"{self.notebook}{cell} ({values}): {self.error}"


def failed_report(
    report: Report, outcome: Outcome, command: Sequence[str | Path]
) -> Failed:
    """Join a report and its failed outcome; `command` is the run without `--only`."""
    assert outcome.failure is not None
    failure = outcome.failure
    repeat = shlex.join([*map(_as_typed, command), "--only", report.name])
    return Failed(
        report.name,
        report.notebook.path.name,
        report.values,
        failure.cell,
        failure.source,
        failure.error,
        failure.traceback,
        repeat,
    )


def _as_typed(word: str | Path) -> str:
    """Return a path as one would type it here."""
    here = Path.cwd()
    if isinstance(word, Path) and word.is_relative_to(here):
        return str(word.relative_to(here))
    return str(word)


def failure_files(
    failures: Sequence[Failed],
    outcomes: Sequence[Outcome],
    reused: Sequence[str],
) -> dict[str, str]:
    """Return both forms of the failure report by file name."""
    return {
        "failures.json": json.dumps(
            [asdict(one) for one in failures], ensure_ascii=False, indent=1
        )
        + "\n",
        "junit.xml": _junit(failures, outcomes, reused),
    }


def _junit(
    failures: Sequence[Failed], outcomes: Sequence[Outcome], reused: Sequence[str]
) -> str:
    """Return the run as JUnit: a test case for each report."""
    suite = ET.Element(
        "testsuite",
        name="reports",
        tests=str(len(outcomes) + len(reused)),
        failures=str(len(failures)),
        errors="0",
        skipped=str(len(reused)),
        time=f"{sum(one.seconds for one in outcomes):.3f}",
    )
    failed = {one.name: one for one in failures}
    for outcome in outcomes:
        case = _case(suite, outcome.name, outcome.seconds)
        if outcome.name in failed:
            one = failed[outcome.name]
            details = ET.SubElement(case, "failure")
            details.set("message", one.line.translate(NOT_XML))
            text = f"{one.source}\n\n{one.traceback}\n\n{one.repeat}\n"
            details.text = text.translate(NOT_XML)
    for name in reused:
        ET.SubElement(_case(suite, name, 0), "skipped", message="unchanged")
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, name: str, seconds: float) -> ET.Element:
    return ET.SubElement(
        suite,
        "testcase",
        name=name,
        classname=name.split("__")[0],
        time=f"{seconds:.3f}",
    )


def earlier(out: Path) -> list[Failed]:
    """Return the failures that the last run into `out` told of.

    A file that a crash of the machine has torn tells of none; what failed has no
    record either, and so it runs again.
    """
    path = out / "failures.json"
    if not path.is_file():
        return []
    with suppress(ValueError, TypeError):
        return [Failed(**one) for one in json.loads(path.read_bytes())]
    return []
