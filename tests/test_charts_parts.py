import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from analysis import charts, measures, words
from analysis.addresses import read_reference


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


NAMES = {"city": "City", "set": "The set", "ten": "Ten", "group": "Group"}
NAMES |= {"expelled": "Expelled", "organ": "Organ"}
PARTS = frame(
    "whole_id role committee_id label low high qualifier unit share_low share_high "
    "share_qualifier fact_ids",
    ("w", "whole", "city", "all", 16, 16, "exact", "count", 100, 100, "exact", "w"),
    ("w", "part", "city", "one", 4, 4, "exact", "count", 25, 25, "exact", "p1"),
    ("w", "part", "city", "two", 8, 8, "exact", "count", 50, 50, "exact", "p2"),
    ("w", "rest", "city", "all", 4, 4, "exact", "count", 25, 25, "exact", "p1 p2 w"),
)
SETS = frame(
    "instrument_id counted named named_ids label_ids fact_ids",
    ("set", 5, 1, "ten", "group", "m l"),
)
SHARES = frame(
    "committee_id label low high qualifier unit base_known fact_ids",
    ("city", "exact", 30.0, 30.0, "exact", "percent", "base_counted", "a"),
    ("city", "over", 85.0, None, "over", "percent", "base_described", "b"),
    ("city", "nearly", None, 42.0, "nearly", "percent", "base_counted", "c"),
)
DATES = ("2020", "2023-07-04", None, "2025-06-30")
NO_DATES = (None, None, None, None)
RATES = frame(
    "outcome mismatches event_as_of_start event_as_of_end member_as_of_start "
    "member_as_of_end high qualifier fact_ids",
    ("computed", "two_texts as_of", *DATES, 0.57, "under", "e m"),
    ("not_mentioned", "", *NO_DATES, None, "exact", "e"),
    ("refused", "as_of", *NO_DATES, None, "exact", "x"),
).assign(committee_id="city", indicator_id="expelled", low=None, unit="per_thousand")
COUNTS = frame(
    "committee_id type role count fact_ids",
    ("city", "organ", "leads", 3, "l1 l2 l3"),
    ("city", "organ", "issues", None, ""),
).astype({"count": "Int64"})


def texts(ax) -> str:
    return "\n".join(text.get_text() for text in ax.texts)


def marks(ax, start: str) -> list[Rectangle]:
    return [p for p in ax.patches if str(p.get_gid()).startswith(start)]


def test_parts_lie_end_to_end_over_their_whole_and_the_rest_is_hatched():
    ax = charts.draw_parts(PARTS, charts.parts_canvas(PARTS), names=NAMES, lang="en")
    bars = [*marks(ax, "series:part"), *marks(ax, "bound:w")]
    assert [(p.get_x(), p.get_width()) for p in bars] == [(0, 25), (25, 50), (75, 25)]
    assert [p.get_hatch() for p in bars] == [None, None, "///"]
    assert marks(ax, "series:whole")[0].get_width() == 100
    assert "City: 16 all" in texts(ax)
    assert "not told apart: 4 (25%)" in texts(ax)


def test_an_open_part_has_no_place_on_the_bar_and_stands_in_words():
    rows = PARTS.assign(share_low=PARTS["share_low"].astype(float))
    rows.loc[1, ["share_low", "share_qualifier"]] = [None, "under"]
    ax = charts.draw_parts(rows, charts.parts_canvas(rows), names=NAMES, lang="en")
    assert len(marks(ax, "series:part")) == 1
    assert "one: 4 (less than 25%)" in texts(ax)


def test_a_set_has_a_square_for_each_item_counted():
    ax = charts.draw_sets(SETS, charts.sets_canvas(SETS), names=NAMES, lang="en")
    squares = marks(ax, "series:set")
    assert len(squares) == 5
    filled = [square.get_facecolor() != (1, 1, 1, 1) for square in squares]
    assert filled == [True, False, False, False, False]
    assert texts(ax).split("\n") == ["The set", "Ten", "Group"]


def test_a_set_of_unsaid_size_says_so():
    sets = SETS.assign(counted=pd.NA)
    ax = charts.draw_sets(sets, charts.sets_canvas(sets), names=NAMES, lang="en")
    assert len(marks(ax, "series:set")) == 1
    assert "The set (how many is not said)" in texts(ax)


def test_an_open_share_points_to_its_open_side():
    ax = charts.draw_shares(SHARES, charts.canvas(3), names=NAMES, lang="en")
    lines = {line.get_gid(): line for line in ax.lines if len(line.get_xdata()) > 1}
    assert list(lines["bound:b"].get_xdata()) == [85, 89]
    assert list(lines["bound:c"].get_xdata()) == [42, 38]
    assert texts(ax).split("\n") == ["City", "30%", "more than 85%", "nearly 42%"]


def test_a_share_without_a_count_is_hollow():
    ax = charts.draw_shares(SHARES, charts.canvas(3), names=NAMES, lang="en")
    fills = {line.get_gid(): line.get_markerfacecolor() for line in ax.lines}
    assert fills["bound:b"] == "white"
    assert fills["bound:a"] != "white"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_beside_a_rate_stand_both_dates_and_every_mismatch(lang):
    ax = charts.draw_rates(RATES, charts.rates_canvas(RATES), names=NAMES, lang=lang)
    said = texts(ax)
    assert "2020 – 2023-07-04" in said
    assert "2025-06-30" in said
    for key in ("word_two_texts", "word_as_of", "not_mentioned", "word_refused"):
        assert words.phrase(key, lang) in said
    assert {line.get_gid() for line in ax.lines if line.get_gid()} == {"bound:e m"}


def test_roles_have_a_tile_a_pair_and_a_dash_for_silence():
    (ax,) = charts.draw_roles(COUNTS, names=NAMES, lang="en")
    assert len(ax.patches) == 2
    assert texts(ax).split("\n") == ["3", "–"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Leads", "Issues"]


DRAWN = {
    "parts": (PARTS, lambda rows, **told: draw_parts(rows, **told)),
    "sets": (
        SETS,
        lambda rows, **told: charts.draw_sets(rows, charts.canvas(3), **told),
    ),
    "shares": (
        SHARES,
        lambda rows, **told: charts.draw_shares(rows, charts.canvas(3), **told),
    ),
    "rates": (
        RATES[:1],
        lambda rows, **told: charts.draw_rates(rows, charts.canvas(3), **told),
    ),
    "roles": (COUNTS, lambda rows, **told: charts.draw_roles(rows, **told)[0]),
}


def draw_parts(rows, **told):
    return charts.draw_parts(rows, charts.parts_canvas(rows), **told)


@pytest.mark.parametrize("what", DRAWN)
def test_each_row_has_a_mark_that_leads_to_its_claims(what):
    rows, draw = DRAWN[what]
    ax = draw(rows, names=NAMES, lang="en")
    urls = [mark.get_url() for mark in (*ax.lines, *ax.patches) if mark.get_url()]
    found = {read_reference(url).facts for url in urls}
    assert found == {tuple(facts.split()) for facts in rows["fact_ids"] if facts}
    assert all(read_reference(url).said for url in urls)


def empty_drawings(lang: str) -> list:
    grid = frame("domain type count state fact_ids")
    silent = measures.roles_by_kind(
        frame("actor_id committee_id type role other_id basis fact_id"), ["city"], []
    )
    none = {"names": NAMES, "lang": lang}
    return [
        charts.draw_parts(PARTS[:0], charts.parts_canvas(PARTS[:0]), **none),
        charts.draw_sets(SETS[:0], charts.sets_canvas(SETS[:0]), **none),
        charts.draw_shares(SHARES[:0], charts.canvas(2), **none),
        charts.draw_rates(RATES[:0], charts.rates_canvas(RATES[:0]), **none),
        charts.draw_tiles(grid, charts.canvas(2), **none),
        charts.draw_roles(silent, **none)[0],
    ]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_empty_selection_says_so_in_place_of_an_empty_chart(lang):
    for ax in empty_drawings(lang):
        assert texts(ax) == words.phrase("nothing_to_show", lang)
        assert not ax.patches
        assert not ax.lines


def test_the_print_changes_with_a_part():
    prints = []
    for width in (25, 30):
        rows = PARTS.assign(
            share_low=[100, width, 50, 25], share_high=[100, width, 50, 25]
        )
        ax = charts.draw_parts(rows, charts.parts_canvas(rows), names=NAMES, lang="en")
        prints.append(charts.fingerprint(ax))
    assert prints[0] != prints[1]
