"""Exclusions: the numerals of a text that are no quantities, and what they are."""

import re
from functools import lru_cache
from typing import NamedTuple

from reading import wording
from reading.instruments import instruments
from reading.periods import periods

_MASK = "#"
_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
# Several days share a month: "3 và 4/8", "chiều 16 và sáng 17.7", "9,10/8/2010".
_DAYS = (
    rf"{_DAY}(?:\s*(?:,|-|&|và|đến)\s*(?:(?:hết|ngày|sáng|trưa|chiều|tối)\s+){{0,2}}"
    rf"{_DAY}){{0,4}}"
)
_DATED = r"(?<![\d/.,-])"  # a date does not begin within a number
# Words before a day; "năm 2015" is a year, and "(" counts if the bracket has no more.
_DAY_WORDS = "ngày|mùng|mồng|hôm|mai|tối|sáng|trưa|chiều|đêm|lễ|dịp|quốc khánh|đường"
# After these a bare "7/9" is a share, although it could be a day.
_SHARE = "đạt|được|có|là|còn|thành|chiếm|vượt|số|tổng|với|gồm|xếp|thứ"
_NO_SHARE = "".join(rf"(?<!\b{word} )" for word in _SHARE.split("|"))
# A number after one of these says which, not how many.
_NUMBERED = (
    "lần thứ|thứ|lần|khóa|kỳ|kỳ họp|(?<!tổng )(?<!trong )(?<!chỉ )số|loại|hạng|cấp độ|"
    "vị trí|đợt|quý|điều|khoản|mục|chương|phụ lục|tổ|khối|cụm|nhóm|khu vực|vùng|khu|"
    "khu phố|khóm|tổ dân phố|thôn|xóm|ấp|phường|quận|quốc lộ|tỉnh lộ|đường|lớp|bậc|tập|"
    r"trang|page|p\.|ảnh|hình|bảng|biểu|top|giai đoạn|bước|trung ương|tw|t\.ư|tháng|"
    "thế kỷ|địa phương|chi bộ|quân khu|quân đoàn|binh đoàn|sư đoàn|lữ đoàn|trung đoàn|"
    "tiểu đoàn|đại đội"
)
# … unless the number itself counts what follows it; "quý 2 năm 2021" has a year.
_COUNTED_AFTER_ALL = (
    r"(?! *\n? *(?:[%‰/]|-\s*\d|(?:năm(?!\s+\d)|tháng|ngày|tuần|giờ|tỷ|tỉ|triệu|nghìn|"
    r"ngàn|vạn|lần|người|đại biểu|đồng chí|đảng viên|thành viên|học viên|chi bộ|"
    r"đảng bộ|hộ|tổ chức|cơ quan|đơn vị|doanh nghiệp|cấp|xã|phường|thôn|chỉ tiêu|"
    r"mục tiêu|dự án|nhiệm vụ|giải pháp|mô hình)\b))"
)
# The role of a numeral in the tables, and how it is printed there; of patterns that
# match at one place the first decides.
_PATTERNS = (
    # An address of a page or a mailbox; telephones.
    ("furniture", r"https?://\S+|www\.\S+|(?<!\S)[^\s@]+@\S+"),
    (
        "furniture",
        r"\b(?:điện thoại|đt|tel|fax|hotline)\s*:[^\n]*"
        r"|(?<![\d.,])0\d{2,3}[ .-]?\d{3}[ .-]?\d{3,4}\b",
    ),
    # Counters of visits.
    (
        "furniture",
        r"(?:lượt (?:xem|đọc|truy cập)|đang (?:online|truy cập)|khách online|đã xem"
        r"|view count|hôm (?:nay|qua)|trong (?:tuần|tháng)|(?:tuần|tháng) (?:này|trước)"
        r"|đã truy cập|trực tuyến(?=\s*:\s*\d+\s*(?:\n|$))|tất cả"
        r"|tổng(?: số)?(?: lượt)? truy cập)\s*:\s*[\d.,]+"
        r"|(?<![\d.,])\d[\d.,]*\s+lượt (?:xem|đọc|tải)\b",
    ),
    (
        "date",
        rf"{_DATED}{_DAYS}\s?[/.-]\s?{_MONTH}\s?[/.-]\s?{_ANY_YEAR}\b"
        rf"|{_DATED}{_MONTH}\s?[/.-]\s?{_YEAR}\b"
        rf"|\b(?:{_DAYS}\s+)?tháng\s+{_MONTH}(?:\s*/\s*|,?\s+(?:năm\s+)?){_YEAR}\b"
        rf"|\b(?:{_DAY_WORDS})\s+{_DAYS}(?:\s?[/.-]\s?{_MONTH}(?![\d%]|[/.-]\d)"
        rf"(?:(?:\s*,|\s+(?:và|đến))\s+{_DAYS}\s?[/.-]\s?{_MONTH}(?![\d%]|[/.-]\d))*"
        rf"|\s+tháng\s+{_MONTH}\b(?:(?:\s*/\s*|,?\s+(?:năm\s+)?){_YEAR}\b)?"
        r"|(?=\s*(?:[.,](?!\d)|[;)]|và|đến|$)))",
    ),
    (
        "date",
        # Two days before one month, a day in brackets, the ends of a stretch of days.
        rf"{_DATED}{_DAY}\s*(?:-|,\s|\bvà\b)\s*{_DAY}[/.]{_MONTH}(?![\d%]|[/.,-]\d)"
        rf"|(?<=\(){_DAYS}[-/]{_MONTH}(?=[),])"
        # "Thứ bảy, 18-1-25"; the day of each month; the badges of "đợt 7/11".
        rf"|\b(?:thứ\s+\w+|chủ nhật),\s+{_DAY}[/.-]{_MONTH}[/.-]\d\d\b"
        rf"|\b(?:mùng|mồng)\s+{_DAY}\b|(?<=đợt ){_DAY}/{_MONTH}\b"
        rf"|{_DATED}{_DAY}[/-]{_MONTH}(?=\s*(?:-|đến)\s*(?:ngày\s+)?{_DAY}[/-]{_MONTH}\b)"
        # A day alone, if no word for what is counted follows.
        rf"|{_DATED}{_NO_SHARE}{_DAY}/{_MONTH}(?=\s*(?:[),;:\n]|$))",
    ),
    (
        "time",
        r"\b\d{1,2}\s?(?:h|g|giờ)\s?\d{1,2}(?:\s?phút)?\b|\b\d{1,2}h\b"
        r"|(?<!\d)\d{1,2}:\d\d(?::\d\d)?\b|\bGMT\s?[+-]\s?\d+"
        r"|\b(?:lúc|hồi)\s+\d{1,2}\s+giờ\b|\b24/(?:7|24)\b",
    ),
    (
        "year",
        rf"(?:(?<=năm )|(?<=năm học )|(?<=[IV]/)){_YEAR}"
        rf"(?:(?:\s*[,-]|\s+(?:và|đến))\s*(?:năm\s+)?{_YEAR})*\b"
        rf"|(?<![\w.,/]){_YEAR}(?![\w%‰]|[.,/]\d|\s+[^\W\d_])"
        rf"|(?<![\w.,/]){_YEAR}(?=\s+(?:đến|và|là|của|đã|có|về|trở|với|so|đạt|sẽ)\b)",
    ),
    (
        # "Chi bộ 4 tốt", "7 dám", "“5 không, 3 sạch”": slogans and degrees are names.
        "name",
        r"\b\d{1,2}\s+(?:dám|không|sạch|tốt|rõ|xin|luôn|nhất|tại chỗ)\b"
        r"|(?<=[“\"\u2018'])\d{1,2}\s+[^\W\d_]+(?:\s[^\W\d_]+)?(?=[”\"\u2019'])"
        r"|\bmức độ\s+\d\b"
        # "Xã Tam Xuân 2" is one of two of the name.
        rf"|\b(?:xã|phường|thôn|thị trấn|cảng|nhà máy)(?:[ ]{wording.NAME}){{1,3}}[ ]"
        r"\d{1,2}(?=\s*[,.;:()\n]|[ ]lần thứ)",
    ),
    (
        # Ranks are ordinals too: "xếp 11/63", "thứ 9/24".
        "ordinal",
        r"\b(?:xếp|đứng)(?:\s+(?:thứ|hạng|vị trí)){1,2}\s+\d+(?:/\d+)?"
        rf"|\b(?:xếp|thứ|hạng|vị trí)\s+\d+/\d+|\b(?:{_NUMBERED})\s*+\d{{1,3}}"
        rf"(?:\s*(?:,|và)\s*\d{{1,3}})*(?![\w,.]\d|\w){_COUNTED_AFTER_ALL}",
    ),
    (
        # Numbers of a list, of the rows of a table ("2 Bắc Ninh"), and of notes.
        "list_number",
        r"(?:(?<=\n)|(?<=[.:;…,”\"] )|^)[ \t]*(?:\d{1,2}\.)*\d{1,2}(?:[.)]|\s?-)"
        r"(?=\s+\D)|\(\d{1,2}\)|\[\d{1,3}\]|(?<=”)\d{1,2}\b"
        rf"|(?<=\n)[ \t]*\d{{1,2}}(?=[ ](?!đảng|ủy|uỷ){wording.NAME})",
    ),
)
_BRANCHES = "|".join(f"(?P<r{n}>{branch})" for n, (_, branch) in enumerate(_PATTERNS))
# None begins at a letter within a word: most places are passed over at once.
_EXCLUDED = re.compile(rf"(?:(?<!\w)|(?=[\d(\[]))(?:{_BRANCHES})", re.IGNORECASE)


class Exclusion(NamedTuple):
    """A stretch of text in which no numeral is a quantity, and their role."""

    start: int
    end: int
    role: str


@lru_cache(maxsize=1)  # `quantities` and `numerals` ask for those of the same text
def exclusions(text: str) -> tuple[Exclusion, ...]:
    """Return where numerals of `text`, which is NFC, are no quantities, in order.

    `role` is one of those of the table of numerals, or `time`: the time of a day.

    Examples
    --------
    >>> [row.role for row in exclusions("Chỉ thị 05, ngày 04/7/2023; lần thứ 25")]
    ['symbol', 'date', 'ordinal']
    """
    cited = [(row.start, row.end, "symbol") for row in instruments(text)]
    cited += [(row.start, row.end, "period") for row in periods(text)]
    characters = list(wording.aligned(text))
    for start, end, _ in cited:
        characters[start:end] = _MASK * (end - start)
    others = (
        (*match.span(), _PATTERNS[int((match.lastgroup or "")[1:])][0])
        for match in _EXCLUDED.finditer("".join(characters))
    )
    return tuple(Exclusion(*each) for each in sorted({*cited, *others}))


def masked(text: str) -> str:
    """Return `text` aligned, with the digits of every exclusion masked by "#".

    Spans in the result are valid in `text`, which is NFC.

    Examples
    --------
    >>> masked("Chỉ thị 05, ngày 04/7/2023: 15 nghị quyết; hội nghị lần thứ 25")
    '##########, ngày ##/#/####: 15 nghị quyết; hội nghị lần thứ ##'
    """
    characters = list(wording.aligned(text))
    for start, end, role in exclusions(text):
        for place in range(start, end):
            if role in {"symbol", "period"} or characters[place].isdigit():
                characters[place] = _MASK
    return "".join(characters)
