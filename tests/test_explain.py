import re

import pytest
from core_toys import change, copied_data, needs_texts, table_rows, texts, write_rows

from analysis import explain, tables, words
from analysis.schema import FACT_TABLES


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = copied_data(tmp_path)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    return folder


@pytest.fixture(scope="module", params=words.LANGUAGES)
def study(request):
    return tables.load_tables(request.param)


@pytest.mark.parametrize("table", FACT_TABLES)
def test_a_claim_of_every_table_is_told(study, table):
    for fact in study.frames[table]["fact_id"][::5]:
        claim = explain.claim(study, fact)
        assert (claim.fact_id, claim.table) == (fact, table)
        titles = [title for title, _ in claim.lines]
        assert len(titles) == len(set(titles)) or table in ("observations", "targets")
        assert all(text for _, text in claim.lines)
        assert not {"True", "False", "<NA>", "nan"} & {t for _, t in claim.lines}


def test_a_claim_says_what_the_row_says():
    study = tables.load_tables("en")
    row = study.frames["observations"].query("lower.notna() and upper.isna()").iloc[0]
    told = dict(explain.claim(study, row["fact_id"]).lines)
    assert told["Indicator"] == study.name(row["indicator_id"])
    assert told[study.title("lower")] == words.number(row["lower"], "en")
    assert told[study.title("asserted_by")] == study.name(row["asserted_by"])
    assert told[study.title("printed")] == row["printed"]
    assert told["Place in the text"] == f"characters {row['start']} to {row['end']}"
    assert study.title("upper") not in told


def test_a_claim_is_in_one_language(study):
    other = {"en": "_vi", "vi": "_en"}[study.lang]
    row = study.frames["reforms"].iloc[0]
    told = [text for _, text in explain.claim(study, row["fact_id"]).lines]
    assert row[f"summary_{study.lang}"] in told
    assert row[f"summary{other}"] not in told


def test_both_languages_tell_the_same_things_with_the_same_numbers():
    studies = {lang: tables.load_tables(lang) for lang in words.LANGUAGES}
    for fact in studies["en"].frames["observations"]["fact_id"][::5]:
        english, vietnamese = (
            explain.claim(studies[lang], fact) for lang in words.LANGUAGES
        )
        assert len(english.lines) == len(vietnamese.lines), fact


def test_yes_and_no_are_words(study):
    rows = study.frames["shortcomings"]
    for value, key in ((True, "yes"), (False, "no")):
        fact = rows.loc[rows["is_past"] == value, "fact_id"].iloc[0]
        told = dict(explain.claim(study, fact).lines)
        title = study.title("is_past", "shortcomings")
        assert told[title] == words.phrase(key, study.lang)


def test_rivals_and_rulings_are_shown(study):
    rulings = study.frames["rulings"].dropna(subset=["claim_set"])
    observations = study.frames["observations"]
    ruling = rulings[rulings["claim_set"].isin(observations["claim_set"])].iloc[0]
    facts = observations.loc[
        observations["claim_set"] == ruling["claim_set"], "fact_id"
    ].tolist()
    told = dict(explain.claim(study, facts[0]).lines)
    rivals = told[words.phrase("column_rivals", study.lang)].split(", ")
    assert set(facts[1:]) <= set(rivals)
    assert facts[0] not in rivals
    said = told[study.title("ruling_id", "rulings")]
    assert ruling[f"question_{study.lang}"] in said
    assert ruling[f"reason_{study.lang}"] in said
    assert study.word("rulings", "ruling", ruling["ruling"]) in said


def test_rivals_may_stand_in_another_table(data):
    fits = [lambda row: not row["claim_set"]] * 2
    change(data, "observations", fits[0], claim_set="across")
    change(data, "targets", fits[1], claim_set="across")
    study = tables.load_tables("en")
    facts = [
        study.rows(table, claim_set="across")["fact_id"].iloc[0]
        for table in ("observations", "targets")
    ]
    told = dict(explain.claim(study, facts[0]).lines)
    assert told["Rival claims"] == facts[1]


def test_an_inferred_relation_has_no_place_and_no_passage(data):
    rows = table_rows(data, "relations")
    blank = dict.fromkeys(("source_id", "start", "end", "printed"), "")
    inferred = rows[0] | {"fact_id": "999-rel-01", "basis": "inferred"} | blank
    write_rows(data, "relations", [*rows, inferred])
    study = tables.load_tables("en")
    claim = explain.claim(study, "999-rel-01")
    assert "Place in the text" not in dict(claim.lines)
    with pytest.raises(ValueError, match="999-rel-01 was inferred; it stands in no"):
        explain.passage(study, "999-rel-01")


@pytest.mark.parametrize("ask", [explain.claim, explain.passage])
def test_an_unknown_fact_says_what_facts_look_like(study, ask):
    with pytest.raises(ValueError, match="no fact 'x'; facts look like '000-obs-01'"):
        ask(study, "x")


def test_a_claim_as_text_and_as_html_with_markup_escaped():
    claim = explain.Claim("000-obs-01", "observations", [("A & B", "<b>3</b>")])
    assert repr(claim) == "000-obs-01\n  A & B: <b>3</b>"
    assert claim._repr_html_() == (
        '<table class="claim"><caption>000-obs-01</caption>'
        '<tr><th scope="row">A &amp; B</th><td>&lt;b&gt;3&lt;/b&gt;</td></tr></table>'
    )


TEXT = "Dòng một.\r\nThành ủy có hơn 8.831 <đảng> viên.\nDòng ba."


@pytest.fixture
def toy_text(data, tmp_path, monkeypatch):
    folder = tmp_path / "texts"
    folder.mkdir()
    row = table_rows(data, "observations")[0]
    path = folder / f"{row['source_id']}.txt"
    path.write_bytes(TEXT.encode())
    start = TEXT.index("8.831")
    cells = {"start": str(start), "end": str(start + 5), "printed": "8.831"}
    change(data, "observations", 0, **cells)
    monkeypatch.setenv("SOURCES_DIR", str(folder))
    return row["fact_id"]


def test_a_passage_is_the_paragraph_around_the_span(toy_text):
    passage = explain.passage(tables.load_tables("en"), toy_text)
    assert passage == explain.Passage("Thành ủy có hơn ", "8.831", " <đảng> viên.")
    assert repr(passage) == "Thành ủy có hơn [8.831] <đảng> viên."
    assert passage._repr_html_() == (
        '<blockquote lang="vi">Thành ủy có hơn <mark>8.831</mark>'
        " &lt;đảng&gt; viên.</blockquote>"
    )


def test_a_passage_at_the_end_of_the_text(data, toy_text):
    start = TEXT.index("ba.")
    change(data, "observations", 0, start=str(start), end=str(start + 3), printed="ba.")
    passage = explain.passage(tables.load_tables("en"), toy_text)
    assert passage == explain.Passage("Dòng ", "ba.", "")


@pytest.mark.parametrize("named", [None, "", "no-such-folder"])
def test_without_the_texts_a_passage_says_where_they_are_looked_for(
    study, monkeypatch, named
):
    monkeypatch.delenv("SOURCES_DIR", raising=False)
    if named is not None:
        monkeypatch.setenv("SOURCES_DIR", named)
    found = re.escape(repr(named or ""))
    said = f"SOURCES_DIR names; allowed is an existing folder, found {found}"
    with pytest.raises(FileNotFoundError, match=said):
        explain.passage(study, "000-obs-01")


@needs_texts
def test_every_passage_holds_its_words():
    study = tables.load_tables("en")
    read = texts()
    for table in FACT_TABLES:
        for row in study.frames[table].dropna(subset=["source_id"]).itertuples():
            passage = explain.passage(study, row.fact_id)
            assert passage.words == read[row.source_id][row.start : row.end]
            assert passage.words.split()[:8] == row.printed.split()
            assert "\n" not in passage.before + passage.after
