"""Everything that can be taken away, in formats that other programs read.

Rooms, from what all rest on:

`inert`      what a spreadsheet could take for a formula, made plain
`graphs`     a network as GraphML and GEXF, with every attribute
`workbook`   tables as Excel, with a codebook and the sources; never a formula
`archive`    files in one zip archive, without times
`codes`      the codes, as a codebook of REFI-QDA
`refi`       the coded texts as a project of REFI-QDA, on request only
`discourse`  who says what of which committee, statement by statement; as a network
`data`       the whole data set as CSV, Stata, Excel, BibTeX and CSL
`described`  what a replication package holds, as the JSON-LD of an RO-Crate
`crate`      the replication package: data, code, environment, results

Notebooks use these two alone; the others are loaded when a name of theirs is asked for.
"""

from importlib import import_module
from typing import Any

from analysis.export.graphs import GEXF, GRAPHML, NetworkFiles, network_files
from analysis.export.workbook import ExcelFile, excel

LATE: dict[str, str] = {
    "project": "refi",
    "replication": "crate",
    "take_data": "data",
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
        return getattr(import_module(f"analysis.export.{LATE[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
