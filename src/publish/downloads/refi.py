"""The coded texts as a project for programs of qualitative analysis, on request only.

A project of REFI-QDA (.qdpx) embeds the texts themselves. It is made where they are at
hand and asked for, and is not to be passed on or committed, as the rights in the texts
are not ours.

Source: REFI (2019), REFI-QDA: exchange of processed data between qualitative data
analysis software packages, version 1.5, schema for project exchange.
"""

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import words
from analysis.tables import Study
from publish.downloads.archive import archive
from publish.downloads.codes import (
    CODED,
    add_codes,
    document,
    group_key,
    guid_of,
    origin,
    written,
)

PROJECT = "urn:QDA-XML:project:1.0"


def project(study: Study, texts: Path, path: Path) -> Path:
    """Write a REFI-QDA project that embeds the texts, each fact coded at its place.

    Positions count characters, as in data/; each text stands in it byte for byte.

    Parameters
    ----------
    texts
        The folder of the texts, `<source_id>.txt`.
    path
        The file, ending in .qdpx; one that is there is replaced.

    Raises
    ------
    FileNotFoundError
        If a text of the study is not in the folder.
    ValueError
        If a text is not the one that was coded, or the name does not end in .qdpx.
    """
    if path.suffix != ".qdpx":
        msg = f"a REFI-QDA project ends in .qdpx, found {path.name!r}"
        raise ValueError(msg)
    contents = {
        row["source_id"]: _text(texts / f"{row['source_id']}.txt", row["sha256"])
        for row in study.whole("sources").to_dict("records")
    }
    files = {"project.qde": _project(study)}
    for source_id, content in contents.items():
        files[f"sources/{guid_of(study, 'source', source_id)}.txt"] = content
    path.write_bytes(archive(files))
    return path


def _text(path: Path, sha256: str) -> bytes:
    if not path.is_file():
        msg = f"allowed is a folder with every text; found no {path.name} in it"
        raise FileNotFoundError(msg)
    content = path.read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        msg = f"{path.name}: allowed is the coded text, {sha256}; found {found}"
        raise ValueError(msg)
    return content


def _project(study: Study) -> bytes:
    user = guid_of(study, "user")
    name = study.dictionary.about["title"]
    root = ET.Element("Project", xmlns=PROJECT, name=name, origin=origin(study))
    root.set("creatingUserGUID", user)
    by = words.phrase("citation_authors", "en")
    ET.SubElement(ET.SubElement(root, "Users"), "User", guid=user, name=by)
    add_codes(ET.SubElement(root, "CodeBook"), study)
    spans = _spans(study)
    sources = ET.SubElement(root, "Sources")
    for row in study.whole("sources").to_dict("records"):
        chosen = spans[spans["source_id"] == row["source_id"]]
        _add_source(sources, study, row, chosen.to_dict("records"))
    return document(root)


def _spans(study: Study) -> pd.DataFrame:
    """Every place at which a fact was read, with its codes; further evidence too."""
    facts = pd.concat([_coded(study, table) for table in CODED])
    told = facts.drop(columns=["source_id", "start", "end"])
    more = study.whole("evidence")[["fact_id", "source_id", "start", "end"]]
    spans = pd.concat([facts, more.merge(told, on="fact_id")])
    stated = spans[spans["source_id"].notna()]
    return stated.sort_values(["source_id", "start", "end", "fact_id"])


def _coded(study: Study, table: str) -> pd.DataFrame:
    """The facts of a table: where they stand, what they say, keys of their codes."""
    rows = study.whole(table)
    summaries = [c for c in ("summary_vi", "summary_en") if c in rows.columns]
    codes = [_codes_of(table, row) for row in rows.to_dict("records")]
    return rows[["fact_id", "source_id", "start", "end"]].assign(
        told=rows[summaries].agg("\n".join, axis=1) if summaries else "",
        codes=pd.Series(codes, dtype=object),
    )


def _codes_of(table: str, row: Mapping[Any, Any]) -> list[str]:
    """The keys of the codes of a fact, that of its kind first."""
    coded = (name for name in CODED[table] if not pd.isna(row[name]))
    return [f"facts.{table}", *(f"{group_key(table, n)}.{row[n]}" for n in coded)]


def _add_source(
    sources: ET.Element,
    study: Study,
    row: dict[Any, Any],
    spans: list[dict[Any, Any]],
) -> None:
    guid, user = guid_of(study, "source", row["source_id"]), guid_of(study, "user")
    source = ET.SubElement(
        sources,
        "TextSource",
        guid=guid,
        name=row["source_id"],
        plainTextPath=f"internal://{guid}.txt",
        creatingUser=user,
    )
    ET.SubElement(source, "Description").text = written(row["title_vi"])
    for span in spans:
        place = (span["fact_id"], row["source_id"], span["start"], span["end"])
        selection = ET.SubElement(
            source,
            "PlainTextSelection",
            guid=guid_of(study, "selection", *place),
            name=span["fact_id"],
            startPosition=str(span["start"]),
            endPosition=str(span["end"]),
            creatingUser=user,
        )
        if span["told"]:
            ET.SubElement(selection, "Description").text = written(span["told"])
        for code in span["codes"]:
            made = guid_of(study, "coding", *place, code)
            coding = ET.SubElement(selection, "Coding", guid=made, creatingUser=user)
            ET.SubElement(coding, "CodeRef", targetGUID=guid_of(study, "code", code))
