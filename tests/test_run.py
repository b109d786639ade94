import json
import subprocess
import sys

import pytest
from batch_toys import PLAN, analysis, code, make_project, notebook, prose, toy_plan

from nbbatch.cache import Cache, opened
from nbbatch.run import Options, chosen

BODY = """\
import os
from pathlib import Path
print(committee_id, count, lang, Path.cwd().name)
if committee_id == "yen-bai" and lang == "vi":
    raise LookupError("no such place")
if committee_id == "yen-bai":
    os._exit(3)"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A run of five reports: three good, one that raises, one whose kernel dies."""
    folder = tmp_path_factory.mktemp("ran")
    plan = make_project(folder, PLAN, BODY)
    with opened(folder / "reports") as cache:
        for name in ("yen-bai__en", "yen-bai__vi"):
            stale = {f"01_toy__{name}.{kind}": b"old" for kind in ("html", "gexf")}
            cache.write(f"report 01_toy__{name}", stale, {"parts": {}})
    cells = [prose("# One", "en"), prose("# Một", "vi"), code("print('x')")]
    (folder / "notebooks" / "02.ipynb").write_text(notebook(*cells))
    plan.write_text(plan.read_text() + '[[report]]\nnotebook = "02"\n')
    status, output = analysis("run", plan)
    return folder / "reports", status, output


def test_a_report_without_lang_keeps_all_prose(ran):
    page = (ran[0] / "02.html").read_text()
    assert "<h1>One</h1>" in page
    assert "<h1>Một</h1>" in page


def test_good_reports_are_made_though_others_fail(ran):
    out, status, _ = ran
    assert status == 1
    book = json.loads((out / "01_toy__lao-cai__vi.ipynb").read_text())
    outputs = [each for cell in book["cells"] for each in cell.get("outputs", [])]
    assert outputs[0]["text"] == ["lao-cai 3 vi notebooks\n"]
    assert (out / "01_toy__lao-cai__vi.html").exists()


def test_a_failed_report_leaves_no_old_page(ran):
    out, _, _ = ran
    assert not list(out.glob("01_toy__yen-bai__*"))


def test_the_summary_names_cell_parameters_error_and_command(ran):
    out, _, output = ran
    line = next(
        each
        for each in output.splitlines()
        if each.startswith("FAILED 01_toy__yen-bai__vi")
    )
    assert "01_toy.ipynb cell 2 " in line
    assert "committee_id='yen-bai'" in line
    assert line.endswith("LookupError: no such place")
    assert "--only 01_toy__yen-bai__vi" in output
    assert "3 ran: it was not made before" in output
    assert "3 reports made, 0 unchanged, 2 failed" in output
    assert str(out / "reports__en.html") in output


def test_the_summary_is_written_as_json(ran):
    out, _, _ = ran
    listed = json.loads((out / "summary.json").read_text())["reports"]
    assert [each["status"] for each in listed] == ["made"] * 2 + ["failed"] * 2 + [
        "made"
    ]
    assert {each["reason"] for each in listed} == {
        "it was not made before",
        "the code of the packages changed",
    }
    dead, raised = listed[2:4]
    assert raised["parameters"] == {"committee_id": "yen-bai", "count": 3, "lang": "vi"}
    assert raised["cell"] == dead["cell"] == 2
    assert "raise LookupError" in raised["traceback"]
    assert dead["error"] == "the process of the cells ended (3)"


def test_the_catalogue_finds_made_reports_and_marks_failed_ones(ran):
    out, _, _ = ran
    html = (out / "reports__vi.html").read_text()
    assert 'href="01_toy__lao-cai__vi.html">Thành ủy Lào Cai · 3</a>' in html
    assert 'href="01_toy__yen-bai__vi.html"' not in html
    assert "bị lỗi" in html
    assert "Bao nhiêu?" in html


def test_outputs_have_no_times_and_no_paths(ran):
    out, _, _ = ran
    text = (out / "01_toy__lao-cai__en.ipynb").read_text()
    assert str(out.parent) not in text
    assert "start_time" not in text
    assert "iopub" not in text
    assert '"id": "injected-parameters"' in text
    assert not (out / "index.html").exists()  # no site around data without facts


def test_failed_chooses_what_failed(ran):
    out, _, _ = ran
    plan = toy_plan(out / "reports.toml")
    names = [each.name for each in chosen(plan, Options(out, failed=True))]
    assert names == ["01_toy__yen-bai__en", "01_toy__yen-bai__vi"]


def test_a_bad_plan_is_refused_in_lines_without_a_traceback(tmp_path):
    plan = make_project(tmp_path, '[[report]]\nnotebook = "nope"\n')
    status, output = analysis("run", plan)
    assert status == 2
    assert output.splitlines()[0] == f"data: {tmp_path / 'data'}"
    assert output.count("\n") == 2
    assert "report 1, nope: no notebook 'nope'" in output
    assert "Traceback" not in output


def test_a_plan_that_is_not_there_is_one_clear_line(tmp_path):
    status, output = analysis("run", tmp_path / "none.toml")
    assert status == 2
    assert output.endswith("none.toml: cannot be read: No such file or directory\n")


def test_only_that_fits_nothing_is_refused(tmp_path):
    status, output = analysis("run", make_project(tmp_path), "--only", "x*")
    assert status == 2
    assert "--only 'x*' fits no report" in output


def test_a_dry_run_writes_nothing(tmp_path):
    plan = make_project(tmp_path)
    status, output = analysis("run", plan, "--dry-run")
    assert status == 0
    assert "4 of 4 reports would run" in output
    assert [path.name for path in plan.parent.iterdir()] == ["reports.toml"]


def test_the_check_of_a_plan_loads_no_papermill(tmp_path):
    plan = make_project(tmp_path)
    watched = (
        "import atexit, sys\n"
        "heavy = {'papermill', 'nbformat', 'nbconvert', 'pandas'}\n"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules))))\n"
        "from analysis.__main__ import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
    )
    command = [sys.executable, "-c", watched, "run", str(plan), "--dry-run"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert output.endswith("[]\n")


def test_partial_runs_elsewhere_and_a_report_that_leaves_the_plan(tmp_path):
    body = "assert committee_id != 'yen-bai' or lang != 'vi'"
    plan = make_project(tmp_path, body=body)
    out = tmp_path / "elsewhere" / "deep"
    assert analysis("run", plan, "--out", out, "--only", "*__vi")[0] == 1
    assert analysis("run", plan, "--out", out, "--only", "*lao-cai__en")[0] == 0
    assert [path.name for path in plan.parent.iterdir()] == ["reports.toml"]
    listed = json.loads((out / "summary.json").read_text())["reports"]
    failed = [each["name"] for each in listed if each["status"] == "failed"]
    assert failed == ["01_toy__yen-bai__vi"]  # a failure outside is still listed
    assert "bị lỗi" in (out / "reports__vi.html").read_text()
    plan.write_text(PLAN.replace(', "yen-bai"', "").replace(', "vi"]', "]"))
    status, output = analysis("run", plan, "--out", out)
    assert status == 0
    assert "1 ran: its heading or its twin changed" in output
    assert [path.name for path in out.glob("01_*.html")] == ["01_toy__lao-cai__en.html"]
    assert [name for name in Cache(out).owned if "__vi" in name] == []
