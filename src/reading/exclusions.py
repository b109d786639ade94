"""Exclusions: mask the numerals of a text that are no quantities."""

import re

from reading import wording
from reading.instruments import instruments
from reading.periods import periods

_MASK = "#"
_YEAR = r"(?:19|20)\d\d"
# A number after one of these says which, not how many.
_NUMBERED = (
    "lần thứ|thứ|lần|khóa|kỳ|kỳ họp|(?<!tổng )(?<!trong )(?<!chỉ )số|loại|hạng|cấp độ|"
    "mức độ|vị trí|đợt|quý|điều|khoản|mục|chương|phụ lục|tổ|khối|khu phố|tổ dân phố|"
    "thôn|xóm|ấp|phường|quận|quốc lộ|tỉnh lộ|đường|lớp|bậc|tập|trang|top|giai đoạn|"
    "bước|trung ương|tháng"
)
# … unless the number itself counts what follows it.
_COUNTED_AFTER_ALL = (
    r"(?!\s*(?:[%‰/]|-\s*\d|(?:năm|tháng|ngày|tuần|giờ|tỷ|triệu|nghìn|vạn|lần|người|"
    r"đồng chí|đảng viên|chi bộ|đảng bộ|tổ chức|hộ|xã|phường|thôn|đơn vị|chỉ tiêu)\b))"
)
_PATTERNS = {
    "address of a page or a mailbox": r"https?://\S+|www\.\S+|(?<!\S)[^\s@]+@\S+",
    "telephone": r"\b(?:điện thoại|đt|tel|fax|hotline)\s*:[^\n]*",
    "counter of visits": (
        r"(?:lượt (?:xem|đọc|truy cập)|đang (?:online|truy cập)|khách online"
        r"|hôm (?:nay|qua)|trong (?:tuần|tháng)|(?:tuần|tháng) (?:này|trước)|tất cả"
        r"|tổng(?: số)?(?: lượt)? truy cập)\s*:\s*[\d.,]+"
    ),
    "date": (
        rf"\b(?:\d{{1,2}}\s?-\s?)?\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?{_YEAR}\b"
        rf"|\b\d{{1,2}}\s?/\s?{_YEAR}\b"
        rf"|\b(?:\d{{1,2}}\s+)?tháng\s+\d{{1,2}}(?:\s*/\s*|\s+năm\s+){_YEAR}\b"
        r"|\b(?:ngày|mùng|mồng|tối|sáng|chiều|lễ|dịp|quốc khánh|đường)\s+"
        r"\d{1,2}(?:(?:(?:\s*,|\s+và)\s+\d{1,2})?\s?[/-]\s?\d{1,2}"
        r"(?:(?:\s*,|\s+và)\s+\d{1,2}/\d{1,2})*(?![\d%/])"
        r"|\s+tháng\s+\d{1,2}|(?=\s*(?:[.,;)]|và|đến|$)))"
    ),
    "time of day": (
        r"\b\d{1,2}\s?(?:h|g|giờ)\s?\d{1,2}(?:\s?phút)?\b|\b\d{1,2}h\b|\b\d{1,2}:\d\d\b"
        r"|\b(?:lúc|hồi)\s+\d{1,2}\s+giờ\b|\b24/(?:7|24)\b"
    ),
    "year": (
        rf"(?:(?<=năm )|(?<=năm học )){_YEAR}(?:(?:\s*[,-]|\s+(?:và|đến))\s*(?:năm\s+)?"
        rf"{_YEAR})*\b|(?<![\w.,/]){_YEAR}(?![\w%‰]|[.,/]\d|\s+[^\W\d_])"
        rf"|(?<![\w.,/]){_YEAR}(?=\s+(?:đến|và|là|của|đã|có|về|trở|với|so|đạt|sẽ)\b)"
    ),
    "number of an ordered thing": (
        rf"\b(?:{_NUMBERED})\s+\d{{1,3}}(?:\s*(?:,|và)\s*\d{{1,3}})*(?![\w,.]\d|\w)"
        rf"{_COUNTED_AFTER_ALL}|\b(?:thứ|hạng|vị trí)\s+\d+/\d+"
    ),
    "number of a list": (
        r"(?:(?<=\n)|(?<=[.:;…,”\"] )|^)[ \t]*(?:\d{1,2}\.)*\d{1,2}(?:[.)]|\s?-)"
        r"(?=\s+\D)"
        r"|\(\d{1,2}\)(?=\s)"
    ),
}
_EXCLUDED = re.compile("|".join(_PATTERNS.values()), re.IGNORECASE)


def masked(text: str) -> str:
    """Return `text` aligned, with every numeral that is no quantity masked by "#".

    Spans in the result are valid in `text`, which is NFC.

    Examples
    --------
    >>> masked("Chỉ thị 05, ngày 04/7/2023: 15 nghị quyết; hội nghị lần thứ 25")
    '##########, ngày #########: 15 nghị quyết; hội nghị ##########'
    """
    characters = list(wording.aligned(text))
    spans = [(row.start, row.end) for row in instruments(text)]
    spans += [(row.start, row.end) for row in periods(text)]
    for start, end in spans:
        characters[start:end] = _MASK * (end - start)
    matched = "".join(characters)
    return _EXCLUDED.sub(lambda match: _MASK * len(match.group()), matched)
