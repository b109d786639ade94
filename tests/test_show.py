import json
import re
import xml.etree.ElementTree as ET

import frictionless
import pandas as pd
import pytest
from study_toys import Labels

from analysis import charts, measures, show, tables, words
from analysis.addresses import claims_reference

CITY = "lao-cai-city-committee"


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


def tags(shown: show.Table) -> list[tuple[str, dict]]:
    """The tags of a table with their attributes; one that is left open is an error."""
    page = ET.fromstring(f"<div>{shown._repr_html_()}</div>")
    return [(tag.tag, tag.attrib) for tag in page.iter()][1:]


def test_a_table_has_a_caption_and_heads_with_scope():
    actual = tags(toy())
    assert [tag for tag, _ in actual].count("caption") == 1
    scopes = [given["scope"] for tag, given in actual if tag == "th"]
    assert scopes == ["col", "col", "col", "row", "row"]


def links(shown: show.Table) -> list[tuple[str, str]]:
    """Where the links of a table lead, and the claims that they stand for."""
    results = [given for tag, given in tags(shown) if tag == "a"]
    return [(given["href"], given["data-claims"]) for given in results]


def test_rows_and_numbers_lead_to_their_claims_and_nothing_else_does():
    facts = ["000-ref-01", "000-ref-02"]
    each = [(f"claims:{fact}", fact) for fact in facts]
    assert links(toy()) == [("#row-1", " ".join(facts)), *each]
    assert next(given["id"] for _, given in tags(toy()) if "id" in given) == "row-1"
    assert links(toy(evidence=[facts[:1], []])) == 2 * each[:1]
    cells = pd.DataFrame({"a": ["x", "y"], "b": ["no figure", "5"]})
    assert links(toy(cells=cells)) == each


def test_what_is_printed_is_marked_as_vietnamese():
    cells = pd.DataFrame({"a": ["xã"], "b": ["tỉnh"], "c": ["town"], "d": ["x"]})
    dictionary = tables.load_tables().dictionary
    columns = ("printed", "summary_vi", "failing_en", "status")
    langs = tuple(dictionary.language(name, "reforms") for name in columns)
    assert langs == ("vi", "vi", "en", "")
    given = {"cells": cells, "langs": langs, "evidence": [], "numeric": frozenset()}
    english, vietnamese = (toy(lang=lang, **given) for lang in words.LANGUAGES)
    tongues = [
        [given.get("lang") for tag, given in tags(shown) if tag in ("th", "td")][4:]
        for shown in (english, vietnamese)
    ]
    assert tongues == [["vi", "vi", None, None], [None, None, "en", None]]


def test_many_claims_are_folded():
    facts = [f"000-ref-{number:02}" for number in range(show.MANY + 1)]
    few = show.links_to_claims(facts[:-1], "en")
    many = show.links_to_claims(facts, "vi")
    assert "<details>" not in few
    assert many.startswith("<details><summary>7 dữ kiện</summary><a data-claims=")
    assert len(re.findall("<a ", many)) == len(facts)


def test_markup_in_data_is_escaped():
    page = toy()._repr_html_()
    assert "<i>" not in page
    assert "<b>" not in page
    assert "<script>" not in page
    for text in ("Reforms &amp; &lt;b&gt;", "&lt;i&gt;x", "Sources: &lt;script&gt;"):
        assert text in page


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_empty_table_says_so(lang):
    empty = toy(cells=toy().cells[:0], evidence=[], foot="", lang=lang)
    nothing = words.phrase("nothing_to_show", lang)
    assert repr(empty) == f"{empty.caption}\n{nothing}"
    page = empty._repr_html_()
    assert nothing in page
    assert "<table" not in page
    assert "<b>" not in page


def test_the_text_form_has_caption_cells_claims_and_foot():
    assert repr(toy()).splitlines() == [
        "Reforms & <b>plans</b>",
        "     Who Number            Statements",
        "<i>x</i>  1,022 000-ref-01 000-ref-02",
        "       y      –                      ",
        "Sources: <script>.",
    ]


FRAME = pd.DataFrame(
    {
        "committee_id": [CITY, None],
        "status": ["done", "planned"],
        "low": [1022.5, float("nan")],
        "reached_pct": [19.23, 5.0],
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
    shown = show.table(study, FRAME, "figures_reported", of="reforms")
    cells[0] = study.word("reforms", "status", "done")
    assert shown.cells.iloc[0].tolist() == [study.labels.place(CITY), *cells]
    blank = words.phrase("blank", lang)
    assert shown.cells.iloc[1, [0, 2]].tolist() == [blank, blank]
    assert shown.evidence == [["000-ref-01", "000-ref-02"], ["000-ref-03"]]
    assert shown.caption == words.phrase("figures_reported", lang)


def test_no_column_is_lost_to_another_of_the_same_title(study):
    names = ["as_of_start", "as_of_end"]
    rows = study.whole("observations")
    shown = show.table(
        study, rows, "figures_reported", of="observations", columns=names
    )
    assert shown.cells.shape == (len(rows), 2)


def test_the_foot_counts_statements_own_account_and_bounds(study):
    observations = study.frames["observations"]
    open_ended = observations.loc[observations["value"].isna(), "fact_id"].tolist()[:2]
    points = observations.loc[observations["value"].notna(), "fact_id"].tolist()[:3]
    facts = [*open_ended, *points]
    sources = study.facts(facts)["source_id"]
    is_own = study.frames["sources"].set_index("source_id")["is_self_reported"]
    share = round(100 * is_own[sources].astype(float).mean())
    key = {0: "foot_own_none", 100: "foot_own_all"}.get(share, "foot_own_some")
    foot = show.foot(study, [facts[:2], facts[1:]])
    names = "; ".join(study.name(source) for source in sorted(sources.unique()))
    assert words.phrase("foot_sources", study.lang, sources=names) in foot
    assert words.phrase(key, study.lang, count=5, share=share) in foot
    assert words.phrase("foot_bounded", study.lang, count=2) in foot
    exact = show.foot(study, [points])
    assert words.phrase("foot_bounded", study.lang, count=1)[2:] not in exact
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


def test_a_goal_is_never_shown_as_a_figure_reported(study):
    rows = study.rows("observations", fact_id=["004-obs-29", "004-obs-30"])
    bounded = measures.with_bounds(rows)
    shown = show.table(study, bounded, "figures_reported", columns=["figure"])
    reported, goal = sorted(shown.cells.iloc[:, 0], key=len)
    assert (reported, goal) == (
        "355",
        words.phrase("figure_aimed", study.lang, figure="500"),
    )


def test_the_texts_that_facts_rest_on(study):
    facts = study.frames["reforms"]["fact_id"].tolist()
    shown = show.sources(study, [" ".join(facts[:3]), *facts[3:]])
    keys = sorted(study.frames["reforms"]["source_id"].unique())
    assert shown.cells.iloc[:, 0].tolist() == [study.name(key) for key in keys]


# --- raw values -----------------------------------------------------------------


def resource(shown: show.Table) -> dict:
    data = shown._repr_mimebundle_()
    assert list(data) == ["application/vnd.dataresource+json"]
    return json.loads(json.dumps(data["application/vnd.dataresource+json"]))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_beside_a_table_stand_its_raw_values(lang):
    study = tables.load_tables(lang)
    shown = show.table(study, FRAME, "figures_reported", of="reforms")
    actual = resource(shown)
    about = {"name": "figures_reported", "title": shown.caption, "lang": lang}
    assert {key: actual[key] for key in about} == about
    assert actual["foot"] == shown.foot
    fields = {field["name"]: field for field in actual["schema"]["fields"]}
    assert list(fields) == list(FRAME.columns)
    assert [field["title"] for field in fields.values()][:-1] == list(shown.cells)
    assert {name: field["type"] for name, field in fields.items()} == {
        "committee_id": "string",
        "status": "string",
        "low": "number",
        "reached_pct": "number",
        "is_past": "boolean",
        "start_year": "integer",
        "state": "string",
        "fact_ids": "string",
    }
    done, planned = (study.word("reforms", "status", s) for s in ("done", "planned"))
    assert fields["status"]["words"] == {"done": done, "planned": planned}
    assert fields["committee_id"]["words"] == {CITY: study.labels.place(CITY)}
    assert [list(row.values()) for row in actual["data"]] == [
        [CITY, "done", 1022.5, 19.23, True, 2021, "reported", "000-ref-01 000-ref-02"],
        [None, "planned", None, 5.0, False, 2022, "not_mentioned", "000-ref-03"],
    ]


def test_a_figure_stands_behind_its_bounds(study):
    rows = pd.DataFrame(
        {
            "linked_low": [8831.0],
            "linked_high": [float("nan")],
            "linked_qualifier": ["over"],
            "linked_unit": ["count"],
            "fact_id": ["000-obs-01"],
        }
    )
    shown = show.table(study, rows, "figures_reported", columns=["linked_figure"])
    actual = resource(shown)
    (row,) = actual["data"]
    assert row == {
        "linked_low": 8831.0,
        "linked_high": None,
        "linked_qualifier": "over",
        "linked_unit": "count",
        "linked_figure": shown.cells.iloc[0, 0],
        "fact_ids": "000-obs-01",
    }
    titles = [field["title"] for field in actual["schema"]["fields"]]
    assert len(set(titles)) == len(titles)


def test_what_is_not_mentioned_is_neither_a_number_nor_a_blank(english):
    rows = pd.DataFrame({"count": [3, "not_mentioned", None]}, dtype=object)
    actual = resource(show.table(english, rows, "figures_reported"))
    assert [row["count"] for row in actual["data"]] == [3, "not_mentioned", None]
    (field,) = actual["schema"]["fields"]
    assert field["type"] == "integer"
    assert field["words"] == {"not_mentioned": "not mentioned"}
    assert actual["schema"]["missingValues"] == ["", "not_mentioned"]


def test_an_independent_reader_finds_the_resource_sound(english):
    shown = show.table(english, FRAME, "figures_reported", of="reforms")
    report = frictionless.Resource.from_descriptor(resource(shown)).validate()
    assert report.valid, report.to_summary()


def test_evidence_of_single_columns_is_not_shown(english):
    rows = FRAME[["low", "fact_ids"]].assign(low_fact_ids="000-ref-01")
    shown = show.table(english, rows, "figures_reported")
    assert list(shown.cells) == [english.title("low")]


# --- pictures -------------------------------------------------------------------


@pytest.fixture
def reforms(english) -> show.Table:
    return show.table(
        english, english.whole("reforms"), "figures_reported", of="reforms"
    )


def drawn() -> list:
    axes = charts.panels(2, 2)
    axes[0].plot([1, 2], [3, 4], gid="bound:x", url=claims_reference(["000-ref-01"]))
    axes[0].set_title("Phương thức lãnh đạo")
    return axes


def test_a_chart_is_a_sentence_and_an_svg_with_the_words_of_its_table(reforms, capsys):
    axes = drawn()
    chart = show.chart(axes, "Two points.", reforms)
    data, metadata = chart.picture._repr_mimebundle_()
    assert list(data) == ["image/svg+xml", "text/plain"]
    assert ET.fromstring(data["image/svg+xml"]).tag.endswith("svg")
    assert data["text/plain"] == "Two points."
    assert reforms.foot
    assert metadata == {
        "image/svg+xml": {
            "alt": "Two points.",
            "caption": reforms.caption,
            "foot": reforms.foot,
            "draws": "figures_reported",
        }
    }
    chart._ipython_display_()
    assert capsys.readouterr().out.startswith("Two points. Picture(")


def test_words_of_a_figure_are_text_in_the_font_that_measured_them(reforms):
    svg = show.chart(drawn(), "x", reforms).picture.svg
    fonts = re.findall(r"font(?:-family)?: [^;\"]*", svg)
    assert fonts
    assert all("DejaVu Sans" in font for font in fonts)
    assert "<text" in svg


def test_nothing_and_a_single_row_have_a_sentence_and_no_picture():
    axes = charts.canvas()
    axes.plot([1, 2])
    assert show.chart(axes, "Two points.", toy()).picture is not None
    each = toy(cells=pd.DataFrame({"Who": ["x"]}), evidence=[[]])
    boxes = pd.DataFrame({"a": [], "b": [], "c": []})
    empty = charts.draw_matrix(boxes, charts.canvas(), Labels({}), "abc")
    for drawn, table in ((axes, each), (empty, toy()), ([], toy())):
        chart = show.chart(drawn, "A sentence.", table)
        assert (chart.sentence, chart.picture) == ("A sentence.", None)
