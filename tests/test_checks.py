import json
import re
import unicodedata

import pytest
from core_toys import change, copied_data, table_rows, write_rows

from analysis import tables
from analysis.cells import read_table
from analysis.datapackage import read_dictionary
from analysis.dictionary import DataError


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = copied_data(tmp_path)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    return folder


def problems() -> list[str]:
    with pytest.raises(DataError) as caught:
        tables.load_tables()
    assert str(caught.value).splitlines() == caught.value.problems[:100]
    return caught.value.problems


def problem() -> str:
    found = problems()
    assert len(found) == 1, found
    return found[0]


def stated(row):
    return row["basis"] == "stated"


def test_the_copied_data_are_sound(data):
    assert set(tables.load_tables().frames) == {
        path.stem for path in data.glob("*.csv")
    }


def test_missing_column(data):
    rows = table_rows(data, "terms")
    write_rows(
        data, "terms", [{k: row[k] for k in row if k != "level"} for row in rows]
    )
    found = problem()
    assert found.startswith("data/terms.csv line 1, column level: allowed is each of [")
    assert "'start_year', 'end_year', 'level'" in found
    assert found.endswith("found none such")


def test_unknown_column(data):
    rows = table_rows(data, "terms")
    write_rows(data, "terms", [row | {"colour": "red"} for row in rows])
    found = problem()
    assert found.startswith("data/terms.csv line 1, column colour: allowed is one of [")
    assert "'term_id', 'start_year'" in found
    assert found.endswith("found 'colour'")


def test_columns_out_of_order(data):
    rows = table_rows(data, "terms")
    write_rows(data, "terms", [dict(reversed(row.items())) for row in rows])
    found = problem()
    assert found.startswith("data/terms.csv line 1: allowed is the columns ['term_id',")
    assert "in this order; found ['note'," in found


WHOLE, DECIMAL, DAY = "a whole number, ", "a number with a point ", "a date, such as "
PARTIAL = "a year, month or day of the calendar, such as 2023-07-04"
WRONG_CELLS = {
    "integer": ("terms", {"start_year": "soon"}, WHOLE),
    "Vietnamese thousand": ("bands", {"count": "1.000"}, WHOLE),
    "underscore": ("bands", {"count": "1_0"}, WHOLE),
    "leading zero": ("bands", {"count": "07"}, WHOLE),
    "too large": ("bands", {"count": "9223372036854775808"}, WHOLE),
    "full-width digit": ("bands", {"count": "\uff17"}, WHOLE),
    "blank": ("bands", {"count": " 7"}, WHOLE),
    "minimum": ("bands", {"count": "-1"}, WHOLE),
    "decimal comma": ("observations", {"value": "12,8"}, DECIMAL),
    "not finite": ("observations", {"value": "nan"}, DECIMAL),
    "exponent": ("observations", {"value": "1e3"}, DECIMAL),
    "maximum": ("targets", {"term_elapsed": "1.5"}, DECIMAL),
    "boolean": ("committees", {"is_studied": "1"}, "true or false"),
    "date": ("sources", {"event_date": "1/2/2022"}, DAY),
    "seconds": ("sources", {"event_date": "86400"}, DAY),
    "no such day": ("sources", {"event_date": "2023-02-29"}, DAY),
    "no such month": ("events", {"date_start": "2020-13"}, PARTIAL),
    "no leap day": ("observations", {"as_of_end": "2023-02-29"}, PARTIAL),
    "year zero": ("instruments", {"date": "0000-00-00"}, PARTIAL),
    "full-width year": ("sources", {"window_start": "\uff12022"}, PARTIAL),
    "enumeration": ("reforms", {"status": "finished"}, "one of ['done', "),
    "pattern": ("bodies", {"body_id": "Ban Tổ chức"}, "the form "),
    "required": ("sources", {"label_vi": ""}, "a value, which is required"),
    "no status of a relation": (
        "relations",
        {"status": ""},
        "a value, which is required",
    ),
}
INVISIBLE = {
    "bell": "a\x07b",
    "line": "a\nb",
    "noncharacter": "a\uffffb",
    "direction": "a\u202eb",
    "private": "a\ue000b",
}


@pytest.mark.parametrize("kind", WRONG_CELLS)
def test_a_wrong_cell_names_file_line_column_found_and_allowed(data, kind):
    table, cells, allowed = WRONG_CELLS[kind]
    line = change(data, table, 1, **cells)
    ((column, cell),) = cells.items()
    message = problem()
    place = f"data/{table}.csv line {line}, column {column}: allowed is {allowed}"
    assert message.startswith(place)
    assert message.endswith(f"; found {cell!r}")


@pytest.mark.parametrize("kind", INVISIBLE)
def test_a_character_that_nobody_sees_is_refused(data, kind):
    change(data, "indicators", 1, title_vi=INVISIBLE[kind])
    (character,) = INVISIBLE[kind].strip("ab")
    message = problem()
    assert "column title_vi: allowed is letters, digits, signs and blanks" in message
    assert message.endswith(f"found {character!a}")


def test_unknown_key(data):
    line = change(data, "reforms", 2, committee_id="ha-noi")
    assert problem() == (
        f"data/reforms.csv line {line}, column committee_id: "
        "allowed is a key of committees; found 'ha-noi'"
    )


def test_unknown_key_of_several_tables(data):
    line = change(data, "relations", stated, target="nowhere")
    assert problem() == (
        f"data/relations.csv line {line}, column target: allowed is a key of "
        "instruments or committees or bodies or localities; found 'nowhere'"
    )


def test_a_subject_is_a_committee_or_a_place(data):
    line = change(data, "subjects", 0, subject_id="prime-minister")
    assert problem() == (
        f"data/subjects.csv line {line}, column subject_id: allowed is a key of "
        "committees or localities; found 'prime-minister'"
    )


def test_an_office_without_a_body(data):
    line = change(data, "office_holders", 0, body_id="")
    assert problem() == (
        f"data/office_holders.csv line {line}, column body_id: allowed is a value, "
        "which is required; found ''"
    )


def ask(folder, **cells):
    rows = table_rows(folder, "unsaid")
    write_rows(folder, "unsaid", [rows[0] | cells, *rows[1:]])


def test_an_unanswered_question_that_a_row_answers(data):
    ask(data, table="shortcomings", filters="type=cause")
    found = problems()
    assert len(found) == sum(
        row["type"] == "cause" for row in table_rows(data, "shortcomings")
    )
    assert re.fullmatch(
        r"data/unsaid.csv line 2, column filters: allowed is a question that no "
        r"row answers; found one at data/shortcomings.csv line \d+",
        found[0],
    )


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"filters": "colour=red"}, "found 'colour'"),
        ({"filters": "genre"}, "found 'genre'"),
        ({"filters": "genre=poem"}, "a value that genre may have; found 'poem'"),
        ({"table": "poems"}, "found 'poems'"),
        (
            {"filters": "published_date=*", "nearest": "000-ref-999"},
            "found '000-ref-999'",
        ),
    ],
)
def test_a_question_that_can_have_no_answer(data, cells, told):
    ask(data, **{"table": "sources", "filters": "author=*"} | cells)
    assert problem().startswith("data/unsaid.csv line 2, column ")
    assert problem().endswith(told)


@pytest.mark.parametrize(
    ("names", "named", "allowed"),
    [("device", "", "the words that name it"), ("nothing", "một", "no words")],
)
def test_what_a_measure_names_and_its_words_go_together(data, names, named, allowed):
    line = change(data, "reforms", 0, names=names, named=named)
    assert problem() == (
        f"data/reforms.csv line {line}, column named: allowed is {allowed}; "
        f"found {named!r}"
    )


def test_a_statement_without_a_subject(data):
    rows = table_rows(data, "subjects")
    name = table_rows(data, "reforms")[0]["fact_id"]
    write_rows(data, "subjects", [row for row in rows if row["fact_id"] != name])
    assert problem() == (
        "data/reforms.csv line 2, column fact_id: allowed is a fact with a row in "
        f"subjects.csv; found '{name}'"
    )


def test_unknown_source_is_a_clear_error(data):
    line = change(data, "reforms", 0, source_id="009_0000000000000000")
    assert f"line {line}, column source_id: allowed is a key of sources" in problem()


def test_duplicate_key(data):
    rows = table_rows(data, "terms")
    write_rows(data, "terms", [*rows, rows[1]])
    assert problem() == (
        f"data/terms.csv line {len(rows) + 2}, column term_id: allowed is each key "
        f"once; found {rows[1]['term_id']}, already in line 3"
    )


def test_duplicate_key_of_several_columns(data):
    rows = table_rows(data, "fact_links")
    write_rows(data, "fact_links", [*rows, rows[0]])
    assert "column from, to, type: allowed is each key once; found " in problem()


def test_one_fact_id_in_two_tables(data):
    name = table_rows(data, "reforms")[0]["fact_id"]
    rows = table_rows(data, "events")
    write_rows(data, "events", [*rows, rows[0] | {"fact_id": name}])
    said = problem()
    assert said.startswith(f"data/events.csv line {len(rows) + 2}, column fact_id: ")
    assert f"found '{name}', already at data/reforms.csv line 2" in said


def test_not_utf8(data):
    path = data / "terms.csv"
    lines = path.read_bytes().split(b"\n")
    lines[2] += b"\xff\xfe"
    path.write_bytes(b"\n".join(lines))
    assert problem() == (
        r"data/terms.csv line 3: allowed is UTF-8; found bytes b'\xff\xfe\n2'"
    )


def test_not_nfc(data):
    line = change(data, "bodies", 0, name_vi=unicodedata.normalize("NFD", "Đảng"))
    assert problem() == (
        f"data/bodies.csv line {line}, column name_vi: allowed is Unicode form NFC; "
        rf"found '\u0110a\u0309ng'"
    )


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ({"end": "9999999"}, "9999999, out of range"),
        ({"start": "20", "end": "20"}, "20 to 20, out of range"),
        ({"start": "30", "end": "20"}, "30 to 20, out of range"),
    ],
)
def test_span_out_of_range(data, span, found):
    line = change(data, "reforms", 0, **span)
    source = table_rows(data, "reforms")[0]["source_id"]
    (length,) = (
        row["length"]
        for row in table_rows(data, "sources")
        if row["source_id"] == source
    )
    said = problem()
    assert said.startswith(
        f"data/reforms.csv line {line}, column start, end: "
        f"allowed is a span in 0 to {length}; found "
    )
    assert said.endswith(found)


def test_a_span_is_whole_or_none(data):
    line = change(data, "relations", stated, end="")
    assert problem() == (
        f"data/relations.csv line {line}, column end: allowed is all of "
        "source_id, start, end, printed, or none; found no end"
    )


def test_more_than_eight_words_printed(data):
    line = change(data, "reforms", 0, printed="một hai ba bốn năm sáu bảy tám chín")
    assert problem() == (
        f"data/reforms.csv line {line}, column printed: allowed is 8 words; found 9"
    )


def test_reversed_bounds(data):
    line = change(data, "observations", 1, value="", lower="17", upper="15")
    assert problem() == (
        f"data/observations.csv line {line}, column lower, upper: "
        "allowed is lower <= upper; found 17.0 to 15.0, reversed"
    )


def test_a_value_beside_a_bound(data):
    line = change(data, "observations", 0, value="12", lower="11", qualifier="exact")
    assert problem() == (
        f"data/observations.csv line {line}, column qualifier: allowed is value or "
        "lower and upper; found lower and value beside exact"
    )


def test_a_year_is_not_after_its_own_months(data):
    dated = {"date_start": "2021", "date_end": "2021-02", "date_precision": "period"}
    change(data, "events", 0, **dated)
    tables.load_tables()
    line = change(data, "events", 0, date_start="2021-03")
    assert problem() == (
        f"data/events.csv line {line}, column date_start, date_end: "
        "allowed is date_start <= date_end; found 2021-03 to 2021-02, reversed"
    )


def test_parents_in_a_circle(data):
    first, second = (row["committee_id"] for row in table_rows(data, "committees")[:2])
    change(data, "committees", 0, parent_id=second)
    change(data, "committees", 1, parent_id=first)
    assert [line.partition(": ")[0] for line in problems()] == [
        "data/committees.csv line 2, column parent_id",
        "data/committees.csv line 3, column parent_id",
    ]


KEYS_IN_LISTS = {
    "premises": ("relations", "000-men-08 000-men-999"),
    "facts": ("rulings", "000-obs-05 000-men-999"),
    "adopted": ("rulings", "000-men-999"),
    "base": ("observations", "the count in 000-men-999"),
}


@pytest.mark.parametrize("column", KEYS_IN_LISTS)
def test_an_unknown_key_in_a_list(data, column):
    table, cell = KEYS_IN_LISTS[column]
    line = change(data, table, 0, **{column: cell})
    message = problem()
    place = f"data/{table}.csv line {line}, column {column}: allowed is keys of "
    assert message.startswith(place)
    assert message.endswith("found '000-men-999'")


def test_a_unit_unlike_that_of_its_indicator(data):
    line = change(data, "observations", 1, unit="times")
    assert problem() == (
        f"data/observations.csv line {line}, column unit: allowed is 'percent', "
        "as economic-growth has; found 'times'"
    )


def test_claim_set_with_one_member(data):
    line = change(
        data, "observations", lambda row: not row["claim_set"], claim_set="alone"
    )
    assert problem() == (
        f"data/observations.csv line {line}, column claim_set: "
        "allowed is a set of two or more rival rows; found 'alone' with one"
    )


def test_ruling_on_a_set_that_nothing_is_in(data):
    line = change(data, "rulings", lambda row: not row["claim_set"], claim_set="empty")
    assert problem() == (
        f"data/rulings.csv line {line}, column claim_set: "
        "allowed is a set that rows are in; found 'empty'"
    )


def test_a_figure_must_serve_a_fact(data):
    rows = table_rows(data, "numeral_facts")
    name = rows[0]["numeral_id"]
    write_rows(
        data, "numeral_facts", [row for row in rows if row["numeral_id"] != name]
    )
    said = problem()
    assert re.match(r"data/numerals.csv line \d+, column role: ", said)
    assert said.endswith("that serves none")
    assert "allowed is a fact served" in said


def test_a_list_number_serves_no_fact(data):
    silent = next(
        row for row in table_rows(data, "numerals") if row["role"] == "furniture"
    )
    rows = table_rows(data, "numeral_facts")
    link = rows[0] | {"numeral_id": silent["numeral_id"]}
    write_rows(data, "numeral_facts", [*rows, link])
    assert problem().endswith(
        "allowed is no fact served; found a furniture that serves one"
    )


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ('\n"open', "allowed is CSV; found unexpected end of data"),
        ("\nonly,three,cells\n", "allowed is 7 cells; found 3"),
    ],
)
def test_a_broken_csv(data, tail, said):
    path = data / "terms.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + tail)
    found = problem()
    assert re.match(r"data/terms\.csv line \d+: ", found)
    assert said in found


def test_an_empty_file(data):
    (data / "terms.csv").write_text("")
    found = problems()
    assert len(found) == 7
    assert all(line.endswith("found none such") for line in found)


def test_a_file_that_is_not_there(data):
    (data / "terms.csv").unlink()
    assert problem() == ("data/terms.csv: cannot be read: No such file or directory")


def test_all_errors_are_told_at_once(data):
    change(data, "reforms", 0, status="finished", summary_en="")
    change(data, "bodies", 3, level="moon")
    rows = table_rows(data, "terms")
    write_rows(data, "terms", [*rows, rows[0]])
    places = [line.split(":")[0] for line in problems()]
    assert sorted(places) == [
        "data/bodies.csv line 5, column level",
        "data/reforms.csv line 2, column status",
        "data/reforms.csv line 2, column summary_en",
        f"data/terms.csv line {len(rows) + 2}, column term_id",
    ]


def test_all_errors_across_tables_are_told_at_once(data):
    change(data, "reforms", 0, committee_id="ha-noi", source_id="no-such-text")
    change(data, "observations", 0, value="", lower="2", upper="1")
    change(data, "events", 0, start="7", end="7")
    columns = [re.search(r"column (.*?):", line)[1] for line in problems()]
    assert columns == ["committee_id", "source_id", "start, end", "lower, upper"]


def test_the_dictionary_titles_everything_in_both_languages(data):
    dictionary = read_dictionary(data / "datapackage.json")
    for table in dictionary.tables.values():
        assert table.title["en"]
        assert table.title["vi"]
        for column in table.columns.values():
            assert column.title["en"], column.name
            assert column.title["vi"], column.name
            enumeration = column.constraints.get("enum", [])
            assert set(column.words) == set(enumeration), (table.name, column.name)
            for value, twins in column.words.items():
                assert set(twins) == {"en", "vi"}, (table.name, column.name, value)
                is_told = {bool(word) for word in twins.values()}
                assert len(is_told) == 1, (table.name, column.name, value)


def test_constraints_are_those_of_the_dictionary(tmp_path):
    columns = [
        {"name": "n", "type": "integer", "constraints": {"minimum": 1, "maximum": 3}},
        {"name": "t", "type": "string", "constraints": {"enum": ["a", "b"]}},
        {"name": "p", "type": "string", "constraints": {"pattern": "[a-z]+"}},
    ]
    for column in columns:
        column |= {"title": column["name"], "title_vi": column["name"]}
        column["constraints"] |= {"required": column["name"] == "n"}
    resource = {
        "name": "toy",
        "path": "toy.csv",
        "title": "Toy",
        "title_vi": "Toy",
        "schema": {"primaryKey": ["n"], "fields": columns},
    }
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps({"name": "toys", "resources": [resource]}))
    table = read_dictionary(path).tables["toy"]
    (tmp_path / "toy.csv").write_text("n,t,p\n1,a,xyz\n4,a,x\n2,c,x\n3,b,x1\n,,\n2,,\n")
    reading = read_table(table, tmp_path)
    assert reading.rows == [
        {"n": 1, "t": "a", "p": "xyz"},
        {"n": 2, "t": None, "p": None},
    ]
    assert reading.lines == [2, 7]
    assert [line.split(": ")[0].split("data/")[1] for line in reading.problems] == [
        "toy.csv line 3, column n",
        "toy.csv line 4, column t",
        "toy.csv line 5, column p",
        "toy.csv line 6, column n",
    ]
