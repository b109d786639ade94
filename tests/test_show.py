import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from matplotlib import rcParams

from analysis import charts, show, tables, words

CITY = "lao-cai-city-committee"


@pytest.fixture(scope="module", params=words.LANGUAGES)
def study(request):
    return tables.load_tables(request.param)


@pytest.fixture(scope="module")
def english():
    return tables.load_tables("en")


def toy(**changed) -> show.Table:
    fields = {
        "caption": "Reforms & <b>plans</b>",
        "cells": pd.DataFrame({"Who": ["<i>x</i>", "y"], "Number": ["1,022", "–"]}),
        "evidence": [["000-ref-01", "000-ref-02"], []],
        "foot": "Sources: <script>.",
        "lang": "en",
        "numeric": frozenset({1}),
    }
    return show.Table(**fields | changed)


class Tags(HTMLParser):
    """The tags of a page with their attributes; those left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def tags(shown: show.Table) -> list[tuple[str, dict]]:
    page = Tags(shown._repr_html_())
    assert page.open == []
    return page.found


def test_a_table_has_a_caption_and_heads_with_scope():
    found = tags(toy())
    assert [tag for tag, _ in found].count("caption") == 1
    scopes = [known["scope"] for tag, known in found if tag == "th"]
    assert scopes == ["col", "col", "col", "row", "row"]


def test_figures_are_marked_for_their_alignment():
    page = toy()._repr_html_()
    assert '<th scope="col" class="figure">Number</th>' in page
    assert '<td class="figure">1,022</td>' in page
    assert '<th scope="col">Who</th>' in page


def test_what_is_not_mentioned_and_dates_have_their_class():
    cells = pd.DataFrame({"a": ["x"], "b": ["not mentioned"], "c": ["2021-10-25"]})
    page = toy(cells=cells, evidence=[])._repr_html_()
    assert '<td class="not-mentioned">not mentioned</td>' in page
    assert '<td class="date">2021-10-25</td>' in page


def test_each_row_leads_to_its_claims():
    links = [known["href"] for tag, known in tags(toy()) if tag == "a"]
    assert links == [f"claims__en.html#000-ref-0{number}" for number in (1, 2)]
    links = [known["href"] for tag, known in tags(toy(lang="vi")) if tag == "a"]
    assert links[0] == "claims__vi.html#000-ref-01"


def test_many_claims_are_folded():
    facts = [f"000-ref-{number:02}" for number in range(show.MANY + 1)]
    few = show.links_to_claims(facts[:-1], "en")
    many = show.links_to_claims(facts, "vi")
    assert "<details>" not in few
    assert many.startswith("<details><summary>7 phát biểu</summary><a href=")
    assert len(re.findall("<a ", many)) == len(facts)


def test_markup_in_data_is_escaped():
    page = toy()._repr_html_()
    assert "<i>" not in page
    assert "<b>" not in page
    assert "<script>" not in page
    for text in ("Reforms &amp; &lt;b&gt;", "&lt;i&gt;x", "Sources: &lt;script&gt;"):
        assert text in page


def test_markup_in_titles_is_escaped():
    cells = pd.DataFrame({'<u title="x">': ["1"]})
    page = toy(cells=cells, evidence=[])._repr_html_()
    assert "<u" not in page


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_empty_table_says_so(lang):
    empty = toy(cells=toy().cells[:0], evidence=[], foot="", lang=lang)
    nothing = words.phrase("nothing_to_show", lang)
    assert repr(empty) == f"{empty.caption}\n{nothing}"
    page = empty._repr_html_()
    assert nothing in page
    assert "<table" not in page
    assert "<b>" not in page


def test_an_anchored_row_is_where_links_lead():
    anchored = toy(evidence=[["000-ref-01"], ["000-ref-02"]], anchored=True)
    rows = [known.get("id") for tag, known in tags(anchored) if tag == "tr"]
    assert rows == [None, "000-ref-01", "000-ref-02"]
    assert not [tag for tag, _ in tags(anchored) if tag == "a"]


def test_the_text_form_has_caption_cells_claims_and_foot():
    assert repr(toy()).splitlines() == [
        "Reforms & <b>plans</b>",
        "     Who Number                Claims",
        "<i>x</i>  1,022 000-ref-01 000-ref-02",
        "       y      –                      ",
        "Sources: <script>.",
    ]


def test_without_evidence_there_is_no_column_of_claims():
    bare = toy(evidence=[], foot="")
    assert "Claims" not in repr(bare)
    assert "Claims" not in bare._repr_html_()
    assert 'class="foot"' not in bare._repr_html_()


FRAME = pd.DataFrame(
    {
        "committee_id": [CITY, None],
        "status": ["done", "planned"],
        "low": [1022.5, float("nan")],
        "share_low_pct": [19.23, 5.0],
        "is_past": [True, False],
        "start_year": [2021, 2022],
        "state": ["reported", "not_mentioned"],
        "fact_ids": ["000-ref-01 000-ref-02", "000-ref-03"],
    }
)


@pytest.mark.parametrize(
    ("lang", "cells"),
    [
        ("en", ["done", "1,022.5", "19.2%", "yes", "2021", "reported"]),
        ("vi", [None, "1.022,5", "19,2%", "có", "2021", "có nêu"]),
    ],
)
def test_keys_are_names_and_figures_are_written_as_the_language_has_them(lang, cells):
    study = tables.load_tables(lang)
    shown = show.table(study, FRAME, "reforms_listed", of="reforms")
    cells[0] = study.word("reforms", "status", "done")
    assert shown.cells.iloc[0].tolist() == [study.name(CITY), *cells]
    blank = words.phrase("blank", lang)
    assert shown.cells.iloc[1, [0, 2]].tolist() == [blank, blank]
    assert shown.evidence == [["000-ref-01", "000-ref-02"], ["000-ref-03"]]
    assert shown.caption == words.phrase("reforms_listed", lang)


def test_only_figures_are_marked_as_figures(english):
    shown = show.table(english, FRAME, "reforms_listed", of="reforms")
    names = list(FRAME.columns)
    assert names.index("low") in shown.numeric
    assert names.index("share_low_pct") in shown.numeric
    assert not {names.index("is_past"), names.index("status")} & shown.numeric


def test_columns_are_chosen_and_kept_in_order(english):
    names = ["low", "committee_id"]
    shown = show.table(english, FRAME, "reforms_listed", columns=names)
    assert shown.cells.shape == (2, 2)
    assert shown.cells.iloc[0].tolist() == ["1,022.5", english.name(CITY)]


def test_no_column_is_lost_to_another_of_the_same_title(study):
    names = ["as_of_start", "as_of_end"]
    rows = study.whole("observations")
    shown = show.table(
        study, rows, "figures_reported", of="observations", columns=names
    )
    assert shown.cells.shape == (len(rows), 2)


def test_the_frame_is_left_as_it_was(english):
    before = FRAME.copy()
    show.table(english, FRAME, "reforms_listed", of="reforms")
    pd.testing.assert_frame_equal(FRAME, before)


def test_an_unknown_caption_is_an_error(english):
    with pytest.raises(KeyError, match="no_such_caption"):
        show.table(english, FRAME, "no_such_caption")


def test_the_foot_counts_claims_own_account_and_bounds(study):
    observations = study.frames["observations"]
    open_ended = observations.loc[observations["value"].isna(), "fact_id"].tolist()[:2]
    points = observations.loc[observations["value"].notna(), "fact_id"].tolist()[:3]
    facts = [*open_ended, *points]
    known = study.facts(facts)
    sources = study.frames["sources"].set_index("source_id")
    own = sources.loc[known["source_id"], "is_self_reported"].astype(float).mean()
    expected = words.phrase(
        "foot",
        study.lang,
        sources="; ".join(
            study.name(source) for source in sorted(known["source_id"].unique())
        ),
        claims=5,
        share=round(100 * own),
        bounded=2,
    )
    assert show.foot(study, [facts[:2], facts[1:]]) == expected
    assert show.foot(study, [[], []]) == ""


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", ["more than 8,831", "12.8%", "15–17%"]),
        ("vi", ["hơn 8.831", "12,8%", "15–17%"]),
    ],
)
def test_figures_are_worded_from_their_bounds(lang, expected):
    rows = pd.DataFrame(
        {
            "indicator_id": ["party-members", "economic-growth", "economic-growth"],
            "low": [8831.0, 12.8, 15.0],
            "high": [None, 12.8, 17.0],
            "qualifier": ["over", "exact", "exact"],
            "unit": ["count", "percent", "percent"],
        }
    )
    study = tables.load_tables(lang)
    shown = show.table(study, rows, "figures_reported", columns=["figure"])
    assert shown.cells.iloc[:, 0].tolist() == expected
    assert shown.numeric == {0}


def test_the_texts_that_facts_rest_on(study):
    facts = study.frames["reforms"]["fact_id"].tolist()
    shown = show.sources(study, [" ".join(facts[:3]), *facts[3:]])
    keys = sorted(study.frames["reforms"]["source_id"].unique())
    assert shown.cells.iloc[:, 0].tolist() == [study.name(key) for key in keys]


def test_every_fact_of_the_ledger_is_an_anchor(english):
    rows = english.whole("reforms")
    shown = show.ledger(english, "reforms", ["committee_id", "status", "printed"])
    anchors = [known.get("id") for tag, known in tags(shown) if tag == "tr"]
    assert anchors[1:] == rows["fact_id"].tolist()


def test_a_picture_is_a_png_with_a_text_alternative_and_the_foot_of_its_table(english):
    ax = charts.canvas(2)
    ax.plot([1, 2], [3, 4])
    told = show.table(english, english.whole("reforms"), "reforms_listed", of="reforms")
    picture = show.figure(ax, "Two points.", told)
    data, metadata = picture._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG\r\n")
    assert data["text/plain"] == "Two points."
    assert told.foot
    assert metadata == {"image/png": {"alt": "Two points.", "foot": told.foot}}


def test_the_same_figure_gives_the_same_bytes(english):
    pictures = []
    told = show.table(english, english.whole("reforms"), "reforms_listed", of="reforms")
    for _ in range(2):
        axes = charts.panels(2, 2)
        axes[0].plot([1, 2], [3, 4])
        pictures.append(show.figure(axes, "", told).png)
    assert pictures[0] == pictures[1]
    assert b"Software" not in pictures[0]
    assert rcParams["figure.dpi"] == 160
