"""One invented document in each format and encoding."""

import unicodedata

import docx
import typst

from coding.documents import encodings

TITLE = "Đổi mới phương thức lãnh đạo ở huyện Sông Lam"
PARAGRAPHS = (
    TITLE,
    "Thực hiện Nghị quyết số 05-NQ/TU ngày 12/8/2021 của Tỉnh ủy, Huyện ủy Sông Lam đã "
    "ban hành 12 chương trình; tỷ lệ đảng viên hoàn thành tốt nhiệm vụ đạt 92,5%, tăng "
    "3,4 điểm phần trăm so với năm 2020; thu ngân sách đạt hơn 1.250 tỷ đồng.",
    "Ban Thường vụ phân công từng đồng chí phụ trách địa bàn, dự sinh hoạt chi bộ, đối "
    "thoại với nhân dân mỗi quý một lần, và báo cáo kết quả với Ban Chấp hành.",
    "II. Hạn chế",
    "Việc kiểm tra, giám sát ở một số chi bộ còn lúng túng; 15-17% kiến nghị của cử "
    "tri được trả lời chậm.",
    "Lê Thị Hoa",
)
TEXT = "\n".join(PARAGRAPHS) + "\n"


def written(path, content: bytes):
    path.write_bytes(content)
    return path


def pdf(source: str) -> bytes:
    return typst.compile(source.encode())


def html(main: str, head: str = "", around: str = "") -> bytes:
    page = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>"
    return f"{page}{main}{around}</body></html>".encode()


def html_document(path):
    main = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
    return written(path, html(f"<h1>{TITLE}</h1>{main}"))


def docx_document(path):
    document = docx.Document()
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    document.save(path)
    return path


def turned(page: int) -> tuple[str, ...]:
    return PARAGRAPHS[page:] + PARAGRAPHS[:page]


def pdf_document(path, *, pages=3, style="justify: true, first-line-indent: 1cm"):
    """The paragraphs on each page, in turn, with a head and a page number."""
    body = "\n#pagebreak()\n".join("\n\n".join(turned(page)) for page in range(pages))
    source = f"""#set document(title: "{TITLE}", author: "PC")
#set page(width: 16cm, height: 20cm, numbering: "1",
  header: [Đảng bộ huyện Sông Lam])
#set par({style}, spacing: 1em)
{body}"""
    return written(path, pdf(source))


def tcvn3(text: str) -> str:
    letters = {new: old for old, new in encodings._TCVN3.items()}
    return "".join(
        letters.get(letter, letters.get(letter.lower(), letter)) for letter in text
    )


def windows_1258(text: str) -> bytes:
    """Letters with their tones apart, as that encoding has them."""
    content = b""
    for letter in text:
        try:
            content += letter.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in encodings._TONES)
            plain = unicodedata.normalize("NFC", marks.replace(tone, ""))
            content += (plain + tone).encode("cp1258")
    return content


def vni(text: str) -> str:
    letters = {new: old for old, new in encodings._VNI_LETTERS.items()}
    marks = {new: old for old, new in encodings._VNI_MARKS.items()}
    return "".join(
        letters.get(letter) or _vni(letter, letters, marks) for letter in text
    )


def _vni(letter, letters, marks):
    base, *rest = unicodedata.normalize("NFD", letter)
    if not rest or base in "iI":
        return letter
    if "\u031b" in rest:  # the horn of ơ and ư
        base, rest = letters[unicodedata.normalize("NFC", f"{base}\u031b")], rest
        rest.remove("\u031b")
    mark = marks["".join(sorted(rest, key="\u0302\u0306".find, reverse=True))]
    return base + (mark.upper() if base.isupper() else mark)
