"""Words that may point to a measure, or to what falls short: candidates, no more.

A passage is proposed where it has such a word; whether it states a measure or a
failing, and which, a person decides. The words are in cues.toml.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from coding.quotes import Span
from reading.sentences import Sentence, sentences


class Cue(NamedTuple):
    """A passage with the word found in it, and the codes that the word suggests."""

    table: str
    span: Span
    word: str
    cells: dict[str, str]


class Rule(NamedTuple):
    """Words, and the codes that they suggest."""

    words: re.Pattern[str]
    codes: dict[str, str]


def _rules() -> dict[str, list[Rule]]:
    """The rules of cues.toml, by kind."""
    text = Path(__file__).with_name("cues.toml").read_text(encoding="utf-8")
    rules: dict[str, list[Rule]] = {}
    for kind, entries in tomllib.loads(text).items():
        for entry in entries:
            words = entry.pop("begin", "") + f"(?:{'|'.join(entry.pop('words'))})"
            rule = Rule(re.compile(words, re.IGNORECASE), entry)
            rules.setdefault(kind, []).append(rule)
    return rules


RULES = _rules()
PAST = re.compile(r"\btrước (?:đây|năm)\b|đã (?:được )?khắc phục", re.IGNORECASE)
# A sentence is parted where a comma or semicolon stands before another cue.
PART = re.compile(r"[;:]\s+|,\s+(?=và |đồng thời |từng bước |tiếp tục )")
FEWEST_WORDS = 3


def cues(text: str) -> Iterator[Cue]:
    """The passages of a text that may state a failing or a measure.

    A part of a sentence that has a word of failing is no candidate of a measure.

    Examples
    --------
    >>> text = "Thành ủy đã ban hành quy chế làm việc; việc phối hợp còn hạn chế."
    >>> for cue in cues(text):
    ...     print(cue.table, text[slice(*cue.span)], cue.word, cue.cells)
    reforms Thành ủy đã ban hành quy chế làm việc quy chế làm việc {'device': \
'working_regulations', 'status': 'done'}
    shortcomings việc phối hợp còn hạn chế còn hạn chế {}
    """
    for sentence in sentences(text):
        for span in _parts(text, sentence):
            words = text[slice(*span)]
            if failing := _first("shortcomings", words):
                past = {"is_past": "true"} if PAST.search(words) else {}
                yield Cue("shortcomings", span, failing[0], failing[1] | past)
            elif measure := _first("reforms", words):
                status = _first("statuses", words)
                codes = measure[1] | (status[1] if status else {})
                yield Cue("reforms", span, measure[0], codes)


def _first(kind: str, words: str) -> tuple[str, dict[str, str]] | None:
    """The word of the first rule of a kind that is among some words, and its codes."""
    for rule in RULES[kind]:
        if match := rule.words.search(words):
            return " ".join(match.group().split()), rule.codes
    return None


def _parts(text: str, sentence: Sentence) -> Iterator[Span]:
    """The parts of a sentence that have at least three words, without its full stop."""
    start = sentence.start
    ends = [*PART.finditer(text, *sentence), None]
    for match in ends:
        end = match.start() if match else sentence.end
        words = text[start:end].rstrip(" .;:!?…\n\t")
        if len(words.split()) >= FEWEST_WORDS:
            yield Span(start, start + len(words))
        start = match.end() if match else end
