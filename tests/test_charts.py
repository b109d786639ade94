"""What is drawn: marks, labels and references, in both languages."""

import io
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from study_toys import Labels, all_axes, fact_sets, frame, marks, references, texts

from analysis import charts, words

LANGUAGES = words.LANGUAGES
NAMES = {
    "speech": ("Speech", "Phát biểu"),
    "cadres": ("Cadres", "Cán bộ"),
    "city": ("City", "Thành phố"),
    "ward": ("Ward", "Phường"),
    "set": ("Set of 27", "Tập 27"),
    "prog": ("A programme", "Một chương trình"),
    "b1": ("met", "đạt"),
    "b2": ("nearly met", "gần đạt"),
    "goals": ("Goals", "Mục tiêu"),
    "roads": ("Roads", "Đường"),
    "homes": ("Homes", "Nhà"),
    "growth": ("Growth", "Tăng"),
    "income": ("Income", "Thu nhập"),
    "text": ("An article", "Một bài báo"),
}


COVERAGE = frame(
    "dimension_id committee_id count state fact_ids",
    ("speech", "city", 1022, "reported", "r1"),
    ("speech", "ward", None, "not_mentioned", ""),
    ("cadres", "city", 3, "reported", "r2"),
    ("cadres", "ward", 1, "reported", "r3"),
).astype({"count": "Int64"})
TERMS = frame(
    "term_id type instrument_id counted named state fact_ids",
    ("2005-2010", None, None, None, None, "not_mentioned", ""),
    ("2010-2015", "project", "set", 27, 2, "reported", "m1 l1"),
    ("2010-2015", "programme", "prog", None, 1, "reported", "m2"),
    ("2010-2015", "programme", "cadres", None, 0, "reported", "m3"),
).astype({"counted": "Int64", "named": "Int64"})
SHARES = frame(
    "indicator_id reading band_id count total fact_ids",
    ("goals", "disjoint", "b1", 7, 26, "b1 o1"),
    ("goals", "disjoint", "b2", 14, 26, "b2 o1"),
    ("goals", "disjoint", None, 5, 26, "b1 b2 o1"),
)
ATTAINED = frame(
    "fact_id indicator_id ratio_low ratio_high elapsed_low elapsed_high "
    "denominator_role fact_ids",
    ("t1", "roads", 71.5, 71.5, 45.0, 62.0, "target", "o1 o2 t1"),
    ("t2", "homes", 90.0, np.nan, np.nan, np.nan, "unclear", "o3 o4 t2"),
    ("t3", "roads", 50.0, 120.0, 50.0, 50.0, "population", "o5 t3"),
    ("t4", "homes", np.nan, 80.0, np.nan, np.nan, "unclear", "o6 t4"),
).assign(ratio_qualifier="exact", ratio_unit="percent")
CLAIMS = frame(
    "start end low high qualifier role earlier fact_ids",
    (2021, 2021, 12.8, 12.8, "exact", "figure", None, "o1"),
    (2015, 2020, 15.0, 17.0, "exact", "figure", None, "o2"),
    (None, None, 10.0, None, "over", "figure", None, "o3"),
    (2022.5, 2022.5, None, 7.0, "nearly", "figure", None, "o4"),
    (2023, 2023, 13.8, 13.8, "exact", "figure", "o1", "o5"),
    (2020, 2025, 14.0, 14.0, "exact", "goal", None, "o6"),
).assign(indicator_id="growth", unit="percent", source_id="text")
CLAIMS = CLAIMS.astype({"low": float, "high": float})
TWO_INDICATORS = pd.concat(
    [CLAIMS, CLAIMS[:2].assign(indicator_id="income", fact_ids=["o7", "o8"])],
    ignore_index=True,
)
SCORED = frame(
    "series_id province_id year score stretch",
    *[("papi", "lc", year, 5 + year % 3, year > 2017) for year in range(2015, 2020)],
    *[("papi", "tn", year, 6, year > 2017) for year in range(2015, 2020)],
)


PARTS = frame(
    "whole_id role committee_id label low high qualifier unit share_low share_high "
    "share_qualifier fact_ids",
    ("w", "whole", "city", "all", 16, 16, "exact", "count", 100, 100, "exact", "w"),
    ("w", "part", "city", "one", 4, 4, "exact", "count", 25, 25, "exact", "p1"),
    ("w", "part", "city", "two", 8, 8, "exact", "count", 50, 50, "exact", "p2"),
    ("w", "rest", "city", "all", 4, 4, "exact", "count", 25, 25, "exact", "p1 p2 w"),
).assign(share_unit="percent")
BASES = frame(
    "committee_id label low high qualifier unit base_known fact_ids",
    ("city", "exact", 30.0, 30.0, "exact", "percent", "base_counted", "a"),
    ("city", "over", 85.0, None, "over", "percent", "base_described", "b"),
    ("city", "nearly", None, 42.0, "nearly", "percent", "base_counted", "c"),
)


DRAW = {
    "coverage": (charts.draw_coverage, COVERAGE),
    "terms": (charts.draw_terms, TERMS),
    "distribution": (charts.draw_distribution, SHARES),
    "attainments": (charts.draw_attainments, ATTAINED),
    "parts": (charts.draw_parts, PARTS),
    "shares": (charts.draw_shares, BASES),
    "claims": (
        lambda rows, _, labels: charts.draw_claims(rows, labels),
        TWO_INDICATORS,
    ),
}
DATA = {name: data for name, (_, data) in DRAW.items()}
NAMED = [*DATA]


def labels_in(lang: str) -> Labels:
    number = LANGUAGES.index(lang)
    return Labels({key: names[number] for key, names in NAMES.items()}, lang)


def draw(name: str, lang: str, rows: pd.DataFrame | None = None):
    function, data = DRAW[name]
    return function(data if rows is None else rows, charts.canvas(), labels_in(lang))


KINDS = {
    "coverage": {"series": 4},
    "terms": {"series": 27 + 1 + 1 + 1 + 1},
    "distribution": {"bound": 1, "series": 2},
    "attainments": {"bound": 8, "series": 1},
}


def labels(drawn) -> list:
    """Every text that stands on the Axes, but for numbers that an axis chose."""
    texts_of = [
        text
        for ax in all_axes(drawn)
        for text in (*ax.texts, *titles(ax), ax.xaxis.label, ax.yaxis.label)
    ]
    return [text for text in texts_of if text.get_text().strip()]


def titles(ax: Axes) -> list:
    return [ax.title, ax._left_title, ax._right_title]


@pytest.mark.parametrize("name", KINDS)
def test_what_is_drawn_is_counted_by_kind(name):
    kinds = [mark.get_gid().split(":")[0] for mark in marks(draw(name, "en"))]
    assert Counter(kinds) == KINDS[name]


@pytest.mark.parametrize("name", NAMED)
def test_the_languages_have_the_same_marks_and_other_words(name):
    english, vietnamese = (draw(name, lang) for lang in LANGUAGES)
    words_of = [{text.get_text() for text in labels(d)} for d in (english, vietnamese)]
    assert words_of[0] != words_of[1]
    assert [m.get_gid() for m in marks(english)] == [
        m.get_gid() for m in marks(vietnamese)
    ]


@pytest.mark.parametrize(("lang", "figure"), [("en", "1,022"), ("vi", "1.022")])
def test_figures_are_written_as_the_language_has_them(lang, figure):
    drawn = draw("coverage", lang)
    assert [text.get_text() for text in drawn.texts] == [figure, "–", "3", "1"]


@pytest.mark.parametrize("name", NAMED[:-1])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_row_has_a_mark_that_leads_to_its_claims_and_says_so(name, lang):
    rows = DATA[name]
    leads = references(draw(name, lang))
    assert {lead.facts for lead in leads} == fact_sets(rows["fact_ids"])
    assert all(lead.label for lead in leads)


def test_a_set_is_drawn_item_by_item_filled_if_named():
    squares = [m for m in marks(draw("terms", "en")) if m.get_gid() == "series:set"]
    assert len(squares) == 27
    filled = [square for square in squares if square.get_facecolor()[:3] != (1, 1, 1)]
    assert len(filled) == 2


def test_a_silent_term_and_a_set_without_a_number_say_so():
    for lang in LANGUAGES:
        drawn = draw("terms", lang)
        shown_texts = [" ".join(text.get_text().split()) for text in drawn.texts]
        for key in ("not_mentioned", "item_unnumbered"):
            assert words.phrase(key, lang) in shown_texts


def test_bands_and_remainder_fill_the_whole():
    bars = marks(draw("distribution", "en"))
    assert [bar.get_x() for bar in bars] == pytest.approx([0, 700 / 26, 2100 / 26])
    assert sum(bar.get_width() for bar in bars) == pytest.approx(100)
    assert [bar.get_hatch() is not None for bar in bars] == [False, False, True]


def lines_of_claims() -> dict[str, list[Line2D]]:
    lines: dict[str, list[Line2D]] = {}
    for line in marks(draw("claims", "en", CLAIMS)):
        if isinstance(line, Line2D):
            lines.setdefault(line.get_gid(), []).append(line)
    return lines


def test_an_open_bound_is_no_point():
    lines = lines_of_claims()
    assert [line.get_marker() for line in lines["bound:o1"]] == ["o"]
    ways = {}
    for gid in ("bound:o3", "bound:o4"):
        arrow, end = lines[gid]
        bound, tip = map(float, arrow.get_ydata())
        assert [float(y) for y in end.get_ydata()] == [bound]
        ways[gid] = bound, tip > bound
    assert ways == {"bound:o3": (10, True), "bound:o4": (7, False)}


def test_a_goal_is_a_line_across_its_term_and_a_reported_change_a_slope():
    lines = lines_of_claims()
    drawn = {gid: lines[gid][0].get_xydata().tolist() for gid in lines}
    assert drawn["bound:o6"] == [[2020, 14], [2025, 14]]
    assert drawn["series:change"] == [[2021, 12.8], [2023, 13.8]]
    assert min(lines["bound:o3"][0].get_xdata()) > 2025


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_claim_is_labelled_with_its_figure(lang):
    shown_texts = texts(draw("claims", lang, CLAIMS))
    for row in CLAIMS.to_dict("records"):
        ends = row["low"], row["high"], row["unit"]
        assert words.figure(*ends, lang, qualifier=row["qualifier"]) in shown_texts


def outcomes(names: dict[str, str]) -> list[Axes]:
    series = frame("series_id label", ("papi", "Participation"))
    return charts.draw_outcomes(SCORED, series, names, {2016: "a", 2018: "b"}, "en")


def test_a_line_of_scores_stops_where_the_method_changes():
    (ax,) = outcomes({"lc": "Lào Cai", "tn": "Thái Nguyên"})
    years = [list(map(int, line.get_xdata())) for line in marks(ax, "series:lc")]
    assert years == [[2015, 2016, 2017], [2018, 2019]]
    styles = [marks(ax, f"series:{key}")[0].get_linestyle() for key in ("lc", "tn")]
    assert styles == ["-", "--"]
    assert texts(ax) == ["1", "2"]


def test_without_a_province_no_scores_are_drawn():
    assert outcomes({}) == charts.draw_claims(CLAIMS[:0], labels_in("en")) == []


def test_canvases_are_one_page_wide_and_open_no_window():
    assert charts.canvas(3).figure.get_size_inches().tolist() == [7.2, 3]
    axes = charts.panels(4, 2, 3)
    assert len(axes) == 6
    assert len({ax.figure for ax in axes}) == 1
    assert not hasattr(axes[0].figure.canvas.manager, "window")


@pytest.mark.parametrize("label", [r"$\frac{x$", "$1__2$"])
def test_a_dollar_in_a_label_is_no_formula(label):
    ax = charts.canvas()
    ax.set_title(label)
    ax.bar([label], [1], label=label)
    ax.figure.savefig(io.BytesIO(), format="svg")


def test_figures_can_be_fitted_to_a_column():
    charts.fit("column")
    try:
        assert draw("coverage", "en").figure.get_figwidth() == 3.5
    finally:
        charts.fit("page")
    assert charts.canvas().figure.get_figwidth() == 7.2


def test_another_width_is_refused():
    with pytest.raises(ValueError, match="for a 'page' or 'column', not for 'wide'"):
        charts.fit("wide")


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize(
    "name",
    ["coverage", "distribution", "attainments", "parts", "shares"],
)
def test_an_empty_selection_says_so_in_place_of_an_empty_chart(name, lang):
    rows = DATA[name][:0]
    (ax,) = all_axes(draw(name, lang, rows))
    assert texts(ax) == [words.phrase("nothing_to_show", lang)]
    assert not marks(ax)


# --- wholes, shares -----------------------------------------------


def test_parts_lie_end_to_end_over_their_whole_and_the_rest_is_hatched():
    ax = draw("parts", "en")
    bars = [*marks(ax, "series:part"), *marks(ax, "bound:w")]
    assert [(p.get_x(), p.get_width()) for p in bars] == [(0, 25), (25, 50), (75, 25)]
    assert [p.get_hatch() for p in bars] == [None, None, "///"]
    assert marks(ax, "series:whole")[0].get_width() == 100
    assert "City: 16 all" in texts(ax)
    assert "the rest, not broken down: 4 (25%)" in texts(ax)


def test_an_open_part_has_no_place_on_the_bar_and_stands_in_words():
    rows = PARTS.assign(share_low=PARTS["share_low"].astype(float))
    rows.loc[1, ["share_low", "share_qualifier"]] = [None, "under"]
    ax = draw("parts", "en", rows)
    assert len(marks(ax, "series:part")) == 1
    assert "one: 4 (less than 25%)" in texts(ax)
    rows.loc[1, ["share_low", "share_high"]] = [25, 99]
    assert len(marks(draw("parts", "en", rows), "series:part")) == 1


def test_an_open_share_points_to_its_open_side_and_one_without_a_count_is_hollow():
    ax = draw("shares", "en")
    lines = {line.get_gid(): line for line in ax.lines if len(line.get_xdata()) > 1}
    assert list(lines["bound:b"].get_xdata()) == [85, 89]
    assert list(lines["bound:c"].get_xdata()) == [42, 38]
    assert texts(ax) == ["City", "30%", "more than 85%", "nearly 42%"]
    fills = {line.get_gid(): line.get_markerfacecolor() for line in ax.lines}
    assert fills["bound:b"] == "white"
    assert fills["bound:a"] != "white"
