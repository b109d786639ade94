import csv
import filecmp
import json
import os
import py_compile
import random
import shutil
import sys
from pathlib import Path

import pytest
from batch_toys import PARAMETERS, code, notebook, prose, toy_plan

from nbbatch import input_watch, records, reuse
from nbbatch.run import FINE, Options, run_plan
from nbbatch.state import State, is_as_stamped, stamped

DATA = Path(__file__).parents[1] / "data"
COMMITTEES = ("lao-cai-city-committee", "thai-nguyen-city-committee")
PLAN = f"""\
[[report]]
notebook = "01_toy"
parameters = {{ count = 3 }}
matrix = {{ committee_id = {list(COMMITTEES)}, lang = ["en", "vi"] }}
exclude = [{{ committee_id = "{COMMITTEES[1]}", lang = "vi" }}]
"""
CODE = [
    "import helper\nfrom analysis import tables",
    "study = tables.load_tables(lang)\n"
    "study.rows('reforms', committee_id=committee_id)[['fact_id', 'summary_en']]",
    "helper.longer(open('notes.txt').read()), count",
]
OWN = ("failures.json", "junit.xml", "reports.toml")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with real data, a module and a file beside its notebook."""
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("sources"))
    for name in ("notebooks", "reports"):
        (tmp_path / name).mkdir()
    cells = [
        prose("# How many?", "en"),
        prose("# Bao nhiêu?", "vi"),
        code(PARAMETERS.replace("lao-cai", COMMITTEES[0]), "parameters"),
        *map(code, CODE),
    ]
    (tmp_path / "notebooks" / "01_toy.ipynb").write_text(notebook(*cells))
    helper = "def longer(text):\n    return text + '!'\n"
    (tmp_path / "notebooks" / "helper.py").write_text(helper)
    (tmp_path / "notebooks" / "notes.txt").write_text("note")
    (tmp_path / "reports" / "reports.toml").write_text(PLAN)
    monkeypatch.setenv("ANALYSIS_DATA", str(tmp_path / "data"))
    return tmp_path


def run(project: Path, out: str = "reports", **options) -> str:
    lines: list[str] = []
    plan = toy_plan(project / "reports" / "reports.toml")
    settings = Options(project / out, **options)
    assert run_plan(plan, settings, lines.append).status == FINE, lines
    return lines[-1]


def why(project: Path) -> dict[str, str]:
    lines: list[str] = []
    plan = toy_plan(project / "reports" / "reports.toml")
    run_plan(plan, Options(project / "reports", is_dry=True), lines.append)
    return dict(line.split(": ", 1) for line in lines[:-1])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_row(project: Path, table: str, committee_id: str | None, word: str) -> None:
    """Change the note of the first row of a table that is of a committee."""
    path = project / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    row = next(r for r in rows if committee_id in (None, r.get("committee_id")))
    row["note"] = word
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edits(project: Path, random_: random.Random):
    """Each kind of edit, and which of the three reports must run after it."""
    notebook_path = project / "notebooks" / "01_toy.ipynb"
    word = f"w{random_.randrange(10**9)}"
    names = [f"01_toy__{COMMITTEES[0]}__{lang}" for lang in ("en", "vi")]
    names.append(f"01_toy__{COMMITTEES[1]}__en")
    return [
        (lambda: edit_row(project, "reforms", COMMITTEES[0], word), names),
        (lambda: edit_row(project, "shortcomings", None, word), []),
        (lambda: edit(notebook_path, "# Bao", f"# {word} Bao"), names[1:2]),
        (lambda: edit(project / "notebooks/helper.py", "+ '", f"+ '{word}"), names),
        (lambda: (project / "notebooks/notes.txt").write_text(word), names),
        (lambda: (project / "reports" / f"{names[2]}.html").unlink(), names[2:]),
    ]


def assert_same_outputs(one: Path, other: Path) -> None:
    names = sorted(
        path.name
        for path in other.iterdir()
        if path.is_file() and not path.name.startswith(".") and path.name not in OWN
    )
    assert names
    same, different, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    assert (different, missing) == ([], [])
    assert sorted(same) == names


def test_after_each_edit_a_run_gives_what_a_clean_build_gives(project):
    """The benchmark does a hundred; here is one of each kind."""
    run(project)
    random_ = random.Random(4)
    for number in range(len(edits(project, random_))):
        change, expected = edits(project, random_)[number]
        change()
        assert sorted(why(project)) == sorted(expected), (number, why(project))
        assert f"{len(expected)} reports made" in run(project)
        if number in (0, 4):
            shutil.rmtree(project / "clean", ignore_errors=True)
            run(project, "clean")
            assert_same_outputs(project / "reports", project / "clean")
    assert "0 reports made, 3 unchanged" in run(project)


def opened(path: Path) -> dict:
    """A line of the watch for a file that is opened now."""
    return {"file": str(path), "state": input_watch.state_of(str(path))}


@pytest.fixture
def made(project):
    """A folder with reports as if they were made, and a way to spoil the record."""
    plan = toy_plan(project / "reports" / "reports.toml")
    out = project / "reports"
    inputs = reuse.Inputs(plan)
    state = State(out)
    from nbbatch.run import task
    from nbbatch.task import Outcome

    for report in plan.reports:
        (out / f"{report.name}.html").write_text("page")
        watching = [{"watching": True}, opened(project / "notebooks/helper.py")]
        outcome = Outcome(
            report.name, 1.0, None, {f"{report.name}.html": b"page"}, watching
        )
        one = task(plan, report, Options(out))
        state.add(report.name, records.record_of(one, outcome, inputs))
    return project


def test_nothing_changed_runs_nothing(made):
    assert why(made) == {}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda p: edit(p / "notebooks/helper.py", "!", "?"), "helper.py changed"),
        (lambda p: (p / "notebooks/helper.py").unlink(), "its notebook changed"),
        (lambda p: (p / "notebooks/pandas.py").touch(), "its notebook changed"),
        (
            lambda p: edit(p / "reports/reports.toml", "= 3", "= 4"),
            "its parameters changed",
        ),
        (
            lambda p: edit(p / "notebooks/01_toy.ipynb", "import helper", "import  x"),
            "its notebook changed",
        ),
    ],
)
def test_the_reason_is_told(made, spoil, reason):
    spoil(made)
    found = why(made)
    assert len(found) == 3
    assert all(words.endswith(reason) for words in found.values())


@pytest.mark.parametrize(
    ("variable", "reason"),
    [("MPLBACKEND", "the settings of the"), ("PYTHONPATH", "the settings of the")],
)
def test_a_setting_of_the_environment_counts(made, monkeypatch, variable, reason):
    monkeypatch.setenv(variable, "other")
    assert all(words.startswith(reason) for words in why(made).values())


def test_what_ipython_runs_at_its_start_counts(made, monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    assert why(made) == {}
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "README").write_text("IPython writes it by itself")
    assert why(made) == {}
    (startup / "00.py").write_text("count = 9")
    assert set(why(made).values()) == {"the settings of the environment changed"}


def test_the_lock_counts(made):
    (made / "requirements").mkdir()
    (made / "requirements" / "run.txt").write_text("pandas==0")
    assert set(why(made).values()) == {"the versions of packages changed"}


def test_an_output_that_someone_changed_is_made_again(made):
    page = next((made / "reports").glob("*.html"))
    page.write_text("else")
    assert list(why(made)) == [page.stem]


def test_half_a_line_of_state_counts_for_nothing(made):
    path = made / "reports" / ".state.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]) + lines[-1][:40])
    assert len(why(made)) == 1
    state = State(made / "reports")
    state.add("x", {"parts": {"a": "b"}})
    assert "x" in State(made / "reports").records


def lines_of(project, *lines) -> dict:
    plan = toy_plan(project / "reports" / "reports.toml")
    from nbbatch.run import task
    from nbbatch.task import Outcome

    report = plan.reports[0]
    inputs = reuse.Inputs(plan)
    return records.record_of(
        task(plan, report, Options(project / "reports")),
        Outcome(report.name, 1.0, None, {}, lines),
        inputs,
    )


def doubt_of(project, *lines) -> str | None:
    return lines_of(project, *lines).get("doubt")


def test_in_doubt_nothing_is_kept(project):
    assert doubt_of(project, {"watching": True}) is None
    assert doubt_of(project) == "was not watched"
    unwatched = {"unwatched": "starts a program"}
    assert doubt_of(project, {"watching": True}, unwatched) == "starts a program"


def test_the_doubt_is_the_reason_that_is_told(made):
    state = State(made / "reports")
    name = f"01_toy__{COMMITTEES[1]}__en"
    state.add(name, {"doubt": "uses the network"})
    assert why(made) == {name: "it uses the network"}


def test_a_file_that_changed_while_the_report_ran_is_not_trusted(project):
    path = project / "notebooks" / "notes.txt"
    line = opened(path)
    assert doubt_of(project, {"watching": True}, line) is None
    path.write_text("later")
    assert "notes.txt, which changed" in doubt_of(project, {"watching": True}, line)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import time\nstart = time.time()\n", "asks for the time"),
        ("from datetime import date\nday = date.today()\n", "asks for the time"),
        ("import pandas\nday = pandas.Timestamp.now('UTC')\n", "asks for the time"),
        ("import os\nhome = os.environ['HOME']\n", "reads the environment"),
        ("from pathlib import Path\nPath('x').exists()\n", "asks whether a file is"),
        ("times = {'now': 1}\nprint('a time (ago)', times, 'exists')\n", None),
    ],
)
def test_what_no_event_tells_of_is_looked_for_in_the_users_code(project, code, what):
    module = project / "notebooks" / "mine.py"
    module.write_text(code)
    found = doubt_of(project, {"watching": True}, opened(module))
    assert found == what or found.startswith(what)
    ours = Path(input_watch.__file__)
    assert doubt_of(project, {"watching": True}, opened(ours)) is None


def test_data_that_changed_while_the_report_ran_are_not_trusted(project):
    plan = toy_plan(project / "reports" / "reports.toml")
    inputs = reuse.Inputs(plan)
    assert inputs.is_steady()
    edit_row(project, "reforms", None, "later")
    assert not inputs.is_steady()


def test_compiled_code_of_the_second_of_an_edit_is_dropped(tmp_path):
    source = tmp_path / "one.py"
    source.write_text("x = 1\n")
    compiled = Path(py_compile.compile(str(source)))
    os.utime(source, (1000, 1000.2))
    os.utime(compiled, (1000, 1000.9))
    reuse.drop_doubtful_bytecode([tmp_path])
    assert not compiled.exists()
    py_compile.compile(str(source))
    os.utime(compiled, (1001, 1001.1))
    reuse.drop_doubtful_bytecode([tmp_path])
    assert compiled.exists()


def test_a_stamp_holds_by_content_and_fails_by_content(tmp_path):
    path = tmp_path / "page"
    path.write_text("one")
    stamp = stamped(path)
    path.write_text("two")
    path.write_text("one")
    assert is_as_stamped(path, stamp)
    path.write_text("two")
    assert not is_as_stamped(path, stamp)


@pytest.fixture
def watched(tmp_path):
    """What a program reads, as the watch tells it."""

    def watch(program: str) -> list[dict]:
        import subprocess

        log = tmp_path / "log"
        start = (
            f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{input_watch.LINE}\n"
        )
        environment = {"NBBATCH_READS": str(log), "PYTHONPATH": ":".join(sys.path)}
        command = [sys.executable, "-c", start + program]
        subprocess.run(command, check=True, env=environment, cwd=tmp_path)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        log.unlink()
        assert lines[0] == {"watching": True}
        for line in lines:
            line.pop("state", None)
        return lines[1:]

    return watch


def test_files_modules_and_folders_are_noticed(watched, tmp_path):
    (tmp_path / "mine.py").write_text("x = 1\n")
    (tmp_path / "a.txt").write_text("a")
    for _ in range(2):  # the second time from compiled code
        assert {"file": str(tmp_path / "mine.py")} in watched("import mine")
    assert watched("open('a.txt').read()") == [{"file": str(tmp_path / "a.txt")}]
    missing = "try: open('none')\nexcept OSError: pass"
    assert watched(missing) == [{"file": str(tmp_path / "none")}]
    listing = "import pathlib; list(pathlib.Path('.').glob('*'))"
    assert {"folder": str(tmp_path)} in watched(listing)


def test_what_a_program_wrote_itself_is_no_input(watched):
    assert watched("open('b', 'w').write('b'); open('b').read()") == []


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import subprocess; subprocess.run(['true'])", "starts a program"),
        ("import os; os.system('true')", "starts a program"),
        ("import socket\nsocket.socket().connect_ex(('127.0.0.1', 1))", "network"),
        ("import sqlite3; sqlite3.connect(':memory:').close()", "database"),
        ("import multiprocessing.popen_spawn_posix", "starts a program"),
    ],
)
def test_what_cannot_be_asked_again_is_noticed(watched, program, words):
    found = [line["unwatched"] for line in watched(program) if "unwatched" in line]
    assert len(found) == 1
    assert words in found[0]
