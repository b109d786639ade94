import ast
import json
import math
import re
import string
import unicodedata
from functools import cache

import pytest
from core_toys import DICTIONARY, NOTEBOOKS, ROOT
from hypothesis import given
from hypothesis import strategies as st

from analysis import audit, networks, words
from analysis.charts.network import STATUS, VERBS

PACKAGE = ROOT / "src"
STRING, PHRASE_CALL = r'"([a-z_]+)"', r'say\("(\w+)"[,)]'  # in templates


def enumeration(table: str, column: str) -> set[str]:
    return set(DICTIONARY.tables[table].columns[column].constraints["enum"])


@cache
def trees() -> list[ast.Module]:
    """The package and the code cells of the notebooks."""
    sources = [
        path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))
    ]
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources += ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    return [ast.parse(source) for source in sources]


def literals() -> set[str]:
    """Every string in the code but for sentences, and every name of a keyword."""
    nodes = [node for tree in trees() for node in ast.walk(tree)]
    strings = {n.value for n in nodes if isinstance(n, ast.Constant)}
    named = {n.arg for n in nodes if isinstance(n, ast.keyword) and n.arg}
    texts = [t for t in strings if isinstance(t, str) and not re.search(r"[,{.] ", t)]
    return (
        named | {part for text in texts for part in text.split()} | in_templates(STRING)
    )


def in_templates(pattern: str) -> set[str]:
    """Whatever fits in the templates of pages."""
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.j2")]
    return {each for text in texts for each in re.findall(pattern, text)}


def reached() -> dict[str, set[str]]:
    """What may follow each prefix from which code makes a key."""
    units = set().union(
        *(enumeration(table, "unit") for table in ("observations", "events"))
    )
    return {
        "unit": units - {"count", "rank", "share", "percent"},
        "ordinal": {"th", "st", "nd", "rd"},
        "outcomes": {code.lower() for code in enumeration("outcome_series", "survey")},
        "layer": set(networks.LAYERS),
        "tie": {*VERBS, *STATUS},
        "cascade": {"instrument", "body", "locality"},
    }


def test_every_phrase_has_both_twins_and_nothing_else():
    for key, twins in words.phrases().items():
        assert set(twins) == set(words.LANGUAGES), key
        assert all(text and text == text.strip() for text in twins.values()), key


def test_twins_have_the_same_braces():
    for key, twins in words.phrases().items():
        braces = [
            sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
            for text in twins.values()
        ]
        assert braces[0] == braces[1], key


@pytest.mark.parametrize("prefix", reached())
def test_whatever_code_can_ask_for_behind_a_prefix_is_there(prefix):
    wanted = {f"{prefix}_{end}" for end in reached()[prefix]}
    assert wanted
    assert sorted(wanted - set(words.phrases())) == []


def test_every_phrase_is_used():
    """By name; by a prefix; as the title of a column or the word of a value."""
    used = literals()
    used |= enumeration("observations", "qualifier").union(*reached().values())
    used |= {*audit.FAMILIES}
    stems = {text for text in used if text.endswith("_")}
    stems |= {f"{prefix}_" for prefix in ("column", "word", *reached())}
    reasons = "audit_"  # tried in test_audit
    phrases = [key for key in words.phrases() if not key.startswith(reasons)]
    assert [key for key in phrases if not is_made(key, stems, used)] == []


def is_made(key: str, stems: set[str], used: set[str]) -> bool:
    """Whether `key` is a text of the code, or one behind stems that code has."""
    return key in used or any(
        is_made(key.removeprefix(stem), stems, used)
        for stem in stems
        if key.startswith(stem)
    )


def test_every_key_that_code_names_exists():
    calls = [
        node
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node.func) in KEYED
    ]
    keys = {
        argument.value
        for call in calls
        for argument in call.args[KEYED[name_of(call.func)] :][:1]
        if isinstance(argument, ast.Constant)
    }
    assert len(keys) > len(NOTEBOOKS)
    keys |= in_templates(PHRASE_CALL)
    assert sorted(keys - set(words.phrases())) == []


KEYED = {
    "phrase": 0,
    "words.phrase": 0,
    "edition.say": 0,
    "sentence": 0,
    "show.table": 2,
}


def name_of(function: ast.expr) -> str:
    return ast.unparse(function)


def test_a_missing_phrase_or_language_is_an_error():
    with pytest.raises(KeyError, match="no_such_phrase"):
        words.phrase("no_such_phrase", "en")
    with pytest.raises(KeyError, match="fr"):
        words.phrase("and", "fr")
    with pytest.raises(KeyError, match="figure"):
        words.phrase("over", "en")


def test_a_noun_agrees_with_its_count_and_none_is_never_counted():
    counts = [words.phrase("foot_bounded", "en", count=n) for n in (1, "1", 2, "1,103")]
    assert [text.split(" known")[0] for text in counts] == [
        "1 figure is",
        "1 figure is",
        "2 figures are",
        "1,103 figures are",
    ]
    for nothing in (0, "0"):
        with pytest.raises(ValueError, match="choose another phrase"):
            words.phrase("claims_count", "vi", count=nothing)


@pytest.mark.parametrize(
    ("value", "english", "vietnamese"),
    [
        (0, "0", "0"),
        (26, "26", "26"),
        (8831, "8,831", "8.831"),
        (1234567, "1,234,567", "1.234.567"),
        (12.8, "12.8", "12,8"),
        (1234.5, "1,234.5", "1.234,5"),
        (-3.25, "−3.25", "−3,25"),
        (0.1 + 0.2, "0.3", "0,3"),
        (100.0, "100", "100"),
    ],
)
def test_numbers_of_both_languages(value, english, vietnamese):
    assert words.number(value, "en") == english
    assert words.number(value, "vi") == vietnamese


@pytest.mark.parametrize(
    ("ends", "qualifier", "english", "vietnamese"),
    [
        ((8831, None), "over", "more than 8,831", "hơn 8.831"),
        ((None, 7), "nearly", "nearly 7", "gần 7"),
        ((None, 50), "under", "less than 50", "dưới 50"),
        ((70, None), "at_least", "at least 70", "từ 70 trở lên"),
        ((None, 5), "at_most", "at most 5", "không quá 5"),
        ((70, math.nan), "exact", "at least 70", "từ 70 trở lên"),
        ((math.nan, 5), "about", "at most 5", "không quá 5"),
        ((15.5, 17), "exact", "15.5–17", "15,5–17"),
        ((500, 500), "about", "about 500", "khoảng 500"),
        ((12.8, 12.8), "exact", "12.8", "12,8"),
        ((None, math.nan), "exact", "no figure", "không nêu số liệu"),
    ],
)
def test_bounded_figures(ends, qualifier, english, vietnamese):
    assert words.figure(*ends, "count", "en", qualifier=qualifier) == english
    assert words.figure(*ends, "count", "vi", qualifier=qualifier) == vietnamese


@pytest.mark.parametrize(
    ("unit", "english", "vietnamese"),
    [
        ("count", "12", "12"),
        ("rank", "12", "12"),
        ("share", "12", "12"),
        ("percent", "12%", "12%"),
        ("vnd_bn", "12 billion đồng", "12 tỷ đồng"),
        ("years", "12 years", "12 năm"),
    ],
)
def test_units(unit, english, vietnamese):
    assert words.with_unit("12", unit, "en") == english
    assert words.with_unit("12", unit, "vi") == vietnamese


# --- the order of names ---------------------------------------------------------

SYLLABLES = st.text(alphabet="aàảãáạăằâậbcdđeêệgioôơợuưựyAĐÊ 07-", max_size=8)


@pytest.mark.parametrize(
    "in_order",
    [
        list("aăâbcdđeêghiklmnoôơpqrstuưvxy"),
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["an", "ăn", "ân", "ba", "Ba", "bà", "Bà", "bạ", "da", "đa"],
        ["Đề án 7", "Đề án số 07", "đô thị", "Đường"],
        ["", " ", "-", "0", "1", "a", "z", "ω"],
        ["thị", "thị ủy", "thị xã", "thu", "thư"],
    ],
)
def test_names_sort_as_vietnamese_does(in_order):
    turned = list(reversed(in_order))
    assert sorted(turned, key=words.vietnamese_key) == in_order


@given(SYLLABLES)
def test_the_two_forms_of_unicode_sort_alike(text):
    keys = {words.vietnamese_key(unicodedata.normalize(f, text)) for f in FORMS}
    assert len(keys) == 1


FORMS = ("NFC", "NFD")


# --- what the prose never says: a cause, an effect or a test of its own --------------

BANNED = re.compile(
    r"""\b(?:caused|effects?\ of|impacts?|resulted\ in|led\ to|thanks\ to|due\ to
    |significan\w+|p-values?|correlat\w+|regress\w+
    |gây\ ra|dẫn\ tới|tác\ động|ảnh\ hưởng|hệ\ quả|nhờ\ đó|nhờ\ vào
    |tương\ quan|hồi\ quy|ý\ nghĩa\ thống\ kê|trị\ số\ p)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def prose() -> list[tuple[str, str]]:
    cells = [
        (f"{path.stem} {cell['id']}", "".join(cell["source"]))
        for path in NOTEBOOKS
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    ]
    phrases = [
        (key, text) for key, twins in words.phrases().items() for text in twins.values()
    ]
    return cells + phrases


def test_no_cause_effect_or_test_of_our_own():
    actual = [
        (place, hit.group()) for place, text in prose() for hit in BANNED.finditer(text)
    ]
    assert actual == []


@pytest.mark.parametrize(
    "text", ["This caused growth.", "a correlation of", "có tác động đến", "p-value"]
)
def test_the_check_finds_such_words(text):
    assert BANNED.search(text)
