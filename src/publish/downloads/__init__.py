"""Everything that readers download, in formats that other programs read.

`formats`   which files there are: the one list, for pages and for the writers
`tables`    tables as Excel, with a codebook and the sources
`networks`  a network as GraphML and GEXF
`figures`   a figure as SVG, PDF and PNG
`report`    a whole report as PDF and as Word
`build`     the downloads of all reports, in several processes
`stata`     a table of the data set as a Stata file
`refi`      the codes, and on request the coded texts, as REFI-QDA
`dataset`   the data set: CSV, Stata, Excel, BibTeX, CSL, codes
`crate`     the replication package, an RO-Crate

Notebooks call `downloads.excel` and `downloads.network_files`, which are loaded then.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publish.downloads.networks import network_files
    from publish.downloads.tables import excel

__all__ = ["excel", "network_files"]

MODULES = {"excel": "tables", "network_files": "networks"}


def __getattr__(name: str) -> Any:
    """Load a function for notebooks from its module."""
    if name not in MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"publish.downloads.{MODULES[name]}"), name)
