"""Faults across tables: each is one line that names file, line, found and allowed."""

import re
import unicodedata

import pytest
from core_toys import DATA, change, problems, table_rows, write_rows

from analysis import tables
from analysis.dictionary import DataError


def problem(folder) -> str:
    found = problems(folder)
    assert len(found) == 1, found
    return found[0]


def of(column, value):
    return lambda row: row[column] == value


FIGURE = "a fact of observations or bands or events or mentions"
IN_SIX = of("finding_id", "one-in-six")
STATED = of("basis", "stated")
# The table, the row, its new cells; the column complained of and the message, both
# without what precedes and follows.
CHANGED = {
    "integer": ("terms", 1, {"start_year": "soon"}, "a whole number, such as 1000"),
    "minimum": ("bands", 1, {"count": "-1"}, "a whole number, "),
    "maximum": ("targets", 1, {"term_elapsed": "1.5"}, "a number with a point "),
    "boolean": ("committees", 1, {"is_studied": "1"}, "true or false; found '1'"),
    "date": ("sources", 1, {"event_date": "1/2/2022"}, "a date, such as 2023-07-04"),
    "part of a date": (
        "events",
        1,
        {"date_start": "2020-13"},
        "a year, month or day of the calendar, such as 2023-07-04; found '2020-13'",
    ),
    "code": ("reforms", 1, {"status": "finished"}, "one of ['done', "),
    "pattern": ("bodies", 1, {"body_id": "Ban Tổ chức"}, "the form "),
    "required": ("office_holders", 0, {"body_id": ""}, "a value, which is required"),
    "no status": ("relations", 0, {"status": ""}, "a value, which is required"),
    "unseen": (
        "indicators",
        1,
        {"title_vi": "a\u202eb"},
        r"letters, digits, signs and blanks; found '\u202e'",
    ),
    "not NFC": (
        "bodies",
        0,
        {"name_vi": unicodedata.normalize("NFD", "Đảng")},
        r"Unicode form NFC; found '\u0110a\u0309ng'",
    ),
    "key": (
        "reforms",
        2,
        {"committee_id": "ha-noi"},
        "a key of committees; found 'ha-noi'",
    ),
    "key of several": (
        "relations",
        STATED,
        {"target": "nowhere"},
        "a key of instruments or committees or bodies or localities; found 'nowhere'",
    ),
    "subject": (
        "subjects",
        0,
        {"subject_id": "prime-minister"},
        "a key of committees or localities; found 'prime-minister'",
    ),
    "premises": (
        "relations",
        0,
        {"premises": "000-men-08 000-men-999"},
        "found '000-men-999'",
    ),
    "facts of a ruling": ("rulings", 0, {"facts": "000-men-999"}, "keys of "),
    "adopted reading": ("rulings", 0, {"adopted": "000-men-999"}, "keys of "),
    "base": ("observations", 0, {"base": "that of 000-men-999"}, "keys of "),
    "span too long": ("reforms", 0, {"end": "9999999"}, "9999999, out of range"),
    "empty span": (
        "reforms",
        0,
        {"start": "20", "end": "20"},
        "20 to 20, out of range",
    ),
    "half a span": (
        "relations",
        STATED,
        {"end": ""},
        "all of source_id, start, end, printed, or none; found no end",
    ),
    "nine words": (
        "reforms",
        0,
        {"printed": "một hai ba bốn năm sáu bảy tám chín"},
        "8 words; found 9",
    ),
    "bounds reversed": (
        "observations",
        1,
        {"value": "", "lower": "17", "upper": "15"},
        "lower <= upper; found 17.0 to 15.0, reversed",
    ),
    "value beside a bound": (
        "observations",
        0,
        {"value": "12", "lower": "11", "qualifier": "exact"},
        "value or lower and upper; found lower and value beside exact",
    ),
    "unit": (
        "observations",
        1,
        {"unit": "times"},
        "'percent', as economic-growth has; found 'times'",
    ),
    "lonely rival": (
        "observations",
        of("claim_set", ""),
        {"claim_set": "alone"},
        "a set of two or more rival rows; found 'alone' with one",
    ),
    "ruling on no set": (
        "rulings",
        of("claim_set", ""),
        {"claim_set": "empty"},
        "a set that rows are in; found 'empty'",
    ),
    "named without words": (
        "reforms",
        0,
        {"names": "device", "named": ""},
        "the words that name it; found ''",
    ),
    "words without name": (
        "reforms",
        0,
        {"names": "nothing", "named": "một"},
        "no words; found 'một'",
    ),
    # how citizens and firms rate provinces
    "unknown province": (
        "outcomes",
        0,
        {"province_id": "atlantis"},
        "a key of provinces; found 'atlantis'",
    ),
    "year outside": ("outcomes", 0, {"year": "1999"}, "greater than or equal to 2006"),
    "off the scale": ("outcomes", 0, {"score": "10.5"}, "a score from 1 to 10; found "),
    # questions that a text leaves unanswered
    "unknown column of a filter": ("unsaid", 0, {"filters": "colour=red"}, "'colour'"),
    "filter without value": ("unsaid", 0, {"filters": "genre"}, "found 'genre'"),
    "unknown table of a question": ("unsaid", 0, {"table": "poems"}, "found 'poems'"),
    # stated findings and their checks
    "finding on no fact": (
        "findings",
        IN_SIX,
        {"text_en": "Of {000-obs-99} members, {001-obs-13} and {000-obs-19}."},
        f"{FIGURE}; found '000-obs-99'",
    ),
    "tension with itself": (
        "fact_links",
        of("from", "004-ref-09"),
        {"to": "004-ref-09"},
        "another fact; found '004-ref-09'",
    ),
    "tension without a reason": (
        "fact_links",
        of("from", "004-ref-09"),
        {"note": ""},
        "the reason, for a tension; found ''",
    ),
    "finding on no figure": (
        "findings",
        IN_SIX,
        {"text_vi": "{000-ref-01}, {001-obs-13}, {000-obs-19}."},
        f"{FIGURE}; found '000-ref-01'",
    ),
    "no place": (
        "findings",
        IN_SIX,
        {"text_en": "Of {members}."},
        "{fact}, or facts with + or - between them; found '{members}'",
    ),
    "open brace": (
        "findings",
        IN_SIX,
        {"text_en": "Of {000-obs-19 members."},
        "found 'Of {000-obs-19 members.'",
    ),
    "places unlike": (
        "findings",
        IN_SIX,
        {"text_vi": "Có {000-obs-19}."},
        "the places of text_en; found a place of '001-obs-13' in one language only",
    ),
    "rank twice": (
        "findings",
        of("finding_id", "two-diagnoses"),
        {"rank": "1"},
        "each rank once; found 1, already at data/findings.csv",
    ),
    "method of another kind": (
        "methods",
        of("dimension_id", "cadre_work"),
        {"facts": "000-ref-19"},
        "first a measure of cadre_work; found '000-ref-19'",
    ),
    "method of another committee": (
        "methods",
        of("dimension_id", "administrative_reform_digital"),
        {"facts": "003-ref-32"},
        "first a measure of lao-cai-city-committee; found '003-ref-32'",
    ),
    "comparison": ("finding_checks", 0, {"comparison": "causes"}, "one of ['sums_to',"),
    "side missing": (
        "finding_checks",
        of("comparison", "more_than"),
        {"others": ""},
        "a value, for more_than; found ''",
    ),
    "cell not used": (
        "finding_checks",
        of("comparison", "more_than"),
        {"lower": "3"},
        "no value, for more_than; found 3.0",
    ),
    "no bound": (
        "finding_checks",
        of("comparison", "share_of"),
        {"lower": "", "upper": ""},
        "a bound, for share_of; found neither",
    ),
    "unknown table": (
        "finding_checks",
        of("comparison", "each_is"),
        {"table": "poems"},
        "one of ",
    ),
    "unknown column": (
        "finding_checks",
        of("comparison", "each_is"),
        {"column": "colour"},
        "column=value, of fact_id, ",
    ),
    "unknown value": (
        "finding_checks",
        of("comparison", "absent_from"),
        {"value": "red"},
        "found 'red'",
    ),
    "check of no finding": (
        "finding_checks",
        0,
        {"finding_id": "nothing"},
        "a key of findings; found 'nothing'",
    ),
}


@pytest.mark.parametrize("kind", CHANGED)
def test_a_changed_row_is_refused_by_its_place(data, kind):
    table, which, cells, message = CHANGED[kind]
    line = change(data, table, which, **cells)
    text = problem(data)
    place = rf"data/{table}\.csv line {line}, column ([\w, ]+): allowed is "
    columns = re.match(place, text)[1].split(", ")
    own = {*cells, "qualifier", "start", "lower", "filters", "table", "value"}
    assert set(columns) & own, text
    assert message in text
    assert "; found " in text


def without(folder, table: str, column: str, value: str) -> None:
    rows = table_rows(folder, table)
    write_rows(folder, table, [row for row in rows if row[column] != value])


def again(folder, table: str, **cells: str) -> int:
    """Write the first row once more, with other cells; return its line."""
    rows = table_rows(folder, table)
    write_rows(folder, table, [*rows, rows[0] | cells])
    return len(rows) + 2


def test_a_key_stands_once_in_its_table_and_in_its_family(data):
    first = table_rows(data, "terms")[0]["term_id"]
    again(data, "terms")
    assert problems(data) == []  # twice and alike is one row, as after a merge in git
    line = again(data, "terms", note="another")
    assert problem(data) == (
        f"data/terms.csv line {line}, column term_id: allowed is each key once; "
        f"found {first}, already in line 2; they differ in note: keep one, or change "
        "one key"
    )
    write_rows(data, "terms", table_rows(data, "terms")[:-2])
    name = table_rows(data, "reforms")[0]["fact_id"]
    line = again(data, "events", fact_id=name)
    text = problem(data)
    assert text.startswith(f"data/events.csv line {line}, column fact_id: ")
    assert f"found '{name}', already at data/reforms.csv line 2" in text


def test_a_fact_without_what_it_needs_elsewhere(data):
    """A subject, a fact that a numeral serves, a check of a finding."""
    fact = table_rows(data, "reforms")[0]["fact_id"]
    without(data, "subjects", "fact_id", fact)
    numeral = table_rows(data, "numeral_facts")[0]["numeral_id"]
    without(data, "numeral_facts", "numeral_id", numeral)
    without(data, "finding_checks", "finding_id", "one-in-six")
    served, subject, check = sorted(problems(data), key=lambda line: line[-20:])[:3]
    found = "\n".join([served, subject, check])
    assert f"allowed is a fact with a row in subjects.csv; found '{fact}'" in found
    assert "a finding with a row in finding_checks.csv; found 'one-in-six'" in found
    assert "column role: allowed is a fact served; found a " in found


def test_a_list_number_serves_no_fact(data):
    numerals = table_rows(data, "numerals")
    silent = next(row for row in numerals if row["role"] == "furniture")
    again(data, "numeral_facts", numeral_id=silent["numeral_id"])
    assert problem(data).endswith(
        "allowed is no fact served; found a furniture that serves one"
    )


def test_a_year_is_not_after_its_own_months(data):
    dated = {"date_start": "2021", "date_end": "2021-02", "date_precision": "period"}
    change(data, "events", 0, **dated)
    assert problems(data) == []
    change(data, "events", 0, date_start="2021-03")
    assert problem(data).endswith("found 2021-03 to 2021-02, reversed")


def test_parents_in_a_circle(data):
    first, second = (row["committee_id"] for row in table_rows(data, "committees")[:2])
    change(data, "committees", 0, parent_id=second)
    change(data, "committees", 1, parent_id=first)
    assert [line.partition(": ")[0] for line in problems(data)] == [
        "data/committees.csv line 2, column parent_id",
        "data/committees.csv line 3, column parent_id",
    ]


def test_an_unanswered_question_that_a_row_answers(data):
    change(data, "unsaid", 0, table="shortcomings", filters="type=cause")
    causes = [row["type"] for row in table_rows(data, "shortcomings")].count("cause")
    found = problems(data)
    assert len(found) == causes
    assert re.fullmatch(
        r"data/unsaid.csv line 2, column filters: allowed is a question that no "
        r"row answers; found one at data/shortcomings.csv line \d+",
        found[0],
    )


def test_named_items_beside_the_set_that_counts_them(data):
    """Five projects of a programme, coded as a set and one by one, are five."""
    relations = table_rows(data, "relations")
    sets = {r["instrument_id"]: r for r in table_rows(data, "instruments")}
    row = next(
        row
        for row in relations
        if row["type"] == "contains" and sets.get(row["target"], {}).get("set_count")
    )
    whole = sets[row["target"]]
    like = {name: whole[name] for name in ("type", "term_id")}
    change(data, "instruments", lambda r: not r["set_count"], **like)
    item = next(name for name, r in sets.items() if not r["set_count"])
    added = row | {"fact_id": "000-rel-999", "target": item}
    write_rows(data, "relations", [*relations, added])
    assert problem(data) == (
        f"data/relations.csv line {len(relations) + 2}, column source: allowed is "
        f"{row['target']!r}, the set that {row['source']!r} contains and that is "
        f"counted; found {row['source']!r}"
    )


HEADS = {
    "column missing": (lambda row: row.pop("level"), "each of ["),
    "column unknown": (lambda row: row.update(colour="red"), "one of ["),
    "columns in disorder": (
        lambda row: row.update(term_id=row.pop("term_id")),
        "the columns ['term_id',",
    ),
}


@pytest.mark.parametrize("kind", HEADS)
def test_a_head_that_is_not_that_of_the_dictionary(data, kind):
    spoil, allowed = HEADS[kind]
    rows = table_rows(data, "terms")
    for row in rows:
        spoil(row)
    write_rows(data, "terms", rows)
    assert re.match(r"data/terms\.csv line 1(, column \w+)?: ", problem(data))
    assert f"allowed is {allowed}" in problem(data)


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        (b'\n"open', r"allowed is CSV; found unexpected end of data"),
        (b"\nonly,three,cells\n", r"allowed is 7 cells; found 3"),
        (b"\n2\xff\xfe", r"allowed is UTF-8; found bytes b'\\xff\\xfe'"),
    ],
)
def test_a_broken_file_is_refused_by_its_line(data, tail, message):
    path = data / "terms.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n") + tail)
    assert re.search(rf"^data/terms\.csv line \d+: {message}", problem(data))


def test_a_file_that_is_empty_or_missing(data):
    (data / "terms.csv").write_text("")
    assert all(line.endswith("found none such") for line in problems(data))
    (data / "terms.csv").unlink()
    assert problem(data) == "data/terms.csv: cannot be read: No such file or directory"


def test_all_problems_are_reported_at_once(data):
    change(data, "terms", 1, level="moon")
    with pytest.raises(DataError) as caught:
        tables.load_tables()
    assert str(caught.value).splitlines() == caught.value.problems == problems(data)
    change(data, "reforms", 0, status="finished", summary_en="")
    change(data, "bodies", 3, level="moon")
    change(data, "terms", 1, level=table_rows(DATA, "terms")[1]["level"])
    line = again(data, "terms", note="another")
    assert sorted(text.split(":")[0] for text in problems(data)) == [
        "data/bodies.csv line 5, column level",
        "data/reforms.csv line 2, column status",
        "data/reforms.csv line 2, column summary_en",
        f"data/terms.csv line {line}, column term_id",
    ]
