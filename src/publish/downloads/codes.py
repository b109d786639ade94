"""The codes, as a codebook that programs of qualitative analysis read.

A codebook of REFI-QDA (.qdc) is read by ATLAS.ti, MAXQDA, NVivo, QualCoder and others;
it holds codes alone. Each fact has the code of its kind, and those of the columns that
`CODED` names.

Source: REFI (2019), REFI-QDA: exchange of processed data between qualitative data
analysis software packages, version 1.5, schema for codebook exchange.
"""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, UUID, uuid5

import pandas as pd

from analysis import words
from analysis.dictionary import FACT_TABLES
from analysis.tables import Study
from publish.downloads.resource import UNWRITABLE

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
OWNERS = {
    "dimension_id": "dimensions",
    "committee_id": "committees",
    "instrument_id": "instruments",
    "indicator_id": "indicators",
}
TOLD = ("definition", "includes", "excludes", "subject")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


@dataclass(frozen=True)
class Code:
    """A code: its key, which never changes, its name, and what it means."""

    key: str
    name: str
    description: str


@dataclass(frozen=True)
class Group:
    """Codes of one kind, under a code that is itself not to be used."""

    key: str
    name: str
    description: str
    codes: list[Code]


def codebook(study: Study) -> bytes:
    """The codes as a REFI-QDA codebook; the same data give the same bytes."""
    root = ET.Element("CodeBook", xmlns=CODEBOOK, origin=origin(study))
    add_codes(root, study)
    return document(root)


def code_groups(study: Study) -> list[Group]:
    """Every kind of code that a fact can have, each code with a name of its own.

    Names are English; the description gives the Vietnamese name and the definition
    in both languages.
    """
    groups = {"facts": _fact_group(study)}
    for table, columns in CODED.items():
        for column in columns:
            key = group_key(table, column)
            if key not in groups:
                groups[key] = _group(study, table, column)
    names = Counter(
        code.name.casefold() for group in groups.values() for code in group.codes
    )
    return [
        replace(group, codes=[_unique(code, names) for code in group.codes])
        for group in groups.values()
    ]


def group_key(table: str, column: str) -> str:
    """The group of the codes of a column, which others of the same kind share."""
    return OWNERS.get(column) or (
        column if column == "section" else f"{table}.{column}"
    )


def _unique(code: Code, names: Counter[str]) -> Code:
    """`code`, with its key in its name where another has the same name."""
    if names[code.name.casefold()] == 1:
        return code
    return replace(code, name=f"{code.name} [{code.key}]")


def _group(study: Study, table: str, column: str) -> Group:
    key, known = group_key(table, column), study.dictionary.tables
    if column in OWNERS:
        title = known[OWNERS[column]].title
        return Group(key, title["en"], title["vi"], list(_things(study, column)))
    promise = known[table].columns[column]
    titles = [
        promise.title[lang]
        if column == "section"
        else f"{known[table].title[lang]}: {promise.title[lang]}"
        for lang in words.LANGUAGES
    ]
    codes = [
        Code(f"{key}.{value}", twins["en"], twins["vi"])
        for value, twins in promise.words.items()
    ]
    return Group(key, titles[0], titles[1], codes)


def _fact_group(study: Study) -> Group:
    titles = {table: study.dictionary.tables[table].title for table in FACT_TABLES}
    codes = [
        Code(f"facts.{table}", twins["en"], twins["vi"])
        for table, twins in titles.items()
    ]
    names = [words.phrase("take_fact_kinds", lang) for lang in words.LANGUAGES]
    return Group("facts", names[0], names[1], codes)


def _things(study: Study, column: str) -> Iterator[Code]:
    """A code for each row of a table of things, with all that defines it."""
    table = OWNERS[column]
    promise, rows = study.dictionary.tables[table], study.whole(table)
    names = {
        lang: replace(study, lang=lang).names_for(rows[column])
        for lang in words.LANGUAGES
    }
    told = [f"{stem}_{lang}" for stem in TOLD for lang in words.LANGUAGES]
    for row in rows.to_dict("records"):
        key = row[column]
        lines = [
            f"{promise.columns[name].title[lang]}: {row[name]}"
            for name in told
            if name in promise.columns and not pd.isna(row[name])
            for lang in [name[-2:]]
        ]
        description = "\n".join([names["vi"][key], *lines])
        yield Code(f"{table}.{key}", names["en"][key], description)


def add_codes(book: ET.Element, study: Study) -> None:
    """Add every code below its group to a codebook, alone or in a project."""
    codes = ET.SubElement(book, "Codes")
    for place, group in enumerate(code_groups(study)):
        colour = COLOURS[place % len(COLOURS)]
        above = _code(codes, study, Code(group.key, group.name, group.description))
        above.attrib |= {"isCodable": "false", "color": colour}
        for code in group.codes:
            one = _code(above, study, code)
            one.attrib |= {"isCodable": "true", "color": colour}


def _code(above: ET.Element, study: Study, code: Code) -> ET.Element:
    guid = guid_of(study, "code", code.key)
    made = ET.SubElement(above, "Code", guid=guid, name=written(code.name))
    ET.SubElement(made, "Description").text = written(code.description)
    return made


def guid_of(study: Study, *parts: object) -> str:
    """The identifier of a thing of this data set; the same in every version of it."""
    space: UUID = uuid5(NAMESPACE_OID, str(study.dictionary.about["name"]))
    return str(uuid5(space, "/".join(map(str, parts))))


def origin(study: Study) -> str:
    """What a file says it comes from: the data set and its version."""
    about = study.dictionary.about
    return f"{about['name']} {about['version']}"


def written(text: str) -> str:
    """`text`, which XML can hold.

    Raises
    ------
    ValueError
        If it holds control signs.
    """
    if found := UNWRITABLE.search(text):
        msg = f"{text!r}: allowed is text without control signs, found {found[0]!r}"
        raise ValueError(msg)
    return text


def document(root: ET.Element) -> bytes:
    """`root` and all below it as an XML file, a line for each element."""
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"
