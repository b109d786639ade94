"""Reading: the value of one printed figure, and of numbers in words."""

import unicodedata

import pytest

from reading import figures, wording

# What each reader makes of a text, beside the examples in its own docstring.
READ = {
    wording.parse_count: {
        "hai ba": (2, 3),
        "một hai": (1, 2),
        "chín mười": (9, 10),
        "hai ba trăm": (200, 300),
        "năm sáu mươi": (50, 60),
        "hai mươi lăm triệu": (25_000_000, 25_000_000),
        "một trăm hai mươi": (120, 120),
    },
    figures.parse_date: {
        "04/7/2023": "2023-07-04",
        "5-3-1947": "1947-03-05",
        "27 tháng 12 2008": "2008-12-27",
        "tháng 10 năm 2016": "2016-10",
    },
    wording.qualifier: {
        "": "exact",
        "trên": "over",
        "Hơn": "over",
        "vượt": "over",
        "vượt trên": "over",
        "khoảng": "about",
        "không dưới": "at_least",
        "tối đa": "at_most",
        "từ … trở xuống": "at_most",
    },
    wording.normalised: {
        "UỶ BAN": "ỦY BAN",
        "hoá, xoè, thuý": "hóa, xòe, thúy",
        "quý, quỹ, hoàn, Huỳnh": "quý, quỹ, hoàn, Huỳnh",
        "  a \n b ": "a b",
        unicodedata.normalize("NFD", "ủy"): "ủy",
    },
}
# And the beginning of the message where it makes nothing of it.
REFUSED = {
    figures.parse_number: (
        "not a number",
        ["53.7", "0.214", "1.36", "4.0", "12,8%", "1,2,3"],
    ),
    wording.parse_words: (
        "not a number in Vietnamese words",
        ["", "nhiều", "hai ba", "mươi", "hàng trăm", "thứ"],
    ),
    wording.parse_count: (
        "not a number in Vietnamese words",
        ["bốn ba", "hai hai", "một hai ba", "nghìn " * 5000],
    ),
    figures.parse_date: (
        "not a date",
        ["30/2/2021", "13/2021", "10/02", "355/500"],
    ),
    figures.parse_period: ("not a period, its first year first", ["2025-2020"]),
    figures.parse_range: ("not a range, its lower end first", ["17-15%"]),
}


@pytest.mark.parametrize(
    ("read", "text"), [(read, text) for read, cases in READ.items() for text in cases]
)
def test_what_a_reader_makes_of_a_text(read, text):
    assert read(text) == READ[read][text]


@pytest.mark.parametrize(
    ("read", "text"), [(read, text) for read, (_, no) in REFUSED.items() for text in no]
)
def test_what_a_reader_refuses(read, text):
    with pytest.raises(ValueError, match=REFUSED[read][0]) as caught:
        read(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("printed", "role", "form", "expected"),
    [
        ("4.600", "value", "digits", ("4600", None)),
        ("12,8", "value", "digits", ("12.8", None)),
        ("06", "value", "digits", ("6", None)),
        ("1,36%", "value", "digits", ("1.36", None)),
        ("77 vạn", "value", "digits", ("770000", None)),
        ("Ba", "value", "words", ("3", None)),
        ("07", "count_of_list", "digits", ("7", None)),
        ("355/500", "ratio", "digits", ("355", "500")),
        ("12,8/15,8%", "ratio", "digits", ("12.8", "15.8")),
        ("1 trong 6", "ratio", "digits", ("1", "6")),
        ("hai phần ba", "ratio", "words", ("2", "3")),
        ("ba bốn", "range", "words", ("3", "4")),
        ("mười hai", "range", "words", ("12", "12")),
        ("15-17%", "range", "digits", ("15", "17")),
        ("26/8/2021", "date", "digits", ("2021-08-26", None)),
        ("2021", "year", "digits", ("2021", None)),
        ("2020 – 2025", "period", "digits", ("2020", "2025")),
        ("10", "symbol", "digits", ("10", None)),
        ("06-NQ/TU", "symbol", "digits", ("6", None)),
        ("1151/2007", "symbol", "digits", ("1151", "2007")),
        ("25", "ordinal", "digits", ("25", None)),
        ("XVI", "ordinal", "roman", ("16", None)),
        ("thứ bảy", "ordinal", "words", ("7", None)),
        ("nhất", "ordinal", "words", ("1", None)),
        ("1-", "list_number", "digits", ("1", None)),
        ("(2)", "list_number", "digits", ("2", None)),
        ("520", "furniture", "digits", ("520", None)),
        ("0214.3840.044", "furniture", "digits", ("02143840044", None)),
        ("19", "name", "digits", ("19", None)),
        ("II", "name", "roman", ("2", None)),
    ],
)
def test_figure(printed, role, form, expected):
    assert figures.figure(printed, role, form) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("7", "quantity", "digits"), "role is one of .*, found 'quantity'"),
        (("7", "value", "arabic"), "form is one of .*, found 'arabic'"),
        (("53.7", "value", "digits"), "not a value, .*: '53.7'"),
        (("Covid", "name", "digits"), "it has no digits: 'Covid'"),
        (("21", "year", "digits"), "not a year, as 2021: '21'"),
        (("7" * 5000, "value", "digits"), "at most 30 digits; found 5000"),
    ],
)
def test_figure_that_cannot_be_read_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        figures.figure(*arguments)
