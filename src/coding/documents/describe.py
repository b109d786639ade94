"""What a document says of itself: its title, date, author and office, as proposals.

Each rule takes what is printed, or what the page states; nothing is guessed. What the
properties of a file say counts only if the text prints it, since they often belong to a
template or to whoever typed the text.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from reading.figures import parse_date
from reading.wording import normalised

HEAD = 25  # paragraphs at the start in which a letterhead or a dateline may be
FOOT = 15  # paragraphs at the end in which a signature may be
LONGEST_TITLE = 45  # words
LONGEST_OFFICE = 30  # words
LONGEST_PLACE = 6  # words, as "Thành phố" and its name
_TYPES = (
    "NGHỊ QUYẾT|CHỈ THỊ|QUYẾT ĐỊNH|KẾT LUẬN|QUY ĐỊNH|QUY CHẾ|KẾ HOẠCH|ĐỀ ÁN|BÁO CÁO|"
    "THÔNG BÁO|HƯỚNG DẪN|CHƯƠNG TRÌNH|CHƯƠNG TRÌNH HÀNH ĐỘNG"
)
_TYPE_LINE = re.compile(rf"(?:{_TYPES})")
_LETTERHEAD = re.compile(
    r"[-_–—*\s]+|Số\s*:?\s*\S{1,25}|image banner|Lượt xem.*|"
    r"(?:ĐẢNG CỘNG SẢN|ĐẢNG BỘ|BAN|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|THỊ ỦY|QUẬN ỦY|ĐẢNG ỦY)"
    r"\b(?P<office>.*)",
)
_IN_WORDS = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", re.IGNORECASE)
_IN_FIGURES = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)")
_WEEKDAY = re.compile(
    r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|ngày(?: đăng)?|cập nhật|đăng lúc|"
    r"gmt\+7|\d{1,2}[:h]\d{2}(?::\d{2})?)|[\s,:|()+–—-]",
    re.IGNORECASE,
)
# Family names of most of the population: what tells a person from a place.
_FAMILY = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đào|"
    "Đoàn|Vương|Trịnh|Trương|Đinh|Lâm|Phùng|Mai|Tô|Hà|Tạ|Lương|Lưu|Chu|Cao|Thái|"
    "Châu|Nông|Giàng|Vàng|Sùng|Thào|Hầu|Ma|Lò|Quàng|Triệu|Hứa|La|Bàn|Quách|Thạch|"
    "Kiều|Tống|Tăng|Hùng|Khổng"
)
_NAME = rf"(?:{_FAMILY}|{_FAMILY.upper()})(?:\s+[^\W\d_]+){{1,4}}"
_OFFICE = (
    r"(?:Q\.\s*|Quyền\s+)?(?:(?:Phó\s+)?Bí thư|(?:Phó\s+)?Chủ tịch|Ủy viên|"
    r"UVBTV|UVBCH|(?:Phó\s+)?Trưởng [Bb]an|(?:Phó\s+)?Chánh Văn phòng|"
    r"(?:Phó\s+)?Giám đốc|"
    r"(?:Phó\s+)?Bí thư Thường trực)\b"
)
_BYLINE = re.compile(
    rf"(?:(?:Bài|Tác giả|Người viết)(?:\s+và\s+ảnh|,\s*ảnh)?\s*:\s*)?"
    rf"(?:(?:Đồng chí|GS|PGS|TS|ThS|CN)\.?,?\s*)*(?P<name>{_NAME})"
    rf"(?:\s*[,–-]\s*(?P<office>{_OFFICE}.*?))?[.)]?"
)
_OFFICE_LINE = re.compile(rf"\(?(?P<office>{_OFFICE}[^.;]*?)[.)]?", re.IGNORECASE)
_SIGNED = re.compile(
    r"\(?\s*(?:đã ký|ký tên).*|(?:T/M|TM\.?|K/T|KT\.?)\b.*|\*", re.IGNORECASE
)


@dataclass(frozen=True)
class Proposal:
    """A value that a document proposes, and what proposes it."""

    value: str
    ground: str


def proposals(
    paragraphs: Sequence[str], properties: Mapping[str, str]
) -> dict[str, Proposal]:
    """Return what the text or its properties propose, by field.

    The fields are `title`, `date` (ISO), `author`, `office`, `address`, `outlet`; what
    nothing proposes is missing.
    """
    lines = [normalised(text) for text in paragraphs]
    printed = " ".join(lines)
    fields = dict(_by_properties(properties, printed))
    for rule in (_title, _date, _byline):
        for field, proposal in rule(lines).items():
            fields.setdefault(field, proposal)
    return fields


def _by_properties(
    properties: Mapping[str, str], printed: str
) -> list[tuple[str, Proposal]]:
    """Return the properties that count, each with its field."""
    is_page = not {"address", "outlet", "date"}.isdisjoint(properties)
    outlet = properties.get("outlet", "").casefold()
    proposals = []
    for field, value in properties.items():
        is_printed = normalised(value).casefold() in printed.casefold()
        is_outlet = field == "author" and value.casefold() == outlet
        if (is_printed or is_page) and not is_outlet:
            ground = (
                "stated by the page" if is_page else "in the properties, and printed"
            )
            proposals.append((field, Proposal(value, ground)))
    return proposals


def _title(lines: Sequence[str]) -> dict[str, Proposal]:
    """Return the type of a document with the line below it, or the first line."""
    for line, below in itertools.pairwise(lines[: HEAD + 1]):
        if _TYPE_LINE.fullmatch(line) and len(below.split()) <= LONGEST_TITLE:
            ground = "the type of document and the next line"
            return {"title": Proposal(f"{line.capitalize()} {below}", ground)}
    for line in itertools.takewhile(_is_short, lines[:HEAD]):
        if not (_is_letterhead(line) or line.endswith(".") or _dated(line)):
            return {"title": Proposal(line, "the first line")}
    return {}


def _is_letterhead(line: str) -> bool:
    match = _LETTERHEAD.fullmatch(line)
    return match is not None and (match["office"] is None or line.isupper())


def _is_short(line: str) -> bool:
    return len(line.split()) <= LONGEST_TITLE or line.endswith(".")


def _date(lines: Sequence[str]) -> dict[str, Proposal]:
    for line in lines[:HEAD]:
        if day := _dated(line):
            return {"date": Proposal(day, "a line of its own near the start")}
    return {}


def _dated(line: str) -> str:
    """Return the date of a line that is nothing else but a place, a day or an hour."""
    for pattern, is_rest in ((_IN_WORDS, _is_place), (_IN_FIGURES, _is_hour)):
        match = pattern.search(line)
        if match and is_rest(line[: match.start()] + line[match.end() :]):
            with suppress(ValueError):  # a day that the calendar does not have
                return parse_date(match.group())
    return ""


def _is_place(rest: str) -> bool:
    words = rest.replace(",", " ").split()
    return len(words) <= LONGEST_PLACE and all(word[0].isupper() for word in words)


def _is_hour(rest: str) -> bool:
    return not _WEEKDAY.sub("", rest)


def _byline(lines: Sequence[str]) -> dict[str, Proposal]:
    """Return author and office: a line of a name, an office in it or beside it."""
    places = [
        *range(1, min(6, len(lines))),
        *range(max(len(lines) - FOOT, 0), len(lines)),
    ]
    for number in places:
        match = _BYLINE.fullmatch(lines[number])
        if match is None or not _is_name(match["name"]):
            continue
        proposals = {"author": Proposal(_person(match["name"]), "a line of a name")}
        office = match["office"] or _office_beside(lines, number)
        if office:
            proposals["office"] = Proposal(office, "the words beside the author's name")
        return proposals
    return {}


def _office_beside(lines: Sequence[str], number: int) -> str:
    """Return the office in the line below a name, or above a signature."""
    below = next(iter(lines[number + 1 : number + 2]), "")
    above = list(lines[max(number - 4, 0) : number][::-1])
    first_above = next((line for line in above if not _SIGNED.fullmatch(line)), "")
    for line in (below, first_above):
        match = _OFFICE_LINE.fullmatch(line)
        if match and len(line.split()) <= LONGEST_OFFICE:
            return match["office"]
    return ""


def _is_name(text: str) -> bool:
    return text.isupper() or all(word.istitle() for word in text.split())


def _person(name: str) -> str:
    return name.title() if name.isupper() else name
