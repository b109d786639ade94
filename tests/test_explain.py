import json
import re

import pytest
import yaml
from core_toys import (
    DICTIONARY,
    ROOT,
    change,
    needs_texts,
    table_rows,
    texts,
    write_rows,
)

from analysis import audit, explain, tables, words


@pytest.mark.parametrize("table", DICTIONARY.facts)
def test_a_claim_of_every_table_is_shown(study, table):
    for fact in study.frames[table]["fact_id"][::5]:
        claim = explain.explain(study, fact)
        assert (claim.key, claim.table) == (fact, table)
        titles = [title for title, _ in claim.lines]
        assert len(titles) == len(set(titles)) or table in ("observations", "targets")
        assert all(text for _, text in claim.lines)
        assert not {"True", "False", "<NA>", "nan"} & {t for _, t in claim.lines}
        assert all(section.items for section in claim.sections)


def test_a_claim_says_what_the_row_says():
    study = tables.load_tables("en")
    row = study.frames["observations"].query("lower.notna() and upper.isna()").iloc[0]
    explained = dict(explain.explain(study, row["fact_id"]).lines)
    assert explained["Indicator"] == study.name(row["indicator_id"])
    title = {name: study.title(name, "observations") for name in row.index}
    assert explained[title["lower"]] == words.number(row["lower"], "en")
    assert explained[title["asserted_by"]] == study.name(row["asserted_by"])
    assert explained[title["printed"]] == row["printed"]
    assert (
        explained["Place in the source"] == f"characters {row['start']} to {row['end']}"
    )
    assert title["upper"] not in explained


def test_a_claim_is_in_one_language(study):
    other = {"en": "_vi", "vi": "_en"}[study.lang]
    row = study.frames["reforms"].iloc[0]
    explained = [text for _, text in explain.explain(study, row["fact_id"]).lines]
    assert row[f"summary_{study.lang}"] in explained
    assert row[f"summary{other}"] not in explained


def sections(given) -> dict[str, list[str]]:
    return {section.title: section.items for section in given.sections}


def test_rivals_and_rulings_are_shown(study):
    rulings = study.frames["rulings"].dropna(subset=["claim_set"])
    observations = study.frames["observations"]
    ruling = rulings[rulings["claim_set"].isin(observations["claim_set"])].iloc[0]
    facts = observations.loc[
        observations["claim_set"] == ruling["claim_set"], "fact_id"
    ].tolist()
    explained = repr(explain.explain(study, facts[0]))
    rivals = explained.split(words.phrase("column_rivals", study.lang))[1]
    assert all(fact in rivals for fact in facts[1:])
    assert ruling[f"question_{study.lang}"] in rivals
    assert ruling[f"reason_{study.lang}"] in rivals
    assert study.word("rulings", "ruling", ruling["ruling"]) in rivals


def test_rivals_may_stand_in_another_table(data):
    fits = [lambda row: not row["claim_set"]] * 2
    change(data, "observations", fits[0], claim_set="across")
    change(data, "targets", fits[1], claim_set="across")
    study = tables.load_tables("en")
    facts = [
        study.rows(table, claim_set="across")["fact_id"].iloc[0]
        for table in ("observations", "targets")
    ]
    explained = repr(explain.explain(study, facts[0]))
    assert facts[1] in explained.split("Rival readings")[1]


def test_an_inferred_relation_has_no_place_and_no_passage(data):
    rows = table_rows(data, "relations")
    blank = dict.fromkeys(("source_id", "start", "end", "printed"), "")
    inferred = rows[0] | {"fact_id": "999-rel-01", "basis": "inferred"} | blank
    write_rows(data, "relations", [*rows, inferred])
    study = tables.load_tables("en")
    claim = explain.explain(study, "999-rel-01")
    assert "Place in the source" not in dict(claim.lines)
    with pytest.raises(ValueError, match="999-rel-01 was inferred; it has no"):
        explain.passage(study, "999-rel-01")


def test_an_unknown_fact_has_no_passage(study):
    with pytest.raises(ValueError, match="no fact 'x'; facts look like '000-obs-01'"):
        explain.passage(study, "x")


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


@pytest.mark.parametrize("named", [None, "", "no-such-folder"])
def test_without_the_texts_a_passage_says_where_they_are_looked_for(
    study, monkeypatch, named
):
    monkeypatch.delenv("SOURCES_DIR", raising=False)
    if named is not None:
        monkeypatch.setenv("SOURCES_DIR", named)
    actual = re.escape(repr(named or ""))
    message = f"allowed is an existing folder, found {actual}"
    with pytest.raises(FileNotFoundError, match=message):
        explain.passage(study, "000-obs-01")


@needs_texts
def test_every_passage_holds_its_words():
    study = tables.load_tables("en")
    read = texts()
    for table in DICTIONARY.facts:
        for row in study.frames[table].dropna(subset=["source_id"]).itertuples():
            passage = explain.passage(study, row.fact_id)
            assert passage.words == read[row.source_id][row.start : row.end]
            assert passage.words.split()[:8] == row.printed.split()
            assert "\n" not in passage.before + passage.after


# --- what bears on a claim ------------------------------------------------------


def test_every_check_of_the_audit_on_a_claim_is_shown(study):
    actual = audit.findings(study)
    fact = (
        actual.loc[actual["verdict"] == "inconsistent", "fact_ids"].iloc[0].split()[0]
    )
    mine = actual[[fact in facts.split() for facts in actual["fact_ids"]]]
    title = words.phrase("explain_checks", study.lang)
    explained = sections(explain.explain(study, fact))[title]
    assert len(explained) == len(mine)
    assert explained[0].startswith(words.phrase("word_inconsistent", study.lang))
    for facts, arithmetic in zip(mine["fact_ids"], mine["arithmetic"], strict=True):
        sums = words.sum_as_written(arithmetic, study.lang)
        assert any(sums in line and f"[{facts}]" in line for line in explained)


def test_a_changed_figure_is_audited_anew(data):
    title = words.phrase("explain_checks", "en")
    actual = audit.findings(tables.load_tables("en"))
    holds = actual.query("rule == 'parts_and_whole' and verdict == 'consistent'")
    *_, whole = holds["fact_ids"].iloc[0].split()
    before = sections(explain.explain(tables.load_tables("en"), whole))[title]
    change(data, "observations", lambda row: row["fact_id"] == whole, value="1")
    after = sections(explain.explain(tables.load_tables("en"), whole))[title]
    assert before != after


def test_links_are_shown_from_both_ends(study):
    link = study.frames["fact_links"].iloc[0]
    title = study.dictionary.tables["fact_links"].title[study.lang]
    verb = study.word("fact_links", "type", link["type"])
    for end in ("from", "to"):
        explained = sections(explain.explain(study, link[end]))[title]
        assert any(
            t.startswith(f"{link['from']} {verb} {link['to']} – ") for t in explained
        )


# --- whatever a key names -------------------------------------------------------


@pytest.mark.parametrize("table", tables.load_tables().dictionary.entities)
def test_every_key_is_explained(study, table):
    for key in study.keys(table)[::7]:
        entity = explain.explain(study, key)
        assert (entity.key, entity.table) == (key, table)
        assert entity.heading.endswith(f"({key})")
        assert all(text for _, text in entity.lines)
        assert all(section.items for section in entity.sections)


def test_an_indicator_shows_every_claim_made_of_it(study):
    rows = study.frames["observations"]
    key = rows["indicator_id"].mode().iloc[0]
    title = study.dictionary.tables["observations"].title[study.lang]
    explained = sections(explain.explain(study, key))[title]
    facts = {line.split(": ")[0] for line in explained}
    assert facts == set(rows.loc[rows["indicator_id"] == key, "fact_id"])


def test_an_instrument_shows_its_mentions_and_every_edge_once(study):
    relations = study.frames["relations"]
    mentions = study.frames["mentions"]
    for key in mentions["instrument_id"].unique()[::6]:
        explained = sections(explain.explain(study, key))
        title = study.dictionary.tables["mentions"].title[study.lang]
        mine = mentions.loc[mentions["instrument_id"] == key, "fact_id"]
        assert {line.split(": ")[0] for line in explained[title]} == set(mine)
        ends = relations[["source", "target", "via_instrument_id"]]
        edges = relations.loc[ends.eq(key).any(axis=1), "fact_id"]
        sides = [words.phrase(f"explain_{s}", study.lang) for s in SIDES]
        lines = [line for side in sides for line in explained.get(side, [])]
        assert sorted(line.split(": ")[0] for line in lines) == sorted(edges)


SIDES = ("above", "below", "beside")


def test_what_stands_above_leads_down_to_the_instrument():
    study = tables.load_tables("en")
    rows = study.frames["relations"]
    types = ["implements", "concretises", "contains", "applies_to"]
    carrying = rows[rows["type"].isin(types)].query("source != target")
    for row in carrying.iloc[::9].to_dict("records"):
        ends = (row["source"], row["target"])
        upper, lower = ends if row["type"] in ("contains", "applies_to") else ends[::-1]
        for key, side in ((upper, "Relations down"), (lower, "Relations up")):
            explained = sections(explain.explain(study, key))[side]
            assert any(line.startswith(f"{row['fact_id']}: ") for line in explained)


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("party-member", r"party-members \(Party members\)"),
        ("Lao Cai city", r"lao-cai-city \(Lào Cai city\)"),
        ("000-obs-999", "000-obs-"),
        ("§§§§", "none"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(wrong, near):
    study = tables.load_tables("en")
    message = f"no fact and no key '{re.escape(wrong)}'; nearest: {near}"
    with pytest.raises(ValueError, match=message):
        explain.explain(study, wrong)


def test_sections_escape_markup():
    entity = explain.Explanation(
        "k",
        "instruments",
        [],
        [explain.Section("A & B", ["<script>"])],
        name="<b>",
    )
    page = entity._repr_html_()
    for raw in ("<b>", "<script>"):
        assert raw not in page
    assert "&lt;script&gt;" in page
    assert "<summary>A &amp; B (1)</summary>" in page
    assert repr(entity) == "<b> (k)\n  A & B (1)\n    <script>"


# --- citing ---------------------------------------------------------------------


def test_facts_are_cited_by_their_sources_and_the_data(study):
    facts = study.frames["observations"]["fact_id"].iloc[[0, -1]].tolist()
    cited = explain.citation(study, facts)
    rows = study.rows("sources", source_id=study.facts(facts)["source_id"].tolist())
    assert len(cited.entries) == len(rows) + 1
    for entry, title in zip(cited.entries, rows["title_vi"], strict=False):
        assert title in entry
    version = study.dictionary.about["version"]
    assert version in cited.entries[-1]
    assert all(fact in cited.entries[-1] for fact in facts)
    assert repr(cited) == "\n".join(cited.entries)


def test_the_title_of_a_text_bears_its_language(study):
    cited = explain.citation(study, ["004-tgt-09"])
    of_text, of_data = cited.marked
    title = study.frames["sources"].set_index("source_id")["title_vi"]
    assert f'<cite lang="vi">{title["004_e6a7eaab680102c5"]}</cite>' in of_text
    assert f'<cite lang="{study.lang}">' in of_data


def test_an_entry_has_the_title_and_the_address_of_its_text(study):
    cited = explain.citation(study, study.frames["mentions"]["fact_id"])
    for item, entry in zip(json.loads(cited.csl), cited.entries, strict=True):
        assert item["title"] in entry
        assert item.get("URL", "") in entry


def test_what_tex_and_html_would_take_as_their_own_is_escaped(data):
    change(data, "sources", 0, title_vi="50% & <b>#1_{a}~^\\", author="")
    study = tables.load_tables("en")
    key = study.keys("sources")[0]
    fact = study.having("observations", "source_id", [key])["fact_id"].iloc[0]
    cited = explain.citation(study, [fact])
    assert r"50\% \& <b>\#1\_\{a\}\textasciitilde{}\textasciicircum{}" in cited.bibtex
    assert "<b>" not in cited._repr_html_()
    assert cited.entries[0].startswith("Author not stated (n.d.). “50%")


def test_an_unknown_fact_is_not_cited(study):
    with pytest.raises(ValueError, match="no fact x, y; facts look like"):
        explain.citation(study, ["y", "000-obs-01 x"])


def test_the_data_set_is_cited_as_the_citation_file_has_it():
    about = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    (entry,) = explain.citation(tables.load_tables("en"), []).entries
    year = str(about["date-released"])[:4]
    assert entry.startswith(f"{about['authors'][0]['name']} ({year}). ")
    assert entry.endswith(f"Data set, version {about['version']}")
