"""Codes and coded texts in REFI-QDA, read back with the standard library."""

import uuid
import xml.etree.ElementTree as ET

import pytest
from core_toys import DATA, DICTIONARY, change, copied_data, table_rows

from analysis import tables
from publish.downloads import refi

BOOK = "{urn:QDA-XML:codebook:1.0}"
STEMS = ("definition", "includes", "excludes")


@pytest.fixture(scope="module")
def book() -> bytes:
    return refi.codebook(tables.load_tables())


def test_the_codebook_has_the_form_of_the_schema(book):
    """Checked by the schema of REFI-QDA: children in order, attributes, types."""
    root = ET.fromstring(book)
    assert root.tag == f"{BOOK}CodeBook"
    assert [child.tag for child in root] == [f"{BOOK}Codes"]
    check_codes(root, BOOK)


def check_codes(root: ET.Element, space: str) -> None:
    results = list(root.iter(f"{space}Code"))
    assert results
    for code in results:
        assert set(code.attrib) == {"guid", "name", "isCodable", "color"}
        assert str(uuid.UUID(code.get("guid"))) == code.get("guid")
        assert code.get("isCodable") in ("true", "false")
        assert len(code.get("color")) == 7
        assert code.get("color").startswith("#")
        int(code.get("color")[1:], 16)
        tags = [child.tag for child in code]
        assert tags[0] == f"{space}Description"
        assert set(tags[1:]) <= {f"{space}Code"}
        assert (code.get("isCodable") == "false") == (len(tags) > 1)
    assert len({code.get("guid") for code in results}) == len(results)
    names = [code.get("name").casefold() for code in results]
    assert len(set(names)) == len(names)


def groups(root: ET.Element, space: str) -> dict[str, list[ET.Element]]:
    above = root.find(f".//{space}Codes")
    return {g.get("name"): g.findall(f"{space}Code") for g in above}


def test_the_codebook_holds_every_dimension_with_its_definitions(book):
    actual = groups(ET.fromstring(book), BOOK)
    title = DICTIONARY.tables["dimensions"].title
    texts = {code.get("name"): code[0].text for code in actual[title["en"]]}
    rows = table_rows(DATA, "dimensions")
    assert set(texts) == {row["title_en"] for row in rows}
    for row in rows:
        lines = texts[row["title_en"]].splitlines()
        assert lines[0] == row["title_vi"]
        given = [row[f"{stem}_{lang}"] for stem in STEMS for lang in ("en", "vi")]
        assert [line.partition(": ")[2] for line in lines[1:]] == list(
            filter(None, given)
        )


def test_the_codebook_holds_every_value_of_each_coded_enumeration(book):
    actual = groups(ET.fromstring(book), BOOK)
    checked = 0
    for table, columns in refi.CODED.items():
        for name in columns:
            column = DICTIONARY.tables[table].columns[name]
            if not column.words:
                continue
            title = f"{DICTIONARY.tables[table].title['en']}: {column.title['en']}"
            texts = actual["Section" if name == "section" else title]
            names = [code.get("name").partition(" [")[0] for code in texts]
            assert names == [twins["en"] for twins in column.words.values()]
            assert [code[0].text for code in texts] == [
                twins["vi"] for twins in column.words.values()
            ]
            checked += 1
    assert checked > len(refi.CODED)


def test_identifiers_stay_when_a_version_or_a_name_changes(book, tmp_path, monkeypatch):
    folder = copied_data(tmp_path)
    change(folder, "dimensions", 0, title_en="Renamed")
    path = folder / "datapackage.json"
    texts = path.read_text(encoding="utf-8").replace(
        '"version": "1', '"version": "9', 1
    )
    path.write_text(texts, encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    renamed = refi.codebook(tables.load_tables())
    assert renamed != book
    before, after = (
        [code.get("guid") for code in ET.fromstring(each).iter(f"{BOOK}Code")]
        for each in (book, renamed)
    )
    assert before == after
