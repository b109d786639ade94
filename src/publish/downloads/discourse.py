"""Who says what of which committee: for Discourse Network Analyzer, and as a network.

`statements.csv` has the columns, the semicolons and the quotes of an event list of
Discourse Network Analyzer, then columns of our own. It holds reforms and shortcomings,
the facts in which someone says something of a concept: `person` is who says it,
`organization` the committee of which it is said, `concept` the dimension of a reform,
or the domain of a shortcoming or cause. `agreement` is 1 throughout, as no text rejects
a concept; `time` is empty where the text does not state when it was published, and
`text` holds what is printed, eight words at most.

Source: Leifeld (2017), "Discourse network analysis", in The Oxford Handbook of
Political Networks.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace

import networkx as nx
import pandas as pd

from analysis import words
from analysis.tables import Study
from publish.downloads.codes import codebook
from publish.downloads.graphs import network_files
from publish.downloads.inert import inert

EVENT_LIST = (
    "statement_id",
    "time",
    "person",
    "organization",
    "concept",
    "agreement",
    "start_position",
    "stop_position",
    "text",
    "coder",
    "document_id",
    "document_title",
    "document_author",
    "document_source",
    "document_section",
    "document_type",
)
OURS = (
    "fact_id",
    "kind",
    "status",
    "person_id",
    "organization_id",
    "concept_id",
    "source_id",
    "person_vi",
    "organization_vi",
    "concept_vi",
    "summary_en",
    "summary_vi",
)
STATUSES = ("done", "ongoing", "planned")


def discourse_files(study: Study) -> dict[str, bytes]:
    """The files by name: statements, two-mode network, codebook for exchange."""
    network = network_files(committees_and_dimensions(study))
    return {
        "statements.csv": statements_csv(study).encode(),
        "discourse.graphml": network.graphml.encode(),
        "discourse.gexf": network.gexf.encode(),
        "codebook.qdc": codebook(study),
    }


def statements_csv(study: Study) -> str:
    """The statements as Discourse Network Analyzer writes an event list.

    A text that a spreadsheet could take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n"
    )
    writer.writerow([*EVENT_LIST, *OURS])
    for row in statements(study).to_dict("records"):
        cells = [row[name] for name in (*EVENT_LIST, *OURS)]
        writer.writerow([inert(c) if isinstance(c, str) else int(c) for c in cells])
    return out.getvalue()


def statements(study: Study) -> pd.DataFrame:
    """Every reform, shortcoming and cause as an actor's statement on a concept.

    Returns
    -------
    DataFrame
        One row per statement, by document and place: the columns `EVENT_LIST` and
        `OURS`. `statement_id` and `document_id` count from 1 in this version of the
        data; `fact_id` and `source_id` never change.
    """
    rows = pd.concat([_reforms(study), _shortcomings(study)])
    rows = rows.sort_values(["source_id", "start", "end", "fact_id"], ignore_index=True)
    told = rows.assign(
        statement_id=range(1, len(rows) + 1),
        agreement=1,
        coder=1,
        person_id=rows["asserted_by"],
        organization_id=rows["committee_id"],
        start_position=rows["start"],
        stop_position=rows["end"],
        text=rows["printed"],
    )
    for lang, ending in (("en", ""), ("vi", "_vi")):
        twin = _in(study, lang)
        told[f"person{ending}"] = twin.names(rows["asserted_by"])
        told[f"organization{ending}"] = twin.names(rows["committee_id"])
    told = told.merge(_documents(study), on="source_id", validate="many_to_one")
    return told[[*EVENT_LIST, *OURS]].fillna("")


def _in(study: Study, lang: str) -> Study:
    (known,) = (each for each in words.LANGUAGES if each == lang)
    return replace(study, lang=known)


def _reforms(study: Study) -> pd.DataFrame:
    rows = study.whole("reforms")
    return rows.assign(
        kind="reform",
        concept=_in(study, "en").names(rows["dimension_id"]),
        concept_vi=_in(study, "vi").names(rows["dimension_id"]),
        concept_id=rows["dimension_id"],
    )


def _shortcomings(study: Study) -> pd.DataFrame:
    """Shortcomings and causes; a concept of its own for each type and domain."""
    rows = study.whole("shortcomings")
    return rows.assign(
        kind=rows["type"],
        status=rows["is_past"].map({True: "past", False: "present"}),
        concept=_typed(_in(study, "en"), rows),
        concept_vi=_typed(_in(study, "vi"), rows),
        concept_id=rows["type"] + "." + rows["domain"],
    )


def _typed(study: Study, rows: pd.DataFrame) -> "pd.Series[str]":
    types = rows["type"].map(study.words_for("shortcomings", "type"))
    return types + ": " + rows["domain"].map(study.words_for("shortcomings", "domain"))


def _documents(study: Study) -> pd.DataFrame:
    """What an event list tells of a document, by `source_id`."""
    rows = study.whole("sources")
    genres = _in(study, "en").words_for("sources", "genre")
    days = rows["published_date"].where(rows["date_precision"] == "day")
    return pd.DataFrame(
        {
            "source_id": rows["source_id"],
            "document_id": range(1, len(rows) + 1),
            "time": days + " 00:00:00",
            "document_title": rows["title_vi"],
            "document_author": rows["author"],
            "document_source": rows["outlet"],
            "document_section": "",
            "document_type": rows["genre"].map(genres),
        }
    )


def committees_and_dimensions(study: Study) -> nx.MultiDiGraph:
    """The committees and the dimensions of which a reform is reported of each.

    Returns
    -------
    MultiDiGraph
        Nodes with `kind` (committee, dimension), `label` and `label_vi`. An edge for
        each committee and dimension with a reform, keyed by its facts, with `weight`
        (reforms), `done`, `ongoing`, `planned`.
    """
    reforms = study.whole("reforms")
    graph = nx.MultiDiGraph()
    for column, kind in (("committee_id", "committee"), ("dimension_id", "dimension")):
        graph.add_nodes_from(_nodes(study, reforms[column], kind))
    pairs = reforms.groupby(["committee_id", "dimension_id"])
    for (committee, dimension), rows in pairs:
        counts = rows["status"].value_counts()
        by_status = {status: int(counts.get(status, 0)) for status in STATUSES}
        key = " ".join(sorted(rows["fact_id"]))
        graph.add_edge(committee, dimension, key=key, weight=len(rows), **by_status)
    return graph


def _nodes(
    study: Study, keys: "pd.Series[str]", kind: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    english = _in(study, "en").names_for(keys)
    vietnamese = _in(study, "vi").names_for(keys)
    for key in sorted(set(keys)):
        yield (
            key,
            {"kind": kind, "label": english[key], "label_vi": vietnamese[key]},
        )
