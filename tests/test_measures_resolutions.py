from study_toys import Labels, frame, same

from analysis import findings, measures

INSTRUMENTS = frame(
    "instrument_id term_id identity set_count",
    ("set", "2020-2025", "counted_only", 4),
    ("ten", "2020-2025", "named", None),
    ("group", "2020-2025", "counted_only", None),
    ("old", "2015-2020", "counted_only", None),
    ("alone", None, "named", None),
)
MENTIONS = frame(
    "fact_id instrument_id", ("m1", "set"), ("m2", "set"), ("m3", "ten"), ("m4", "old")
)
RELATIONS = frame(
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
BODIES = frame(
    "body_id type", ("steering", "steering_committee"), ("board", "party_organ")
)


def test_a_set_counts_its_named_items_and_takes_labels_for_no_items():
    found = measures.sets_named(INSTRUMENTS, MENTIONS, RELATIONS)
    expected = frame(
        "instrument_id term_id counted named unnamed named_ids label_ids fact_ids",
        ("set", "2020-2025", 4, 1, 3, "ten", "group", "m1 m2 r1 r2"),
        ("old", "2015-2020", None, 0, None, None, None, "m4"),
        ("alone", None, None, 1, None, "alone", None, ""),
    )
    same(found.astype({"counted": float, "unnamed": float}), expected)
    assert measures.in_sets(found) == ["set", "ten", "group", "old", "alone"]


def test_no_instruments_make_no_sets():
    found = measures.sets_named(INSTRUMENTS.iloc[:0], MENTIONS, RELATIONS)
    assert len(found) == 0
    assert measures.in_sets(found) == []
    assert findings.sets(found, Labels({})) == "The coded texts say nothing about this."


def test_ties_tell_steering_from_carrying_out():
    keys = ["set", "ten", "group"]
    tied = measures.ties(RELATIONS, keys, BODIES)
    expected = frame(
        "instrument_id role party_id basis fact_id",
        ("ten", "prompted_by", "visit", "stated", "r4"),
        ("ten", "prompted_by", "leaders", "inferred", "r5"),
        ("ten", "steered_by", "steering", "stated", "r6"),
        ("ten", "carried_out_by", "board", "stated", "r7"),
        ("group", "applies_to", "town", "stated", "r8"),
    )
    same(tied, expected)
    wide = measures.ties_wide(tied, keys)
    assert wide["prompted_by"].tolist() == [
        "not_mentioned",
        "visit leaders",
        "not_mentioned",
    ]
    assert wide["applies_to"].tolist() == ["not_mentioned", "not_mentioned", "town"]
    assert wide["fact_ids"].tolist() == ["", "r4 r5 r6 r7", "r8"]


def test_a_cause_stands_beside_each_failing_that_it_is_given_for():
    said = frame(
        "fact_id type domain summary_vi summary_en is_past source_id",
        ("c1", "cause", "land", "một", "one", False, "s"),
        ("c2", "cause", "advice", "hai", "two", False, "s"),
        ("f1", "shortcoming", "results", "ba", "three", False, "s"),
        ("f2", "shortcoming", "results", "bốn", "four", True, "s"),
    )
    links = frame(
        "from to type basis",
        ("c1", "f1", "cause_of", "stated"),
        ("c1", "f2", "cause_of", "ours"),
        ("f1", "f2", "cause_of", "stated"),
        ("c2", "f1", "answers", "stated"),
        ("c2", "gone", "cause_of", "stated"),
    )
    found = measures.given_causes(said, links)
    names = "summary_en failing_en basis fact_ids"
    expected = frame(
        names,
        ("one", "three", "stated", "c1 f1"),
        ("one", "four", "ours", "c1 f2"),
        ("two", None, None, "c2"),
        ("three", "four", "stated", "f1 f2"),
    )
    same(found[names.split()], expected)
    assert findings.given_causes(found, "en") == (
        "The texts give 3 causes of 2 failings, 2 of them explicitly, in 3 "
        "domains; 1 causes are tied to no failing."
    )


def test_ties_are_told_in_one_sentence():
    covered = frame(
        "instrument_id role count",
        ("set", "led_by", 2),
        ("set", "prompted_by", None),
        ("ten", "led_by", None),
        ("ten", "prompted_by", 1),
    )
    said = findings.ties(covered, "en")
    assert said.startswith(
        "Of 2 resolutions, groups and sets, a text says what prompted 1"
    )
    assert "who issued 0, who is in charge of 1" in said
