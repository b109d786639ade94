"""Faults across tables: each is one line that names file, line, found and allowed."""

import re
from pathlib import Path

import pytest
from core_toys import DATA, change, problems, table_rows, write_rows

from analysis import tables
from analysis.dictionary import DataError


def problem(folder) -> str:
    lines = problems(folder)
    assert len(lines) == 1, lines
    return lines[0]


# A fault, the table, the row (its number, or a cell of it), the new cells, and the
# message without what precedes and follows.
FAULTS = {row["fault"]: row for row in table_rows(Path(__file__).parent, "faults")}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_changed_row_is_refused_by_its_place(data, kind):
    fault = FAULTS[kind]
    cells = dict(cell.split("=", 1) for cell in fault["cells"].split(" & "))
    column, _, value = fault["row"].partition("=")
    which = int(column) if column.isdecimal() else lambda row: row[column] == value
    line = change(data, fault["table"], which, **cells)
    text = problem(data)
    place = rf"data/{fault['table']}\.csv line {line}, column ([\w, ]+): allowed is "
    columns = re.match(place, text)[1].split(", ")
    named = {*cells, "qualifier", "start", "lower", "filters", "table", "value"}
    assert set(columns) & named, text
    assert fault["message"] in text
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
    lines = "\n".join([served, subject, check])
    assert f"allowed is a fact with a row in subjects.csv; found '{fact}'" in lines
    assert "a finding with a row in finding_checks.csv; found 'one-in-six'" in lines
    assert "column role: allowed is a fact served; found a " in lines


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
    lines = problems(data)
    assert len(lines) == causes
    assert re.fullmatch(
        r"data/unsaid.csv line 2, column filters: allowed is a question that no "
        r"row answers; found one at data/shortcomings.csv line \d+",
        lines[0],
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
