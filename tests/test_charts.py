import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon, Rectangle

from analysis import charts, networks, words
from analysis.addresses import read_reference

LANGUAGES = words.LANGUAGES
NAMES = {
    "en": {
        "speech": "Speech",
        "cadres": "Cadres",
        "city": "City",
        "set": "Set of 27",
        "prog": "A programme",
        "b1": "met",
        "b2": "nearly met",
        "goals": "Goals",
        "roads": "Roads",
        "homes": "Homes",
        "growth": "Growth",
        "text": "An article",
        "income": "Income",
        "ward": "Ward",
    },
    "vi": {
        "speech": "Phát biểu",
        "cadres": "Cán bộ",
        "city": "Thành phố",
        "set": "Tập 27",
        "prog": "Một chương trình",
        "b1": "đạt",
        "b2": "gần đạt",
        "goals": "Mục tiêu",
        "roads": "Đường",
        "homes": "Nhà",
        "growth": "Tăng",
        "text": "Một bài báo",
        "income": "Thu nhập",
        "ward": "Phường",
    },
}


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


COVERAGE = frame(
    "dimension_id committee_id count state fact_ids",
    ("speech", "city", 1022, "reported", "r1"),
    ("speech", "ward", None, "not_mentioned", ""),
    ("cadres", "city", 3, "reported", "r2"),
    ("cadres", "ward", 1, "reported", "r3"),
).astype({"count": "Int64"})
STATUSES = frame(
    "dimension_id committee_id status count fact_ids",
    ("speech", "city", "done", 2, "r1 r2"),
    ("speech", "city", "planned", 1, "r3"),
    ("speech", "ward", "ongoing", 4, "r4 r5 r6 r7"),
    ("cadres", "city", "done", None, ""),
).astype({"count": "Int64"})
TERMS = frame(
    "term_id type instrument_id counted named state fact_ids",
    ("2005-2010", None, None, None, None, "not_mentioned", ""),
    ("2010-2015", "project", "set", 27, 2, "reported", "m1 l1"),
    ("2010-2015", "programme", "prog", None, 1, "reported", "m2"),
).astype({"counted": "Int64", "named": "Int64"})
SHARES = frame(
    "indicator_id reading band_id count total fact_ids",
    ("goals", "disjoint", "b1", 7, 26, "b1 o1"),
    ("goals", "disjoint", "b2", 14, 26, "b2 o1"),
    ("goals", "disjoint", None, 5, 26, "b1 b2 o1"),
)
ATTAINED = frame(
    "fact_id indicator_id ratio_low_pct ratio_high_pct elapsed_low_pct "
    "elapsed_high_pct denominator_role fact_ids",
    ("t1", "roads", 71.5, 71.5, 45.0, 62.0, "target", "o1 o2 t1"),
    ("t2", "homes", 90.0, np.nan, np.nan, np.nan, "unclear", "o3 o4 t2"),
    ("t3", "roads", 50.0, 120.0, 50.0, 50.0, "population", "o5 t3"),
    ("t4", "homes", np.nan, 80.0, np.nan, np.nan, "unclear", "o6 t4"),
)
CLAIMS = frame(
    "indicator_id as_of_start as_of_end low high qualifier unit modality "
    "source_id fact_ids",
    (
        "growth",
        "2021",
        "2021",
        12.8,
        12.8,
        "exact",
        "percent",
        "reported",
        "text",
        "o1",
    ),
    (
        "growth",
        "2015",
        "2020",
        15.0,
        17.0,
        "exact",
        "percent",
        "reported",
        "text",
        "o2",
    ),
    ("growth", None, None, 10.0, None, "over", "percent", "reported", "text", "o3"),
    ("growth", "2022-06", None, None, 7.0, "nearly", "percent", "aimed", "text", "o4"),
    ("growth", "2025", "2025", 14.0, 14.0, "exact", "percent", "aimed", "text", "o5"),
).astype({"low": "float64", "high": "float64"})
TWO_INDICATORS = pd.concat(
    [CLAIMS, CLAIMS[:2].assign(indicator_id="income", fact_ids=["o6", "o7"])],
    ignore_index=True,
)


def network(lang: str) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    names = NAMES[lang]
    base = {"identity": "named", "unnamed": 0}
    nodes = {
        "prog": {"label": names["prog"], "kind": "instrument", "layer": "programmes"},
        "set": {"label": names["set"], "kind": "instrument", "layer": "projects"},
        "city": {"label": names["city"], "kind": "committee", "layer": "bodies"},
        "ward": {"label": names["ward"], "kind": "locality", "layer": "places"},
    }
    for node, known in nodes.items():
        graph.add_node(node, **base | known)
    graph.nodes["set"].update(identity="counted_only", unnamed=25)
    graph.add_edge("set", "prog", key="r1", type="implements", basis="stated")
    graph.add_edge("city", "prog", key="r2", type="advises", basis="inferred")
    graph.add_edge("prog", "ward", key="r3", type="applies_to", basis="stated")
    return graph


def draw_network(graph: nx.MultiDiGraph, lang: str) -> Axes:
    layout = networks.layered(graph)
    canvas = charts.network_canvas(layout)
    return charts.draw_network(graph, layout, canvas, lang=lang)


def on_canvas(draw, data, lang):
    return draw(data, charts.canvas(3), names=NAMES[lang], lang=lang)


DRAWN = {
    "coverage": lambda lang: on_canvas(charts.draw_coverage, COVERAGE, lang),
    "statuses": lambda lang: charts.draw_statuses(
        STATUSES, charts.panels(3, 2), names=NAMES[lang], lang=lang
    ),
    "terms": lambda lang: on_canvas(charts.draw_terms, TERMS, lang),
    "distribution": lambda lang: on_canvas(charts.draw_distribution, SHARES, lang),
    "attainments": lambda lang: on_canvas(charts.draw_attainments, ATTAINED, lang),
    "claims": lambda lang: on_canvas(charts.draw_claims, CLAIMS, lang),
    "all_claims": lambda lang: charts.draw_all_claims(
        TWO_INDICATORS, names=NAMES[lang], lang=lang
    ),
    "network": lambda lang: draw_network(network(lang), lang),
}
KINDS = {
    "coverage": {"series": 4},
    "statuses": {"series": 3},
    "terms": {"series": 27 + 1 + 1 + 1},
    "distribution": {"bound": 1, "series": 2},
    "attainments": {"bound": 8, "series": 1},
    "network": {"edge": 3, "node": 4, "tip": 3},
}


def all_axes(drawn) -> list[Axes]:
    return [drawn] if isinstance(drawn, Axes) else list(drawn)


def marks(drawn) -> list:
    return [
        artist
        for ax in all_axes(drawn)
        for artist in (*ax.lines, *ax.patches)
        if artist.get_gid()
    ]


def labels(drawn) -> list:
    """Every text that stands on the Axes, but for numbers that an axis chose."""
    found = [
        text
        for ax in all_axes(drawn)
        for text in (*ax.texts, *titles(ax), ax.xaxis.label, ax.yaxis.label)
    ]
    return [text for text in found if text.get_text().strip()]


def titles(ax: Axes) -> list:
    return [ax.title, ax._left_title, ax._right_title]


def move(mark, step: float) -> None:
    if isinstance(mark, Line2D):
        mark.set_xdata(np.asarray(mark.get_xdata(), dtype=float) + step)
    elif isinstance(mark, Polygon):
        mark.set_xy(np.add(mark.get_xy(), [step, 0]))
    elif isinstance(mark, PathPatch):
        mark.get_path().vertices[:, 0] += step
    else:
        assert isinstance(mark, Rectangle | FancyBboxPatch)
        mark.set_x(mark.get_x() + step)


@pytest.fixture(scope="module", params=DRAWN)
def name(request) -> str:
    return request.param


@pytest.fixture(params=LANGUAGES)
def drawn(name, request):
    return DRAWN[name](request.param)


def test_a_drawing_gives_back_the_axes_that_it_was_given(name):
    if name in ("coverage", "terms", "distribution", "attainments", "claims"):
        ax = charts.canvas(3)
        draw = getattr(charts, f"draw_{name}")
        data = {"coverage": COVERAGE, "terms": TERMS, "distribution": SHARES}
        data |= {"attainments": ATTAINED, "claims": CLAIMS}
        assert draw(data[name], ax, names=NAMES["en"], lang="en") is ax


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_data_give_the_same_fingerprint(name, lang):
    first, second = (charts.fingerprint(DRAWN[name](lang)) for _ in range(2))
    assert first == second


def test_moving_any_one_mark_changes_the_fingerprint(drawn):
    before = charts.fingerprint(drawn)
    for mark in marks(drawn):
        move(mark, 0.25)
        assert charts.fingerprint(drawn) != before, mark.get_gid()
        move(mark, -0.25)
    assert charts.fingerprint(drawn) == before


def test_hiding_any_one_mark_changes_the_fingerprint(name):
    before = charts.fingerprint(DRAWN[name]("en"))
    for number in range(len(marks(DRAWN[name]("en")))):
        if number % 7:
            continue
        drawn = DRAWN[name]("en")
        marks(drawn)[number].remove()
        assert charts.fingerprint(drawn) != before


def test_wording_any_one_label_anew_changes_the_fingerprint(drawn):
    before = charts.fingerprint(drawn)
    found = labels(drawn)
    assert found
    for text in found:
        kept = text.get_text()
        text.set_text(f"{kept}!")
        assert charts.fingerprint(drawn) != before, kept
        text.set_text(kept)
    assert charts.fingerprint(drawn) == before


def test_another_font_colour_or_size_does_not_change_the_fingerprint(drawn):
    before = charts.fingerprint(drawn)
    for text in labels(drawn):
        text.set(fontsize=15, fontfamily="DejaVu Serif", color="red", rotation=30)
    for mark in marks(drawn):
        mark.set(color="green", linewidth=3, alpha=0.4)
    figure = all_axes(drawn)[0].figure
    figure.set_dpi(40)
    figure.set_size_inches(11, 4)
    figure.canvas.draw()
    assert charts.fingerprint(drawn) == before


def test_names_of_ticks_are_part_of_the_fingerprint(name):
    if name in ("coverage", "statuses", "distribution", "attainments"):
        drawn = DRAWN[name]("en")
        before = charts.fingerprint(drawn)
        ax = all_axes(drawn)[0]
        names = [text.get_text() for text in ax.get_yticklabels()]
        assert any(names)
        ax.set_yticks(ax.get_yticks(), [*names[:-1], "Another name"])
        assert charts.fingerprint(drawn) != before


def test_what_is_drawn_is_counted_by_kind(name):
    if name in KINDS:
        told = [f"{count} {kind}" for kind, count in sorted(KINDS[name].items())]
        assert charts.fingerprint(DRAWN[name]("en")).startswith(
            f"drawn: {', '.join(told)}, "
        )


def test_the_languages_have_the_same_marks_and_other_words(name):
    english, vietnamese = (DRAWN[name](lang) for lang in LANGUAGES)
    counts = [charts.fingerprint(d).split(";")[0] for d in (english, vietnamese)]
    assert counts[0] == counts[1]
    words_of = [{text.get_text() for text in labels(d)} for d in (english, vietnamese)]
    assert words_of[0] != words_of[1]
    assert [m.get_gid() for m in marks(english)] == [
        m.get_gid() for m in marks(vietnamese)
    ]


CHANGED = {
    "coverage": (charts.draw_coverage, COVERAGE, "count", 4),
    "terms": (charts.draw_terms, TERMS, "counted", 28),
    "distribution": (charts.draw_distribution, SHARES, "count", 8),
    "attainments": (charts.draw_attainments, ATTAINED, "ratio_low_pct", 71.4),
    "elapsed": (charts.draw_attainments, ATTAINED, "elapsed_high_pct", 63.0),
    "point": (charts.draw_claims, CLAIMS, "low", 12.7),
    "date": (charts.draw_claims, CLAIMS, "as_of_start", "2020"),
    "unit": (charts.draw_claims, CLAIMS, "unit", "vnd_bn"),
    "qualifier": (charts.draw_claims, CLAIMS, "qualifier", "about"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_another_figure_in_the_table_changes_the_fingerprint(what):
    draw, data, column, value = CHANGED[what]
    other = data.copy()
    other.loc[other[column].first_valid_index(), column] = value
    found = [charts.fingerprint(on_canvas(draw, rows, "en")) for rows in (data, other)]
    assert found[0] != found[1]


def test_another_status_node_or_edge_changes_the_fingerprint():
    panels = [
        charts.draw_statuses(rows, charts.panels(3, 2), names=NAMES["en"], lang="en")
        for rows in (STATUSES, STATUSES.replace({"status": {"planned": "ongoing"}}))
    ]
    assert charts.fingerprint(panels[0]) != charts.fingerprint(panels[1])
    before = charts.fingerprint(draw_network(network("en"), "en"))
    graph = network("en")
    graph.nodes["prog"]["label"] = "Another programme"
    assert charts.fingerprint(draw_network(graph, "en")) != before
    graph = network("en")
    graph.remove_edge("prog", "ward", key="r3")
    assert charts.fingerprint(draw_network(graph, "en")) != before


@pytest.mark.parametrize(("lang", "figure"), [("en", "1,022"), ("vi", "1.022")])
def test_figures_are_written_as_the_language_has_them(lang, figure):
    drawn = DRAWN["coverage"](lang)
    assert [text.get_text() for text in drawn.texts] == [figure, "–", "3", "1"]


DATA = {
    "coverage": COVERAGE,
    "statuses": STATUSES,
    "terms": TERMS,
    "distribution": SHARES,
    "attainments": ATTAINED,
    "claims": CLAIMS,
    "all_claims": TWO_INDICATORS,
}


@pytest.mark.parametrize("what", DATA)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_row_has_a_mark_that_leads_to_its_claims_and_says_so(what, lang):
    drawn = DRAWN[what](lang)
    found = [read_reference(mark.get_url()) for mark in marks(drawn) if mark.get_url()]
    known = {tuple(facts.split()) for facts in DATA[what]["fact_ids"] if facts}
    assert {one.facts for one in found} == known
    names = list(NAMES[lang].values())
    assert all(any(name in one.said for name in names) for one in found)


def test_a_mark_without_claims_leads_nowhere():
    drawn = DRAWN["coverage"]("en")
    assert [mark.get_url() is None for mark in marks(drawn)] == [False, True] + 2 * [
        False
    ]


@pytest.mark.parametrize("what", DATA)
def test_where_marks_lead_is_no_part_of_the_fingerprint(what):
    drawn = DRAWN[what]("en")
    before = charts.fingerprint(drawn)
    for mark in marks(drawn):
        mark.set_url(None)
    assert charts.fingerprint(drawn) == before


def test_a_set_is_drawn_item_by_item_filled_if_named():
    squares = [m for m in marks(DRAWN["terms"]("en")) if m.get_gid() == "series:set"]
    assert len(squares) == 27
    filled = [square for square in squares if square.get_facecolor()[:3] != (1, 1, 1)]
    assert len(filled) == 2


def test_a_silent_term_says_so():
    for lang in LANGUAGES:
        drawn = DRAWN["terms"](lang)
        told = [" ".join(text.get_text().split()) for text in drawn.texts]
        assert words.phrase("not_mentioned", lang) in told


def test_bands_and_remainder_fill_the_whole():
    bars = marks(DRAWN["distribution"]("en"))
    assert [bar.get_x() for bar in bars] == pytest.approx([0, 700 / 26, 2100 / 26])
    assert sum(bar.get_width() for bar in bars) == pytest.approx(100)
    assert [bar.get_hatch() is not None for bar in bars] == [False, False, True]


def test_an_open_bound_is_no_point():
    drawn = DRAWN["claims"]("en")
    by_gid = {mark.get_gid(): mark for mark in marks(drawn)}
    assert by_gid["bound:o1"].get_marker() == "o"
    assert by_gid["bound:o3:up"].get_marker() != "o"
    assert by_gid["bound:o4:down"].get_marker() != "o"
    assert by_gid["bound:o5"].get_markerfacecolor() == "white"


def test_an_undated_claim_stands_right_of_the_years():
    drawn = DRAWN["claims"]("en")
    by_gid = {mark.get_gid(): mark for mark in marks(drawn)}
    (undated,) = by_gid["bound:o3:up"].get_xdata()
    dated = [
        max(mark.get_xdata())
        for gid, mark in by_gid.items()
        if gid.startswith("bound:") and ":o3" not in gid
    ]
    assert undated > max(dated)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_claim_is_labelled_with_its_figure_and_its_source(lang):
    told = [text.get_text() for text in DRAWN["claims"](lang).texts]
    for row in CLAIMS.to_dict("records"):
        figure = words.bounded(
            row["low"], row["high"], lang, qualifier=row["qualifier"]
        )
        expected = words.with_unit(figure, "percent", lang)
        assert any(
            one.startswith(expected) and NAMES[lang]["text"] in one for one in told
        ), expected


def test_edges_of_another_basis_are_drawn_apart():
    drawn = DRAWN["network"]("en")
    styles = {
        mark.get_gid(): mark.get_linestyle()
        for mark in marks(drawn)
        if mark.get_gid().startswith("edge:")
    }
    assert styles["edge:r1"] == styles["edge:r3"] != styles["edge:r2"]


def test_canvases_are_one_page_wide_and_open_no_window():
    assert charts.canvas(3).figure.get_size_inches().tolist() == [7.2, 3]
    axes = charts.panels(4, 2, 3)
    assert len(axes) == 6
    assert len({ax.figure for ax in axes}) == 1
    assert not hasattr(axes[0].figure.canvas.manager, "window")


def test_a_drawing_is_made_again_for_a_column():
    drawn = DRAWN["coverage"]("en")
    narrow = charts.in_column(drawn)
    assert narrow.figure.get_figwidth() == 3.5
    assert drawn.figure.get_figwidth() == 7.2
    assert charts.canvas(3).figure.get_figwidth() == 7.2
    assert charts.in_column(DRAWN["network"]("en")) is None


def test_figures_can_be_fitted_to_a_column_from_the_start():
    charts.fit("column")
    try:
        drawn = DRAWN["coverage"]("en")
        assert drawn.figure.get_figwidth() == 3.5
        assert charts.in_column(drawn) is None
    finally:
        charts.fit("page")


def test_a_drawing_that_fails_leaves_the_width_as_it_was():
    drawn = DRAWN["coverage"]("en")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "number", None)
        with pytest.raises(TypeError):
            charts.in_column(drawn)
    assert charts.canvas(3).figure.get_figwidth() == 7.2


def test_another_width_is_refused():
    with pytest.raises(ValueError, match="for a 'page' or 'column', not for 'wide'"):
        charts.fit("wide")


@pytest.mark.parametrize(
    ("draw", "data"),
    [
        (charts.draw_distribution, SHARES[:0]),
        (charts.draw_attainments, ATTAINED[:0]),
    ],
)
def test_nothing_to_draw_is_drawn_as_nothing(draw, data):
    drawn = on_canvas(draw, data, "en")
    assert not [mark for mark in marks(drawn) if "whole" not in mark.get_gid()]
    drawn.figure.canvas.draw()
