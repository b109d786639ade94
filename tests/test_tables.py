import sys
from pathlib import Path

import pandas as pd
import pytest
from core_toys import DICTIONARY, change, copied_data
from pandas.testing import assert_frame_equal

from analysis import tables, words
from analysis.dictionary import DataError

CITY = "lao-cai-city-committee"
PROVINCE = "lao-cai-province-committee"
USED = set()


def _note_used(event, arguments):
    if event == "nbbatch.read":
        USED.add(Path(arguments[0]).stem)


sys.addaudithook(_note_used)


@pytest.fixture(scope="module")
def study():
    return tables.load_tables("en")


def test_rows_take_several_values_and_several_columns(study):
    rows = study.rows("reforms", committee_id=[CITY, PROVINCE], status="done")
    assert set(rows["committee_id"]) == {CITY, PROVINCE}
    assert set(rows["status"]) == {"done"}
    reforms = study.whole("reforms")
    assert len(rows) == sum(
        reforms["committee_id"].isin([CITY, PROVINCE]) & reforms["status"].eq("done")
    )


def test_records_and_groups_have_none_for_what_is_missing(study):
    rows = study.records("observations")
    groups = study.groups("observations", "claim_set", "unit")
    assert sum(map(len, groups.values())) == len(rows)
    single = [r for r in rows if (r["claim_set"], r["unit"]) == (None, "percent")]
    assert groups[None, "percent"] == single
    assert len(study.groups("observations", "unit")["percent"]) > len(single) > 0
    assert study.records("observations", unit="percent", claim_set=[None]) == single
    assert study.records("observations", unit=[]) == []


UNKNOWN = {
    "key": (
        {"table": "reforms", "committee_id": "ha-noi"},
        rf"^no committee 'ha-noi'; known: .*{CITY}, .*{PROVINCE}",
    ),
    "own key": (
        {"table": "committees", "committee_id": "ha-noi"},
        rf"^no committee 'ha-noi'; known: .*{CITY}",
    ),
    "one of several": (
        {"table": "reforms", "committee_id": [CITY, "ha-noi"]},
        "^no committee 'ha-noi'; known: ",
    ),
    "enumeration": (
        {"table": "reforms", "status": "finished"},
        "^no status 'finished'; known: done, norm, ongoing, planned$",
    ),
    "column": (
        {"table": "reforms", "committee": CITY},
        "^reforms has no column 'committee'; known: fact_id, committee_id, ",
    ),
}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_an_unknown_name_lists_the_known_ones(study, kind):
    asked, message = UNKNOWN[kind]
    with pytest.raises(ValueError, match=message):
        study.rows(**asked)


ENTITIES = tables.load_tables().dictionary.entities
USES = {
    "rows": (
        lambda study: study.rows("reforms", committee_id=CITY, status="done"),
        {"reforms", "committees"},  # whose key is checked
    ),
    "whole": (lambda study: study.whole("terms"), {"terms"}),
    "having": (lambda study: study.having("bands", "fact_id", []), {"bands"}),
    "records": (lambda study: study.records("rulings"), {"rulings"}),
    "groups": (lambda study: study.groups("rulings", "ruling"), {"rulings"}),
    "keyed": (lambda study: study.keyed("committees"), {"committees"}),
    "frames": (lambda study: study.frames["bands"], {"bands"}),
    "keys": (lambda study: study.keys("terms"), {"terms"}),
    "facts": (lambda study: study.facts(["000-obs-01"]), {"observations"}),
    "no fact": (lambda study: study.facts(["000-obs-00"]), {*DICTIONARY.facts}),
    "record": (lambda study: study.record("000-obs-01"), {"observations"}),
    "no key": (lambda study: study.table_of("none"), {*DICTIONARY.facts, *ENTITIES}),
    "label": (lambda study: study.name(CITY), {"committees"}),
    "no label": (lambda study: study.labels.get("none"), {*ENTITIES}),
    "labelled": (lambda study: study.labelled("bodies"), {"bodies"}),
    "nothing": (lambda study: study.word("reforms", "status", "done"), set()),
}


@pytest.mark.parametrize("way", USES)
def test_every_way_to_rows_names_their_tables_in_audit_events(study, way):
    """A report is made again if one of these changes; their check reads all."""
    use, expected = USES[way]
    USED.clear()
    tables.load_tables()
    use(study)
    assert expected == USED


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_names_titles_and_words_are_in_the_language_of_the_study(lang):
    study = tables.load_tables(lang)
    row = study.frames["committees"].set_index("committee_id").loc[CITY]
    assert study.name(CITY) == row[f"name_{lang}"]
    assert study.names_for([CITY]) == {CITY: row[f"name_{lang}"]}
    keys = pd.Series([CITY, None], dtype="string")
    expected = pd.Series([row[f"name_{lang}"], None], dtype="string")
    pd.testing.assert_series_equal(study.names(keys), expected)
    labels = study.labelled("committees", committee_id=CITY)["label"]
    assert labels.tolist() == [row[f"name_{lang}"]]
    column = study.dictionary.tables["reforms"].columns["status"]
    assert study.title("status", "reforms") == column.title[lang]
    assert study.word("reforms", "status", "done") == column.words["done"][lang]
    assert study.words_for("reforms", "status") == {
        value: twins[lang] for value, twins in column.words.items()
    }


def test_the_languages_differ_in_words_and_agree_in_rows():
    english, vietnamese = (tables.load_tables(lang) for lang in words.LANGUAGES)
    assert english.name(CITY) != vietnamese.name(CITY)
    for table in english.frames:
        assert_frame_equal(english.whole(table), vietnamese.whole(table))


def test_an_unknown_language_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"^no language 'fr'; known: en, vi$"):
        tables.load_tables("fr")


def test_facts_come_in_the_order_asked_whatever_their_table(study):
    order = [*reversed(DICTIONARY.facts)]
    names = [study.frames[table]["fact_id"].iloc[0] for table in order]
    actual = study.facts([*names, "no-such-fact"])
    assert actual["fact_id"].tolist() == names
    assert actual["table"].tolist() == order
    for row in actual.to_dict("records"):
        mine = study.frames[row["table"]].set_index("fact_id").loc[row["fact_id"]]
        for column in ("source_id", "start", "end", "printed"):
            assert row[column] == mine[column]


def test_keys_follow_the_position_where_there_is_one(study):
    rows = study.frames["dimensions"]
    expected = rows.sort_values("position")["dimension_id"].tolist()
    assert study.keys("dimensions") == expected
    assert study.keys("terms") == sorted(study.frames["terms"]["term_id"])
    studied = study.keys("committees", is_studied=True)
    assert set(studied) < set(study.keys("committees"))


def test_a_missing_data_folder_says_where_it_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DATA", str(tmp_path / "nowhere"))
    message = r"no datapackage\.json in .*nowhere, the folder that ANALYSIS_DATA names"
    with pytest.raises(FileNotFoundError, match=message):
        tables.load_tables()


@pytest.mark.usefixtures("elsewhere")
def test_outside_of_a_project_there_are_no_data():
    with pytest.raises(FileNotFoundError, match=r"no project around .*analysis new"):
        tables.load_tables()


def test_a_project_has_its_own_data_and_texts_below_it_too(elsewhere, monkeypatch):
    copied_data(elsewhere)
    (elsewhere / "texts").mkdir()
    (elsewhere / "notebooks").mkdir()
    monkeypatch.chdir(elsewhere / "notebooks")
    change(elsewhere / "data", "committees", 0, name_en="A wholly new name")
    study = tables.load_tables()
    assert study.whole("committees")["name_en"].iloc[0] == "A wholly new name"
    assert tables.sources_folder() == elsewhere / "texts"


def test_what_a_project_lacks_is_an_error_not_the_shipped_data(elsewhere):
    folder = copied_data(elsewhere)
    (folder / "reforms.csv").unlink()
    with pytest.raises(DataError, match=r"data/reforms\.csv: cannot be read"):
        tables.load_tables()
