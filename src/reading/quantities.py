"""Quantities: the counts, shares, sums and ratios that a text reports."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reading import exclusions, figures, wording
from reading.wording import Number

MILLION = 10**6
_IGNORE = re.IGNORECASE
_SCALE = rf"(?:\s*+\b(?:trăm|{'|'.join(wording.SCALES)})\b(?! lệ| trọng)){{0,4}}"
_UNIT = r"%|‰|phần trăm\b|(?:đồng|đ|VNĐ|VND)(?!\w| chí| bào| bộ| đội)"
_REST = (
    rf"(?P<scale>{_SCALE})(?:\s*(?P<unit>{_UNIT}))?(?P<per>(?:\s?/\s?[^\W\d_]+)*)(?!\w)"
)
_DIGITS = re.compile(
    rf"(?<![\w.,#])(?<![^\W\d_]-)(?P<value>{figures.DIGITS})(?![.,]\d|-[^\W\d_]){_REST}",
    _IGNORE,
)
# Words are quantities only before a word for what is counted: "Ba năm", not "Ba Vì".
_COUNTED = (
    "năm|tháng|tuần|ngày|nhiệm kỳ|tỉnh|thành phố|huyện|thị xã|thị trấn|xã|phường|thôn|"
    "cấp|chi bộ|đảng bộ|đảng viên|đồng chí|người|hộ|tổ chức|cơ quan|đơn vị|nghị quyết|"
    "chỉ thị|kết luận|chương trình|đề án|dự án|nhiệm vụ|giải pháp|khâu|đột phá|"
    "mục tiêu|chỉ tiêu|lĩnh vực|trụ cột|nhóm|nội dung|vấn đề|khu vực|mô hình|lần|cuộc|"
    "hội nghị|bài học|đồng|phần trăm"
)
_FIRST_WORD = (
    "(?:một(?= hai )|hai|ba|bốn|sáu|bảy|bẩy|tám|chín|mười)|(?<=có )năm|(?<=gồm )năm|"
    "năm(?= năm)|năm(?= (?:sáu|bảy|bẩy) )"
)
_MORE_WORDS = "|".join([*wording.DIGITS, *wording.TENS, *wording.SCALES, "linh", "lẻ"])
_WORDS = re.compile(
    rf"(?<!thứ )(?<!tháng )(?<!mùng )\b(?P<value>(?:{_FIRST_WORD})"
    rf"(?:\s++(?:{_MORE_WORDS})\b){{0,12}}?)(?=\s++(?:{_COUNTED})\b)"
    rf"(?P<scale>)(?:\s+(?P<unit>đồng(?! chí| bào)|phần trăm)\b)?(?P<per>)",
    _IGNORE,
)
_JOINTS = {
    "ratio": re.compile(r"\s*/\s*|\s+trong(?: tổng)?(?: số)?\s+", _IGNORE),
    "range": re.compile(r"\s*-\s*|\s+(?:đến|tới)\s+", _IGNORE),
}
_BEFORE = re.compile(
    rf"\b(?:(?:từ\s+)?(?:{'|'.join(wording.QUALIFIERS.values())})|từ)\s+$", _IGNORE
)
_AFTER = re.compile(r"\s+trở (?:lên|xuống)\b", _IGNORE)
# Measures: a quantity that is no count of things.
_MEASURE = re.compile(
    r"\s*(?P<noun>điểm phần trăm|điểm %|năm|tháng|tuần|ngày|giờ|phút|tuổi|lần|điểm|ha|"
    r"héc ta|km2|km²|km|m2|m²|m3|m³|mét|tấn|tạ|kg|lít|MW|kWh|USD|đô la|sao|‰)"
    r"(?!\w| (?:sắp xếp|dân cư|trường))",
    _IGNORE,
)
_AGE = re.compile(r"tuổi\s+(?:từ\s+)?$", _IGNORE)
_WORD = r"[^\W\d_]+"
_NO_NOUN = (
    r"(?:và|với|của|có|được|đạt|là|trong|tại|cho|để|từ|đến|(?<!trực )thuộc|do|theo|về|"
    r"qua|trên|dưới|đã|đang|sẽ|còn|bị|vào|ra|ở|khi|như|nhằm|hoặc|so|chiếm|tăng|giảm|"
    r"vượt|hơn|gần|mới|các|cả|toàn|hướng|này|đó|trước|sau|trở|nhận|bảo đảm|đảm bảo|"
    r"thực hiện|ban hành|hoàn thành|phát biểu|tham gia|triển khai|đặc biệt|sắp xếp|"
    r"tiếp xúc|trực tiếp)\b"
)
_NOUN = re.compile(
    rf"\s*(?P<noun>(?!{_NO_NOUN}){_WORD}(?:[ ]+(?!{_NO_NOUN}){_WORD}){{0,4}})", _IGNORE
)
# After these "trên" says where, not how much: "trên 3 lĩnh vực".
_PLACES = re.compile(r"\s*(?:lĩnh vực|phương diện|mặt|địa bàn|khía cạnh)\b", _IGNORE)


@dataclass(frozen=True)
class Quantity:
    """One reported quantity, with its span in the text.

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
    are left out. Numbers in words count before a word for what is counted ("Ba năm");
    two of them in a row are the ends of a range ("ba bốn"), and words that spell no
    number are left out.

    Examples
    --------
    >>> text = "hơn 8.831 đảng viên, gần 7%, 5.840/4.500 tỷ đồng, từ 70% trở lên"
    >>> for row in quantities(text):
    ...     print(row.printed, row.value, row.unit, row.qualifier, row.form)
    hơn 8.831 đảng viên 8831 count over single
    gần 7% 7 percent nearly single
    5.840/4.500 tỷ đồng 5840000000000 vnd exact ratio
    từ 70% trở lên 70 percent at_least single
    """
    matched = exclusions.masked(text)
    numbers = [*_DIGITS.finditer(matched), *filter(_is_spelt, _WORDS.finditer(matched))]
    numbers.sort(key=re.Match.start)
    form = ""
    for number, following in itertools.zip_longest(numbers, numbers[1:]):
        if form:  # this number was the second of a pair
            form = ""
            continue
        form = _joint(number, following) if following else ""
        yield _quantity(text, form, number, following if form else number)


def _is_spelt(words: re.Match[str]) -> bool:
    """Whether some words spell a number."""
    try:
        wording.parse_count(words["value"])
    except ValueError:
        return False
    return True


def _joint(first: re.Match[str], second: re.Match[str]) -> str:
    """Return "ratio" or "range" if the two numbers are one quantity."""
    between = first.string[first.end() : second.start()]
    if first["unit"] and first["unit"] != second["unit"]:
        return ""
    for form, joint in _JOINTS.items():
        if joint.fullmatch(between):
            is_rising = _ends(first, second)[1] <= _ends(second, second)[0]
            return form if form == "ratio" or is_rising else ""
    return ""


def _quantity(
    text: str, form: str, first: re.Match[str], last: re.Match[str]
) -> Quantity:
    """Return the quantity of one number, or of two that belong together."""
    matched = first.string
    unit, noun, stop = _unit_and_noun(first, last)
    before = _BEFORE.search(matched, max(0, first.start() - 24), first.start())
    after = _AFTER.match(matched, stop)
    words = (before.group() if before else "") + (after.group() if after else "")
    if _PLACES.match(matched, last.end()) and words.split() == ["trên"]:
        before, words = None, ""
    says_so = wording.qualifier(words) != "exact"
    start = before.start() if before and says_so else first.start()
    end = after.end() if after else stop
    is_ratio_of_things = form == "ratio" and unit in {"count", "other"}
    value, value2 = _ends(first, last)[0], _ends(last, last)[1]
    if not form and value2 != value:
        form = "range"
    return Quantity(
        start=start,
        end=end,
        printed=text[start:end],
        value=value,
        value2=value2 if form else None,
        unit="ratio" if is_ratio_of_things else unit,
        qualifier=wording.qualifier(words),
        form=form or "single",
        noun=text[stop - len(noun) : stop],
    )


def _ends(number: re.Match[str], last: re.Match[str]) -> tuple[Number, Number]:
    """Return the least and greatest value of a number.

    One without a unit takes the thousands of the last.
    """
    if number.re is _WORDS:
        return wording.parse_count(number["value"])
    has_unit = number["scale"] or number["unit"]
    scale = number["scale"] if has_unit else last["scale"]
    value = figures.parse_value(number["value"] + scale)
    return value, value


def _unit_and_noun(first: re.Match[str], last: re.Match[str]) -> tuple[str, str, int]:
    """Return the unit, the noun and where the quantity ends."""
    matched, end = last.string, last.end()
    unit = (last["unit"] or "").lower()
    if unit in {"%", "phần trăm"}:
        return "percent", "", end
    if unit and unit != "‰":
        return "vnd", "", end
    measure = _MEASURE.match(matched, last.end("scale"))
    if measure:
        return "other", measure["noun"], measure.end()
    if _AGE.search(matched, max(0, first.start() - 12), first.start()):
        return "other", "", end
    noun = _NOUN.match(matched, end)
    is_money = _ends(last, last)[0] >= MILLION and last["scale"]
    if is_money and not noun:
        return "vnd", "", end
    return ("count", noun["noun"], noun.end()) if noun else ("count", "", end)
