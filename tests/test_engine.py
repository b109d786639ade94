"""The engine: what cells show in a fork is what they show in a kernel of their own."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch_toys import code, notebook

from nbbatch import child

if not sys.platform.startswith("linux"):
    pytest.skip("cells run in forks on Linux only", allow_module_level=True)

CELLS = {
    "parameters": "number = 1",
    "streams": "import sys\nprint('a'); print('b', file=sys.stderr); print('c')",
    # an ordinary kernel reads its descriptors in a thread of its own, and may be late
    "descriptors": "import os, time\nprint('first', flush=True)\n"
    "_ = os.write(1, b'raw\\n')\ntime.sleep(0.5)",
    "subprocess": "_ = os.system('echo out')\ntime.sleep(0.5)",
    "subprocess in error": "_ = os.system('echo err >&2')\ntime.sleep(0.5)",
    "result": "number, __name__, In[1], os.getcwd()",
    "display": "from IPython.display import HTML, clear_output, display\n"
    "shown = display('x', display_id='place')\nHTML('<b>y</b>')",
    "update": "shown.update('z')",
    "cleared": "print('before'); clear_output(wait=True); print('after')",
    "await": "import asyncio\nasync def later():\n    await asyncio.sleep(0.01)\n"
    "    return 'awaited'\nawait later()",
    "task": "task = asyncio.ensure_future(later())",
    "task of a cell before": "await task",
    "thread": "import threading\nthread = threading.Thread(target=print, args=('t',))\n"
    "thread.start(); thread.join()",
    "processes": "import multiprocessing\nwith multiprocessing.Pool(2) as pool:\n"
    "    squares = pool.map(abs, [-1, -2])\nsquares",
    "fork": "if os.fork() == 0:\n    print('child')\n    os._exit(0)\n_ = os.wait()",
    "magic": "%matplotlib inline\nget_ipython().run_line_magic('pwd', '')",
    "shell": "!echo said",
    "cell magic": "%%capture caught\nprint('caught')",
    "captured": "caught.stdout",
    "figure": "import matplotlib.pyplot as plt\n_ = plt.plot([1, 3, 2])",
    "table": "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "error": "def fail():\n    return 1 / 0\nfail()",
    "name": "print(missing)",
    "syntax": "1 +",
    "input": "input('?')",
    "logging": "import logging\nlogging.warning('careful')",
    "warning": "import warnings\nwarnings.warn_explicit('old', UserWarning, 'a.py', 1)",
    "environment": "sorted(name for name in os.environ if name[:3] not in 'JPY PYD')",
    "script": "open('m.py', 'w').write('print(__name__)')\n!{sys.executable} -m m",
    "neighbour": "import m",
    "vietnamese": "print('Ủy ban')",
}
FAILING = ("error", "name", "syntax", "input")


def papermill(folder: Path, *options: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return subprocess.run(
        [*command, "--no-progress-bar", *options],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def outputs(folder: Path) -> list[list[dict]]:
    """The outputs of each cell, with streams joined: kernels cut them by the clock."""
    book = json.loads((folder / "out.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        joined: list[dict] = []
        for output in cell["outputs"]:
            if joined and output.get("name", "") == joined[-1].get("name"):
                joined[-1]["text"] += output["text"]
            else:
                joined.append(output)
        for output in joined:
            output["text"] = "".join(output.get("text", ""))
        cell["outputs"] = joined
    return [cell["outputs"] for cell in cells]


def make(folder: Path, *cells: str, **metadata: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    toys = [code(text) for text in cells]
    book = json.loads(notebook(*toys))
    book["metadata"]["kernelspec"] |= metadata
    (folder / "in.ipynb").write_text(json.dumps(book), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The outputs of each toy cell, from a fork and from a kernel of its own."""
    results = []
    for options in (["--engine", "nbbatch"], []):
        folder = make(tmp_path_factory.mktemp("toys") / "same", *CELLS.values())
        book = json.loads((folder / "in.ipynb").read_text())
        for name, cell in zip(CELLS, book["cells"], strict=True):
            if name in FAILING:
                cell["metadata"]["tags"] = ["raises-exception"]
        (folder / "in.ipynb").write_text(json.dumps(book))
        done = papermill(folder, *options)
        assert "PapermillExecutionError" in done.stderr, done.stderr
        text = json.dumps(outputs(folder)).replace(str(folder), "FOLDER")
        results.append(dict(zip(CELLS, json.loads(text), strict=False)))
    return results


@pytest.mark.parametrize("name", CELLS)
def test_a_fork_shows_what_a_kernel_shows(shown, name):
    ours, theirs = shown
    assert ours[name] == theirs[name]


def run(folder: Path, *cells: str, options=("--engine", "nbbatch"), **metadata: str):
    done = papermill(make(folder, *cells, **metadata), *options)
    return done, outputs(folder) if done.returncode == 0 else []


def test_what_a_cell_leaves_to_the_end_of_the_process_is_done(tmp_path):
    text = (
        "import atexit, pathlib, tempfile\n"
        "folder = tempfile.TemporaryDirectory(dir='.')\n"
        "atexit.register(pathlib.Path('ended').touch)"
    )
    done, _ = run(tmp_path, text)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ended",
        "in.ipynb",
        "out.ipynb",
    ]


ENDS = {
    "os._exit(3)": "the process of the cells ended (3)",
    "os.kill(os.getpid(), 9)": "the process of the cells ended (SIGKILL)",
    "import ctypes; ctypes.string_at(0)": "the process of the cells ended (SIGSEGV)",
    "if os.fork(): os._exit(4)\nelse: time.sleep(60)": "Kernel died",
}
IN_TURN = """\
import sys, papermill
for folder in sys.argv[1:]:
    try:
        options = {"engine_name": "nbbatch", "cwd": folder, "progress_bar": False}
        papermill.execute_notebook(f"{folder}/in.ipynb", None, **options)
    except Exception as error:
        print(type(error).__name__, error)
"""


def test_the_end_of_the_process_is_seen_and_said(tmp_path):
    start = time.monotonic()
    folders = [
        str(make(tmp_path / str(number), f"import os, time\n{text}"))
        for number, text in enumerate(ENDS)
    ]
    command = [sys.executable, "-c", IN_TURN, *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for line, reason in zip(done.stdout.splitlines(), ENDS.values(), strict=True):
        assert line.startswith("DeadKernelError")
        assert reason in line
    assert time.monotonic() - start < 60


def test_papermill_has_its_status_of_a_dead_kernel(tmp_path):
    done, _ = run(tmp_path, "import os; os._exit(3)")
    assert done.returncode == 138
    assert "the process of the cells ended (3)" in done.stderr


def test_a_lone_surrogate_is_printed_escaped_and_a_large_output_comes_whole(tmp_path):
    texts = ["'\\ud800'", "'ầ' * 1_000_000", "'b' * 1_000_000"]
    done, actual = run(tmp_path, *(f"print({text})" for text in texts[:2]), texts[2])
    assert done.returncode == 0, done.stderr
    assert actual[0][0]["text"] == "\\ud800\n"
    assert actual[1][0]["text"] == "ầ" * 1_000_000 + "\n"
    assert len("".join(actual[2][0]["data"]["text/plain"])) > 1_000_000


def test_a_notebook_of_another_program_gets_a_kernel_and_a_line(tmp_path):
    spec = tmp_path / "data" / "kernels" / "other" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [sys.executable, "-X", "dev", "-m", "ipykernel_launcher"]
    about = {"display_name": "Other", "language": "python"}
    spec.write_text(json.dumps({"argv": [*argv, "-f", "{connection_file}"], **about}))
    os.environ["JUPYTER_PATH"] = str(tmp_path / "data")
    try:
        done, (shown,) = run(
            tmp_path / "work", "import sys; sys.flags.dev_mode", name="other"
        )
    finally:
        del os.environ["JUPYTER_PATH"]
    assert shown[0]["data"]["text/plain"] == ["True"]
    output = "runs in a kernel of its own: the kernel 'other' is another program"
    assert output in done.stderr


def test_what_the_parent_displays_goes_nowhere() -> None:
    child.Channel(child.IOPUB).send_multipart([b"a progress bar"])
