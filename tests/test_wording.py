"""The prose names no cause, effect or test of its own, in either language."""

import json
import re
from pathlib import Path

import pytest

from analysis import words

ROOT = Path(__file__).parents[1]
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
        for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    ]
    phrases = [
        (key, text) for key, twins in words.phrases().items() for text in twins.values()
    ]
    return cells + phrases


def test_no_cause_effect_or_test_of_our_own():
    found = [
        (place, hit.group()) for place, text in prose() for hit in BANNED.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text", ["This caused growth.", "a correlation of", "có tác động đến", "p-value"]
)
def test_the_check_finds_such_words(text):
    assert BANNED.search(text)
