"""Reading: the value of one printed figure, and of numbers in words."""

import re
import unicodedata

import pytest

from reading import figures, wording


@pytest.mark.parametrize("text", ["53.7", "0.214", "1.36", "4.0", "12,8%", "", "1,2,3"])
def test_number_that_is_not_vietnamese_is_refused(text):
    with pytest.raises(ValueError, match=f"not a number .*{re.escape(repr(text))}"):
        figures.parse_number(text)


@pytest.mark.parametrize("text", ["", "nhiều", "hai ba", "mươi", "hàng trăm", "thứ"])
def test_words_that_spell_no_number_are_refused(text):
    with pytest.raises(ValueError, match="not a number in Vietnamese words"):
        wording.parse_words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ba bốn", (3, 4)),
        ("hai ba", (2, 3)),
        ("năm bảy", (5, 7)),
        ("một hai", (1, 2)),
        ("chín mười", (9, 10)),
        ("hai ba trăm", (200, 300)),
        ("năm sáu mươi", (50, 60)),
        ("mười lăm mười sáu", (15, 16)),
        ("hai mươi lăm triệu", (25_000_000, 25_000_000)),
        ("một trăm hai mươi", (120, 120)),
    ],
)
def test_approximate_count(text, expected):
    assert wording.parse_count(text) == expected


@pytest.mark.parametrize("text", ["bốn ba", "hai hai", "một hai ba", "nghìn " * 5000])
def test_words_that_are_no_count_are_refused(text):
    with pytest.raises(ValueError, match="not a number in Vietnamese words"):
        wording.parse_count(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26/8/2021", "2021-08-26"),
        ("ngày 21/6/2013", "2013-06-21"),
        ("04/7/2023", "2023-07-04"),
        ("5-3-1947", "1947-03-05"),
        ("ngày 27 tháng 12 năm 2008", "2008-12-27"),
        ("27 tháng 12 2008", "2008-12-27"),
        ("tháng 5/2021", "2021-05"),
        ("tháng 10 năm 2016", "2016-10"),
    ],
)
def test_date(text, expected):
    assert figures.parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("30/2/2021", "not a date of the calendar: '30/2/2021'"),
        ("13/2021", "not a date of the calendar"),
        ("10/02", "not a date, as 26/8/2021"),
        ("355/500", "not a date"),
    ],
)
def test_no_date_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        figures.parse_date(text)


def test_reversed_period_and_range_are_refused():
    with pytest.raises(ValueError, match="its first year first: '2025-2020'"):
        figures.parse_period("2025-2020")
    with pytest.raises(ValueError, match="its lower end first: '17-15%'"):
        figures.parse_range("17-15%")


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


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "exact"),
        ("đạt", "exact"),
        ("trên", "over"),
        ("Hơn", "over"),
        ("vượt", "over"),
        ("vượt trên", "over"),
        ("gần", "nearly"),
        ("khoảng", "about"),
        ("ước đạt", "about"),
        ("từ … trở lên", "at_least"),
        ("không dưới", "at_least"),
        ("không quá", "at_most"),
        ("tối đa", "at_most"),
        ("từ … trở xuống", "at_most"),
        ("dưới", "under"),
    ],
)
def test_qualifier(words, expected):
    assert wording.qualifier(words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thành uỷ", "Thành ủy"),
        ("UỶ BAN", "ỦY BAN"),
        ("hoá, xoè, thuý", "hóa, xòe, thúy"),
        ("quý, quỹ, hoàn, Huỳnh", "quý, quỹ, hoàn, Huỳnh"),
        ("2020\u00a0– 2025", "2020 - 2025"),
        ("  a \n b ", "a b"),
        (unicodedata.normalize("NFD", "ủy"), "ủy"),
    ],
)
def test_normalised(text, expected):
    assert wording.normalised(text) == expected
