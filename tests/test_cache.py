"""What is made again, and what a run may overwrite; no kernel is started but one."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from batch_toys import HOOKS, PARAMETERS, code, notebook, prose, toy_plan
from core_toys import DATA, change

from nbbatch import hashes
from nbbatch.cache import Cache, ConflictError, LockedError, opened
from nbbatch.inputs import Inputs
from nbbatch.plan import load_plan
from nbbatch.run import FAILED, FINE, Options, Run, run_plan, step_of
from nbbatch.summary import earlier_failures
from nbbatch.task import Outcome

COMMITTEES = ("lao-cai-city-committee", "thai-nguyen-city-committee")
PLAN = f"""\
[[report]]
notebook = "01_toy"
parameters = {{ count = 3 }}
matrix = {{ committee_id = {list(COMMITTEES)}, lang = ["en", "vi"] }}
exclude = [{{ committee_id = "{COMMITTEES[1]}", lang = "vi" }}]
"""
CODE = [
    "import helper",
    "from analysis import tables",
    "from IPython.display import HTML",
    "study = tables.load_tables(lang)",
    "study.rows('reforms', committee_id=committee_id)[['fact_id', 'summary_en']]",
    'HTML(\'<a href="#" data-claims="000-evt-01">a fact that no cell looks up</a>\')',
    "helper.longer(open('notes.txt').read()), count",
]


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


def run_of(project: Path, cache: Cache) -> Run:
    plan = toy_plan(project / "reports" / "reports.toml")
    return Run(plan, Options(project / "reports"), cache)


def why(project: Path, **options) -> dict[str, str]:
    lines: list[str] = []
    plan = toy_plan(project / "reports" / "reports.toml")
    run_plan(plan, Options(project / "reports", dry_run=True, **options), lines.append)
    return dict(line.split(": ", 1) for line in lines[:-1])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def built(project):
    """Reports as if a run had made them."""
    names = ("notebooks/helper.py", "data/reforms.csv", "data/datapackage.json")
    paths = [project / name for name in names]
    inputs = Inputs({str(path): hashes.of_file(path) for path in paths})
    with opened(project / "reports") as cache:
        run = run_of(project, cache)
        run.note_fault()
        for name in run.tasks:
            files = {f"{name}.ipynb": b"{}", f"{name}.html": b"page"}
            run.written(Outcome(name, files=files, inputs=inputs))
    return project


def test_nothing_changed_runs_nothing(built):
    assert why(built) == {}
    assert set(why(built, force=True).values()) == {"it is forced"}


CHANGES = {
    "a module beside it": (
        lambda p: edit(p / "notebooks/helper.py", "!", "?"),
        "helper.py changed",
    ),
    "a module less": (
        lambda p: (p / "notebooks/helper.py").unlink(),
        "its notebook changed",
    ),
    "a module more": (
        lambda p: (p / "notebooks/pandas.py").touch(),
        "its notebook changed",
    ),
    "a parameter": (
        lambda p: edit(p / "reports/reports.toml", "= 3", "= 4"),
        "its parameters changed",
    ),
    "code": (
        lambda p: edit(p / "notebooks/01_toy.ipynb", "import helper", "import  x"),
        "its notebook changed",
    ),
    "a table": (
        lambda p: change(p / "data", "reforms", -1, note="other"),
        "reforms.csv changed",
    ),
    "a table that it does not use, if the data are broken now": (
        lambda p: change(p / "data", "shortcomings", -1, source_id="none"),
        "the data changed",
    ),
    "the dictionary": (
        lambda p: edit(p / "data/datapackage.json", '"title": "', '"title": "The '),
        "datapackage.json changed",
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_the_reason_to_run(built, kind):
    spoil, reason = CHANGES[kind]
    spoil(built)
    reasons = why(built)
    assert len(reasons) == 3
    assert all(words.endswith(reason) for words in reasons.values())


def test_a_change_elsewhere_is_none(built):
    change(built / "data", "shortcomings", -1, note="other")
    assert why(built) == {}
    edit(built / "notebooks/01_toy.ipynb", "# Bao", "# Hỏi: Bao")
    assert list(why(built)) == [f"01_toy__{COMMITTEES[0]}__vi"]


@pytest.mark.parametrize("variable", ["MPLBACKEND", "PYTHONPATH", "VARIABLE_OF_STUDY"])
def test_a_setting_of_the_environment_counts(built, monkeypatch, variable):
    monkeypatch.setenv(variable, "other")
    reasons = set(why(built).values())
    assert reasons == {"the environment's settings changed"}


def test_what_ipython_runs_at_its_start_counts(built, monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    assert why(built) == {}
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "README").write_text("IPython writes it by itself")
    assert why(built) == {}
    (startup / "00.py").write_text("count = 9")
    assert set(why(built).values()) == {"the files of settings changed"}


def test_the_code_of_all_packages_counts(built):
    plan = toy_plan(built / "reports" / "reports.toml")
    names = {name for name, _ in hashes.source_files(plan.hooks)}
    assert {
        "analysis/words.toml",
        "nbbatch/run.py",
        "publish/page.py",
        "publish/templates/style.css",
        "reading/figures.py",
    } <= names


def test_reports_depend_on_all_code_but_what_their_pages_link_to(project, monkeypatch):
    hooks, name = replace(HOOKS, assets=(".css", ".js")), "the code of the packages"

    def hashed(file: str, *, with_assets: bool) -> set[str]:
        """The hashes of the code before and after a change of a file."""
        versions = [[("a.py", "1"), (file, content)] for content in "12"]
        monkeypatch.setattr(hashes, "source_files", lambda _: versions.pop())
        given = {"with_assets": with_assets}
        return {hashes.environment(hooks, project, **given)[name] for _ in "12"}

    assert len(hashed("page.css", with_assets=False)) == 1
    assert len(hashed("page.css", with_assets=True)) == 2
    assert len(hashed("page.html.j2", with_assets=False)) == 2


def test_an_output_that_someone_changed_is_made_again(built):
    page = next((built / "reports").glob("*.html"))
    page.write_text("else")
    assert list(why(built)) == [page.stem]
    page.write_text("page")
    assert why(built) == {}


def test_half_a_line_counts_for_nothing_and_the_outputs_stay_ours(built):
    path = built / "reports" / ".cache.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    claims = [json.loads(line) for line in lines]
    names = {line["step"]: sorted(line["outputs"]) for line in claims}
    old = [json.dumps({"step": step, "outputs": names[step]}) + "\n" for step in names]
    path.write_text("".join(old + lines[:-1]) + lines[-1][:40])
    assert set(why(built).values()) == {"it was not made before"}
    assert len(why(built)) == 1
    with opened(built / "reports") as cache:
        cache.note("x", {"parts": {}}, {})
    assert "x" in Cache(built / "reports").records


@pytest.mark.parametrize(
    "torn", [b"\xff\xfe\x00", b"[1]\n{\n5\n", b'{"step": ["x"]}\n{"step": "b']
)
def test_torn_files_of_a_folder_cost_only_what_they_held(tmp_path, torn):
    Cache(tmp_path).note("a", {"parts": {}}, {})
    with (tmp_path / ".cache.jsonl").open("ab") as out:
        out.write(torn)
    (tmp_path / "summary.json").write_bytes(torn)
    assert list(Cache(tmp_path).records) == ["a"]
    assert earlier_failures(tmp_path) == []
    Cache(tmp_path).note("b", {"parts": {}}, {})
    assert list(Cache(tmp_path).records) == ["a", "b"]


def test_a_cache_that_cannot_be_written_puts_nothing_in_place(tmp_path):
    cache = Cache(tmp_path)
    cache.path.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        cache.write("one", {"a": b"1"}, {"parts": {}})
    assert not (tmp_path / "a").exists()


# --- what is overwritten and removed -------------------------------------------


def test_only_what_a_step_made_is_overwritten_and_removed(tmp_path):
    (tmp_path / "mine.svg").write_text("mine")
    with opened(tmp_path) as cache:
        cache.write("one", {"a/b": b"1", "c": b"1"}, {"parts": {}})
        cache.write("one", {"c": b"2"}, {"parts": {}})
        assert not (tmp_path / "a").exists()
        with pytest.raises(ConflictError, match=r"one: .*mine.svg exists and was made"):
            cache.write("one", {"c": b"3", "mine.svg": b"3"}, {"parts": {}})
        with pytest.raises(ConflictError, match="exists and is an output of one"):
            cache.write("two", {"c": b"3"}, {"parts": {}})
        cache.write("two", {"c": b"2"}, {"parts": {}})  # shared
        cache.remove("two")
    with opened(tmp_path) as cache:
        assert (tmp_path / "c").read_bytes() == b"2"
        cache.keep("o", [])
    assert (tmp_path / "mine.svg").read_text() == "mine"
    assert not (tmp_path / "c").exists()
    assert Cache(tmp_path).owned == {}


def test_what_was_claimed_before_a_crash_is_still_ours(tmp_path):
    with opened(tmp_path) as cache:
        cache.claim("one", {"a": ""})
        (tmp_path / "a").write_text("moved into place, then killed")
    with opened(tmp_path) as cache:
        assert cache.reason("one", {}) == "it was not made before"
        cache.write("one", {"a": b"again"}, {"parts": {}})
    assert (tmp_path / "a").read_text() == "again"


def own_plan(folder: Path, name: str = "") -> Path:
    """A plan beside its notebook, as users write them."""
    (folder / "study.ipynb").write_text(notebook(code("print(1)")))
    given = f'name = "{name}"\n' if name else ""
    plan = folder / "plan.toml"
    plan.write_text(f'[[report]]\nnotebook = "study.ipynb"\n{given}')
    return plan


@pytest.mark.parametrize(
    ("name", "present", "message"),
    [
        ("", "", "study: its output study.ipynb is an input of the plan"),
        ("plan", "", "plan: its output plan.toml is an input of the plan"),
        ("figure", "figure.svg", "figure.svg exists and was made by no run"),
        ("x", "x.ipynb", "x.ipynb exists and was made by no run"),
        ("x", "summary.json", "summary.json exists and was made by no run"),
    ],
)
@pytest.mark.parametrize("is_dry", [True, False])
def test_a_file_that_no_run_made_is_refused_before_anything_runs(
    tmp_path, name, present, message, is_dry
):
    plan = own_plan(tmp_path, name)
    if present:
        (tmp_path / present).write_text("mine")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ConflictError, match=message):
        run_plan(toy_plan(plan), Options(tmp_path, dry_run=is_dry), print)
    after = {p: p.read_bytes() for p in tmp_path.iterdir() if p.name[0] != "."}
    assert after == before


def test_two_runs_into_one_folder_are_kept_apart(tmp_path):
    with opened(tmp_path), pytest.raises(LockedError, match="another run is at work"):
        opened(tmp_path).__enter__()


def test_the_remains_of_a_run_that_was_killed_are_removed(tmp_path):
    (tmp_path / ".work" / "take").mkdir(parents=True)
    with opened(tmp_path):
        assert not (tmp_path / ".work").exists()


# --- doubt -----------------------------------------------------------------------


def test_in_doubt_nothing_is_kept(built):
    name = f"01_toy__{COMMITTEES[1]}__en"
    with opened(built / "reports") as cache:
        kept = dict.fromkeys(cache.owned[step_of(name)], "")
        cache.note(step_of(name), {"parts": {}, "doubt": "uses the network"}, kept)
    assert why(built) == {name: "it uses the network"}


# --- a whole run -----------------------------------------------------------------


EDITS = {  # and how many of the two English reports then run
    "a module": (lambda p: edit(p / "notebooks/helper.py", "!", "?"), 2),
    "a table touched": (lambda p: (p / "data/reforms.csv").touch(), 0),
    "a row that both use": (
        lambda p: change(p / "data", "reforms", -1, summary_en="Else."),
        2,
    ),
    "a row that none uses": (
        lambda p: change(p / "data", "shortcomings", -1, note="other"),
        0,
    ),
    "the fact of a link": (lambda p: change(p / "data", "events", -1, note="other"), 2),
    "the label of a committee": (
        lambda p: edit(p / "data/committees.csv", "Lào Cai city", "Lào Cai town"),
        2,
    ),
}
HOOKS_OF_SITE = replace(
    HOOKS, render="publish.page:render", preload=("publish.preload_tables",)
)


def run_english(project: Path, out: str, **options) -> tuple[int, str]:
    """Run the English reports; return the status and the last line."""
    lines: list[str] = []
    plan = load_plan(project / "reports" / "reports.toml", HOOKS_OF_SITE)
    given = Options(project / out, only="*__en", **options)
    return run_plan(plan, given, lines.append).status, lines[-1]


def test_after_an_edit_a_run_gives_what_a_clean_build_gives(project):
    """The benchmark does a hundred, with the site and a run after each."""
    reports = project / "reports"
    assert run_english(project, "reports")[0] == FINE
    records = Cache(reports).records.values()
    read = {Path(place) for each in records for place in each.get("read", ())}
    tables = {"reforms.csv", "committees.csv", "events.csv", "datapackage.json"}
    files = {path.name for path in read if path.is_file()}
    assert files == {"helper.py", "notes.txt"} | tables
    edited = [project / name for name in ("data", "notebooks")]
    for kind, (spoil, count) in EDITS.items():
        before = {p: p.read_bytes() for folder in edited for p in folder.glob("*.*")}
        spoil(project)
        _, line = run_english(project, "reports", dry_run=True)
        assert line.startswith(f"{count} of 3 reports would run"), kind
        for path, content in before.items():
            path.write_bytes(content)
    for spoil, _ in EDITS.values():
        spoil(project)
    for out, summary in (("reports", "2 reports made"), ("clean", "2 reports made")):
        status, line = run_english(project, out)
        assert (status, line.partition(",")[0]) == (FINE, summary)
    names = [path.name for path in (project / "clean").glob("*__*")]
    assert len(names) == 4
    for name in names:
        assert (reports / name).read_bytes() == (project / "clean" / name).read_bytes()


def test_data_that_break_a_rule_fail_each_report_with_the_same_error(project):
    change(project / "data", "shortcomings", -1, source_id="none")
    status, line = run_english(project, "reports")
    assert status == FAILED
    assert "0 reports made, 0 unchanged, 2 failed" in line
    (error,) = {each["error"] for each in earlier_failures(project / "reports")}
    assert "shortcomings.csv" in error
