"""Everything that can be taken away, in formats that other programs read.

Rooms, from what all rest on:

`inert`      what a spreadsheet could take for a formula, made plain
`graphs`     a network as GraphML and GEXF, with every attribute
`workbook`   tables as Excel, with a codebook and the sources; never a formula
`stata`      a frame as a Stata file with its labels
`resource`   a table of a report with its raw values
`latex`      such a table as LaTeX, as a reader sees it
`tables`     such a table in all its forms
`archive`    files in one zip archive, without times
`codes`      the codes, as a codebook of REFI-QDA
`refi`       the coded texts as a project of REFI-QDA, on request only
`discourse`  who says what of which committee, statement by statement; as a network
`data`       the whole data set as CSV, Stata, Excel, BibTeX and CSL
`described`  what a replication package holds, as the JSON-LD of an RO-Crate
`crate`      the replication package: data, code, environment, results
`typeset`    the typesetter, with fonts of its own
`figures`    a figure as SVG, PDF and PNG, its caption with what to cite
`pandoc`     the way to pandoc; `nodes` are its words, `word` are our looks of Word
`grid`       a table of a document laid out
`blocks`     what a notebook shows, as blocks of pandoc
`document`   a report as a document of pandoc
`reports`    a document as PDF and as Word
`records`    what the files of each report were made of
`take`       everything of the reports, written beside them

Notebooks use `graphs` and `workbook` alone; the others are loaded when a name of theirs
is asked for.
"""

from importlib import import_module
from typing import Any

from publish.downloads.graphs import GEXF, GRAPHML, NetworkFiles, network_files
from publish.downloads.workbook import ExcelFile, excel

LATE: dict[str, str] = {
    "project": "refi",
    "replication": "crate",
    "take_data": "data",
    "take_report": "take",
    "take_reports": "take",
}

__all__ = [
    "GEXF",
    "GRAPHML",
    "ExcelFile",
    "NetworkFiles",
    "excel",
    "network_files",
]


def __getattr__(name: str) -> Any:
    """A name of a room that no notebook needs, loaded now."""
    if name in LATE:
        return getattr(import_module(f"publish.downloads.{LATE[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
