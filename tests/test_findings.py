import re

import pytest
from study_toys import Labels, frame

from analysis import findings, words

NAMES = {"goals": "goals", "targets": "targets"}


SOURCES = frame(
    "source_id is_self_reported published_date",
    ("a", True, None),
    ("b", False, "2022-01-01"),
    ("c", True, None),
)
REACHED = frame(
    "dimension_id reach", *enumerate(["all", "all", "some", "one", "none", "some"])
)
SHORTCOMINGS = frame(
    "type domain", ("shortcoming", "land"), ("cause", "land"), ("cause", "advice")
)
TERMS = frame(
    "term_id type counted state",
    ("2005-2010", None, None, "not_mentioned"),
    ("2010-2015", "project", 27, "reported"),
    ("2015-2020", "project", 1022, "reported"),
    ("2015-2020", "programme", 7, "reported"),
    ("2020-2025", "project", None, "reported"),
)
SHARES = frame(
    "indicator_id reading band_id count total share_high_pct",
    ("goals", "disjoint", "b1", 21, 26, 100.0),
    ("goals", "disjoint", None, 5, 26, 100 * 5 / 26),
    ("targets", "nested", None, 1024, 1134, 100 * 1024 / 1134),
)
ATTAINED = frame(
    "denominator_role elapsed_low_pct",
    ("target", 50.0),
    ("unclear", None),
    ("population", None),
    ("unclear", None),
)
CLAIMS = frame(
    "indicator_id low high as_of_start as_of_end claim_set modality",
    ("growth", 15.0, 17.0, None, None, None, "reported"),
    ("growth", 12.8, 12.8, "2021", "2021", "set", "reported"),
    ("income", 86.0, None, None, "2021", "set", "aimed"),
)
SAID = {
    "who_speaks": (
        lambda lang: findings.who_speaks(SOURCES, lang),
        {"texts": 3, "own": 2, "dated": 1},
    ),
    "reach": (
        lambda lang: findings.reach(REACHED, lang),
        {"total": 6, "all": 2, "some": 2, "one": 1, "none": 1},
    ),
    "shortcomings": (
        lambda lang: findings.shortcomings(SHORTCOMINGS, lang),
        {"failings": 1, "causes": 2, "domains": 2},
    ),
    "attainments": (
        lambda lang: findings.attainments(ATTAINED, lang),
        {"pairs": 4, "elapsed": 1, "unclear": 2, "populations": 1},
    ),
    "claims": (
        lambda lang: findings.claims(CLAIMS, lang),
        {"claims": 3, "indicators": 2, "bounded": 2, "undated": 1, "rivals": 2}
        | {"aims": 1},
    ),
}


def numbers(text: str, lang: str) -> list[float]:
    """The numbers of a sentence, the way its language writes them undone."""
    group, point = (",", ".") if lang == "en" else (".", ",")
    found = re.findall(r"\d+(?:[.,]\d+)*", text)
    return [float(one.replace(group, "").replace(point, ".")) for one in found]


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("name", SAID)
def test_a_sentence_states_what_the_table_holds(name, lang):
    say, values = SAID[name]
    assert say(lang) == words.phrase(f"finding_{name}", lang, **values)


@pytest.mark.parametrize("name", SAID)
def test_both_languages_state_the_same_numbers(name):
    say, values = SAID[name]
    english, vietnamese = (sorted(numbers(say(lang), lang)) for lang in ("en", "vi"))
    assert english == vietnamese == sorted(map(float, values.values()))


@pytest.mark.parametrize(
    ("lang", "counts"),
    [
        ("en", "2010–2015 27 schemes; in 2015–2020 seven programmes and 1,022 schemes"),
        (
            "vi",
            "giai đoạn 2015–2020 có bảy chương trình và 1.022 đề án",
        ),
    ],
)
def test_terms_lists_the_counts_and_the_silent_terms(lang, counts):
    sentence = findings.terms(TERMS, Labels(NAMES, lang))
    assert counts in sentence
    assert "2005–2010" in sentence


def test_terms_without_a_count_have_nothing_to_show():
    sentence = findings.terms(TERMS[4:], Labels(NAMES))
    assert sentence == words.phrase("nothing_to_show", "en")


@pytest.mark.parametrize(
    ("lang", "total", "rest", "shares"),
    [
        ("en", "1,134", "1,024", ("19.2", "90.3")),
        ("vi", "1.134", "1.024", ("19,2", "90,3")),
    ],
)
def test_distribution_has_a_sentence_for_each_reading(lang, total, rest, shares):
    told = [
        {"whole": "goals", "reading": "reading_disjoint", "total": 26, "rest": 5},
        {"whole": "targets", "reading": "reading_nested", "total": total, "rest": rest},
    ]
    for values, share in zip(told, shares, strict=True):
        values |= {"reading": words.phrase(values["reading"], lang), "share": share}
    told = [words.phrase("finding_distribution", lang, **v) for v in told]
    expected = [text[0].upper() + text[1:] for text in told]
    assert findings.distribution(SHARES, Labels(NAMES, lang)) == " ".join(expected)


def test_nothing_distributed_is_told_in_no_words():
    assert findings.distribution(SHARES[:0], Labels(NAMES)) == ""


def test_a_sentence_is_shown_as_a_paragraph_with_its_markup_escaped():
    said = findings.sentence("over", "en", figure="<b>")
    assert repr(said) == str(said) == "More than <b>"
    assert said._repr_html_() == '<p class="finding">More than &lt;b&gt;</p>'


FAILINGS = frame(
    "fact_id is_past answer",
    ("s1", False, "stated"),
    ("s2", False, "not_mentioned"),
    ("s3", False, "not_mentioned"),
    ("s4", False, "ours"),
    ("s5", True, "stated"),
    ("s6", True, "not_mentioned"),
)


def test_past_failings_are_told_apart():
    assert findings.answered(FAILINGS, "en") == (
        "4 failings and causes are stated and not said to be overcome: 1 have a remedy "
        "as stated, 1 one by our reading; for 2 no remedy is coded. 2 more are "
        "said to be overcome, 1 of them by a measure that the text names."
    )


def test_occasions():
    rows = frame(
        "status answer",
        ("planned", "ours"),
        ("planned", "not_mentioned"),
        ("done", "stated"),
        ("ongoing", "not_mentioned"),
    )
    assert findings.occasions(rows, "en") == (
        "Of 2 planned reforms, 0 answer a failing as stated and 1 by our reading; for "
        "1 no failing that they answer is coded. Of 2 reforms done or ongoing, 1 "
        "answer one."
    )


def test_causes_answered():
    rows = frame(
        "failing basis causes stated ours not_mentioned",
        ("s1", "stated", 5, 1, 1, 3),
        ("s1", "ours", 2, 0, 0, 2),
    )
    assert findings.causes_answered(rows, "en") == (
        "The texts give 5 causes of 1 failings that remain; 1 of these causes are "
        "answered as stated, 1 by our reading, and for 3 no measure is coded. "
        "Pairs of cause and failing by our reading: 2."
    )
    nothing = words.phrase("nothing_to_show", "vi")
    assert findings.causes_answered(rows[:0], "vi") == nothing


def test_tasks_and_standings():
    listed = frame("task dimension_id", (1, "rules"), (1, "cadres"), (2, "rules"))
    timed = frame(
        "source_id timing", ("x", "same"), ("y", "before"), ("z", "undecided")
    )
    assert findings.tasks(listed, timed, "en") == (
        "2 tasks comprise 3 planned measures in 2 dimensions. Of the other texts, 1 "
        "were written before the resolution, 0 after it, and for 1 it is undecided."
    )
    standings = frame(
        "committee_id standing",
        ("a", "already"),
        ("b", "perhaps"),
        ("a", "not_mentioned"),
        ("b", "planned"),
    )
    told = findings.reiteration(standings, Labels({"a": "A", "b": "B"}))
    assert told.startswith("A: of 2 pairs of task and dimension, 1 meet a reform")
    assert "B: of 2 pairs" in told


def test_times_after():
    ends = [(45, 45), (45, 75), (44, None), (None, None), (0, 1409)]
    times = frame("days_low days_high", *ends).astype("Int64")
    assert findings.times_after(times, "en") == (
        "Of 5 dated instruments and what implements them, 1 give a number of days, 2 a "
        "range, 1 a lower bound only, 1 nothing."
    )
