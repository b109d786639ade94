import pytest
from batch_toys import PLAN, code, make_project, notebook

from nbbatch.parameters import Problem, ProblemsError, load_notebook
from nbbatch.plan import load_plan


def problems_of(tmp_path, plan: str) -> list[str]:
    path = make_project(tmp_path, plan)
    with pytest.raises(ProblemsError) as caught:
        load_plan(path)
    return [f"{one.place}: {one.text}" for one in caught.value.problems]


def names_of(tmp_path, plan: str) -> list[str]:
    return [report.name for report in load_plan(make_project(tmp_path, plan)).reports]


def declared(tmp_path, text: str):
    path = tmp_path / "one.ipynb"
    path.write_text(notebook(code(text, "parameters")), encoding="utf-8")
    return load_notebook(path).parameters


def test_a_matrix_gives_each_combination_a_name(tmp_path):
    plan = load_plan(make_project(tmp_path))
    assert [report.name for report in plan.reports] == [
        "01_toy__lao-cai__en",
        "01_toy__lao-cai__vi",
        "01_toy__yen-bai__en",
        "01_toy__yen-bai__vi",
    ]
    first = plan.reports[0]
    assert first.parameters == {"count": 3, "committee_id": "lao-cai", "lang": "en"}
    assert first.title == "How many?"
    assert plan.twins(first) == {"vi": "01_toy__lao-cai__vi"}


def test_an_exclude_takes_out_what_it_fits(tmp_path):
    plan = """
[[report]]
notebook = "01_toy"
matrix = { committee_id = ["lao-cai", "yen-bai"], lang = ["en", "vi"] }
exclude = [{ committee_id = "yen-bai", lang = "vi" }, { lang = "en" }]
"""
    assert names_of(tmp_path, plan) == ["01_toy__lao-cai__vi"]


def test_a_name_template_is_filled(tmp_path):
    plan = """
[[report]]
notebook = "01_toy"
name = "toy-{count}-{lang}"
"""
    assert names_of(tmp_path, plan) == ["toy-2-en"]


def test_the_language_of_the_defaults_is_in_the_name(tmp_path):
    assert names_of(tmp_path, '[[report]]\nnotebook = "01_toy"\n') == ["01_toy__en"]


def test_everything_wrong_is_told_at_once_with_its_line(tmp_path):
    plan = """\
[[report]]
notebook = "01_toi"

[[report]]
notebook = "01_toy"
[report.parameters]
comittee_id = "lao-cai"
count = "three"
[report.matrix]
lang = ["en",
  "fr"]

[[report]]
notebook = "01_toy"
parameters = { committee_id = "lao-kai" }

[[reprot]]
"""
    assert problems_of(tmp_path, plan) == [
        "line 2: no notebook '01_toi'; did you mean '01_toy'?",
        "line 7: 01_toy.ipynb has no parameter 'comittee_id'; "
        "did you mean 'committee_id'?",
        "line 8: count must be int, found str 'three'",
        "line 11: lang must be one of 'en', 'vi', found 'fr'",
        "line 15: committee_id 'lao-kai' is unknown; did you mean 'lao-cai'?",
        "line 17: unknown key 'reprot'; did you mean 'report'?",
    ]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("count = true", "count must be int, found bool True"),
        ("count = 1.5", "count must be int, found float 1.5"),
        ("committee_id = 1", "committee_id must be str, found int 1"),
        ('committee_id = "all"', "'all' is unknown; known: 'lao-cai', 'yen-bai'"),
    ],
)
def test_a_value_of_another_type_is_refused(tmp_path, entry, message):
    plan = f'[[report]]\nnotebook = "01_toy"\n[report.parameters]\n{entry}\n'
    (found,) = problems_of(tmp_path, plan)
    assert found.startswith("line 4: ")
    assert message in found


def test_two_reports_of_one_name_are_refused(tmp_path):
    plan = """\
[[report]]
notebook = "01_toy"
name = "one"
[[report]]
notebook = "01_toy"
name = "ONE"
"""
    assert problems_of(tmp_path, plan) == [
        "line 5: report 'ONE' has the name of one of line 2"
    ]


@pytest.mark.parametrize(
    "name", ["../out", "/srv/out", "a/b", "a\\\\b", "..", ".hidden", "index", "Báo", ""]
)
def test_a_name_cannot_leave_the_output_folder(tmp_path, name):
    plan = f'[[report]]\nnotebook = "01_toy"\nname = "{name}"\n'
    (found,) = problems_of(tmp_path, plan)
    assert found.startswith("line 3: ")
    assert "cannot name a report" in found


def test_a_value_cannot_leave_the_output_folder(tmp_path):
    path = make_project(
        tmp_path, '[[report]]\nnotebook = "02"\nmatrix = { place = ["../../x"] }\n'
    )
    cells = [code('place: str = "a"  # where', "parameters")]
    (tmp_path / "notebooks" / "02.ipynb").write_text(notebook(*cells))
    with pytest.raises(ProblemsError, match="cannot name a report"):
        load_plan(path)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('name = "{comittee_id}"', "did you mean 'committee_id'?"),
        ('name = "{lang"', "cannot be read"),
        ("matrix = { lang = [] }", "matrix must be a table of lists, none of them"),
        ('matrix = { lang = "en" }', "matrix must be a table of lists"),
        ('exclude = [{ lang = "vi" }]', "excludes nothing"),
        ('parameters = { lang = ["en"] }', "parameters must be a table of single"),
        (
            'parameters = { lang = "en" }\nmatrix = { lang = ["vi"] }',
            "lang is fixed and in the matrix",
        ),
    ],
)
def test_an_entry_of_the_wrong_shape_is_refused(tmp_path, entry, message):
    plan = f'[[report]]\nnotebook = "01_toy"\n{entry}\n'
    (found,) = problems_of(tmp_path, plan)
    assert message in found


def test_a_plan_that_is_no_toml_says_where(tmp_path):
    (found,) = problems_of(tmp_path, '[[report]]\nnotebook = "01_toy\n')
    assert "at line 2" in found


def test_an_empty_plan_is_refused(tmp_path):
    (found,) = problems_of(tmp_path, "")
    assert "names no report" in found


def test_all_is_a_value_where_it_is_the_default(tmp_path):
    plan = '[[report]]\nnotebook = "02"\nmatrix = { committee_id = ["all"] }\n'
    path = make_project(tmp_path, plan)
    cells = [code('committee_id: str = "all"  # a committee', "parameters")]
    (tmp_path / "notebooks" / "02.ipynb").write_text(notebook(*cells))
    assert [report.name for report in load_plan(path).reports] == ["02__all"]


def test_a_default_that_is_no_key_is_refused(tmp_path):
    path = make_project(tmp_path, '[[report]]\nnotebook = "02"\n')
    cells = [code('committee_id: str = "hue"  # a committee', "parameters")]
    (tmp_path / "notebooks" / "02.ipynb").write_text(notebook(*cells))
    with pytest.raises(ProblemsError, match="the default of committee_id 'hue' is"):
        load_plan(path)


def test_a_notebook_elsewhere_is_named_by_its_path(tmp_path):
    make_project(tmp_path / "project")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "own.ipynb").write_text(notebook(code("print()")))
    plan = tmp_path / "mine" / "plan.toml"
    plan.write_text('[[report]]\nnotebook = "own.ipynb"\n')
    assert [report.name for report in load_plan(plan).reports] == ["own"]


def test_parameters_have_type_choices_default_and_comment(tmp_path):
    text = 'a: int = 1  # how many\nb: Literal["x", "y"] = "y"\nc: float = -2.5'
    found = declared(tmp_path, text)
    assert found["a"].comment == "how many"
    assert found["b"].choices == ("x", "y")
    assert found["c"].default == -2.5
    assert found["c"].refusal(3) is None
    assert found["a"].refusal("3") == "must be int, found str '3'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1", "a parameter is written `name: type = value`"),
        ("a: int", "a parameter is written"),
        ("a: list = []", "the type of a must be"),
        ("a: int = len('x')", "a needs a plain value"),
        ("a: int = 'x'", "the default of a must be int"),
        ('a: Literal["x"] = "z"', "the default of a must be one of 'x'"),
        ("a: int =", "invalid syntax"),
    ],
)
def test_a_parameters_cell_holds_only_annotated_scalars(tmp_path, text, message):
    with pytest.raises(ProblemsError, match=message) as caught:
        declared(tmp_path, text)
    assert "cell 1 line 1" in str(caught.value)


def test_two_parameters_cells_are_refused(tmp_path):
    cells = [code("a: int = 1", "parameters"), code("b: int = 1", "parameters")]
    path = tmp_path / "one.ipynb"
    path.write_text(notebook(*cells))
    with pytest.raises(ProblemsError, match="cells 1, 2 are all tagged"):
        load_notebook(path)


def test_a_file_that_is_no_notebook_is_refused(tmp_path):
    path = tmp_path / "one.ipynb"
    path.write_text("not json")
    with pytest.raises(ProblemsError, match="cannot be read as a notebook"):
        load_notebook(path)


def test_problems_are_told_with_the_path_as_one_would_type_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    problem = Problem(tmp_path / "plan.toml", "line 3", "wrong")
    assert str(problem) == "plan.toml line 3: wrong"


def test_the_front_page_names_reports_without_their_language(tmp_path):
    front = '[front]\nreports = ["01_toy__yen-bai", "01_toy__lao-cai"]\n'
    plan = load_plan(make_project(tmp_path, PLAN + front))
    assert plan.front == ("01_toy__yen-bai", "01_toy__lao-cai")


@pytest.mark.parametrize(
    ("front", "line", "said"),
    [
        (
            '[front]\nreports = ["01_toy__lao-cai",\n "01_toy__yen-bay"]',
            10,
            "front: no report '01_toy__yen-bay'; did you mean '01_toy__yen-bai'?",
        ),
        ('[front]\nreport = ["x"]', 8, "front must be a table with one key, reports"),
        ('[front]\nreports = "x"', 8, "front must be a table with one key, reports"),
        ("[fronts]", 8, "unknown key 'fronts'; did you mean 'front'?"),
    ],
)
def test_a_wrong_front_page_is_refused_with_its_line(tmp_path, front, line, said):
    (problem,) = problems_of(tmp_path, PLAN + front + "\n")
    assert problem.startswith(f"line {line}: {said}")


@pytest.mark.parametrize("name", ["index", "glossary__{lang}", "reports__en", "Take"])
def test_a_report_cannot_take_the_name_of_a_page_of_the_site(tmp_path, name):
    plan = f'[[report]]\nnotebook = "01_toy"\nname = "{name}"\n'
    (problem,) = problems_of(tmp_path, plan)
    assert "cannot name a report" in problem
