"""From a document to its text: the same from each format, or one clear error."""

import io
import random
import unicodedata
import zipfile
from contextlib import suppress

import docx
import pytest
from document_toys import (
    PARAGRAPHS,
    TEXT,
    TITLE,
    docx_document,
    html,
    html_document,
    pdf,
    pdf_document,
    tcvn3,
    written,
)
from PIL import Image

from coding.documents import extract, from_docx, reader
from coding.documents.reader import DocumentError, read_document


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Documents are read in this process, which is faster."""
    monkeypatch.setattr(reader, "extract_within_limits", extract.extract)


def text_document(path):
    return written(path, TEXT.encode())


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (text_document, "a.txt"),
        (docx_document, "a.docx"),
        (html_document, "a.html"),
        (lambda path: pdf_document(path, pages=1), "a.pdf"),
    ],
)
def test_each_format_gives_the_same_text_in_a_process_with_limits(
    make, name, tmp_path, monkeypatch
):
    real = extract.extract_within_limits
    monkeypatch.setattr(reader, "extract_within_limits", real)
    document = read_document(make(tmp_path / name))
    head = "Đảng bộ huyện Sông Lam\n" if name == "a.pdf" else ""
    text = document.text.removesuffix("1\n") if head else document.text
    assert text == head + TEXT  # one page has no running head: nothing repeats
    again = read_document(written(tmp_path / "again.txt", document.text.encode()))
    assert again.text == document.text


# --- text files ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Nghị quyết số\n05-NQ/TU\nHai", ["Nghị quyết số 05-NQ/TU", "Hai"]),
        ("Kết luận 21-KL/\nTW ngày 25", ["Kết luận 21-KL/TW ngày 25"]),
        ("đạt tỷ lệ\n15-17%\n\nvà", ["đạt tỷ lệ", "15-17%", "và"]),
        ("Công tác của\nĐảng", ["Công tác của Đảng"]),
        ("Kính thưa các đồng chí,\nNăm qua", ["Kính thưa các đồng chí,", "Năm qua"]),
        ("NGHỊ QUYẾT\nvề cán bộ", ["NGHỊ QUYẾT", "về cán bộ"]),
        ("Một là:\na) có\nb) không", ["Một là:", "a) có", "b) không"]),
        ("Cuối câu.\nthường", ["Cuối câu.", "thường"]),
        ("a\r\nB\rC\u2028D", ["a", "B", "C", "D"]),
    ],
)
def test_line_breaks_of_the_layout_are_healed(text, paragraphs, tmp_path):
    document = read_document(written(tmp_path / "a.txt", text.encode()))
    assert document.text.splitlines() == paragraphs


def test_lines_broken_at_a_width_become_paragraphs(tmp_path):
    wrapped, width = [], 60
    for paragraph in PARAGRAPHS * 2:
        line = "   "
        for word in paragraph.split():
            if len(line) + len(word) + 1 > width:
                wrapped.append(line)
                line = ""
            line = f"{line} {word}" if line.strip() else line + word
        wrapped.append(line)
    document = read_document(written(tmp_path / "a.txt", "\n".join(wrapped).encode()))
    assert document.text == TEXT * 2


def test_what_was_converted_is_said(tmp_path):
    text = unicodedata.normalize("NFD", "Ðảng bộ\u200b xã\x07 \ue000là thế").encode()
    document = read_document(written(tmp_path / "a.txt", text))
    assert document.text == "Đảng bộ xã là thế\n"
    assert document.notes[:4] == [
        "removed: 2 control characters",
        "removed: 1 invisible characters",
        "normalised: marks that stood apart from their letters (NFD to NFC)",
        "replaced: the letter eth by đ",
    ]


def test_pages_of_a_text_file_lose_heads_and_numbers(tmp_path):
    pages = [f"Báo cáo\n{text}\n\n- {n} -" for n, text in enumerate(PARAGRAPHS[1:4], 1)]
    document = read_document(written(tmp_path / "a.txt", "\f".join(pages).encode()))
    assert document.text.splitlines() == list(PARAGRAPHS[1:4])
    assert "set aside: 3 running heads and feet" in document.notes
    assert "set aside: 3 page numbers" in document.notes


def test_paragraphs_typed_with_an_old_font_are_converted(tmp_path):
    document = docx.Document()
    for text in (PARAGRAPHS[2], tcvn3(PARAGRAPHS[4].lower())):
        document.add_paragraph(text)
    document.save(tmp_path / "a.docx")
    actual = read_document(tmp_path / "a.docx")
    assert actual.text.splitlines() == [PARAGRAPHS[2], PARAGRAPHS[4].lower()]
    assert "converted from TCVN3 (ABC): 1 paragraphs of 2" in actual.notes


# --- what a document says of itself -------------------------------------------------


LETTER = """TỈNH ỦY BÌNH XUYÊN
Số 05-NQ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Bình Xuyên, ngày 05 tháng 3 năm 2024
NGHỊ QUYẾT
về đổi mới phương thức lãnh đạo
Ngày 12 tháng 8 năm 2021, Tỉnh ủy họp.
T/M BAN THƯỜNG VỤ
BÍ THƯ
(Đã ký)
Trần Văn Sông"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            LETTER,
            (
                "Nghị quyết về đổi mới phương thức lãnh đạo",
                "2024-03-05",
                "Trần Văn Sông",
                "BÍ THƯ",
            ),
        ),
        (TEXT, (TITLE, None, "Lê Thị Hoa", None)),
        (
            f"{TITLE}\nThứ Ba, 05/03/2024 08:00\nLÊ THỊ HOA, Bí thư Huyện ủy\nHọp.",
            (TITLE, "2024-03-05", "Lê Thị Hoa", "Bí thư Huyện ủy"),
        ),
        ("Một câu.\nHai câu ngày 31/02/2024.", (None, None, None, None)),
        (f"{TITLE}\nSông Lam\n31/02/2024", (TITLE, None, None, None)),
    ],
)
def test_only_what_is_printed_is_proposed(text, expected, tmp_path):
    actual = read_document(written(tmp_path / "a.txt", text.encode())).source
    columns = ("title_vi", "published_date", "author", "office_vi")
    assert tuple(map(actual.get, columns)) == expected


def test_a_page_states_its_description(tmp_path):
    head = (
        f"<title>{TITLE} - Báo Bình Xuyên</title><meta name=author content='Lê Hoa'>"
        "<meta property=og:site_name content='Báo Bình Xuyên'>"
        "<link rel=canonical href='https://bao.example/1'>"
        "<script type=application/ld+json>"
        '[{"@type": "Article", "datePublished": "2024-03-05T08:00:00+07:00"}]</script>'
    )
    actual = read_document(written(tmp_path / "a.html", html("<p>Đoạn văn.</p>", head)))
    assert actual.source == {
        "title_vi": TITLE,
        "author": "Lê Hoa",
        "outlet": "Báo Bình Xuyên",
        "published_date": "2024-03-05",
        "date_precision": "day",
        "url": "https://bao.example/1",
    }


def test_properties_that_the_text_does_not_print_are_left_out(tmp_path):
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Mẫu 1", "PC"
    document.add_paragraph(TITLE)
    document.save(tmp_path / "a.docx")
    actual = read_document(tmp_path / "a.docx")
    assert actual.source == {"title_vi": TITLE}


# --- what cannot be read ------------------------------------------------------------


def picture():
    content = io.BytesIO()
    Image.new("RGB", (9, 9)).save(content, "PNG")
    return content.getvalue()


def zipped(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name.replace("_", "/"), part)
    return content.getvalue()


SCAN = pdf("#set page(width: 4cm)\n#rect()")


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n", "has no words"),
        ("a.txt", "Привет, товарищи".encode("cp1251"), "encoding is not recognised"),
        ("a.docx", picture(), "is a picture"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "save it as .docx"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("a.rtf", b"{\\rtf1\\ansi a}", "save it as .docx"),
        ("a.odt", zipped(mimetype="application/vnd.oasis.opendocument.text"), ".odt"),
        ("a.xlsx", zipped(xl_workbook="<a/>"), "spreadsheet"),
        ("a.zip", zipped(a="a"), "unpack it"),
        ("a.docx", zipped(word_document="<a/>"), "damaged"),
        ("a.docx", b"PK\x03\x04word/", "damaged"),
        ("a.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("a.pdf", SCAN, "it is a scan"),
        ("a.html", html("<script>1</script>"), "without its scripts"),
        ("a.html", html("<div>" * 3000 + "sâu"), "nested too deep"),
    ],
)
def test_what_cannot_be_read_is_one_error_that_says_what_to_do(
    name, content, advice, tmp_path
):
    with pytest.raises(DocumentError, match=advice) as caught:
        read_document(written(tmp_path / name, content))
    assert str(caught.value).startswith(str(tmp_path / name))
    assert "\n" not in str(caught.value)


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    for path, advice in ((tmp_path, "is a folder"), (tmp_path / "none", "no file")):
        with pytest.raises(DocumentError, match=advice):
            read_document(path)


def test_a_file_without_the_right_to_read_is_refused(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    path = text_document(tmp_path / "a.txt")
    monkeypatch.setattr(type(tmp_path), "open", refuse)
    with pytest.raises(DocumentError, match="no right to read it"):
        read_document(path)


def test_sizes_and_time_are_limited(tmp_path, monkeypatch):
    huge = tmp_path / "a.txt"
    with huge.open("wb") as file:
        file.truncate(300_000_000)  # it takes no room
    with pytest.raises(DocumentError, match="has 300 MB, allowed are 50"):
        read_document(huge)
    bomb = written(tmp_path / "a.docx", zipped(word_document=b"0" * 2_000_000))
    monkeypatch.setattr(from_docx, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(DocumentError, match="unpacks to more than 1 MB"):
        read_document(bomb)
    monkeypatch.setattr(extract, "SECONDS", 0.01)
    with pytest.raises(extract.ExtractError, match=r"takes longer than 0\.01 seconds"):
        extract.extract_within_limits("docx", bomb)


def test_an_error_of_the_process_is_given_as_it_is(tmp_path):
    with pytest.raises(extract.ExtractError, match=r"^has no text layer"):
        extract.extract_within_limits("pdf", written(tmp_path / "a.pdf", SCAN))


def test_what_ends_the_process_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(extract.sys, "executable", "false")
    with pytest.raises(extract.ExtractError, match="cannot be read within 1500 MB"):
        extract.extract_within_limits("pdf", tmp_path / "a.pdf")


@pytest.mark.parametrize(
    "make", [docx_document, html_document, pdf_document, text_document]
)
def test_a_damaged_document_is_read_or_refused(make, tmp_path):
    whole = make(tmp_path / "whole").read_bytes()
    chance = random.Random(7)
    for _ in range(25):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        content = content[
            : chance.choice([len(content), chance.randrange(1, len(content))])
        ]
        path = written(tmp_path / "damaged", bytes(content))
        with suppress(DocumentError):  # nothing else is raised
            assert read_document(path).text
