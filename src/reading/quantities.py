"""Quantities: the counts, shares, sums and ratios that a text reports."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from reading import exclusions, figures, wording
from reading.wording import Number

MILLION = 10**6
_IGNORE = re.IGNORECASE
_SCALE = rf"(?:\s*+\b(?:trăm|{'|'.join(wording.SCALES)})\b(?! lệ| trọng)){{0,4}}"
_UNIT = r"%|‰|phần trăm\b|(?:đồng|đ|VNĐ|VND)(?!\w|/c\b| chí| bào| bộ| đội)"
_PER = r"(?:\s?/\s?[^\W\d_]+)*"
# A measure, or what is counted, may stand at the number: "40.000ha", "01đảng viên".
_GLUED = r"(?:ha|km|m|kg)(?:\b|[23²³])|(?:đảng viên|chi bộ|đảng bộ|đồng chí|người|xã)\b"
_END = rf"(?!(?!{_GLUED})\w)"
_REST = rf"(?P<scale>{_SCALE})(?:\s*(?P<unit>{_UNIT}))?(?P<per>{_PER}){_END}"
_DIGITS = re.compile(
    rf"(?<![\w.,#])(?<![^\W\d_]-)(?P<value>{figures.DIGITS})(?![.,]\d|-[^\W\d_]){_REST}",
    _IGNORE,
)
# What belongs together with a comma or a slash between: "3 xã, thị trấn".
_ALIKE = (
    "xã|phường|thị trấn|thị xã|thành phố|huyện|quận|thôn|bản|buôn|làng|ấp|khu phố|"
    "tổ dân phố|đảng bộ|chi bộ|đơn vị|đảng viên|công chức|viên chức|chiến s[ĩỹ]|"
    "quần chúng|người lao động|cơ sở đảng|kiến nghị|xóm|hội viên"
)
# Words are quantities only before a word for what is counted: "Ba năm", not "Ba Vì".
_COUNTED = (
    f"{_ALIKE}|năm|tháng|tuần|ngày|nhiệm kỳ|tỉnh|cấp|đồng chí|người|hộ|tổ chức|cơ quan|"
    "nghị quyết|chỉ thị|kết luận|chương trình|đề án|dự án|nhiệm vụ|giải pháp|khâu|"
    "đột phá|mục tiêu|chỉ tiêu|tiêu chí|lĩnh vực|trụ cột|nhóm|nội dung|vấn đề|khu vực|"
    "mô hình|lần|cuộc|hội nghị|bài học|đại biểu|tập thể|cá nhân|công trình|dân tộc|"
    "bước|mặt|đợt|phong trào|điển hình|đô thị|vùng|trung tâm|đồng|phần trăm"
)
_FIRST_WORD = (
    "(?:một(?= hai )|hai|ba|bốn|sáu|bảy|bẩy|tám|chín|mười)|(?<=có )năm|(?<=gồm )năm|"
    "năm(?= năm)|năm(?= (?:sáu|bảy|bẩy) )|(?<=hơn )một|(?<=gần )một|(?<=ít nhất )một"
)
_MORE_WORDS = "|".join([*wording.DIGITS, *wording.TENS, *wording.SCALES, "linh", "lẻ"])
_WORDS = re.compile(
    rf"(?<!thứ )(?<!tháng )(?<!mùng )\b(?P<value>(?:{_FIRST_WORD})"
    rf"(?:\s++(?:{_MORE_WORDS})\b){{0,12}}?)(?=\s++(?:{_COUNTED})\b)"
    rf"(?P<scale>)(?:\s+(?P<unit>đồng(?! chí| bào)|phần trăm)\b)?(?P<per>)",
    _IGNORE,
)
_JOINTS = {
    "ratio": re.compile(
        r"\s*/\s*|\s+(?:trong(?: tổng)?(?: số)?|trên tổng số)\s+", _IGNORE
    ),
    "range": re.compile(r"\s*-\s*|\s+(?:đến|tới)\s+", _IGNORE),
}
_BEFORE = re.compile(rf"\b(?:{'|'.join(wording.QUALIFIERS.values())}|từ)\s+$", _IGNORE)
_AFTER = re.compile(r"\s+trở (?:lên|xuống)\b", _IGNORE)
# Over a line break a noun goes on, over an empty line it does not.
_GAP = r"[ \t]*\n?[ \t]*"
# Measures: a quantity that is no count of items.
_MEASURE = re.compile(
    rf"{_GAP}(?P<noun>điểm phần trăm|điểm %|năm|tháng|tuần|ngày|giờ|phút|tuổi|lần|điểm|"
    r"ha|héc ta|km2|km²|km|m2|m²|m3|m³|mét|tấn|tạ|kg|lít|MW|kWh|USD|đô la|sao|‰)"
    rf"(?!\w| (?:sắp xếp|dân cư|trường)){_PER}",
    _IGNORE,
)
# "30, 40 và 50 năm": numbers of a list take the measure behind the last.
_LISTED = re.compile(r"(?:\s?(?:,|và)\s?\d{1,3}(?![\d./]|,\d)){1,6}")
# A noun goes on to a word of grammar, a verb or a name; "Đảng" may stand within it.
_NO_NOUN = (
    r"(?:và|với|của|có|được|đạt|là|trong|tại|cho|để|từ|đến|(?<!trực )thuộc|do|theo|về|"
    r"qua|trên|dưới|đã|đang|sẽ|còn|bị|vào|ra|ở|khi|như|nhằm|hoặc|so|chiếm|tăng|giảm|"
    r"vượt|hơn|gần|cũng|mới (?:được|đạt|thành)|các|cả|toàn|hướng|này|đó|trước|sau|trở|"
    r"nhận|xuống|lên|đi|dự(?! khuyết| án| toán)|tham dự|vinh dự|đại diện|đăng ký|"
    r"sinh hoạt|thảo luận|đại hội|đề ra|xây dựng|bảo đảm|đảm bảo|phát triển|nâng|ngoài|"
    r"cần|gồm|(?<!thiểu )(?<!con )số|trình bày|thực hiện|ban hành|hoàn thành|phát biểu|"
    r"tham gia|triển khai|đặc biệt|đồng thời|sắp xếp|tiếp xúc|trực tiếp|"
    r"chỉ (?:còn|có|đạo)|năm(?= [#\d]))\b"
)
_NAME = (
    r"(?-i:(?:(?:tỉnh|thành phố|thị xã|quận|huyện|xã|phường|thị trấn) )?"
    rf"(?!Đảng\b(?! (?:[Bb]ộ|[Uu]ỷ|[Ủủ]y|[Đđ]oàn)\b)){wording.CAPITAL})"
)
_NOUN = re.compile(
    rf"{_GAP}(?P<noun>(?!{_NO_NOUN})(?:đ/c\b|[^\W\d_]+)"
    rf"(?:(?:[ ]+|\n)(?!{_NO_NOUN}|{_NAME})[^\W\d_]+){{0,6}}"
    rf"(?:(?:,[ ]|/)(?:{_ALIKE})(?: trực thuộc)?\b)*)",
    _IGNORE,
)
# A number behind a code, "PH 8", or a caption's word without its accents is a mark.
_MARKED = re.compile(r"(?:\b[A-ZĐ]{1,2}|\banh|\bof|\|)\s*$")


class Quantity(NamedTuple):
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
    for form, first, last in _pairs(text):
        yield _quantity(text, form, first, last)


def figures_of_quantities(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start and end of the figures of each quantity, their role and their form.

    Examples
    --------
    >>> list(figures_of_quantities("hơn 8.831 đảng viên, ba bốn xã"))
    [(4, 9, 'value', 'digits'), (21, 27, 'range', 'words')]
    """
    for form, first, last in _pairs(text):
        if form == "sum":
            yield *first.span("value"), "value", "digits"
            yield *last.span("value"), "value", "digits"
            continue
        is_spelt = first.re is _WORDS
        lower, upper = _ends(first, last)[0], _ends(last, last)[1]
        role = form or ("value" if lower == upper else "range")
        span = first.start("value"), last.end("value")
        yield *span, role, "words" if is_spelt else "digits"


def _pairs(text: str) -> Iterator[tuple[str, re.Match[str], re.Match[str]]]:
    """Yield each number twice, or two that are one quantity, after its form."""
    matched = exclusions.masked(text)
    numbers = [*_DIGITS.finditer(matched), *filter(_is_spelt, _WORDS.finditer(matched))]
    numbers.sort(key=re.Match.start)
    form = ""
    for number, following in itertools.zip_longest(numbers, numbers[1:]):
        if form:  # this number was the second of a pair
            form = ""
            continue
        form = _joint(number, following) if following else ""
        if form or not _is_mark(number):
            yield form, number, following if form else number


def _is_spelt(words: re.Match[str]) -> bool:
    """Whether some words spell a number."""
    try:
        wording.parse_count(words["value"])
    except ValueError:
        return False
    return True


def _is_mark(number: re.Match[str]) -> bool:
    """Whether a number without a word for what is counted only marks something."""
    matched, start, end = number.string, *number.span()
    return (
        number.group().isdecimal()
        and not _MEASURE.match(matched, end)
        and not _NOUN.match(matched, end)
        and bool(_MARKED.search(matched, max(0, start - 12), start))
    )


def _joint(first: re.Match[str], second: re.Match[str]) -> str:
    """Return "ratio", "range" or "sum" if the two numbers are one quantity."""
    between = first.string[first.end() : second.start()]
    if first["unit"] and first["unit"] != second["unit"]:
        return ""
    if between == " " and _multiplier(first) > _multiplier(second) > 1:
        return "sum"
    for form, joint in _JOINTS.items():
        if joint.fullmatch(between):
            is_rising = _ends(first, second)[1] <= _ends(second, second)[0]
            return form if form == "ratio" or is_rising else ""
    return ""


def _multiplier(number: re.Match[str]) -> Number:
    """Return what the words of thousands behind a number multiply it by."""
    return figures.parse_value("1" + number["scale"])


def _quantity(
    text: str, form: str, first: re.Match[str], last: re.Match[str]
) -> Quantity:
    """Return the quantity of one number, or of two that belong together."""
    matched = first.string
    unit, noun, stop = _unit_and_noun(last)
    before = _BEFORE.search(matched, max(0, first.start() - 24), first.start())
    after = _AFTER.match(matched, stop)
    words = (before.group() if before else "") + (after.group() if after else "")
    says_so = wording.qualifier(words) != "exact"
    start = before.start() if before and says_so else first.start()
    end = after.end() if after else stop
    is_ratio_of_counts = form == "ratio" and unit in {"count", "other"}
    value, value2 = _ends(first, last)[0], _ends(last, last)[1]
    if form == "sum":  # "1 tỷ 250 triệu đồng"
        form, value = "", value + value2
    elif not form and value2 != value:
        form = "range"
    return Quantity(
        start=start,
        end=end,
        printed=text[start:end],
        value=value,
        value2=value2 if form else None,
        unit="ratio" if is_ratio_of_counts else unit,
        qualifier=wording.qualifier(words),
        form=form or "single",
        noun=text[noun],
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


def _unit_and_noun(last: re.Match[str]) -> tuple[str, slice, int]:
    """Return the unit, where the noun is, and where the quantity ends."""
    matched, end = last.string, last.end()
    none, unit = slice(end, end), (last["unit"] or "").lower()
    if unit in {"%", "phần trăm"}:
        return "percent", none, end
    if unit and unit != "‰":
        return "vnd", none, end
    measure = _MEASURE.match(matched, last.end("scale"))
    if measure:
        return "other", slice(*measure.span("noun")), measure.end()
    listed = _LISTED.match(matched, end)
    if listed and _MEASURE.match(matched, listed.end()):
        return "other", none, end
    noun = _NOUN.match(matched, end)
    if noun:
        return "count", slice(*noun.span("noun")), noun.end()
    is_money = _ends(last, last)[0] >= MILLION and last["scale"]
    return "vnd" if is_money else "count", none, end
