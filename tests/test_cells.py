"""Faults of every kind, in tables and in the dictionary: each is refused by its place.

The faults are drawn with a fixed seed. A fault is applied to the text of one table of
the real data, which is then read and checked with the others as they are.
"""

import csv
import io
import json
import os
import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from core_toys import DATA, DICTIONARY, READ, copied_data, table_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cells import read_table
from analysis.checks import check_package
from analysis.datapackage import read_dictionary
from analysis.dictionary import MAX_PROBLEMS, DataError

SEED = 20261130
DRAWS = 4  # of each kind
PLACE = re.compile(r"data/(\w+)\.csv( line \d+)?(, column [^:]+)?: (allowed|cannot)")
Rows = list[dict[str, str]]
# Characters that XML, a terminal or a figure cannot show, or that hide what is written.
UNSEEN = "\x00\x01\x07\x1b\x7f\x85\u200b\u202e\u2066\ufdd0\ufffe\uffff\ue000\u0378"
UNSEEN += "\U0001ffff\U000e0001\U0010ffff"


def text_of(rows: Rows) -> str:
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


def problems_of(folder: Path, table: str, text: str | bytes) -> list[str]:
    """What is wrong with the data in which `table` has another text."""
    content = text.encode() if isinstance(text, str) else text
    (folder / f"{table}.csv").write_bytes(content)
    changed = read_table(DICTIONARY.tables[table], folder)
    return check_package(DICTIONARY, READ | {table: changed})


def wide(text: str) -> str:
    """The text in the digits of East Asian typesetting."""
    return text.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})


def columns_where(fits: Callable) -> list[tuple[str, str]]:
    """The columns that fit, by table and name."""
    return [
        (table.name, column.name)
        for table in DICTIONARY.tables.values()
        for column in table.columns.values()
        if fits(table, column)
    ]


def of_type(*types: str) -> list[tuple[str, str]]:
    return columns_where(lambda _, column: column.type in types)


PARTIAL = columns_where(lambda _, column: column.partial_date)
DATED = PARTIAL + of_type("date")
TEXTS = columns_where(
    lambda _, column: column.name.endswith(("_vi", "_en", "note", "printed"))
)
# Wrong cells: where, and what a cell that was `cell` becomes.
CELLS: dict[str, tuple[list[tuple[str, str]], Callable[[random.Random, str], str]]] = {
    "thousand": (of_type("integer"), lambda draw, _: f"{draw.randint(1, 999)}.000"),
    "underscore": (of_type("integer", "number"), lambda *_: "1_0"),
    "sign": (of_type("integer", "number"), lambda *_: "+1"),
    "full-width": (of_type("integer", "number"), lambda *_: wide("12")),
    "exponent": (of_type("integer", "number"), lambda *_: "1e3"),
    "past int64": (
        of_type("integer"),
        lambda draw, _: str(2**63 + draw.getrandbits(9)),
    ),
    "digits": (of_type("integer", "number"), lambda *_: "9" * 5000),
    "hexadecimal": (of_type("integer", "number"), lambda *_: "0x10"),
    "blank": (of_type("integer", "number", "boolean"), lambda *_: " "),
    "spelt": (
        of_type("boolean"),
        lambda draw, _: draw.choice(["yes", "1", "TRUE", "t"]),
    ),
    "comma": (of_type("number"), lambda *_: "12,8"),
    "endless": (of_type("number"), lambda draw, _: draw.choice(["inf", "nan", "-inf"])),
    "month 13": (DATED, lambda *_: "2020-13-45"),
    "day 0": (DATED, lambda *_: "0000-00-00"),
    "leap day": (DATED, lambda *_: "2023-02-29"),
    "slashes": (DATED, lambda *_: "26/8/2021"),
    "full-width date": (DATED, lambda *_: wide("2021-08-26")),
    "seconds": (DATED, lambda *_: "86400"),
    "time": (DATED, lambda *_: "2021-08-26T00:00:00"),
    "code": (
        columns_where(lambda _, column: "enum" in column.constraints),
        lambda _, cell: f"{cell}x",
    ),
    "reference": (
        columns_where(lambda table, column: column.name in table.foreign),
        lambda draw, _: f"nowhere-{draw.randint(1, 99)}",
    ),
    "list": (
        columns_where(lambda _, column: column.keys_of and not column.or_text),
        lambda _, cell: f"{cell} 000-obs-9999".strip(),
    ),
    "missing": (
        columns_where(lambda _, column: column.constraints.get("required")),
        lambda *_: "",
    ),
    "unseen": (TEXTS, lambda draw, cell: cell + draw.choice(UNSEEN)),
    "decomposed": (
        TEXTS,
        lambda _, cell: f"{cell} {unicodedata.normalize('NFD', 'ế')}",
    ),
}


def assert_refused(lines: list[str], table: str) -> None:
    """Each problem has its place, and the table that was changed is among them."""
    assert lines
    places = [PLACE.match(line) for line in lines]
    assert all(places), lines
    assert table in {place[1] for place in places}
    message = str(DataError(lines))
    assert len(message) < 1000 * MAX_PROBLEMS


@pytest.mark.parametrize("kind", CELLS)
def test_a_wrong_cell_is_refused(kind, tmp_path):
    places, spoil = CELLS[kind]
    draw = random.Random(f"{SEED} {kind}")
    for table, column in draw.choices(places, k=DRAWS):
        rows = table_rows(DATA, table)
        row = draw.choice(rows)
        row[column] = spoil(draw, row[column])
        assert_refused(problems_of(tmp_path, table, text_of(rows)), table)


# Broken files: what becomes of the bytes, and the message without its place.
FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "not UTF-8": (
        lambda content: content.replace(b"\n", b"\xff\n", 1),
        "UTF-8; found bytes b'\\xff",
    ),
    "UTF-16": (lambda content: content.decode().encode("utf-16"), "UTF-8; found bytes"),
    "byte order mark": (lambda content: b"\xef\xbb\xbf" + content, "each of ["),
    "semicolons": (lambda content: content.replace(b",", b";"), "commas; found semi"),
    "cell too many": (lambda content: content + b"," * 80 + b"\n", "cells; found 81"),
    "cells too few": (lambda content: content + b"x,y\n", "cells; found 2"),
    "open quote": (
        lambda content: content + b'"x',
        "CSV; found unexpected end of data",
    ),
    "column gone": (lambda content: content.split(b",", 1)[1], "found none such"),
    "column unknown": (lambda content: b"colour," + content, "; found 'colour'"),
    "columns in disorder": (
        lambda content: b",".join(reversed(content.splitlines()[0].split(b","))),
        "allowed is the columns [",
    ),
    "column twice": (
        lambda content: content.split(b",", 1)[0] + b"," + content,
        "allowed is the columns [",
    ),
    "a million columns": (lambda _: b"x," * 10**6 + b"\n", "found none such"),
    "a long cell": (lambda content: content + b"x" * 10**6, "CSV; found field larger"),
    "NUL": (lambda content: content + b"\0" * 10**6, "CSV; found"),
    "empty": (lambda content: content[:0], "found none such"),
    "blank line": (lambda content: content + b"\n", "cells; found 0"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_broken_file_is_refused(kind, tmp_path):
    spoil, message = FILES[kind]
    for table in ("committees", "reforms"):
        broken = spoil((DATA / f"{table}.csv").read_bytes())
        lines = problems_of(tmp_path, table, broken)
        assert_refused(lines, table)
        assert any(message in line for line in lines), lines


def test_what_is_no_regular_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "terms.csv")
    (tmp_path / "bodies.csv").mkdir()
    (tmp_path / "sources.csv").symlink_to("sources.csv")
    with (tmp_path / "targets.csv").open("wb") as out:
        out.truncate(2**40)
    for table in ("terms", "bodies", "sources", "targets", "reforms"):
        (line,) = read_table(DICTIONARY.tables[table], tmp_path).problems
        assert line.startswith(f"data/{table}.csv: cannot be read: ")


@given(st.text(min_size=1, max_size=40), st.sampled_from(TEXTS))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_as_it_is_or_refused(tmp_path_factory, text, place):
    table, column = place
    rows = table_rows(DATA, table)
    rows[0][column] = text
    folder = tmp_path_factory.mktemp("any")
    (folder / f"{table}.csv").write_bytes(
        text_of(rows).encode("utf-8", "surrogatepass")
    )
    read = read_table(DICTIONARY.tables[table], folder)
    assert read.problems or read.rows[0][column] == text


# --- the dictionary ---------------------------------------------------------------


def table_of(package: dict, draw: random.Random) -> dict:
    return draw.choice(package["resources"])


def field_of(package: dict, draw: random.Random) -> dict:
    return draw.choice(table_of(package, draw)["schema"]["fields"])


def without(name: str, part: Callable) -> Callable:
    return lambda package, draw: part(package, draw).pop(name)


def with_(part: Callable, **values: object) -> Callable:
    return lambda package, draw: part(package, draw).update(values)


def schema_of(package: dict, draw: random.Random) -> dict:
    return table_of(package, draw)["schema"]


DICTIONARIES: dict[str, Callable] = {
    "no tables": lambda package, _: package.pop("resources"),
    "empty": lambda package, _: package.update(resources=[]),
    "no name": without("name", table_of),
    "no path": without("path", table_of),
    "no title": without("title_vi", table_of),
    "no schema": without("schema", table_of),
    "no key": without("primaryKey", schema_of),
    "no fields": without("fields", schema_of),
    "no type": without("type", field_of),
    "no column title": without("title", field_of),
    "path outside": with_(table_of, path="../x.csv"),
    "other type": with_(field_of, type="geopoint"),
    "unknown limit": with_(field_of, constraints={"minLength": 3}),
    "broken pattern": with_(field_of, type="string", constraints={"pattern": "("}),
    "unknown reference": with_(field_of, references=["nowhere"]),
    "unknown list": with_(field_of, keys_of=["nowhere"]),
    "unknown same": with_(field_of, same_as="nowhere.unit"),
    "unknown order": with_(table_of, ordered=[["here", "there"]]),
    "unknown circle": with_(table_of, hierarchies=["above"]),
    "unknown key column": with_(schema_of, primaryKey=["nowhere"]),
    "table twice": lambda package, draw: package["resources"].append(
        table_of(package, draw)
    ),
    "one title": lambda package, _: enumeration(package).popitem(),
    "one language": lambda package, _: next(iter(enumeration(package).values())).pop(
        "vi"
    ),
}


def enumeration(package: dict) -> dict:
    fields = (
        item for table in package["resources"] for item in table["schema"]["fields"]
    )
    return next(item["enum_titles"] for item in fields if item.get("enum_titles"))


@pytest.mark.parametrize("kind", DICTIONARIES)
def test_a_dictionary_that_lacks_what_it_promises(kind):
    draw = random.Random(f"{SEED} {kind}")
    text = (DATA / "datapackage.json").read_text(encoding="utf-8")
    for _ in range(3):
        package = json.loads(text)
        DICTIONARIES[kind](package, draw)
        with pytest.raises(DataError, match=r"data/datapackage\.json") as caught:
            read_dictionary(json.dumps(package).encode())
        assert "allowed is " in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b"[" * 10**6, b'{"resources": 1}']
)
def test_a_dictionary_that_is_none(content):
    with pytest.raises(DataError, match=r"data/datapackage\.json") as caught:
        read_dictionary(content)
    assert len(str(caught.value)) < 1000


def test_a_fifo_as_dictionary_is_refused_at_once(tmp_path, monkeypatch):
    folder = copied_data(tmp_path)
    (folder / "datapackage.json").unlink()
    os.mkfifo(folder / "datapackage.json")
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    from analysis import tables

    with pytest.raises(FileNotFoundError, match=r"no datapackage\.json in "):
        tables.load_tables()
