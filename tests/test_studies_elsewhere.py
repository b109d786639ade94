"""Every study on other organisations: ten, one, and one that lacks much."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from core_toys import NOTEBOOKS
from invented import BARE, invented_project
from notebook_toys import results_of

from analysis import show
from analysis.__main__ import HOOKS
from analysis.words import Line
from nbbatch.plan import Plan, load_plan

HERE = re.compile(r"Lào Cai|Thái Nguyên|Sa Pa|Bát Xát")
PROJECTS = {
    "ten": {"count": 10},
    "one that lacks much": {"count": 1, "first": 1, "bare": BARE},
    "one with little": {
        "count": 1,
        "first": 3,
        "bare": (*BARE, "observations", "shortcomings", "fact_links", "relations"),
    },
}


@pytest.fixture(scope="module", params=PROJECTS, ids=str)
def project(request, tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("invented") / "own"
    with pytest.MonkeyPatch.context() as patch:
        invented_project(folder, **PROJECTS[request.param])
        patch.setenv("ANALYSIS_DATA", str(folder / "data"))
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def plan(project) -> Plan:
    return load_plan(project / "reports" / "reports.toml", HOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_study_runs_on_any_organisation(path, plan):
    """No picture is empty; nothing is said of the places of the collection."""
    reports = [each for each in plan.reports if each.notebook.path.stem == path.stem]
    if not reports and path.stem != "00_start":
        assert any(name.startswith(path.stem) for name in plan.left_out)
        return
    values = dict(reports[-1].values) if reports else {"lang": "vi"}
    results = results_of(path, **values)
    assert results
    for result in results:
        sentence = result.sentence if isinstance(result, show.Chart) else result
        if isinstance(sentence, Line):
            assert not HERE.search(sentence), sentence
        if isinstance(result, show.Chart) and result.picture:
            assert re.search(r'id="(series|bound|node|edge)', result.picture.svg)


def test_what_has_no_data_is_left_out_and_the_plan_says_why(plan):
    named = {report.notebook.path.stem for report in plan.reports}
    named |= {name.partition("__")[0] for name in plan.left_out}
    assert named == {path.stem for path in NOTEBOOKS} - {"00_start"}
    assert all(plan.left_out.values())
