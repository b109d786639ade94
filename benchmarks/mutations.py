"""Random edits, after each of which a run must give what a clean build gives.

Works on a copy of the repository and a plan of few reports. After each edit one run
continues from what it has, and another starts from nothing; every file must be equal,
byte for byte, but for the cache and the summary, which have times. An edit that
breaks the data or the code, so that a clean build fails, must fail both ways and is
taken back. A re-run is needless if all files of the report are the same as before it.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
PARTS = ("data", "notebooks", "requirements", "src")
PLAN = """\
[[report]]
notebook = "01_committee"
matrix = { committee_id = ["lao-cai-city-committee"], lang = ["en"] }

[[report]]
notebook = "03_programmes"
matrix = { committee_id = ["lao-cai-city-committee"], lang = ["vi"] }

[[report]]
notebook = "05_goals_and_targets"
parameters = { lang = "en" }

[[report]]
notebook = "06_trends"
matrix = { committee_id = ["thai-nguyen-city-committee"], lang = ["en"] }

[[report]]
notebook = "10_organisation"
parameters = { lang = "vi" }
"""
DATA, NOTEBOOKS = ("data/*.csv",), ("notebooks/0[1356]_*.ipynb",)
LOGIC = tuple(
    f"src/analysis/{name}/*.py" for name in ("measures", "charts", "findings")
)
PACKAGES = ("src/analysis/**/*.py", "src/reading/**/*.py")
Files = dict[str, bytes]


def longer(match: re.Match[str]) -> str:
    """The words found and another one."""
    return f"{match[0]} edited{len(match.string) % 97}"


def larger(match: re.Match[str]) -> str:
    """The number found, and one more."""
    return str(int(match[0]) + 1)


# What is edited: files, what is looked for in one of them, what stands there then.
EDITS: dict[str, tuple[tuple[str, ...], str, Callable[[re.Match[str]], str] | str]] = {
    "data: words": (DATA, r"(?<= )[^\W\d]{4,}(?= )", longer),
    "data: number": (DATA, r"(?<=,)\d{2,}(?=,)", larger),
    "data: a row less": (DATA, r"(?m)(?<=\n)[^\n]+\n", ""),
    "data: title": (("data/datapackage.json",), r'(?<="title": ")[^"]+', longer),
    "code: number": (LOGIC, r"(?<=[ (])\d+(?=[,)\n])", larger),
    "code: comment": (PACKAGES, r"(?m)(?<=\n)\n", "# edited\n"),
    "code: phrase": (("src/analysis/words.toml",), r'(?<= = ")[^"]{8,}', longer),
    "pages: style": (("src/publish/templates/*.css",), r"\d+(?=px|rem|em)", larger),
    "pages: template": (("src/publish/templates/base.html.j2",), r"<body", longer),
    "lock: comment": (("requirements/run.txt",), r"\Z", "# edited\n"),
    "notebook: prose": (NOTEBOOKS, r"(?<= )[a-z]{5,}(?= [a-z]{5,} )", longer),
    "notebook: output": (NOTEBOOKS, r'(?<="text/plain": \[\n)\s+"[^"]+', longer),
    "plan: parameter": (
        ("reports/reports.toml",),
        r'(?<=lang = )\[?"\w+"\]?',
        '["vi", "en"]',
    ),
    "file: touched": (("data/*.*", "notebooks/*.*"), r"\Z", ""),
}
SPOILED = "output: removed or cut short"


class Copy:
    """A copy of the repository, the folder of a run that goes on, and a clean one."""

    def __init__(self, folder: Path, seed: int, *, is_whole: bool) -> None:
        self.folder, self.is_whole = folder, is_whole
        self.random = random.Random(seed)
        self.kept, self.clean = (
            folder / "kept" / "reports",
            folder / "clean" / "reports",
        )
        self.before: tuple[Path, bytes] | None = None
        for name in PARTS:
            ignored = shutil.ignore_patterns("__pycache__", "sources")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        self.plan = folder / "reports" / "reports.toml"
        self.plan.parent.mkdir()
        self.plan.write_text(PLAN, encoding="utf-8")

    def edit(self, kind: str) -> str:
        """Make one edit of a kind and return where."""
        if kind == SPOILED:
            return self._spoil()
        patterns, wanted, change = EDITS[kind]
        files = sorted(path for each in patterns for path in self.folder.glob(each))
        self.random.shuffle(files)
        for path in files:
            text = path.read_bytes().decode()
            if matches := list(re.finditer(wanted, text)):
                match = self.random.choice(matches)
                self.before = path, path.read_bytes()
                word = change if isinstance(change, str) else change(match)
                new = text[: match.start()] + word + text[match.end() :]
                path.write_bytes(new.encode())
                line = text.count("\n", 0, match.start()) + 1
                return f"{path.relative_to(self.folder)}:{line}"
        raise LookupError(kind)

    def _spoil(self) -> str:
        self.before = None
        path = self.random.choice(sorted(self.kept.glob("*__*.*")))
        if self.random.random() < 1 / 2:
            path.unlink()
        else:
            os.truncate(path, path.stat().st_size // 2)
        return path.name

    def undo(self) -> None:
        """Take the last edit back."""
        if self.before:
            path, content = self.before
            path.write_bytes(content)

    def run(self, out: Path) -> int:
        """Make the reports of the copy in a folder; return the exit status."""
        env = {**os.environ, "PYTHONPATH": str(self.folder / "src")}
        command = [sys.executable, "-m", "analysis", "run", str(self.plan)]
        command += ["--out", str(out), "--site" if self.is_whole else "--no-site"]
        out.mkdir(parents=True, exist_ok=True)
        options = {"cwd": out.parent, "env": env, "capture_output": True}
        return subprocess.run(command, **options).returncode


def files_in(out: Path) -> Files:
    """Every file that a reader may see, but for the summary, which has times."""
    return {
        place.as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file()
        for place in [path.relative_to(out)]
        if not any(part.startswith(".") for part in place.parts)
        and place.name != "summary.json"
    }


def ran(out: Path) -> set[str]:
    """The names of the reports that the last run made."""
    listed = json.loads((out / "summary.json").read_bytes())["reports"]
    return {report["name"] for report in listed if report["status"] != "unchanged"}


def attempt(copy: Copy, kind: str, counts: Counter[str]) -> str:
    """Make one edit, run both ways, count what came of it, and say it."""
    where, before = copy.edit(kind), files_in(copy.kept)
    status = copy.run(copy.kept)
    shutil.rmtree(copy.clean, ignore_errors=True)
    clean_status = copy.run(copy.clean)
    counts["edits"] += 1
    if clean_status:
        copy.undo()
        counts["broken"] += 1
        counts["wrong"] += not status
        fails = "both builds fail" if status else "only the clean build fails"
        return f"{where}: {fails}"
    now, clean = files_in(copy.kept), files_in(copy.clean)
    differing = sorted(
        n for n in now.keys() | clean.keys() if now.get(n) != clean.get(n)
    )
    counts["wrong"] += bool(differing or status)
    rerun = ran(copy.kept)
    same = {
        name
        for name in rerun
        if all(
            before.get(file) == now[file] for file in now if file.startswith(f"{name}.")
        )
    }
    counts["re-run"] += len(rerun)
    counts["needless"] += len(same)
    return f"{where}: {len(rerun)} re-run, differs: {', '.join(differing) or 'nothing'}"


@click.command()
@click.option("--count", default=100, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--site", is_flag=True, help="The whole site, not only its reports.")
@click.option("--kind", default="", help="Only kinds of edit that fit (regex).")
def main(*, count: int, seed: int, site: bool, kind: str) -> None:
    """Make COUNT edits; the exit status says whether every one was noticed."""
    folder = Path(tempfile.mkdtemp())
    copy = Copy(folder, seed, is_whole=site)
    if copy.run(copy.kept):
        sys.exit("the reports fail before any edit")
    kinds = [name for name in [*EDITS, SPOILED] if re.search(kind, name)]
    chosen = (kinds * (count // len(kinds) + 1))[:count]
    random.Random(seed).shuffle(chosen)
    start, counts = time.monotonic(), Counter[str]()
    for number, name in enumerate(chosen, start=1):
        click.echo(f"{number} {name}: {attempt(copy, name, counts)}")
    click.echo(json.dumps(counts) + f", {time.monotonic() - start:.0f} s")
    shutil.rmtree(folder)
    sys.exit(1 if counts["wrong"] else 0)


if __name__ == "__main__":
    main()
