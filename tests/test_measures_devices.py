"""Devices, diagnoses and diffusion: measures, sentences, drawings of small frames."""

import pandas as pd
import pytest
from study_toys import NA, Labels, frame, marks, references, same, texts

from analysis import charts, findings, measures, words

LABELS = Labels(
    {"city": "City", "province": "Province", "town": "Town", "land": "land"}
    | {"advice": "advice", "cadres": "Cadre work", "press": "A journalist"}
    | {"inspection": "inspection", "dialogue": "dialogue", "rules": "Working rules"}
    | {"res": "Resolution", "plan": "Plan", "old": "Old text", "late": "Late text"}
)
COMMITTEES = frame(
    "committee_id parent_id locality_id",
    ("province", NA, "province-place"),
    ("city", "province", "city-place"),
    ("town", "province", "town-place"),
)

# --- devices -----------------------------------------------------------------

REFORMS = frame(
    "fact_id committee_id device status names named source_id start end summary_en",
    ("r1", "city", "inspection", "ongoing", "nothing", NA, "own", 0, 9, "It inspects"),
    ("r2", "city", "inspection", "done", "document", "“24 bộ”", "own", 10, 19, "Rules"),
    ("r3", "town", "inspection", "planned", "body", "ban", "other", 10, 19, "To come"),
    ("r4", "city", "dialogue", "done", "number", "9", "own", 40, 49, "Dialogue"),
).assign(
    dimension_id="x",
    is_heading=[False, False, False, True],
    task=pd.array([NA] * 4, dtype="Int64"),
    summary_vi="x",
)
SOURCES = frame(
    "source_id is_self_reported window_start window_end",
    ("own", True, "2016", "2020"),
    ("other", False, "2023-10", None),
)
FIGURES = frame(
    "fact_id source_id start end low high unit qualifier",
    ("o2", "own", 15, 17, 6.0, 6.0, "count", "exact"),
    ("o1", "own", 12, 14, 24.0, 24.0, "count", "exact"),
    ("o3", "other", 19, 25, 7.0, 7.0, "count", "exact"),
)


def test_the_measure_that_names_most_comes_first_and_headings_are_left_out():
    assert measures.concrete_first(REFORMS)["fact_id"].tolist() == ["r2", "r3", "r1"]


def test_a_measure_has_the_first_figure_within_its_words_and_whose_account_it_is():
    actual = measures.with_evidence(REFORMS, FIGURES, SOURCES)
    expected = ["own_words", "own_figure", "other_words", "own_words"]
    assert actual["strength"].tolist() == expected
    assert actual["low"].tolist()[1] == 24
    assert actual["fact_ids"].tolist() == ["r1", "o1 r2", "r3", "r4"]


@pytest.fixture
def devices() -> pd.DataFrame:
    rows = measures.with_evidence(REFORMS, FIGURES, SOURCES)
    rows = measures.concrete_first(rows)
    return measures.first_of_each(
        rows, "device", "committee_id", ["city", "town", "province"]
    )


def test_the_sentence_on_devices_tells_practice_from_plans_and_from_silence(devices):
    assert findings.devices(devices, LABELS) == (
        "Only City reports inspection. Town plans or asks for inspection. We find no "
        "measure of Province that works by inspection."
    )


def test_a_box_has_the_words_the_figure_and_a_border_by_status(devices):
    columns = ["device", "committee_id", "summary_en", "status"]
    ax = charts.draw_matrix(devices, charts.canvas(), LABELS, columns)
    assert texts(ax) == ["Rules (24)", "To come", "–"]
    kinds = [mark.get_gid() for mark in marks(ax)]
    assert kinds == ["series:done", "series:planned"]
    done, planned = marks(ax)
    assert done.get_linestyle() != planned.get_linestyle()
    assert [reference.facts for reference in references(ax)] == [("o1", "r2"), ("r3",)]


# --- failings ----------------------------------------------------------------

FAILINGS = frame(
    "fact_id asserted_by domain type is_past summary_en summary_vi",
    ("s1", "city-secretary", "land", "shortcoming", False, "Slow", "Chậm"),
    ("s2", "city-secretary", "advice", "shortcoming", False, "Weak", "Yếu"),
    ("s3", "province-office", "land", "cause", False, "Evasion", "Né tránh"),
    ("s4", "press", "land", "shortcoming", True, "Poor", "Nghèo"),
)
SUBJECTS = frame(
    "fact_id subject_id",
    ("s1", "city"),
    ("s2", "city"),
    ("s3", "city"),
    ("s3", "town"),
    ("s4", "town"),
)
BODIES = frame(
    "body_id committee_id",
    ("city-secretary", "city"),
    ("province-office", "province"),
    ("press", NA),
)
LINKS = frame(
    "from to type basis",
    ("m1", "s1", "answers", "ours"),
    ("t1", "s1", "answers", "stated"),
    ("s3", "s1", "cause_of", "stated"),
    ("s2", "s1", "cause_of", "ours"),
)
MEASURES = frame(
    "fact_id status summary_en summary_vi", ("m1", "done", "A rule", "Quy chế")
)
TARGETS = frame("fact_id summary_en summary_vi", ("t1", "A scheme", "Đề án"))


@pytest.fixture
def accounts() -> pd.DataFrame:
    return measures.accounts(FAILINGS, SUBJECTS, BODIES)


def test_an_account_is_of_the_committee_whose_body_speaks_or_of_that_body(accounts):
    keys = accounts[["fact_id", "account"]].to_numpy().tolist()
    assert keys == [
        ["s1", "city city"],
        ["s4", "press town"],
        ["s3", "province city town"],
        ["s2", "city city"],
    ]
    about = measures.about(accounts, ["province"])
    assert about["fact_id"].tolist() == ["s3"]


def test_what_accounts_of_one_committee_share_is_told_from_what_each_has_alone(
    accounts,
):
    rows = accounts[~accounts["is_past"]]
    assert findings.diagnoses(rows, LABELS) == (
        "On City, its own account and the account of Province agree in naming land. "
        "Of City, only its own account names advice."
    )
    of_its_own = rows[rows["speaker_id"] == "city"]
    assert findings.diagnoses(of_its_own, LABELS) == (
        "City says of itself that it falls short in land and advice."
    )
    names = findings.account_names(accounts, LABELS)
    assert names["city city"] == "City, of itself"
    assert names["province city town"] == "Province, of City and Town"


def test_a_cause_lies_with_the_speaker_or_below_or_above_it(accounts):
    actual = measures.causes(accounts, LINKS, COMMITTEES)
    same(
        actual[["fact_id", "effect_en", "lies"]],
        frame("fact_id effect_en lies", ("s3", "Slow", "below")),
    )
    assert findings.causes(actual, LABELS) == (
        "Every cause that Province gives lies below it, with City and Town."
    )
    places = {("city", "province"): "above", ("city", "city"): "own"}
    places |= {("city", "town"): "elsewhere", ("province", "town-place"): "below"}
    for (speaker, subject), lies in places.items():
        row = actual.assign(speaker_id=speaker, subject_ids=subject)
        assert measures.causes(row, LINKS, COMMITTEES)["lies"].tolist() == [lies]


def test_a_measure_that_the_text_states_comes_before_one_of_our_reading(accounts):
    actual = measures.answers(accounts, MEASURES, TARGETS, LINKS)
    expected = frame(
        "fact_id measure_en status basis fact_ids",
        ("s1", "A scheme", "planned", "stated", "s1 t1"),
        ("s1", "A rule", "done", "ours", "m1 s1"),
        ("s4", NA, NA, "not_coded", "s4"),
        ("s3", NA, NA, "not_coded", "s3"),
        ("s2", NA, NA, "not_coded", "s2"),
    )
    pd.testing.assert_frame_equal(
        actual[expected.columns], expected, check_dtype=False, check_like=True
    )
    text = findings.answers(actual, LABELS)
    assert text.startswith("City itself ties a measure to what falls short in land.")
    assert "no measure of Province that answers what falls short in land" in text


def test_several_failings_of_one_domain_are_one_text(accounts):
    actual = measures.in_words(accounts, ["domain"])
    assert actual["summary_en"].tolist() == ["Slow; Poor; Evasion", "Weak"]
    assert actual["fact_ids"].tolist() == ["s1 s3 s4", "s2"]


# --- diffusion ---------------------------------------------------------------

INSTRUMENTS = frame(
    "instrument_id date", ("res", "2022-11-17"), ("old-res", "2016"), ("plan", None)
)
MENTIONS = frame(
    "fact_id instrument_id source_id",
    ("n1", "res", "article"),
    ("n2", "old-res", "article"),
)
RELATIONS = frame(
    "fact_id source target type source_id",
    ("l1", "province", "res", "implements", "article"),
    ("l2", "province", "old-res", "implements", "article"),
    ("l3", "plan", "res", "implements", "article"),
    ("l4", "city", "none", "implements", "old"),
)
TEXTS = frame(
    "source_id window_start window_end",
    ("article", "2022-12-31", "2023-12-31"),
    ("old", "2018", "2020-12-31"),
    ("open", "2022-11-17", None),
    ("late", "2022-12", None),
)


def test_a_text_is_silent_only_if_it_was_written_after_the_instrument():
    actual = measures.steps("res", INSTRUMENTS, MENTIONS, RELATIONS, TEXTS)
    expected = frame(
        "key kind low high fact_ids",
        ("old-res", "beside", "2016", "2016", "n2"),
        ("old", "earlier", "2018", "2020-12-31", ""),
        ("open", "unclear", "2022-11-17", None, ""),
        ("res", "issued", "2022-11-17", "2022-11-17", "n1"),
        ("late", "silent", "2022-12", None, ""),
        ("article", "names", "2022-12-31", "2023-12-31", "n1"),
        ("plan", "follows", "2022-12-31", None, "l3"),
    )
    same(actual, expected)
    labels = LABELS | {"old-res": "Old", "open": "Open text", "article": "Article"}
    assert findings.steps(actual, labels) == (
        "Resolution (17 November 2022) is named in: Article. Written after it, and "
        "silent on it: Late text. Silent on it, and perhaps older: Open text. Older "
        "than it: Old text."
    )
    ax = charts.draw_timeline(actual, charts.canvas(), labels)
    beside = [words.phrase(f"word_{kind}", "en") for kind in actual["kind"]]
    assert texts(ax) == beside
    ends = {mark.get_gid(): len(mark.get_xdata()) for mark in marks(ax)}
    assert ends["bound:res"] == 1
    assert ends["bound:old"] == 2


TASKS = REFORMS.assign(
    fact_id=["a1", "a2", "a3", "a4"],
    status="planned",
    is_heading=False,
    source_id="article",
    device=["inspection", NA, NA, "dialogue"],
    dimension_id=["x", "cadres", "cadres", "x"],
    task=pd.array([2, 1, 1, NA], dtype="Int64"),
)


def test_the_tasks_of_an_instrument_are_those_of_the_texts_that_implement_it():
    actual = measures.listed_tasks(TASKS, RELATIONS, "res")
    assert actual["fact_id"].tolist() == ["a1", "a2", "a3"]
    assert not len(measures.listed_tasks(TASKS, RELATIONS, "none"))


def test_beside_a_task_stands_what_has_its_device_or_else_its_dimension():
    tasks = measures.listed_tasks(TASKS, RELATIONS, "res")
    norm = REFORMS[2:3].assign(fact_id="r5", status="norm")
    actual = measures.against_tasks(tasks, pd.concat([REFORMS, norm]))
    expected = frame(
        "tasks matter asked_en fact_id fact_ids",
        ("2", "inspection", "It inspects", "r2", "a1 r2"),
        ("2", "inspection", "It inspects", "r3", "a1 r3"),
        ("2", "inspection", "It inspects", "r1", "a1 r1"),
        ("1", "cadres", "Rules; To come", NA, "a2 a3"),
    )
    same(actual[expected.columns], expected)
    boxes = measures.first_of_each(actual, "matter", "committee_id", ["city", "town"])
    assert findings.against_tasks(boxes, LABELS) == (
        "On cadre work, we find no other measure of City. On cadre work, we find no "
        "other measure of Town."
    )


def test_a_method_goes_round_from_text_to_text_by_their_dates():
    actual = measures.rounds(REFORMS, SOURCES)
    expected = frame(
        "device key kind low high fact_ids",
        ("inspection", "own", "done", "2016", "2020", "r2"),
        ("inspection", "other", "planned", "2023-10", None, "r3"),
    )
    same(actual[expected.columns], expected)
    everyone = ["city", "town", "province"]
    assert findings.rounds(actual, everyone, LABELS) == (
        "We find inspection in the words of City and Town, not in those of Province."
    )
    labels = LABELS | {"own": "Own", "other": "Other"}
    ax = charts.draw_timeline(actual, charts.canvas(), labels)
    assert texts(ax) == ["Inspection", "done", "planned"]


# --- who answers for a resolution -----------------------------------------------

TIES = frame(
    "fact_id source type target basis",
    ("r1", "set", "contains", "ten", "stated"),
    ("r2", "set", "contains", "group", "stated"),
    ("r3", "set", "contains", "elsewhere", "stated"),
    ("r4", "ten", "prompted_by", "visit", "stated"),
    ("r5", "ten", "prompted_by", "leaders", "inferred"),
    ("r6", "steering", "implements", "ten", "stated"),
    ("r7", "board", "implements", "ten", "stated"),
    ("r8", "group", "applies_to", "town", "stated"),
    ("r9", "set", "concretises", "theme", "stated"),
)
ORGANS = frame(
    "body_id type", ("steering", "steering_committee"), ("board", "party_organ")
)


def test_ties_tell_steering_from_carrying_out():
    actual = measures.ties(TIES, ["set", "ten", "group"], ORGANS)
    none = measures.NOT_MENTIONED
    expected = frame(
        "instrument_id prompted_by steered_by carried_out_by applies_to issued_by "
        "fact_ids",
        ("ten", "visit leaders", "steering", "board", none, none, "r4 r5 r6 r7"),
        ("group", none, none, none, "town", none, "r8"),
    )
    same(actual[expected.columns], expected)
    assert not len(measures.ties(TIES, [], ORGANS))


# --- nothing to tell -----------------------------------------------------------


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_where_there_is_nothing_it_says_so(lang, accounts, devices):
    nothing, labels = words.phrase("nothing_to_show", lang), Labels(LABELS, lang)
    answered = measures.answers(accounts, MEASURES, TARGETS, LINKS)
    for sentence in (
        findings.diagnoses(accounts[:0], labels),
        findings.causes(measures.causes(accounts[:0], LINKS, COMMITTEES), labels),
        findings.answers(answered[:0], labels),
        findings.devices(devices[:0], labels),
        findings.rounds(measures.rounds(REFORMS[:0], SOURCES), [], labels),
    ):
        assert sentence == nothing
    columns = ["device", "committee_id", "summary_en", "status"]
    steps = measures.rounds(REFORMS[:0], SOURCES)
    for ax in (
        charts.draw_matrix(devices[:0], charts.canvas(), labels, columns),
        charts.draw_timeline(steps, charts.canvas(), labels),
    ):
        assert texts(ax) == [nothing]
        assert not marks(ax)
