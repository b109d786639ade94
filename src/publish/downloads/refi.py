"""Write the codes in the exchange format REFI-QDA, as a codebook (.qdc).

ATLAS.ti, MAXQDA, NVivo, QualCoder and others read it.

Source: REFI (2019), REFI-QDA: exchange of processed data between qualitative data
analysis software packages, version 1.5, schemas for codebook and project exchange.
"""

import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, uuid5

import pandas as pd

from analysis import words
from analysis.tables import Study

CODEBOOK = "urn:QDA-XML:codebook:1.0"
CODED = {
    "mentions": ("instrument_id",),
    "relations": ("type", "basis"),
    "observations": ("indicator_id", "committee_id", "modality", "section"),
    "targets": ("status", "committee_id", "section"),
    "bands": ("reading",),
    "reforms": ("dimension_id", "status", "committee_id", "section"),
    "shortcomings": ("type", "domain", "committee_id", "section"),
    "events": ("type", "committee_id"),
}
DEFINITIONS = ("definition", "includes", "excludes", "subject")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


@dataclass
class Code:
    """A code: its permanent key, its name and its meaning."""

    key: str
    name: str
    description: str


@dataclass(frozen=True)
class Group:
    """Codes of one kind, below a heading that is not itself a code to be used."""

    heading: Code
    codes: list[Code]


def codebook(study: Study) -> bytes:
    """Return the codes as a REFI-QDA codebook; equal data give equal bytes."""
    root = ET.Element("CodeBook", xmlns=CODEBOOK, origin=_origin(study))
    _add_codes(root, study)
    return _document(root)


def code_groups(study: Study) -> list[Group]:
    """Return every kind of code, with a different name for each code.

    Names are English; descriptions give the Vietnamese name and the definitions in
    both languages.
    """
    groups = {"facts": _fact_group(study)}
    for table, columns in CODED.items():
        for column in columns:
            key = _group_key(study, table, column)
            if key not in groups:
                groups[key] = _group(study, table, column)
    codes = [code for group in groups.values() for code in group.codes]
    names = Counter(code.name.casefold() for code in codes)
    for code in codes:
        if names[code.name.casefold()] > 1:
            code.name = f"{code.name} [{code.key}]"
    return list(groups.values())


def _group_key(study: Study, table: str, column: str) -> str:
    """The group of the codes of a column: its own values, or the entities it names."""
    description = study.dictionary.tables[table]
    if not description.columns[column].words:
        return description.foreign[column][0]
    return column if column == "section" else f"{table}.{column}"


def _group(study: Study, table: str, column: str) -> Group:
    key, tables = _group_key(study, table, column), study.dictionary.tables
    if key in tables:
        title = tables[key].title
        return Group(Code(key, title["en"], title["vi"]), _entities(study, key))
    field, owner = tables[table].columns[column], tables[table].title
    titles = [
        field.title[lang] if key == column else f"{owner[lang]}: {field.title[lang]}"
        for lang in words.LANGUAGES
    ]
    codes = [
        Code(f"{key}.{value}", label["en"], label["vi"])
        for value, label in field.words.items()
    ]
    return Group(Code(key, *titles), codes)


def _fact_group(study: Study) -> Group:
    tables = study.dictionary.tables
    codes = [
        Code(f"facts.{name}", tables[name].title["en"], tables[name].title["vi"])
        for name in CODED
    ]
    names = [words.phrase("take_fact_kinds", lang) for lang in words.LANGUAGES]
    return Group(Code("facts", *names), codes)


def _entities(study: Study, table: str) -> list[Code]:
    """A code for each row of a table of entities, with all that defines it."""
    columns, rows = study.dictionary.tables[table].columns, study.whole(table)
    keys = rows[rows.columns[0]]
    names = [replace(study, lang=lang).names_for(keys) for lang in words.LANGUAGES]
    codes = []
    for key, row in zip(keys, rows.to_dict("records"), strict=True):
        lines = [
            f"{columns[name].title[lang]}: {row[name]}"
            for stem in DEFINITIONS
            for lang in words.LANGUAGES
            if (name := f"{stem}_{lang}") in columns and not pd.isna(row[name])
        ]
        english, vietnamese = (known[key] for known in names)
        codes.append(Code(f"{table}.{key}", english, "\n".join([vietnamese, *lines])))
    return codes


def _add_codes(book: ET.Element, study: Study) -> None:
    """Add every code below its group to a codebook, alone or in a project."""
    codes = ET.SubElement(book, "Codes")
    for place, group in enumerate(code_groups(study)):
        colour = COLOURS[place % len(COLOURS)]
        parent = _add_code(codes, study, group.heading)
        parent.attrib |= {"isCodable": "false", "color": colour}
        for code in group.codes:
            child = _add_code(parent, study, code)
            child.attrib |= {"isCodable": "true", "color": colour}


def _add_code(parent: ET.Element, study: Study, code: Code) -> ET.Element:
    guid = _guid(study, "code", code.key)
    element = ET.SubElement(parent, "Code", guid=guid, name=code.name)
    ET.SubElement(element, "Description").text = code.description
    return element


def _guid(study: Study, *parts: object) -> str:
    """A permanent identifier within this data set, the same in all its versions."""
    namespace = uuid5(NAMESPACE_OID, str(study.dictionary.about["name"]))
    return str(uuid5(namespace, "/".join(map(str, parts))))


def _origin(study: Study) -> str:
    about = study.dictionary.about
    return f"{about['name']} {about['version']}"


def _document(root: ET.Element) -> bytes:
    """`root` as an XML file, one line for each element."""
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
