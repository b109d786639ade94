"""Sheets: quotes, steps and their undoing, what is open, keys to choose from."""

from pathlib import Path

import pytest
from coding_toys import TOY, TOY_ID, coded_sheet, small_project
from hypothesis import given
from hypothesis import strategies as st

from analysis.dictionary import DataError
from coding import problems, quotes, remaining
from coding.choices import choices, new_key
from coding.quotes import Quote, QuoteError
from coding.serving import served
from coding.sheet import Sheet
from coding.widget import Coder, page_of

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def project(tmp_path) -> Path:
    return small_project(tmp_path / "study")


@pytest.fixture
def sheet(project) -> Sheet:
    return Sheet(project, TOY_ID, "first")


def span_of(words: str) -> tuple[int, int]:
    start = TOY.index(words)
    return start, start + len(words)


# --- quotes


@given(st.integers(0, len(TOY) - 1), st.integers(1, 60))
def test_the_quote_of_a_span_finds_it_again(start, length):
    span = quotes.widened(TOY, (start, min(len(TOY), start + length)))
    if TOY[slice(*span)].strip():
        assert quotes.find(TOY, quotes.of_span(TOY, span)) == span


@given(st.text("ab 1,\n", max_size=40), st.data())
def test_passages_that_repeat_are_told_apart(text, draw):
    ends = draw.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2))
    span = quotes.widened(text, (min(ends), max(ends)))
    if text[slice(*span)].strip():
        assert quotes.find(text, quotes.of_span(text, span)) == span


@pytest.mark.parametrize(
    ("text", "quote", "actual"),
    [
        ("số 05-NQ/TU,\nngày 3/2", Quote("05-NQ/TU, ngày 3/2"), (3, 21)),
        ("tỉnh Lào\u00a0Cai", Quote("Lào Cai"), (5, 12)),
        ("12 xã, 112 xã, 1.125 xã", Quote("12 xã"), (0, 5)),  # not in 112 or 1.125
        ("trường Đẩy mạnh", Quote("trường"), (0, 6)),
        ("môi trườngĐẩy mạnh", Quote("Đẩy mạnh"), (10, 18)),
    ],
)
def test_where_a_quote_is(text, quote, actual):
    assert quotes.find(text, quote) == actual


def test_a_part_of_a_word_is_no_quote():
    with pytest.raises(QuoteError, match="nowhere"):
        quotes.find("làm việc", Quote("là"))


@pytest.mark.parametrize("span", [(3, 3), (-1, 4), (0, len(TOY) + 1), (51, 53)])
def test_a_span_without_words_is_refused(span):
    with pytest.raises(ValueError, match="a span in 0 to"):
        quotes.of_span(TOY, span)


# --- steps


def test_a_new_row_has_defaults_and_what_the_last_one_had(sheet):
    span = span_of("phân công từng ủy viên")
    first = sheet.put("reforms", None, {"committee_id": "tam-linh-committee"}, span)
    assert sheet.row(first).span == span
    assert sheet.row(first)["names"] == "nothing"
    assert sheet.row(first).state == "proposed"
    second = sheet.put("shortcomings", None, {}, span_of("còn chậm"))
    assert sheet.row(second)["committee_id"] == ""
    sheet.set_state(first, "accepted")
    third = sheet.put("shortcomings", None, {}, span_of("chậm"))
    assert sheet.row(third)["committee_id"] == "tam-linh-committee"
    assert (first, second, third) == ("ref-01", "sho-01", "sho-02")


def test_a_span_is_widened_to_whole_words(sheet):
    start, end = span_of("phân công")
    row = sheet.put("reforms", None, {}, (start + 1, end - 2))
    assert sheet.row(row)["quote"] == "phân công"


def test_steps_are_undone_and_done_again_after_a_restart(project, sheet):
    row = sheet.put("terms", None, {"term_id": "2020-2025"})
    sheet.put("terms", row, {"note": "x"})
    sheet.set_state(row, "accepted")
    again = Sheet.open(project, TOY_ID)
    assert again.row(row) == sheet.row(row)
    assert again.undo() == [row]
    assert again.row(row).state == "proposed"
    assert Sheet.open(project, TOY_ID).undo() == [row]
    again = Sheet.open(project, TOY_ID)
    assert again.row(row)["note"] == ""
    assert again.undo() == [row]
    assert again.tables["terms"] == []
    assert again.undo() == []
    assert [again.redo() for _ in range(4)] == [[row], [row], [row], []]
    assert again.row(row) == sheet.row(row)


def test_a_name_is_not_given_twice(sheet):
    row = sheet.put("terms", None, {})
    sheet.undo()
    assert sheet.put("terms", None, {}) != row


def test_what_another_program_changed_is_not_lost(project, sheet):
    row = sheet.put("terms", None, {"term_id": "2020-2025"})
    path = sheet.folder / "terms.csv"
    changed = path.read_text(encoding="utf-8").replace("2020-2025", "2015-2020,")
    path.write_text(changed.replace(",,", ",", 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"terms.csv: .* open the sheet again"):
        sheet.put("terms", row, {"note": "x"})
    assert "2015-2020" in path.read_text(encoding="utf-8")
    again = Sheet.open(project, TOY_ID)
    assert again.undo() == []  # the step was of another row


def test_a_row_without_a_name_gets_one(project, sheet):
    sheet.put("terms", None, {"term_id": "2020-2025"})
    path = sheet.folder / "terms.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(",,2015-2020,2015,2020,local,,,\n")
    rows = Sheet.open(project, TOY_ID).tables["terms"]
    assert [(row.name, row.state) for row in rows] == [
        ("trm-01", "proposed"),
        ("trm-02", "accepted"),
    ]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (lambda s: s.put("terms", None, {"colour": "red"}), "no column 'colour'"),
        (lambda s: s.put("reforms", None, {}, (51, 53)), "a span in 0 to"),
        (lambda s: s.set_state([], "done"), "a state is one of proposed"),
    ],
)
def test_a_wrong_step_changes_nothing(sheet, step, message):
    with pytest.raises(ValueError, match=message):
        step(sheet)
    assert sheet.rows() == []
    assert not sheet.folder.exists()


# --- figures, keys, what is open


def test_a_fact_that_is_accepted_takes_its_figures_along(project):
    sheet = coded_sheet(project)
    numeral = next(r for r in sheet.tables["numerals"] if r["quote"] == "2.150")
    assert served(sheet)[numeral.name] == [("obs-01", "value")]
    assert numeral.state == "accepted"
    sheet.set_state("obs-01", "proposed")
    assert numeral.name not in served(sheet)
    sheet.undo()
    further = sheet.put(
        "observations",
        None,
        {"state": "accepted", "value": "12", "unit": "count"},
        span_of("12 cuộc đối thoại"),
    )
    twelve = next(r for r in sheet.tables["numerals"] if r["quote"] == "12")
    assert (twelve.state, served(sheet)[twelve.name]) == (
        "accepted",
        [(further, "value")],
    )
    sheet.undo()
    assert sheet.row(twelve.name).state == "proposed"


def test_what_is_open_becomes_less_until_there_is_nothing(project):
    sheet = coded_sheet(project)
    assert {each.kind for each in remaining.of_sheet(sheet)} == {"proposal", "sentence"}
    sheet.set_state([r.name for _, r in sheet.rows(state="proposed")], "rejected")
    assert {each.kind for each in remaining.of_sheet(sheet)} == {"numeral", "sentence"}
    for each in remaining.of_sheet(sheet):
        if each.kind == "numeral":
            sheet.put("numerals", None, {"role": "name"}, (each.start, each.end))
    sheet.set_state([r.name for _, r in sheet.rows(state="proposed")], "accepted")
    (title,) = remaining.of_sheet(sheet)
    sheet.set_aside(title.start, title.end, "title")
    assert remaining.of_sheet(sheet) == []


def test_keys_are_found_without_diacritics(project):
    sheet = coded_sheet(project)
    actual = choices(sheet, ["committees", "localities", "bodies"], "tam linh", "vi")
    assert [key for key, _ in actual] == [
        "standing-committee",
        "tam-linh",
        "tam-linh-committee",
        "tam-linh-secretary",
    ]
    assert choices(sheet, ["dimensions"], "dan van", "vi")[0][0].startswith("mass_")
    assert choices(sheet, ["reforms"], "phan cong", "en")[0][0] == "ref-01"
    assert choices(sheet, ["bodies"], "khong co", "en") == []
    assert new_key(sheet, "bodies", "Tam Lĩnh") == "tam-linh-2"
    assert new_key(sheet, "bodies", "Huyện ủy") == "huyen-uy"


def test_a_field_says_what_may_stand_in_it(sheet):
    page = page_of(sheet, "vi")
    fields = {field["name"]: field for field in page["fields"]["reforms"]}
    assert next(iter(fields)) == "subjects"
    assert not {"fact_id", "start", "end", "printed", "source_id"} & fields.keys()
    assert fields["subjects"]["several"]
    assert fields["dimension_id"]["keys"] == ["dimensions"]
    assert dict(fields["status"]["codes"])["done"] == "đã làm"
    assert fields["summary_en"]["required"]
    assert not fields["device"]["required"]
    assert all(field["title"] for field in fields.values())


def test_what_names_something_needs_its_words_before_it_is_accepted(project):
    sheet = coded_sheet(project)
    assert problems.of_sheet(sheet) == []
    sheet.put("reforms", "ref-01", {"names": "device"})
    (wrong,) = problems.of_sheet(sheet)
    assert (wrong.column, wrong.allowed) == ("named", "the words that name it")
    sheet.put("reforms", "ref-01", {"names": "nothing", "named": "x"})
    assert [each.allowed for each in problems.of_sheet(sheet)] == ["no words"]


def test_the_steps_of_the_form_change_the_sheet(project):
    sheet = coded_sheet(project)
    coder = Coder(TOY_ID, project=project)

    def take(act, **step) -> str:
        coder.take({"act": act, "number": coder.answered + 1, **step})
        return coder.selected

    assert take("put", table="reforms", start=0, end=8) == "ref-02"
    cell = {"row": "ref-02", "column": "subjects", "typed": "Huyện ủy"}
    assert take("new", table="committees", **cell) == "com-02"
    assert coder.sheet.row("com-02")["name_vi"] == "Huyện ủy"
    assert coder.sheet.row("ref-02")["subjects"] == "huyen-uy"
    assert take("put", table="fact_links", cells={"from": "ref-02"}) == "lnk-02"
    take("state", row="ref-02", state="accepted", next="ref-01")
    assert coder.message == "ref-02 is not accepted yet: see dimension_id."
    for _ in range(4):
        take("undo")
    assert Sheet.open(project, TOY_ID).tables == sheet.tables
    assert coder.answered == 8
