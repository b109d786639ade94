"""What each format has beyond plain paragraphs."""

import docx
import pytest
from document_toys import PARAGRAPHS, TITLE, html, pdf, pdf_document, turned, written
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from coding.documents import from_docx, from_html, from_pdf

# --- PDF ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "style",
    ["justify: true, first-line-indent: 1cm", "justify: false", "justify: true"],
)
def test_a_pdf_is_healed_and_its_furniture_counted(style, tmp_path):
    actual = from_pdf.extract(pdf_document(tmp_path / "a.pdf", style=style))
    assert actual.paragraphs == [text for page in range(3) for text in turned(page)]
    assert actual.aside == {"running heads and feet": 3, "page numbers": 3}


def test_a_symbol_broken_at_its_hyphen_stays_whole(tmp_path):
    source = "#set page(width: 4cm)\nThực hiện Kế hoạch số 1234-KH/BTGTU"
    actual = from_pdf.extract(written(tmp_path / "a.pdf", pdf(source)))
    assert actual.paragraphs == ["Thực hiện Kế hoạch số 1234-KH/BTGTU"]


# --- Word ---------------------------------------------------------------------------


def with_body(path, *elements):
    document = docx.Document()
    for element in elements:
        document.element.body.insert(-1, parse_xml(element))
    document.save(path)
    return path


def w(name, content="", attributes=""):
    spaces = nsdecls("w", "r") if name in {"p", "sdt", "tbl"} else ""
    return f"<w:{name} {spaces} {attributes}>{content}</w:{name}>"


def run(text, properties=""):
    return (
        f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"
    )


@pytest.mark.parametrize(
    ("element", "paragraphs"),
    [
        (w("sdt", f"<w:sdtContent>{w('p', run('một'))}</w:sdtContent>"), ["một"]),
        (w("p", run("còn ") + f"<w:ins>{run('thêm')}</w:ins>"), ["còn thêm"]),
        (
            w("p", run("còn") + "<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>"),
            ["còn"],
        ),
        (w("p", f"<w:hyperlink>{run('nối')}</w:hyperlink>"), ["nối"]),
        (w("p", run("hoa", "<w:caps/>") + run("ẩn", "<w:vanish/>")), ["HOA"]),
        (w("p", run("số") + "<w:r><w:br/></w:r>" + run("5")), ["số 5"]),
        (w("p", run("05") + "<w:r><w:noBreakHyphen/></w:r>" + run("NQ")), ["05-NQ"]),
        (
            w("p", f"<w:r><w:txbxContent>{w('p', run('trong'))}</w:txbxContent></w:r>"),
            ["trong"],
        ),
        (
            w(
                "tbl",
                "<w:tr>"
                + "".join(
                    f"<w:tc>{w('p', run(text))}</w:tc>" for text in ("thu", "1.250")
                )
                + "</w:tr>",
            ),
            ["thu\t1.250"],
        ),
    ],
)
def test_word_is_read_as_it_is_printed(element, paragraphs, tmp_path):
    assert (
        from_docx.extract(with_body(tmp_path / "a.docx", element)).paragraphs
        == paragraphs
    )


def test_the_numbers_of_lists_are_written_out(tmp_path):
    document = docx.Document()
    for text, style in [
        ("một", "List Number"),
        ("hai", "List Number"),
        ("ý", "List Bullet"),
    ]:
        document.add_paragraph(text, style=style)
    document.save(tmp_path / "a.docx")
    actual = from_docx.extract(tmp_path / "a.docx").paragraphs
    assert actual == ["1. một", "2. hai", "- ý"]
    assert [from_docx._roman(n) for n in (4, 9, 14)] == ["iv", "ix", "xiv"]
    assert [from_docx._letter(n) for n in (1, 26, 27)] == ["a", "z", "aa"]


# --- pages of the web ---------------------------------------------------------------


def test_a_page_keeps_all_its_text_and_nothing_else(tmp_path):
    links = "".join(f"<li><a href='/{n}'>Tin tức khác {n}</a></li>" for n in range(5))
    main = (
        f"<nav>{links}</nav><div class=main><h1>{TITLE}</h1><p class=sapo>Mở đầu.</p>"
        f"<article><p>{PARAGRAPHS[1]}</p><figcaption>Ảnh: họp.</figcaption>"
        "<ol start=3><li><p>ba</p></li><li>bốn</li></ol><ul><li>ý</li></ul>"
        "<table><tr><td>thu</td><td>1.250</td></tr></table>"
        "<p>Lặp lại.</p><p>Lặp lại.</p><p>Nghị quyết số<br>05</p></article></div>"
        f"<div><ul>{links}</ul></div><p style='display: none'>ẩn</p>"
        "<script>document.write('<p>không</p>')</script>"
    )
    actual = from_html.extract(written(tmp_path / "a.html", html(main)))
    assert actual.paragraphs == [
        *(TITLE, "Mở đầu.", PARAGRAPHS[1], "Ảnh: họp.", "3. ba", "4. bốn", "- ý"),
        *("thu\t1.250", "Lặp lại.", "Lặp lại.", "Nghị quyết số 05"),
    ]
    assert actual.aside == {
        "menus, frames and notices": 1,
        "lists of links": 1,
        "hidden elements": 1,
        "scripts": 1,
    }


def test_a_form_around_a_page_with_long_scripts_is_not_a_menu(tmp_path):
    main = f"<form class=search><nav>Trang chủ</nav><p>{PARAGRAPHS[1]}</p></form>"
    script = f"<script>{'var a = 1;' * 999}</script>"
    actual = from_html.extract(written(tmp_path / "a.html", html(main, "", script)))
    assert actual.paragraphs == [PARAGRAPHS[1]]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Đảng bộ</p>".encode("utf-16"), "Đảng bộ"),
        (b"<meta charset=windows-1258><p>\xd0\xe0ng</p>", "Đàng"),
        (html("<p>Đảng bộ</p>").decode().encode("utf-8-sig"), "Đảng bộ"),
    ],
)
def test_a_page_is_decoded_as_it_states(content, text, tmp_path):
    assert from_html.extract(written(tmp_path / "a.html", content)).paragraphs == [text]
