"""The package in the warm parent: a kernel must not tell the difference."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"

# Each wish in a fork of one process: with Own as the first finder, or without.
PROGRAM = """
import json, os, sys
sys.path.insert(0, {source!r})
opened = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.append(os.path.abspath(arguments[0]))
sys.addaudithook(hook)
from nbbatch.warm import kernel, own as room, parent
parent.preload()
opened.clear()
own = room.Own()
read = sorted(set(opened))
def seen(wish, is_given):
    kernel._forget(own.replaced)
    if is_given:
        sys.meta_path.insert(0, own)
    opened.clear()
    {before}
    exec(wish, {{}})
    modules = {{name: one for name, one in sys.modules.items()
               if name.split(".")[0] == "analysis"}}
    files = {{one.__file__ for one in modules.values()}}
    noted = {{path for path in opened if path in files}}
    compiled = {{path for path in opened if "__pycache__" in path}}
    return {{
        "names": {{n: sorted(vars(one)) for n, one in modules.items()}},
        "kinds": {{f"{{n}}.{{k}}": type(value).__name__ for n, one in modules.items()
                  for k, value in vars(one).items() if not k.startswith("__")}},
        "specs": {{n: [one.__spec__.origin, type(one.__spec__.loader).__name__]
                  for n, one in modules.items()}},
        "unnoted": sorted(files - noted) if is_given else [],
        "beside": [path for path in opened if path.endswith(".toml")],
        "from disk": len(compiled) if is_given else 0,
    }}
found = []
for wish in {wishes!r}:
    pair = []
    for is_given in (False, True):
        ours, theirs = os.pipe()
        if os.fork() == 0:
            with os.fdopen(theirs, "w") as out:
                json.dump(seen(wish, is_given), out)
            os._exit(0)
        os.close(theirs)
        with os.fdopen(ours) as answer:
            pair.append(json.loads(answer.read() or "null"))
        os.wait()
    found.append(pair)
json.dump({{"found": found, "read": read}}, sys.stdout)
"""
WISHES = [
    "import analysis",
    "import analysis.words",
    "from analysis import tables",
    "from analysis import charts, findings, measures, networks, show, tables",
    "from analysis import audit",
    "from publish import downloads; downloads.excel",
    "from analysis import explain, explore",
    "from nbbatch.input_watch import start",
]


def told(wishes: list[str], source: Path = SOURCE, before: str = "pass") -> dict:
    program = PROGRAM.format(source=str(source), wishes=wishes, before=before)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    answer: dict = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def answer():
    return told(WISHES)


@pytest.mark.parametrize("wish", WISHES)
def test_a_kernel_holds_what_a_normal_import_would_bring(answer, wish):
    normal, given = answer["found"][WISHES.index(wish)]
    assert given["names"].keys() == normal["names"].keys()
    assert given["names"] == normal["names"]
    assert given["kinds"] == normal["kinds"]
    assert given["specs"] == normal["specs"]


@pytest.mark.parametrize("wish", WISHES)
def test_each_module_that_is_given_counts_as_a_file_that_was_read(answer, wish):
    _, given = answer["found"][WISHES.index(wish)]
    assert given["unnoted"] == []
    assert given["from disk"] == 0


def test_data_beside_a_module_count_as_read_with_it(answer):
    _, given = answer["found"][WISHES.index("import analysis.words")]
    assert str(SOURCE / "analysis" / "words.toml") in given["beside"]


def test_nothing_is_read_beforehand_but_modules_their_data_and_the_tables(answer):
    own = (str(SOURCE / "analysis"), str(SOURCE.parent / "data"))
    ours = [path for path in answer["read"] if path.startswith(str(SOURCE.parent))]
    kept = [path for path in ours if not path.startswith(str(Path(sys.prefix)))]
    assert kept
    strange = [path for path in kept if not path.endswith((".py", ".pyc", ".csv"))]
    assert {Path(path).name for path in strange} == {"datapackage.json", "words.toml"}
    assert all(path.startswith(own) for path in kept)


@pytest.fixture
def copied(tmp_path):
    """The package in a folder of its own, with its data."""
    shutil.copytree(SOURCE, tmp_path / "src")
    shutil.copytree(SOURCE.parent / "data", tmp_path / "data")
    return tmp_path / "src"


EDIT = "open({path!r}, 'a').write({line!r})"


def test_after_an_edit_every_module_comes_from_the_disk(copied):
    words = copied / "analysis" / "words.py"
    edit = EDIT.format(path=str(words), line="\nEDITED = True\n")
    answer = told(["from analysis import words; words.EDITED"], copied, before=edit)
    _, given = answer["found"][0]
    assert "EDITED" in given["names"]["analysis.words"]
    assert given["from disk"]


def test_an_edit_while_the_package_is_imported_is_seen(copied):
    words = copied / "analysis" / "words.py"
    edit = EDIT.format(path=str(words), line="\nEDITED = True\n")
    with (copied / "analysis" / "verify.py").open("a", encoding="utf-8") as late:
        late.write(f"\n{edit}\n")  # once words has been imported
    _, given = told(["from analysis import words; words.EDITED"], copied)["found"][0]
    assert "EDITED" in given["names"]["analysis.words"]


def test_a_reload_reads_the_source(copied):
    words = copied / "analysis" / "words.py"
    wish = (
        "import importlib; from analysis import words; "
        + EDIT.format(path=str(words), line="\nEDITED = True\n")
        + "; importlib.reload(words); words.EDITED"
    )
    _, given = told([wish], copied)["found"][0]
    assert "EDITED" in given["names"]["analysis.words"]


def test_a_package_that_cannot_be_imported_is_left_to_the_kernel(copied):
    (copied / "analysis" / "gate.py").write_text("1 / 0\n", encoding="utf-8")
    wish = (
        "try:\n    from analysis import gate\n"
        "except ZeroDivisionError:\n    from analysis import words"
    )
    normal, given = told([wish], copied)["found"][0]
    assert "analysis.words" in given["names"]
    assert given["names"] == normal["names"]
