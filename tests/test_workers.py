"""Worker processes: a fault costs the report that it hits, and nothing stays behind."""

import ast
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from batch_toys import code, is_running, notebook, wait_for

from nbbatch import engine, workers
from nbbatch.hashes import state_of
from nbbatch.task import Outcome, ReportInfo, Task
from nbbatch.workers import HAS_FORKS, WarmParent, outcomes_here

if not HAS_FORKS:
    pytest.skip("workers are forked on Linux only", allow_module_level=True)


def tasks(folder: Path, *texts: str, **options) -> list[Task]:
    """A report for each text, which is its one cell."""
    folder.mkdir(parents=True, exist_ok=True)
    tasks_made = []
    for number, text in enumerate(texts):
        name = f"r{number}"
        content = json.loads(notebook(code(text)))
        info = ReportInfo(name, "Toy", "en")
        place = folder / "toy.ipynb"
        tasks_made.append(Task(name, place, content, {}, info, **options))
    return tasks_made


def run(folder: Path, *texts: str, jobs=1, env=None, preload=(), **options):
    chosen = tasks(folder, *texts, **options)
    with closing(WarmParent(jobs, env or dict(os.environ), preload)) as parent:
        return {outcome.name: outcome for outcome in parent.outcomes(chosen)}


def shown(outcome: Outcome) -> str:
    """What the cell of a report shows as text."""
    book = json.loads(outcome.files[f"{outcome.name}.ipynb"])
    return "".join(
        "".join(output.get("text", output.get("data", {}).get("text/plain", "")))
        for output in book["cells"][0]["outputs"]
    )


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Reports that fail each in its way, between others that do not."""
    folder = tmp_path_factory.mktemp("made")
    texts = {
        "fine": "import os\nos.environ['LEFT'] = left = 'x'\nos.chdir('/')",
        "raises": "{}['missing']",
        "killed": "import os; os.kill(os.getpid(), 9)",
        "kills its worker": "import os; os.kill(os.getppid(), 9)",
        "sleeps in C": "import time\nprint('begun')\ntime.sleep(60)",
        "eats memory": "len(bytearray(1 << 34))",
        "asks": "input('?')",
        "leaves a program": "import subprocess\n"
        "print(subprocess.Popen(['sleep', '60']).pid)",
        "looks": "import os\nos.environ.get('LEFT'), 'left' in globals(), os.getcwd()",
    }
    results = run(folder, *texts.values(), jobs=2, timeout=8.0, memory=8 << 30)
    names = dict(
        zip(texts, sorted(results, key=lambda name: int(name[1:])), strict=True)
    )
    return folder, {text: results[name] for text, name in names.items()}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("raises", "KeyError: 'missing'"),
        ("killed", "the process of the cells ended (SIGKILL)"),
        ("kills its worker", "the process that makes this report ended"),
        ("sleeps in C", "time limit of 8 s"),
        ("eats memory", "MemoryError: "),
        ("asks", "StdinNotImplementedError: raw_input was called"),
    ],
)
def test_a_fault_costs_its_report_and_is_named(outcomes, text, error):
    _, actual = outcomes
    assert actual[text].failure is not None
    assert actual[text].failure.error.startswith(error)
    assert actual[text].seconds < 40  # the longest would sleep for 60


@pytest.mark.parametrize("text", ["fine", "leaves a program", "looks"])
def test_the_others_are_made(outcomes, text):
    _, actual = outcomes
    assert actual[text].failure is None
    assert list(actual[text].files) == [f"{actual[text].name}.ipynb"]


def test_the_failure_has_cell_source_and_traceback(outcomes):
    _, actual = outcomes
    failure = actual["raises"].failure
    assert (failure.cell, failure.source) == (1, "{}['missing']")
    assert "Traceback" in failure.traceback
    assert actual["killed"].failure.cell == 1


def test_a_report_sees_nothing_of_another(outcomes):
    folder, actual = outcomes
    assert shown(actual["looks"]) == f"(None, False, '{folder}')"


def test_a_program_that_a_cell_leaves_ends_with_its_report(outcomes):
    _, actual = outcomes
    assert not is_running(int(shown(actual["leaves a program"])))


def test_reports_have_the_environment_of_their_run_and_random_numbers_of_their_own(
    tmp_path,
):
    long = tmp_path / ("x" * 120)  # no obstacle for pipes
    long.mkdir()
    draw = (
        "import os, random, uuid, numpy\n"
        "[os.environ['TMPDIR'], random.random(), float(numpy.random.random()), "
        "str(uuid.uuid4())]"
    )
    env = {**os.environ, "TMPDIR": str(long)}
    actual = run(tmp_path, draw, draw, env=env, preload=["numpy.random"])
    first, second = (ast.literal_eval(shown(outcome)) for outcome in actual.values())
    assert first.pop(0) == second.pop(0) == str(long)
    assert all(each != other for each, other in zip(first, second, strict=True))
    assert list(long.iterdir()) == []


def test_an_edit_between_runs_is_seen(tmp_path):
    library = tmp_path / "library.py"
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    for version in ("first", "second"):
        library.write_text(f"version = {version!r}\n")
        text = "import library; print(library.version)"
        actual = run(tmp_path, text, env=env, preload=["library"])
        assert shown(actual["r0"]) == f"{version}\n"


def test_a_module_that_cannot_be_imported_before_is_left_to_the_cells(tmp_path, capfd):
    (tmp_path / "library.py").write_text("1 / 0\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    actual = run(
        tmp_path, "import library", "print('fine')", env=env, preload=["library"]
    )
    assert actual["r0"].failure.error.startswith("ZeroDivisionError")
    assert actual["r1"].failure is None
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_widgets_get_a_kernel_of_their_own_and_a_line(tmp_path, capfd):
    text = "import os\ntry:\n    import ipywidgets\nexcept ImportError: pass\n"
    text += "os.environ.get('JPY_PARENT_PID') is None"
    actual = run(tmp_path, text)["r0"]
    assert shown(actual) == "False"
    assert actual.inputs.doubt == "was not watched"
    line = "r0 runs in a kernel of its own: it imports ipywidgets"
    assert line in capfd.readouterr().err


def test_without_forks_reports_run_one_after_another_and_a_line_says_so(
    tmp_path, monkeypatch, caplog
):
    for module in (engine, workers):
        monkeypatch.setattr(module, "HAS_FORKS", False)
    actual = list(outcomes_here(tasks(tmp_path, "print(1)", "1 / 0"), 2, ()))
    assert shown(actual[0]) == "1\n"
    assert actual[1].failure.error == "ZeroDivisionError: division by zero"
    assert caplog.messages[0].startswith("no forks on ")
    assert "r0 runs in a kernel of its own: cells run in forks on Linux" in caplog.text


READS = {
    "_ = open('a.txt').read(), open('a.txt').read()": ["a.txt"],
    "try: open('none')\nexcept OSError: pass": ["none"],
    "import mine": ["mine.py"],
    "import pathlib; _ = [*pathlib.Path('deep').glob('*')]": ["deep"],
    "_ = open('new', 'w').write('b'), open('new').read()": [],
    "_ = open('code/deep/c.py').read()": [],
    "import mine, sys; sys.audit('nbbatch.read', mine.PLACE, mine.STATE)": [
        "mine.py",
        "b.txt",
    ],
    "import sys; sys.audit('nbbatch.read', 'a.txt', (1, 1))": "read a.txt, which",
    "import subprocess; _ = subprocess.run(['true'])": "starts a program",
    "!true": "starts a program",
    "import socket; _ = socket.getaddrinfo('127.0.0.1', 1)": "uses the network",
    "import sqlite3; sqlite3.connect(':memory:').close()": "opens a database",
    "import multiprocessing.popen_spawn_posix": "starts a program",
    "open('a.txt').read(); open('a.txt', 'a').write('x')": "read a.txt, which changed",
    "import datetime; _ = datetime.date.today()": "asks for the time",
    "import asks": "asks whether a file is there",
    "import os; _ = os.environ['HOME']": "reads the environment",
    "times = {'now': 1}; print('a time (ago)', times, 'exists')": [],
}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """What reports read, each in its way."""
    folder = tmp_path_factory.mktemp("read")
    for name in ("deep", "code/deep"):
        (folder / name).mkdir(parents=True)
    for name in ("a.txt", "b.txt", "code/deep/c.py"):
        (folder / name).write_text("a")
    used = folder / "b.txt"
    (folder / "mine.py").write_text(f"PLACE, STATE = {str(used)!r}, {state_of(used)}\n")
    (folder / "asks.py").write_text("import os.path\n_ = os.path.exists('a.txt')\n")
    results = run(folder, *READS, jobs=2, packages=(f"{folder}/code",))
    return folder, {text: results[f"r{n}"].inputs for n, text in enumerate(READS)}


@pytest.mark.parametrize("text", READS)
def test_inputs_of_a_report_are_recorded_or_in_doubt(read, text):
    folder, actual = read
    inputs, expected = actual[text], READS[text]
    if isinstance(expected, str):
        assert inputs.doubt.replace(f"{folder}/", "").startswith(expected)
        return
    places = [p[len(f"{folder}/") :] for p in inputs.read if str(folder) in p]
    assert places == expected
    assert inputs.doubt is None


PAGE = """\
import sys
from pathlib import Path
from nbbatch.hashes import state_of
def render(book, info):
    place = Path(__file__).with_name(f"{info.name}.txt")
    sys.audit("nbbatch.read", place, state_of(place))
    return {}
"""


def test_what_each_page_of_a_worker_uses_is_recorded(tmp_path):
    (tmp_path / "toy_page.py").write_text(PAGE)
    places = {f"r{number}": tmp_path / f"r{number}.txt" for number in range(3)}
    for name, place in places.items():
        place.write_text(name)
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    outcomes = run(tmp_path, *["1"] * 3, env=env, render="toy_page:render")
    texts = {str(place) for place in places.values()}
    used = {name: texts & set(each.inputs.read) for name, each in outcomes.items()}
    assert used == {name: {str(place)} for name, place in places.items()}


PROGRAM = """\
import sys
sys.path[:0] = [{tests!r}]
from pathlib import Path
from test_workers import run
found = run(Path({folder!r}), {slow!r}, {slow!r}, 'print(1)', jobs=2)
print([one.failure and one.failure.error for one in found.values()])
"""
SLOW = """\
import os, subprocess, time
program = subprocess.Popen(['sleep', '60'], start_new_session=True)
pids = [os.getpid(), os.getppid(), program.pid]
open(f'pids-{os.getpid()}', 'w').write(' '.join(map(str, pids)))
time.sleep(60)"""


def begun(folder: Path):
    """A run of which two reports wait, in a process of its own, and all processes."""
    folder.mkdir(exist_ok=True)
    values = {"tests": str(Path(__file__).parent), "folder": str(folder), "slow": SLOW}
    env = {**os.environ, "TMPDIR": str(folder / "tmp")}
    (folder / "tmp").mkdir()
    command = [sys.executable, "-c", PROGRAM.format(**values)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)

    def pids():
        texts = [path.read_text().split() for path in folder.glob("pids-*")]
        return len(texts) == 2 and all(len(text) == 3 for text in texts) and texts

    pids_seen = [int(pid) for text in wait_for(pids) for pid in text]
    stat = Path(f"/proc/{pids_seen[1]}/stat").read_text()
    return process, [*pids_seen, int(stat.rsplit(")")[-1].split()[1])]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_nothing_of_a_run_that_is_ended_lives_on(tmp_path, number):
    process, others = begun(tmp_path)
    process.send_signal(number)
    process.communicate(timeout=240)
    for pid in others:
        wait_for(lambda pid=pid: not is_running(pid), seconds=30)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_end_of_the_warm_parent_costs_what_was_not_finished(tmp_path):
    process, others = begun(tmp_path)
    os.kill(others[-1], signal.SIGKILL)
    output = process.communicate(timeout=240)[0]
    assert output.count("the process that forks the workers ended (-9)") == 3
    for pid in set(others[:-1]) - {others[2], others[5]}:
        wait_for(lambda pid=pid: not is_running(pid), seconds=30)
    for pid in (others[2], others[5]):
        os.kill(pid, signal.SIGKILL)
