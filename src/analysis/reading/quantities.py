"""Quantities: the counts, shares, sums and ratios that a text reports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.reading import figures, furniture, wording
from analysis.reading.wording import Number

_BEFORE = "|".join(
    f"{pattern}" for code, pattern in wording.QUALIFIERS.items() if code
)
_SCALES = "|".join(wording.SCALES)
_SCALE = rf"(?:\s*\b(?:trăm|{_SCALES})\b)*"
_PER = r"(?:\s?/\s?(?!\d)\w+(?:\s(?:dân|lao động)\b)?)*"
_MONEY = r"(?:đồng|đ|VNĐ|VND)(?!\w)"
_UNIT = rf"(?P<scale{{0}}>{_SCALE})(?:\s*(?P<unit{{0}}>%|‰|phần trăm\b|{_MONEY}))?"
_START = r"(?<![\w.,/#])(?<![^\W\d_]-)"
_END = r"(?!\w|[.,]\d|-\w)"
_DIGITS = re.compile(
    rf"(?:\b(?P<before>(?:từ\s+)?(?:{_BEFORE})|từ)\s+)?{_START}"
    rf"(?P<value>{figures.DIGITS}){_UNIT.format(1)}"
    rf"(?:\s*(?P<join>/|-|đến|tới|trong tổng số|trong số|trong)\s*(?:từ\s+)?"
    rf"(?P<value2>{figures.DIGITS}){_UNIT.format(2)})?"
    rf"(?P<per>{_PER}){_END}(?:\s+(?P<after>trở (?:lên|xuống)))?",
    re.IGNORECASE,
)
_DIGIT_WORD = "hai|ba|bốn|sáu|bảy|bẩy|tám|chín|mười"
_MORE_WORDS = "|".join([*wording.DIGITS, *wording.TENS, *wording.SCALES, "linh", "lẻ"])
# Words are quantities only before a word that is counted: "Ba năm", not "Ba Vì".
_COUNTED = (
    "năm|tháng|tuần|ngày|nhiệm kỳ|tỉnh|thành phố|huyện|thị xã|thị trấn|xã|phường|thôn|"
    "cấp|chi bộ|đảng bộ|đảng viên|đồng chí|người|hộ|tổ chức|cơ quan|đơn vị|nghị quyết|"
    "chỉ thị|kết luận|chương trình|đề án|dự án|nhiệm vụ|giải pháp|khâu|đột phá|"
    "mục tiêu|chỉ tiêu|lĩnh vực|trụ cột|nhóm|nội dung|vấn đề|khu vực|mô hình|lần|cuộc|"
    "hội nghị|bài học|đồng|phần trăm"
)
_WORDS = re.compile(
    rf"(?<!thứ )(?<!tháng )(?<!mùng )\b(?:(?P<before>{_BEFORE})\s+)?"
    rf"\b(?P<value>(?:{_DIGIT_WORD}|(?<=có )năm|(?<=gồm )năm|(?<=cả )năm|năm(?= năm))"
    rf"(?:\s+(?:(?!năm\s+(?:qua|gần|nay|trước|liền))(?:{_MORE_WORDS}))\b)*)"
    rf"(?=\s+(?:{_COUNTED})\b)",
    re.IGNORECASE,
)
# Measures: a quantity that is no count of things.
_MEASURE = re.compile(
    r"\s*(?P<noun>điểm phần trăm|điểm %|năm|tháng|tuần|ngày|giờ|phút|tuổi|lần|điểm|"
    r"ha|km2|km²|km|m2|m²|m3|m³|mét|tấn|tạ|kg|lít|MW|kWh|USD|đô la|sao|héc ta)(?!\w)",
    re.IGNORECASE,
)
_NOUN = re.compile(r"[ \u00a0](?P<noun>[^\W\d_]+(?:[ \u00a0]+[^\W\d_]+){0,3})")
# A noun phrase ends where one of these begins.
_NO_NOUN = re.compile(
    r"(?:^|\s+)(?:và|với|của|có|được|đạt|là|trong|tại|cho|để|từ|đến|thuộc|do|theo|về|"
    r"qua|trên|dưới|đã|đang|sẽ|còn|bị|vào|ra|ở|khi|như|nhằm|hoặc|so|chiếm|tăng|giảm|"
    r"vượt|hơn|gần|mới|bảo đảm|đảm bảo|thực hiện|ban hành|hoàn thành|phát biểu|tham gia|"
    r"nhận|triển khai|giữ|trở|liên quan|toàn|đặc biệt|sắp xếp|tiếp xúc)(?:\s.*|$)",
    re.IGNORECASE | re.DOTALL,
)
_AGE_BEFORE = re.compile(r"tuổi\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """One reported quantity, and where it stands.

    `value2` is the upper end of a range or the denominator of a ratio. Money is in
    đồng. `noun` is what is counted or measured, empty for percent and money.
    """

    start: int
    end: int
    printed: str
    value: Number
    value2: Number | None
    unit: str
    qualifier: str
    form: str
    noun: str


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the quantities of `text`, in order.

    Dates, years, periods, symbols, ordinals, list numbers, names and page furniture
    are left out. Numbers in words count before a word for what is counted ("Ba năm").

    Examples
    --------
    >>> text = "hơn 8.831 đảng viên, gần 7%, 5.840/4.500 tỷ đồng, từ 70% trở lên"
    >>> for found in quantities(text):
    ...     print(found.printed, found.value, found.unit, found.qualifier, found.form)
    hơn 8.831 đảng viên 8831 count over single
    gần 7% 7 percent nearly single
    5.840/4.500 tỷ đồng 5840000000000 vnd exact ratio
    từ 70% trở lên 70 percent at_least single
    """
    matched = furniture.masked(text)
    digits = [match for found in _DIGITS.finditer(matched) for match in _parts(found)]
    found = [*digits, *_WORDS.finditer(matched)]
    for match in sorted(found, key=lambda match: match.start()):
        yield _quantity(match, text)
