import ast
import html
import json
import re
from collections import Counter
from itertools import chain

import pytest
from core_toys import NOTEBOOKS, needs_texts, runs_of_words, texts

from analysis import tables, words

BANNED = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.Try,
    ast.TryStar,
    ast.Delete,
    ast.Global,
)
SVG, RESOURCE = "image/svg+xml", "application/vnd.dataresource+json"
ONLY_LAB = "nbval-skip"  # the tag of widget cells
MAX_LINES, MAX_STATEMENTS = 24, 10
LONGEST_PASSAGE = 12
YEARS = range(1986, 2046)  # which prose may name
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
MACHINE = re.compile(r"\b0x[0-9a-f]{6,}|object at |/(?:home|root|tmp|work|Users)/|\\\\")
LIMITS = {"en": "## Limits", "vi": "## Giới hạn"}
PARAMETERS = {"en": "*Parameters*", "vi": "*Tham số*"}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> dict:
    book = json.loads(request.param.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"])
    return book


@pytest.fixture(scope="module")
def code(notebook) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def prose(notebook) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def outputs(cell: dict) -> dict[str, str]:
    """What a cell shows, by its kind."""
    shown = [output.get("data", {}) for output in cell["outputs"]]
    return {kind: as_text(data[kind]) for data in shown for kind in data}


def as_text(content: str | list | dict) -> str:
    is_json = isinstance(content, dict)
    return json.dumps(content, ensure_ascii=False) if is_json else "".join(content)


def parameters(code: list[dict]) -> dict:
    (cell,) = (cell for cell in code if tags(cell) == ["parameters"])
    return cell


def test_there_are_notebooks_each_with_its_number():
    numbers = [re.fullmatch(r"(\d\d)_[a-z0-9_]+", path.stem)[1] for path in NOTEBOOKS]
    assert len(set(numbers)) == len(numbers) > 1
    assert numbers[0] == "00"


def test_was_run_once_from_top_to_bottom(code):
    run = [cell for cell in code if ONLY_LAB not in tags(cell)]
    counts = [cell["execution_count"] for cell in run]
    assert counts == list(range(1, len(run) + 1))


def test_belongs_to_no_machine(notebook):
    assert notebook["metadata"]["kernelspec"] == {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    assert "version" not in notebook["metadata"]["language_info"]
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}


def test_holds_no_cell_that_was_not_looked_at(code):
    """Widgets alone are kept from nbval; a cell shows one output, or a chart."""
    for cell in code:
        assert tags(cell) in ([], ["parameters"], [ONLY_LAB])
        assert "NBVAL" not in cell["source"]
        is_chart = "charts.draw_" in cell["source"]
        assert len(cell["outputs"]) <= 1 + is_chart, cell["source"]


def test_widgets_alone_are_left_out_and_only_of_the_start(code):
    """Which cells need JupyterLab follows from their tag alone."""
    left_out = [cell for cell in code if ONLY_LAB in tags(cell)]
    widgets = [cell for cell in code if cell["source"].startswith("explore.")]
    assert left_out == widgets
    imports = code[0]["source"]
    assert len(left_out) == (2 if "explore" in imports else 0)
    for cell in left_out:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_cells_are_short_and_only_compose(code):
    for cell in code:
        tree = ast.parse(cell["source"])
        assert len(cell["source"].splitlines()) <= MAX_LINES, cell["source"]
        assert len(tree.body) <= MAX_STATEMENTS, cell["source"]
        actual = [node for node in ast.walk(tree) if isinstance(node, BANNED)]
        assert not actual, f"move to src/analysis: {cell['source']}"
        assert not cell["source"].rstrip().endswith(";"), cell["source"]


def test_cells_name_no_path_and_read_no_file(code):
    for cell in code:
        for node in ast.walk(ast.parse(cell["source"])):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"[/\\]|\.csv", node.value), node.value
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith(("read_", "to_csv", "savefig"))


def test_imports_stand_in_the_first_code_cell_only(code):
    kinds = (ast.Import, ast.ImportFrom)
    first, *others = (ast.parse(cell["source"]).body for cell in code)
    assert all(isinstance(node, kinds) for node in first)
    assert not any(isinstance(node, kinds) for cell in others for node in cell)


def test_parameters_are_annotated_scalars_with_a_comment_each(code):
    cell = parameters(code)
    assert cell is code[1]
    lines = cell["source"].splitlines()
    body = ast.parse(cell["source"]).body
    assert body
    for node in body:
        text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        assert isinstance(node, ast.AnnAssign), text
        assert isinstance(ast.literal_eval(node.value), str | int | float | bool), text
        assert re.search(r"  # \S", text), text
    assert lines[-1].startswith('lang: Literal["en", "vi"] = "en"  # ')


def test_the_head_asks_and_the_foot_names_the_parameters(code, prose):
    names = [node.target.id for node in ast.parse(parameters(code)["source"]).body]
    assert all(cell["source"].splitlines()[0].endswith("?") for cell in prose[:2])
    for cell, lang in zip(prose[-2:], words.LANGUAGES, strict=True):
        last = cell["source"].splitlines()[-1]
        if PARAMETERS[lang] in last:
            listed = last.partition(PARAMETERS[lang])[2].partition("·")[0]
            assert re.findall(r"`(\w+)`", listed) == names
        else:
            assert names == ["lang"]


def test_every_english_cell_is_followed_by_its_vietnamese_twin(notebook, prose):
    assert [tags(cell) for cell in prose] == [["en"], ["vi"]] * (len(prose) // 2)
    cells = notebook["cells"]
    for here, after in zip(cells, [*cells[1:], None], strict=True):
        if here["cell_type"] == "markdown" and tags(here) == ["en"]:
            assert after is not None
            assert tags(after) == ["vi"], here["source"]
            for pattern in (r"^#+ ", r"`[^`]+`", r"\n\n"):
                twins = [
                    re.findall(pattern, cell["source"], re.MULTILINE)
                    for cell in (here, after)
                ]
                assert twins[0] == twins[1], here["source"]


def test_each_twin_is_in_its_language(prose):
    for cell in prose:
        if tags(cell) == ["vi"]:
            assert VIETNAMESE.search(cell["source"].lower()), cell["source"]
        else:
            without = re.sub(r"Việt Nam|Lào Cai|Thái Nguyên", "", cell["source"])
            assert not VIETNAMESE.search(without.lower()), cell["source"]


def test_prose_states_no_result(prose):
    for cell in prose:
        actual = set(re.findall(r"\d+", cell["source"])) - {*map(str, YEARS)}
        assert not actual, cell["source"]


def test_has_a_section_on_limits_in_both_languages(prose):
    for lang, title in LIMITS.items():
        mine = [cell["source"] for cell in prose if tags(cell) == [lang]]
        (section,) = (text for text in mine if title in text.splitlines())
        assert len(section.split(title)[1].strip()) > len(title)


def test_each_chart_has_a_sentence_and_stands_beside_the_table_that_it_draws(code):
    tables = [outputs(cell).get(RESOURCE, "{}") for cell in code]
    names = ["", *(json.loads(table).get("name") for table in tables), ""]
    for number, cell in enumerate(code, 1):
        if SVG not in outputs(cell):
            assert "charts.draw_" not in cell["source"], "a chart that is not shown"
            continue
        sentence, picture = cell["outputs"]
        about = picture["metadata"][SVG]
        assert len("".join(sentence["data"]["text/plain"])) > len("a sentence")
        assert about["alt"]
        assert about["draws"] in (names[number - 1], names[number + 1])


def test_shows_no_stream_no_warning_and_no_error(code):
    for cell in code:
        kinds = {output["output_type"] for output in cell["outputs"]}
        assert kinds <= {"execute_result", "display_data"}, cell["source"]


def test_outputs_tell_nothing_of_the_machine(code):
    for cell in code:
        for kind, text in outputs(cell).items():
            if kind != SVG:
                assert not MACHINE.search(text), MACHINE.search(text)


def test_outputs_are_of_the_default_language(code):
    for cell in code:
        text = outputs(cell).get("text/html", "")
        assert "__vi.html" not in text
        assert words.phrase("column_evidence", "vi") not in text


def texts_shown(cell: dict) -> list[str]:
    """Each text of an output by itself: a cell of a table, a line."""
    shown = []
    for kind, text in outputs(cell).items():
        if kind == "text/plain":
            shown += re.split(r"\n|\s{2,}", text)
        elif kind.endswith("json"):
            shown += text.split('"')
        elif kind != SVG:
            shown += texts_in(text)
    return shown


@needs_texts
def test_outputs_hold_no_passage_of_a_text(code):
    """A title is not a passage: a citation names its text by it."""
    titles = tables.load_tables().whole("sources")["title_vi"]
    cited = set().union(*(runs_of_words(title, LONGEST_PASSAGE) for title in titles))
    passages = (
        set()
        .union(*(runs_of_words(text, LONGEST_PASSAGE) for text in texts().values()))
        .difference(cited)
    )
    for cell in code:
        for text in texts_shown(cell):
            assert not runs_of_words(text, LONGEST_PASSAGE) & passages, text


# --- the figures of a sentence ----------------------------------------------------

UNITS = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]
Rows = list[dict]


def figures_in(text: str) -> set[float]:
    """The numbers in an English text, in digits or, from two to nine, in words."""
    digits = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)
    in_words = set(re.findall(r"[a-z]+", text.lower())) & set(UNITS)
    spelt = {UNITS.index(word) + 2.0 for word in in_words}
    return {float(number.replace(",", "")) for number in digits} | spelt


def figures_of(rows: Rows, printed: str) -> set[float]:
    """The numbers that a sentence may take from a table.

    Those printed in it; how many rows it has, or has of a value; how many values or
    keys a column has; the sum of a column, whole or over the rows of a value.
    """
    counts: list[float] = [len(rows)]
    for column in rows[0] if rows else ():
        cells = [row[column] for row in rows if row[column] is not None]
        lists = [str(cell).split() for cell in cells]
        counts += [len(cells), len({*map(str, cells)}), len({*chain(*lists)})]
        counts += [*Counter(map(str, cells)).values(), *map(len, lists)]
        sized = [row for row in rows if type(row[column]) in (int, float)]
        for other in rows[0] if sized else ():
            sums: Counter[str] = Counter()
            for row in sized:
                sums[str(row[other])] += row[column]
            counts += [*sums.values(), sum(sums.values())]
    return figures_in(printed) | set(map(float, counts))


def test_a_figure_of_no_table_is_found():
    rows = [{"who": "a", "count": 40}, {"who": "a", "count": 21}]
    assert figures_of(rows, "<td>40</td><td>21</td>") == {1, 2, 21, 40, 61}
    assert figures_in("Of 1,061 members, three left.") == {1061, 3}


def displayed(code: list[dict]) -> list[dict]:
    """What each output shows, by its kind."""
    return [output.get("data", {}) for cell in code for output in cell["outputs"]]


def test_every_figure_of_a_computed_sentence_is_in_a_table_or_picture(code):
    allowed, sentences = set(), []
    for data in displayed(code):
        shown = "".join(data.get("text/html", ""))
        printed = " ".join(texts_in(shown or "".join(data.get(SVG, ""))))
        if RESOURCE in data:
            allowed |= figures_of(data[RESOURCE]["data"], printed)
        elif SVG in data:
            allowed |= figures_in(printed)
        elif shown.startswith('<p class="finding">'):
            sentences.append("".join(data["text/plain"]))
    for sentence in sentences:
        ours = re.sub(r"“[^”]*”", "", sentence)  # without the words of a text
        assert figures_in(ours) <= allowed, sentence


def texts_in(markup: str) -> list[str]:
    """The texts between the tags of HTML or SVG."""
    plain = re.sub(r"<(style|defs)\b.*?</\1>", "", markup, flags=re.DOTALL)
    return [html.unescape(part) for part in re.split(r"<[^>]*>", plain)]
