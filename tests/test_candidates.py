"""Reading: instruments, quantities, periods and numerals as Vietnamese texts print."""

import re
import time
import unicodedata

import pytest
from core_toys import DATA, needs_texts, table_rows, texts
from hypothesis import given
from hypothesis import strategies as st

from reading import exclusions, figures
from reading.instruments import instruments
from reading.numerals import numerals
from reading.periods import periods
from reading.quantities import quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyết số 06-NQ/TU, ngày 20/10/2016", ["resolution 06-NQ/TU 2016-10-20"]),
        ("Nghị quyết số 28 ngày 17/11/2022 của", ["resolution 28 2022-11-17"]),
        ("Chỉ thị 05 của", ["directive 05 "]),
        ("Chỉ thị số 05-CT/TW", ["directive 05-CT/TW "]),
        ("KẾT LUẬN SỐ 21", ["conclusion 21 "]),
        ("Quyết định 217, 218-QĐ/TW", ["decision 217-QĐ/TW ", "decision 218-QĐ/TW "]),
        ("Nghị quyết 18 và 19-NQ/TW", ["resolution 18-NQ/TW ", "resolution 19-NQ/TW "]),
        ("Nghị quyết Trung ương 4 (khóa XI, XII)", ["resolution 4 ", "resolution 4 "]),
        ("Nghị quyết Hội nghị Trung ương 6 khóa XII", ["resolution 6 "]),
        ("Quy định số 37 – QĐ/TW", ["regulation 37-QĐ/TW "]),
        ("Chương trình hành động số 9-CTr/HU", ["action_programme 9-CTr/HU "]),
        ("Quyết định của Thủ tướng số 980/QĐ-TTg", ["decision 980/QĐ-TTg "]),
        ("Nghị quyết số 15/2016/NQ-HĐND", ["resolution 15/2016/NQ-HĐND "]),
        ("Thông báo kết luận số 12-TB/ThU", ["notice 12-TB/ThU "]),
        ("Hướng dẫn 03-HD/BTCTW", ["guideline 03-HD/BTCTW "]),
        ("Nghị định 24/2014/NĐ-CP", ["other 24/2014/NĐ-CP "]),
        ("theo 35-CT/TW", ["directive 35-CT/TW "]),
        ("Nghị quyết số 1 ngày 31/2/2021", ["resolution 1 "]),
        ("Chỉ thị 03-CT/T.Ư", ["directive 03-CT/T.Ư "]),
        ("Công văn số 31/SNV-CCHC&PC của", ["other 31/SNV-CCHC&PC "]),
        ("Quyết định số 84 QĐ/TWĐTN", ["decision 84QĐ/TWĐTN "]),
        ("Báo cáo thẩm định số 18/BC-STP", ["report 18/BC-STP "]),
        (
            "các nghị quyết: số 5-NQ/TU, số 6-NQ/TU",
            ["resolution 5-NQ/TU ", "resolution 6-NQ/TU "],
        ),
        ("theo nghị quyết 35 của Tỉnh ủy", ["resolution 35 "]),
        (
            "Chỉ thị 35-CT/TW của Bộ Chính trị, ngày 14/6/2024",
            ["directive 35-CT/TW 2024-06-14"],
        ),
        ("Chỉ thị 35-CT/TW của Tỉnh ủy về ngày 14/6/2024", ["directive 35-CT/TW "]),
        ("Nghị quyết (NQ) 28 và NQ 28 của", ["resolution 28 ", "resolution 28 "]),
        ("NQ TW 4, Nghị quyết T.Ư 6", ["resolution 4 ", "resolution 6 "]),
        ("Số: 06/QC-TT.HĐND-UBND", ["regulation 06/QC-TT.HĐND-UBND "]),
        ("Kế hoạch số 92 KH-UBND ngày 6 tháng 4 2015", ["plan 92KH-UBND 2015-04-06"]),
        ("Chương trình MTQG 1719", ["programme 1719 "]),
        ("Giấy phép số: 36/GP-BTT", ["other 36/GP-BTT "]),
        ("Nghi quyết số 39-NQ/TW, ngày 18/7/2023", ["resolution 39-NQ/TW 2023-07-18"]),
        ("ban hành 16 nghị quyết, 4 đề án", []),
        ("Kế hoạch 5 năm, Kế hoạch 2021-2025", []),
        ("Kết luận 12 cuộc kiểm tra", []),
        ("nghị quyết 12 chi bộ", []),
        ("Nghị quyết Đại hội lần thứ XVI", []),
    ],
)
def test_instruments(text, expected):
    actual = [f"{row.type} {row.symbol} {row.date}" for row in instruments(text)]
    assert actual == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("53.767 đảng viên", "53767 - count exact single đảng viên"),
        ("hơn 30 năm", "30 - other over single năm"),
        ("gần 7%", "7 - percent nearly single "),
        ("15-17%", "15 17 percent exact range "),
        ("từ 5 đến 7 người", "5 7 count exact range người"),
        ("355/500 đảng viên", "355 500 ratio exact ratio đảng viên"),
        ("1 trong 6 tỉnh", "1 6 ratio exact ratio tỉnh"),
        ("14 trong tổng số 275 đồng chí", "14 275 ratio exact ratio đồng chí"),
        ("83,2%/50%", "83.2 50 percent exact ratio "),
        ("45.799/36.875 tỷ đồng", "45799000000000 36875000000000 vnd exact ratio "),
        ("vượt trên 1.300 tỷ", "1300000000000 - vnd over single "),
        ("91 triệu đồng/người/năm", "91000000 - vnd exact single "),
        ("hơn 25 nghìn tỷ đồng", "25000000000000 - vnd over single "),
        ("77 vạn dân", "770000 - count exact single dân"),
        ("1,2 triệu lượt khách", "1200000 - count exact single lượt khách"),
        ("10 triệu USD", "10000000 - other exact single USD"),
        ("2,5‰", "2.5 - other exact single ‰"),
        ("từ 70% trở lên", "70 - percent at_least single "),
        ("không quá 3 người", "3 - count at_most single người"),
        ("dưới 50%", "50 - percent under single "),
        ("khoảng 200 hộ", "200 - count about single hộ"),
        ("Ba năm qua", "3 - other exact single năm"),
        ("hai mươi lăm chi bộ", "25 - count exact single chi bộ"),
        ("có năm đồng chí", "5 - count exact single đồng chí"),
        ("ba bốn chi bộ", "3 4 count exact range chi bộ"),
        ("khoảng hai ba trăm hộ", "200 300 count about range hộ"),
        ("cử năm bảy đồng chí", "5 7 count exact range đồng chí"),
        ("tổng số 26 mục tiêu", "26 - count exact single mục tiêu"),
        ("2 năm 2021, 2022", "2 - other exact single năm"),
        ("28 chi bộ trực thuộc (", "28 - count exact single chi bộ trực thuộc"),
        ("dựa trên 3 khâu đột phá", "3 - count exact single khâu đột phá"),
        ("cao hơn 1,03% so với", "1.03 - percent exact single "),
        ("trên dưới 100 hộ", "100 - count about single hộ"),
        ("23/26 chi bộ cơ sở Đảng được", "23 26 ratio exact ratio chi bộ cơ sở Đảng"),
        ("236 đại\nbiểu được", "236 - count exact single đại\nbiểu"),
        ("1.618 tỷ 250 triệu đồng", "1618250000000 - vnd exact single "),
        ("63 tỉnh/thành phố", "63 - count exact single tỉnh/thành phố"),
        ("57 tân binh quận Bình An", "57 - count exact single tân binh"),
        ("khai trừ 05, cảnh", "5 - count exact single "),
        ("hoàn thành và vượt 32/33 nội dung", "32 33 ratio exact ratio nội dung"),
        ("01đảng viên và", "1 - count exact single đảng viên"),
        ("tăng trưởng 2 con số", "2 - count exact single con số"),
        ("một trong hai đô thị", "2 - count exact single đô thị"),
        ("ít nhất một điển hình", "1 - count at_least single điển hình"),
        ("hơn một năm", "1 - other over single năm"),
        ("5 dự án đang", "5 - count exact single dự án"),
        ("76/92 số xã", "76 92 ratio exact ratio "),
        ("12\n\nNgày mai", "12 - count exact single "),
        ("40.000ha lúa", "40000 - other exact single ha"),
        ("62,4 tạ/ha", "62.4 - other exact single tạ"),
        ("từ trên 54%", "54 - percent over single "),
        ("ước tăng 8%", "8 - percent about single "),
        ("355 trên tổng số 500 đảng viên", "355 500 ratio exact ratio đảng viên"),
        ("3 xã, thị trấn đạt", "3 - count exact single xã, thị trấn"),
        ("2 xã An Bình và", "2 - count exact single xã"),
        ("41 ủy viên Ban Chấp hành", "41 - count exact single ủy viên"),
        ("12 tổ chức cơ sở Đảng dự", "12 - count exact single tổ chức cơ sở Đảng"),
        ("2 ngày 20 và 21-7", "2 - other exact single ngày"),
        ("275 đ/c đảng viên", "275 - count exact single đ/c đảng viên"),
        ("7/9, 5 nội dung", "5 - count exact single nội dung"),
        ("đạt 7/9.", "7 9 ratio exact ratio "),
    ],
)
def test_quantity(text, expected):
    (row,) = quantities(text)
    second = "-" if row.value2 is None else figures.canonical(row.value2)
    value = figures.canonical(row.value)
    actual = f"{value} {second} {row.unit} {row.qualifier} {row.form} {row.noun}"
    assert actual == expected
    assert row.printed == text[row.start : row.end]


def test_numbers_of_a_list_have_the_measure_behind_its_last():
    rows = list(quantities("huy hiệu 30, 40 và 50 năm tuổi Đảng"))
    assert [(row.value, row.unit) for row in rows] == [
        (30, "other"),
        (40, "other"),
        (50, "other"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ngày 30/8/2007, tháng 5/2021, 10/02/2022, ngày 8/3",
        "dịp 30/4 và 1/5",
        "lúc 8 giờ ngày 5/6/2021, 14h30, 7 giờ 30 phút",
        "năm 2005; các năm 2020, 2021 và 2022; trước 2030",
        "nhiệm kỳ 2020 - 2025 và 2025–2030",
        "Nghị quyết số 28 và Chỉ thị 05",
        "hội nghị lần thứ 25, khóa 10, xếp thứ 11/63",
        "đạt chuẩn mức độ 2, khối 1, Điều 5",
        "1- Quyết định; 2. Kết quả\n3) Tồn tại (1) đầu",
        "Covid-19, 4.0, 5G, 30a",
        "Điện thoại: 0214.3840.044\nLượt xem: 520\nTrong tuần: 1",
        "https://example.org/365165-tin",
        "thứ ba, Ba Vì, tháng hai năm nay",
        "(28/10), sáng 17.7, chiều 16 và sáng 17.7, ngày 9,10/8/2010; ngày 01-08-2021",
        "trong 3 và 4/8, từ 16-18/9, từ 19-10 đến 21-10-2010, hôm nay (19-5)",
        "18:04:25, 15:41 (GMT+7), Đã xem: 643, 1,285 lượt xem, ảnh 2, Page 141",
        "xếp thứ 11/63, đứng thứ 9; ghi chú[1] và “(1). Một",
        "(19/5/1890 - 19/5/2023), View count: 123, gọi 0912 345 678, Quân khu 7, khu 4",
        "chè PH 8, anh 2, page 1 of 9\n 3 Bắc Ninh: ",
        "ngày 4 & 5.3, xã Bình An 2 lần thứ VII, thế kỷ 17\n4 Diễn văn\n5 Báo cáo",
        "lần thứ 5 năm 2023, quý 2 năm 2021, đợt 1 năm 2024",
        "“7 dám”, “5 không, 3 sạch”, chi bộ 4 tốt",
        "hai hai chi bộ, bốn ba người",
        "Hội nghị lần thứ 38\n\nNgày 18/2",
        "họp (28 và 29-5), báo ra Thứ bảy, 18-1-25",
        "sinh hoạt vào mồng 3 hằng tháng, đợt 7/11 năm nay",
        "quý II/2024 và quý IV/2025",
        "Trực tuyến : 5814\nĐã truy cập : 43584994",
    ],
)
def test_numeral_that_is_no_quantity(text):
    assert list(quantities(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nhiệm kỳ 2020-2025", [(2020, 2025)]),
        ("giai đoạn (2016 – 2020)", [(2016, 2020)]),
        ("Giai đoạn từ năm 2021 đến năm 2030", [(2021, 2030)]),
        ("nhiệm kỳ 2015 - 2020 và 2020 - 2025", [(2015, 2020), (2020, 2025)]),
        ("ba năm qua (2021-2023)", [(2021, 2023)]),
        ("năm 2020, năm 2025; 1151/2007/QĐ-TTg", []),
        ("nhiệm kỳ 2025 - 2020", []),
        ("nhiệm kỳ 2020-25; từ 2016 đến 2020", [(2020, 2025), (2016, 2020)]),
        ("(03/02/1930 - 03/02/2020)", []),
    ],
)
def test_periods(text, expected):
    assert [(row.start_year, row.end_year) for row in periods(text)] == expected


def test_period_has_its_brackets():
    (row,) = periods("nhiệm kỳ (2015 – 2020)")
    assert row.printed == "nhiệm kỳ (2015 – 2020)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 tỷ 50 triệu đồng", ["2 value digits 2", "50 value digits 50"]),
        ("hơn 25 nghìn tỷ, 15-17%", ["25 value digits 25", "15-17 range digits 15"]),
        (
            "ba bốn xã, nửa đầu nhiệm kỳ",
            ["ba bốn range words 3", "nửa value words 0.5"],
        ),
        ("Nghị quyết 06-NQ/TU", ["06 symbol digits 6"]),
        (
            "Nghị quyết Trung ương 4 khóa XI",
            ["4 ordinal digits 4", "XI ordinal roman 11"],
        ),
        ("Quyết định 9/2007/QĐ-TTg", ["9/2007 symbol digits 9"]),
        (
            "ngày 18/2, 8 giờ 30",
            [
                "18 name digits 18",
                "2 name digits 2",
                "8 name digits 8",
                "30 name digits 30",
            ],
        ),
        ("tháng 5 năm 2021", ["5 năm 2021 date digits 2021-05"]),
        (
            "nhiệm kỳ 2020-2025, năm 2023",
            ["2020-2025 period digits 2020", "2023 year digits 2023"],
        ),
        (
            "sau\nThứ ba, 1- Một",
            ["Thứ ba list_number words 3", "1 list_number digits 1"],
        ),
        (
            "Covid-19, mức độ 2, lần thứ 25",
            ["19 name digits 19", "2 name digits 2", "25 ordinal digits 25"],
        ),
        ("Lượt xem: 520", ["520 furniture digits 520"]),
    ],
)
def test_numerals(text, expected):
    rows = [" ".join(map(str, row[2:6])) for row in numerals(text)]
    assert rows == expected


@needs_texts
def test_numerals_are_those_that_were_coded():
    """All but a few of those that a close reading found, in each text."""
    coded = {
        (row["source_id"], int(row["start"]), int(row["end"]), row["value"])
        for row in table_rows(DATA, "numerals")
    }
    proposed = {
        (name, row.start, row.end, row.value)
        for name, text in texts().items()
        for row in numerals(text)
    }
    assert len(coded & proposed) >= 0.97 * len(coded)
    assert len(proposed - coded) <= 0.03 * len(coded)


@needs_texts
def test_sources_hold_what_a_close_reading_found():
    counts = {
        name[:3]: tuple(
            len(list(read(text))) for read in (instruments, quantities, periods)
        )
        for name, text in texts().items()
    }
    assert counts == {
        "000": (4, 27, 5),
        "001": (7, 15, 0),
        "002": (8, 10, 3),
        "003": (0, 12, 3),
        "004": (0, 63, 4),
    }


# --- any text --------------------------------------------------------------------

PARTS = """
Nghị quyết|số|06-NQ/TU|12|,|và|khóa XI|ngày|5/6/2021|2020-2025|nhiệm kỳ|ba|bốn|năm|mười
trăm|nghìn|tỷ|hai phần ba|%|từ|đến|hơn|1.234,5|7/9|xã|đồng chí|lần thứ|(|.|-|uỷ|@|:
Trung ương|tháng|giờ|người/năm
"""
PIECES = st.sampled_from(["\n", "   ", "\xa0", *re.split(r"[|\n]", PARTS.strip())])
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=30).map(" ".join)


@given(TEXTS.map(lambda text: unicodedata.normalize("NFC", text)))
def test_any_text_is_read_and_every_reading_is_where_it_says(text):
    for read in (instruments, quantities, periods):
        end = 0
        for row in read(text):
            assert row.printed == text[row.start : row.end] != ""
            assert row.end >= end
            end = row.start
    assert len(exclusions.masked(text)) == len(text)
    rows = numerals(text)
    for run in re.finditer(r"\d+", text):
        assert sum(r.start <= run.start() and run.end() <= r.end for r in rows) == 1


@pytest.mark.parametrize(
    ("head", "part"),
    [
        ("Nghị quyết số 06-NQ/TU", " "),
        ("nghị quyết ", "số "),
        ("Nghị quyết số ", "12, "),
        ("", "nghị quyết của tỉnh "),
        ("1 ", "tỷ "),
        ("", "hai "),
        ("", "ba bốn "),
        ("1", ".111"),
        ("nhiệm kỳ", " "),
        ("khóa 1", ", 2"),
        ("12-", "A"),
        ("", "a"),
        ("", "1 "),
    ],
)
def test_repeated_shape_is_read_in_time(head, part):
    """Square time would take a minute or more."""
    text = (head + part * 20_000)[:40_000]
    start = time.process_time()
    for read in (instruments, quantities, periods):
        list(read(text))
    assert time.process_time() - start < 20
