import unicodedata
from contextlib import suppress

import pytest
from document_toys import TEXT, tcvn3, vni, windows_1258
from hypothesis import given
from hypothesis import strategies as st

from coding.documents.encodings import (
    EncodingError,
    decoded,
    repaired,
    vietnamese_share,
)

SMALL = TEXT.lower()  # TCVN3 has accented capitals only in fonts of capitals


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (SMALL.encode(), "UTF-8"),
        (SMALL.encode("utf-8-sig"), "UTF-8"),
        (b"\xff\xfe" + SMALL.encode("utf-16-le"), "UTF-16"),
        (b"\xfe\xff" + SMALL.encode("utf-16-be"), "UTF-16"),
        (windows_1258(SMALL), "Windows-1258"),
        (tcvn3(SMALL).encode("latin-1"), "TCVN3 (ABC)"),
        (vni(SMALL).encode("latin-1"), "VNI"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_encoding_is_recognised_and_converted_without_loss(content, encoding):
    actual = decoded(content)
    assert (actual.encoding, actual.text) == (encoding, SMALL)


@pytest.mark.parametrize("convert", [tcvn3, vni])
def test_text_typed_with_an_old_font_is_recognised_in_a_document(convert):
    actual = repaired(convert(SMALL))
    assert actual is not None
    assert actual.text == SMALL
    assert repaired(SMALL) is None


def test_a_font_of_capitals_gives_capitals():
    actual = repaired(tcvn3("Căn cứ đề nghị của Ban Tổ chức, ") + "NGHÞ QUYÕT, TØNH ñY")
    assert actual is not None
    assert actual.text.endswith("NGHỊ QUYẾT, TỈNH ỦY")


@pytest.mark.parametrize(
    "content",
    [
        "Привет, как дела, товарищи".encode("cp1251"),
        "déjà vu à la fenêtre, où ça se développe".encode("latin-1"),
        b"\xff\xfe\x00\xd8",
        bytes(range(1, 256)),
    ],
)
def test_what_is_not_recognised_is_refused(content):
    with pytest.raises(EncodingError, match="save it as UTF-8"):
        decoded(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(content):
    with suppress(EncodingError):  # nothing else is raised
        assert isinstance(decoded(content).text, str)


def test_share_counts_words_with_diacritics_or_all():
    text = unicodedata.normalize("NFD", "Đảng bộ xã có fenêtre")
    assert vietnamese_share(text) == 0.8
    assert vietnamese_share("Ban kiểm tra wrong words", of_all=True) == 0.6
