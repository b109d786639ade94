"""Random edits of a copy of the repository; each tells what it changed, and where."""

from __future__ import annotations

import ast
import csv
import json
import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PARTS = ("data", "notebooks", "requirements", "src")
COMMITTEES = (
    "lao-cai-city-committee",
    "lao-cai-province-committee",
    "thai-nguyen-city-committee",
)
Report = tuple[str, str, str]
REPORTS: tuple[Report, ...] = (
    ("03_programmes", COMMITTEES[0], "vi"),
    ("03_programmes", COMMITTEES[2], "en"),
    ("06_trends", COMMITTEES[2], "en"),
    ("01_committee", COMMITTEES[2], "vi"),
    ("11_evidence", "", "en"),
)


LONG = 8
# What a function of pandas is changed to.
OTHERS = {"sum": "max", "max": "min", "min": "max", "first": "last", "last": "first"}


class Copy:
    """A copy of the repository that edits are made in, with a plan of few reports."""

    def __init__(self, folder: Path, made: Path, seed: int) -> None:
        self.folder = folder
        self.made = made
        self.random = random.Random(seed)
        self.reports = list(REPORTS)
        self.before: tuple[Path, bytes] | None = None
        folder.mkdir(parents=True)
        for name in PARTS:
            ignored = shutil.ignore_patterns("__pycache__", "sources")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        (folder / "reports").mkdir()
        self.plan = folder / "reports" / "reports.toml"
        self.plan.write_text(plan_text(self.reports), encoding="utf-8")

    def edit(self, kind: str) -> str:
        """Make one edit of a kind and say which file it changed, and where."""
        return KINDS[kind](self)

    def undo(self) -> None:
        """Take the last edit back."""
        if self.before:
            path, content = self.before
            path.write_bytes(content)

    def pick(self, *patterns: str) -> Path:
        """Return one of the files that fit."""
        found = {path for pattern in patterns for path in self.folder.glob(pattern)}
        return self.random.choice(sorted(path for path in found if path.is_file()))

    def write(self, path: Path, content: str | bytes, where: str = "") -> str:
        """Write a file, remembering what it was; return its name."""
        self.before = path, path.read_bytes()
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return f"{path.relative_to(self.folder)} {where}".strip()

    def shown(self, kind: str) -> str:
        """Return the text of every report, as notebook or as page."""
        paths = sorted(self.made.glob(f"*__*.{kind}"))
        return "\n".join(path.read_text(encoding="utf-8") for path in paths)

    def word(self) -> str:
        """Return a word that nothing else has."""
        return f"edit{self.random.randrange(10**6)}"


def plan_text(reports: list[Report]) -> str:
    """Return a plan that names each report by itself."""
    lines = []
    for notebook, committee, lang in reports:
        chosen = {"committee_id": committee, "lang": lang}
        values = ", ".join(f'{key} = "{v}"' for key, v in chosen.items() if v)
        lines.append(f'[[report]]\nnotebook = "{notebook}"')
        lines.append(f"parameters = {{ {values} }}\n")
    return "\n".join(lines)


# --- data ----------------------------------------------------------------------


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_rows(copy: Copy, path: Path, rows: list[dict[str, str]], where: str) -> str:
    """Write the rows of a table as they are kept."""
    said = copy.write(path, path.read_bytes(), where)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return said


def words_shown(copy: Copy) -> str:
    """Change words of a row that stand in some report."""
    return change_cell(copy, is_prose, lambda value: f"{value} {copy.word()}")


def number_shown(copy: Copy) -> str:
    """Add one to a number of a row that stands in some report; the data may break."""
    return change_cell(copy, is_figure, lambda value: str(int(value) + 1))


def change_cell(
    copy: Copy, fits: Callable[[str, str], bool], change: Callable[[str], str]
) -> str:
    """Change one of the cells that fit, by column and value, and that are shown."""
    shown = copy.shown("ipynb")
    found = [
        (path, number, name)
        for path in sorted(copy.folder.glob("data/*.csv"))
        for number, row in enumerate(rows_of(path))
        for name, value in row.items()
        if fits(name, value) and value in shown
    ]
    path, number, name = copy.random.choice(found)
    rows = rows_of(path)
    rows[number][name] = change(rows[number][name])
    return write_rows(copy, path, rows, f"row {number + 1} {name}")


def is_prose(column: str, value: str) -> bool:
    """Tell whether a cell holds free words."""
    return column.endswith(("note", "_en", "_vi")) and len(value) > LONG


def is_figure(column: str, value: str) -> bool:
    """Tell whether a cell holds a number of more than one digit."""
    is_place = column in ("start", "end", "position")
    return value.isdigit() and len(value) > 1 and not is_place


def row_value(copy: Copy) -> str:
    """Give a row the value of another row; the data may break by it."""
    path = copy.pick("data/*.csv")
    rows = rows_of(path)
    name = copy.random.choice(list(rows[0]))
    one, other = (copy.random.randrange(len(rows)) for _ in range(2))
    rows[one][name] = rows[other][name]
    return write_rows(copy, path, rows, f"row {one + 1} {name} of row {other + 1}")


def row_gone(copy: Copy) -> str:
    """Remove a row; the data may break by it."""
    path = copy.pick("data/*.csv")
    rows = rows_of(path)
    if len(rows) == 1:
        return row_gone(copy)
    number = copy.random.randrange(len(rows))
    del rows[number]
    return write_rows(copy, path, rows, f"row {number + 1} removed")


def dictionary(copy: Copy) -> str:
    """Change a title of the dictionary."""
    path = copy.folder / "data" / "datapackage.json"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    titled = [n for n, line in enumerate(lines) if '"title"' in line and '",' in line]
    number = copy.random.choice(titled)
    lines[number] = lines[number].replace('",', f' {copy.word()}",')
    return copy.write(path, "".join(lines), f"line {number + 1}")


# --- code ----------------------------------------------------------------------


def literal(copy: Copy, room: str) -> str:
    """Change a literal in a function of a room that a notebook of the plan calls."""
    called = names_called(copy, room)
    found = [
        (path, node)
        for path in sorted(copy.folder.glob(f"src/analysis/{room}/*.py"))
        for function in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(function, ast.FunctionDef) and function.name in called
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and changed(node.value) is not None
    ]
    path, node = copy.random.choice(found)
    lines = path.read_bytes().splitlines(keepends=True)
    line, new = lines[node.lineno - 1], f"{changed(node.value)!r}"
    start, end = node.col_offset, node.end_col_offset
    lines[node.lineno - 1] = line[:start] + new.encode() + line[end:]
    return copy.write(path, b"".join(lines), f"line {node.lineno}: {node.value} {new}")


def names_called(copy: Copy, room: str) -> set[str]:
    """Return the names of a room that the notebooks of the plan call."""
    names = {notebook for notebook, _, _ in copy.reports}
    paths = [copy.folder / "notebooks" / f"{name}.ipynb" for name in sorted(names)]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return {name for text in texts for name in re.findall(rf"{room}\.(\w+)", text)}


def changed(value: object) -> object:
    """Return another literal of the same type, or None if it is not one to change."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return OTHERS.get(value) if isinstance(value, str) else None


def comment(copy: Copy) -> str:
    """Add a comment to a module of the package."""
    path = copy.pick("src/analysis/**/*.py")
    return copy.write(path, path.read_text(encoding="utf-8") + f"# {copy.word()}\n")


def phrase(copy: Copy) -> str:
    """Change a phrase of the word list that stands in some page."""
    path = copy.folder / "src" / "analysis" / "words.toml"
    text = path.read_text(encoding="utf-8")
    shown = copy.shown("html")
    phrases = re.finditer(r'\b(?:en|vi) = "([^"\\]+)"', text)
    ends = [p.end(1) for p in phrases if len(p[1]) > LONG and p[1] in shown]
    end = copy.random.choice(ends)
    line = text.count("\n", 0, end) + 1
    return copy.write(path, f"{text[:end]} {copy.word()}{text[end:]}", f"line {line}")


def template(copy: Copy) -> str:
    """Change the look or the frame of pages."""
    path = copy.pick("src/publish/templates/*.css", "src/publish/templates/index*.j2")
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return copy.write(path, f"{text}\n.{copy.word()} {{ color: red }}\n")
    return copy.write(path, text.replace("<body", f"<body id={copy.word()}", 1))


def lock(copy: Copy) -> str:
    """Add a comment to the versions of the lock."""
    path = copy.folder / "requirements" / "run.txt"
    return copy.write(path, path.read_text(encoding="utf-8") + f"# {copy.word()}\n")


# --- notebooks -----------------------------------------------------------------


def in_cell(
    copy: Copy, kind: str, change: Callable[[dict[str, Any], str], None]
) -> str:
    """Change a cell of a kind in a notebook that the plan has."""
    names = sorted({notebook for notebook, _, _ in copy.reports})
    path = copy.folder / "notebooks" / f"{copy.random.choice(names)}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    fits = [n for n, cell in enumerate(book["cells"]) if cell["cell_type"] == kind]
    number = copy.random.choice(fits)
    change(book["cells"][number], copy.word())
    text = json.dumps(book, ensure_ascii=False, indent=1) + "\n"
    return copy.write(path, text, f"cell {number + 1}")


def more_source(cell: dict[str, Any], word: str) -> None:
    """Add prose or a comment to a cell."""
    added = f" {word}" if cell["cell_type"] == "markdown" else f"\n# {word}"
    cell["source"] = "".join(cell["source"]) + added


def other_outputs(cell: dict[str, Any], word: str) -> None:
    """Store something else as what a cell shows."""
    cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": [word]}]


# --- plan, outputs, files ------------------------------------------------------


def parameter(copy: Copy) -> str:
    """Give a report of the plan another committee or language."""
    number = copy.random.randrange(len(copy.reports))
    notebook, committee, _ = copy.reports[number]
    committee = copy.random.choice(COMMITTEES) if committee else ""
    if notebook == "06_trends" and committee == COMMITTEES[1]:
        committee = COMMITTEES[0]
    report = (notebook, committee, copy.random.choice(["en", "vi"]))
    if report in copy.reports:
        return parameter(copy)
    copy.reports[number] = report
    return copy.write(copy.plan, plan_text(copy.reports), " ".join(report))


def order(copy: Copy) -> str:
    """Change the order of the plan, and nothing else."""
    copy.random.shuffle(copy.reports)
    return copy.write(copy.plan, plan_text(copy.reports), "order")


def touched(copy: Copy) -> str:
    """Make a file younger and leave what is in it."""
    path = copy.pick("data/*.csv", "notebooks/*.ipynb", "src/analysis/**/*")
    return copy.write(path, path.read_bytes(), "touched")


def output(copy: Copy) -> str:
    """Spoil or remove what was made before."""
    made = [path for path in copy.made.glob("*__*.*") if path.suffix != ".xml"]
    path = copy.random.choice(sorted(made))
    copy.before = None
    if copy.random.random() < 1 / 2:
        path.unlink()
        return f"{path.name} removed"
    os.truncate(path, path.stat().st_size // 2)
    return f"{path.name} cut short"


KINDS: dict[str, Callable[[Copy], str]] = {
    "data: words of a row": words_shown,
    "data: number of a row": number_shown,
    "data: value of a row": row_value,
    "data: a row less": row_gone,
    "data: dictionary": dictionary,
    "code: chart": lambda c: literal(c, "charts"),
    "code: measure": lambda c: literal(c, "measures"),
    "code: comment only": comment,
    "code: phrase": phrase,
    "code: template": template,
    "lock: comment": lock,
    "notebook: prose": lambda c: in_cell(c, "markdown", more_source),
    "notebook: code": lambda c: in_cell(c, "code", more_source),
    "notebook: stored output": lambda c: in_cell(c, "code", other_outputs),
    "plan: parameter": parameter,
    "plan: order": order,
    "file: touched": touched,
    "output: spoiled": output,
}
