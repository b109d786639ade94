import json
import random
import time

import pytest
from batch_toys import DICTIONARY, PLAN, code, make_project, notebook, toy_plan

from nbbatch.notebook import PlanError, load_notebook

ENTRY = '[[report]]\nnotebook = "01_toy"\n'


def problems_of(tmp_path, plan: str | bytes) -> list[str]:
    path = make_project(tmp_path)
    path.write_bytes(plan if isinstance(plan, bytes) else plan.encode())
    with pytest.raises(PlanError) as caught:
        toy_plan(path)
    start = f"{path}: "
    return [each.removeprefix(start) for each in caught.value.problems]


def names_of(tmp_path, plan: str) -> list[str]:
    return [report.name for report in toy_plan(make_project(tmp_path, plan)).reports]


def with_notebook(tmp_path, plan: str, cell: str):
    path = make_project(tmp_path, plan)
    book = notebook(code(cell, "parameters"))
    (tmp_path / "notebooks" / "02.ipynb").write_text(book)
    return path


def declared(tmp_path, text: str):
    path = tmp_path / "one.ipynb"
    path.write_text(notebook(code(text, "parameters")), encoding="utf-8")
    return load_notebook(path).parameters


def test_a_matrix_gives_each_combination_a_name(tmp_path):
    plan = toy_plan(make_project(tmp_path))
    assert [report.name for report in plan.reports] == [
        "01_toy__lao-cai__en",
        "01_toy__lao-cai__vi",
        "01_toy__yen-bai__en",
        "01_toy__yen-bai__vi",
    ]
    first = plan.reports[0]
    assert first.parameters == {"count": 3, "committee_id": "lao-cai", "lang": "en"}
    assert first.labels["committee_id"]["en"] == "Lào Cai city"
    assert first.title == "How many?"
    assert plan.twins(first) == {"vi": "01_toy__lao-cai__vi"}


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ('matrix = { committee_id = "studied" }', ["01_toy__lao-cai__en"]),
        (
            'matrix = { committee_id = ["yen-bai", "studied"] }',
            ["01_toy__yen-bai__en", "01_toy__lao-cai__en"],
        ),
        (
            'matrix = { committee_id = ["lao-cai", "yen-bai"], lang = ["en", "vi"] }\n'
            'exclude = [{ committee_id = "yen-bai", lang = "vi" }, { lang = "en" }]',
            ["01_toy__lao-cai__vi"],
        ),
        ('name = "toy-{count}-{lang}"', ["toy-2-en"]),
    ],
)
def test_selections_excludes_and_templates_give_names(tmp_path, keys, names):
    assert names_of(tmp_path, f"{ENTRY}{keys}\n") == names


def test_everything_wrong_is_reported_at_once_with_its_report(tmp_path):
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
"""
    assert problems_of(tmp_path, plan) == [
        "report 1, 01_toi: no notebook '01_toi'; did you mean '01_toy'?",
        "report 2, 01_toy: no parameter 'comittee_id'; did you mean 'committee_id'?",
        "report 2, 01_toy: count must be int, found str 'three'",
        "report 2, 01_toy: lang must be one of 'en', 'vi', found 'fr'",
        "report 3, 01_toy: committee_id 'lao-kai' is unknown; did you mean 'lao-cai'?",
    ]


WRONG = {
    '[[reprot]]\nx = 1\n[[report]]\nnotebook = "a"': "unknown key 'reprot'; did you",
    f"{ENTRY}matrx = 1": "report 1: unknown key 'matrx'; did you mean 'matrix'?",
    "[[report]]\n": "report 1: notebook: Field required",
    "": "names no report",
    "report = 3": "names no report",
    "report = [3]": "report 1: Input should be",
    '[[report]]\nnotebook = "01_toy': "cannot be read: Unterminated",
    f"{ENTRY}parameters = {{ count = true }}": "count must be int, found bool True",
    f"{ENTRY}parameters = {{ count = 1.5 }}": "count must be int, found float 1.5",
    f"{ENTRY}parameters = {{ count = 2024-01-01 }}": "count: must be a text",
    f"{ENTRY}parameters = {{ count = 0x{'f' * 3900} }}": "Exceeds the limit",
    f"{ENTRY}parameters = {{ committee_id = 1 }}": "committee_id must be str, found",
    f'{ENTRY}parameters = {{ committee_id = "all" }}': (
        "'all' is unknown; allowed: 'studied', 'lao-cai', 'yen-bai'"
    ),
    f'{ENTRY}parameters = {{ lang = ["en"] }}': "lang: must be a text, a number, true",
    f"{ENTRY}matrix = {{ lang = [] }}": "matrix: lang: must be a list of values, not",
    f"{ENTRY}matrix = {{ lang = [[1]] }}": "matrix: lang: must be a text, a number",
    f'{ENTRY}matrix = {{ committee_id = "studed" }}': "did you mean 'studied'?",
    f'{ENTRY}exclude = [{{ lang = "vi" }}]': "excludes nothing",
    f'{ENTRY}parameters = {{ lang = "en" }}\nmatrix = {{ lang = ["vi"] }}': (
        "lang is fixed and in the matrix"
    ),
    f'{ENTRY}name = "{{comittee_id}}"': "did you mean 'committee_id'?",
    f'{ENTRY}name = "one"\n{ENTRY}name = "ONE"': (
        "report 2, 01_toy: 'ONE' is also the name of report 1"
    ),
    '[[report]]\nnotebook = "a\\u0000b"': "no notebook",
    f'[[report]]\nnotebook = "{"n" * 300}"': "notebook: String should have at most 250",
}


@pytest.mark.parametrize("plan", WRONG, ids=range(len(WRONG)))
def test_a_malformed_plan_is_refused_in_one_short_line(tmp_path, plan):
    (actual,) = problems_of(tmp_path, plan)
    assert WRONG[plan] in actual
    assert len(actual) < 400


@pytest.mark.parametrize(
    "name",
    [
        *("../out", "/srv/out", "a/b", "a\\\\b", "..", ".hidden", "Báo", ""),
        *("{lang:>9}", "{lang!r}", "{lang.x}", "{0}", "{lang", "{{lang}}"),
    ],
)
def test_a_name_is_plain_and_cannot_leave_the_output_folder(tmp_path, name):
    (actual,) = problems_of(tmp_path, f'{ENTRY}name = "{name}"\n')
    assert "report 1, 01_toy: " in actual
    assert "cannot name a report" in actual


def test_a_value_cannot_leave_the_output_folder(tmp_path):
    plan = '[[report]]\nnotebook = "02"\nmatrix = { place = ["../../x"] }\n'
    path = with_notebook(tmp_path, plan, 'place: str = "a"')
    with pytest.raises(PlanError, match="cannot name a report"):
        toy_plan(path)


WHOLE = f"""{ENTRY}name = "x-{{committee_id}}-{{lang}}"
parameters = {{ count = 3 }}
matrix = {{ committee_id = ["lao-cai", "yen-bai"], lang = ["en", "vi"] }}
exclude = [{{ committee_id = "yen-bai", lang = "vi" }}]
[front]
figures = ["x-lao-cai#figure-1"]
"""
PIECES = ["", "\0", "{", "[", '"', "\n", " = ", "é", "9" * 30, "true", "[[report]]\n"]


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_with_random_faults_is_read_or_refused_never_more(tmp_path, seed):
    path, chance = make_project(tmp_path), random.Random(seed)
    refused = []
    for _ in range(100):
        text = WHOLE
        for _ in range(chance.randint(1, 3)):
            start = chance.randrange(len(text))
            end = start + chance.randint(0, 8)
            text = text[:start] + chance.choice(PIECES) + text[end:]
        path.write_text(text, encoding="utf-8")
        try:
            toy_plan(path)
        except PlanError as error:
            refused.append(len(str(error)))
    assert len(refused) > 50
    assert 0 < min(refused) <= max(refused) < 10_000


LONG = {
    "100,000 entries": ENTRY * 100_000,
    "100,000 combinations": (
        f"{ENTRY}matrix = {{ count = {list(range(400))},\n"
        f" committee_id = [{', '.join([chr(34) + 'lao-cai' + chr(34)] * 300)}] }}\n"
    ),
    "a long line": f"x = {'[' * 290_000}",
    "long keys": "\n".join(".".join("a" * 1900) + f".b{n} = 1" for n in range(70)),
    "many wrong entries": '[[report]]\nnotebook = "01_toi"\n' * 8_000,
    "a null byte": b"\0" * 200_000,
    "no UTF-8": b"\xff" * 200_000,
}


@pytest.mark.parametrize("kind", LONG)
def test_a_plan_of_any_size_is_refused_in_bounded_time(tmp_path, kind):
    start = time.process_time()
    actual = problems_of(tmp_path, LONG[kind])
    assert time.process_time() - start < 20  # 2 s here; what hangs takes minutes
    assert len("\n".join(actual)) < 10_000


def test_as_many_reports_as_allowed_are_planned_in_time(tmp_path):
    numbers = ",\n".join(map(str, range(10_000)))
    plan = f"{ENTRY}matrix = {{ count = [{numbers}] }}\n"
    start = time.process_time()
    assert len(names_of(tmp_path, plan)) == 10_000
    assert time.process_time() - start < 20


def test_all_is_a_value_where_it_is_the_default(tmp_path):
    plan = '[[report]]\nnotebook = "02"\nmatrix = { committee_id = ["all"] }\n'
    path = with_notebook(tmp_path, plan, 'committee_id: str = "all"')
    assert [report.name for report in toy_plan(path).reports] == ["02__all"]


def test_a_default_that_is_not_allowed_is_refused(tmp_path):
    plan = '[[report]]\nnotebook = "02"\n'
    path = with_notebook(tmp_path, plan, 'committee_id: str = "hue"')
    with pytest.raises(PlanError, match="the default of committee_id 'hue' is unknown"):
        toy_plan(path)


def test_a_notebook_elsewhere_is_named_by_its_path(tmp_path):
    make_project(tmp_path / "project")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "own.ipynb").write_text(notebook(code("print()")))
    plan = tmp_path / "mine" / "plan.toml"
    plan.write_text('[[report]]\nnotebook = "own.ipynb"\n')
    assert [report.name for report in toy_plan(plan).reports] == ["own"]


def test_a_plan_that_is_no_file_is_refused(tmp_path):
    with pytest.raises(PlanError, match="cannot be read: Is a directory"):
        toy_plan(tmp_path)


def test_the_front_is_passed_on_unread(tmp_path):
    plan = toy_plan(make_project(tmp_path, f"{PLAN}[front]\nreports = 3\nx = [1]\n"))
    assert plan.front == {"reports": 3, "x": [1]}


def test_parameters_have_a_type_choices_and_a_default(tmp_path):
    text = 'a: int = 1  # how many\nb: Literal["x", "y"] = "y"\nc: float = -2.5'
    actual = declared(tmp_path, text)
    assert actual["b"].choices == ("x", "y")
    assert actual["c"].default == -2.5
    assert actual["c"].refusal(3) is None
    assert actual["a"].refusal("3") == "must be int, found str '3'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1", "a parameter is written `name: type = value`"),
        ("a: int", "a parameter is written"),
        ("a: list = []", "the type of a must be"),
        ("a: Literal[()] = 1", "the type of a must be"),
        ("a: int = len('x')", "a needs a plain value"),
        ("a: int = 'x'", "the default of a must be int"),
        ('a: Literal["x"] = "z"', "the default of a must be one of 'x'"),
        ("a: int =", "invalid syntax"),
    ],
)
def test_a_parameters_cell_holds_only_annotated_scalars(tmp_path, text, message):
    with pytest.raises(PlanError, match=message) as caught:
        declared(tmp_path, text)
    assert "cell 1 line 1" in str(caught.value)


def test_two_parameters_cells_are_refused(tmp_path):
    cells = [code("a: int = 1", "parameters"), code("b: int = 1", "parameters")]
    path = tmp_path / "one.ipynb"
    path.write_text(notebook(*cells))
    with pytest.raises(PlanError, match="cells 1, 2 are all tagged"):
        load_notebook(path)


@pytest.mark.parametrize("text", ["not json", "[]", "{}", '{"cells": [3]}', "[" * 9999])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, text):
    path = tmp_path / "one.ipynb"
    path.write_text(text)
    with pytest.raises(PlanError, match="is no notebook"):
        load_notebook(path)


def test_problems_have_the_path_as_one_would_type_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlanError, match=r"^reports/reports.toml: names no report"):
        toy_plan(make_project(tmp_path, ""))


NEEDED = """\
[[report]]
notebook = "01_toy"
needs = {needs}
matrix = {{ committee_id = ["lao-cai", "yen-bai"], lang = ["en", "vi"] }}
"""
MEASURES = {
    "measures.csv": "fact_id,committee_id\n1-ref-01,yen-bai\n1-ref-02,yen-bai\n",
    "parts.csv": "part_id,whole\np,1-ref-01\n",
    "subjects.csv": "fact_id,subject_id\n1-ref-01,lao-cai\n1-ref-02,yen-bai\n",
}


def with_measures(folder, plan: str):
    path = make_project(folder, plan)
    resources = [*DICTIONARY["resources"]]
    for name, text in MEASURES.items():
        key = text.partition(",")[0]
        schema = {"primaryKey": [key], "fields": []}
        resources += [{"name": name[:-4], "path": name, "schema": schema}]
        (folder / "data" / name).write_text(text)
    (folder / "data" / "datapackage.json").write_text(
        json.dumps({"resources": resources})
    )
    return path


@pytest.mark.parametrize(
    ("needs", "left_out"),
    [
        ('["measures"]', set()),  # of whom a statement is said is in subjects.csv
        ('["committees"]', set()),
        ('["parts"]', {"lao-cai"}),  # part of a row whose committee is the other
        ('["parts", "measures"]', set()),
    ],
)
def test_a_report_without_a_row_that_it_needs_is_left_out(tmp_path, needs, left_out):
    plan = toy_plan(with_measures(tmp_path, NEEDED.format(needs=needs)))
    assert set(plan.left_out) == {f"01_toy__{key}" for key in left_out}
    assert len(plan.reports) == 4 - 2 * len(left_out)


def test_a_needed_table_must_be_one_of_the_data(tmp_path):
    with pytest.raises(PlanError, match="needs: no table 'mesures' in the data"):
        toy_plan(with_measures(tmp_path, NEEDED.format(needs='["mesures"]')))


def test_a_plan_without_any_data_says_so(tmp_path):
    path = with_measures(tmp_path, NEEDED.format(needs='["measures"]'))
    for name in ("measures.csv", "subjects.csv"):
        (tmp_path / "data" / name).write_text(MEASURES[name].partition("\n")[0])
    with pytest.raises(PlanError, match="nothing to report yet") as caught:
        toy_plan(path)
    assert "01_toy__lao-cai: no report, as no row about it in measures" in str(
        caught.value
    )


def test_an_empty_selection_gives_no_report_and_says_so(tmp_path):
    plan = f'{ENTRY}matrix = {{ committee_id = ["studied"] }}\n{ENTRY}name = "x"\n'
    path = make_project(tmp_path, plan)
    csv = tmp_path / "data" / "committees.csv"
    csv.write_text(csv.read_text(encoding="utf-8").replace("true", "false"), "utf-8")
    assert toy_plan(path).left_out == {
        "01_toy": "no committee_id has is_studied = true"
    }
