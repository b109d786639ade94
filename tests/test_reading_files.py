"""Reading files: three tables of all texts, and a list of failures."""

import csv
import os
import unicodedata
from pathlib import Path

import pytest
from core_toys import TEXTS, needs_texts

from reading import files


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "texts" / "mau_2021_01.txt"
    path.parent.mkdir()
    path.write_text(
        "Nghị quyết số 10-NQ/TU: hơn 1,5 lần, 7/9 xã, nhiệm kỳ 2020 – 2025\n",
        encoding="utf-8",
    )
    return path


def test_readings_are_three_tables(text_file, tmp_path):
    out = tmp_path / "out"
    written = files.write_readings([text_file.parent], out)
    assert [path.read_text(encoding="utf-8") for path in written] == [
        "id,start,end,printed,type,symbol,number,issuer_symbol,date\n"
        "mau_2021_01,0,22,Nghị quyết số 10-NQ/TU,resolution,10-NQ/TU,10,TU,\n",
        "id,start,end,printed,value,value2,unit,qualifier,form,noun\n"
        'mau_2021_01,24,35,"hơn 1,5 lần",1.5,,other,over,single,lần\n'
        "mau_2021_01,37,43,7/9 xã,7,9,ratio,exact,ratio,xã\n",
        "id,start,end,printed,start_year,end_year\n"
        "mau_2021_01,45,65,nhiệm kỳ 2020 – 2025,2020,2025\n",
    ]
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["instruments.csv", "quantities.csv", "periods.csv"]
    )


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("number", range(3))
def test_an_error_while_tables_are_replaced_leaves_all_as_they_were(
    text_file, tmp_path, monkeypatch, number, is_first
):
    out = tmp_path / "out"
    if not is_first:
        files.write_readings([text_file], out)
        text_file.write_text("Chỉ thị số 5-CT/TW, 7 xã", encoding="utf-8")
    before = {path: path.read_bytes() for path in out.glob("*.csv")}
    replace, calls = Path.replace, []

    def failing(path, target):
        calls.append(path)
        if len(calls) == number + 1:
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="No space left"):
        files.write_readings([text_file], out)
    assert {path: path.read_bytes() for path in out.glob("*.csv")} == before


def test_one_bad_text_in_a_thousand_is_listed_and_stops_no_other(text_file, tmp_path):
    for number in range(3):
        copy = text_file.with_name(f"b{number}.txt")
        copy.write_bytes(text_file.read_bytes() if number else b"\xff")
    *tables, failures = files.write_readings([text_file.parent], tmp_path / "out")
    assert failures.read_text("utf-8").startswith("id,reason\nb0,")
    assert "is not UTF-8: found byte 0xff at 0" in failures.read_text("utf-8")
    rows = tables[0].read_text("utf-8").splitlines()
    assert [row.partition(",")[0] for row in rows] == ["id", "b1", "b2", "mau_2021_01"]
    text_file.with_name("b0.txt").write_text("7 xã", encoding="utf-8")
    assert len(files.write_readings([text_file.parent], tmp_path / "out")) == 3
    assert not failures.exists()


def test_folders_nested_too_deeply_are_refused(tmp_path):
    deep = tmp_path.joinpath(*["a"] * 101)
    deep.mkdir(parents=True)
    with pytest.raises(ValueError, match="nested more than 100 deep"):
        files.text_files([tmp_path])


NOT_NFC = ("đủ\n" + unicodedata.normalize("NFD", "ủy")).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"abc \xff", r"mau_2021_01.txt is not UTF-8: .* 0xff at 4"),
        ("đủ".encode("utf-16"), r"mau_2021_01.txt is not UTF-8: .* 0xff at 0"),
        (NOT_NFC, r"mau_2021_01.txt line 2 is not NFC: found 'u\\u0309y'"),
        (b"\0" * 10**6, r"line 1 has the control character '\\x00'"),
        (b"a\n\x1b[2J", r"line 2 has the control character '\\x1b'"),
        (b"7" * 5000 + " xã".encode(), r"mau_2021_01.txt: .* 30 digits; found 5000"),
    ],
)
def test_text_that_is_refused_leaves_what_was_written(
    text_file, tmp_path, content, message
):
    files.write_readings([text_file], tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.glob("*.csv")}
    text_file.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        files.write_readings([text_file], tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.csv")} == before


def test_table_that_is_a_folder_leaves_the_others_as_they_were(text_file, tmp_path):
    out = tmp_path / "out"
    (out / "periods.csv").mkdir(parents=True)
    with pytest.raises(IsADirectoryError, match=r"periods.csv"):
        files.write_readings([text_file], out)
    assert [path.name for path in out.iterdir()] == ["periods.csv"]


def test_name_that_is_not_utf8_is_refused(text_file):
    other = os.fsencode(text_file.parent) + b"/mau_\xff.txt"
    Path(os.fsdecode(other)).write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match=r"mau_.*udcff.* is not printable UTF-8"):
        files.text_files([text_file.parent])


def test_missing_path_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file or folder .*nowhere"):
        files.write_readings([tmp_path / "nowhere"], tmp_path)


def test_two_texts_with_one_id_are_refused(text_file, tmp_path):
    twin = tmp_path / text_file.name
    twin.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="two files have the id 'mau_2021_01'"):
        files.write_readings([text_file, twin], tmp_path / "out")


def test_output_that_is_a_file_is_refused(text_file):
    with pytest.raises(FileExistsError, match="mau_2021_01"):
        files.write_readings([text_file], text_file)


@needs_texts
def test_every_reading_of_the_sources_stands_where_it_says(tmp_path):
    texts = {path.stem: files.read_text(path) for path in files.text_files([TEXTS])}
    for table in files.write_readings([TEXTS], tmp_path):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                span = texts[row["id"]][int(row["start"]) : int(row["end"])]
                assert span == row["printed"]
