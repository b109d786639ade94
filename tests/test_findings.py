import pytest
from study_toys import Labels, frame

from analysis import findings, words

NAMES = {"goals": "goals", "targets": "targets"}


TERMS = frame(
    "term_id type counted state",
    ("2005-2010", None, None, "not_mentioned"),
    ("2010-2015", "project", 27, "reported"),
    ("2015-2020", "project", 1022, "reported"),
    ("2015-2020", "programme", 7, "reported"),
    ("2020-2025", "project", None, "reported"),
)
SHARES = frame(
    "indicator_id reading band_id count total",
    ("goals", "disjoint", "b1", 21, 26),
    ("goals", "disjoint", None, 5, 26),
    ("goals", "nested", None, 26, 26),
    ("targets", "disjoint", "b1", 1134, 1134),
    ("targets", "disjoint", None, 0, 1134),
)
ATTAINED = frame(
    "indicator_id denominator_role ratio_low ratio_high ratio_qualifier elapsed_low "
    "elapsed_high",
    ("roads", "target", 225.0, 225.0, "exact", None, None),
    ("growth", "target", None, 81.0, "nearly", None, None),
    ("members", "target", 71.0, 71.0, "exact", 50.0, 70.0),
    ("schools", "population", 100.0, 100.0, "exact", None, None),
).assign(ratio_unit="percent", elapsed_unit="percent", elapsed_qualifier="exact")
CLAIMS = frame(
    "indicator_id as_of_start start end low high role term_id",
    ("growth", None, None, None, 15.0, 17.0, "figure", None),
    ("growth", "2021", 2021, 2021, 12.8, 12.8, "figure", None),
    ("growth", "2020", 2020, 2023.5, 13.0, 13.0, "figure", None),
    ("growth", None, 2024, 2024, 14.0, 14.0, "figure", None),
    ("growth", None, 2020, 2025, 15.8, 15.8, "goal", "2020-2025"),
).assign(unit="percent", qualifier="exact")
CHANGED = frame(
    "survey index_name years first_rank last_rank first_of last_of is_latest",
    ("PAPI", "Voice", "2018–2024", 18, 37, 61, 61, True),
    ("PAPI", "Voice", "2011–2017", 1, 63, 63, 63, False),
    ("PAPI", "Rules", "2018–2024", 20, 21, 61, 61, True),
    ("PCI", "PCI", "2014–2016", 3, 2, 63, 63, True),
)
RATIOS = frame(
    "numerator denominator committee_id low high qualifier unit",
    ("members", "cells own", "city", 21.6, None, "over", "count"),
    ("members", "cells own", "ward", 16.3, 16.3, "exact", "count"),
)
BASES = frame(
    "committee_id indicator_id base_known low high qualifier unit",
    ("city", "growth", "base_counted", 5.1, 5.1, "exact", "percent"),
    ("city", "roads", "base_described", 30, None, "over", "percent"),
    ("city", "roads", "base_unsaid", 30, None, "over", "percent"),
    ("ward", "roads", "base_unsaid", 30, None, "over", "percent"),
)
OFFICES = frame(
    "name_printed posts posts_above",
    ("A", "members cells", "city"),
    ("B", "members cells", None),
)


@pytest.mark.parametrize(
    ("lang", "counts"),
    [
        ("en", "in 2010–2015; seven programmes and 1,022 schemes in 2015–2020"),
        (
            "vi",
            "bảy chương trình và 1.022 đề án giai đoạn 2015–2020",
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


SENTENCES = {
    "distribution": (
        lambda labels: findings.distribution(SHARES, labels),
        "Of 26 goals, 21 are met; of five nothing is said. Of 1,134 targets, "
        "1,134 are met.",
    ),
    "attainments": (
        lambda labels: findings.attainments(ATTAINED, labels),
        "Above the goal: roads (225% of it). Below the goal: growth (nearly 81% of it) "
        "and members (71% of it, with 50–70% of the term gone).",
    ),
    "claims": (
        lambda labels: findings.claims(CLAIMS, labels, "city"),
        "City puts growth at 12.8% in 2021, 13% as of 2023 and 14% as of 2024, "
        "against a goal of 15.8% for 2020–2025.",
    ),
    "outcomes": (
        lambda labels: findings.outcomes(CHANGED, "North", "City", labels.lang),
        "In the answers of citizens (PAPI), North province ranks 18th of 61 in 2018 "
        "and 37th of 61 in 2024 on voice. In the answers of firms (PCI), it ranks 3rd "
        "of 63 in 2014 and 2nd of 63 in 2016 on PCI. The indices rate the whole "
        "province of North; the figures above are what City reports.",
    ),
    "ratios": (
        lambda labels: findings.ratios(RATIOS, labels),
        "Members for each of the cells and own: more than 21.6 in City and 16.3 in "
        "Ward.",
    ),
    "shares": (
        lambda labels: findings.shares(BASES, labels),
        "City counts what these are shares of: growth (5.1%). City gives two shares "
        "without counting what they are shares of. Ward gives one share without "
        "counting what it is a share of.",
    ),
    "offices": (
        lambda labels: findings.offices(OFFICES, labels),
        "A has offices at two levels at once: City; members and cells.",
    ),
}
SILENT = {
    "distribution": lambda labels: findings.distribution(SHARES[:0], labels),
    "attainments": lambda labels: findings.attainments(ATTAINED[3:], labels),
    "claims": lambda labels: findings.claims(CLAIMS[:1], labels, "city"),
    "outcomes": lambda labels: findings.outcomes(CHANGED[:0], "", "City", labels.lang),
    "ratios": lambda labels: findings.ratios(RATIOS[:0], labels),
    "shares": lambda labels: findings.shares(BASES[:0], labels),
    "offices": lambda labels: findings.offices(OFFICES[1:], labels),
}
LABELS = {key: key for key in ("goals", "targets", "roads", "growth", "members")}
LABELS |= {"cells": "cells", "own": "own", "b1": "met", "city": "City", "ward": "Ward"}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_study_answers_by_name(name):
    say, expected = SENTENCES[name]
    assert say(Labels(LABELS)) == expected
    assert say(Labels(LABELS, "vi")) != expected


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("name", SILENT)
def test_a_study_with_nothing_to_say_says_so(name, lang):
    phrases = {"claims": "claims_none", "outcomes": "outcomes_none"}
    key = phrases.get(name, "nothing_to_show")
    assert SILENT[name](Labels(LABELS, lang)) == words.phrase(key, lang, who="City")


def test_a_sentence_is_shown_as_a_paragraph_with_its_markup_escaped():
    output = findings.sentence("over", "en", figure="<b>")
    assert repr(output) == str(output) == "More than <b>"
    assert output._repr_html_() == '<p class="finding">More than &lt;b&gt;</p>'
