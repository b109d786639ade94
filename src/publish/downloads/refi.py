"""Write the codes, and on request the coded texts, in the exchange format REFI-QDA.

ATLAS.ti, MAXQDA, NVivo, QualCoder and others read it. The codebook (.qdc) holds codes
alone and is part of the data set. A project (.qdpx) embeds the texts: it is written
where they are at hand, for your own use, and must not be passed on or committed, as
others have rights in the texts.

Each fact has the code of its kind and those of the columns in `CODED`.

Source: REFI (2019), REFI-QDA: exchange of processed data between qualitative data
analysis software packages, version 1.5, schemas for codebook and project exchange.
"""

import hashlib
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pandas as pd

from analysis import words
from analysis.tables import Study
from publish.downloads.zip import zip_archive

CODEBOOK, PROJECT = "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:project:1.0"
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
SPAN = ["fact_id", "source_id", "start", "end"]
Row = Mapping[Any, Any]


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


def write_project(study: Study, texts: Path, path: Path) -> Path:
    """Write a REFI-QDA project that embeds the texts, each fact coded at its span.

    Positions count characters, as in data/; each text is embedded byte for byte.

    Parameters
    ----------
    texts
        The folder of the texts, `<source_id>.txt`.
    path
        The file, ending in .qdpx; an existing one is replaced.

    Raises
    ------
    FileNotFoundError
        If a text of the study is not in the folder.
    ValueError
        If a text is not the one that was coded, or the name does not end in .qdpx.
    """
    if path.suffix != ".qdpx":
        msg = f"a REFI-QDA project must end in .qdpx, found {path.name!r}"
        raise ValueError(msg)
    files = {"project.qde": _project(study)}
    for row in study.whole("sources").to_dict("records"):
        name = f"sources/{_guid(study, 'source', row['source_id'])}.txt"
        files[name] = _text(texts / f"{row['source_id']}.txt", row["sha256"])
    path.write_bytes(zip_archive(files))
    return path


def _text(path: Path, sha256: str) -> bytes:
    if not path.is_file():
        msg = (
            f"the folder of the texts must hold every text; found no {path.name} in it"
        )
        raise FileNotFoundError(msg)
    content = path.read_bytes()
    if (digest := hashlib.sha256(content).hexdigest()) != sha256:
        msg = f"{path.name}: must be the coded text, SHA-256 {sha256}; found {digest}"
        raise ValueError(msg)
    return content


def _project(study: Study) -> bytes:
    user = _guid(study, "user")
    root = ET.Element(
        "Project",
        xmlns=PROJECT,
        name=study.dictionary.about["title"],
        origin=_origin(study),
        creatingUserGUID=user,
    )
    name = words.phrase("citation_authors", "en")
    ET.SubElement(ET.SubElement(root, "Users"), "User", guid=user, name=name)
    _add_codes(ET.SubElement(root, "CodeBook"), study)
    spans = _spans(study)
    sources = ET.SubElement(root, "Sources")
    for row in study.whole("sources").to_dict("records"):
        rows = spans[spans["source_id"] == row["source_id"]]
        _add_source(sources, study, row, rows.to_dict("records"))
    return _document(root)


def _spans(study: Study) -> pd.DataFrame:
    """Every span in which a fact was read, with its codes; further evidence too."""
    facts = pd.concat([_coded_rows(study, table) for table in CODED])
    meanings = facts.drop(columns=SPAN[1:])
    evidence = study.whole("evidence")[SPAN].merge(meanings, on="fact_id")
    spans = pd.concat([facts, evidence])
    return spans[spans["source_id"].notna()].sort_values([*SPAN[1:], "fact_id"])


def _coded_rows(study: Study, table: str) -> pd.DataFrame:
    """The facts of a table: their spans, their summaries, the keys of their codes."""
    rows = study.whole(table)
    summaries = [c for c in ("summary_vi", "summary_en") if c in rows.columns]
    codes = [_codes_of(study, table, row) for row in rows.to_dict("records")]
    return rows[SPAN].assign(
        summary=rows[summaries].agg("\n".join, axis=1) if summaries else "",
        codes=pd.Series(codes, dtype=object),
    )


def _codes_of(study: Study, table: str, row: Row) -> list[str]:
    """The keys of the codes of a fact, that of its kind first."""
    columns = [name for name in CODED[table] if not pd.isna(row[name])]
    groups = [_group_key(study, table, name) for name in columns]
    codes = zip(groups, columns, strict=True)
    return [f"facts.{table}", *(f"{group}.{row[name]}" for group, name in codes)]


def _add_source(
    sources: ET.Element, study: Study, row: Row, spans: list[dict[Any, Any]]
) -> None:
    guid, user = _guid(study, "source", row["source_id"]), _guid(study, "user")
    source = ET.SubElement(
        sources,
        "TextSource",
        guid=guid,
        name=row["source_id"],
        plainTextPath=f"internal://{guid}.txt",
        creatingUser=user,
    )
    ET.SubElement(source, "Description").text = row["title_vi"]
    for span in spans:
        place = [span[name] for name in SPAN]
        selection = ET.SubElement(
            source,
            "PlainTextSelection",
            guid=_guid(study, "selection", *place),
            name=span["fact_id"],
            startPosition=str(span["start"]),
            endPosition=str(span["end"]),
            creatingUser=user,
        )
        if span["summary"]:
            ET.SubElement(selection, "Description").text = span["summary"]
        for code in span["codes"]:
            guid = _guid(study, "coding", *place, code)
            coding = ET.SubElement(selection, "Coding", guid=guid, creatingUser=user)
            ET.SubElement(coding, "CodeRef", targetGUID=_guid(study, "code", code))


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
