"""Write the codes in the exchange format REFI-QDA, as a codebook (.qdc).

ATLAS.ti, MAXQDA, NVivo, QualCoder and others read it.

Source: REFI (2019), REFI-QDA: exchange of processed data between qualitative data
analysis software packages, version 1.5, schemas for codebook and project exchange.
"""

import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from typing import NamedTuple
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


class Code(NamedTuple):
    """A code: its permanent key, its English name, its Vietnamese name and meaning."""

    key: str
    name: str
    description: str


def codebook(study: Study) -> bytes:
    """Return the codes as a REFI-QDA codebook; equal data give equal bytes."""
    about = study.dictionary.about
    origin = f"{about['name']} {about['version']}"
    root = ET.Element("CodeBook", xmlns=CODEBOOK, origin=origin)
    codes = ET.SubElement(root, "Codes")
    groups = code_groups(study)
    names = Counter(code.name.casefold() for group in groups.values() for code in group)
    for place, (heading, group) in enumerate(groups.items()):
        colour = COLOURS[place % len(COLOURS)]
        parent = _add(codes, study, heading, colour, is_codable=False)
        for code in group:
            is_shared = names[code.name.casefold()] > 1
            name = f"{code.name} [{code.key}]" if is_shared else code.name
            named = code._replace(name=name)
            _add(parent, study, named, colour, is_codable=True)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _add(
    parent: ET.Element, study: Study, code: Code, colour: str, *, is_codable: bool
) -> ET.Element:
    """Add a code, its identifier being the same in all versions of the data."""
    namespace = uuid5(NAMESPACE_OID, str(study.dictionary.about["name"]))
    attributes = {
        "guid": str(uuid5(namespace, f"code/{code.key}")),
        "name": code.name,
        "isCodable": str(is_codable).lower(),
        "color": colour,
    }
    element = ET.SubElement(parent, "Code", attributes)
    ET.SubElement(element, "Description").text = code.description
    return element


def code_groups(study: Study) -> dict[Code, list[Code]]:
    """Return the codes of each kind by their heading, which is not itself used."""
    tables = study.dictionary.tables
    names = [words.phrase("take_fact_kinds", lang) for lang in words.LANGUAGES]
    groups = {
        Code("facts", *names): [
            Code(f"facts.{name}", tables[name].title["en"], tables[name].title["vi"])
            for name in CODED
        ]
    }
    for table, columns in CODED.items():
        for column in columns:
            heading = _heading(study, table, column)
            if heading in groups:
                continue
            labels = tables[table].columns[column].words
            groups[heading] = [
                Code(f"{heading.key}.{value}", label["en"], label["vi"])
                for value, label in labels.items()
            ] or _entities(study, heading.key)
    return groups


def _heading(study: Study, table: str, column: str) -> Code:
    """The heading of the codes of a column, its own or those of entities."""
    tables = study.dictionary.tables
    field = tables[table].columns[column]
    if not field.words:
        key = tables[table].foreign[column][0]
        return Code(key, tables[key].title["en"], tables[key].title["vi"])
    if column == "section":
        return Code(column, field.title["en"], field.title["vi"])
    owner = tables[table].title
    titles = [f"{owner[lang]}: {field.title[lang]}" for lang in words.LANGUAGES]
    return Code(f"{table}.{column}", *titles)


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
        english, vietnamese = (labels[key] for labels in names)
        codes.append(Code(f"{table}.{key}", english, "\n".join([vietnamese, *lines])))
    return codes
