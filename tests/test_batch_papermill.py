"""Reports are what plain papermill makes of the same notebooks, byte for byte."""

import runpy
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
PLAN = """\
[[report]]
notebook = "01_committee"
parameters = { committee_id = "thai-nguyen-city-committee", lang = "en" }

[[report]]
notebook = "04_cascade"
parameters = { lang = "vi" }
"""


@pytest.fixture(scope="module")
def equality():
    """The benchmark that compares a whole plan."""
    sys.path.insert(0, str(BENCHMARKS))
    yield runpy.run_path(str(BENCHMARKS / "equality.py"))
    sys.path.remove(str(BENCHMARKS))


def test_reports_are_equal_to_those_of_papermill(equality, tmp_path):
    """Ours ran in the folder of the notebooks, papermill in an empty one elsewhere."""
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    differences = equality["differences"](plan, tmp_path / "a folder")
    assert len(differences) == 2
    assert {name: where for name, where in differences.items() if where} == {}


def test_one_other_letter_is_given_with_its_line(equality):
    differs = equality["first_difference"]
    assert differs("a\nb\n", "a\nc\n") == "line 2: 'b', papermill 'c'"
    assert differs("a\n", "a\nb\n") == "line 2: '', papermill 'b'"
