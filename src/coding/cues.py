"""Words that may point to a measure, or to what falls short: candidates, no more.

A passage is proposed where it has such a word; whether it states a measure or a
failing, and which, a person decides. Each rule has the reason for it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from coding.quotes import Span
from coding.remaining import sentences


class Cue(NamedTuple):
    """A passage with the word found in it, and the codes that the word suggests."""

    table: str
    span: Span
    word: str
    cells: dict[str, str]


class Rule(NamedTuple):
    """Words, the codes that they suggest, and why."""

    words: str
    cells: dict[str, str]
    reason: str


FAILINGS = (
    Rule(
        r"nguyên nhân(?! khách quan)", {"type": "cause"}, "the genre's word for a cause"
    ),
    Rule(r"nguyên nhân khách quan", {"type": "outside_cause"}, "a cause from outside"),
    Rule(
        r"còn (?:\w+ ){0,4}(?:hạn chế|chậm|yếu|thiếu|hình thức|lúng túng|bất cập|"
        r"thấp|kém|"
        r"nhiều|ít|chung chung|nể nang|khó khăn|tồn tại|vướng mắc)",
        {},
        "còn before what is found wanting",
    ),
    Rule(
        r"hạn chế|khuyết điểm|yếu kém|bất cập|vướng mắc|trì trệ|trì tr\w+",
        {},
        "nouns of failing",
    ),
    Rule(
        r"chưa (?:được |thật |thực sự |thật sự )?(?:đáp ứng|kịp thời|cao|tốt|đồng đều|"
        r"sâu|"
        r"thường xuyên|nghiêm|sát|rõ|quyết liệt|đạt|chặt chẽ|hiệu quả|đúng|đầy đủ|mạnh|"
        r"đồng bộ|tương xứng|chủ động|toàn diện|phát huy|quan tâm|làm tốt)",
        {},
        "chưa: not yet as it should be",
    ),
    Rule(
        r"thiếu (?:chặt chẽ|quyết liệt|chủ động|đồng bộ|kiểm tra|trách nhiệm|sâu sát|"
        r"thường xuyên|nhất quán|tập trung|lộ trình|nguồn lực)",
        {},
        "thiếu: want of something",
    ),
    Rule(
        r"né tránh|đùn đẩy|sợ (?:sai|trách nhiệm)|ngại va chạm|buông lỏng|thờ ơ",
        {},
        "conduct that the Party's texts name as failings",
    ),
    Rule(
        r"\bchậm\b(?! nhất)|có độ trễ|không đạt|không hoàn thành|mới đạt",
        {},
        "late, or short of an aim",
    ),
)
MEASURES = (
    Rule(
        r"phân công|trực tiếp phụ trách|giao chỉ tiêu",
        {"device": "personal_charge"},
        "rule 15 of the codebook: tasks assigned to members or heads",
    ),
    Rule(r"ban chỉ đạo", {"device": "steering_committee"}, "rule 15"),
    Rule(
        r"sơ kết|tổng kết|kiểm điểm|đánh giá,? xếp loại|"
        r"làm (?:căn cứ|thước đo) đánh giá",
        {"device": "appraisal"},
        "rule 15: review of results, collectives or cadres",
    ),
    Rule(
        r"(?:công tác )?kiểm tra,? giám sát|đã kiểm tra|kiểm tra \d",
        {"device": "inspection"},
        "rule 15: the Party's own inspection",
    ),
    Rule(
        r"(?:thi hành|xử lý) kỷ luật|rà soát, sàng lọc|đưa .{0,30} ra khỏi Đảng",
        {"device": "discipline"},
        "rule 15: sanctions and removal of members",
    ),
    Rule(
        r"đối thoại|tiếp (?:công )?dân|tiếp xúc cử tri|lấy ý kiến|lắng nghe",
        {"device": "dialogue"},
        "rule 15: meeting and receiving citizens",
    ),
    Rule(r"quy chế làm việc", {"device": "working_regulations"}, "rule 15"),
    Rule(r"tuyên vận", {"device": "tuyen_van"}, "rule 15: where it is named"),
    Rule(
        r"hướng về cơ sở|gần dân|sát cơ sở|xuống cơ sở|tại cơ sở",
        {"device": "grassroots"},
        "rule 15: going to the grassroots, as a watchword or as visits",
    ),
    Rule(
        r"ban hành|cụ thể hóa|quán triệt|"
        r"xây dựng (?:các )?(?:chương trình|đề án|nghị quyết)",
        {},
        "resolutions, and how they are made concrete",
    ),
    Rule(
        r"đổi mới|nâng cao chất lượng|sinh hoạt chi bộ|tham mưu|nêu gương|gương mẫu|"
        r"luân chuyển|quy hoạch cán bộ|đào tạo, bồi dưỡng|kiện toàn|củng cố tổ chức|"
        r"cải cách hành chính|chuyển đổi số|dân vận|kết nạp|phân cấp|người đứng đầu",
        {},
        "words for the work of the Party itself",
    ),
)
STATUSES = (
    Rule(r"\bđã\b|\bxong\b", {"status": "done"}, "rule 10: đã"),
    Rule(r"\bphải\b|\bcần\b", {"status": "norm"}, "rule 10: phải, cần"),
    Rule(r"\bsẽ\b|phấn đấu|thời gian tới", {"status": "planned"}, "rule 10: tasks"),
)
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
            if failing := _first(FAILINGS, words):
                past = {"is_past": "true"} if PAST.search(words) else {}
                yield Cue("shortcomings", span, failing[0], failing[1] | past)
            elif measure := _first(MEASURES, words):
                status = _first(STATUSES, words)
                codes = measure[1] | (status[1] if status else {})
                yield Cue("reforms", span, measure[0], codes)


def _first(rules: tuple[Rule, ...], words: str) -> tuple[str, dict[str, str]] | None:
    """The word of the first rule that is among some words, and its codes."""
    for rule in rules:
        if match := re.search(rule.words, words, re.IGNORECASE):
            return " ".join(match.group().split()), dict(rule.cells)
    return None


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    """The parts of a sentence that have at least three words, without its full stop."""
    start = sentence.start
    ends = [*PART.finditer(text, *sentence), None]
    for match in ends:
        end = match.start() if match else sentence.end
        words = text[start:end].rstrip(" .;:!?…\n\t")
        if len(words.split()) >= FEWEST_WORDS:
            yield Span(start, start + len(words))
        start = match.end() if match else end
