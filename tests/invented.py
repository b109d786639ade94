"""A project on invented cities: coded rows of the collection under invented keys.

Each city has the rows of one or two texts; what is of the centre is shared. Numbers,
links and texts keep their form, so every rule of the data holds. For tests, and to run
all studies on other organisations than those of the collection.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path

from core_toys import DATA, DICTIONARY, table_rows, write_rows

from coding.new import INSTRUMENT, make_project

CITIES = (
    *("Tân Lập", "Bình Sơn", "Hòa Mỹ", "Phú Cường", "Đông Hưng"),
    *("Vĩnh Lộc", "Kim Thành", "Xuân Trường", "Long Hải", "Thanh Giang"),
)
TEXTS = (("000", "004"), ("000",), ("004",), ("003",))  # of each city, by turns
OURS = ("findings", "finding_checks", "methods", "unsaid", "rulings", "codings")
EMPTY = (*OURS, "disagreements")
SHARED = ("central", "region")  # levels whose rows all cities have in common
STUDIED = ("lao-cai-city-committee", "thai-nguyen-city-committee")
PLACE = re.compile(r"Lào Cai|Thái Nguyên")
FACT = re.compile(r"\b00(\d)(?=[-_])")
UNSERVED = ("list_number", "furniture", "name")
BARE = ("targets", "bands", "office_holders", "events")
Rows = list[dict[str, str]]
Tables = dict[str, Rows]


def invented_project(
    folder: Path, count: int, bare: Collection[str] = (), first: int = 0
) -> Path:
    """Make a project on `count` cities, without the rows of the tables `bare`."""
    make_project(folder)
    shipped = {name: table_rows(DATA, name) for name in DICTIONARY.tables}
    merged: Tables = {name: [] for name in shipped}
    for number in range(first, first + count):
        for name, rows in _city(shipped, number, {*EMPTY, *bare}).items():
            merged[name] += rows
    for name, rows in merged.items():
        if name not in INSTRUMENT:
            _write(folder / "data", name, rows)
    provinces = table_rows(folder / "data", "provinces")
    places = [row for row in merged["localities"] if row["level"] == "province"]
    for row, place in zip(provinces, places, strict=False):
        row["locality_id"] = place["locality_id"]
    write_rows(folder / "data", "provinces", provinces)
    return folder


def _write(data: Path, name: str, rows: Rows) -> None:
    """Write rows by their key, each once."""
    key = DICTIONARY.tables[name].key
    unique = {tuple(row[column] for column in key): row for row in rows}
    write_rows(data, name, [unique[each] for each in sorted(unique)])


def _city(shipped: Tables, number: int, left_out: Collection[str]) -> Tables:
    tables = {
        name: []
        if name in left_out
        else [dict(row) for row in rows if _is_of(row, TEXTS[number % len(TEXTS)])]
        for name, rows in shipped.items()
    }
    _prune(tables)
    for row in tables["committees"]:
        row["is_studied"] = str(row["committee_id"] in STUDIED).lower()
    _follow(tables)
    return _renamed(tables, number)


def _is_of(row: dict[str, str], texts: Iterable[str]) -> bool:
    return "source_id" not in row or row["source_id"].startswith(tuple(texts))


def _follow(tables: Tables) -> None:
    """Follow the dated document of the centre that is carried out by most."""
    carried = [r["target"] for r in tables["relations"] if r["type"] == "implements"]
    central = [
        row
        for row in tables["instruments"]
        if row["level"] == "central" and row["date"]
    ]
    for row in tables["instruments"]:
        row["is_followed"] = ""
    if central:
        max(central, key=lambda row: carried.count(row["instrument_id"]))[
            "is_followed"
        ] = "true"


# --- rows without what they refer to ------------------------------------------------


def _prune(tables: Tables) -> None:
    """Remove rows that refer to removed ones, and entities that nothing refers to."""
    before = None
    while before != (before := {name: len(rows) for name, rows in tables.items()}):
        keys = {
            name: {row[DICTIONARY.tables[name].key[0]] for row in rows}
            for name, rows in tables.items()
        }
        facts = set().union(*(keys[name] for name in DICTIONARY.facts))
        entities = set().union(*(keys[name] for name in DICTIONARY.entities))
        served = {row["numeral_id"] for row in tables["numeral_facts"]}
        for name, rows in tables.items():
            tables[name] = [row for row in rows if _refers(name, row, keys)]
        for name in ("fact_links", "evidence", "numeral_facts", "subjects"):
            columns = ("from", "to") if name == "fact_links" else ("fact_id",)
            tables[name] = [
                row
                for row in tables[name]
                if all(row[column] in facts for column in columns)
                and row.get("subject_id", "viet-nam") in entities
            ]
        tables["numerals"] = [
            row
            for row in tables["numerals"]
            if row["role"] in UNSERVED or row["numeral_id"] in served
        ]
        _drop_unused(tables)
    _clear_rivals(tables)


def _refers(name: str, row: dict[str, str], keys: dict[str, set[str]]) -> bool:
    """Whether what a row must refer to is there; other references are cleared."""
    table = DICTIONARY.tables[name]
    for column, owners in table.foreign.items():
        if row[column] and not any(row[column] in keys[owner] for owner in owners):
            if table.columns[column].constraints.get("required"):
                return False
            row[column] = ""
    for column in table.columns.values():
        if column.keys_of and not column.or_text:
            all_keys = set().union(*(keys[owner] for owner in column.keys_of))
            row[column.name] = " ".join(
                key for key in row[column.name].split() if key in all_keys
            )
    return not (name == "relations" and not row["source_id"])


def _drop_unused(tables: Tables) -> None:
    """Remove entities that no row of another kind and no used entity refers to."""
    used: set[str] = {"viet-nam"}
    rows = [
        row
        for name, listed in tables.items()
        if name not in DICTIONARY.entities or name == "sources"
        for row in listed
    ]
    while rows:
        new = {part for row in rows for cell in row.values() for part in cell.split()}
        new -= used
        used |= new
        rows = [
            row
            for name in DICTIONARY.entities
            for row in tables[name]
            if row[DICTIONARY.tables[name].key[0]] in new
        ]
    for name in DICTIONARY.entities:
        if name not in (*INSTRUMENT, "sources", "terms"):
            key = DICTIONARY.tables[name].key[0]
            tables[name] = [row for row in tables[name] if row[key] in used]


def _clear_rivals(tables: Tables) -> None:
    """Clear sets of rival readings of which one row is left."""
    sets = [
        row["claim_set"]
        for rows in tables.values()
        for row in rows
        if "claim_set" in row
    ]
    for rows in tables.values():
        for row in rows:
            if "claim_set" in row and sets.count(row["claim_set"]) < 2:
                row["claim_set"] = ""


# --- invented keys and names ------------------------------------------------------


def _renamed(tables: Tables, number: int) -> Tables:
    city = CITIES[number % len(CITIES)]
    plain = unicodedata.normalize("NFD", city.replace("Đ", "D")).lower()
    slug = re.sub(r"[^a-z]+", "-", re.sub(r"[\u0300-\u036f]", "", plain))
    local = {
        row[DICTIONARY.tables[name].key[0]]
        for name in ("committees", "bodies", "localities", "instruments")
        for row in tables[name]
        if not _is_shared(row)
    }
    local |= {row["distribution_id"] for row in tables["bands"]}
    keys = {key: _key(key, slug) for key in local}

    def cell(text: str) -> str:
        text = " ".join(keys.get(part, part) for part in text.split(" "))
        text = FACT.sub(lambda match: f"{10 * (number + 1) + int(match[1]):03}", text)
        return PLACE.sub(city, text)

    return {
        name: [
            row
            if name in (*INSTRUMENT, "terms") or _is_shared(row)
            else {column: cell(text) for column, text in row.items()}
            for row in rows
        ]
        for name, rows in tables.items()
    }


def _is_shared(row: dict[str, str]) -> bool:
    return row.get("level") in SHARED and row.get("committee_id") not in STUDIED


def _key(key: str, slug: str) -> str:
    renamed = re.sub(r"lao-cai|thai-nguyen", slug, key)
    return renamed if renamed != key else f"{key}-{slug}"
